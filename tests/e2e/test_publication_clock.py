"""Nights with the statutory clock: what is in time, overdue, and late when it comes at last."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.e2e.office import Office, bytes_below

ASSESS = "reform-act-2011-11-3"
ONLY = ("crime-street", "duties", "publication-clock")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office after its first night, with two months of crime. No source gives a date: the newest month does."""
    office = Office(tmp_path_factory.mktemp("clock"), only=ONLY).furnish()
    shutil.copytree(ROOT / "records" / "duties", office.records / "duties", dirs_exist_ok=True)
    office.put("2025-01")
    office.put("2025-02")
    assert office.run("nightly").status == 0
    return office


@pytest.fixture
def office(first: Office, tmp_path: Path) -> Office:
    return first.moved_to(tmp_path / "office")


def crime(office: Office) -> dict[str, tuple[str, str, str, str]]:
    """How the duty to show the force's performance stands by month, for crime-street."""
    return {
        row["period"]: (row["status"], row["due_on"], row["published_on"], row["days_late"])
        for row in office.rows("publication-clock")
        if (row["duty_id"], row["dataset"]) == (ASSESS, "crime-street")
    }


def test_the_first_night_tells_every_duty(first: Office) -> None:
    rows = first.rows("publication-clock")
    assert {row["duty_id"] for row in rows} == {row["duty_id"] for row in first.rows("duties")}
    assert crime(first) == {
        "2025-01": ("met", "2025-04-16", "2025-02-28", "0"),
        "2025-02": ("met", "2025-05-14", "2025-02-28", "0"),
        "2025-03": ("not-yet-due", "2025-06-14", "", ""),
        "all": ("published", "2025-06-14", "2025-02-28", ""),
    }
    assert first.verify().status == 0


def test_another_night_without_news_says_the_same(office: Office) -> None:
    before = bytes_below(office.published)
    assert office.run("nightly").status == 0
    assert bytes_below(office.published) == before


def test_a_gap_is_overdue_and_late_when_it_comes(office: Office) -> None:
    office.put("2025-07")
    assert office.run("nightly").status == 0
    assert crime(office)["2025-03"] == ("overdue", "2025-06-14", "", "47")
    assert crime(office)["2025-04"] == ("overdue", "2025-07-14", "", "17")
    assert crime(office)["2025-05"] == ("not-yet-due", "2025-08-14", "", "")
    assert crime(office)["2025-07"] == ("met", "2025-10-14", "2025-07-31", "0")
    said = office.run("status")
    assert said.tells("Overdue, as at 2025-07-31, the newest date of any source")
    late = "crime-street 2025-03 was due on 2025-06-14 and is 47 days late"
    assert said.tells(f"{late} (plan-2025-performance-data, {ASSESS})")
    assert said.tells("2025-08-14 crime-street as promised")
    office.put("2025-03")
    assert office.run("nightly").status == 0
    assert crime(office)["2025-03"] == ("met-late", "2025-06-14", "2025-07-31", "47")
    assert office.versions("publication-clock")["latest"].startswith("1.")
    (row,) = [r for r in office.rows("publication-clock") if (r["duty_id"], r["period"]) == (ASSESS, "2025-03")]
    assert (row["on_time"], row["version"]) == ("false", office.versions("crime-street")["latest"])
    assert office.verify().status == 0
