"""A period that is not whole has a status and a reason, never a number; nought is a number."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.measures.declared.calls import ANSWERED_999, WAIT_101
from pipelines.measures.declared.crime import RECORDED, SOLVED_CRIME, WITHOUT_A_DISTRICT
from pipelines.measures.declared.national import NATIONAL
from pipelines.measures.declared.plan import VICTIMS
from pipelines.measures.figures import Figure, figures
from pipelines.measures.measure import ROLLING
from pipelines.measures.methods.series import months_to
from pipelines.measures.observations import Worked
from pipelines.measures.series import Area, Entry, Series
from tests.pipelines.measures.county import ASHFORD, CANTERBURY, IN_CANTERBURY, KENT, OLD_PLACE, Rows, worked

MONTHS = months_to("2024-12", 24)
CRIME = RECORDED[0]


def crimes(months: tuple[str, ...], place: str | None = OLD_PLACE, each: int = 5, force: str = "Kent Police") -> Rows:
    row = {"reported_by": force, "crime_type": "Drugs", "lsoa_code": place}
    return {"crime_street": [{**row, "month": month} for month in months for _ in range(each)]}


def of(found: list[Worked], area: str) -> Worked:
    (one,) = [one for one in found if one.series.area.code == area]
    return one


def told(found: Worked, grain: str) -> dict[str, tuple[Any, str, str]]:
    pairs = zip(found.figures, found.values, strict=True)
    return {f.period: (v.value, v.status, v.reason) for f, v in pairs if f.grain == grain}


def test_two_months_gone_take_every_year_that_has_them_with_the_reason() -> None:
    gone = {"2023-10", "2024-02"}
    standing = {month: "missing" if month in gone else "received" for month in MONTHS}
    kept = tuple(month for month in MONTHS if month not in gone)
    found = worked(CRIME, crimes(kept), {"crime-street": standing})
    for area in (KENT, ASHFORD):
        months, years = told(of(found, area), "month"), told(of(found, area), ROLLING)
        assert len(months) == 24, "a month that is gone still has its row"
        assert {month for month, (value, *_) in months.items() if value is None} == gone
        assert months["2023-10"][1:] == ("[x]", "2023-10 missing")
        # From December 2023, the first twelve months of all, to January 2025 every year holds one of the two.
        assert {year: value for year, (value, *_) in years.items()} == dict.fromkeys(MONTHS[11:])
        assert years["2024-09"][1:] == ("[x]", "2023-10, 2024-02 missing")
        assert years["2024-12"][1:] == ("[x]", "2024-02 missing")
    assert all(rows["numerator"] is None for rows in _rows(of(found, KENT)) if rows["value"] is None)


def _rows(found: Worked) -> list[dict[str, Any]]:
    from pipelines.measures.observations import _rows as rows

    return list(rows(found))


def test_a_month_that_is_not_whole_makes_no_number_of_the_force_nor_of_its_districts() -> None:
    found = worked(CRIME, crimes(MONTHS), {"crime-street": {"2024-03": "partial"}})
    for area in (KENT, ASHFORD, CANTERBURY):
        assert told(of(found, area), "month")["2024-03"] == (None, "[x]", "2024-03 partial")
        assert told(of(found, area), ROLLING)["2024-03"] == (None, "[x]", "2024-03 partial")
        assert told(of(found, area), ROLLING)["2024-02"][0] is not None


def test_a_late_month_stands_as_missing() -> None:
    found = worked(CRIME, crimes(MONTHS), {"crime-street": {"2025-01": "missing"}})
    assert told(of(found, KENT), "month")["2025-01"] == (None, "[x]", "2025-01 missing")


def test_another_force_is_not_judged_by_the_months_of_ours() -> None:
    ours, theirs = crimes(MONTHS[:-1]), crimes(MONTHS, None, force="Essex Police")
    rows = {"crime_street": [*ours["crime_street"], *theirs["crime_street"]]}
    found = worked(CRIME, rows, {"crime-street": {MONTHS[-1]: "missing"}})
    essex, last = of(found, "E23000028"), MONTHS[-1]
    assert essex.known["month", last].numerator == 5
    assert told(essex, "month")[last][1:] == ("[x]", "no estimate of residents for the area and year")
    assert told(of(found, KENT), "month")[last][0] is None


def test_a_district_without_crime_has_nought_and_no_gap() -> None:
    found = worked(CRIME, crimes(MONTHS))
    assert told(of(found, CANTERBURY), "month")["2024-05"][0] == 0
    assert told(of(found, CANTERBURY), ROLLING)["2024-05"][0] == 0


def test_districts_and_what_is_in_none_add_up_to_the_force() -> None:
    places = [*crimes(MONTHS[:1])["crime_street"], *crimes(MONTHS[:1], IN_CANTERBURY, 2)["crime_street"]]
    rows = {"crime_street": [*places, *crimes(MONTHS[:1], None, 3)["crime_street"]]}
    found = worked(CRIME, rows)
    counts = {one.series.area.code: one.figures[0].numerator for one in found}
    (none,) = worked(WITHOUT_A_DISTRICT, rows)
    assert counts == {KENT: 10, ASHFORD: 5, CANTERBURY: 2}
    assert none.figures[0].numerator == 10 - 5 - 2


def test_without_lookups_nothing_is_said_of_districts() -> None:
    (found,) = worked(WITHOUT_A_DISTRICT, {**crimes(MONTHS[:1]), "areas": []})
    assert (found.values[0].value, found.values[0].reason) == (None, "no lookup of districts is here")


def test_residents_are_those_of_the_year_or_of_the_newest_before_it() -> None:
    found = of(worked(CRIME, crimes(("2020-03", "2023-03", "2024-03"))), ASHFORD)
    years = {figure.period: figure.population_year for figure in found.figures if figure.grain == "month"}
    assert [years[month] for month in ("2020-03", "2023-03", "2024-03")] == [2018, 2023, 2023]
    # Of two editions that give 2023 the newer: 1,000 residents and not 9,000.
    assert found.known["month", "2023-03"].denominator == 1000


def test_a_rate_by_residents_of_long_ago_is_marked() -> None:
    found = of(worked(CRIME, crimes(("2020-03", "2021-03", "2025-12", "2026-03"))), ASHFORD)
    said = {month: (status, reason) for month, (_, status, reason) in told(found, "month").items()}
    assert said["2020-03"] == said["2025-12"] == ("", "")
    assert said["2021-03"] == ("[e]", "the newest estimate of residents is that of 2018")
    assert said["2026-03"] == ("[e]", "the newest estimate of residents is that of 2023")
    assert told(found, "month")["2026-03"][0] == 5


def test_before_the_first_estimate_there_is_no_rate() -> None:
    found = of(worked(CRIME, crimes(("2017-12",))), ASHFORD)
    assert found.values[0].value is None
    assert (found.values[0].status, found.values[0].reason) == (
        "[x]",
        "no estimate of residents for the area and year",
    )


def test_outcomes_mature_for_two_years_and_the_month_is_named() -> None:
    found = of(worked(SOLVED_CRIME[0], crimes(months_to("2024-12", 36))), KENT)
    assert found.series.immature == "2023-01"
    rows = {(row["grain"], row["period"]): row for row in _rows(found)}
    assert {row["not_comparable_from"] for row in rows.values()} == {"2023-01"}
    assert rows["month", "2022-12"]["value_status"] is None
    assert rows["month", "2023-01"]["value_status"] == "[p]"
    assert rows[ROLLING, "2023-01"]["change_words"] is None  # there is no year before to compare with
    assert rows[ROLLING, "2023-12"]["change_words"] == "not comparable"
    assert rows["month", "2024-12"]["change"] is None


def offences(area: str, code: str, status: str | None, quarters: tuple[str, ...]) -> list[dict[str, Any]]:
    known = {"force_name": "Kent", "level": "csp", "area_name": area, "area_code": code, "offences_status": status}
    named = {"offence_group": "Robbery", "offence_subgroup": "Robbery of personal property", "quarter": 1}
    return [{**known, **named, "quarter_start": quarter, "offences": 10} for quarter in quarters]


def test_a_partnership_that_cannot_be_used_has_no_rate_and_no_year() -> None:
    quarters = ("2023-04", "2023-07", "2023-10", "2024-01")
    rows = [
        *offences("Ashford", "E22000137", None, quarters[:3]),
        *offences("Ashford", "E22000137", "[u]", quarters[3:]),
        *offences("Canterbury", "E22000138", None, quarters),
    ]
    found = worked(NATIONAL[0], {"crime_recorded": rows})
    unusable = told(of(found, "E22000137"), "quarter")["2024-03"]
    assert unusable == (None, "[u]", "the source says that figures of the area cannot be used")
    year = told(of(found, "E22000137"), ROLLING)["2024-03"]
    assert year[0] is None
    assert year[2].startswith("2024-03 missing; the source says")
    # 40 offences by Canterbury's 2,000 residents.
    assert told(of(found, "E22000138"), ROLLING)["2024-03"][0] == 20


def test_a_service_without_a_number_leaves_no_total() -> None:
    rows = [{"figures_year": "2023-24", "supported_people": people} for people in (120, None)]
    (found,) = worked(VICTIMS, {"commissioned_services": rows})
    value = found.values[0]
    assert (value.value, value.status) == (None, "[x]")
    assert value.reason == "1 of 2 services have no number that may be told"


def test_a_figure_whose_statements_conflict_makes_none_here() -> None:
    row = {"service": "101", "period_kind": "month", "period": "2019-04", "calls_answered": 100}
    conflict = {**row, "mean_wait_seconds": 59, "mean_wait_seconds_status": "[u]"}
    (found,) = worked(WAIT_101, {"call_handling_101": [conflict]})
    assert (found.values[0].value, found.values[0].status) == (None, "[u]")


MONTHLY = Series(ANSWERED_999, Area(KENT, "Kent", "force", own=True), ())
ENTRIES = st.lists(
    st.tuples(st.none() | st.integers(0, 1000), st.booleans()),
    min_size=12,
    max_size=30,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ENTRIES)
def test_a_year_is_a_number_exactly_where_every_month_is_whole(found: list[tuple[int | None, bool]]) -> None:
    from dataclasses import replace
    from decimal import Decimal

    entries = tuple(
        Entry(month, None if count is None else Decimal(count), partial=partial)
        for month, (count, partial) in zip(months_to("2024-12", len(found)), found, strict=True)
    )
    years: list[Figure] = [one for one in figures(replace(MONTHLY, entries=entries)) if one.grain == ROLLING]
    assert len(years) == len(found) - 11
    for at, year in enumerate(years):
        window = found[at : at + 12]
        whole = all(count is not None and not partial for count, partial in window)
        assert year.numerator == (sum(count or 0 for count, _ in window) if whole else None)
        assert bool(year.reason) is not whole
