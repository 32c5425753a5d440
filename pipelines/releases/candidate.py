"""Build a dataset's candidate: diff against the last release, derive version, reasons and gate, write what changed.

A candidate is a folder `<candidates>/<dataset>/` with `candidate.json` (all that the publication needs to know),
`release/` (the files that the last version does not have already) and, when it waits for a person, `hold.json`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.dataset import Dataset, Grain
from pipelines.evidence import Evidence
from pipelines.releases import documents, files, package
from pipelines.releases.approvals import CANDIDATE, HOLD, decision_on, forget, hold_document, outcome_of
from pipelines.releases.diff import Diff, Old, diff_part
from pipelines.releases.fields import FieldChange, field_changes, without_constraints
from pipelines.releases.gate import causes_to_hold
from pipelines.releases.layout import Release, open_published
from pipelines.releases.migration import MIGRATION, migration_note
from pipelines.releases.model import Cause, Context, Outcome, ReleaseError, State, Stored, count
from pipelines.releases.plan import Part, Plan, make_plan
from pipelines.releases.report import Found, changes_head, write_changes
from pipelines.releases.spool import Moved, Spool
from pipelines.releases.standards import Subject, version_documents
from pipelines.releases.version import Change, Level, following, gravest
from pipelines.releases.writers import sort_part, write_part
from pipelines.upstream import PeriodState

if TYPE_CHECKING:
    import duckdb

DATA = "release"
SPOOL = "changes"
"""The folder of a candidate that holds its changes one by one, for as long as some of them wait for a reason."""
Files = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class _Draft:
    """All that a candidate is made from."""

    dataset: Dataset
    context: Context
    evidence: Evidence
    states: tuple[PeriodState, ...]
    base: Release | None
    highest: str
    withdrawn: tuple[Release, ...]
    schema: dict[str, Any]
    quality: dict[str, Any]

    @property
    def periods(self) -> tuple[str, ...]:
        return tuple(state.period for state in self.states)

    @cached_property
    def field_changes(self) -> tuple[FieldChange, ...]:
        return field_changes(self.base.fields, self.schema["fields"]) if self.base else ()

    @property
    def rewrites(self) -> bool:
        return any(change.rewrites for change in self.field_changes)

    @property
    def fingerprint(self) -> str:
        """Names the figures: what a person decides about. A note on quality does not change it, a failed check does."""
        evidence = self.evidence
        content = {
            "base": self.base.manifest_sha256 if self.base else "",
            "periods": [(state.period, state.fingerprint) for state in self.states],
            "fields": self.schema["fields"],
            "failed": [(check.name, check.failed) for check in evidence.checks if not check.passed],
            "rejected": evidence.rejected,
            **({"review": review} if (review := [told.review for told in evidence.suppressed if told.review]) else {}),
        }
        return files.sha256(files.line(content))

    @property
    def inputs(self) -> str:
        """Changes whenever the candidate has to be built again."""
        description = package.description_of(self.dataset, self.context)
        context = asdict(self.context)
        return files.sha256(files.line([self.fingerprint, self.schema, description, self.quality, context]))


def prepare(
    dataset: Dataset, stored: Stored, evidence: Evidence, context: Context, published: Path, candidates: Path
) -> Outcome:
    """Build the candidate of a dataset, or find that there is nothing to publish.

    Only parts whose rows changed are written. Raises ReleaseError when `published` cannot be built upon or the store
    does not hold what it says, and OSError or duckdb.IOException when the disk is full; the candidate from before is
    gone then, and the next call builds it again.
    """
    shown = open_published(published, context)
    draft = _Draft(
        dataset=dataset,
        context=context,
        evidence=evidence,
        states=stored.periods(dataset),
        base=shown.latest(dataset.name),
        highest=shown.highest(dataset.name),
        withdrawn=tuple(shown.withdrawn(dataset.name)),
        schema=package.table_schema(dataset, context),
        quality=documents.quality(dataset, evidence, context.synthetic),
    )
    forget(candidates, dataset.name, draft.fingerprint)
    folder = candidates / dataset.name
    if (folder / CANDIDATE).is_file():
        existing = files.loads(folder / CANDIDATE)
        if existing["inputs"] == draft.inputs:
            return outcome_of(existing, decision_on(candidates, dataset.name))
    files.remove(folder)
    return _build(draft, stored, candidates)


def _build(draft: _Draft, stored: Stored, candidates: Path) -> Outcome:
    name = draft.dataset.name
    beside, known = candidates / f".{name}.tmp", candidates / f"{name}.known.json"
    files.remove(beside)
    (beside / DATA).mkdir(parents=True)
    (beside / SPOOL).mkdir()
    plan = _plan(draft, _known(known, draft.base))
    written, moved = _write_parts(draft, plan, stored, beside)
    found = _found(draft, plan, moved)
    if gravest(found.changes) is Level.NONE:
        files.remove(beside)
        _remember(known, draft)
        return Outcome(name, State.UNCHANGED, draft.base.version if draft.base else "")
    candidate = _complete(draft, found, written, beside)
    beside.rename(candidates / name)
    files.sync_folder(candidates)
    return outcome_of(candidate, decision_on(candidates, name))


def _plan(draft: _Draft, known: dict[str, str]) -> Plan:
    base = draft.base
    return make_plan(
        draft.dataset,
        draft.states,
        base.periods if base else {},
        base.manifest["code_version"] if base else "",
        known,
        everything=draft.rewrites,
    )


def _write_parts(draft: _Draft, plan: Plan, stored: Stored, beside: Path) -> tuple[Files, dict[str, Moved]]:
    """Write the parts of the plan, drop those that came out as published, and spool what changed in the rest."""
    written: Files = {}
    folder = beside / DATA
    spool = Spool(beside / SPOOL, plan.causes, draft.dataset.revisions, plan.corrections)
    connection = stored.connection()
    try:
        for part in plan.rewrite:
            facts = _write_part(draft, part, stored, connection, folder)
            if _as_published(draft, part, facts):
                for name in part.names:
                    files.remove(folder / name)
                continue
            written |= facts
            spool.add(_diff(draft, part, connection))
    finally:
        connection.close()
    return written, spool.moved


def _write_part(
    draft: _Draft, part: Part, stored: Stored, connection: duckdb.DuckDBPyConnection, folder: Path
) -> Files:
    """Write a part's files; returns the facts of each, worked out while the next is being written."""
    dataset = draft.dataset
    rows = sort_part(connection, [stored.query(dataset, period) for period in part.periods], dataset.columns)
    said = sum(state.rows for state in draft.states if state.period in part.periods)
    if rows != said:
        raise ReleaseError(
            f"the store says {part.stem} has {said:,} rows and gives {rows:,}: load {', '.join(part.periods)} again"
        )
    facts: dict[str, Future[dict[str, Any]]] = {}
    with ThreadPoolExecutor(1) as beside:

        def written(path: Path) -> None:
            facts[path.name] = beside.submit(files.facts, path)

        write_part(connection, dataset.columns, folder, part.stem, draft.context.synthetic, written)
    return {name: facts[name].result() for name in part.names}


