"""The rows that come out: whole, in the model, with the signals that the charts and the funnel give."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl

from pipelines.measures.declared.calls import WITHIN_10S
from pipelines.measures.declared.crime import RECORDED
from pipelines.measures.declared.national import NATIONAL
from pipelines.measures.methods.series import months_to
from pipelines.measures.methods.xmr import Rebase
from pipelines.measures.observations import Worked, _limits, _rows, limits, observe
from schemas.measures import MeasureLimits, MeasureObservations
from tests.pipelines.measures.county import ASHFORD, CANTERBURY, IN_CANTERBURY, KENT, OLD_PLACE, Rows, county, worked

MONTHS = months_to("2024-12", 24)


def calls(shares: list[int]) -> Rows:
    months = months_to("2024-12", len(shares))
    known = {"area_code": KENT, "calls_answered": 1000}
    return {
        "call_handling_999": [
            {**known, "month": month, "answered_under_10s_count": share * 10, "mean_answer_seconds": Decimal(8)}
            for month, share in zip(months, shares, strict=True)
        ]
    }


def rows_of(found: Worked, grain: str = "month") -> dict[str, dict[str, Any]]:
    return {row["period"]: row for row in _rows(found) if row["grain"] == grain}


# docs/methods.md draws this very chart: the last month lies outside the limits.
STEADY = [90, 91, 89, 90, 92, 90, 89, 91, 90, 90, 91, 89, 90, 84]


def test_a_month_beyond_the_limits_is_flagged_and_the_target_judged() -> None:
    (found,) = worked(WITHIN_10S, calls(STEADY))
    rows = rows_of(found)
    assert (rows["2024-12"]["variation"], rows["2024-12"]["special_cause"]) == ("concerning", "outside limits")
    assert (rows["2024-11"]["variation"], rows["2024-11"]["special_cause"]) == ("common cause", None)
    (limit,) = _limits(found)
    # The mean of the fourteen is 1256 / 14. The thirteen moving ranges sum to 22: the last, 6, is more than 3.267 times
    # their mean, so the other twelve count, which sum to 16: 2.66 x 16 / 12 on either side.
    assert (limit["mean"], limit["upper"]) == (Decimal("89.7143"), Decimal("93.2610"))
    assert (limit["months"], limit["assurance"], limit["advice"]) == (14, "hit and miss", None)


def test_limits_begin_anew_only_where_a_decision_says_so() -> None:
    shares = [80] * 12 + [90, 91] * 6
    (one,) = worked(WITHIN_10S, calls(shares))
    assert len(list(_limits(one))) == 1
    decided = replace(WITHIN_10S, rebases=(Rebase("2024-01", "a new telephone system", "kent-d-040"),))
    (two,) = worked(decided, calls(shares))
    before, after = _limits(two)
    assert (before["mean"], before["last_period"], before["assurance"]) == (Decimal("80.0000"), "2023-12", None)
    assert (after["mean"], after["began_anew"]) == (Decimal("90.5000"), "a new telephone system")


def test_too_few_months_have_no_limits_and_say_so() -> None:
    (found,) = worked(WITHIN_10S, calls(STEADY[:5]))
    (limit,) = _limits(found)
    assert (limit["mean"], limit["mean_status"], limit["advice"]) == (None, "[x]", "too few points: 5 of 12")
    assert {row["variation"] for row in rows_of(found).values()} == {None}


def crimes(ashford: int, canterbury: int) -> Rows:
    known = {"reported_by": "Kent Police", "crime_type": "Drugs"}
    return {
        "crime_street": [
            {**known, "month": month, "lsoa_code": place}
            for month in MONTHS
            for place, count in ((OLD_PLACE, ashford), (IN_CANTERBURY, canterbury))
            for _ in range(count)
        ]
    }


def test_a_chart_of_few_crimes_says_nothing_but_that() -> None:
    found = {one.series.area.code: one for one in worked(RECORDED[0], crimes(2, 9))}
    (limit,) = _limits(found[ASHFORD])
    assert limit["advice"].startswith("fewer than 5 events a point")
    assert {row["variation"] for row in rows_of(found[ASHFORD]).values()} == {None}
    assert {row["variation"] for row in rows_of(found[CANTERBURY]).values()} == {"common cause"}


def test_the_funnel_is_of_districts_and_twelve_months() -> None:
    found = {one.series.area.code: one for one in worked(RECORDED[0], crimes(20, 10))}
    # 240 crimes by 1,000 residents against 120 by 2,000 differ by far more than chance; but two areas alone cannot tell
    # which of them is out of line, so the limits are widened by how far both are apart.
    for area in (ASHFORD, CANTERBURY):
        assert {row["funnel"] for row in rows_of(found[area], "rolling-12").values()} == {"inside"}
        assert {row["funnel"] for row in rows_of(found[area]).values()} == {None}
    assert {row["funnel"] for row in rows_of(found[KENT], "rolling-12").values()} == {None}


def test_a_gap_in_one_district_leaves_no_funnel_of_the_others() -> None:
    with_gap = {
        one.series.area.code: one
        for one in worked(RECORDED[0], crimes(20, 10), {"crime-street": {MONTHS[0]: "partial"}})
    }
    years = rows_of(with_gap[ASHFORD], "rolling-12")
    assert years["2023-12"]["funnel"] is None
    assert years["2024-01"]["funnel"]


def test_change_is_told_against_the_baseline() -> None:
    quarters = ("2018-07", "2018-10", "2019-01", "2019-04", "2019-07", "2019-10", "2020-01", "2020-04")
    known = {"force_name": "Kent", "level": "force", "area_name": "Kent", "quarter": 1, "offence_group": "Robbery"}
    rows = [{**known, "quarter_start": quarter, "offences": 100 if quarter < "2019-07" else 90} for quarter in quarters]
    (robbery,) = [one for one in NATIONAL if one.id == "national-robbery"]
    (found,) = worked(robbery, {"crime_recorded": rows})
    years = rows_of(found, "rolling-12")
    # 360 after 400 among the same residents: 10 per cent less. In 2018 and 2019 the newest estimate is that of 2018.
    assert (years["2019-06"]["baseline_change"], years["2020-06"]["baseline_change"]) == (Decimal(0), Decimal(-10))
    assert years["2020-06"]["change"] == Decimal(-10)
    assert {row["baseline_change_status"] for row in rows_of(found, "quarter").values()} == {"[z]"}


def test_every_figure_keeps_the_rules_of_its_model_and_comes_out_the_same_twice() -> None:
    rows = {**crimes(6, 9), **calls(STEADY)}
    with county(rows) as inputs:
        frame, lines = observe(inputs), limits_of(inputs)
    MeasureObservations.validate(frame, lazy=True)
    MeasureLimits.validate(lines, lazy=True)
    with county(dict(reversed(rows.items()))) as again:
        assert observe(again).write_csv() == frame.write_csv()
    assert frame.select("measure_id", "grain", "period", "area_code").is_unique().all()
    gaps = frame.filter(pl.col("value").is_null())
    assert gaps.select(pl.col("reason").is_not_null().all()).item()


def limits_of(inputs: Any) -> pl.DataFrame:
    for table in inputs.sql("SELECT table_name FROM duckdb_tables() WHERE temporary")["table_name"]:
        inputs.engine.execute(f'DROP TABLE "{table}"')
    return limits(inputs)
