"""The three steps of a dataset's night, free of Dagster: land its files, store their rows, prepare its release.

Each step plans first and then does, reports what it did, and may be run again at any time: what is already done is not
done again.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from pipelines import read_copy
from pipelines.body import read_body
from pipelines.corrections import Correction, OutOfDate, correct, digest, place_of, read_corrections, unmatched
from pipelines.dataset import Dataset
from pipelines.disclosure.public import as_disclosed, disclosed, suppressed
from pipelines.evidence import Evidence
from pipelines.landing import Journal, Landing, Receipt, untaken
from pipelines.lock import hold
from pipelines.quality import ROWS_ACCOUNTED_FOR, STORED_ROWS_VALID, assess
from pipelines.releases.candidate import prepare
from pipelines.releases.keys import Keyring
from pipelines.releases.layout import open_published
from pipelines.releases.model import Context, EditionOutcome, Outcome, Stored, count
from pipelines.releases.publish import publish
from pipelines.releases.redaction import Rulebook, as_public, redacted
from pipelines.releases.takedown import Desk, insist_on_rules, settle
from pipelines.releases.tally import tally
from pipelines.screening.screen import nameable
from pipelines.settings import Settings
from pipelines.store import Store, open_store
from pipelines.upstream import (
    Issue,
    Landed,
    Listing,
    NotOurs,
    Request,
    Resource,
    Severity,
    SourceError,
    Tally,
    World,
)
from pipelines.validation import prove_checking, validate
from pipelines.worlds import open_world

log = logging.getLogger("openbeat")


@dataclass(frozen=True)
class LandReport:
    """What landing did: files listed, those whose bytes are new, their bytes, and those that could not be had."""

    listed: int
    fresh: int
    size: int
    failed: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class StoreReport:
    """What storing did: files read, those already stored, the account of the rows read, files refused or not ours."""

    loaded: int
    already: int
    tally: Tally
    refused: tuple[tuple[str, str], ...]
    passed_over: tuple[tuple[str, str], ...]
    warnings: int


class StoredRowsInvalid(Exception):
    """Rows already in the store break the model: somebody changed them behind our back, or the model was tightened."""


@contextmanager
def world_of(settings: Settings, dataset: Dataset) -> Iterator[tuple[World, Landing, Journal]]:
    """The world, with the landing and the receipts of the dataset's source."""
    landing = Landing(settings.landing)
    journal = landing.journal(dataset.source.name)
    with open_world(settings, journal.attempt, landing.validators(journal)) as world:
        yield world, landing, journal


@contextmanager
def writing(settings: Settings) -> Iterator[Store]:
    """The store, by its one writer."""
    with hold(settings.home, settings.wait, log.warning), open_store(settings.store) as store:
        yield store


_ASKED: ContextVar[dict[str, Listing] | None] = ContextVar("asked", default=None)
"""What sources have said tonight and no landing has used yet, by dataset; None outside a night."""


@contextmanager
def asking_once() -> Iterator[None]:
    """A night, in which what a source said of its window serves its landing too: it is not asked twice."""
    token = _ASKED.set({})
    try:
        yield
    finally:
        _ASKED.reset(token)


def find(settings: Settings, dataset: Dataset, periods: tuple[str, ...]) -> Listing:
    """What the source says exists, without fetching any of it."""
    with world_of(settings, dataset) as (world, _, _):
        listing = dataset.source.listing(world, Request(settings.force, periods, settings.compared))
    if (asked := _ASKED.get()) is not None:
        asked[dataset.name] = listing
    return listing


def _said(settings: Settings, dataset: Dataset, world: World, periods: tuple[str, ...]) -> Listing:
    """What the source has said tonight, else what it says now. A landing that is tried again asks again."""
    said = (_ASKED.get() or {}).pop(dataset.name, None)
    return said or dataset.source.listing(world, Request(settings.force, periods, settings.compared))


