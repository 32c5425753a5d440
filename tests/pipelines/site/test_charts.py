"""Charts: what is drawn stands where the numbers say, and is told in words as well."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree

from markupsafe import Markup

from pipelines.site.charts import Chart, Span, bars, intervals

HEADINGS = ("Month", "Calls")


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


def test_intervals_are_drawn_to_scale_and_what_stands_out_has_another_shape() -> None:
    items = [Span("East", "20", 20, 18, 22, out=True), Span("West", "10", 10, 9, 12)]
    chart = intervals(
        "East", "Thefts", items, ("whole 15", 15), (("District", "Value"), [("East", "20"), ("West", "10")])
    )
    ends = [re.findall(r"[\d.]+", path.attrib["d"]) for path in shapes(chart, "path", "whisker")]
    widths = [float(right) - float(left) for left, _, right in ends]
    assert abs(widths[0] / widths[1] - 4 / 3) < 0.02
    assert len(shapes(chart, "path", "signal")) == 1
    assert len(shapes(chart, "circle", "point")) == 1
    assert "whole 15" in chart.body


def test_names_are_escaped() -> None:
    chart = bars("x", "y", [("<b>&", 1)], HEADINGS)
    assert "&lt;b&gt;&amp;" in chart.body


def test_the_description_says_what_is_shown_without_marks() -> None:
    chart = Chart(
        "t", "Calls", Markup(), HEADINGS, (("May", Markup('<data value="1.25">1.3</data>')), ("June", "none"))
    )
    assert chart.description == "Calls. 2 values, from May (1.3) to June (none)."
