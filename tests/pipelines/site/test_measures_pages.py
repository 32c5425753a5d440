"""How are we doing: every number of a page stands in the published file, and what is not known is said plainly."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.site.words import rounded
from tests.pipelines.site.measured import EAST, FORCE, OBSERVED, figure, plan, whole
from tests.pipelines.site.reader import Element, facts, parse, table, text, values
from tests.pipelines.site.shelf import Shelf

Trees = dict[str, Element]
SVG = "{http://www.w3.org/2000/svg}"
CALLS, THEFTS, LATER = (f"site/measures/{name}.html" for name in ("calls-in-time", "thefts", "later"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return whole(tmp_path_factory.mktemp("measured")).pages()


@pytest.fixture(scope="module")
def pages(made: dict[str, bytes]) -> Trees:
    return {name: parse(content)[0] for name, content in made.items() if name.endswith(".html")}


def heading(tree: Element) -> str:
    return text(next(tree.iter("h1")))


def test_a_measure_is_titled_by_what_is_found(pages: Trees) -> None:
    assert heading(pages[CALLS]) == "Calls answered in time: below the 90% target for 2 months"
    assert heading(pages[THEFTS]) == "Recorded theft: up 6.4% in a year"
    assert heading(pages[LATER]) == "Counted later: no figures yet"


def test_every_figure_of_the_table_is_the_published_one(pages: Trees) -> None:
    shown = [row for row in OBSERVED if row["measure_id"] == "calls-in-time"]
    rows = table(pages[CALLS], "Calls answered in time, The Force, per cent of calls answered, each month")
    assert [row[1] for row in rows] == ["91.2", "88.0", "87.7"]
    assert {Decimal(row["value"]) for row in shown} <= set(values(pages[CALLS]))
    assert [row[5] for row in rows] == ["", "◆ worse than usual", ""]


def test_every_marked_number_stands_in_a_published_file_and_is_rounded_from_it(tmp_path: Path) -> None:
    root = whole(tmp_path).write()
    cells = {
        cell
        for file in (root / "datasets").rglob("*.csv")
        for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8")))
        for cell in row
    }
    for page in sorted((root / "site").glob("measures/*.html")) + sorted((root / "site").glob("districts/*.html")):
        for found in parse(page.read_bytes())[0].iter("data"):
            exact, said = found.attrib["value"], text(found).replace(",", "")
            assert exact in cells, (page.name, exact)
            places = len(said.partition(".")[2])
            assert said == str(rounded(exact, places)), (page.name, exact)


def test_a_gap_says_why_and_is_never_nought(pages: Trees) -> None:
    rows = table(pages[THEFTS], "Recorded theft, The Force, per 1,000 residents, each month")
    assert rows[1] == ["February 2026", "not available", "", "", "none", "2026-02 partial"]
    assert "There is no figure yet: no months yet." in text(pages[LATER])


def test_the_definition_names_the_target_and_who_set_it(pages: Trees) -> None:
    found = facts(pages[CALLS])
    assert found["Target"] == "90, set by a national body: A standard"
    assert found["Definition"] == "All Calls answered in time."
    assert found["Priorities of the plan"] == "Answer calls"
    assert facts(pages[THEFTS])["Target"] == "nobody has set one"
    assert "The target is met in some months and missed in others by usual variation alone" in text(pages[CALLS])


def test_a_trajectory_has_its_intervals_and_says_that_it_is_no_target(pages: Trees) -> None:
    rows = table(
        pages[CALLS],
        "Calls answered in time, The Force, per cent of calls answered. Expected from March 2026 on by ETS(A,N,N)",
    )
    assert rows[0] == ["April 2026", "88.1", "86.0", "90.0", "84.5", "91.5", "not known yet"]
    assert "a trajectory, not a target" in text(pages[CALLS])
    assert "No trajectory is published: too few months." in text(pages[THEFTS])


def test_similar_forces_are_marked_as_not_verified(pages: Trees) -> None:
    (row,) = table(pages[CALLS], "Among other forces, March 2026")
    assert row[0] == "Similar forces [u] not verified"
    assert row[1:5] == ["88.9", "70.0", "85.0", "95.0"]
    assert row[5] == "3 of 8; chance leaves open 2 to 4"


def test_districts_stand_side_by_side_with_their_place_in_the_funnel(pages: Trees) -> None:
    rows = table(pages[THEFTS], "Recorded theft, The Force, per 1,000 residents, twelve months to March 2026")
    assert rows[0] == ["East", "20.0", "19.0", "21.0", "higher than chance explains"]
    assert rows[1][:2] == ["West", "12.3"]
    on_map = table(
        pages[THEFTS], "Recorded theft by district, per 1,000 residents, twelve months to March 2026; larger"
    )
    assert [row[:3] for row in on_map] == [["1", "East", "20.0"], ["2", "West", "12.3"]]


def test_each_chart_has_a_role_a_title_with_the_finding_and_a_description(pages: Trees) -> None:
    pictures = [svg for tree in pages.values() for svg in tree.iter(f"{SVG}svg")]
    assert len(pictures) == 6
    for svg in pictures:
        assert svg.attrib["role"] == "img"
        title, described = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
        assert title is not None
        assert described is not None
        assert svg.attrib["aria-labelledby"].split() == [title.attrib["id"], described.attrib["id"]]
        assert text(title)
        assert "<" not in text(described)


def test_what_is_downloaded_is_what_is_published(made: dict[str, bytes], tmp_path: Path) -> None:
    root = whole(tmp_path).write()
    published = (root / "datasets/measure-observations/1.0.0/measure-observations.csv").read_text(encoding="utf-8")
    found = made["site/measures/thefts.csv"].decode()
    assert found.splitlines()[0] == published.splitlines()[0]
    assert found.splitlines()[1:] == [line for line in published.splitlines() if line.startswith("thefts,")]


def test_a_district_tells_its_figures_beside_the_whole_area(pages: Trees) -> None:
    tree = pages[f"site/districts/{EAST.lower()}.html"]
    assert heading(tree) == "How is East doing?"
    (row,) = table(tree, "East and the whole area")
    assert row[0] == "Recorded theft"
    assert row[2:4] == ["20.0", "18.4"]
    assert row[5] == "higher than chance explains"
    assert table(pages["site/districts.html"], "Each district") == [["East", "20.0"], ["West", "12.3"]]


def test_districts_measures_and_priorities_are_found_from_a_to_z(pages: Trees) -> None:
    links = {link.attrib["href"]: text(link) for link in pages["site/find.html"].iter("a")}
    assert links[f"districts/{EAST.lower()}.html"] == "East"
    assert links["measures/thefts.html"] == "Recorded theft"
    assert links["priorities/p-contact.html"] == "Answer calls"


def test_home_shows_the_measures_whose_declaration_says_so_and_the_areas_of_the_plan(pages: Trees) -> None:
    home = text(pages["index.html"])
    assert "Calls answered in time: below the 90% target for 2 months" in home
    assert Decimal("87.6543") in values(pages["index.html"])
    assert "Counted later" not in home
    links = {link.attrib["href"] for link in pages["index.html"].iter("a")}
    assert {"site/measures/thefts.html", "site/priorities/p-contact.html"} <= links


def test_a_priority_leads_to_its_promises_measures_and_decisions(pages: Trees) -> None:
    tree = pages["site/priorities/p-contact.html"]
    assert table(tree, "Commitments") == [["Answer promptly.", "the force", "not stated", "not stated"]]
    links = {link.attrib["href"] for link in tree.iter("a")}
    assert {"../measures/calls-in-time.html", "../registers/decisions/d-1.html"} <= links
    empty = text(pages["site/priorities/p-victims.html"])
    assert "No commitment is recorded for it." in empty
    assert "No measure is declared for it." in empty
    decision = {link.attrib["href"] for link in pages["site/registers/decisions/d-1.html"].iter("a")}
    assert "../../priorities/p-contact.html" in decision


def test_without_measures_the_pages_say_so(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    plan(shelf)
    made = shelf.pages()
    assert b"No measure is published yet" in made["site/measures.html"]
    assert b"No measure is published yet" in made["site/priorities/p-contact.html"]
    assert "site/districts.html" not in made
    assert b"How are we doing?</h2>" not in made["index.html"]


def test_a_measure_without_a_single_row_has_its_page(tmp_path: Path) -> None:
    made = whole(tmp_path, [figure("calls-in-time", "2026-01", "91.0000")]).pages()
    tree = parse(made[THEFTS])[0]
    assert heading(tree) == "Recorded theft: no figures yet"
    assert "none of what is published there gives one" in text(tree)
    assert "site/measures/thefts.csv" not in made


def test_the_force_is_the_one_that_the_catalogue_names(tmp_path: Path) -> None:
    other = figure("calls-in-time", "2026-03", "99.0000", area_code="E23000001", area_name="Another Force")
    tree = parse(whole(tmp_path, [*OBSERVED, other]).pages()[CALLS])[0]
    assert Decimal("99.0000") not in values(tree)
    assert FORCE == "E23000032"


def test_pages_of_measures_are_valid_and_the_same_each_time(made: dict[str, bytes], tmp_path: Path) -> None:
    assert {name: parse(content)[1] for name, content in made.items() if name.endswith(".html")} == {
        name: [] for name in made if name.endswith(".html")
    }
    again = whole(tmp_path).pages()
    assert {name for name in made if again[name] != made[name] and "pagefind" not in name} == set()