def land(settings: Settings, dataset: Dataset, periods: tuple[str, ...] = ()) -> LandReport:
    """Fetch what is new and note what exists. One file's failure does not stop the others.

    Raises SourceError when the source cannot even say what exists.
    """
    fresh = size = 0
    failed: list[tuple[str, str]] = []
    landed: list[Landed] = []
    with world_of(settings, dataset) as (world, landing, journal):
        listing = _said(settings, dataset, world, periods)
        listing = nameable(listing) if dataset.source.office else listing
        failed += [(issue.resource, issue.text) for issue in untaken(listing)]
        deleted = landing.deleted(journal)
        for number, resource in enumerate(listing.resources, 1):
            try:
                got, new = landing.land(dataset.source, resource, world, journal)
            except SourceError as trouble:
                failed.append((resource.id, str(trouble)))
                log.error("%s: %s", dataset.name, trouble)  # noqa: TRY400 - the message says it all
                continue
            landed.append(got)
            fresh, size = fresh + new, size + got.size * new
            _progress(dataset, "landing", number, len(listing.resources), resource.id)
    _write_listing(settings, dataset, listing)
    if again := [got.resource.id for got in landed if got.sha256 in deleted]:
        text = "%s: %s deleted here and still offered by the source: landed again (%s first)"
        log.warning(text, dataset.name, count(len(again), "received file"), again[0])
    return LandReport(len(listing.resources), fresh, size, tuple(failed), tuple(sorted({x.sha256 for x in landed})))


def store(settings: Settings, dataset: Dataset, periods: tuple[str, ...] = ()) -> StoreReport:
    """Read, validate and store every landed file that is not yet stored as it is.

    A file that cannot be used is refused and named; what it held before stays. Raises CheckingIsOff before anything is
    touched when validation would pass anything.
    """
    prove_checking(dataset)
    corrections, faults = read_corrections(settings.records, dataset)
    listing = _read_listing(settings, dataset)
    wanted = [r for r in listing.resources if not periods or not r.periods or set(r.periods) & set(periods)]
    landing = Landing(settings.landing)
    latest = landing.journal(dataset.source.name).latest
    taken: list[Taken] = []
    with writing(settings) as opened:
        opened.prepare(dataset)
        opened.take_note(dataset, listing)
        for issue in untaken(listing):
            opened.refuse(dataset, issue.resource, (issue.period,), issue.text)
        opened.note_all(dataset, place_of(dataset), ())
        _insist_on_corrections(opened, dataset, faults)
        for number, resource in enumerate(wanted, 1):
            receipt = latest.get(resource.id)
            taken.append(_take(opened, dataset, landing, resource, receipt, corrections))
            _progress(dataset, "storing", number, len(wanted), resource.id)
        opened.settle(dataset)
        stale = tuple(issue for file in taken for issue in file.stale)
        idle = tuple(_idle(opened, dataset, corrections, wanted)) if not stale else ()
        if settings.synthetic:  # what is made up has none of the rows that real corrections are about
            opened.note_all(dataset, place_of(dataset), tuple(replace(i, severity=Severity.NOTE) for i in idle))
            idle = ()
        _insist_on_corrections(opened, dataset, (*stale, *idle))
    return _sum_up(taken)


def _idle(
    opened: Store, dataset: Dataset, corrections: Sequence[Correction], listed: Sequence[Resource]
) -> Iterator[Issue]:
    """An issue for each correction that found no row although its period is stored."""
    if corrections:
        applied = {(state.period, ref.id) for state in opened.periods(dataset) for ref in state.corrections}
        stored = {state.period for state in opened.periods(dataset)}
        for correction in corrections:
            due = correction.period in stored and any(correction.concerns(resource) for resource in listed)
            if due and (correction.period, correction.ref.id) not in applied:
                yield unmatched(correction, place_of(dataset))


def _insist_on_corrections(opened: Store, dataset: Dataset, problems: tuple[Issue, ...]) -> None:
    """Stop the dataset when a declared correction cannot be made. Raises SourceError that says all."""
    if problems:
        opened.note_all(dataset, place_of(dataset), problems)
        raise SourceError(" ".join(problem.text for problem in problems))


