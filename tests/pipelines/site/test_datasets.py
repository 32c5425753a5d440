"""The page of a dataset says what its files say, in the order that people were promised."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.site.duties import CLOCK, WORDS
from pipelines.site.render import LOCAL
from schemas.base import columns_of
from tests.pipelines.site.reader import Element, facts, parse, table, text, values
from tests.pipelines.site.shelf import MONTHS, THEFTS, Shelf, column, full, theft

Trees = dict[str, Element]
PAGE = "site/datasets/thefts.html"
ORDER = [
    *("download", "preview", "columns", "quality", "know", "sources", "versions", "cite", "use", "verify", "problem"),
]


def test_the_parts_stand_in_a_fixed_order(trees: Trees) -> None:
    for name, tree in trees.items():
        if re.fullmatch(r"site/datasets/[a-z]+\.html", name):
            assert [h.attrib["id"] for h in tree.iter("h2")] == ORDER, name


def test_it_says_how_fresh_it_is_and_when_more_is_due(trees: Trees) -> None:
    said = facts(trees[PAGE])
    assert said["Rows"] == "42"
    assert said["Covers"] == "January 2025 to February 2026"
    assert said["Updated"] == "Every month; last dated by its source 12 October 2026"
    # March 2026 ends on the 31st; thirty days later is the 30th of April.
    assert said["Next figures due"].startswith("30 April 2026")


def test_downloads_tell_size_rows_and_hash_of_the_files_themselves(site: Path, trees: Trees) -> None:
    tree, folder = trees[PAGE], site / "datasets/thefts/1.0.1"
    links = [link for link in tree.iter("a") if "download" in link.attrib]
    paths = {(site / "site/datasets" / link.attrib["href"]).resolve() for link in links}
    assert paths == {path.resolve() for path in folder.glob("thefts-*")}
    hashes = dict(text(item).split(" ") for item in tree.iter("li") if re.search(r" [0-9a-f]{64}$", text(item)))
    assert hashes == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("thefts-*")}
    newest = (folder / "thefts-2026-02.csv").read_text(encoding="utf-8")
    row = table(tree, "Files, newest first")[0]
    assert row[:2] == ["February 2026", str(len(list(csv.reader(io.StringIO(newest)))) - 1)]
    assert row[2] == f"CSV of February 2026 {len(newest)} bytes"


def test_the_preview_is_the_beginning_of_the_newest_file(site: Path, trees: Trees) -> None:
    with (site / "datasets/thefts/1.0.1/thefts-2026-02.csv").open(encoding="utf-8", newline="") as file:
        assert table(trees[PAGE], "The first 3 of 3 rows") == list(csv.reader(file))[1:]


def test_every_column_is_explained_by_what_its_schema_says(site: Path, trees: Trees) -> None:
    fields = json.loads((site / "datasets/thefts/1.0.1/schema.json").read_bytes())["fields"]
    rows = table(trees[PAGE], "Columns")
    assert [row[0] for row in rows] == [f"{field['title']}{field['name']}" for field in fields]
    assert all(row[2] == field["description"] for row, field in zip(rows, fields, strict=True))


def test_quality_is_told_with_what_failed(trees: Trees) -> None:
    said = text(trees[PAGE])
    assert "42 of 44 rows read were accepted and 2 rejected. 0 of 1 checks passed." in said
    assert "It holds: 1 of 42 failed (warning)." in said
    assert "November 2025: partial. 2025-11 said so" in said


def test_the_calendar_has_a_cell_for_each_month_that_says_its_state_in_words(trees: Trees) -> None:
    rows = table(trees[PAGE], "Which months are there")
    assert [row[0] for row in rows] == ["2025", "2026"]
    assert rows[0][11] == "½partial"
    assert rows[1][1:4] == ["✓received", "✓received", "none expected"]
    assert sum("received" in cell or "partial" in cell for row in rows for cell in row) == len(MONTHS)


def test_a_citation_names_the_bytes(site: Path, trees: Trees) -> None:
    seal = hashlib.sha256((site / "datasets/thefts/1.0.1/manifest.json").read_bytes()).hexdigest()
    bibtex, csl = (text(pre) for pre in list(trees[PAGE].iter("pre"))[:2])
    assert bibtex.startswith("@misc{thefts-1.0.1, author = {{Kent Police and Crime Commissioner}},")
    (cited,) = json.loads(csl)
    assert cited["issued"] == {"date-parts": [[2026]]}
    assert cited["note"].endswith(seal)
    assert seal in bibtex


@pytest.mark.parametrize("language", ["Python", "DuckDB"])
def test_the_code_gives_the_number_that_the_page_gives(language: str, site: Path, trees: Trees) -> None:
    heading = [(h, pre) for h, pre in _examples(trees[PAGE]) if h == language]
    code = "".join(heading[0][1].itertext()).replace(LOCAL, f"{site}/")
    if language == "DuckDB":
        # The shelf's Parquet is no Parquet: the same question is asked of the CSV.
        query = code.replace("read_parquet", "read_csv").replace(".parquet", ".csv")
        code = f"import duckdb\nprint(duckdb.sql({query!r}).fetchone()[0])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "3"
    assert "The newest file, thefts-2026-02.csv, has 3 rows." in text(trees[PAGE])


def _examples(tree: Element) -> list[tuple[str, Element]]:
    main = next(tree.iter("main"))
    return [
        (text(before), after)
        for before, after in zip(main, list(main)[1:], strict=False)
        if before.tag == "h3" and after.tag == "pre"
    ]


def test_every_number_marked_on_the_page_is_shown_as_it_is(trees: Trees) -> None:
    for name, tree in trees.items():
        for found in tree.iter("data"):
            shown = text(found).replace(",", "").replace("£", "")
            assert Decimal(shown) == Decimal(found.attrib["value"]), name


def test_a_chart_says_its_finding_and_has_its_table(trees: Trees) -> None:
    tree = trees[PAGE]
    (picture,) = [element for element in tree.iter() if element.attrib.get("role") == "img"]
    named = picture.attrib["aria-labelledby"].split()
    told = {element.attrib.get("id"): text(element) for element in picture.iter()}
    assert told[named[0]] == "From 3 rows (January 2025) to 3 (January 2025)"
    assert "14 values, from January 2025 (3) to February 2026 (3)" in told[named[1]]
    assert len(table(tree, "Rows published for each period")) == len(MONTHS)


def test_home_and_catalogue_know_every_dataset(trees: Trees) -> None:
    for name in ("index.html", "site/catalogue.html"):
        links = {link.attrib["href"].rpartition("/")[2] for link in trees[name].iter("a")}
        assert {"thefts.html", "contracts.html", "decisions.html", "expenditure.html", "budget.html"} <= links
    said = text(trees["site/catalogue.html"])
    assert "42 rows, January 2025 to February 2026, updated every month, version 1.0.1." in said


def test_a_dataset_that_nobody_foresaw_has_all_its_pages(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.add("otters", [*THEFTS], {"2024-25": [theft("o1", "2024-25")]}, subject="river-life")
    pages = shelf.pages()
    tree, _ = parse(pages["site/datasets/otters.html"])
    assert facts(tree)["Covers"] == "2024-25"
    assert "Next figures due" not in facts(tree)
    assert "River life" in text(parse(pages["index.html"])[0])
    assert values(tree)[0] == 1


def test_duties_say_what_was_due_and_how_late_it_came(trees: Trees) -> None:
    rows = {row[0].split("1 partial")[0]: row[1:] for row in table(trees["site/duties.html"], "Duties")}
    # February 2026 was due thirty days after its end: 30 March 2026; the figures are dated 12 October, 196 days later.
    assert rows["The thefts"][1:5] == ["February 2026", "30 March 2026", "12 October 2026", "196"]
    assert rows["The contracts"][1:3] == ["no periods", "30 days after the event"]


def test_each_duty_is_judged_as_the_data_judge_it(tmp_path: Path) -> None:
    shelf = full(tmp_path)
    duties = [column("duty_id"), column("duty")]
    spending = {"duty_id": "order-3g", "duty": "Each item of spending."}
    shelf.add("duties", duties, {"all": [spending]}, key=["duty_id"])
    clock = [column(name) for name in CLOCK]
    judged = {"duty_id": "order-3g", "dataset": "expenditure", "status": "met-late", "days_late": "12"}
    rows = [judged | {"period": "2026-01"}, judged | {"period": "all", "due_on": "2026-12-30"}]
    lost = {"duty_id": "order-9", "dataset": "none", "status": "no-dataset", "period": "all"}
    shelf.add("publication-clock", clock, {"all": [*rows, lost]}, key=["duty_id", "dataset", "period"])
    tree = parse(shelf.pages()["site/duties.html"])[0]
    assert table(tree, "How each duty stands") == [
        ["Each item of spending.", "met late", "expenditure", "30 December 2026", "not known", "12"],
        ["order-9", "nothing here answers it", "none", "no fixed day", "not known", "not known"],
    ]
    assert "Met late: 1" in text(tree)


def test_the_words_of_the_clock_are_those_of_its_model() -> None:
    duties = pytest.importorskip("schemas.duties", reason="no dataset judges duties yet")
    assert set(CLOCK) <= {found.name for found in columns_of(duties.PublicationClock)}
    assert set(WORDS) == set(duties.STANDINGS)


def test_a_word_of_the_publisher_cannot_break_out_of_a_page(tmp_path: Path) -> None:
    shelf = full(tmp_path)
    shelf.entries["thefts"]["description"] = '"><script>alert(1)</script>. More.'
    assert all(b"<script>alert" not in content for content in shelf.pages().values())


def test_a_dataset_without_a_row_has_its_page_and_no_file_to_load(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.add("thefts", THEFTS, {})
    tree = parse(shelf.pages()["site/datasets/thefts.html"])[0]
    assert facts(tree)["Rows"] == "0"
    assert not [link for link in tree.iter("a") if "download" in link.attrib]
