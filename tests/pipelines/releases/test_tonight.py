"""What the next edition will say: the candidate that is ready, else the release that stands, never what is held."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.releases.approvals import approve
from pipelines.releases.model import State
from pipelines.releases.tonight import Tonight
from pipelines.upstream import SourceError, Standing
from tests.pipelines.releases.pressroom import Press, row


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Press]:
    made = Press(tmp_path)
    made.store.load("2025-01", [row("t1", "2025-01"), row("t2", "2025-01")])
    made.store.load("2025-02", [row("t3", "2025-02")])
    yield made
    made.store.database.close()


def standing(press: Press) -> Standing:
    found = Tonight(press.published, press.candidates).standing("thefts")
    assert found is not None
    return found


def rows(told: Standing) -> int:
    return int(duckdb.read_parquet([str(path) for path, _ in told.parts]).shape[0])


def test_nothing_stands_before_the_first_candidate(press: Press) -> None:
    assert Tonight(press.published, press.candidates).standing("thefts") is None


def test_first_candidate_is_what_will_be_said(press: Press) -> None:
    press.prepare()
    told = standing(press)
    assert (told.dataset, told.version, rows(told)) == ("thefts", "1.0.0", 3)
    assert sorted(period for _, periods in told.parts for period in periods) == ["2025-01", "2025-02"]
    assert {entry["period"] for entry in told.quality["coverage"]} == {"2025-01", "2025-02"}


def test_a_release_says_the_same_the_day_after(press: Press) -> None:
    press.prepare()
    before = standing(press)
    press.release()
    after = standing(press)
    assert after.token == before.token
    assert (after.version, after.as_at, rows(after)) == (before.version, before.as_at, 3)
    assert all(press.published in path.parents for path, _ in after.parts)


def test_shared_parts_are_read_where_they_stand(press: Press) -> None:
    press.release()
    press.store.load("2025-03", [row("t4", "2025-03")])
    press.prepare()
    told = standing(press)
    assert (told.version, rows(told)) == ("1.1.0", 4)
    homes = {periods[0]: press.candidates in path.parents for path, periods in told.parts}
    assert homes == {"2025-01": False, "2025-02": False, "2025-03": True}


def test_a_changed_figure_changes_the_token(press: Press) -> None:
    press.release()
    before = standing(press)
    press.store.load("2025-02", [row("t3", "2025-02", loss="2.50")])
    press.prepare()
    assert standing(press).token != before.token


def test_what_is_held_is_not_said_until_somebody_approves(press: Press) -> None:
    press.release()
    press.store.drop("2025-02")
    assert press.prepare().state is State.HELD
    assert (standing(press).version, rows(standing(press))) == ("1.0.0", 3)
    approve(press.candidates, "thefts", "the source withdrew it", "Editor", without_notice="wrong figures")
    assert rows(standing(press)) == 2


def test_a_candidate_built_on_an_older_release_is_passed_over(press: Press, tmp_path: Path) -> None:
    press.release()
    press.store.load("2025-03", [row("t4", "2025-03")])
    press.prepare()
    aside = tmp_path / "aside"
    (press.candidates / "thefts").rename(aside)
    press.store.load("2025-01", [row("t1", "2025-01", loss="7.00"), row("t2", "2025-01")])
    press.release()
    (press.candidates / "thefts").mkdir(exist_ok=True)
    (press.candidates / "thefts").rmdir()
    aside.rename(press.candidates / "thefts")
    told = standing(press)
    assert all(press.published in path.parents for path, _ in told.parts)


@pytest.mark.parametrize("released", [True, False], ids=["published", "candidate"])
def test_bytes_that_changed_are_refused(press: Press, released: bool) -> None:
    if released:
        press.release()
    else:
        press.prepare()
    (path, _), *_ = standing(press).parts
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(SourceError, match="is not as it was made"):
        standing(press)
