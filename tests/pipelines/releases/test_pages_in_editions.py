"""The pages are part of an edition: sealed with it, shared where they are the same, free of what was taken out."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from pipelines.releases.redaction import Decided
from pipelines.releases.switch import heal
from pipelines.releases.takedown import withdraw
from pipelines.releases.verify import verify
from tests.pipelines.releases.pressroom import Press, row

PAGE = "site/datasets/thefts.html"
DECIDED = Decided(reason="personal_data", note="Names a person", by="Head of data", day="2026-11-21")


@pytest.fixture
def press(tmp_path: Path) -> Press:
    found = Press(tmp_path)
    found.store.load("2025-01", [row("t1", "2025-01", note="Otterbourne Lane"), row("t2", "2025-01")])
    found.release()
    return found


def pages(press: Press) -> dict[str, int]:
    """Every file of the site of the current edition, and the file that it is."""
    root = press.published / "current"
    return {p.relative_to(root).as_posix(): p.stat().st_ino for p in (root / "site").rglob("*") if p.is_file()}


def second(press: Press) -> None:
    press.store.load("2025-02", [row("t3", "2025-02")])
    press.release()


def test_pages_are_read_through_the_pointer_at_the_root(press: Press) -> None:
    assert (press.published / "index.html").readlink() == Path("current/index.html")
    assert "2 rows" in (press.published / "site/datasets/thefts.html").read_text(encoding="utf-8")
    assert verify(press.published).ok


def test_the_listing_names_every_page_and_the_seal_names_the_listing(press: Press) -> None:
    edition = json.loads((press.published / "edition.json").read_bytes())
    listing = json.loads((press.published / "site/files.json").read_bytes())
    assert set(listing["files"]) | {"site/files.json"} == set(pages(press))
    assert [name for name in edition["files"] if name.startswith("site/")] == ["site/files.json"]


def test_a_changed_missing_or_added_page_is_named(press: Press) -> None:
    page = press.published / PAGE
    content = page.read_bytes()
    page.write_bytes(content.replace(b"2 rows", b"3 rows"))
    assert any(problem.startswith(f"editions/000001/{PAGE}: changed") for problem in verify(press.published).problems)
    page.unlink()
    assert any(problem.startswith(f"editions/000001/{PAGE}: missing") for problem in verify(press.published).problems)
    page.write_bytes(content)
    (press.published / "site/more.html").write_text("x")
    assert verify(press.published).problems == ["editions/000001/site/more.html: unlisted: no edition knows it"]


def test_a_page_that_stays_the_same_is_not_written_again(press: Press) -> None:
    before = pages(press)
    second(press)
    after = pages(press)
    same = {name for name in after if before.get(name) == after[name]}
    assert {"site/assets/site.css", "site/about/glossary.html", "site/about/privacy.html"} <= same
    assert PAGE not in same
    assert verify(press.published).ok


def test_what_is_redacted_is_on_no_page(press: Press) -> None:
    second(press)
    assert "Otterbourne" in _everything(press)
    press.redact("note = 'Otterbourne Lane'", "note")
    assert "Otterbourne" not in _everything(press)
    assert verify(press.published).ok


def test_a_withdrawn_version_has_a_tombstone_for_a_page(press: Press) -> None:
    second(press)
    withdraw(press.desk(), "thefts", "1.1.0", DECIDED)
    told = (press.published / "site/datasets/thefts/1.1.0.html").read_text(encoding="utf-8")
    assert "Withdrawn" in told
    assert "thefts-2025-02.csv" not in _everything(press)
    assert verify(press.published).ok


def _everything(press: Press) -> str:
    """All text of all pages that can be reached on the disk, in whatever edition."""
    found = [*press.published.rglob("*.html")]
    assert found
    return "".join(path.read_text(encoding="utf-8") for path in found)


@pytest.mark.parametrize("step", ["stage index.html", "stage site/files.json", "place edition", "pointer", "tidy"])
def test_killed_anywhere_the_old_site_stands_whole_or_the_new_one(press: Press, step: str) -> None:
    press.store.load("2025-02", [row("t3", "2025-02")])
    press.prepare()
    child = os.fork()
    if not child:
        press.publish(hook=lambda told: os.kill(os.getpid(), signal.SIGKILL) if told.startswith(step) else None)
        os._exit(0)
    os.waitpid(child, 0)
    said = (press.published / PAGE).read_text(encoding="utf-8")
    assert ("January 2025 to February 2025" in said) == (step == "tidy")
    assert verify(press.published).problems == []
    heal(press.published)
    press.prepare()
    press.publish()
    assert "January 2025 to February 2025" in (press.published / PAGE).read_text(encoding="utf-8")
    assert verify(press.published).ok


def test_two_presses_print_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        found = Press(tmp_path / name)
        found.store.load("2025-01", [row("t1", "2025-01")])
        found.release()
        made.append({path: (found.published / path).read_bytes() for path in pages(found)})
    assert made[0] == made[1]
