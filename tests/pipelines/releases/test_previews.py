"""A version that breaks the schema is shown beside the current one before it may come out."""

from __future__ import annotations

import itertools
import json
import os
import signal
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipelines.releases import ReleaseError, State, approve, held, reject, verify
from schemas.base import Money, column
from tests.pipelines.releases.pressroom import Press, Thefts, row, snapshot
from tests.pipelines.releases.test_publish import in_child, killer, state_copies, uninterrupted


class StrictThefts(Thefts):
    """The same with a stricter limit."""

    loss_gbp: Money = column("Loss", "What was taken.", example="1.50", unit="pounds", nullable=True, ge=Decimal(1))


def break_it(press: Press) -> None:
    """Publish, and then prepare a candidate that only its schema holds back."""
    press.release()
    press.become(schema=StrictThefts)
    assert press.prepare().state is State.HELD


def versions(press: Press) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((press.published / "datasets/thefts/versions.json").read_bytes())
    return document


def events(press: Press) -> list[str]:
    return [json.loads(line)["event"] for line in (press.published / "ledger.jsonl").read_text().splitlines()]


def shown(press: Press) -> list[str]:
    return sorted(path.name for path in (press.published / "datasets/thefts/previews").glob("*"))


def approved(press: Press, **options: str) -> State:
    return approve(press.candidates, "thefts", "It is time", "Head of data", published=press.published, **options).state


def test_a_break_is_announced_then_approved_and_comes_out_as_it_was_shown(press: Press) -> None:
    break_it(press)
    assert held(press.candidates, press.published)[0].announced_in == 0
    assert press.publish().text == "Edition 2 is published: announced thefts 2.0.0."
    assert versions(press)["latest"] == "1.0.0"
    entry = versions(press)["previews"][0]
    assert (entry["version"], entry["announced_in"], entry["path"]) == (
        "2.0.0",
        2,
        "datasets/thefts/previews/2.0.0-preview.2",
    )
    assert verify(press.published).problems == []
    preview = snapshot(press.published / entry["path"])
    assert b"is now at least 1" in preview["MIGRATION.md"]
    assert {"datapackage.json", "thefts-2025-01.csv", "manifest.json"} <= preview.keys()

    assert held(press.candidates, press.published)[0].announced_in == 2
    assert approved(press) is State.READY
    assert press.publish().text == "Edition 3 is published: thefts 2.0.0."
    assert events(press) == ["release", "announced", "approval", "release"]
    assert (versions(press)["latest"], versions(press)["previews"], shown(press)) == ("2.0.0", [], [])
    released = snapshot(press.published / "datasets/thefts/2.0.0")
    assert released.pop("manifest.json") != preview.pop("manifest.json")
    assert released == preview
    assert verify(press.published).problems == []


def test_a_night_after_the_announcement_writes_nothing(press: Press) -> None:
    break_it(press)
    press.publish()
    before = {path: path.lstat().st_mtime_ns for path in press.published.rglob("*")}
    press.prepare()
    assert press.publish().text == "Nothing new to publish; edition 2 stands."
    assert {path: path.lstat().st_mtime_ns for path in press.published.rglob("*")} == before


def test_without_notice_a_break_needs_its_own_reason_and_says_so_in_public(press: Press) -> None:
    break_it(press)
    for given in ("", "  "):
        with pytest.raises(ReleaseError, match=r"thefts 2\.0\.0 breaks .* was not announced.*--without-notice"):
            approved(press, without_notice=given)
    assert approved(press, without_notice="The old limit let false figures through") is State.READY
    press.publish()
    approval = press.read("2.0.0", "manifest.json")["approval"]
    assert approval["without_notice"] == "The old limit let false figures through"
    assert events(press) == ["release", "approval", "release"]
    assert verify(press.published).problems == []


def test_what_was_announced_says_nothing_of_a_missing_notice(press: Press) -> None:
    break_it(press)
    press.publish()
    approved(press, without_notice="none is needed")
    press.publish()
    assert "without_notice" not in press.read("2.0.0", "manifest.json")["approval"]


