"""Where crimes are put: real areas in Kent, invented ones elsewhere, invented streets everywhere."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest

from pipelines.sandbox.forces import FORCES
from pipelines.sandbox.places import KENT_AREAS, POINTS, places

DISTRICTS = {
    "Ashford", "Canterbury", "Dartford", "Dover", "Folkestone and Hythe", "Gravesham", "Maidstone", "Medway",
    "Sevenoaks", "Swale", "Thanet", "Tonbridge and Malling", "Tunbridge Wells",
}  # fmt: skip


def test_kent_has_its_13_districts_and_a_few_areas_outside() -> None:
    kent = places(1, "kent")
    found = {name[:-5] for name in kent.names}
    assert found >= DISTRICTS
    assert found - DISTRICTS == {"Bexley", "Bromley", "Thurrock", "Wealden", "Tandridge"}
    assert kent.codes.n_unique() == len(kent.codes)
    assert kent.names.is_sorted()
    assert len(kent.area) == len(kent.codes) * POINTS


def test_kent_codes_and_names_are_those_of_the_ons(real: Path) -> None:
    with (real / "ons" / "ONS_LSOA11_LSOA21_LAD22_best_fit_v2.csv").open(encoding="utf-8-sig", newline="") as lines:
        known = {row["LSOA21CD"]: (row["LSOA21NM"], row["LAD22NM"]) for row in csv.DictReader(lines)}
    ours = dict(zip(places(1, "kent").codes, places(1, "kent").names, strict=True))
    shared = ours.keys() & known.keys()
    assert {code: ours[code] for code in shared} == {code: known[code][0] for code in shared}
    district = {code for code, (_, area) in known.items() if area in DISTRICTS}
    assert len(district - ours.keys()) <= 8, "areas without a crime in six months"
    assert len(ours.keys() - known.keys()) <= 51, "the second halves of split areas, which the best fit leaves out"


def test_kent_lies_in_kent() -> None:
    kent = places(1, "kent")
    inside = np.array([name[:-5] in DISTRICTS for name in kent.names])[kent.area]
    assert kent.longitude[inside].min() > -0.05
    assert kent.longitude[inside].max() < 1.5
    assert kent.latitude[inside].min() > 50.85
    assert kent.latitude[inside].max() < 51.55
    assert kent.weights[~inside].sum() / kent.weights.sum() < 0.001


@pytest.mark.parametrize("slug", list(FORCES))
def test_every_force_has_places(slug: str) -> None:
    ground = places(1, slug)
    pattern = re.compile(r"[EW]01\d{6}")
    assert all(pattern.fullmatch(code) for code in ground.codes)
    assert all(re.fullmatch(r".+ \d{3}[A-Z]", name) for name in ground.names)
    assert ground.street.str.starts_with("On or near ").all()
    assert (ground.weights > 0).all()


def test_invented_areas_are_marked_by_codes_that_no_real_area_has() -> None:
    dorset = places(1, "dorset")
    invented = [code for code, name in zip(dorset.codes, dorset.names, strict=True) if name.startswith("Dorset")]
    assert len(invented) == 200
    assert all(code.startswith("E019") for code in invented)
    assert any("," in name for name in dorset.names), "a name that needs quotes"
    assert all(not code.startswith("W") for code in places(1, "essex").codes)
    assert any(code.startswith("W019") for code in places(1, "gwent").codes)


def test_the_table_of_areas_is_whole() -> None:
    with KENT_AREAS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["district"] for row in rows} == DISTRICTS
    assert sum(int(row["share"]) for row in rows) == pytest.approx(10_000, abs=60)
    codes = [part[1:] for row in rows for part in row["lsoas"].split()]
    assert len(codes) == len(set(codes)) == 1107
    assert all(re.fullmatch(r"\d{5}", code) for code in codes)


def test_another_seed_is_another_place() -> None:
    assert (places(1, "kent").longitude != places(2, "kent").longitude).mean() > 0.99
    assert places(1, "kent").names.equals(places(2, "kent").names)
