"""The archive's calendar, and that its zips are whole and the same wherever they are made."""

import hashlib
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sandbox import archive
from pipelines.sandbox.crimes import Supply, age, street

SMALL = {"kent": 60, "essex": 30}


@given(st.integers(1990, 2090), st.integers(1, 12), st.integers(-500, 500))
def test_steps_of_months_add_up(year: int, number: int, months: int) -> None:
    month = f"{year}-{number:02d}"
    assert age(month, archive.step(month, months)) == months
    assert archive.step(archive.step(month, months), -months) == month


@pytest.mark.parametrize(
    ("today", "newest"),
    [("2026-10-20", "2026-08"), ("2026-10-11", "2026-07"), ("2026-10-12", "2026-08"), ("2024-04-11", "2024-02")],
)
def test_an_archive_appears_six_weeks_after_its_month(today: str, newest: str) -> None:
    known = archive.vintages(date.fromisoformat(today))
    assert known[0] == newest
    assert known[-1] == "2013-12"
    assert list(known) == sorted(set(known), reverse=True)


def test_no_archive_before_the_first() -> None:
    assert archive.vintages(date(2014, 2, 10)) == ()
    assert archive.vintages(date(2014, 2, 11)) == ("2013-12",)
    assert archive.vintages(date(2010, 1, 1)) == ()


def test_an_archive_holds_36_months_of_every_force(tmp_path: Path) -> None:
    path = archive.build(tmp_path, 1, SMALL, "2026-08")
    with zipfile.ZipFile(path) as box:
        infos = box.infolist()
        assert box.testzip() is None
        assert box.read("2025-01/2025-01-kent-street.csv") == street(Supply(1, "kent", 60), "2025-01", "2026-08")
    assert len(infos) == 36 * 2 * 3
    assert (infos[0].filename, infos[-1].filename) == (
        "2023-09/2023-09-essex-outcomes.csv",
        "2026-08/2026-08-kent-street.csv",
    )
    assert {info.date_time for info in infos} == {(2026, 10, 12, 6, 0, 0)}
    assert {info.compress_type for info in infos} == {zipfile.ZIP_DEFLATED}


def test_two_caches_hold_the_same_bytes_and_a_third_seed_does_not(tmp_path: Path) -> None:
    paths = [archive.build(tmp_path / str(n), seed, SMALL, "2025-06") for n, seed in enumerate((1, 1, 2))]
    first, second, third = (hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)
    assert first == second != third
    assert paths[0].name == paths[1].name != paths[2].name


def test_a_cached_archive_is_used_again(tmp_path: Path) -> None:
    path = archive.build(tmp_path, 1, SMALL, "2025-06")
    path.write_bytes(b"kept")
    assert archive.build(tmp_path, 1, SMALL, "2025-06").read_bytes() == b"kept"
    others = {archive.name(1, SMALL, "2025-07"), archive.name(1, {"kent": 61, "essex": 30}, "2025-06")}
    assert path.name not in others
    assert len(others) == 2


def test_builders_at_once_leave_one_whole_archive_and_nothing_else(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        paths = set(pool.map(lambda _: archive.build(tmp_path, 1, SMALL, "2025-06"), range(4)))
    assert list(tmp_path.iterdir()) == list(paths)


def test_a_builder_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(supply: Supply, month: str, vintage: str) -> bytes:
        raise OSError(f"no room for {supply.force} {month} {vintage}")

    monkeypatch.setattr(archive, "KINDS", {"street": fail})
    with pytest.raises(OSError, match="no room for essex 2022-07 2025-06"):
        archive.build(tmp_path, 1, SMALL, "2025-06")
    assert list(tmp_path.iterdir()) == []


def test_another_kind_of_file_is_one_more_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def arrests(supply: Supply, month: str, vintage: str) -> bytes:
        return f"{supply.force} {month} {vintage}\n".encode()

    monkeypatch.setattr(archive, "KINDS", {"street": street, "arrests": arrests})
    with zipfile.ZipFile(archive.build(tmp_path, 1, {"kent": 20}, "2025-06")) as box:
        assert box.read("2024-11/2024-11-kent-arrests.csv") == b"kent 2024-11 2025-06\n"
        assert len(box.namelist()) == 72
