"""Feeds, read by feedparser, and what they tell of the ledger."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.releases import Context
from pipelines.releases.files import line, sha256
from pipelines.releases.standards.feeds import LENGTH, Feed, atom_feed, json_feed, make_feed
from tests.pipelines.releases.pressroom import SYNTHETIC, Press
from tests.pipelines.releases.standards.conftest import OFFICE, SITE

Publisher = Callable[..., Press]
Event = dict[str, Any]
AT = {"dataset": "thefts", "version": "2.0.0"}


def feed_of(events: list[Event], dated: dict[str, str | None], context: Context = SYNTHETIC) -> Feed:
    ledger = b"".join(line({"seq": number} | event) + b"\n" for number, event in enumerate(events, 1))
    entries = [
        {
            "version": version,
            "dated": day,
            "changes": [f"what {version} changed"],
            "status": "published",
            "path": f"datasets/thefts/{version}",
        }
        for version, day in dated.items()
    ]
    return make_feed(ledger, {"thefts": {"versions": entries}}, {"thefts": "Thefts"}, "Open data", context)


def release(version: str) -> Event:
    return {"event": "release", "dataset": "thefts", "version": version}


def test_feedparser_reads_what_the_ledger_holds(publisher: Publisher) -> None:
    press = publisher(site=SITE)
    read = feedparser.parse((press.published / "feed.atom").read_bytes())
    assert (read.bozo, read.version) == (False, "atom10")
    assert read.feed.title == "Synthetic sample: Open data of Office of the Kent Commissioner"
    assert (read.feed.updated, read.feed.author) == ("2025-03-05T00:00:00Z", "Office of the Kent Commissioner")
    newest, oldest = read.entries
    assert newest.title == "Synthetic sample: Thefts by month 1.1.0: release"
    assert newest.link == f"{SITE}datasets/thefts/1.1.0/changes.json"
    assert (press.published / newest.link.removeprefix(SITE)).is_file()
    assert [newest.updated, oldest.updated] == ["2025-03-05T00:00:00Z", "2025-01-31T00:00:00Z"]
    ledger = (press.published / "ledger.jsonl").read_bytes().splitlines()
    assert [oldest.id, newest.id] == [f"urn:sha256:{sha256(entry)}" for entry in ledger]


def test_the_json_feed_has_what_1_1_requires_and_says_the_same(publisher: Publisher) -> None:
    for site in ("", SITE):
        press = publisher(site=site)
        found = json.loads((press.published / "feed.json").read_bytes())
        atom = feedparser.parse((press.published / "feed.atom").read_bytes())
        assert (found["version"], found["title"]) == ("https://jsonfeed.org/version/1.1", atom.feed.title)
        assert found.get("feed_url", "") == (f"{SITE}feed.json" if site else "")
        told = [(item["id"], item["title"], item["content_text"], item["date_published"]) for item in found["items"]]
        assert told == [(entry.id, entry.title, entry.summary, entry.updated) for entry in atom.entries]
        assert len(told) == 2


def test_what_was_told_stays_as_it_was_told(publisher: Publisher) -> None:
    press = publisher()
    before = json.loads((press.published / "feed.json").read_bytes())["items"]
    press.store.load("2025-03", [("t9", "2025-03", "1.00", "x", True, "2025-03-02")])
    press.release()
    after = json.loads((press.published / "feed.json").read_bytes())["items"]
    assert after[1:] == before


def test_a_withdrawal_is_told_with_its_reason_and_an_approval_is_not_told() -> None:
    events = [
        release("1.0.0"),
        {"event": "approval", "dataset": "thefts", "version": "1.1.0", "reason": "looked at", "by": "chief of staff"},
        {"event": "withdrawal", "dataset": "thefts", "version": "1.0.0", "reason": "a name stood in it"},
    ]
    withdrawal, first = feed_of(events, {"1.0.0": "2025-01-31"}).entries
    assert (withdrawal.title, withdrawal.text) == ("Thefts 1.0.0: withdrawal", "a name stood in it")
    assert (first.title, first.text) == ("Thefts 1.0.0: release", "what 1.0.0 changed")


@pytest.mark.parametrize(
    ("event", "title", "text", "link"),
    [
        (
            {"event": "announced"} | AT,
            "Thefts 2.0.0: announced",
            "shown before it comes out",
            "datasets/thefts/versions.json",
        ),
        (
            {"event": "recalled"} | AT,
            "Thefts 2.0.0: recalled",
            "does not come for now",
            "datasets/thefts/versions.json",
        ),
        (
            {"event": "redaction", "reason": "a name"} | AT,
            "Thefts 2.0.0: redaction",
            "a name",
            "datasets/thefts/versions.json",
        ),
        (
            {"event": "handed-over", "from": "Commissioner", "to": "Mayor", "valid_from": "2028-05-08"},
            "handed-over",
            "Commissioner hands over to Mayor on 2028-05-08.",
            "ledger.jsonl",
        ),
        ({"event": "something-new"}, "something-new", "The ledger tells more.", "ledger.jsonl"),
    ],
)
def test_every_event_has_its_words(event: Event, title: str, text: str, link: str) -> None:
    (entry,) = feed_of([event], {}).entries
    assert (entry.title, entry.link) == (title, link)
    assert text in entry.text


def test_the_undated_take_the_day_of_what_went_before() -> None:
    days = {"1.0.0": None, "1.0.1": "2025-03-01", "1.0.2": None, "1.0.3": "2025-02-01", "1.0.4": "2025-04-01"}
    feed = feed_of([release(version) for version in days], days)
    told = [entry.updated[:10] for entry in reversed(feed.entries)]
    assert told == ["2025-03-01", "2025-03-01", "2025-03-01", "2025-03-01", "2025-04-01"]
    assert feed_of([release("1.0.0")], {"1.0.0": None}).updated == "1970-01-01T00:00:00Z"
    assert feed_of([], {}).entries == ()


def test_only_the_newest_are_told() -> None:
    versions = {f"1.{number}.0": f"2025-01-{number % 28 + 1:02d}" for number in range(LENGTH + 5)}
    feed = feed_of([release(version) for version in versions], dict(versions))
    assert len(feed.entries) == LENGTH
    assert feed.entries[0].title == f"Thefts 1.{LENGTH + 4}.0: release"


@given(reason=st.text(st.characters(codec="utf-8"), min_size=1), office=st.text(st.characters(codec="utf-8")))
def test_any_text_comes_back_as_it_was_written(reason: str, office: str) -> None:
    context = Context(synthetic=False, world="live", force="kent", body=office)
    feed = feed_of([{"event": "withdrawal", "reason": reason}], {}, context)
    read = ElementTree.fromstring(atom_feed(feed, context))  # noqa: S314 - our own text
    said = read.findtext("{*}entry/{*}summary") or ""
    assert len(said) == len(reason.replace("\r\n", "\n"))
    assert all(
        a == b or b in "\r\ufffd" or a == "\ufffd" for a, b in zip(said, reason.replace("\r\n", "\n"), strict=True)
    )
    assert json_feed(feed, context)["items"][0]["content_text"] == reason


def test_the_office_without_a_name_is_still_somebody() -> None:
    nameless = Context(synthetic=False, world="live", force="kent", body="")
    assert feed_of([release("1.0.0")], {}, nameless).author == "The body that holds the police force kent to account"
    assert feed_of([release("1.0.0")], {}, OFFICE).author == OFFICE.body