def _as_published(draft: _Draft, part: Part, facts: Files) -> bool:
    """Whether a part's CSV is the published one to the byte, with a schema that reads it the same."""
    if draft.base is None or draft.rewrites:
        return False
    table = part.names[0]
    return bool(draft.base.manifest["files"].get(table) == facts[table])


def _diff(draft: _Draft, part: Part, connection: duckdb.DuckDBPyConnection) -> Diff:
    base, dataset = draft.base, draft.dataset
    if base is None or part.names[0] not in base.manifest["files"]:
        return Diff()
    periods = [period for period in part.periods if period in base.periods]
    old = Old(base.folder / part.stem, tuple(field["name"] for field in base.fields))
    column = dataset.period_column if dataset.grain is Grain.FINANCIAL_YEAR else ""
    return diff_part(connection, old, dataset.columns, dataset.key, column, periods, dataset.revisions.note)


def _found(draft: _Draft, plan: Plan, moved: dict[str, Moved]) -> Found:
    base = draft.base
    return Found(
        plan=plan,
        moved=moved,
        before={name: period["rows"] for name, period in base.periods.items()} if base else {},
        now={state.period: state.rows for state in draft.states},
        grain=draft.dataset.grain,
        schema=tuple(change.change for change in draft.field_changes),
        metadata=tuple(_metadata_changes(draft, base)) if base else (),
    )


def _metadata_changes(draft: _Draft, base: Release) -> Sequence[Change]:
    changes = []
    published = files.loads(base.folder / "datapackage.json")
    description = package.description_of(draft.dataset, draft.context)
    differing = [name for name, value in description.items() if published.get(name, []) != value]
    if differing:
        changes.append(Change("metadata-changed", f"the description changed: {', '.join(differing)}"))
    elif not draft.rewrites and without_constraints(base.fields) != without_constraints(draft.schema["fields"]):
        changes.append(Change("metadata-changed", "the description of fields changed"))
    before, now = documents.standing(files.loads(base.folder / "quality.json")), documents.standing(draft.quality)
    new = set(draft.periods) - set(base.periods)
    moved = [f"{name} is {status}" for name, status in now.items() if before.get(name) != status and name not in new]
    moved += [f"{name} no longer fails" for name in before if before[name] == "failed" and name not in now]
    if moved:
        changes.append(Change("quality-changed", f"coverage or checks changed: {', '.join(moved)}"))
    return changes


