"""What is taken out of public is gone from everything, the chain holds, and it does not come back."""

from __future__ import annotations

import errno
import itertools
import json
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.releases import ReleaseError, State, approve, files, heal, verify
from pipelines.releases.redaction import Decided, Rule
from pipelines.releases.takedown import elsewhere, settle, survey, withdraw
from tests.pipelines.releases.pressroom import Press, Row, row, snapshot
from tests.pipelines.releases.test_previews import StrictThefts

NAME = "Arthur Q. Dent"
DECIDED = Decided(reason="personal_data", note="Names a person", by="Head of data", day="2026-11-21")


def note(identity: str, month: str, text: str | None) -> Row:
    return row(identity, month, "1.50", text)


@pytest.fixture
def named(press: Press) -> Press:
    """Three versions; the name stands in two months, in rows with and without a key, and in old and new values."""
    press.keys.new()
    press.store.load("2025-01", [note("t1", "2025-01", NAME), note("t2", "2025-01", "a bicycle")])
    press.store.load("2025-02", [row(None, "2025-02", "2.00", NAME), note("t4", "2025-02", "a purse")])
    press.release()
    press.store.load("2025-01", [note("t1", "2025-01", f"{NAME} & son"), note("t2", "2025-01", NAME)])
    press.store.load("2025-03", [note("t5", "2025-03", "a tent")])
    press.release()
    press.store.load("2025-01", [note("t1", "2025-01", "a horse"), note("t2", "2025-01", NAME)])
    press.release()
    return press


