"""The report of changes: every changed value with its reason, streamed, and the same to a JSON and a CSV reader."""

from __future__ import annotations

import csv
import json
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pipelines.dataset import Grain, RevisionPolicy
from pipelines.releases.diff import Diff, RowChange, ValueChange
from pipelines.releases.model import Reason
from pipelines.releases.plan import Plan
from pipelines.releases.report import CHANGES_SCHEMA, Found, changes_head, write_changes
from pipelines.releases.spool import Moved, Spool

POLICY = RevisionPolicy("Notes mature.", matures=("note",), classifies=("crime_type",), note="why")
CAUSES: dict[str, Reason | None] = {
    "2025-01": Reason.SOURCE_REVISED,
    "2025-02": Reason.OFFICE_AMENDED,
    "2025-03": Reason.OUR_CORRECTION,
    "2025-04": None,
}


def changed(period: str) -> Diff:
    """Three values of a row, a row that came and a row that went."""
    key: dict[str, str | None] = {"theft_id": "t1"}
    values = tuple(
        ValueChange(period, key, name, "=1+1", None, "typed wrong") for name in ("note", "crime_type", "place")
    )
    rows = tuple(RowChange(period, what, {"theft_id": what, "why": "late"}) for what in ("added", "removed"))
    return Diff(values, rows, (period,))


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    (tmp_path / "spool").mkdir()
    made = Spool(tmp_path / "spool", CAUSES, POLICY)
    for period in CAUSES:
        made.add(changed(period))
    return made


def head(moved: dict[str, Moved], previous: str = "1.0.0") -> dict[str, Any]:
    plan = Plan((), (), ("2025-05",), tuple(CAUSES), ("2024-12",), CAUSES)
    before = {"2024-12": 3} | dict.fromkeys(CAUSES, 5)
    found = Found(plan, moved, before, dict.fromkeys([*CAUSES, "2025-05"], 5), Grain.MONTH)
    return changes_head(found, "thefts", "2.0.0", previous, synthetic=True)


def written(spool: Spool, folder: Path, note: str = "") -> dict[str, Any]:
    assert write_changes(head(spool.moved), spool.folder, folder, note) == ("changes.json", "changes.csv")
    document: dict[str, Any] = json.loads((folder / "changes.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(CHANGES_SCHEMA)
    jsonschema.validate(document, CHANGES_SCHEMA)
    return document


def test_what_became_of_each_period_is_counted(spool: Spool) -> None:
    plain = Moved(added=1, removed=1, changed=1, values=3)
    assert spool.moved == {
        "2025-01": replace(plain, unexpected=1),
        "2025-02": plain,
        "2025-03": plain,
        "2025-04": replace(plain, unexplained_values=3, unexplained_rows=2),
    }


def test_every_change_has_its_own_reason_and_note(spool: Spool, tmp_path: Path) -> None:
    document = written(spool, tmp_path)
    told = {(v["period"], v["field"]): (v["reason"], v["note"], v["expected"]) for v in document["values"]}
    assert told["2025-01", "note"] == ("source-revised", None, True)
    assert told["2025-01", "crime_type"] == ("reclassified", None, True)
    assert told["2025-01", "place"] == ("source-revised", None, False)
    assert {told["2025-02", name] for name in ("note", "crime_type", "place")} == {
        ("office-amended", "typed wrong", True)
    }
    assert told["2025-03", "place"] == ("our-correction", None, True)
    assert told["2025-04", "place"] == (None, None, True)
    rows = {(r["period"], r["change"]): (r["reason"], r["note"]) for r in document["rows"]}
    assert rows["2025-01", "added"] == ("late-return", None)
    assert rows["2025-01", "removed"] == ("source-revised", None)
    assert rows["2025-02", "added"] == ("office-amended", "late")
    assert document["counts"]["values_unexpected"] == 1
    assert {p["period"]: (p["status"], p["rows_before"], p["rows"]) for p in document["periods"]} == {
        "2024-12": ("removed", 3, None),
        **dict.fromkeys(CAUSES, ("revised", 5, 5)),
        "2025-05": ("new", None, 5),
    }


def test_a_signed_reason_stands_on_what_nothing_explains_and_nowhere_else(spool: Spool, tmp_path: Path) -> None:
    document = written(spool, tmp_path, "Typed wrong in the register")
    for entry in [*document["values"], *document["rows"]]:
        assert (entry["note"] == "Typed wrong in the register") == (entry["period"] == "2025-04")
        assert (entry["reason"] is None) == (entry["period"] == "2025-04")


def test_the_table_for_people_says_the_same_and_guards_formulas(spool: Spool, tmp_path: Path) -> None:
    document = written(spool, tmp_path, "=signed")
    with (tmp_path / "changes.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    entries = [*document["values"], *document["rows"]]
    assert [(x["period"], x["reason"]) for x in lines] == [(e["period"], e["reason"] or "") for e in entries]
    assert {x["old"] for x in lines if x["change"] == "changed"} == {"'=1+1"}
    assert {x["note"] for x in lines if x["period"] == "2025-04"} == {"'=signed"}
    assert [json.loads(x["new"])["theft_id"] for x in lines if x["change"] == "added"] == ["added"] * 4
    assert [json.loads(x["old"])["theft_id"] for x in lines if x["change"] == "removed"] == ["removed"] * 4


def test_a_first_version_has_no_table_of_changes(tmp_path: Path) -> None:
    assert write_changes(head({}, ""), tmp_path / "none", tmp_path) == ("changes.json",)
    document = json.loads((tmp_path / "changes.json").read_bytes())
    jsonschema.validate(document, CHANGES_SCHEMA)
    assert (document["rows"], document["values"], document["level"]) == ([], [], "first")
    assert not (tmp_path / "changes.csv").exists()


@pytest.mark.parametrize("wrong", [{"level": "huge"}, {"version": "1.0"}, {"extra": 1}, {"values": [{}]}])
def test_the_schema_refuses_what_is_no_report(spool: Spool, tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(written(spool, tmp_path) | wrong, CHANGES_SCHEMA)


def test_a_correction_of_everything_is_never_in_memory_at_once(tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir()
    causes: dict[str, Reason | None] = {f"{2020 + i}-01": Reason.OUR_CORRECTION for i in range(24)}
    spool = Spool(tmp_path / "spool", causes, POLICY)
    tracemalloc.start()
    for period in causes:
        spool.add(
            Diff(tuple(ValueChange(period, {"theft_id": str(n)}, "note", "a", "b") for n in range(1000)), (), (period,))
        )
    write_changes(head(spool.moved), spool.folder, tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < (tmp_path / "changes.json").stat().st_size / 3
    assert len(json.loads((tmp_path / "changes.json").read_bytes())["values"]) == 24_000
