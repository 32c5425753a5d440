"""The sandbox's ONS files, put into its inbox as staff would: real codes and names, made-up partnerships and residents.

Columns have their year, and each file its own order, as the real ones do; one begins with a byte order mark.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from pipelines.sandbox.draws import Draws, items
from pipelines.sandbox.forces import FORCES
from pipelines.sandbox.page import MARK, Setting
from pipelines.sandbox.places import places
from pipelines.sources.call_handling.forces import area_code
from pipelines.sources.ons import District, districts

YEARS = range(2015, 2026)
Row = list[str | int]


def add_to(inbox: Path, setting: Setting) -> Path:
    """Write the files into the inbox, each beside and renamed, where they do not stand there yet."""
    own = area_code(setting.force.replace("-", " "))
    ours = [district for district in districts() if district.force_area == own]
    files = {
        "ONS_LAD_CSP_PFA_Dec2024_lookup_synthetic_sample.csv": _lookup(ours, setting),
        "ONS_PFA_Dec2024_names_codes_synthetic_sample.csv": _forces(),
        "ONS_LSOA11_LSOA21_LAD22_best_fit_synthetic_sample.csv": _lower_layer(ours, setting),
        "population_policeforces_synthetic_sample.csv": _population(setting),
    }
    for name, rows in files.items():
        path = inbox / name
        if len(rows) > 1 and not path.is_file():
            part = path.with_name(f".{name}.part")
            part.write_bytes(_csv(rows))
            part.rename(path)
    return inbox


def _lookup(ours: list[District], setting: Setting) -> list[Row]:
    force = FORCES[setting.force].label if setting.force in FORCES else MARK
    rows: list[Row] = [["LAD24CD", "LAD24NM", "CSP24CD", "CSP24NM", "PFA24CD", "PFA24NM", "FID"]]
    for number, at in enumerate(ours, 1):
        partnership = f"E22{900_000 + number}"
        rows.append([at.code, at.name, partnership, f"{at.name} ({MARK})", at.force_area, force, number])
    return rows


def _forces() -> list[Row]:
    rows: list[Row] = [["FID", "PFA24CD", "PFA24NM"]]
    for number, (slug, force) in enumerate(FORCES.items(), 1):
        rows.append([number, area_code(slug.replace("-", " ")) or "", force.label])
    return rows


def _lower_layer(ours: list[District], setting: Setting) -> list[Row]:
    """The force's lower layer areas whose names begin with a district's; the last is left out, as best fits do."""
    rows: list[Row] = [["\ufeffObjectId", "LSOA11CD", "LSOA11NM", "LSOA21CD", "LSOA21NM", "LAD22CD", "LAD22NM"]]
    if setting.force not in FORCES:
        return rows
    found = places(setting.seed, setting.force)
    codes = {district.name: district.code for district in ours}
    for code, name in list(zip(found.codes, found.names, strict=True))[:-1]:
        district = name.rsplit(" ", 1)[0]
        if district in codes:
            rows.append([len(rows), code, name, code, name, codes[district], district])
    return rows


def _population(setting: Setting) -> list[Row]:
    """Residents by year: 125 for each of a force's usual rows a month, growing by up to one in a hundred a year."""
    growth = {slug: float(Draws(setting.seed, "population", slug).uniform("growth", items(1))[0]) for slug in FORCES}
    rows: list[Row] = [["year", *(force.label for force in FORCES.values())]]
    for year in YEARS:
        of = [int(force.monthly * 125 * (1 + growth[slug] / 100) ** (year - 2015)) for slug, force in FORCES.items()]
        rows.append([year, *of])
    return rows


def _csv(rows: list[Row]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows(rows)
    return stream.getvalue().encode()
