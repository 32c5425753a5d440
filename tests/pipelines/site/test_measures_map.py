"""The map without boundaries: dots where the published points lie, classes by number, size and colour."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipelines.site.measures_map import Ground, Shade, ground, shaded
from tests.pipelines.site.measured import CRIMES, EAST, WEST, whole


def test_a_small_area_lies_in_the_middle_of_its_points(tmp_path: Path) -> None:
    found = ground(whole(tmp_path).shown, [EAST, WEST])
    assert found is not None
    assert {code: [round(x, 6) for x, _ in places] for code, places in found.places.items()} == {
        EAST: [0.5, 0.6, 0.7],
        WEST: [0.8, 0.9],
    }
    assert len(CRIMES) == 10, "two points for each small area"


def test_without_points_or_with_one_district_there_is_no_map(tmp_path: Path) -> None:
    shelf = whole(tmp_path)
    assert ground(shelf.shown, [EAST]) is None
    assert ground(shelf.shown, []) is None
    del shelf.entries["crime-street"]
    assert ground(shelf.shown, [EAST, WEST]) is None


def test_west_is_left_north_is_up_and_miles_are_as_long_both_ways() -> None:
    here = Ground({"a": [(0.0, 51.0)], "b": [(1.0, 51.5)]})
    (a,), (b,) = here.drawn["a"], here.drawn["b"]
    assert a[0] < b[0]
    assert a[1] > b[1]
    # At 51.25 degrees north a degree of longitude is 0.626 of one of latitude: 0.626 across to 0.5 up.
    assert abs((b[0] - a[0]) / (a[1] - b[1]) - 0.626 / 0.5) < 0.01


def shade(code: str, value: int) -> Shade:
    return Shade(code, f"Place {code}", Decimal(value), (f"Place {code}", str(value)))


def test_five_classes_of_as_many_districts_and_numbers_from_the_highest() -> None:
    codes = [f"d{at}" for at in range(10)]
    here = Ground({code: [(at / 10, 51.0), (at / 10, 51.1)] for at, code in enumerate(codes)})
    chart = shaded(here, "t", "s", [shade(code, at) for at, code in enumerate(codes)], ("District", "Value"))
    assert re.findall(r'class="dots c(\d)"', chart.body) == list("5544332211")
    assert chart.rows[0] == ("1", "Place d9", "9")
    assert len(re.findall('class="badge"', chart.body)) == 10


@given(st.integers(2, 40))
def test_every_district_has_a_class_whatever_their_number(count: int) -> None:
    here = Ground({str(at): [(at / 10, 51.0), (at / 10, 52.0)] for at in range(count)})
    chart = shaded(here, "t", "s", [shade(str(at), at) for at in range(count)], ("District", "Value"))
    classes = [int(found) for found in re.findall(r'class="dots c(\d)"', chart.body)]
    assert classes[0] == 5
    assert min(classes) >= 1
    assert classes == sorted(classes, reverse=True)


def test_a_map_of_a_whole_county_is_light() -> None:
    places = [(x / 60, 51 + y / 60) for x in range(40) for y in range(30)]
    here = Ground({str(at): places[at::13] for at in range(13)})
    chart = shaded(here, "t", "s", [shade(str(at), at) for at in range(13)], ("District", "Value"))
    assert len(chart.body) < 40_000


def test_places_that_fall_together_are_one_dot() -> None:
    here = Ground({"a": [(0.0, 51.0), (0.00001, 51.0)], "b": [(1.0, 51.5)]})
    assert len(here.drawn["a"]) == 1


def test_a_district_without_a_place_stands_in_the_table_alone() -> None:
    here = Ground({"a": [(0.0, 51.0)], "b": [(1.0, 51.5)]})
    chart = shaded(here, "t", "s", [shade("a", 1), shade("c", 2)], ("District", "Value"))
    assert len(chart.rows) == 2
    assert len(re.findall('class="dots', chart.body)) == 1
