"""Schema to accepted rows and issues: the pandera model is run over every row, and every failing row is named.

What is here decides nothing by itself: each rule stands in the model. Two kinds of rule are told apart. A rule of the
model that fails rejects the row, and so does personal data in the texts of the office's own records. A value outside
an open vocabulary (`known=`) or a repeated key is a warning: the row is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.config import PanderaConfig, get_config_context

from pipelines.dataset import Dataset
from pipelines.screening.screen import Hit, held_out, quiet, screen
from pipelines.upstream import PERIOD, ROW, SHEET, Issue, Parsed, Severity, Tally
from schemas.base import Table

WARNINGS_NAMED = 200
"""How many warnings of one kind are named one by one for a file; the rest is a count in the last of them."""


_PROVED: list[tuple[type[Table], PanderaConfig]] = []
"""Models seen to catch a wrong row, each under the settings it was seen under."""


class CheckingIsOff(Exception):
    """Validation does not validate: nothing may be stored or published until it does."""


class Unaccounted(Exception):
    """Rows read are not rows accepted, rejected and blank: a fault of ours, and nothing is stored."""


@dataclass(frozen=True)
class Verdict:
    """A file's accepted rows (public columns, then `_row`, `_period` and `_sheet`), its issues, and its account."""

    rows: pl.DataFrame
    issues: tuple[Issue, ...]
    tally: Tally


def prove_checking(dataset: Dataset) -> None:
    """Give the model a row that is wrong in every needed column; raises CheckingIsOff unless all of it is reported.

    `PANDERA_VALIDATION_ENABLED=False` in the environment, a validation depth without data, or a model without rules
    would otherwise pass anything in silence. Once proved, a model stays so for as long as pandera's settings do.
    """
    state = (dataset.schema, get_config_context())
    if state in _PROVED:
        return
    needed = {column.name for column in dataset.columns if not column.nullable}
    columns = dataset.stored_columns
    canary = pl.DataFrame({c.name: [None] for c in columns}, schema={c.name: c.polars for c in columns})
    caught = {failure["column"] for failure in _failures(dataset, canary)}
    if not needed or not needed <= caught:
        raise CheckingIsOff(
            f"{dataset.name}: a row without {', '.join(sorted(needed - caught)) or 'any needed column'} passed "
            f"validation, so checking is off (pandera: {get_config_context()}); unset PANDERA_* in the environment. "
            "Nothing was stored or published."
        )
    _PROVED.append(state)


def validate(dataset: Dataset, resource: str, parsed: Parsed) -> Verdict:
    """Run the dataset's model over a parsed file. `resource` is the file's name in issues.

    Rows read = accepted + rejected + blank, by construction and checked. Raises TypeError when the parser's columns are
    not the model's, CheckingIsOff when validation would pass anything.
    """
    prove_checking(dataset)
    rows = parsed.rows
    failures = _failures(dataset, rows.select([column.name for column in dataset.stored_columns]))
    hits = screen(rows, dataset.stored_columns) if dataset.source.office else []
    rejected = sorted({failure["index"] for failure in failures} | {hit.index for hit in hits})
    issues = [_rejection(resource, rows, failure) for failure in failures]
    issues += [_held_out(resource, rows, hit) for hit in hits]
    accepted = _without(rows, rejected)
    issues += _unknown_values(dataset, resource, accepted)
    issues += _repeated_keys(dataset, resource, accepted)
    tally = Tally(parsed.tally.read, parsed.tally.rejected + len(rejected), parsed.tally.blank, parsed.tally.furniture)
    if tally.accepted != accepted.height:
        raise Unaccounted(
            f"{resource}: {tally.read} rows read but {tally} and {accepted.height} accepted do not add up"
        )
    told = (*parsed.issues, *issues)
    if dataset.source.office:
        told = tuple(quiet(issue, dataset.stored_columns) for issue in told)
    return Verdict(accepted, told, tally)


def recheck(dataset: Dataset, rows: pl.DataFrame) -> int:
    """How many of these stored rows the model refuses: the release trusts no earlier run. Raises CheckingIsOff."""
    prove_checking(dataset)
    return len({failure["index"] for failure in _failures(dataset, rows)})