def release(settings: Settings, dataset: Dataset) -> tuple[Outcome, Evidence]:
    """Check what is stored once more and prepare its release: a candidate that is ready, held, or not needed.

    Raises StoredRowsInvalid when a stored row breaks the model, CheckingIsOff when validation would pass anything, and
    ReleaseError when the published folder cannot take it.
    """
    with writing(settings) as opened:
        opened.prepare(dataset)
        rulebook = Rulebook(settings.redactions)
        insist_on_rules(open_published(settings.published), dataset.name, rulebook)
        rules = rulebook.rules(dataset.name)
        evidence = replace(assess(dataset, opened), hidden=tally(opened, dataset, rules))
        opened.remember_coverage(dataset, evidence.coverage)
        _insist_on_stored_rows(settings, dataset, evidence)
        lifted = tuple(rule for rule, _ in rulebook.lifted(dataset.name))
        stored = _public(settings, dataset, redacted(opened, rules, lifted))
        evidence = replace(evidence, suppressed=suppressed(stored))
        outcome = prepare(dataset, stored, evidence, context(settings), settings.published, settings.candidates)
    log.info("%s", outcome.text)
    return outcome, evidence


def _public(settings: Settings, dataset: Dataset, stored: Stored) -> Stored:
    """What the public may see of small numbers. Decisions about real counts say nothing of made-up ones."""
    return disclosed(stored, dataset, settings.published, None if settings.synthetic else settings.records)


def _insist_on_stored_rows(settings: Settings, dataset: Dataset, evidence: Evidence) -> None:
    faults = {STORED_ROWS_VALID: "break the model", ROWS_ACCOUNTED_FOR: "are not those that were loaded"}
    for check in evidence.checks:
        if check.name in faults and not check.passed:
            raise StoredRowsInvalid(
                f"{dataset.name}: {check.failed} stored rows {faults[check.name]} ({check.tested} tested), so nothing "
                f"was released. They were right when they were loaded: delete {settings.store} and run again; the "
                "landing still has the bytes."
            )


def publish_edition(settings: Settings, datasets: Sequence[Dataset]) -> EditionOutcome:
    """Bring out every candidate that is ready as one edition, and renew the copy of the store that people query.

    Raises CheckingIsOff when validation would pass anything: then nothing goes out, whenever it was made ready.
    """
    for dataset in datasets:
        prove_checking(dataset)
    with writing(settings) as opened:
        at = desk(settings)
        settle(at, datasets, Rulebook(settings.redactions))
        outcome = publish(datasets, at.context, settings.published, settings.candidates, at.keys)
        renew_copy(settings, opened, datasets)
    log.info("%s", outcome.text)
    return outcome


def desk(settings: Settings) -> Desk:
    """Where things are taken out of public."""
    return Desk(context(settings), settings.published, settings.candidates, Keyring(settings.keys))


def renew_copy(settings: Settings, opened: Store, datasets: Sequence[Dataset]) -> None:
    """Renew the copy of the store that people query, without what is redacted, confidential or too small to tell: not
    at all when it would show the same.
    """
    rulebook = Rulebook(settings.redactions)
    hide = []
    for dataset in datasets:
        rules = rulebook.rules(dataset.name)
        if rules or dataset.stored_columns != dataset.columns:
            opened.prepare(dataset)
            hide += as_public(f'read_copy.main."{dataset.table}"', dataset, rules)
        if dataset.small_numbers:
            opened.prepare(dataset)
            public = _public(settings, dataset, redacted(opened, rules))
            hide += as_disclosed(f'read_copy.main."{dataset.table}"', dataset, public)
    read_copy.renew(opened, settings.read_copy, settings.copied, hide)


def context(settings: Settings) -> Context:
    """What this night's edition says about itself."""
    body = read_body(settings.records, settings.force)
    return Context(
        synthetic=settings.synthetic,
        world=settings.world.split(":")[0],
        force=settings.force,
        body=body.office,
        registered=body.registered,
        contact=body.email,
        area=body.area_code,
        site=settings.site,
    )


@dataclass(frozen=True)
class Taken:
    """What became of one file: `loaded`, `already` stored, `passed` over as not ours, or `refused`."""

    resource: str
    how: str
    tally: Tally = field(default_factory=Tally)
    text: str = ""
    warnings: int = 0
    stale: tuple[Issue, ...] = ()


