"""An edition is seen whole or not at all, whenever the process dies."""

from __future__ import annotations

import errno
import itertools
import os
import random
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.releases import ReleaseError, State, approve, files, heal, publish, verify
from tests.pipelines.releases.pressroom import THEFTS, Press, row, snapshot


def second_edition(press: Press) -> None:
    """Publish an edition and make the next one ready: a new month, a matured one, and one shared."""
    press.release()
    press.store.load("2025-02", [row("t3", "2025-02", note="found"), row("t4", "2025-02", None, None)])
    press.store.load("2025-03", [row("t6", "2025-03")])
    assert press.prepare().state is State.READY


def seen(published: Path) -> int:
    """What a reader sees through the pointer: the number of a whole edition, 0 where there is none yet."""
    if not (published / "current").exists():
        return 0
    report = verify(published)
    assert report.problems == []
    return report.edition


def in_child(work: Callable[[], None], kill_after: float | None = None) -> int:
    """Run in a process of its own, killing it after some seconds; returns the signal that ended it, 0 for none."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def killer(step: int) -> Callable[[str], None]:
    """A hook that kills its process at a numbered step."""
    counter = itertools.count()

    def hook(_name: str) -> None:
        if next(counter) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    return hook


def state_copies(press: Press, tmp_path: Path) -> Iterator[Press]:
    """The press over and over, as it stands now."""
    for number in itertools.count():
        home = tmp_path / f"copy{number}"
        home.mkdir()
        for name in ("published", "candidates"):
            if (press.home / name).exists():
                shutil.copytree(press.home / name, home / name, symlinks=True)
        yield Press(home, press.store)


def recovers(press: Press, expected: dict[str, bytes], editions: tuple[int, int]) -> None:
    """After a death: a reader sees one of two editions, and the next run gets to the same end, byte for byte."""
    assert seen(press.published) in editions
    press.prepare()
    press.publish()
    report = verify(press.published)
    assert report.problems == []
    assert snapshot(press.published) == expected
    assert not list(press.candidates.glob("thefts*"))


def uninterrupted(copies: Iterator[Press]) -> tuple[dict[str, bytes], list[str]]:
    """What a publication that nobody kills leaves, and the steps it takes."""
    press, steps = next(copies), []
    press.publish(hook=steps.append)
    return snapshot(press.published), steps


@pytest.mark.parametrize("editions", [(0, 1), (1, 2)])
def test_killed_at_every_step(press: Press, tmp_path: Path, editions: tuple[int, int]) -> None:
    if editions[0]:
        second_edition(press)
    else:
        press.prepare()
    copies = state_copies(press, tmp_path)
    expected, steps = uninterrupted(copies)
    assert len(steps) > 20
    for step in range(len(steps)):
        copy = next(copies)
        assert in_child(lambda copy=copy, step=step: copy.publish(hook=killer(step))) == signal.SIGKILL  # type: ignore[misc]
        assert seen(copy.published) == editions[steps.index("pointer") < step]
        recovers(copy, expected, editions)


def test_killed_at_random_moments(press: Press, tmp_path: Path) -> None:
    second_edition(press)
    copies = state_copies(press, tmp_path)
    expected, _ = uninterrupted(copies)
    copy, began = next(copies), time.perf_counter()
    in_child(lambda: copy.publish() and None)
    whole, chance = time.perf_counter() - began, random.Random(7)  # noqa: S311
    for _ in range(25):
        copy = next(copies)
        in_child(lambda copy=copy: copy.publish() and None, chance.uniform(0, whole))  # type: ignore[misc]
        recovers(copy, expected, (1, 2))


def test_healing_itself_may_be_killed(press: Press, tmp_path: Path) -> None:
    second_edition(press)
    copies = state_copies(press, tmp_path)
    expected, steps = uninterrupted(copies)
    chance = random.Random(11)  # noqa: S311
    for step in (steps.index("place edition"), steps.index("pointer"), steps.index("tidy staging")):
        copy = next(copies)
        in_child(lambda copy=copy, step=step: copy.publish(hook=killer(step)))  # type: ignore[misc]
        in_child(lambda copy=copy: heal(copy.published) and None, chance.uniform(0, 0.004))  # type: ignore[misc]
        recovers(copy, expected, (1, 2))


WRITES = [
    (files, "write"),
    (files, "share"),
    (files, "sync_file"),
    (files, "sync_folder"),
    (Path, "mkdir"),
    (Path, "rename"),
    (Path, "replace"),
    (Path, "symlink_to"),
]


@pytest.mark.parametrize(("owner", "name"), WRITES, ids=[name for _, name in WRITES])
def test_a_full_disk_at_any_write(
    press: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str
) -> None:
    second_edition(press)
    copies = state_copies(press, tmp_path)
    expected, _ = uninterrupted(copies)
    real = getattr(owner, name)
    for failing in itertools.count():
        calls = itertools.count()

        def broken(*args: Any, calls: Any = calls, failing: int = failing, **kwargs: Any) -> Any:
            if next(calls) == failing:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*args, **kwargs)

        copy = next(copies)
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, broken)
            try:
                copy.publish()
            except OSError as error:
                failed = error
            else:
                break
        assert failed.errno == errno.ENOSPC
        assert verify(copy.published).problems == []
        recovers(copy, expected, (1, 2))
    assert failing > 0


def test_a_full_disk_while_preparing_leaves_nothing_half_ready(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files, "write", full)
        with pytest.raises(OSError, match="No space"):
            press.prepare()
    assert press.publish().released == ()
    assert press.release().version == "1.0.0"
    assert verify(press.published).ok


def test_nothing_ready_writes_nothing_and_says_so(press: Press) -> None:
    press.store.states.clear()
    press.prepare()
    assert press.publish().text == "Nothing to publish."
    assert not press.published.exists()


def test_a_second_run_publishes_nothing(press: Press) -> None:
    press.release()
    before = {path: path.lstat().st_mtime_ns for path in press.published.rglob("*")}
    press.prepare()
    assert press.publish().text == "Nothing new to publish; edition 1 stands."
    assert {path: path.lstat().st_mtime_ns for path in press.published.rglob("*")} == before


def test_two_folders_get_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for name, zone in (("a", "UTC"), ("b", "Pacific/Chatham")):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        (tmp_path / name).mkdir()
        press = Press(tmp_path / name)
        press.store.load(
            "2025-01", [row("t1", "2025-01"), row("t2", "2025-01")], modified="Sat, 01 Feb 2025 00:30:00 GMT"
        )
        second_edition(press)
        press.publish()
        made.append(snapshot(press.published))
        press.store.database.close()
    monkeypatch.undo()
    time.tzset()
    assert made[0] == made[1]
    assert b'"as_at": "2025-02-01"' in made[0]["datasets/thefts/1.0.0/manifest.json"]
    assert not any(str(tmp_path).encode() in content for content in made[0].values())


def test_everything_says_that_it_is_synthetic(press: Press) -> None:
    press.release()
    unmarked = {"README.txt", "verify.py", "changes.schema.json"}
    for name, content in snapshot(press.published).items():
        told = name.endswith((".json", ".jsonl", ".jsonld", ".atom")) and "/search/" not in name
        if told and not name.rpartition("/")[2].startswith(("thefts-", "changes.schema")):
            assert re.search(rb'"synthetic": ?true|[">]Synthetic sample: ', content), name
    assert unmarked - {"README.txt"} <= set(snapshot(press.published))
    assert b"SYNTHETIC" in (press.published / "README.txt").read_bytes()
    assert press.read("1.0.0", "datapackage.json")["title"] == "Synthetic sample: Thefts by month"


def test_old_editions_keep_the_links_of_their_chain(press: Press) -> None:
    for number in range(1, 6):
        press.store.load(f"2025-{number + 2:02d}", [row("t", f"2025-{number + 2:02d}")])
        press.release()
    kept = {p.name: {f.name for f in p.iterdir()} for p in (press.published / "editions").iterdir()}
    chain = {"catalogue.json", "edition.json", "edition.sha256"}
    assert kept["000001"] == kept["000002"] == chain
    assert all(kept[name] > chain for name in ("000003", "000004", "000005"))
    assert verify(press.published).problems == []


def test_a_candidate_on_an_older_version_is_skipped(press: Press, tmp_path: Path) -> None:
    second_edition(press)
    shutil.copytree(press.candidates, tmp_path / "late")
    press.publish()
    press.store.load("2025-04", [row("t8", "2025-04")])
    press.release()
    outcome = publish([THEFTS], press.context, press.published, tmp_path / "late")
    assert (outcome.released, outcome.skipped) == ((), ("thefts",))


def test_a_candidate_that_changed_since_it_was_prepared_is_refused(press: Press) -> None:
    second_edition(press)
    file = press.candidates / "thefts/release/thefts-2025-03.csv"
    file.write_bytes(file.read_bytes().replace(b"t6", b"t7"))
    with pytest.raises(ReleaseError, match=r"thefts-2025-03\.csv has changed since it was prepared"):
        press.publish()
    assert verify(press.published).problems == []


def test_a_foreign_version_folder_is_never_overwritten(press: Press) -> None:
    second_edition(press)
    foreign = press.published / "datasets/thefts/1.1.0"
    foreign.mkdir()
    (foreign / "mine.txt").write_text("mine")
    with pytest.raises(ReleaseError, match="exists and no edition lists it"):
        press.publish()
    heal(press.published)
    assert (foreign / "mine.txt").read_text() == "mine"


def test_a_folder_that_is_not_ours_is_refused(press: Press) -> None:
    press.published.mkdir()
    (press.published / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(ReleaseError, match="holds files but no edition of ours"):
        press.prepare()


def test_only_one_process_publishes(press: Press) -> None:
    second_edition(press)

    def also(_step: str) -> None:
        with pytest.raises(ReleaseError, match="another process publishes"):
            press.publish()

    assert press.publish(hook=also).number == 2


def test_an_approved_release_survives_a_kill_with_its_approval(press: Press, tmp_path: Path) -> None:
    press.release()
    press.store.load("2025-01", [row("t1", "2025-01")])
    press.prepare()
    approve(press.candidates, "thefts", "Asked for by the force", "Head of data")
    copies = state_copies(press, tmp_path)
    expected, steps = uninterrupted(copies)
    for step in (steps.index("pointer"), steps.index("tidy thefts"), steps.index("tidy staging")):
        copy = next(copies)
        in_child(lambda copy=copy, step=step: copy.publish(hook=killer(step)))  # type: ignore[misc]
        recovers(copy, expected, (1, 2))
