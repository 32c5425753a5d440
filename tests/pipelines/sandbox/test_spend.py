from __future__ import annotations

from datetime import date

import pytest

from pipelines.sandbox.page import MARK, Setting
from pipelines.sandbox.spend import months, write_inbox
from pipelines.sources.spend import SPEND
from pipelines.upstream import Landed, Resource, Severity


@pytest.fixture(scope="module")
def inbox(tmp_path_factory):
    return write_inbox(Setting(1, date(2026, 10, 20), "kent", tmp_path_factory.mktemp("cache")))


def parsed_of(path):
    return SPEND.parse(Landed(Resource(f"spend/{path.name}", f"inbox/{path.name}"), path, "", 1))


@pytest.mark.parametrize(("today", "first", "number"), [("2026-10-20", "2023-10", 36), ("2021-08-01", "2017-10", 46)])
def test_months_begin_where_they_always_did(today: str, first: str, number: int) -> None:
    found = months(date.fromisoformat(today))
    assert (f"{found[0]:%Y-%m}", len(found)) == (first, number)


def test_no_month_is_taken_away_as_the_clock_goes_on() -> None:
    before: list[date] = []
    for month in range(24):
        now = months(date(2025 + month // 12, month % 12 + 1, 20))
        assert len(now) >= 12
        assert now[: len(before)] == before
        before = now


def test_thirty_six_months_end_before_the_sandboxs_own(inbox):
    names = sorted(path.name for path in inbox.iterdir())
    assert len(names) == 36
    assert names[0] == "spend-over-500-2023-10.xlsx"
    assert names[-1] == "spend-over-500-2026-09.xlsx"


def test_the_same_setting_makes_the_same_bytes_and_another_seed_others(inbox, tmp_path):
    later = write_inbox(Setting(1, date(2026, 11, 2), "kent", tmp_path))
    other = write_inbox(Setting(2, date(2026, 10, 20), "kent", tmp_path))
    name = "spend-over-500-2026-09.xlsx"
    assert (later / name).read_bytes() == (inbox / name).read_bytes()
    assert (other / name).read_bytes() != (inbox / name).read_bytes()
    assert (later / "spend-over-500-2026-10.xlsx").is_file()


def test_an_inbox_is_written_once(inbox):
    before = {path: path.stat().st_mtime_ns for path in inbox.iterdir()}
    assert write_inbox(Setting(1, date(2026, 10, 31), "kent", inbox.parent)) == inbox
    assert {path: path.stat().st_mtime_ns for path in inbox.iterdir()} == before


def test_a_month_reads_whole_and_carries_its_mark(inbox):
    path = inbox / "spend-over-500-2024-02.xlsx"
    parsed = parsed_of(path)
    assert 120 <= parsed.tally.accepted == parsed.tally.read <= 230
    assert not [issue for issue in parsed.issues if issue.severity is not Severity.NOTE]
    assert parsed.rows["_period"].unique().to_list() == ["2024-02"]
    assert parsed.rows["purpose"].str.contains(MARK, literal=True).all()
    assert parsed.rows["value_for_money_reason"].null_count() == 0


def test_credits_small_sums_and_individuals_occur(inbox):
    rows = parsed_of(inbox / "spend-over-500-2025-06.xlsx").rows
    assert rows.filter(rows["amount_gbp"] < 0).height > 0
    assert rows.filter(~rows["over_500"]).height > 0
    assert rows.filter(rows["supplier_kind"] == "individual").height > 0
    assert rows.filter(rows["line_id"].str.ends_with("-2")).height > 0
