"""History and succession as people meet them: quiet nights, what was said when, and a second body that carries on."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipelines.settings import ROOT
from tests.e2e.office import FEW, Office, bytes_below, crime_rows, traces_below

SECOND_BODY = """
  - id: board
    office: Kent Police Board
    force_slug: kent
    valid_from: 2028-05-04
"""


WITH_HISTORY = (*FEW, "revisions")


@pytest.fixture(scope="module")
def year(first_night: tuple[Office, object], tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Three editions: two months; then March, with a corrected January; then April."""
    office = replace(first_night[0].moved_to(tmp_path_factory.mktemp("year") / "office"), only=WITH_HISTORY)
    office.put("2025-01", crime_rows("2025-01", settled=5))
    office.put("2025-03")
    office.run("nightly")
    office.put("2025-04")
    office.run("nightly")
    return office


def test_a_quiet_night_stays_quiet(office: Office) -> None:
    before = traces_below(office.published)
    quiet = replace(office, only=WITH_HISTORY).run("nightly")
    assert "revisions waiting 1.0.0 goes out with the next edition" in quiet.words
    assert "Nothing new to publish; edition 1 stands." in quiet.words
    assert traces_below(office.published) == before


def test_revisions_come_one_edition_later_and_never_speak_of_themselves(year: Office) -> None:
    listed = json.loads((year.published / "edition.json").read_bytes())
    assert listed["edition"] == 3
    rows = year.rows("revisions")
    assert {(row["dataset"], row["published_in"], row["edition"]) for row in rows} >= {
        ("crime-street", "1.0.0", "1"),
        ("crime-street", "1.1.0", "2"),
    }
    assert "revisions" not in {row["dataset"] for row in rows}
    assert {row["edition"] for row in rows} == {"1", "2"}
    assert year.verify().status == 0


def test_the_triangle_counts_what_each_version_has(year: Office) -> None:
    """The counts again, by reading the CSV files of the versions with nothing but csv."""
    said = {
        (row["published_in"], row["period"], row["category"]): row["value"]
        for row in year.rows("revisions")
        if row["dataset"] == "crime-street"
    }
    counted: Counter[tuple[str, str, str]] = Counter()
    for version in ("1.0.0", "1.1.0"):
        for path in (year.published / "datasets/crime-street" / version).glob("*-20*.csv"):
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    counted[version, row["month"], f"{row['reported_by']} / {row['crime_type']}"] += 1
    assert said == {key: f"{number}.00" for key, number in counted.items()}


def test_the_example_of_the_docs_answers_what_was_said_in_march_about_january(
    year: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = re.findall(r"```python\n(import pandas.*?)```", (ROOT / "docs/history.md").read_text(), re.DOTALL)
    monkeypatch.chdir(year.latest("revisions"))
    moved = example.replace("2026-03", "2025-03").replace("2026-01", "2025-01")
    scope: dict[str, pd.DataFrame] = {}
    exec(moved, scope)  # noqa: S102 - the docs' own example
    found = [tuple(row) for row in scope["january"][["published_in", "category", "value"]].to_numpy()]
    assert found == [
        ("1.1.0", "Kent Police / Anti-social behaviour", 10.0),
        ("1.1.0", "Kent Police / Vehicle crime", 40.0),
    ]
    assert "published_in" in capsys.readouterr().out


def test_as_of_gives_the_rows_as_they_were_published(year: Office, tmp_path: Path) -> None:
    target = tmp_path / "out/then.csv"
    said = year.run("as-of", "crime-street", "--edition", "1", "--period", "2025-01", "--out", str(target))
    assert said.status == 0, said.said
    assert "crime-street 1.0.0, as at no date: 50 rows; 20 are shown." in said.words
    published = year.published / "datasets/crime-street/1.0.0/crime-street-2025-01.csv"
    assert target.read_bytes() == published.read_bytes()
    query = (
        "SELECT last_outcome_category AS o, count(*) FROM crime_street WHERE month = '2025-01' GROUP BY 1 ORDER BY 1"
    )
    settled = {"--edition 1": "0", "--version 1.1.0": "5", "--date 2025-02": "0", "--date 2025-03": "5"}
    for moment, number in settled.items():
        answer = year.run("as-of", "crime-street", *moment.split(), "--sql", query)
        assert answer.status == 0, answer.said
        found = re.search(r"Unable to prosecute suspect\s+(\d+)", answer.said)
        assert (found.group(1) if found else "0") == number, moment


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--edition", "9"], "there is no edition 9; there are 1 to 3"),
        (["--edition", "1", "--version", "1.0.0"], "give one of --version, --edition and --date"),
        (["--date", "2024-12"], "nothing was published as at 2024-12"),
        (["--sql", "SELECT nothing FROM crime_street"], "nothing"),
        (["--sql", "CREATE TABLE x (a INT)"], "write a SELECT"),
        (["--period", "2019-01"], "has no period 2019-01; it has 2025-01"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(year: Office, arguments: list[str], words: str) -> None:
    answer = year.run("as-of", "crime-street", *arguments)
    assert answer.status == 1
    assert words in answer.words


def test_a_second_body_carries_on_from_the_first(year: Office, tmp_path: Path) -> None:
    package = tmp_path / "kent.zip"
    assert year.run("handover", str(package)).status == 0
    second = Office(tmp_path / "second").furnish()
    with (second.records / "body.yaml").open("a") as file:
        file.write(SECOND_BODY)
    taken = second.run("takeover", str(package))
    assert taken.status == 0, taken.said
    assert "Edition 4" in taken.words
    for month in ("2025-02", "2025-03", "2025-04", "2025-05"):
        second.put(month)
    second.put("2025-01", crime_rows("2025-01", settled=5))
    second.run("nightly")
    assert [entry["version"] for entry in second.versions("crime-street")["versions"]] == [
        "1.0.0",
        "1.1.0",
        "1.2.0",
        "1.3.0",
    ]
    checked = second.verify()
    assert checked.status == 0, checked.said
    assert "Kent Police and Crime Commissioner handed over to Kent Police Board" in checked.words
    assert second.document("crime-street", "datapackage.json")["contributors"][0]["title"] == "Kent Police Board"
    old, new = bytes_below(year.published / "datasets"), bytes_below(second.published / "datasets")
    kept = {name: digest for name, digest in old.items() if not name.endswith("versions.json")}
    assert {name: new.get(name) for name in kept} == kept
