"""The sandbox's records of 101 calls are read whole, marked, and appear on their day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import yaml

from assets.local_calls import CALL_HANDLING_101
from pipelines.sandbox.local_calls import records
from pipelines.sandbox.page import MARK, Setting
from pipelines.upstream import Landed, Resource
from pipelines.validation import validate

SETTING = Setting(1, date(2026, 10, 20), "kent", Path())


def test_every_record_is_taken_and_its_calls_add_up(tmp_path: Path) -> None:
    made = list(records(SETTING))
    assert [(kind, day) for kind, day, _ in made][0::35] == [
        ("calls", date(2023, 12, 10)),
        ("calls", date(2026, 11, 10)),
    ]
    for _, _, record in made:
        path = tmp_path / "record.yaml"
        path.write_text(yaml.safe_dump(record), encoding="utf-8")
        url = "records/calls/made-up.yaml"
        parsed = CALL_HANDLING_101.source.parse(Landed(Resource("calls/made-up", url), path, "0" * 64, 1))
        verdict = validate(CALL_HANDLING_101, url, parsed)
        assert (verdict.tally.accepted, verdict.issues) == (1, ())
        (row,) = verdict.rows.iter_rows(named=True)
        assert row["calls_answered"] + row["calls_not_answered"] == row["calls_received"]
        assert MARK in row["source"]
        assert MARK in row["definition"]


def test_the_same_seed_says_the_same_whatever_the_day() -> None:
    later = list(records(replace(SETTING, today=date(2026, 12, 20))))
    assert later[: len(list(records(SETTING)))] == list(records(SETTING))
    assert list(records(replace(SETTING, seed=2))) != list(records(SETTING))
