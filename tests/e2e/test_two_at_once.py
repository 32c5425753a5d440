"""Two nights at once, and people who query while a night works: nobody is stopped for long and nothing breaks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.office import Office, bytes_below, crime_rows, finish

HOLD = (
    "import sys, pathlib; from pipelines.lock import hold\n"
    "with hold(pathlib.Path(sys.argv[1]), 0): print('held', flush=True); sys.stdin.read()"
)
READ = (
    "import sys, duckdb\n"
    "with duckdb.connect(sys.argv[1], read_only=True) as engine:\n"
    "    print('open', flush=True); sys.stdin.read()\n"
    "    print(engine.execute('SELECT count(*) FROM crime_street').fetchall()[0][0])"
)


@contextmanager
def helper(code: str, path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that does something with a path until its standard input is closed."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_two_nights_started_together_both_end_well(new_office: Callable[..., Office]) -> None:
    office = new_office("twice")
    office.put("2025-01", crime_rows("2025-01", crimes=3_000))
    both = [office.start("nightly"), office.start("nightly")]
    answers = [finish(process) for process in both]
    assert [answer.status for answer in answers] == [0, 0], answers
    said = " ".join(answer.words for answer in answers)
    assert said.count("Edition 1 is published") == 1
    assert said.count("Nothing new to publish") == 1
    assert office.verify().status == 0
    alone = new_office("once")
    alone.put("2025-01", crime_rows("2025-01", crimes=3_000))
    finish(alone.start("nightly"))
    assert bytes_below(office.published) == bytes_below(alone.published)


def test_who_may_not_wait_is_told_who_holds_the_store(office: Office) -> None:
    office.put("2025-03")
    with helper(HOLD, office.settings.home) as holder:
        answer = office.run("nightly", OPENBEAT_WAIT="0")
    assert answer.status == 1
    assert f"process {holder.pid}" in answer.words
    assert "Nothing was changed" in answer.words
    assert office.versions("crime-street")["latest"] == "1.0.0"
    assert office.run("nightly", OPENBEAT_WAIT="0").status == 0


def test_reader_of_the_copy_does_not_stop_the_night(office: Office) -> None:
    office.put("2025-03")
    with helper(READ, office.settings.read_copy) as reader:
        answer = office.run("nightly")
        said, _ = reader.communicate(input="")
    assert answer.status == 0, answer.said
    assert said.strip() == "100"
    assert office.stored("SELECT count(*) FROM crime_street") == [(150,)]
