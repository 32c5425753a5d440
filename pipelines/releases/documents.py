"""What a version says about itself beside its data: manifest, quality, and its lines in the lists of the edition."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

from pipelines.dataset import Dataset, Grain
from pipelines.evidence import Evidence, Suppressed
from pipelines.releases.dates import dated, interval, span
from pipelines.releases.layout import Release
from pipelines.releases.model import Context
from pipelines.releases.package import licence, marked
from pipelines.releases.plan import parts_of
from pipelines.releases.redaction import REASONS
from pipelines.upstream import PeriodState, SourceRef

_ISO = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def as_at(states: Iterable[PeriodState]) -> str | None:
    """The newest date that the sources give their bytes: `YYYY-MM-DD`, or `YYYY-MM` where no day is told."""
    return max((date for state in states for source in state.sources if (date := _date(source))), default=None)


def _date(source: SourceRef) -> str:
    for text in (source.last_modified, source.vintage):
        if found := _ISO.match(text):
            return found.group()
        if "," in text:
            try:
                return parsedate_to_datetime(text).astimezone(UTC).date().isoformat()
            except ValueError:
                continue
    return ""


def manifest(
    dataset: Dataset,
    context: Context,
    version: str,
    states: Sequence[PeriodState],
    files: Mapping[str, Mapping[str, Any]],
    base: Release | None,
    fingerprint: str,
) -> dict[str, Any]:
    """`manifest.json`: every file, every period with the bytes behind it, and the manifest before this one.

    `approval` is filled in by the publication where a person let a held release go.
    """
    stems = {period: part for part in parts_of(dataset, [s.period for s in states]) for period in part.periods}
    return {
        "manifest_version": 1,
        "dataset": dataset.name,
        "version": version,
        "synthetic": context.synthetic,
        "as_at": as_at(states),
        "rows": sum(state.rows for state in states),
        "code_version": dataset.code_version,
        "candidate": fingerprint,
        "previous": {"version": base.version, "manifest_sha256": base.manifest_sha256} if base else None,
        "approval": None,
        "periods": [
            {
                "period": state.period,
                "rows": state.rows,
                "fingerprint": state.fingerprint,
                "files": list(stems[state.period].names),
                "sources": [asdict(source) for source in state.sources],
                **({"corrections": [asdict(made) for made in state.corrections]} if state.corrections else {}),
            }
            for state in states
        ],
        "files": {name: dict(files[name]) for name in sorted(files)},
    }


def quality(dataset: Dataset, evidence: Evidence, synthetic: bool) -> dict[str, Any]:
    """`quality.json`: coverage, every check that ran (passes too), where every row went, how much is redacted for which
    reason, how many small numbers are hidden, and the duty it answers.
    """
    return {
        "dataset": dataset.name,
        "synthetic": synthetic,
        "rows": {
            "read": evidence.read,
            "accepted": evidence.accepted,
            "rejected": evidence.rejected,
            "blank": evidence.blank,
            "reject_limit": dataset.reject_limit,
        },
        "redacted": [
            {
                "reason": hidden.reason,
                "law": REASONS[hidden.reason],
                "rows": hidden.rows,
                "values": hidden.values,
                "public_gbp": {name: str(pounds) for name, pounds in hidden.public_gbp.items()},
            }
            for hidden in evidence.hidden
        ],
        **({"suppressed": [_suppressed(told) for told in evidence.suppressed]} if evidence.suppressed else {}),
        "duty": asdict(dataset.duty),
        "coverage": [asdict(coverage) for coverage in evidence.coverage],
        "checks": [asdict(check) | {"passed": check.passed} for check in evidence.checks],
    }


def _suppressed(told: Suppressed) -> dict[str, Any]:
    """Small counts and those hidden beside them are told together: which is which would give some of them away."""
    return {"column": told.column, "threshold": told.threshold, "counts": told.cells, "hidden": told.hidden}


def standing(document: Mapping[str, Any]) -> dict[str, str]:
    """The part of `quality.json` whose change is worth a release: how each period stands, and which checks pass."""
    periods = {entry["period"]: str(entry["status"]) for entry in document["coverage"]}
    return periods | {check["name"]: "passed" if check["passed"] else "failed" for check in document["checks"]}


def identifier(name: str, force: str) -> str:
    """What a dataset is called in other catalogues for ever, whoever publishes it and wherever it stands: a UUID."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"openbeat/{force}/{name}").urn


def catalogue_entry(
    dataset: Dataset, context: Context, version: str, states: Sequence[PeriodState], first_file: str
) -> dict[str, Any]:
    """What the catalogue says of a dataset. Links are relative to the catalogue's public address."""
    folder = f"datasets/{dataset.name}"
    periods = [state.period for state in states] if dataset.grain is not Grain.WHOLE else []
    newest = as_at(states)
    return {
        "name": dataset.name,
        "identifier": identifier(dataset.name, context.force),
        "title": marked(dataset.title, context.synthetic),
        "description": dataset.description,
        "synthetic": context.synthetic,
        "subject": dataset.subject,
        "latest": version,
        "rows": sum(state.rows for state in states),
        "as_at": newest,
        "dated": dated(dataset, newest, periods),
        "coverage": {"from": periods[0], "to": periods[-1]} if periods else None,
        "temporal": interval(span(dataset.grain, periods)),
        "area": dataset.area or context.area,
        "cadence": dataset.cadence,
        "licence": licence(dataset.licence),
        "keywords": list(dataset.keywords),
        "links": {
            "versions": f"{folder}/versions.json",
            "datapackage": f"{folder}/{version}/datapackage.json",
            "changes": f"{folder}/{version}/changes.json",
            "quality": f"{folder}/{version}/quality.json",
            "newest_csv": f"{folder}/{version}/{first_file}",
        },
    }