def told(folder: Path, text: str) -> list[str]:
    """Every file below a folder in whose bytes, or Parquet values, a text stands."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        content = path.read_bytes()
        if path.suffix == ".parquet":
            content += repr(duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()).encode()
        if text.encode() in content:
            found.append(path.relative_to(folder).as_posix())
    return found


WHERE = f"contains(note, '{NAME}')"


def test_a_redacted_name_is_nowhere_and_the_chain_holds(named: Press) -> None:
    assert len(told(named.published, NAME)) > 10
    inodes = {path.stat().st_ino for path in named.published.rglob("thefts-2025-01.csv")}
    named.redact(WHERE, "note")
    assert told(named.published, NAME) == []
    report = verify(named.published, named.keys.ids()[0])
    assert report.problems == []
    assert "3 redacted and 0 withdrawn" in report.text
    assert not inodes & {path.stat().st_ino for path in named.published.rglob("thefts-2025-01.csv")}
    assert [path.name for path in (named.published / "generations").iterdir()] == ["000002"]
    shown = named.csv("1.0.0", "2025-01")["note"].to_list()
    assert sorted(shown) == ["REDACTED PERSONAL DATA", "a bicycle"]
    old = [(value["key"], value["old"], value["new"]) for value in named.read("1.1.1", "changes.json")["values"]]
    assert old == [({"theft_id": "t1"}, "REDACTED PERSONAL DATA", "a horse")]


def test_what_was_taken_out_is_accounted_for(named: Press) -> None:
    before = {version: named.read(version, "manifest.json") for version in ("1.0.0", "1.1.0")}
    named.redact(WHERE, "note")
    notice = named.read("1.0.0", "tombstone.json")["notices"][0]
    assert (notice["rows"], notice["cells"], notice["date"]) == (2, 2, "2026-11-21")
    assert notice["manifest_sha256_before"] == files.sha256(files.dumps(before["1.0.0"]))
    event = json.loads((named.published / "ledger.jsonl").read_bytes().splitlines()[-1])
    assert (event["event"], event["columns"]) == ("redaction", ["note"])
    assert [entry["version"] for entry in event["versions"]] == ["1.0.0", "1.1.0", "1.1.1"]
    assert "where" not in event
    package = named.read("1.0.0", "datapackage.json")
    for resource in package["resources"]:
        file = named.published / "datasets/thefts/1.0.0" / resource["path"]
        assert resource["bytes"] == file.stat().st_size
        assert resource["hash"] == f"sha256:{files.sha256_file(file)}"


def test_the_next_night_does_not_bring_it_back(named: Press) -> None:
    named.redact(WHERE, "note")
    assert named.prepare().state is State.UNCHANGED
    named.store.load("2025-04", [note("t9", "2025-04", NAME), note("t10", "2025-04", "a cat")])
    named.store.load("2025-01", [note("t1", "2025-01", NAME), note("t2", "2025-01", NAME)])
    outcome = named.release()
    assert (outcome.state, outcome.version) == (State.READY, "1.2.0")
    assert told(named.published, NAME) == told(named.candidates, NAME) == []
    assert verify(named.published).problems == []


def test_a_held_candidate_is_not_kept(named: Press) -> None:
    named.store.load("2025-01", [note("t1", "2025-01", NAME)])
    assert named.prepare().state is State.HELD
    assert told(named.candidates, NAME) != []
    named.redact(WHERE, "note")
    assert told(named.candidates, NAME) == []


def test_a_second_redaction(named: Press) -> None:
    named.redact(WHERE, "note")
    named.redact("theft_id = 't1'", "loss_gbp")
    report = verify(named.published)
    assert report.problems == []
    assert [entry["id"] for entry in named.read("1.0.0", "tombstone.json")["notices"]] == ["redaction-1", "redaction-2"]
    assert named.csv("1.0.0", "2025-01").filter(theft_id="t1")["loss_gbp"].to_list() == [None]
    assert named.prepare().state is State.UNCHANGED
    assert told(named.published, NAME) == []


def test_rows_can_go(named: Press) -> None:
    named.redact(WHERE)
    assert told(named.published, NAME) == []
    assert named.read("1.0.0", "manifest.json")["rows"] == 2
    assert named.read("1.0.0", "manifest.json")["periods"][0]["rows"] == 1
    assert verify(named.published).problems == []
    assert named.prepare().state is State.UNCHANGED


def test_it_says_first_what_it_would_do(named: Press) -> None:
    before = snapshot(named.published)
    found = survey(named.desk(), named.dataset, named.rule(WHERE, "note"))
    assert [(find.version, find.stem, find.cells) for find in found.finds if find.cells] == [
        ("1.0.0", "thefts-2025-01", 1),
        ("1.0.0", "thefts-2025-02", 1),
        ("1.1.0", "thefts-2025-01", 2),
        ("1.1.0", "thefts-2025-02", 1),
        ("1.1.1", "thefts-2025-01", 1),
        ("1.1.1", "thefts-2025-02", 1),
    ]
    assert snapshot(named.published) == before


@pytest.mark.parametrize(("where", "told_as"), [("note = 'nobody'", "finds nothing"), ("no such = 1", "no condition")])
def test_a_condition_that_finds_nothing_or_is_no_sql_is_refused(named: Press, where: str, told_as: str) -> None:
    with pytest.raises(ReleaseError, match=told_as):
        named.redact(where, "note")
    assert named.rulebook.rules("thefts") == ()


def test_a_note_that_names_what_it_hides_is_refused(named: Press) -> None:
    rule = named.rule(WHERE, "note")
    spoken = Rule(**{**rule.__dict__, "note": f"asked for by {NAME.lower()}"})
    with pytest.raises(ReleaseError, match="reword"):
        survey(named.desk(), named.dataset, spoken)


@pytest.mark.parametrize(
    "wrong", [{"reason": "shame"}, {"note": " "}, {"by": ""}, {"day": "today"}, {"review": "2026-11-21"}]
)
def test_a_decision_that_is_not_whole_is_refused(press: Press, wrong: dict[str, str]) -> None:
    rule = press.rule("true", "note")
    with pytest.raises(ReleaseError):
        Rule(**{**rule.__dict__, **wrong})


def test_withdraw_the_latest(named: Press) -> None:
    withdraw(named.desk(), "thefts", "1.1.1", DECIDED)
    report = verify(named.published)
    assert report.problems == []
    assert "1 withdrawn" in report.text
    versions = json.loads((named.published / "datasets/thefts/versions.json").read_bytes())
    assert (versions["latest"], versions["latest_of_major"]) == ("1.1.0", {"1": "1.1.0"})
    assert [entry["status"] for entry in versions["versions"]] == ["published", "published", "withdrawn"]
    left = sorted(path.name for path in (named.published / "datasets/thefts/1.1.1").iterdir())
    assert left == ["manifest.json", "tombstone.json"]
    entry = json.loads((named.published / "catalogue.json").read_bytes())["datasets"][0]
    assert entry["latest"] == "1.1.0"
    assert all((named.published / link).is_file() for link in entry["links"].values())


def test_what_was_withdrawn_comes_back_only_by_a_person(named: Press) -> None:
    withdraw(named.desk(), "thefts", "1.1.1", DECIDED)
    outcome = named.prepare()
    assert [cause.check for cause in outcome.causes] == ["withdrawn-figures"]
    approve(named.candidates, "thefts", "They are right after all", "Head of data")
    assert [released.version for released in named.publish().released] == ["1.1.2"]
    assert verify(named.published).problems == []


def test_withdraw_the_only_version(press: Press) -> None:
    press.release()
    withdraw(press.desk(), "thefts", "1.0.0", DECIDED)
    assert verify(press.published).problems == []
    assert json.loads((press.published / "catalogue.json").read_bytes())["datasets"] == []
    with pytest.raises(ReleaseError, match="does not stand"):
        withdraw(press.desk(), "thefts", "1.0.0", DECIDED)
    press.store.load("2025-01", [note("t1", "2025-01", "a dog")])
    press.store.load("2025-02", [note("t1", "2025-02", "a dog")])
    assert press.release().version == "1.1.0"
    report = verify(press.published)
    assert report.problems == []


def test_a_tampered_tombstone_is_found(named: Press) -> None:
    named.redact(WHERE, "note")
    file = named.published / "datasets/thefts/1.0.0/tombstone.json"
    file.write_bytes(file.read_bytes().replace(b"Names a person", b"Names a pigeon"))
    assert any(p.startswith("datasets/thefts/1.0.0/tombstone.json: changed") for p in verify(named.published).problems)


def test_a_preview_goes_with_what_it_rests_on(named: Press) -> None:
    named.become(schema=StrictThefts)
    assert named.prepare().state is State.HELD
    named.publish()
    assert told(named.published / "datasets/thefts/previews", NAME) != []
    named.redact(WHERE, "note")
    assert told(named.published, NAME) == []
    assert verify(named.published).problems == []
    last = [json.loads(line)["event"] for line in (named.published / "ledger.jsonl").read_bytes().splitlines()[-2:]]
    assert last == ["redaction", "announcement-ended"]
    named.prepare()
    named.publish()
    assert told(named.published, NAME) == []
    assert verify(named.published).problems == []


def test_another_dataset_with_the_same_text_is_named(named: Press) -> None:
    found = survey(named.desk(), named.dataset, named.rule(WHERE, "note"))
    other = named.published / "datasets/others/1.0.0"
    other.mkdir(parents=True)
    (other / "others.csv").write_text(f"name\n{NAME}\n")
    edition = (named.published / "current/edition.json").resolve()
    document = json.loads(edition.read_bytes())
    document["datasets"]["others"] = {"version": "1.0.0"}
    edition.write_text(json.dumps(document))
    assert elsewhere(named.desk(), "thefts", found) == ["others"]
    assert elsewhere(named.desk(), "others", found) == ["thefts"]


def in_child(work: Callable[[], None], kill_after: float) -> None:
    """Run in a process of its own and kill it after some seconds."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    time.sleep(kill_after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def copies(press: Press, tmp_path: Path) -> Iterator[Press]:
    """The press over and over, as it stands now."""
    for number in itertools.count():
        home = tmp_path / f"copy{number}"
        shutil.copytree(press.home, home, symlinks=True, ignore=shutil.ignore_patterns("copy*"))
        yield Press(home, press.store)


