"""The sandbox's mid-year estimates: the page of ons.gov.uk with its editions, and one file in the sandbox's inbox.

Areas are real, residents made up.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path

import xlsxwriter

from pipelines.sandbox.calls import XLSX
from pipelines.sandbox.draws import Draws, items
from pipelines.sandbox.forces import FORCES
from pipelines.sandbox.ons import JSON, Row, as_csv, districts_of, out_by_now
from pipelines.sandbox.page import MARK, Page, Pages, Setting
from pipelines.sandbox.places import lower_layer_areas
from pipelines.sources.ons.hosts import assumed

YEARS = range(2015, 2026)
RESIDENTS = 125
"""People for each of a force's usual rows a month."""
NEWEST_FIRST = (2025, 2024, 2023, 2022)
"""Editions of the estimates. Each is out from July of the next year on; the oldest always."""


def add_to(inbox: Path, setting: Setting) -> Path:
    """Put residents by force, as staff would drop them, into the inbox, where they do not stand there yet."""
    path = inbox / "population_policeforces_synthetic_sample.csv"
    if not path.is_file():
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(as_csv(_forces_residents(setting)))
        part.rename(path)
    return inbox


def _forces_residents(setting: Setting) -> list[Row]:
    """Residents of each force by year, growing by up to one in a hundred a year."""
    rows: list[Row] = [["year", *(force.label for force in FORCES.values())]]
    rows += [
        [year, *(_residents(setting, slug, force.monthly * RESIDENTS, year) for slug, force in FORCES.items())]
        for year in YEARS
    ]
    return rows


def _shares(names: Iterable[str]) -> list[float]:
    """The share of the force's residents in each of its districts: by its lower-layer areas, which are about as
    populous as each other; the same for all where those are not known.
    """
    known = lower_layer_areas()
    weights = [known.get(name, 80) for name in names]
    return [weight / sum(weights) for weight in weights]


def _residents(setting: Setting, of: str, start: int, year: int) -> int:
    growth = float(Draws(setting.seed, "population", of).uniform("growth", items(1))[0])
    return int(start * (1 + growth / 100) ** (year - 2015))


def pages(setting: Setting) -> Pages:
    """The page of the estimates, its editions from the newest down, and the workbook of each."""
    about = assumed()["estimates"]
    years = out_by_now(NEWEST_FIRST, setting, 7)
    editions = [{"uri": f"{about['page']}/mid{year}"} for year in years]
    landing = {"type": "dataset_landing_page", "description": {"title": MARK}, "datasets": editions}
    found: dict[str, Callable[[], Page]] = {f"{about['site']}{about['page']}/data": partial(_json, landing)}
    for edition, year in zip(editions, years, strict=True):
        file = f"mye{year - 2000}tablesuk.xlsx"
        released = f"{year + 1}-07-15T08:30:00.000Z"
        page = {"type": "dataset", "description": {"releaseDate": released}, "downloads": [{"file": file}]}
        found[f"{about['site']}{edition['uri']}/data"] = partial(_json, page)
        found[about["file"].format(uri=edition["uri"], file=file)] = partial(_book, setting, year)
    return found


def _json(value: object) -> Page:
    return Page(json.dumps(value).encode(), JSON)


def _book(setting: Setting, newest: int) -> Page:
    """A workbook as ONS lays it out: a cover, a sheet by age, one with every year; titles above, notes below."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": MARK, "created": datetime(2000, 1, 1)})  # noqa: DTZ001
    book.add_worksheet("Cover sheet").write(0, 0, f"Mid-year population estimates ({MARK})")
    areas = [("K04000001", "ENGLAND AND WALES", "Country", 59_000_000, "nation")]
    own, force = districts_of(setting, newest), FORCES[setting.force]
    for (code, name), share in zip(own, _shares(name for _, name in own), strict=True):
        start = round(force.monthly * RESIDENTS * share)
        areas.append((code, name, "Non-metropolitan District", start, setting.force))
    ages = book.add_worksheet("MYE2 - Persons")
    ages.write(0, 0, f"MYE2: Population estimates by single year of age, mid-{newest} ({MARK})")
    ages.write_row(7, 0, ["Code", "Name", "Geography", "All ages", "0"])
    sheet = book.add_worksheet("MYE5")
    sheet.write(0, 0, f"MYE5: Population density, mid-2011 to mid-{newest} ({MARK})")
    years = range(newest, 2010, -1)
    pairs = [label for year in years for label in (f"Estimated Population mid-{year}", f"{year} people per sq. km")]
    sheet.write_row(7, 0, ["Code", "Name", "Geography", "Area (sq km)", *pairs])
    for at, (code, name, kind, start, growing_as) in enumerate(areas, 8):
        residents = [_residents(setting, growing_as, start, year) for year in years]
        ages.write_row(at, 0, [code, name, kind, residents[0], residents[0] // 90])
        sheet.write_row(at, 0, [code, name, kind, 100, *(cell for figure in residents for cell in (figure, 0))])
    sheet.write(len(areas) + 9, 0, "Figures are made up and describe no real place.")
    book.close()
    return Page(stream.getvalue(), XLSX)
