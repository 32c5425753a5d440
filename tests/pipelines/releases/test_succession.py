"""Another body carries on: one edition that brings out nothing, told in the ledger, and nothing old touched."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipelines.releases import verify
from pipelines.releases.keys import Keyring
from pipelines.releases.layout import open_published
from pipelines.releases.model import ReleaseError
from pipelines.releases.publish import publish
from pipelines.releases.succession import succeed
from pipelines.releases.switch import heal
from tests.pipelines.releases.pressroom import SYNTHETIC, Press, row, snapshot
from tests.pipelines.releases.three_editions import three_editions

SUCCESSOR = replace(SYNTHETIC, body="Kent Police Board")
SINCE = date(2028, 5, 4)


@pytest.fixture
def past(tmp_path: Path) -> Iterator[Press]:
    with three_editions(tmp_path) as press:
        yield press


def events(press: Press) -> list[dict[str, object]]:
    return [json.loads(line) for line in (press.published / "ledger.jsonl").read_bytes().splitlines()]


def test_the_ledger_names_both_bodies_and_the_chain_holds(past: Press) -> None:
    assert succeed(past.published, SUCCESSOR, SINCE) == 4
    last = events(past)[-1]
    assert {name: last[name] for name in ("seq", "event", "from", "to", "valid_from", "edition")} == {
        "seq": 4,
        "event": "handed-over",
        "from": "Office of the Kent Commissioner",
        "to": "Kent Police Board",
        "valid_from": "2028-05-04",
        "edition": 4,
    }
    report = verify(past.published)
    assert report.ok, report.text
    told = "Office of the Kent Commissioner handed over to Kent Police Board, in office since 2028-05-04, in edition 4"
    assert told in report.text


def test_what_stood_stays_to_the_byte_and_versions_go_on(past: Press) -> None:
    before = {
        name: content
        for name, content in snapshot(past.published).items()
        if name.startswith("generations") and "/site/" not in name
    }
    kept = {name: content for name, content in before.items() if "/datasets/" in name or name.endswith("edition.json")}
    succeed(past.published, SUCCESSOR, SINCE)
    after = snapshot(past.published)
    assert {name: after[name] for name in kept if not name.endswith("versions.json")} == {
        name: content for name, content in kept.items() if not name.endswith("versions.json")
    }
    past.context = SUCCESSOR
    past.store.load("2025-04", [row("t9", "2025-04")])
    outcome = past.release()
    assert (outcome.previous, outcome.version) == ("1.1.1", "1.2.0")
    assert verify(past.published).ok
    assert json.loads((past.published / "edition.json").read_bytes())["publisher"] == "Kent Police Board"


@pytest.mark.parametrize(
    ("context", "words"),
    [
        (SYNTHETIC, "still names Office of the Kent Commissioner"),
        (replace(SUCCESSOR, body=""), "still names nobody"),
        (replace(SUCCESSOR, force="essex"), "is about kent and not essex"),
        (replace(SUCCESSOR, synthetic=False), "never takes a real one"),
    ],
)
def test_what_is_no_succession_is_refused(past: Press, context: object, words: str) -> None:
    before = snapshot(past.published)
    with pytest.raises(ReleaseError, match=words):
        succeed(past.published, context, SINCE)  # type: ignore[arg-type]
    assert snapshot(past.published) == before


def test_there_must_be_something_to_carry_on(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReleaseError, match="holds no edition"):
        succeed(tmp_path / "empty", SUCCESSOR, SINCE)


def test_broken_off_at_any_step_it_is_all_or_nothing(past: Press, tmp_path: Path) -> None:
    heard: list[str] = []
    succeed(copied(past, tmp_path / "whole"), SUCCESSOR, SINCE, hook=heard.append)
    assert len(heard) > 8
    for number, step in enumerate(heard):
        published = copied(past, tmp_path / str(number))

        def die(now: str, fatal: str = step) -> None:
            if now == fatal:
                raise KeyboardInterrupt(now)

        with pytest.raises(KeyboardInterrupt):
            succeed(published, SUCCESSOR, SINCE, hook=die)
        moved = step.startswith(("tidy", "prune", "erase"))
        assert open_published(published).number == (4 if moved else 3)
        heal(published)
        assert verify(published).ok
        if not moved:
            assert succeed(published, SUCCESSOR, SINCE) == 4


def copied(past: Press, folder: Path) -> Path:
    shutil.copytree(past.published, folder, symlinks=True)
    return folder


def test_a_signed_history_goes_on_under_the_successors_key(past: Press, tmp_path: Path) -> None:
    old, new = Keyring(tmp_path / "old"), Keyring(tmp_path / "new")
    old.new()
    past.store.load("2025-04", [row("t9", "2025-04")])
    past.prepare()
    publish([past.dataset], past.context, past.published, past.candidates, old)
    with pytest.raises(ReleaseError, match="openbeat key new"):
        succeed(past.published, SUCCESSOR, SINCE, new)
    heal(past.published)
    name = new.new()
    assert succeed(past.published, SUCCESSOR, SINCE, new) == 5
    report = verify(past.published)
    assert report.ok, report.text
    assert f"signed by key {name}" in report.text
