"""What a measure is: declared once, in words and SQL, and everything else follows from the declaration."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pipelines.measures.methods.xmr import Good, Rebase


class Kind(StrEnum):
    """How a value is made of numerator and denominator, and which interval it has."""

    RATE = "rate"
    """Events by residents, times `per`; the denominator is a stock, which no total adds up."""
    PROPORTION = "proportion"
    """A part of a whole, in per cent."""
    MEAN = "mean"
    """A total by what it is shared among; no interval, since the spread within is not known."""
    COUNT = "count"
    """Events by themselves."""
    AMOUNT = "amount"
    """A figure as it is stated: pounds, people, scores. No interval."""
    QUOTIENT = "quotient"
    """Two stated figures divided, times `per`; without the second there is no value. No interval."""
    RATIO = "ratio"
    """The rate of one group by that of another: the formula gives `base_numerator` and `base_denominator` too."""


class Span(StrEnum):
    """What kind of period the formula gives."""

    MONTH = "month"
    QUARTER = "quarter"
    FINANCIAL_YEAR = "financial-year"
    AS_AT = "as-at"
    YEAR = "year"
    PLAN = "plan"


ROLLING = "rolling-12"
"""The kind of period that twelve months, or four quarters, in a row make."""


class Basis(StrEnum):
    """Who set a target."""

    STATUTORY = "statutory"
    NATIONAL = "national"
    LOCAL = "local"


@dataclass(frozen=True)
class Target:
    """The value to be met, in the measure's unit; who set it, and where that stands."""

    value: Decimal
    basis: Basis
    source: str


@dataclass(frozen=True)
class Table:
    """A table that several formulas share, made once in a derivation by `sql`, after those it `needs`."""

    name: str
    sql: str
    needs: tuple[Table, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure.

    `formula` is SQL over the `inputs` (named as their tables), the tables that `docs/adding-a-measure.md` lists, and
    those of `needs`. It gives `period` (YYYY-MM, the last month of a quarter; a financial or calendar year),
    `area_code` and `numerator`; where they apply `denominator`, `population_year`, `status` and `reason` (of a row
    without a number, or one that needs care), `base_numerator` and `base_denominator`.

    `per` multiplies a value that is divided. `rolling` asks for twelve months as well; `only_rolling` for them alone.
    `covered` names the datasets whose months must be whole. `matures` are the months until a figure can be compared.
    `baseline` is a period of `ROLLING` against which change is told. `funnel` places districts. `headline` puts it
    on the first page. `priorities` are ids of plan priorities.
    """

    id: str
    title: str = ""
    subject: str
    question: str
    definition: str
    formula: str
    inputs: tuple[str, ...]
    kind: Kind
    unit: str
    good: Good = Good.NEITHER
    span: Span = Span.MONTH
    per: int = 1
    needs: tuple[Table, ...] = ()
    target: Target | None = None
    baseline: str = ""
    levels: tuple[str, ...] = ("force",)
    headline: bool = False
    cadence: str = "R/P1M"
    caveats: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    covered: tuple[str, ...] = ()
    rolling: bool = False
    only_rolling: bool = False
    charted: bool = False
    rebases: tuple[Rebase, ...] = ()
    projected: bool = False
    funnel: bool = False
    matures: int = 0

    @property
    def called(self) -> str:
        """Its title, or its id in words."""
        return self.title or self.id.replace("-", " ").capitalize()

    @property
    def grains(self) -> tuple[str, ...]:
        """The kinds of period it has."""
        own = () if self.only_rolling else (self.span.value,)
        return own + ((ROLLING,) if self.rolling or self.only_rolling else ())

    @property
    def ceiling(self) -> int | None:
        """What no value of it can exceed."""
        return 100 if self.kind is Kind.PROPORTION else None
