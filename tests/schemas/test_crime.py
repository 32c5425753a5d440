"""What is promised of street crime, held against real and made-up rows."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from assets.crime import CRIME_STREET
from pipelines.validation import recheck
from schemas.crime import CRIME_TYPES, LSOA, OUTCOMES

GOOD = {
    "crime_id": "a" * 64,
    "month": "2025-01",
    "reported_by": "Kent Police",
    "falls_within": "Kent Police",
    "longitude": Decimal("0.970011"),
    "latitude": Decimal("51.253133"),
    "location": "On or near Cobbs Hill",
    "lsoa_code": "E01023987",
    "lsoa_name": "Ashford 001B",
    "crime_type": "Vehicle crime",
    "last_outcome_category": "Unable to prosecute suspect",
    "context": None,
}
ASB = {"crime_type": "Anti-social behaviour", "crime_id": None, "last_outcome_category": None}


def _refused(**changes: object) -> int:
    schema = {column.name: column.polars for column in CRIME_STREET.columns}
    return recheck(CRIME_STREET, pl.DataFrame([GOOD | changes], schema=schema))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        ASB,
        {"longitude": None, "latitude": None, "lsoa_code": None, "lsoa_name": None, "location": "No Location"},
        {"lsoa_code": None, "lsoa_name": None},
        {"longitude": Decimal(0)},
        {"last_outcome_category": "An outcome nobody has seen"},
        {"lsoa_name": "Bournemouth, Christchurch and Poole 024D"},
        {"lsoa_code": "W01001943"},
        {"lsoa_code": "95AA01S1"},
        {"lsoa_code": "S01006506"},
        {"lsoa_code": "N20000001"},
    ],
)
def test_what_real_files_hold_passes(changes: dict[str, object]) -> None:
    assert _refused(**changes) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"crime_id": "a" * 63},
        {"crime_id": "A" * 64},
        {"crime_id": ""},
        {"month": "2025-00"},
        {"month": None},
        {"longitude": None},
        {"latitude": None},
        {"latitude": Decimal(0), "longitude": Decimal(0)},
        {"longitude": Decimal("51.253133"), "latitude": Decimal("0.970011")},
        {"crime_type": "vehicle crime"},
        {"crime_type": "Ashford 001B"},
        {"lsoa_code": "Ashford 001B"},
        {"lsoa_code": "E0102398"},
        {"reported_by": None},
    ],
)
def test_what_shifted_columns_would_bring_is_refused(changes: dict[str, object]) -> None:
    assert _refused(**changes) == 1


def test_the_vocabularies_are_sorted_and_free_of_repeats() -> None:
    assert sorted(set(CRIME_TYPES)) == CRIME_TYPES
    assert tuple(sorted(set(OUTCOMES))) == OUTCOMES
    assert len(CRIME_TYPES) == 16


def test_real_areas_and_outcomes_are_known(real: Path) -> None:
    for path in sorted((real / "police_uk" / "street").rglob("*-street.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        areas = pl.Series(sorted({row["LSOA code"] for row in rows} - {""}))
        assert areas.str.contains(LSOA).all(), path.name
        assert {row["Last outcome category"] for row in rows} - {""} <= set(OUTCOMES), path.name
        assert {row["Crime type"] for row in rows} <= set(CRIME_TYPES), path.name
