"""The landing: bytes by hash, a receipt for every attempt, and what a crash leaves."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.fetch.attempts import Attempt
from pipelines.landing import Journal, Landing, Receipt
from pipelines.upstream import Resource, SourceError, Transfer, World
from tests.pipelines.smallworld import Office, world

NAME = "lost/2025-01"


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


@pytest.fixture
def journal(landing: Landing) -> Journal:
    return landing.journal("lost-office")


def _objects(landing: Landing) -> list[Path]:
    return sorted(path for path in (landing.root / "objects").rglob("*") if path.is_file())


def _again(journal: Journal) -> Journal:
    return Journal(journal.source, journal.path)


def test_bytes_are_named_by_their_hash_and_never_changed(office: Office, landing: Landing, journal: Journal) -> None:
    office.files[NAME] = b"exactly\r\nas received\0"
    landed, fresh = landing.land(office, office.resource(NAME), world(landing.root), journal)
    sha256 = hashlib.sha256(office.files[NAME]).hexdigest()
    assert fresh
    assert landed.path == landing.root / "objects" / sha256[:2] / sha256
    assert landed.path.read_bytes() == office.files[NAME]
    assert (landed.sha256, landed.size) == (sha256, len(office.files[NAME]))
    assert landed.path.stat().st_mode & 0o222 == 0


def test_the_same_bytes_twice_are_one_object_and_two_receipts(
    office: Office, landing: Landing, journal: Journal
) -> None:
    office.files[NAME] = b"same"
    fresh = [landing.land(office, office.resource(NAME), world(landing.root), journal)[1] for _ in range(2)]
    assert fresh == [True, False]
    assert len(_objects(landing)) == 1
    assert [receipt.sha256 for receipt in journal.read()] == [hashlib.sha256(b"same").hexdigest()] * 2


def test_new_bytes_stand_beside_the_old(office: Office, landing: Landing, journal: Journal) -> None:
    for content in (b"old", b"new", b"old"):
        office.files[NAME] = content
        landed, fresh = landing.land(office, office.resource(NAME), world(landing.root), journal)
        assert fresh
        assert landed.path.read_bytes() == content
    assert len(_objects(landing)) == 2
    assert _again(journal).latest[NAME].sha256 == hashlib.sha256(b"old").hexdigest()


def test_a_token_already_landed_is_not_fetched_again(office: Office, landing: Landing, journal: Journal) -> None:
    office.files[NAME], office.tokens[NAME] = b"one", "1"
    place = world(landing.root)
    landing.land(office, office.resource(NAME), place, journal)
    office.files[NAME] = b"two, but the token says otherwise"
    landed, fresh = landing.land(office, office.resource(NAME), place, _again(journal))
    assert (landed.path.read_bytes(), fresh, len(office.asked)) == (b"one", False, 1)
    landed.path.unlink()
    assert landing.land(office, office.resource(NAME), place, _again(journal))[1], "lost bytes are fetched again"
    office.tokens[NAME] = "2"
    landing.land(office, office.resource(NAME), place, _again(journal))
    assert len(office.asked) == 3


def test_a_failed_fetch_leaves_a_receipt_and_nothing_else(office: Office, landing: Landing, journal: Journal) -> None:
    office.files[NAME] = b"x"
    office.broken.add(NAME)
    with pytest.raises(SourceError, match="could not be had"):
        landing.land(office, office.resource(NAME), world(landing.root), journal)
    (receipt,) = journal.read()
    assert (receipt.resource, receipt.sha256, receipt.status) == (NAME, "", 0)
    assert "could not be had" in receipt.error
    assert [path.name for path in landing.root.iterdir()] == ["receipts"]
    assert _again(journal).latest == {}


class Unreadable(Office):
    """A source whose file cannot be read."""

    def fetch(self, resource: Resource, world: World, sink: BinaryIO) -> Transfer:
        raise PermissionError(13, "Permission denied", "/somebody/elses/file")


def test_a_file_that_cannot_be_read_is_an_error_of_that_file(landing: Landing, journal: Journal) -> None:
    source = Unreadable({NAME: b""})
    with pytest.raises(
        SourceError, match=r"folder:lost/2025-01\.csv: could not be copied \(Permission denied\)"
    ) as said:
        landing.land(source, source.resource(NAME), world(landing.root), journal)
    assert "/somebody" not in str(said.value)
    assert [receipt.error for receipt in journal.read()] == [str(said.value)]


class Unchanging(Office):
    """A host that answers "unchanged" to whoever has validators."""

    validators = ("", "")

    def fetch(self, resource: Resource, world: World, sink: BinaryIO) -> Transfer:
        if any(self.validators):
            return Transfer(304)
        sink.write(self.files[resource.id])
        return Transfer(200, "text/csv", "Mon, 12 Oct 2026 06:00:00 GMT", '"tag"')


def test_an_answer_of_unchanged_has_its_receipt_and_keeps_the_bytes(landing: Landing, journal: Journal) -> None:
    source = Unchanging({NAME: b"bytes"})
    first, _ = landing.land(source, source.resource(NAME), world(landing.root), journal)
    source.validators = landing.validators(journal)("folder:lost/2025-01.csv")
    assert source.validators == ('"tag"', "Mon, 12 Oct 2026 06:00:00 GMT")
    second, fresh = landing.land(source, source.resource(NAME), world(landing.root), journal)
    assert (second, fresh) == (first, False)
    assert [(receipt.status, receipt.sha256) for receipt in journal.read()] == [
        (200, first.sha256),
        (304, first.sha256),
    ]
    assert landing.validators(_again(journal))("folder:lost/2025-01.csv") == source.validators


def test_unchanged_means_the_bytes_of_that_address(landing: Landing, journal: Journal) -> None:
    """Two files may be offered under one address after another; what stands is what came from the address asked."""
    source = Unchanging({NAME: b"first", "lost/2025-02": b"second"})
    place = world(landing.root)
    for name in source.files:
        landing.land(source, source.resource(name), place, journal)
    source.validators = ('"tag"', "")
    moved = Resource(NAME, "folder:lost/2025-02.csv")
    landed, fresh = landing.land(source, moved, place, journal)
    assert (landed.path.read_bytes(), fresh) == (b"second", True)


def test_unchanged_without_anything_held_is_an_error(landing: Landing, journal: Journal) -> None:
    source = Unchanging({NAME: b"bytes"})
    source.validators = ('"tag"', "")
    with pytest.raises(SourceError, match="answered 304, but nothing from there is in the landing"):
        landing.land(source, source.resource(NAME), world(landing.root), journal)
    assert _again(journal).latest == {}


def test_validators_are_blank_once_the_bytes_are_lost(landing: Landing, journal: Journal) -> None:
    source = Unchanging({NAME: b"bytes"})
    landed, _ = landing.land(source, source.resource(NAME), world(landing.root), journal)
    landed.path.unlink()
    assert landing.validators(journal)("folder:lost/2025-01.csv") == ("", "")


RECEIPTS = [Receipt("s", "2026-11-21T02:15:00+00:00", f"u{n}", f"r{n}", sha256="ab", member="Gŵyr") for n in range(3)]


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(1, 400))
def test_a_line_torn_anywhere_costs_only_itself(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    journal = Journal("s", tmp_path_factory.mktemp("torn") / "s.jsonl")
    journal.append(RECEIPTS[0])
    whole = journal.path.stat().st_size
    journal.append(RECEIPTS[1])
    os.truncate(journal.path, min(whole + cut, journal.path.stat().st_size))
    complete = journal.path.read_bytes().endswith((b"}", b"}\n")) and journal.path.stat().st_size > whole
    journal.append(RECEIPTS[2])
    expected = RECEIPTS if complete else [RECEIPTS[0], RECEIPTS[2]]
    assert list(_again(journal).read()) == expected
    assert set(_again(journal).latest) == {receipt.resource for receipt in expected}


def test_receipts_are_lines_of_json_that_keep_every_letter(journal: Journal) -> None:
    journal.append(RECEIPTS[0])
    (line,) = journal.path.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["member"] == "Gŵyr"
    assert "Gŵyr" in line


def test_a_request_that_only_asks_what_exists_is_no_landing(journal: Journal) -> None:
    journal.attempt(Attempt("https://data.police.uk/x", "(directory)", "2026-11-21T02:15:00+00:00", 500, error="broke"))
    (receipt,) = journal.read()
    assert (receipt.source, receipt.resource, receipt.status, receipt.error) == ("lost-office", "", 500, "broke")
    assert journal.latest == {}


CRASH = """
import os, signal, sys
from pathlib import Path
from pipelines.landing import Journal, Landing
from tests.pipelines.smallworld import Office, world
Journal.write = lambda *arguments, **options: os.kill(os.getpid(), signal.SIGKILL)
landing, office = Landing(Path(sys.argv[1])), Office({"lost/2025-01": b"bytes"})
landing.land(office, office.resource("lost/2025-01"), world(landing.root), landing.journal("lost-office"))
"""


def test_a_crash_between_the_bytes_and_their_receipt_heals(
    office: Office, landing: Landing, journal: Journal, root: Path
) -> None:
    crashed = subprocess.run([sys.executable, "-c", CRASH, str(landing.root)], cwd=root, check=False, timeout=60)
    assert crashed.returncode == -signal.SIGKILL
    assert len(_objects(landing)) == 1
    assert list(journal.read()) == []
    office.files[NAME] = b"bytes"
    landed, fresh = landing.land(office, office.resource(NAME), world(landing.root), journal)
    assert fresh
    assert _objects(landing) == [landed.path]
    assert len(list(journal.read())) == 1
