"""What was said when: editions dated by their sources, versions found by any name of a moment, rows as published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.releases.history import Edition, History, edition_as_of, editions, parts, relation, release_as_of
from pipelines.releases.layout import open_published
from pipelines.releases.model import ReleaseError
from pipelines.upstream import SourceError
from tests.pipelines.releases.pressroom import Press
from tests.pipelines.releases.three_editions import three_editions


@pytest.fixture
def past(tmp_path: Path) -> Iterator[Press]:
    with three_editions(tmp_path) as press:
        yield press


def losses(press: Press, **moment: str | int) -> list[tuple[str, str]]:
    release = release_as_of(press.published, "thefts", **moment)  # type: ignore[arg-type]
    with duckdb.connect() as engine:
        rows = relation(engine, release, "2025-01").filter("theft_id = 't1'").fetchall()
    return [(release.version, str(loss)) for _, _, loss, *_ in rows]


def test_editions_are_dated_by_the_newest_date_any_source_gave(past: Press) -> None:
    found = editions(open_published(past.published))
    assert [edition.number for edition in found] == [1, 2, 3]
    assert [edition.as_at for edition in found] == ["2025-02", "2026-03-18", "2026-05-03"]
    assert [dict(edition.versions) for edition in found] == [
        {"thefts": "1.0.0"},
        {"thefts": "1.1.0"},
        {"thefts": "1.1.1"},
    ]


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ({}, ("1.1.1", "9.00")),
        ({"version": "1.0.0"}, ("1.0.0", "1.50")),
        ({"edition": 2}, ("1.1.0", "1.50")),
        ({"edition": 3}, ("1.1.1", "9.00")),
        ({"date": "2026-03-17"}, ("1.0.0", "1.50")),
        ({"date": "2026-03-18"}, ("1.1.0", "1.50")),
        ({"date": "2026-03"}, ("1.1.0", "1.50")),
        ({"date": "2026-05-02"}, ("1.1.0", "1.50")),
        ({"date": "2026-05"}, ("1.1.1", "9.00")),
    ],
)
def test_a_moment_has_one_version(past: Press, moment: dict[str, str | int], said: tuple[str, str]) -> None:
    assert losses(past, **moment) == [said]


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ({"version": "7.0.0"}, "no version 7.0.0; there are 1.0.0, 1.1.0, 1.1.1"),
        ({"edition": 4}, "no edition 4; there are 1 to 3"),
        ({"edition": -1}, "no edition -1"),
        ({"date": "March"}, "'March' is no date: write YYYY-MM-DD"),
    ],
)
def test_a_moment_that_never_was_is_refused_in_words(past: Press, moment: dict[str, str | int], words: str) -> None:
    with pytest.raises(ReleaseError, match=words):
        losses(past, **moment)


def test_what_was_never_published_is_refused(past: Press, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="has no version of burglaries"):
        release_as_of(past.published, "burglaries")
    with pytest.raises(ReleaseError, match="has no version of thefts"):
        release_as_of(tmp_path / "nothing", "thefts")
    with duckdb.connect() as engine, pytest.raises(ReleaseError, match="no period 2024-12; it has 2025-01"):
        relation(engine, release_as_of(past.published, "thefts"), "2024-12")


def test_before_the_first_date_there_is_nothing() -> None:
    with pytest.raises(ReleaseError, match="the first edition's sources go to 2026-03-18"):
        edition_as_of((Edition(1, "2026-03-18", {}),), "2026-02")
    with pytest.raises(ReleaseError, match="go to never"):
        edition_as_of((), "2026-02")


@given(st.lists(st.dates().map(str), min_size=1), st.dates().map(str))
def test_the_edition_of_a_date_is_the_last_that_could_have_been_seen(dates: list[str], day: str) -> None:
    history = [Edition(number, date, {}) for number, date in enumerate(sorted(dates), 1)]
    seen = [edition for edition in history if edition.as_at <= day]
    if not seen:
        with pytest.raises(ReleaseError):
            edition_as_of(history, day)
    else:
        assert edition_as_of(history, day) == seen[-1]


def test_every_row_of_every_version_is_what_its_csv_says(past: Press) -> None:
    for version in ("1.0.0", "1.1.0", "1.1.1"):
        release = release_as_of(past.published, "thefts", version=version)
        with duckdb.connect() as engine:
            rows = relation(engine, release)
            found = sorted(str((*r[:2], None if r[2] is None else str(r[2]))) for r in rows.fetchall())
        said = []
        for period in release.periods:
            said += [str(tuple(r)) for r in past.csv(version, period)["theft_id", "month", "loss_gbp"].rows()]
        assert found == sorted(said)


def tamper(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b" ")


@pytest.mark.parametrize(("damage", "name"), [(tamper, "thefts-2025-01.parquet"), (Path.unlink, "manifest.json")])
def test_a_changed_file_is_no_history(past: Press, damage: Callable[[Path], None], name: str) -> None:
    history = History(past.published)
    first = history.released("thefts")[0]
    damage(open_published(past.published).home / "datasets/thefts/1.0.0" / name)
    with pytest.raises(SourceError, match=f"{name}.*run verify"):
        history.parts(first)
    with pytest.raises(ReleaseError, match=f"{name}.*run verify"):
        parts(release_as_of(past.published, "thefts", version="1.0.0"))


def test_publications_say_in_which_edition_and_month_they_came(past: Press) -> None:
    said = [(p.version, p.edition, p.as_at, p.said_in) for p in History(past.published).released("thefts")]
    assert said == [
        ("1.0.0", 1, "", "2025-02"),
        ("1.1.0", 2, "2026-03-18", "2026-03"),
        ("1.1.1", 3, "2026-05-03", "2026-05"),
    ]


def test_a_folder_that_is_not_ours_is_a_fault_of_the_source(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("not ours")
    with pytest.raises(SourceError, match="no edition of ours"):
        History(tmp_path).released("thefts")