def _complete(draft: _Draft, found: Found, written: Files, beside: Path) -> dict[str, Any]:
    """Write the documents of the release and of the candidate; returns `candidate.json`."""
    base, dataset, folder = draft.base, draft.dataset, beside / DATA
    previous = base.version if base else ""
    version = following(draft.highest, gravest(found.changes))
    data = [name for part in found.plan.parts for name in part.names]
    shared: Files = {name: base.manifest["files"][name] for name in data if name not in written} if base else {}
    causes = (*causes_to_hold(dataset, found, draft.evidence, first=base is None), *_withdrawn_again(draft))
    description = package.description_of(dataset, draft.context)
    listed = written | shared
    subject = _subject(draft, found.plan.parts, version, listed)
    head = changes_head(found, dataset.name, version, previous, draft.context.synthetic)
    for name in write_changes(head, beside / SPOOL, folder):
        listed |= {name: files.facts(folder / name)}
    for name, content in {
        "schema.json": files.dumps(draft.schema),
        "datapackage.json": files.dumps(package.data_package(description, version, found.plan.parts, listed)),
        "quality.json": files.dumps(draft.quality),
        **_migration(draft, found, previous, version),
        **version_documents(subject),
    }.items():
        files.write(folder / name, content)
        listed |= {name: {"bytes": len(content), "sha256": files.sha256(content)}}
    candidate = {
        **_summary(draft, found, version, causes),
        "written": sum(facts["bytes"] for facts in written.values()),
        "shared": sum(facts["bytes"] for facts in shared.values()),
        "share": sorted(shared),
        "head": head if _waits(found) else None,
        "manifest": documents.manifest(dataset, draft.context, version, draft.states, listed, base, draft.fingerprint),
        "catalogue": subject.entry,
    }
    if not _waits(found):
        files.remove(beside / SPOOL)
    files.write(beside / CANDIDATE, files.dumps(candidate))
    if causes:
        files.write(beside / HOLD, files.dumps(hold_document(candidate)))
    return candidate


def _migration(draft: _Draft, found: Found, previous: str, version: str) -> dict[str, bytes]:
    """The note that a break of the schema owes to its readers."""
    if draft.base is None or not found.breaks:
        return {}
    title = package.marked(draft.dataset.title, draft.context.synthetic)
    return {MIGRATION: migration_note(title, previous, version, draft.base.fields, draft.field_changes)}


def _waits(found: Found) -> bool:
    """Whether some change has no reason but the one that a person is going to sign."""
    return bool(found.total("unexplained_values") + found.total("unexplained_rows"))


def _subject(draft: _Draft, parts: Sequence[Part], version: str, listed: Files) -> Subject:
    """What the standards describe."""
    first = parts[-1].names[0] if parts else ""
    return Subject(
        dataset=draft.dataset,
        context=draft.context,
        version=version,
        previous=draft.base.version if draft.base else "",
        entry=documents.catalogue_entry(draft.dataset, draft.context, version, draft.states, first),
        parts=parts,
        files=listed,
        states=draft.states,
        quality=draft.quality,
    )


def _withdrawn_again(draft: _Draft) -> Iterator[Cause]:
    """What was withdrawn comes back only if a person lets it."""
    published = draft.base.periods if draft.base else {}
    for release in draft.withdrawn:
        again = [
            state.period
            for state in draft.states
            if release.periods.get(state.period, {}).get("fingerprint") == state.fingerprint
            and published.get(state.period, {}).get("fingerprint") != state.fingerprint
        ]
        if again:
            text = f"{count(len(again), 'period')} would come back as in {release.version}, which was withdrawn"
            yield Cause("withdrawn-figures", text)


def _summary(draft: _Draft, found: Found, version: str, causes: Sequence[Cause]) -> dict[str, Any]:
    base = draft.base
    return {
        "dataset": draft.dataset.name,
        "version": version,
        "previous": base.version if base else "",
        "previous_manifest_sha256": base.manifest_sha256 if base else "",
        "synthetic": draft.context.synthetic,
        "fingerprint": draft.fingerprint,
        "inputs": draft.inputs,
        "level": gravest(found.changes).name.lower() if base else "first",
        "changes": [{"kind": c.kind, "level": c.level.name.lower(), "text": c.text} for c in found.changes],
        "causes": [asdict(cause) for cause in causes],
        "counts": asdict(found.counts),
        "breaks": list(found.breaks),
    }


def _known(path: Path, base: Release | None) -> dict[str, str]:
    """Fingerprints found before to give the rows that `base` has already."""
    if base is None or not path.is_file():
        return {}
    document = files.loads(path)
    periods: dict[str, str] = document["periods"] if document["base"] == base.manifest_sha256 else {}
    return periods


def _remember(path: Path, draft: _Draft) -> None:
    """So that code that changed and changed nothing is not tried again every night."""
    if draft.base is None:
        return
    periods = {state.period: state.fingerprint for state in draft.states}
    if periods != {period: entry["fingerprint"] for period, entry in draft.base.periods.items()}:
        document = {"base": draft.base.manifest_sha256, "periods": periods}
        files.replace(path, files.dumps(document))
