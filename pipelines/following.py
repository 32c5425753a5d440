"""What a redaction must also take out of the datasets that are worked out from the one it is about.

A derived dataset tells in its own rows what its inputs said. Where its source can find such rows (`Derived.echo`), a
rule of its own stands beside the first, with the same reason, note and day of review.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipelines import steps
from pipelines.dataset import Dataset
from pipelines.releases.erasure import Findings
from pipelines.releases.layout import open_published
from pipelines.releases.redaction import Rule, Rulebook, select
from pipelines.releases.takedown import find, insist_on_rules, survey
from pipelines.settings import Settings
from pipelines.sources.derived import Derived, Hidden
from pipelines.sql import identifier, literal


def following(
    settings: Settings, datasets: Sequence[Dataset], dataset: Dataset, rule: Rule
) -> list[tuple[Dataset, Rule]]:
    """The datasets that tell the same, each with the rule that hides it there; none that has nothing to hide.

    Raises ReleaseError as `survey` does, and where rules from before are lost.
    """
    desk = steps.desk(settings)
    echoing = [other for other in datasets if dataset.name in other.inputs and _echo(other)]
    found = find(desk, dataset, rule) if echoing else None
    return [pair for other in echoing if found for pair in _rules(settings, datasets, (dataset, rule), other, found)]


def _echo(dataset: Dataset) -> bool:
    return isinstance(dataset.source, Derived) and dataset.source.echo is not None


def _rules(
    settings: Settings, datasets: Sequence[Dataset], first: tuple[Dataset, Rule], other: Dataset, found: Findings
) -> Iterator[tuple[Dataset, Rule]]:
    dataset, rule = first
    source = other.source
    if not isinstance(source, Derived) or source.echo is None:
        return
    inputs = [one for one in datasets if one.name in other.inputs]
    texts = sorted(found.traces.texts - _still_said(settings, inputs, dataset, rule, found.traces.texts))
    rows = tuple(dict(row) for row in sorted(found.traces.whole, key=str))
    where = source.echo(Hidden(dataset.name, rule.columns, rows, tuple(texts)))
    if not where:
        return
    desk, rulebook = steps.desk(settings), Rulebook(settings.redactions)
    insist_on_rules(open_published(desk.published), other.name, rulebook)
    own = replace(rule, id=rulebook.next_id(other.name), where=where, columns=())
    if find(desk, other, own).traces.values:
        survey(desk, other, own)
        yield other, own


def _still_said(
    settings: Settings, inputs: Sequence[Dataset], dataset: Dataset, rule: Rule, texts: set[str]
) -> set[str]:
    """Those of the texts that the newest version of an input still has in a cell that the rule does not hide."""
    import duckdb

    folders = open_published(settings.published).newest
    said: set[str] = set()
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE sought (text VARCHAR)")
        connection.executemany("INSERT INTO sought VALUES (?)", [[text] for text in sorted(texts)] or [[""]])
        for one in inputs:
            files = sorted(folders[one.name].glob(f"{one.name}*.parquet")) if one.name in folders else []
            for file in files:
                have = {str(name) for (name, *_) in connection.execute(f"DESCRIBE FROM {literal(file)}").fetchall()}
                columns = [column for column in one.columns if column.name in have]
                shown = select(f"FROM {literal(file)}", columns, [rule] if one is dataset else [])
                cells = " OR ".join(f"contains({identifier(c.name)}, text)" for c in columns if c.guarded)
                query = f"SELECT text FROM sought WHERE EXISTS (FROM ({shown}) WHERE {cells or 'false'})"
                said |= {str(text) for (text,) in connection.execute(query).fetchall()}
    return said