def _failures(dataset: Dataset, rows: pl.DataFrame) -> list[dict[str, Any]]:
    """One dict per broken rule and row: `column`, `check`, `failure_case`, `index` (0-based)."""
    try:
        dataset.schema.validate(rows, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases: list[dict[str, Any]] = errors.failure_cases.to_dicts()
        broken = [case for case in cases if case["index"] is None]
        if broken:
            raise TypeError(f"{dataset.name}: the parser's columns are not the schema's: {broken[:3]}") from errors
        return cases
    return []


def _without(rows: pl.DataFrame, rejected: list[int]) -> pl.DataFrame:
    if not rejected:
        return rows
    return rows.with_row_index("_at").filter(~pl.col("_at").is_in(rejected)).drop("_at")


def _rejection(resource: str, rows: pl.DataFrame, failure: dict[str, Any]) -> Issue:
    at = failure["index"]
    whole_row = failure["schema_context"] == "DataFrameSchema"
    field = "" if whole_row else failure["column"]
    value = "" if whole_row or failure["failure_case"] is None else str(failure["failure_case"])
    rule = str(failure["check"])
    return Issue(
        resource=resource,
        check=_check_id(rule),
        text=f"{field or 'the row'} breaks the rule {rule}; the row was left out. Correct it at the source.",
        period=rows[PERIOD][at],
        sheet=_sheet(rows, at),
        row=rows[ROW][at],
        field=field,
        value=value[:200],
    )


def _held_out(resource: str, rows: pl.DataFrame, hit: Hit) -> Issue:
    return held_out(hit, resource, rows[PERIOD][hit.index], _sheet(rows, hit.index), rows[ROW][hit.index])


def _check_id(rule: str) -> str:
    """A stable kebab-case id from pandera's text of a rule: `in_range(-9, 3)` is `in-range`."""
    return rule.split("(")[0].strip().replace("_", "-")


def _sheet(rows: pl.DataFrame, at: int) -> str:
    return str(rows[SHEET][at]) if SHEET in rows.columns else ""


def _unknown_values(dataset: Dataset, resource: str, rows: pl.DataFrame) -> list[Issue]:
    """One warning for each value that an open vocabulary has not shown before."""
    issues = []
    for column in dataset.columns:
        if not column.known:
            continue
        strange = rows.filter(pl.col(column.name).is_not_null() & ~pl.col(column.name).is_in(column.known))
        groups = sorted(strange.group_by([column.name], maintain_order=True), key=lambda pair: str(pair[0]))
        for (value,), group in groups[:WARNINGS_NAMED]:
            text = f"{value!r} is new in {column.name} ({group.height} rows). Published; add it to the known values."
            issues.append(_warning(resource, "new-value", text, group, column.name, str(value), owner="openbeat"))
        if len(groups) > WARNINGS_NAMED:
            text = f"{len(groups) - WARNINGS_NAMED} more values are new in {column.name}: is it the right column?"
            issues.append(_warning(resource, "new-value", text, strange, column.name, "", owner="openbeat"))
    return issues


def _repeated_keys(dataset: Dataset, resource: str, rows: pl.DataFrame) -> list[Issue]:
    """A warning for each key that stands on more than one row of the file. Nothing is taken away: it may be real."""
    if not dataset.key:
        return []
    whole = pl.all_horizontal(pl.col(name).is_not_null() for name in dataset.key)
    keys = rows.select(dataset.key)
    # Few rows have a hash that another has: only those are copied and compared by what they hold.
    suspect = keys.select(whole).to_series() & keys.hash_rows().is_duplicated()
    if not suspect.any():
        return []
    suspects = rows.filter(suspect)
    repeated = suspects.filter(pl.struct(dataset.key).is_duplicated())
    groups = list(repeated.group_by(list(dataset.key), maintain_order=True))
    issues = []
    for value, group in groups[:WARNINGS_NAMED]:
        lines = ", ".join(str(row) for row in group[ROW].to_list())
        text = f"the same {' + '.join(dataset.key)} stands on rows {lines}. All are published; ask the source."
        issues.append(_warning(resource, "repeated-key", text, group, dataset.key[0], str(value[0])))
    if len(groups) > WARNINGS_NAMED:
        text = f"{len(groups) - WARNINGS_NAMED} more keys are repeated in this file."
        issues.append(_warning(resource, "repeated-key", text, repeated, dataset.key[0], ""))
    return issues


def _warning(
    resource: str, check: str, text: str, rows: pl.DataFrame, field: str, value: str, *, owner: str = "source"
) -> Issue:
    return Issue(
        resource=resource,
        check=check,
        text=text,
        severity=Severity.WARNING,
        period=rows[PERIOD][0],
        sheet=_sheet(rows, 0),
        row=rows[ROW][0],
        field=field,
        value=value[:200],
        owner=owner,
    )
