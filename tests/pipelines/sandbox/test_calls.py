from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from pipelines.sandbox.calls import ADDRESS, pages
from pipelines.sandbox.page import MARK, Setting
from pipelines.sources.call_handling import CALL_HANDLING, PAGE
from pipelines.upstream import Landed, Resource

SETTING = Setting(1, date(2026, 10, 20), "kent", Path("unused"))


def body(setting: Setting, address: str) -> bytes:
    found = pages(setting)[address]().body
    assert isinstance(found, bytes)
    return found


def books(setting: Setting) -> list[str]:
    return [address for address in pages(setting) if address != ADDRESS]


def test_the_page_stands_where_the_source_looks_and_links_36_months() -> None:
    assert ADDRESS == PAGE
    page = body(SETTING, ADDRESS).decode()
    assert len(books(SETTING)) == 36
    assert all(address in page for address in books(SETTING))
    assert "August 2026" in page
    assert "September 2026" not in page
    assert MARK in page


def test_time_passes_and_some_months_are_revised() -> None:
    before, after = set(books(SETTING)), set(books(replace(SETTING, today=date(2026, 11, 20))))
    assert ADDRESS + "999-performance-data-2026-09.xlsx" in after - before
    assert any("revised" in address for address in before)
    many = {seed: sum("revised" in name for name in books(replace(SETTING, seed=seed))) for seed in range(10)}
    assert 10 < sum(many.values()) < 70


def test_same_setting_same_bytes_and_another_seed_other_bytes() -> None:
    for address in (books(SETTING)[0], books(SETTING)[-1]):
        assert body(SETTING, address) == body(SETTING, address)
    first = ADDRESS + "999-performance-data-2026-08.xlsx"
    assert body(SETTING, first) != body(replace(SETTING, seed=2), first)
    with zipfile.ZipFile(io.BytesIO(body(SETTING, first))) as archive:
        assert "2000-01-01T00:00:00Z" in archive.read("docProps/core.xml").decode()


@pytest.mark.parametrize("at", [0, -1])
def test_a_workbook_reads_back_whole_in_either_layout(at: int, tmp_path: Path) -> None:
    address = books(SETTING)[at]
    content = body(SETTING, address)
    path = tmp_path / "book"
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    parsed = CALL_HANDLING.parse(Landed(Resource("999/x", address), path, digest, len(content)))
    assert parsed.issues == ()
    assert (parsed.rows.height, parsed.tally.rejected) == (43, 0)
    assert parsed.rows["area_code"].n_unique() == 43
    assert parsed.rows["area_code"].null_count() == 0
    assert all(name.endswith(f"({MARK})") for name in parsed.rows["force_name"])
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    total = next(row for row in sheet if str(row[0]).startswith("All forces"))
    assert parsed.rows["calls_answered"].sum() == total[1]
