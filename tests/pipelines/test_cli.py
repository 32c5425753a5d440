"""What people read when they ask for something that cannot be: one plain line, no traceback, and what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.office import OPENBEAT, WITHOUT_US, Answer, Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path).furnish()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["nightly", "--world", "moon"],
            "world: Value error, 'moon' is not a world: take sandbox, live or folder:PATH",
        ),
        (["nightly", "--world", "folder:"], "world: Value error, 'folder:' is not a world"),
        (["nightly", "--force", "Kent Police"], "force: String should match pattern"),
        (["backfill", "crimes"], "there is no dataset 'crimes'; there are "),
        (["approve", "crimes", "--reason", "x"], "there is no dataset 'crimes'"),
        (["approve", "budget", "--reason", "x", "--by", "y"], "budget is not held; nothing is held"),
        (["reject", "budget", "--reason", "x", "--by", "y"], "budget is not held; nothing is held"),
        (["sql", "SELECT 1"], "is not there yet: run openbeat nightly first"),
        (["status"], "is not there yet: run openbeat nightly first"),
        (["backfill", "crime-street", "--from", "2025-03", "--to", "2025-01"], "--from 2025-03 is after --to 2025-01"),
    ],
)
def test_what_cannot_be_is_refused_in_one_plain_line(office: Office, arguments: list[str], said: str) -> None:
    answer = office.run(*arguments)
    assert answer.status == 1
    assert said in answer.words
    assert_plain(answer)


def test_folder_that_is_not_there_is_named(office: Office) -> None:
    months = ("--from", "2025-01", "--to", "2025-02")
    answer = office.run("backfill", "crime-street", *months, "--world", "folder:/no/such/folder", "--yes")
    assert answer.status == 1
    assert answer.words == ("/no/such/folder is not a folder: give --world folder:PATH the folder that holds the files")


def test_missing_records_are_named_with_what_they_should_hold(office: Office) -> None:
    (office.records / "body.yaml").unlink()
    office.put("2025-01")
    answer = office.run("nightly")
    assert answer.status == 1
    assert "body.yaml" in answer.words
    assert "see records/README.md" in answer.words
    assert_plain(answer)


def test_folder_of_somebody_elses_files_is_never_published_into(office: Office) -> None:
    office.put("2025-01")
    office.published.mkdir()
    (office.published / "thesis.docx").write_bytes(b"years of work")
    answer = office.run("nightly")
    assert answer.status == 1
    assert "holds files but no edition of ours: give an empty folder with --published" in answer.words
    assert [path.name for path in office.published.iterdir()] == ["thesis.docx"]
    assert_plain(answer)


def test_questions_in_sql_are_answered_and_mistakes_explained(office: Office) -> None:
    office.put("2025-01")
    office.run("nightly")
    assert "50" in office.run("sql", "SELECT count(*) FROM crime_street").said
    assert "crime_street" in office.run("sql").said
    wrong = office.run("sql", "SELECT nothing FROM crime_street")
    assert wrong.status == 1
    assert "nothing" in wrong.words
    assert_plain(wrong)
    assert office.run("sql", "DELETE FROM crime_street").status == 1
    assert office.run("verify").status == 0


def test_nothing_published_is_not_verified(office: Office) -> None:
    assert office.run("verify").status == 1


def test_help_names_every_command_and_asks_nothing_of_dagster() -> None:
    done = subprocess.run([OPENBEAT, "--help"], capture_output=True, text=True, env=WITHOUT_US, check=True)
    for name in ("nightly", "backfill", "status", "review", "approve", "reject", "verify", "sql", "serve", "dev"):
        assert name in done.stdout
    heavy = "import sys, pipelines.cli; sys.exit(any(name in sys.modules for name in ('dagster', 'duckdb', 'polars')))"
    assert subprocess.run([sys.executable, "-c", heavy], env=WITHOUT_US, check=False).returncode == 0


def assert_plain(answer: Answer) -> None:
    """No traceback and nothing of the machinery behind."""
    for sign in ("Traceback", "site-packages", ".py:", "dagster.", 'File "'):
        assert sign not in answer.said, answer.said
