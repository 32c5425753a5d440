"""The operator's way of taking something out of public: what it would do, the doing, and the originals.

Redacting goes over the store too: the copy that people query is renewed, and originals may be forgotten on demand.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines import steps
from pipelines.dataset import Dataset
from pipelines.landing import Landing, Receipt
from pipelines.releases.layout import open_published
from pipelines.releases.redaction import Decided, Rule, Rulebook, check_rule
from pipelines.releases.takedown import elsewhere, redact, standing, survey, withdraw
from pipelines.settings import Settings


def make_rule(
    settings: Settings, dataset: Dataset, where: str, columns: Sequence[str], decided: Decided, review: str
) -> Rule:
    """The next rule of a dataset. Raises ReleaseError when it is not whole or a column cannot be hidden."""
    rule = Rule(
        id=Rulebook(settings.redactions).next_id(dataset.name),
        where=where,
        columns=tuple(columns),
        review=review,
        reason=decided.reason,
        note=decided.note,
        by=decided.by,
        day=decided.day,
    )
    check_rule(rule, dataset.columns)
    return rule


def effect(settings: Settings, dataset: Dataset, rule: Rule) -> tuple[list[tuple[str, str, str, str]], list[str]]:
    """What a rule would hide (version, part, rows and values of it), and the other datasets that tell the same.

    Raises ReleaseError as `survey` does.
    """
    desk = steps.desk(settings)
    found = survey(desk, dataset, rule)
    rows = [(find.version, find.stem, f"{find.rows:,}", f"{find.cells:,}") for find in found.finds if find.rows]
    return rows, elsewhere(desk, dataset.name, found)


def redact_everywhere(
    settings: Settings, datasets: Sequence[Dataset], dataset: Dataset, rule: Rule, *, forget: bool
) -> int:
    """Redact what is published and the copy of the store; with `forget`, delete the landed originals too.

    Returns the number of the edition that says so.
    """
    with steps.writing(settings) as opened:
        desk = steps.desk(settings)
        touched = {find.version for find in survey(desk, dataset, rule).finds if find.rows}
        shown = open_published(settings.published)
        releases = [release for release in standing(shown, dataset.name) if release.version in touched]
        originals = {source["sha256"] for r in releases for p in r.manifest["periods"] for source in p["sources"]}
        number = redact(desk, dataset, Rulebook(settings.redactions), rule)
        settings.landing.mkdir(parents=True, exist_ok=True)
        settings.landing.chmod(0o700)
        steps.renew_copy(settings, opened, datasets)
        if forget:
            _forget(settings, dataset, originals, rule)
    return number


def withdraw_version(settings: Settings, dataset: Dataset, version: str, decided: Decided) -> int:
    """Withdraw a version. Returns the number of the edition that says so."""
    with steps.writing(settings):
        return withdraw(steps.desk(settings), dataset.name, version, decided)


def _forget(settings: Settings, dataset: Dataset, originals: set[str], rule: Rule) -> None:
    """Delete landed bytes, each with a receipt that says so."""
    from datetime import UTC, datetime

    landing = Landing(settings.landing)
    journal = landing.journal(dataset.source.name)
    for receipt in [receipt for receipt in journal.latest.values() if receipt.sha256 in originals]:
        landing.object_path(receipt.sha256).unlink(missing_ok=True)
        journal.append(
            Receipt(
                source=receipt.source,
                at=datetime.now(UTC).isoformat(timespec="seconds"),
                url=receipt.url,
                vintage=receipt.vintage,
                error=f"the original {receipt.sha256} was deleted: {rule.id} of {dataset.name}, {rule.reason}",
            )
        )
