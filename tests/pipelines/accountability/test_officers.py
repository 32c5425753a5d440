"""Officers beside violence, worked out by hand; and what can be said of it with few forces and with many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import statsmodels.api as sm

from pipelines.accountability.officers import FORCES_NEEDED, INPUTS, findings, rows
from schemas.analysis import OfficersAndViolence, OfficersAndViolenceFindings
from tests.pipelines.accountability.tables import Row, inputs_of

KENT = "E23000032"
OPEN_DATA, WORKBOOK = "open data table", "workbook Table_1"


def officers(
    fte: str | None, rank: str = "Constable", sex: str = "Male", table: str = OPEN_DATA, year: int = 2024
) -> Row:
    return {
        "area_code": KENT,
        "force_name": "Kent",
        "as_at": date(year, 3, 31),
        "worker_type": "Police officer",
        "rank": rank,
        "sex": sex,
        "fte": None if fte is None else Decimal(fte),
        "source_table": table,
    }


def residents(persons: int, vintage: str = "b", year: int = 2024, **more: Any) -> Row:
    return {
        "area_code": KENT,
        "level": "pfa",
        "age_band": "all",
        "year": year,
        "persons": persons,
        "vintage": vintage,
    } | more


def violence(count: int | None, quarter: str, kind: str = "Violence with injury", **more: Any) -> Row:
    given = {"area_code": KENT, "level": "force", "financial_year": "2024-25", "offence_subgroup": kind}
    return given | {"quarters_summed": quarter, "offences": count} | more


def row_of(**tables: list[Row]) -> Row:
    with inputs_of(INPUTS, **tables) as inputs:
        frame = rows(inputs)
    OfficersAndViolence.validate(frame, lazy=True)
    (row,) = frame.to_dicts()
    return row


WHOLE = [violence(100, "1"), violence(100, "2"), violence(150, "3,4"), violence(50, "4")]


def test_a_year_by_hand() -> None:
    row = row_of(
        police_workforce=[
            *(officers("1500.50"), officers("499.50", "Sergeant", "Female"), officers("2000", "All", "All")),
            officers("1990", "All", "All", WORKBOOK),
        ],
        population=[residents(1_000_000), residents(900_000, "a"), residents(1, level="authority")],
        crime_recorded=[*WHOLE, violence(9, "1", level="csp"), violence(7, "1", "Homicide")],
    )
    assert (row["financial_year"], row["officers_fte"], row["population"]) == ("2024-25", 2000, 1_000_000)
    assert row["officers_per_1000"] == Decimal("2.0000")
    assert (row["violence_with_injury"], row["violence_with_injury_per_1000"]) == (400, Decimal("0.4000"))
    assert (row["violence_without_injury"], row["violence_without_injury_status"]) == (None, "[x]")


def test_one_table_is_taken_where_two_give_the_day() -> None:
    both = [officers("2000", "All", "All", WORKBOOK), officers("1999", "All", "All", "a later workbook")]
    assert row_of(police_workforce=both)["officers_fte"] == 1999
    assert row_of(police_workforce=[officers("10"), officers(None, "Sergeant")])["officers_fte"] is None


@pytest.mark.parametrize(
    ("crimes", "status"),
    [
        ([], "[x]"),
        (WHOLE[:2], "[x]"),
        ([*WHOLE, violence(None, "4", offences_status="[x]")], "[x]"),
        ([*WHOLE, violence(5, "4", offences_status="[u]")], "[u]"),
    ],
)
def test_a_gap_is_a_status_and_never_a_number(crimes: list[Row], status: str) -> None:
    row = row_of(police_workforce=[officers("2000")], population=[residents(1_000)], crime_recorded=crimes)
    assert (row["violence_with_injury"], row["violence_with_injury_per_1000"]) == (None, None)
    assert row["violence_with_injury_status"] == row["violence_with_injury_per_1000_status"] == status


def panel(forces: int) -> Iterator[Row]:
    for force in range(forces):
        for year in range(2020, 2024):
            x = 2 + 0.1 * force + 0.05 * ((force * 7 + year * 3) % 11)
            yield {
                "area_code": f"E230000{force:02}",
                "financial_year": f"{year}-{year - 1999}",
                "officers_per_1000": Decimal(f"{x:.4f}"),
                "violence_with_injury_per_1000": Decimal(f"{12 - 2 * x + 0.05 * ((force * 5 + year) % 4):.4f}"),
            }


def found(forces: int) -> dict[tuple[str, str], Row]:
    with inputs_of(("officers-and-violence",), officers_and_violence=list(panel(forces))) as inputs:
        frame = findings(inputs)
    OfficersAndViolenceFindings.validate(frame, lazy=True)
    return {(row["outcome"], row["view"]): row for row in frame.to_dicts()}


def test_too_few_forces_say_so() -> None:
    for row in found(FORCES_NEEDED - 1).values():
        assert (row["slope"], row["slope_status"], row["reading"]) == (None, "[x]", "not-computed")
    assert found(9)["violence-with-injury", "within forces"]["reason"] == "9 of the 10 forces that are needed are held"
    assert found(12)["violence-without-injury", "within forces"]["first_year"] is None


def test_the_slope_within_forces_is_that_of_statsmodels() -> None:
    told = list(panel(12))
    keys = [(row["area_code"], row["financial_year"]) for row in told]
    areas, years = (sorted({key[at] for key in keys}) for at in (0, 1))
    design = [
        [float(row["officers_per_1000"]), *(key[0] == area for area in areas), *(key[1] == year for year in years[1:])]
        for row, key in zip(told, keys, strict=True)
    ]
    fit = sm.OLS(
        [float(row["violence_with_injury_per_1000"]) for row in told], [list(map(float, x)) for x in design]
    ).fit()
    row = found(12)["violence-with-injury", "within forces"]
    assert float(row["slope"]) == pytest.approx(fit.params[0], abs=5e-5)
    assert row["slope_low"] < row["slope"] < row["slope_high"] < 0
    assert (row["reading"], row["forces"], row["rows_used"]) == ("goes-with-less", 12, 48)
    assert (row["first_year"], row["last_year"]) == ("2020-21", "2023-24")
    assert "reverse" in row["cannot_show"] or "either way" in row["cannot_show"]
