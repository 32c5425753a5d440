"""Charts: what is drawn stands where the numbers say, and is told in words as well."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from pipelines.site.charts import HEIGHT, WIDTH, Chart, Limits, bars, line, xmr

HEADINGS = ("Month", "Calls")
POINTS = [(f"2025-{month:02d}", value) for month, value in enumerate((10, 12, 11, 13, 30, 12), start=1)]


def shapes(chart: Chart, name: str, kind: str) -> list[ElementTree.Element]:
    tree = ElementTree.fromstring(f"<svg>{chart.body}</svg>")  # noqa: S314  our own drawing
    return [element for element in tree.iter(name) if element.attrib.get("class") == kind]


def test_lying_bars_are_as_long_as_their_values() -> None:
    chart = bars(
        "Most is a", "Things", [("a", Decimal("40.00")), ("b", Decimal("10.00"))], ("Thing", "Pounds"), prefix="£"
    )
    widths = [float(bar.attrib["width"]) for bar in shapes(chart, "rect", "bar")]
    assert widths == [250.0, 62.5]
    assert chart.rows == (("a", "£40.00"), ("b", "£10.00"))


def test_standing_bars_begin_at_zero_and_mark_what_is_incomplete_by_shape_and_word() -> None:
    items = [(f"m{at}", 10 * (at + 1)) for at in range(20)]
    chart = bars("Up", "Rows", items, ("Month", "Rows"), mark={"m3"}, marked="incomplete")
    heights = [float(bar.attrib["height"]) for bar in shapes(chart, "rect", "bar")]
    assert abs(heights[-1] / heights[0] - 20) < 0.2
    assert len(shapes(chart, "rect", "bar marked")) == 1
    assert [row for row in chart.rows if row[2]] == [("m3", "40", "incomplete")]


def test_an_xmr_chart_shows_its_limits_as_given_and_signals_by_shape() -> None:
    chart = xmr("Calls rose in May", "Calls a month", POINTS, Limits(14, 5, 23), HEADINGS, signals={4}, target=20)
    assert len(shapes(chart, "circle", "point")) == 5
    assert len(shapes(chart, "path", "signal")) == 1
    levels = {kind: shapes(chart, "path", f"level {kind}") for kind in ("limit", "mean", "target")}
    assert {kind: len(found) for kind, found in levels.items()} == {"limit": 2, "mean": 1, "target": 1}
    low, mean, high = (_level(path) for path in (levels["limit"][0], levels["mean"][0], levels["limit"][1]))
    assert low > mean > high, "more is higher up"
    assert abs((low - mean) - (mean - high)) < 0.2, "14 lies in the middle between 5 and 23"
    assert chart.rows[4] == ("2025-05", "30", "more than chance")


def _level(path: ElementTree.Element) -> float:
    return float(path.attrib["d"].split("H")[0].split()[1])


def test_a_line_is_dashed_where_it_is_expected_and_has_its_interval() -> None:
    interval = [(value - 2, value + 2) for _, value in POINTS]
    chart = line("Calls are steady", "Calls", POINTS, HEADINGS, interval=interval, expected_from=4)
    seen, expected = shapes(chart, "polyline", "line")[0], shapes(chart, "polyline", "line expected")[0]
    assert len(seen.attrib["points"].split()) == 4
    assert len(expected.attrib["points"].split()) == 3, "it goes on from the last that was seen"
    assert len(shapes(chart, "polygon", "interval")[0].attrib["points"].split()) == 12
    assert chart.rows[0] == ("2025-01", "10", "8", "12")


def test_names_are_escaped() -> None:
    chart = bars("x", "y", [("<b>&", 1)], HEADINGS)
    assert "&lt;b&gt;&amp;" in chart.body


@given(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=40))
def test_whatever_the_numbers_the_drawing_stays_within_its_frame(numbers: list[float]) -> None:
    points = [(str(at), number) for at, number in enumerate(numbers)]
    chart = xmr("t", "s", points, Limits(0, min(numbers), max(numbers)), HEADINGS)
    for circle in shapes(chart, "circle", "point"):
        assert 0 <= float(circle.attrib["cx"]) <= WIDTH
        assert 0 <= float(circle.attrib["cy"]) <= HEIGHT


def test_the_description_says_what_is_shown() -> None:
    chart = line("t", "Calls a month", POINTS, HEADINGS)
    assert chart.description == "Calls a month. 6 values, from 2025-01 (10) to 2025-06 (12)."
