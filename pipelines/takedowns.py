"""The operator's way of taking something out of public: what it would do, the doing, and the originals.

Redacting goes over the store too: the copy that people query is renewed, and originals may be forgotten on demand.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from itertools import groupby

from pipelines import steps
from pipelines.dataset import Dataset
from pipelines.following import following
from pipelines.landing import Landing, Receipt
from pipelines.releases.erasure import Find, Findings
from pipelines.releases.layout import open_published
from pipelines.releases.model import ReleaseError
from pipelines.releases.redaction import Decided, Lifting, Rule, Rulebook, check_rule, select
from pipelines.releases.takedown import elsewhere, insist_on_rules, lift, redact, standing, survey, withdraw
from pipelines.settings import Settings


def make_rule(
    settings: Settings, dataset: Dataset, where: str, columns: Sequence[str], decided: Decided, review: str
) -> Rule:
    """The next rule of a dataset. Raises ReleaseError when it is not whole, a column cannot be hidden, or the rules
    from before are lost.
    """
    rulebook = Rulebook(settings.redactions)
    insist_on_rules(open_published(settings.published), dataset.name, rulebook)
    rule = Rule(
        id=rulebook.next_id(dataset.name),
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


def effect(
    settings: Settings, datasets: Sequence[Dataset], dataset: Dataset, rule: Rule
) -> tuple[list[tuple[str, str, str, str]], list[str]]:
    """What a rule would hide (version, parts, rows and values of it), in the datasets that follow from it too, and the
    other datasets that tell the same.

    Raises ReleaseError as `survey` does.
    """
    desk = steps.desk(settings)
    found = survey(desk, dataset, rule)
    lines, reached = _lines(found), {dataset.name}
    for other, own in following(settings, datasets, dataset, rule):
        lines += _lines(survey(desk, other, own), f"{other.name} ")
        reached.add(other.name)
    return lines, [name for name in elsewhere(desk, dataset.name, found) if name not in reached]


def _lines(found: Findings, of: str = "") -> list[tuple[str, str, str, str]]:
    touched = [find for find in found.finds if find.rows]
    return [_line(f"{of}{version}", list(finds)) for version, finds in groupby(touched, lambda find: find.version)]


def _line(version: str, finds: Sequence[Find]) -> tuple[str, str, str, str]:
    """One version in a line: the first and last of its parts that hold something, rows and values."""
    stems = [finds[0].stem, finds[-1].stem]
    parts = stems[0] if len(finds) == 1 else f"{len(finds)}: {stems[0]} to {stems[1]}"
    rows, values = sum(find.rows for find in finds), sum(find.cells for find in finds)
    return version, parts, f"{rows:,}", f"{values:,}"


def redact_everywhere(
    settings: Settings, datasets: Sequence[Dataset], dataset: Dataset, rule: Rule, *, forget: bool
) -> tuple[int, int]:
    """Redact what is published and the copy of the store, and what follows from it in derived datasets; with `forget`,
    delete the landed originals too.

    Returns the number of the edition that says so, and how many originals were deleted.
    """
    with steps.writing(settings) as opened:
        desk = steps.desk(settings)
        others = following(settings, datasets, dataset, rule)
        touched = [
            (one, own, _originals(settings, one, survey(desk, one, own))) for one, own in [(dataset, rule), *others]
        ]
        number = redact(desk, dataset, Rulebook(settings.redactions), rule, others)
        settings.landing.mkdir(parents=True, exist_ok=True)
        settings.landing.chmod(0o700)
        steps.renew_copy(settings, opened, datasets)
        forgotten = sum(_forget(settings, *one) for one in touched) if forget else 0
        if forget:
            _forget_copies(settings)
    return number, forgotten


def _originals(settings: Settings, dataset: Dataset, found: Findings) -> set[str]:
    """The received files behind the parts that a rule touches: their SHA-256, or their names where a manifest must not
    tell that.
    """
    return {
        source[_named_by(dataset)]
        for release in standing(open_published(settings.published), dataset.name)
        for period in release.manifest["periods"]
        if period["files"][0].rpartition(".")[0] in found.rows(release.version)
        for source in period["sources"]
    }


def comes_back(settings: Settings, dataset: Dataset, name: str) -> list[tuple[str, str]]:
    """The periods of which something comes back when a rule is lifted, with the rows that do or that differ.

    Raises ReleaseError when no such rule stands.
    """
    rules = Rulebook(settings.redactions).rules(dataset.name)
    others = tuple(rule for rule in rules if rule.id != name)
    if len(others) == len(rules):
        raise ReleaseError(f"{dataset.name} has no rule {name!r} that stands; see openbeat status")
    with steps.writing(settings) as opened:
        opened.prepare(dataset)
        connection = opened.connection()
        found = []
        for state in opened.periods(dataset):
            rows = opened.query(dataset, state.period)
            without, now = (select(rows, dataset.columns, standing) for standing in (others, rules))
            counted = connection.execute(f"SELECT count(*) FROM ({without} EXCEPT ALL {now})").fetchall()
            if counted[0][0]:
                found.append((state.period, f"{counted[0][0]:,}"))
    return found


def lift_everywhere(settings: Settings, datasets: Sequence[Dataset], dataset: Dataset, lifting: Lifting) -> int:
    """Lift a rule, and renew the copy of the store. Returns the number of the edition that says so."""
    with steps.writing(settings) as opened:
        number = lift(steps.desk(settings), dataset, Rulebook(settings.redactions), lifting)
        steps.renew_copy(settings, opened, datasets)
    return number


def _named_by(dataset: Dataset) -> str:
    """How a manifest of the dataset names received bytes: with small numbers, its hash is that of public rows."""
    return "resource" if dataset.small_numbers else "sha256"


def latest_without(settings: Settings, dataset: Dataset, version: str) -> str:
    """The version that would be the latest if one were withdrawn, "" for none. Raises ReleaseError if it is gone."""
    standing_now = [release.version for release in standing(open_published(settings.published), dataset.name)]
    if version not in standing_now:
        raise ReleaseError(
            f"{dataset.name} has no version {version!r} to withdraw; there are {', '.join(standing_now) or 'none'}"
        )
    return next((other for other in reversed(standing_now) if other != version), "")


def withdraw_version(settings: Settings, dataset: Dataset, version: str, decided: Decided) -> int:
    """Withdraw a version. Returns the number of the edition that says so."""
    with steps.writing(settings):
        return withdraw(steps.desk(settings), dataset.name, version, decided)


def _forget_copies(settings: Settings) -> None:
    """Delete the copies of spreadsheets to correct: any of them may hold what is taken out."""
    if settings.to_correct.is_dir():
        shutil.rmtree(settings.to_correct)


def _forget(settings: Settings, dataset: Dataset, rule: Rule, originals: set[str]) -> int:
    """Delete landed bytes, older editions too, each after a receipt that says so. Returns how many there were."""
    from datetime import UTC, datetime

    landing = Landing(settings.landing)
    journal = landing.journal(dataset.source.name)
    named_by = _named_by(dataset)
    landed = {receipt.sha256: receipt for receipt in journal.read() if getattr(receipt, named_by) in originals}
    there = [receipt for receipt in landed.values() if landing.object_path(receipt.sha256).is_file()]
    for receipt in there:
        journal.append(
            Receipt(
                source=receipt.source,
                at=datetime.now(UTC).isoformat(timespec="seconds"),
                url=receipt.url,
                resource=receipt.resource,
                member=receipt.member,
                vintage=receipt.vintage,
                error=f"the original {receipt.sha256} was deleted: {rule.id} of {dataset.name}, {rule.reason}",
            )
        )
        landing.object_path(receipt.sha256).unlink(missing_ok=True)
    return len(there)