def _take(
    opened: Store,
    dataset: Dataset,
    landing: Landing,
    resource: Resource,
    receipt: Receipt | None,
    corrections: Sequence[Correction],
) -> Taken:
    if receipt is None:
        return _refuse(opened, dataset, resource, f"{resource.id} could not be fetched; the receipts say why")
    path = landing.object_path(receipt.sha256)
    # Where the newest edition could not be had, the bytes are an older one's, and keep its name.
    edition = replace(resource, url=receipt.url, vintage=receipt.vintage, member=receipt.member)
    file = Landed(edition, path, receipt.sha256, receipt.size, receipt.last_modified)
    concerned = [correction for correction in corrections if correction.concerns(edition)]
    if opened.holds(dataset, file, digest(concerned)):
        return Taken(resource.id, "already")
    if not path.is_file():
        text = f"{resource.id}: the landing has lost its bytes ({receipt.sha256[:12]}); run the landing again"
        return _refuse(opened, dataset, resource, text)
    try:
        made = correct(dataset.source.parse(file), concerned, edition, place_of(dataset))
        verdict = validate(dataset, resource.id, made.parsed)
    except NotOurs as stranger:
        opened.note(dataset, Issue(resource.id, "not-ours", str(stranger), Severity.NOTE))
        return Taken(resource.id, "passed", text=str(stranger))
    except SourceError as trouble:
        stale = trouble.issues if isinstance(trouble, OutOfDate) else ()
        return replace(_refuse(opened, dataset, resource, str(trouble)), stale=stale)
    applied = [(correction.period, correction.ref) for correction in made.applied]
    opened.load(dataset, file, verdict, digest(concerned), applied)
    warnings = sum(issue.severity is Severity.WARNING for issue in verdict.issues)
    return Taken(resource.id, "loaded", verdict.tally, warnings=warnings)


def _refuse(opened: Store, dataset: Dataset, resource: Resource, text: str) -> Taken:
    log.error("%s: %s", dataset.name, text)
    opened.refuse(dataset, resource.id, resource.periods, text)
    return Taken(resource.id, "refused", text=text)


def _sum_up(taken: list[Taken]) -> StoreReport:
    return StoreReport(
        loaded=sum(file.how == "loaded" for file in taken),
        already=sum(file.how == "already" for file in taken),
        tally=Tally(
            sum(file.tally.read for file in taken),
            sum(file.tally.rejected for file in taken),
            sum(file.tally.blank for file in taken),
            sum(file.tally.furniture for file in taken),
        ),
        refused=tuple((file.resource, file.text) for file in taken if file.how == "refused"),
        passed_over=tuple((file.resource, file.text) for file in taken if file.how == "passed"),
        warnings=sum(file.warnings for file in taken),
    )


def _progress(dataset: Dataset, doing: str, done: int, of: int, what: str) -> None:
    """Say how far a step has come; the command line draws it, Dagster keeps it."""
    log.info(
        "%s: %s %d of %d: %s", dataset.name, doing, done, of, what, extra={"progress": (dataset.name, doing, done, of)}
    )


def _listing_file(settings: Settings, dataset: Dataset) -> Path:
    return settings.landing / "listings" / f"{dataset.name}.json"


def _write_listing(settings: Settings, dataset: Dataset, listing: Listing) -> None:
    path = _listing_file(settings, dataset)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(json.dumps(asdict(listing), ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(path)


def _read_listing(settings: Settings, dataset: Dataset) -> Listing:
    path = _listing_file(settings, dataset)
    if not path.is_file():
        raise SourceError(f"{dataset.name}: nothing has been landed yet; run the landing first")
    found = json.loads(path.read_text(encoding="utf-8"))
    resources = tuple(Resource(**(entry | {"periods": tuple(entry["periods"])})) for entry in found["resources"])
    issues = tuple(Issue(**(entry | {"severity": Severity(entry["severity"])})) for entry in found["issues"])
    return Listing(resources, tuple(found["expected"]), issues, found["complete"])
