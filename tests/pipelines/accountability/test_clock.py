"""The statutory clock, worked out by hand: what was due when, what came when, and what cannot be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.crime import CRIME_STREET
from assets.duties import DUTIES, PUBLICATION_CLOCK
from assets.governance import PREMISES
from assets.money import BUDGET
from assets.reconciliations import RECONCILIATIONS
from pipelines.accountability.clock import tell_time
from pipelines.sources.derived import Inputs
from pipelines.upstream import Publication, Standing

CRIME = replace(CRIME_STREET, duty=replace(CRIME_STREET.duty, due_days=31))
DECLARED = {dataset.name: dataset for dataset in (CRIME, BUDGET, PREMISES, RECONCILIATIONS)}
Periods = Mapping[str, str]


def quality(periods: Periods) -> dict[str, Any]:
    return {"coverage": [{"period": name, "status": status} for name, status in periods.items()]}


def here(*periods: str) -> Periods:
    return dict.fromkeys(periods, "received")


@dataclass
class Past:
    """What was said before tonight: dataset, version, date of its edition, and its periods."""

    said: list[tuple[str, str, str, Periods]] = field(default_factory=list)
    dated: bool = True

    def released(self, dataset: str) -> tuple[Publication, ...]:
        told = [entry for entry in self.said if entry[0] == dataset]
        return tuple(Publication(name, v, 1, at if self.dated else "", at, "0" * 64) for name, v, at, _ in told)

    def quality(self, publication: Publication) -> Mapping[str, Any]:
        named = (publication.dataset, publication.version)
        return next(quality(periods) for name, version, _, periods in self.said if (name, version) == named)

    def parts(self, publication: Publication) -> tuple[tuple[Path, tuple[str, ...]], ...]:
        raise NotImplementedError

    def notices(self, publication: Publication) -> tuple[Mapping[str, Any], ...]:
        raise NotImplementedError


def duty(*datasets: str, **more: Any) -> dict[str, Any]:
    given = {"duty_id": "act-1", "binding": "law", "trigger": "period", "frequency": "R/P1M", "due_from": "period-end"}
    return given | {"datasets": "; ".join(datasets) or None} | more


def told(
    *duties: dict[str, Any], past: Past | None = None, tonight: Mapping[str, tuple[str, str, Periods]] | None = None
) -> dict[tuple[str, str], dict[str, Any]]:
    """Rows by dataset and period. `tonight` gives the version, the date of the sources and the periods of a dataset."""
    schema = {column.name: column.polars for column in DUTIES.columns}
    frame = pl.DataFrame([{name: row.get(name) for name in schema} for row in duties], schema=schema)
    standing = {
        name: Standing(name, version, "", as_at, (), quality(periods))
        for name, (version, as_at, periods) in (tonight or {}).items()
    }
    with duckdb.connect() as engine:
        engine.register("given", frame)
        engine.execute("CREATE TABLE duties AS SELECT * FROM given")
        found = tell_time(Inputs(engine, standing, "kent", DECLARED, past or Past()))
    PUBLICATION_CLOCK.schema.validate(found, lazy=True)
    assert not found.select(PUBLICATION_CLOCK.key).is_duplicated().any()
    return {(row["dataset"], row["period"]): row for row in found.to_dicts()}


def short(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["status"], row["due_on"], row["published_on"], row["days_late"], row["on_time"]


STREET = "crime-street"


def test_each_period_is_met_late_or_overdue() -> None:
    past = Past(
        [
            (STREET, "1.0.0", "2026-02-10", here("2025-12", "2026-01")),
            (STREET, "1.1.0", "2026-04-05", here("2025-12", "2026-01", "2026-02")),
        ]
    )
    rows = told(duty(STREET), past=past, tonight={STREET: ("1.1.0", "2026-05-20", here("2025-12"))})
    assert short(rows[STREET, "2025-12"]) == ("published", date(2026, 1, 31), date(2026, 2, 10), None, None)
    assert short(rows[STREET, "2026-01"]) == ("met", date(2026, 3, 3), date(2026, 2, 10), 0, True)
    assert short(rows[STREET, "2026-02"]) == ("met-late", date(2026, 3, 31), date(2026, 4, 5), 5, False)
    assert short(rows[STREET, "2026-03"]) == ("overdue", date(2026, 5, 1), None, 19, False)
    assert short(rows[STREET, "2026-04"]) == ("not-yet-due", date(2026, 5, 31), None, None, None)
    assert short(rows[STREET, "all"]) == ("overdue", date(2026, 5, 31), date(2026, 4, 5), 19, None)
    assert len(rows) == 6
    assert (rows[STREET, "2026-02"]["version"], rows[STREET, "2026-02"]["judged_on"]) == ("1.1.0", None)
    assert rows[STREET, "2026-03"]["judged_on"] == date(2026, 5, 20)
    assert {row["due_basis"] for row in rows.values()} == {"house"}


def test_the_last_day_is_in_time_and_the_next_is_not() -> None:
    def of(day: str) -> dict[str, Any]:
        past = Past([(STREET, "1.0.0", "2026-02-10", here("2025-12"))])
        return told(duty(STREET), past=past, tonight={STREET: ("1.1.0", day, here("2025-12", "2026-01"))})[
            STREET, "2026-01"
        ]

    assert short(of("2026-03-03"))[0] == "met"
    assert short(of("2026-03-04")) == ("met-late", date(2026, 3, 3), date(2026, 3, 4), 1, False)


@pytest.mark.parametrize(("day", "status"), [("2026-03-03", "not-yet-due"), ("2026-03-04", "overdue")])
def test_what_is_not_here_is_overdue_the_day_after(day: str, status: str) -> None:
    rows = told(duty(STREET), tonight={STREET: ("1.0.0", day, here("2025-12"))})
    assert rows[STREET, "2026-01"]["status"] == status


def test_months_fetched_later_from_before_the_first_version_are_not_called_late() -> None:
    past = Past([(STREET, "1.0.0", "2026-02-10", here("2025-12", "2026-01"))])
    rows = told(duty(STREET), past=past, tonight={STREET: ("1.1.0", "2026-02-11", here("2025-10", "2025-12"))})
    assert rows[STREET, "2025-10"]["status"] == "published"
    assert rows[STREET, "2025-11"]["status"] == "overdue"  # a gap between months that are here


def test_a_partial_or_empty_period_is_here_and_a_failed_one_is_not() -> None:
    periods = {"2026-01": "received", "2026-02": "partial", "2026-03": "empty", "2026-04": "failed"}
    rows = told(duty(STREET), tonight={STREET: ("1.0.0", "2026-06-20", periods)})
    found = {period: rows[STREET, period]["status"] for period in periods}
    assert found == dict.fromkeys(("2026-01", "2026-02", "2026-03"), "published") | {"2026-04": "overdue"}


def test_the_law_comes_before_the_promise() -> None:
    before = duty("budget", frequency="R/P1Y", due_from="period-start", due_days=-1)
    rows = told(before, tonight={"budget": ("1.0.0", "2025-02-20", here("2025-26"))})
    assert short(rows["budget", "2025-26"]) == ("met", date(2025, 3, 31), date(2025, 2, 20), 0, True)
    assert short(rows["budget", "all"])[:2] == ("published", date(2026, 3, 31))
    assert rows["budget", "all"]["due_basis"] == "law"
    late = told(before, tonight={"budget": ("1.0.0", "2026-10-12", here("2025-26"))})
    assert short(late["budget", "2026-27"]) == ("overdue", date(2026, 3, 31), None, 195, False)
    assert late["budget", "2027-28"]["status"] == "not-yet-due"


def test_a_register_has_one_row_and_its_next_day_where_it_has_periods() -> None:
    tonight = {"premises": ("1.2.0", "2026-10-12", here("all"))}
    assert short(told(duty("premises", trigger="event", frequency=None), tonight=tonight)["premises", "all"]) == (
        *("published", None, date(2026, 10, 12), None, None),
    )
    yearly = told(duty("premises"), tonight=tonight)["premises", "all"]  # premises promise R/P1Y and 31 days
    assert short(yearly)[:2] == ("published", date(2027, 5, 1))


def test_what_nothing_answers_says_so_with_its_day_by_law() -> None:
    tonight = {"premises": ("1.0.0", "2026-10-12", here("all"))}
    strategy = duty(frequency="R/P1Y", due_from="period-start", due_days=-1)
    assert short(told(strategy, tonight=tonight)["none", "all"])[:2] == ("no-dataset", date(2027, 3, 31))
    accounts = duty(frequency=None, due_from="day", due_on=date(2026, 2, 27))
    assert short(told(accounts, tonight=tonight)["none", "all"])[:2] == ("no-dataset", date(2026, 2, 27))
    asap = told(duty(), tonight=tonight)["none", "all"]
    assert (asap["due_on"], asap["days_late_status"]) == (None, "[z]")


def test_nothing_published_follows_others_or_is_unknown() -> None:
    rows = told(duty("premises", "crime-street", "reconciliations", "gone"), tonight={})
    assert {name: row["status"] for (name, _), row in rows.items()} == {
        "premises": "nothing-yet",
        "crime-street": "nothing-yet",
        "reconciliations": "worked-out",
        "gone": "nothing-yet",
    }


def test_without_any_date_the_newest_month_stands_for_today() -> None:
    past = Past([(STREET, "1.0.0", "2026-01", here("2026-01"))], dated=False)
    rows = told(duty(STREET), past=past, tonight={STREET: ("1.1.0", "", here("2026-01", "2026-03"))})
    assert rows[STREET, "all"]["judged_on"] == date(2026, 3, 31)
    assert rows[STREET, "2026-02"]["status"] == "not-yet-due"  # due on 31 March
    dateless = told(duty("premises"), tonight={"premises": ("1.0.0", "", here("all"))})
    assert short(dateless["premises", "all"]) == ("published", None, None, None, None)


def test_the_night_after_says_the_same() -> None:
    before = Past([(STREET, "1.0.0", "2026-02-10", here("2025-12"))])
    tonight = {STREET: ("1.1.0", "2026-03-20", here("2025-12", "2026-01"))}
    after = Past([*before.said, (STREET, "1.1.0", "2026-03-20", here("2025-12", "2026-01"))])
    assert told(duty(STREET), past=before, tonight=tonight) == told(duty(STREET), past=after, tonight=tonight)


MONTHS = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sets(st.sampled_from(MONTHS), min_size=1), min_size=1, max_size=4),
    st.lists(st.dates(date(2024, 1, 1), date(2027, 1, 1)), min_size=4, max_size=4),
)
def test_every_period_has_one_row_and_no_row_goes_as_time_goes_on(versions: list[set[str]], days: list[date]) -> None:
    held: set[str] = set()
    past, before = Past(), set[tuple[str, str]]()
    for number, (periods, day) in enumerate(zip(versions, sorted(days), strict=False)):
        held |= periods
        version = f"1.{number}.0"
        rows = told(duty(STREET), past=past, tonight={STREET: (version, str(day), here(*sorted(held)))})
        assert before <= rows.keys() >= {(STREET, period) for period in held}
        assert all(
            (row["status"] in {"overdue", "not-yet-due"}) == (p not in held)
            for (_, p), row in rows.items()
            if p != "all"
        )
        assert sum(row["status"] == "not-yet-due" and period > max(held) for (_, period), row in rows.items()) == 1
        before = set(rows)
        past.said.append((STREET, version, str(day), here(*sorted(held))))


def test_the_clock_reads_every_dataset_that_is_fetched() -> None:
    from assets import datasets

    fetched = {dataset.name for dataset in datasets() if not dataset.inputs}
    assert set(PUBLICATION_CLOCK.inputs) == fetched
    assert {"duties", "crime-street", "coverage"} <= fetched
    assert "publication-clock" not in fetched