def test_new_data_renew_the_preview_and_keep_the_announcement(press: Press) -> None:
    break_it(press)
    press.publish()
    press.store.load("2025-03", [row("t6", "2025-03")])
    press.prepare()
    assert press.publish().announced
    assert shown(press) == ["2.0.0-preview.3"]
    assert versions(press)["previews"][0]["announced_in"] == 2
    assert verify(press.published).problems == []
    assert approved(press) is State.READY


def test_another_break_is_announced_anew(press: Press) -> None:
    break_it(press)
    press.publish()

    class Stricter(StrictThefts):
        theft_id: str = column("Identity", "Names a theft where it has one.", example="t1", nullable=False)

    press.become(schema=Stricter)
    press.prepare()
    with pytest.raises(ReleaseError, match="was not announced"):
        approved(press)
    press.publish()
    assert versions(press)["previews"][0]["announced_in"] == 3


def test_a_rejected_break_is_no_longer_announced(press: Press) -> None:
    break_it(press)
    press.publish()
    reject(press.candidates, "thefts", "Too soon", "Head of data")
    assert press.publish().text == "Edition 3 is published: no longer announced thefts 2.0.0."
    last = json.loads((press.published / "ledger.jsonl").read_text().splitlines()[-1])
    assert (last["event"], last["reason"]) == ("announcement-ended", "rejected: Too soon")
    assert (versions(press)["previews"], shown(press)) == ([], [])
    assert verify(press.published).problems == []
    assert press.publish().number == 3


def test_a_break_that_is_taken_back_is_no_longer_announced(press: Press) -> None:
    break_it(press)
    press.publish()
    press.become(schema=Thefts)
    assert press.release().state is State.UNCHANGED
    assert (versions(press)["previews"], shown(press), verify(press.published).problems) == ([], [], [])


@pytest.mark.parametrize("rows", [[row("t1", "2025-01")], [row("t9", "2025-01")] * 4])
def test_what_may_be_wrong_is_not_shown(press: Press, rows: list[Any]) -> None:
    break_it(press)
    press.publish()
    press.store.load("2025-01", rows)
    assert {cause.check for cause in press.prepare().causes} > {"major-unannounced"}
    press.publish()
    assert (versions(press)["previews"], shown(press), events(press)[-1]) == ([], [], "announcement-ended")


def test_a_change_of_one_byte_in_a_preview_is_found(press: Press) -> None:
    break_it(press)
    press.publish()
    file = press.published / "datasets/thefts/previews/2.0.0-preview.2/MIGRATION.md"
    file.write_bytes(file.read_bytes()[:-2] + b"!\n")
    assert [p for p in verify(press.published).problems if "previews/2.0.0-preview.2/MIGRATION.md: changed" in p]


@pytest.mark.parametrize("step_of", ["announced", "released"])
def test_killed_at_every_step_readers_see_the_old_edition_or_the_new(
    press: Press, tmp_path: Path, step_of: str
) -> None:
    break_it(press)
    if step_of == "released":
        press.publish()
        approved(press)
    copies = state_copies(press, tmp_path)
    expected, steps = uninterrupted(copies)
    number = 2 if step_of == "announced" else 3
    for step in range(0, len(steps), 2):
        copy = next(copies)
        copy.become(schema=StrictThefts)
        assert in_child(lambda copy=copy, step=step: copy.publish(hook=killer(step))) == signal.SIGKILL  # type: ignore[misc]
        report = verify(copy.published)
        assert report.edition == number - (steps.index("pointer") >= step)
        assert report.problems == []
        copy.publish()
        assert verify(copy.published).problems == []
        assert snapshot(copy.published) == expected


def test_a_full_disk_leaves_the_old_edition(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    break_it(press)
    real = Path.rename
    for failing in range(3):
        calls = itertools.count()

        def full(self: Path, target: Path, calls: Any = calls, failing: int = failing) -> Path:
            if next(calls) == failing:
                raise OSError(28, os.strerror(28))
            return real(self, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", full)
            if failing < 2:
                with pytest.raises(OSError, match="No space"):
                    press.publish()
            else:
                assert press.publish().number == 2
        assert verify(press.published).problems == []