def publish_more(press: Press) -> None:
    press.publish()


def withdraw_latest(press: Press) -> None:
    if "1.1.1" in [entry["version"] for entry in _stand(press)]:
        withdraw(press.desk(), "thefts", "1.1.1", DECIDED)


def redact_name(press: Press) -> None:
    if press.rulebook.rules("thefts"):
        settle(press.desk(), [press.dataset], press.rulebook)
    else:
        press.redact(WHERE, "note")


def _stand(press: Press) -> list[dict[str, Any]]:
    document = json.loads((press.published / "datasets/thefts/versions.json").read_bytes())
    return [entry for entry in document["versions"] if entry["status"] == "published"]


WORK: dict[str, Callable[[Press], None]] = {
    "publish": publish_more,
    "withdraw": withdraw_latest,
    "redact": redact_name,
}


KILLS = {"publish": 75, "withdraw": 75, "redact": 50}


def seen(press: Press) -> int:
    """What a reader sees: a whole edition, whatever else a broken-off run has left."""
    report = verify(press.published)
    assert report.problems == []
    return report.edition


@pytest.mark.parametrize("work", WORK)
def test_killed_at_random_moments(named: Press, tmp_path: Path, work: str) -> None:
    """With the kills of `test_publish`, at every step and at random, over two hundred in all."""
    if work == "publish":
        named.store.load("2025-01", [note("t1", "2025-01", "a horse")])
        named.prepare()
        approve(named.candidates, "thefts", "It was never stolen", "Head of data")
    made = copies(named, tmp_path)
    whole = next(made)
    began = time.perf_counter()
    WORK[work](whole)
    took, expected, chance = time.perf_counter() - began, snapshot(whole.published), random.Random(work)  # noqa: S311
    editions = {3, seen(whole)}
    for _ in range(KILLS[work]):
        press = next(made)
        in_child(lambda press=press: WORK[work](press), chance.uniform(0, took * 1.1))  # type: ignore[misc]
        assert seen(press) in editions
        heal(press.published)
        assert verify(press.published).problems == []
        WORK[work](press)
        assert snapshot(press.published) == expected
        shutil.rmtree(press.home)


@pytest.mark.parametrize("work", ["withdraw", "redact"])
@pytest.mark.parametrize(
    ("owner", "name"),
    [(files, "write"), (files, "share"), (files, "sync_folder"), (Path, "mkdir"), (Path, "rename"), (Path, "replace")],
)
def test_a_full_disk_at_any_write(
    named: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: str, owner: Any, name: str
) -> None:
    made = copies(named, tmp_path)
    whole = next(made)
    WORK[work](whole)
    expected, real = snapshot(whole.published), getattr(owner, name)
    for failing in itertools.count(0, 1 if name in {"rename", "replace"} else 17):
        calls = itertools.count()

        def broken(*args: Any, calls: Any = calls, failing: int = failing, **kwargs: Any) -> Any:
            if next(calls) == failing:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*args, **kwargs)

        press = next(made)
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, broken)
            try:
                WORK[work](press)
            except OSError as error:
                failed = error
            else:
                break
        assert failed.errno == errno.ENOSPC
        assert verify(press.published).problems == []
        WORK[work](press)
        assert snapshot(press.published) == expected
        shutil.rmtree(press.home)
    assert failing > 0
