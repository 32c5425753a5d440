"""Charts of time: what is drawn stands where the numbers say, and gaps are gaps."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from pipelines.site.charts import Chart
from pipelines.site.charts_time import Limits, line, xmr
from pipelines.site.drawing import HEIGHT, WIDTH

POINTS = [(f"2025-{month:02d}", value) for month, value in enumerate((10, 12, None, 13, 30, 12), start=1)]
TABLE = (("Month", "Calls"), [(name, str(value)) for name, value in POINTS])


def shapes(chart: Chart, name: str, kind: str) -> list[ElementTree.Element]:
    tree = ElementTree.fromstring(f"<svg>{chart.body}</svg>")  # noqa: S314  our own drawing
    return [element for element in tree.iter(name) if element.attrib.get("class") == kind]


def _level(path: ElementTree.Element) -> float:
    return float(path.attrib["d"].split("H")[0].split()[1])


def test_an_xmr_chart_shows_its_limits_as_given() -> None:
    chart = xmr("t", "s", POINTS, [Limits(0, 5, 14, 5, 23)], TABLE, target=20)
    low, high = (_level(path) for path in shapes(chart, "path", "level limit"))
    mean, target = (_level(shapes(chart, "path", f"level {kind}")[0]) for kind in ("mean", "target"))
    assert low > mean > target > high, "more is higher up"
    assert abs((low - mean) - (mean - high)) < 0.2, "14 lies in the middle between 5 and 23"
    assert all(name in chart.body for name in ("upper 23", "mean 14", "lower 5", "target 20"))


def test_signals_have_shapes_of_their_own_and_unsettled_points_are_hollow() -> None:
    signals = {0: "common cause", 1: "concerning", 3: "improving", 4: "neutral high"}
    chart = xmr("t", "s", POINTS, [], TABLE, signals=signals, unsettled=5)
    assert len(shapes(chart, "circle", "point")) == 1
    assert len(shapes(chart, "circle", "point hollow")) == 1
    drawn = [shapes(chart, "path", f"signal {kind}")[0].attrib["d"] for kind in ("concerning", "improving", "neutral")]
    assert len({path.split("l")[-1].split("h")[-1] for path in drawn}) == 3, "three shapes"


def test_limits_that_begin_anew_stand_over_their_own_months_with_a_line_between() -> None:
    chart = xmr("t", "s", POINTS, [Limits(0, 1, 11, 9, 13), Limits(3, 5, 18, 5, 31)], TABLE)
    first, second = shapes(chart, "path", "level mean")
    assert first.attrib["d"].endswith(f"H{64 + (WIDTH - 64 - 120) / 5:.1f}")
    assert second.attrib["d"].endswith(f"H{WIDTH - 120:.1f}")
    assert len(shapes(chart, "path", "break")) == 1


def test_a_gap_parts_the_line() -> None:
    runs = [found.attrib["points"].split() for found in shapes(line("t", "s", POINTS, TABLE), "polyline", "line")]
    assert [len(run) for run in runs] == [2, 3]


def test_a_point_between_gaps_is_a_dot() -> None:
    chart = line("t", "s", [("a", None), ("b", 3), ("c", None), ("d", 4), ("e", 5)], TABLE)
    assert len(shapes(chart, "circle", "point")) == 1


def test_a_line_is_dashed_where_it_is_expected_and_has_its_bands() -> None:
    wide = [None, None, None, None, (20, 40), (5, 20)]
    narrow = [None, None, None, None, (25, 35), (10, 15)]
    chart = line("t", "s", POINTS, TABLE, bands=[wide, narrow], dashed_from=4)
    assert len(shapes(chart, "polyline", "line expected")[0].attrib["points"].split()) == 3, (
        "from the last that was seen"
    )
    assert [len(shapes(chart, "polygon", f"interval i{at}")[0].attrib["points"].split()) for at in (0, 1)] == [4, 4]


@given(
    st.lists(st.none() | st.floats(-1e9, 1e9), min_size=2, max_size=40).filter(
        lambda found: any(v is not None for v in found)
    )
)
def test_whatever_the_numbers_the_drawing_stays_within_its_frame(numbers: list[float | None]) -> None:
    known = [number for number in numbers if number is not None]
    points = [(str(at), number) for at, number in enumerate(numbers)]
    limits = [Limits(0, len(points) - 1, known[0], min(known), max(known))]
    for circle in shapes(xmr("t", "s", points, limits, TABLE), "circle", "point"):
        assert 0 <= float(circle.attrib["cx"]) <= WIDTH
        assert 0 <= float(circle.attrib["cy"]) <= HEIGHT
