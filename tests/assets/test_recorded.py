from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from assets.recorded import CRIME_OUTCOMES_RECORDED, CRIME_RECORDED
from pipelines import steps
from pipelines.releases.model import State
from pipelines.sandbox import home_office
from pipelines.settings import Settings
from pipelines.upstream import SourceError


def night(folder: Path, **more: object) -> Settings:
    return Settings(home=folder / "home", published=folder / "published", **more)  # type: ignore[arg-type]


def test_the_real_kent_table_comes_out_as_a_release(tmp_path: Path, real: Path) -> None:
    settings = night(tmp_path, world=f"folder:{real}")
    steps.land(settings, CRIME_RECORDED)
    assert steps.store(settings, CRIME_RECORDED).tally.accepted == 18
    outcome, evidence = steps.release(settings, CRIME_RECORDED)
    assert outcome.state is State.READY
    assert (evidence.read, evidence.rejected) == (18, 0)
    steps.publish_edition(settings, [CRIME_RECORDED])
    (table,) = (settings.published / "datasets" / "crime-recorded" / "1.0.0").glob("*.parquet")
    sums = "SELECT area_name, sum(offences)::INT, min(offences_status) FROM read_parquet(?) GROUP BY ALL ORDER BY ALL"
    assert duckdb.execute(sums, [str(table)]).fetchall() == [("Medway", 107, "[u]"), ("Unassigned Kent", 68_563, None)]


def test_the_next_release_restates_history_and_is_not_held(tmp_path: Path) -> None:
    versions = []
    for day in (date(2026, 7, 24), date(2026, 10, 24)):
        settings = night(tmp_path, sandbox_date=day)
        steps.land(settings, CRIME_OUTCOMES_RECORDED)
        assert steps.store(settings, CRIME_OUTCOMES_RECORDED).tally.rejected == 0
        outcome, _ = steps.release(settings, CRIME_OUTCOMES_RECORDED)
        assert outcome.state is State.READY, outcome.causes
        steps.publish_edition(settings, [CRIME_OUTCOMES_RECORDED])
        versions.append((outcome.version, outcome.counts.periods_new, outcome.counts.rows_changed > 0))
    assert versions == [("1.0.0", 3, False), ("1.1.0", 1, True)]


def test_a_workbook_that_does_not_add_up_holds_the_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = home_office.force_book
    monkeypatch.setattr(home_office, "force_book", lambda setting, now: whole(replace(setting, seed=2), now))
    settings = night(tmp_path, sandbox_date=date(2026, 7, 24))
    steps.land(settings, CRIME_RECORDED)
    steps.store(settings, CRIME_RECORDED)
    outcome, _ = steps.release(settings, CRIME_RECORDED)
    assert outcome.state is State.HELD
    assert any("difference" in cause.text for cause in outcome.causes)


def test_a_page_without_its_files_stops_the_dataset_and_names_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = home_office._files
    monkeypatch.setattr(
        home_office, "_files", lambda *about: [file for file in offered(*about) if "csp" not in file[0]]
    )
    with pytest.raises(SourceError, match="police-recorded-crime-and-outcomes-open-data-tables: no file is titled"):
        steps.land(night(tmp_path), CRIME_RECORDED)
    steps.land(night(tmp_path), CRIME_OUTCOMES_RECORDED)
