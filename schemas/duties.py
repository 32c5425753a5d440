"""What must be published, by which law or promise, and whether it came in time."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from schemas import register
from schemas.base import STATUS_CODES, Table, column

DUTY_ID = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+"
DATASET = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
BINDING = ["law", "code", "promise"]
TRIGGERS = ["event", "period"]
DUE_FROM = ["event", "period-start", "period-end", "day"]
EXTENTS = ["whole", "part", "none"]
CONFIDENCE = ["high", "medium", "low"]

ALL = "all"
"""The period of the row that sums up a duty and a dataset."""
NONE = "none"
"""The dataset of a duty that no dataset here meets."""
MET, LATE, OVERDUE, NOT_YET = "met", "met-late", "overdue", "not-yet-due"
PUBLISHED, NOTHING_YET, WORKED_OUT, NO_DATASET = "published", "nothing-yet", "worked-out", "no-dataset"
STANDINGS = [MET, LATE, OVERDUE, NOT_YET, PUBLISHED, NOTHING_YET, WORKED_OUT, NO_DATASET]
LAW, HOUSE = "law", "house"


def _binding(text: str) -> str:
    found: str = column("Binding by", text, example="law", isin=BINDING)
    return found


class Duties(Table):
    """One thing that an instrument asks to be published: a paragraph of an order, a section of an Act, a promise."""

    duty_id: str = column(
        "Duty id",
        "Permanent name of the duty: its instrument and its paragraph there. No kind of office is named in it.",
        example="order-2011-3-g",
        str_matches=register.one(DUTY_ID),
        unique=True,
    )
    binding: str = _binding(
        "law: an Act, an order or regulations. code: a code of practice. promise: the office's own undertaking."
    )
    instrument: str = register.words(
        "Instrument", "The law, the code or the plan that asks for it.", "Freedom of Information Act 2000", needed=True
    )
    paragraph: str = column(
        "Paragraph",
        "Where in the instrument it stands, as the instrument numbers it. Empty where the whole of it is meant.",
        example="3(g)",
        nullable=True,
        str_length=register.LABEL,
    )
    duty: str = register.words(
        "What must be published", "The duty in our own words, not those of the law.", "The precept.", needed=True
    )
    actor: str = column(
        "About whom",
        "Whose affairs or performance it is about: office (the elected local policing body, which publishes it), force "
        "(the chief officer) or both.",
        example="both",
        isin=register.BUYERS,
    )
    trigger: str = column(
        "Trigger",
        "period: it falls due again for every month, quarter or year. event: it falls due when something happens, such "
        "as a decision.",
        example="period",
        isin=TRIGGERS,
    )
    frequency: str = column(
        "Frequency",
        "How often it falls due, as an ISO 8601 repeating interval; in our reading where the instrument is silent. "
        "Empty for an event, and where it follows the period of each figure.",
        example="R/P1M",
        nullable=True,
        isin=["R/P1M", "R/P3M", "R/P1Y"],
    )
    due_rule: str = register.words(
        "When it is due",
        "By when it is to be published, in words.",
        "As soon as practicable after the month's end.",
        needed=True,
    )
    due_from: str = column(
        "Counted from",
        "event, period-start (the first day of the period), period-end (its last day), or day: a date that the "
        "instrument itself names.",
        example="period-end",
        isin=DUE_FROM,
    )
    due_days: int = column(
        "Days by law",
        "Days from there to the last day on which it is in time, where the instrument fixes them; below zero before "
        "it. Empty where it says as soon as practicable: the clock then uses the days that each dataset promises.",
        example="-1",
        unit="days",
        nullable=True,
    )
    due_days_status: str = column(
        "Status of: days by law",
        "[z] the instrument fixes no number of days; [x] we do not know whether it does; empty where days are given.",
        example="[z]",
        isin=STATUS_CODES,
        nullable=True,
    )
    due_on: pl.Date = register.day("Last day by law", "The date that the instrument names, where it names one.")
    manner: str = register.words("Manner", "How it must be published, beyond being public.", "In a prominent place.")
    extent: str = column(
        "How far it is met here",
        "whole: the datasets named hold all that is asked, as far as the office has recorded it. part: they hold some "
        "of it. none: no dataset here holds it yet.",
        example="part",
        isin=EXTENTS,
    )
    datasets: str = column(
        "Datasets",
        "Names of the datasets here that meet it or a part of it, joined by a semicolon and a space.",
        example="contracts; tenders",
        nullable=True,
        str_matches=register.many(DATASET),
    )
    missing: str = register.words(
        "What is missing here", "What the datasets do not hold of what is asked.", "The copies themselves."
    )
    evidence_url: str = register.page_url("Evidence", "Where the text of the instrument or a guide to it can be read.")
    in_force_from: pl.Date = register.day("In force from", "The first day it bound the office, where we know it.")
    in_force_to: pl.Date = register.day("In force to", "The last day it bound the office; empty while it does.")
    confidence: str = column(
        "Confidence",
        "How sure we are of our reading. high: content and time were read in a source. medium: the content was, the "
        "time or a detail is from general knowledge. low: all of it is from general knowledge.",
        example="medium",
        isin=CONFIDENCE,
    )
    confidence_reason: str = register.words(
        "Why so sure", "What the confidence rests on.", "Read at legislation.gov.uk.", needed=True
    )
    note: str = register.words("Note on the duty", "What a reader needs to know of this duty.", "Small office.")

    @pa.dataframe_check(error="datasets are named exactly where it is met, and what is missing where it is not whole")
    def _met(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """Nobody can claim to meet a duty without naming the data, or miss a part of it without saying which."""
        named, missing = pl.col("datasets").is_not_null(), pl.col("missing").is_not_null()
        return data.lazyframe.select(
            (named == (pl.col("extent") != "none")) & (missing == (pl.col("extent") != "whole"))
        )

    @pa.dataframe_check(
        error="an event is counted from itself, a named day is given, and a number of days by law has a frequency"
    )
    def _falls_due(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Trigger, frequency, day and the point that days are counted from say the same."""
        event, day = pl.col("trigger") == "event", pl.col("due_from") == "day"
        how_often = pl.col("frequency").is_null() | ~(event | day)
        how_often &= pl.col("due_days").is_null() | pl.col("frequency").is_not_null() | event
        counted = (pl.col("due_from") == "event") == event
        return data.lazyframe.select(how_often & counted & (day == pl.col("due_on").is_not_null()))

    @pa.dataframe_check(error="days by law are given or their status is, never both")
    def _days(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """What is not fixed says so."""
        return data.lazyframe.select(pl.col("due_days").is_null() == pl.col("due_days_status").is_not_null())


class PublicationClock(Table):
    """One duty, one dataset that answers it, and one period: when it was due, when it came, and how late."""

    duty_id: str = column(
        "Duty", "Id of the duty; see the dataset duties.", example="order-2011-3-g", str_matches=register.one(DUTY_ID)
    )
    binding: str = _binding("Whether law, code or promise asks for it, as in the dataset duties.")
    dataset: str = column(
        "Dataset",
        "Name of the dataset that answers the duty; none where no dataset here does.",
        example="expenditure",
        str_matches=register.one(DATASET),
    )
    period: str = column(
        "Period",
        "The month (YYYY-MM) or financial year (2025-26) that was due; all for the row that sums up the duty and the "
        "dataset. Leave out the rows of all when you count.",
        example="2026-08",
        str_matches=r"^(\d{4}-\d{2}|all)$",
    )
    due_on: pl.Date = register.day(
        "Due on",
        "The last day on which it is in time. In the row of all: the next such day that is still to come. Empty where "
        "an event makes it due, or nothing fixes a day.",
    )
    due_basis: str = column(
        "Due by",
        "law: the instrument fixes the day. house: it says as soon as practicable, and the day is the one that the "
        "office holds itself to for this dataset.",
        example="house",
        isin=[LAW, HOUSE],
        nullable=True,
    )
    published_on: pl.Date = register.day(
        "Published on",
        "The newest date that any source gives of the edition in which the period first stood: it cannot have come out "
        "earlier, it may have come out later. In the row of all: that of the newest version.",
    )
    version: str = column(
        "First in version",
        "The version of the dataset that first had the period. In the row of all: the newest version.",
        example="1.3.0",
        nullable=True,
        str_matches=r"^\d+\.\d+\.\d+$",
    )
    status: str = column(
        "How the duty stands",
        "met: dated by the day it was due. met-late: dated after it. overdue: that day has passed and it is "
        "not here. not-yet-due: it is not here and still in time. published: it is here, and whether it came in time "
        "cannot be told, because an event made it due, or it was older than the first version here. nothing-yet: a "
        "dataset is there for it, and nothing was published in it. worked-out: it follows from other datasets and "
        "comes out with them. no-dataset: nothing here answers it.",
        example="met",
        isin=STANDINGS,
    )
    days_late: int = column(
        "Days late",
        "Days from the day it was due to the day it was published, or to the day of judging while it is overdue; 0 in "
        "time. In the row of all: the most that any overdue period is late.",
        example="0",
        unit="days",
        nullable=True,
        ge=0,
    )
    days_late_status: str = column(
        "Status of: days late",
        "[x] it cannot be told; [z] nothing is due yet, or no dataset here answers the duty; empty where days stand.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    on_time: bool = column(
        "In time",
        "true where it was met in time, false where it was late or is overdue; empty where that cannot be told or is "
        "not due, and in the row of all. The share in time is the true ones among those that are not empty.",
        example="true",
        nullable=True,
    )
    judged_on: pl.Date = register.day(
        "Judged on",
        "The newest date that any source here gives, which stands for today in rows that wait for a publication or "
        "sum up: no clock is read. Empty where the publication has come, and where no source gives a date.",
    )

    @pa.dataframe_check(error="days late are given or their status is, never both")
    def _late(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """What cannot be told says so."""
        return data.lazyframe.select(pl.col("days_late").is_null() == pl.col("days_late_status").is_not_null())

    @pa.dataframe_check(error="a due day says what fixes it")
    def _basis(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """A day without law or promise behind it would be invented."""
        return data.lazyframe.select(pl.col("due_on").is_null() == pl.col("due_basis").is_null())

    @pa.dataframe_check(error="in time stands where the status says so, and in no row that sums up")
    def _in_time(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """One reading of every status."""
        counted = pl.col("period") != ALL
        late = pl.when(counted & pl.col("status").is_in([LATE, OVERDUE])).then(statement=False)
        said = pl.when(counted & (pl.col("status") == MET)).then(statement=True).otherwise(late)
        return data.lazyframe.select(pl.col("on_time").eq_missing(said))
