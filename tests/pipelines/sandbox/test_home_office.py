from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.sandbox import home_office
from pipelines.sandbox.home_office import counted, pages, release
from pipelines.sandbox.page import MARK, Setting
from pipelines.sources.home_office import OUTCOMES, PATH, RECORDED, HomeOffice
from pipelines.upstream import Landed, Parsed, Resource

SETTING = Setting(1, date(2026, 10, 20), "kent", Path("unused"))
API = f"https://www.gov.uk/api/content{PATH}"


def content(setting: Setting) -> dict[str, Any]:
    body = pages(setting)[API]().body
    assert isinstance(body, bytes)
    found: dict[str, Any] = json.loads(body)
    return found


def parse(setting: Setting, part: str, folder: Path, asked: str = "kent") -> Parsed:
    (url,) = [url for url in pages(setting) if part in url]
    body = pages(setting)[url]().body
    assert isinstance(body, bytes)
    path = folder / "landed"
    path.write_bytes(body)
    kind = OUTCOMES if "outcomes-open" in url else RECORDED
    return HomeOffice(kind).parse(
        Landed(Resource(f"x/{asked}", url), path, hashlib.sha256(body).hexdigest(), len(body))
    )


def test_the_source_looks_where_the_page_stands() -> None:
    assert home_office.PATH == PATH
    assert MARK in content(SETTING)["title"]


@pytest.mark.parametrize(
    ("today", "day", "last"),
    [
        (date(2026, 10, 20), date(2026, 7, 23), "2025-26 4"),
        (date(2026, 10, 23), date(2026, 10, 23), "2026-27 1"),
        (date(2027, 1, 1), date(2026, 10, 23), "2026-27 1"),
        (date(2026, 1, 23), date(2026, 1, 23), "2025-26 2"),
        (date(2026, 4, 30), date(2026, 4, 23), "2025-26 3"),
    ],
)
def test_releases_come_by_the_clock_four_months_in_arrears(today: date, day: date, last: str) -> None:
    found = release(today)
    year, quarter = divmod(found.quarters - 1, 4)
    year += home_office.FIRST_YEAR
    assert (found.day, f"{year}-{(year + 1) % 100} {quarter + 1}") == (day, last)


def test_names_and_addresses_change_at_each_release_and_the_page_stays() -> None:
    earlier = content(replace(SETTING, today=date(2026, 6, 1)))["details"]["attachments"]
    later = content(SETTING)["details"]["attachments"]
    assert {file["url"] for file in earlier if "tables" in file["url"]}.isdisjoint(file["url"] for file in later)
    assert any("prc-csp-mar16-mar20-tables-230426" in file["url"] for file in earlier)
    assert any("prc-csp-mar2016-mar2020-tables-230726" in file["url"] for file in later)
    assert {file["url"] for file in later if "tables" in file["url"]} <= set(pages(SETTING))


def test_same_setting_same_bytes() -> None:
    for url, page in pages(SETTING).items():
        assert page().body == pages(SETTING)[url]().body
    other = replace(SETTING, seed=2)
    url = next(url for url in pages(SETTING) if "mar2020" in url)
    assert pages(SETTING)[url]().body != pages(other)[url]().body


def test_history_is_restated_a_little() -> None:
    earlier, later = release(date(2026, 6, 1)), release(SETTING.today)
    before = counted(SETTING, earlier, "kent").sum(axis=1)
    after = counted(SETTING, later, "kent").sum(axis=1)[:, : earlier.quarters]
    changed = (before != after).mean()
    assert 0.05 < changed < 0.9
    assert abs(after.sum() - before.sum()) / before.sum() < 0.01


def test_partnerships_make_up_the_force_and_the_note_marks_five(tmp_path: Path) -> None:
    force = parse(SETTING, "prc-pfa", tmp_path).rows
    parts = parse(SETTING, "mar2021", tmp_path).rows
    shared = ["financial_year", "quarter", "offence_code"]
    whole = force.filter(pl.col("financial_year") >= "2020-21").group_by(shared).agg(pl.col("offences").sum())
    summed = parts.group_by(shared).agg(pl.col("offences").sum())
    assert whole.sort(shared).equals(summed.sort(shared))
    assert whole["offences"].sum() > 1_000
    marked = parts.filter(pl.col("offences_status") == "[u]")
    assert marked["quarter_start"].min() == "2024-01"
    assert marked["area_name"].n_unique() == 5
    unassigned = parts.filter(pl.col("area_name").str.starts_with("Unassigned")).sort("quarter_start")
    shares = (
        unassigned.group_by("quarter_start", maintain_order=True).agg(pl.col("offences").sum()).to_dict(as_series=False)
    )
    by_month = dict(zip(shares["quarter_start"], shares["offences"], strict=True))
    assert by_month["2024-01"] > 20 * by_month["2023-10"]


def test_every_row_is_marked_and_read_and_areas_keep_their_codes(tmp_path: Path) -> None:
    for part in ("prc-pfa", "mar2021", "mar2020", "open-data-march2026"):
        parsed = parse(SETTING, part, tmp_path)
        assert parsed.rows["force_name"].unique().to_list() == [f"Kent ({MARK})"]
        assert parsed.tally.rejected == parsed.tally.blank == 0
        own = parsed.rows.filter(pl.col("area_code").is_null())
        assert "area_name" not in own.columns or set(own["area_name"]) <= {f"Unassigned Kent ({MARK})"}
        assert {issue.check for issue in parsed.issues} <= {"columns-taken", "other-forces", "standing-notes"}


def test_any_force_may_be_the_bodys_own(tmp_path: Path) -> None:
    setting = replace(SETTING, force="city-of-london")
    assert parse(setting, "mar2021", tmp_path, "city-of-london").rows.height > 1_000
    assert parse(setting, "prc-pfa", tmp_path, "city-of-london").rows["area_code"].unique().to_list() == ["E23000034"]
