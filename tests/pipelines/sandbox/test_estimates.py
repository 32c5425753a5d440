"""The sandbox's estimates: a force's districts together have the residents that the force has."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pipelines.sandbox import estimates
from pipelines.sandbox.forces import FORCES
from pipelines.sandbox.page import Setting
from pipelines.sandbox.places import lower_layer_areas

KENT = Setting(1, date(2026, 10, 20), "kent", Path())


def districts(setting: Setting) -> pd.DataFrame:
    found = [page for url, page in estimates.pages(setting).items() if url.endswith("mye25tablesuk.xlsx")]
    body = found[0]().body
    assert isinstance(body, bytes)
    sheet = pd.read_excel(io.BytesIO(body), sheet_name="MYE2 - Persons", header=7, engine="calamine")
    return sheet[sheet["Geography"] == "Non-metropolitan District"]


@pytest.mark.parametrize("force", ["kent", "dorset"])
def test_districts_add_up_to_their_force(force: str, tmp_path: Path) -> None:
    setting = replace(KENT, force=force)
    estimates.add_to(tmp_path, setting)
    (file,) = tmp_path.iterdir()
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    told = {row["year"]: row for row in rows}["2025"][FORCES[force].label]
    assert districts(setting)["All ages"].sum() == pytest.approx(int(told), abs=20)


def test_a_district_with_twice_the_areas_has_twice_the_residents() -> None:
    residents = districts(KENT).set_index("Name")["All ages"]
    areas = lower_layer_areas()
    for name, count in residents.items():
        assert count / residents.sum() == pytest.approx(areas[str(name)] / sum(areas.values()), rel=1e-3)
