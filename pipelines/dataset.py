"""The `Dataset` declaration: the one place that says what a dataset is.

Everything else (landing, table, checks, release, catalogue entry, Dagster metadata) is derived from it
and from the pandera model it names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from pipelines.code_version import code_version
from pipelines.upstream import Source
from schemas.base import Column, Table, columns_of, stored_columns_of

if TYPE_CHECKING:
    import duckdb

OGL = "OGL-UK-3.0"


class Grain(StrEnum):
    """The length of the period that one part of a dataset covers."""

    MONTH = "month"
    FINANCIAL_YEAR = "financial-year"
    WHOLE = "whole"


WHOLE_PERIOD = "all"
"""The name of the only period of a dataset whose grain is `Grain.WHOLE`."""


@dataclass(frozen=True)
class Duty:
    """The legal or promised publication that a dataset meets.

    `due_days` counts from the end of the period to the day the figures should be public: the days that the office holds
    itself to where the law says no more than as soon as practicable. What the law itself fixes stands in the dataset
    `duties` (docs/duties.md).
    """

    instrument: str
    text: str
    due_days: int


@dataclass(frozen=True)
class RevisionPolicy:
    """What the public is told to expect of figures already published.

    `matures` names columns that the source is expected to change in months already published. `classifies` names those
    that put a row into a class: the source changes one when it reclassifies. `note` names the column in which the
    office says why it amended a record, "" where there is none.
    """

    text: str
    matures: tuple[str, ...] = ()
    classifies: tuple[str, ...] = ()
    note: str = ""

    def expects(self, field: str) -> bool:
        """Whether a revision of this column by the source is no surprise."""
        return field in self.matures or field in self.classifies


@dataclass(frozen=True)
class Volume:
    """How a period is judged thin: category by category, against the same category in other periods.

    A category is low when it has fewer rows than `floor` times its median; a period is partial when the low
    categories usually hold at least `share` of the rows. A half-returned month of police.uk looks normal in total
    only because anti-social behaviour arrives by another route, which is why the check is per category.
    """

    by: str
    floor: float = 0.7
    share: float = 0.5
    minimum_periods: int = 3


@dataclass(frozen=True)
class Finding:
    """What one release check found in one period: `ok`, the plain sentence, and the figures behind it."""

    period: str
    ok: bool
    text: str


@dataclass(frozen=True)
class Check:
    """A named check of a whole stored table, run before every release.

    `run` takes the stored table (public columns, all periods) and returns a finding for each thing it tested, passes
    too. A failed check holds the release; one that does not `hold` it is told as a warning, because what is missing is
    no reason to keep back what is there.
    """

    name: str
    text: str
    run: Callable[[duckdb.DuckDBPyRelation], list[Finding]]
    holds: bool = True


@dataclass(frozen=True)
class Triangle:
    """Which figures of every version `revisions` keeps: rows, and the sums of some columns, by period and category.

    `by` names the columns whose values make a category (none: the period as a whole), never text written by people;
    `sums` those that are added up: whole numbers, or decimals of at most two places.
    """

    by: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()


@dataclass(frozen=True)
class Margin:
    """Rows that add up to another: where `column` has the value `total`, the count is the sum over its other values.

    `split` names a column that tells apart several ways of splitting the same total, each adding up by itself.
    """

    column: str
    total: str
    split: str = ""


@dataclass(frozen=True)
class SmallNumbers:
    """Counts of people that must not be told where they are small: more than 0 and less than `threshold`.

    `column` holds the counts; its `_status` becomes [c]. `zeros` says that nought is as telling as one, because it
    says something of everybody in a group. `stricter` are values of a column with a higher threshold. `margins`, and
    `periods` (the columns of the kind and the name of a period), say which published counts are totals of others.
    `exact` are values of a column whose counts the law orders to be told as they are. `share` is the column in which
    a count's whole per cent of its total is worked out, `band` the one for the fifth it lies in, which is told of
    hidden counts too where it gives nothing away. A row's cell is named by the dataset's `key`.
    """

    column: str
    threshold: int = 5
    zeros: bool = False
    stricter: tuple[tuple[str, str, int], ...] = ()
    margins: tuple[Margin, ...] = ()
    periods: tuple[str, str] | None = None
    exact: tuple[tuple[str, str], ...] = ()
    share: str = ""
    band: str = ""


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """One table that we promise to the public.

    `name` is kebab-case and never changes. `title` stays under 66 characters and leaves the publisher out; the first
    sentence of `description` stays under 141. `period_column` is the column whose value names the period of a row.
    `key` identifies a row wherever its columns are present and not repeated; it need not be a primary key. `cadence`
    is an ISO 8601 repeating interval. `area` is the ONS code of what it covers, "" for the area of the body that
    publishes it. `reject_limit` is the share of a period's rows that may be rejected before the
    release is held. `files_stand_alone` says that a file which cannot be read is left out and named, while the others
    are published; otherwise such a file stops the dataset. `triangle` says which figures of each version are kept for
    comparison. A `companion` makes no edition by itself: it goes out with the next that something else brings.
    `settle` is SQL run over the stored table (`{table}`) after its files, for columns that only all of them together
    tell; run twice, it changes nothing.
    `small_numbers` are the counts that disclosure control goes over before anything is published.
    """

    name: str
    title: str
    description: str
    subject: str
    schema: type[Table]
    source: Source
    grain: Grain
    cadence: str
    duty: Duty
    revisions: RevisionPolicy
    period_column: str = ""
    key: tuple[str, ...] = ()
    volume: Volume | None = None
    checks: tuple[Check, ...] = ()
    caveats: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    area: str = ""
    reject_limit: float = 0.01
    files_stand_alone: bool = False
    triangle: Triangle | None = None
    companion: bool = False
    settle: str = ""
    small_numbers: tuple[SmallNumbers, ...] = ()
    licence: str = OGL
    owner: str = field(default="team:openbeat")

    @property
    def table(self) -> str:
        """The dataset's name in Python and SQL: snake_case."""
        return self.name.replace("-", "_")

    @property
    def partitioned(self) -> bool:
        """Whether its files come by month, so that a month can be fetched and stored by itself."""
        return self.grain is Grain.MONTH and not self.files_stand_alone and not self.inputs

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the datasets it is worked out from: it runs after them, on what they are about to say."""
        return tuple(getattr(self.source, "inputs", ()))

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The published columns, in order, derived from the pandera model."""
        return columns_of(self.schema)

    @cached_property
    def stored_columns(self) -> tuple[Column, ...]:
        """The columns that the store keeps, in order: the published ones and those that are confidential."""
        return stored_columns_of(self.schema)

    @cached_property
    def code_version(self) -> str:
        """Twelve hex digits that change when what turns bytes into rows changes: code, models, the data they read."""
        modules = {model.__module__ for model in self.schema.__mro__ if issubclass(model, Table)}
        modules |= {"pipelines.validation", type(self.source).__module__}
        if working_out := getattr(self.source, "code", ""):
            modules.add(working_out)
        return code_version(modules, self.settle)
