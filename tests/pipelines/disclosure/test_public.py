"""Nights of an office with small numbers: what is hidden stands nowhere but in the store, whatever comes later."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from assets.small_numbers import COMPLAINTS, STAFF_PROFILE
from pipelines import steps
from pipelines.dataset import Dataset
from pipelines.landing import Landing
from pipelines.releases.approvals import approve
from pipelines.releases.model import Outcome, ReleaseError, State
from pipelines.releases.redaction import Decided
from pipelines.releases.verify import main as verify
from pipelines.settings import Settings
from pipelines.takedowns import make_rule, redact_everywhere

FEW, SOME, MANY = ("sexual conduct", "use of police vehicles", "delivery of duties and service")
HIDDEN = 6133
"""Hidden beside a small count, and to be found nowhere."""


@dataclass
class Desk:
    """An office's folders, and its nights."""

    settings: Settings

    def write(self, kind: str, name: str, record: dict[str, Any]) -> Path:
        path = self.settings.records / kind / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(record), encoding="utf-8")
        return path

    def allegations(self, quarter: str, **numbers: int) -> Path:
        rows = [
            {"about": "force", "counted": "allegations", "category": name.replace("_", " "), "cases": cases}
            for name, cases in numbers.items()
        ]
        return self.write(
            "complaints", quarter, {"period": quarter, "period_kind": "quarter", "source": "Made up", "counts": rows}
        )

    def night(self, dataset: Dataset = COMPLAINTS) -> Outcome:
        steps.land(self.settings, dataset)
        steps.store(self.settings, dataset)
        outcome, _ = steps.release(self.settings, dataset)
        steps.publish_edition(self.settings, [dataset])
        return outcome

    def rows(self, dataset: Dataset, version: str) -> list[dict[str, Any]]:
        folder = self.settings.published / "datasets" / dataset.name / version
        found: list[dict[str, Any]] = json.loads((folder / f"{dataset.name}.json").read_text(encoding="utf-8"))
        return found

    def document(self, version: str, name: str) -> dict[str, Any]:
        path = self.settings.published / "datasets" / "complaints" / version / name
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found

    def copy(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.settings.read_copy), read_only=True) as engine:
            return engine.execute(query).fetchall()

    def says(self, text: str) -> list[str]:
        """Where a text stands in anything but the landing and the store: files, and every value of the copy."""
        folders: Sequence[Path] = (self.settings.published, self.settings.candidates)
        files = [path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
        found = [path.name for path in files if text.encode() in path.read_bytes()]
        tables = [name for (name,) in self.copy("SELECT table_name FROM duckdb_tables()")]
        return found + [name for name in tables if text in str(self.copy(f'SELECT * FROM "{name}"'))]


@pytest.fixture
def desk(tmp_path: Path, root: Path) -> Desk:
    made = Desk(
        Settings(
            world=f"folder:{tmp_path}",
            home=tmp_path / "home",
            published=tmp_path / "published",
            records=tmp_path / "records",
        )
    )
    made.settings.records.mkdir()
    shutil.copy(root / "records" / "body.yaml", made.settings.records)
    return made


def first(desk: Desk) -> Path:
    return desk.allegations("2025-26-Q1", all=14055, **{FEW: 3, SOME: HIDDEN, MANY: 7919})


def test_what_is_hidden_stands_nowhere(desk: Desk) -> None:
    record = first(desk)
    assert desk.night().version == "1.0.0"
    cases = {row["category"]: (row["cases"], row["cases_status"]) for row in desk.rows(COMPLAINTS, "1.0.0")}
    assert cases == {"all": (14055, None), FEW: (None, "[c]"), SOME: (None, "[c]"), MANY: (7919, None)}
    assert desk.says("7919")
    assert desk.says(str(HIDDEN)) == []
    assert desk.says(hashlib.sha256(record.read_bytes()).hexdigest()) == []
    assert desk.document("1.0.0", "quality.json")["suppressed"] == [
        {"column": "cases", "threshold": 5, "counts": 4, "hidden": 2}
    ]
    assert desk.document("1.0.0", "manifest.json")["periods"][0]["sources"][0]["size"] == 0
    assert verify([str(desk.settings.published)]) == 0
    again = desk.night()
    assert (again.state, again.version) == (State.UNCHANGED, "1.0.0")


def test_without_a_record_nothing_is_published(desk: Desk) -> None:
    outcome = desk.night()
    assert (outcome.state, outcome.version) == (State.UNCHANGED, "")
    assert not desk.settings.published.exists()


def test_a_value_that_broke_a_rule_is_told_in_the_copy_as_one_that_did(desk: Desk) -> None:
    first(desk)
    desk.allegations("2025-26-Q2", all=-6131)
    desk.night()
    assert desk.copy("SELECT field, value FROM _issues WHERE dataset = 'complaints' AND severity = 'error'") == [
        ("cases", "")
    ]
    assert desk.says("6131") == []


def test_quarters_that_follow_keep_what_was_hidden(desk: Desk) -> None:
    first(desk)
    desk.night()
    desk.allegations("2025-26-Q2", all=800, **{FEW: 12, SOME: 88, MANY: 700})
    assert desk.night().version == "1.1.0"
    now = {(row["period"], row["category"]): row["cases"] for row in desk.rows(COMPLAINTS, "1.1.0")}
    assert now["2025-26-Q1", FEW] is None
    assert now["2025-26-Q1", SOME] is None
    assert now["2025-26-Q2", FEW] == 12
    assert desk.says(str(HIDDEN)) == []


def test_a_change_that_would_tell_waits_for_a_person_and_the_copy_tells_nothing(desk: Desk) -> None:
    first(desk)
    desk.night()
    desk.allegations("2025-26-Q1", all=14057, **{FEW: 5, SOME: HIDDEN, MANY: 7919})
    held = desk.night()
    assert held.state is State.HELD
    assert [(cause.check, "both versions together" in cause.text) for cause in held.causes] == [("small-numbers", True)]
    assert desk.copy("SELECT DISTINCT cases, cases_status FROM complaints") == [(None, "[c]")]
    approve(desk.settings.candidates, "complaints", "A complaint was logged late", "Data protection officer")
    assert desk.night().version == "1.0.1"
    assert desk.says(str(HIDDEN)) == []
    assert desk.night().state is State.UNCHANGED


def test_a_published_count_that_falls_below_waits_hidden(desk: Desk) -> None:
    desk.allegations("2025-26-Q1", all=8000, **{FEW: 12, SOME: 69, MANY: 7919})
    desk.night()
    desk.allegations("2025-26-Q1", all=7991, **{FEW: 3, SOME: 69, MANY: 7919})
    held = desk.night()
    assert held.state is State.HELD
    assert {cause.check for cause in held.causes} == {"small-numbers"}
    candidate = desk.settings.candidates / "complaints" / "release" / "complaints.json"
    now = {row["category"]: row["cases"] for row in json.loads(candidate.read_text(encoding="utf-8"))}
    assert now == {"all": None, FEW: None, SOME: 69, MANY: 7919}
    assert desk.says("7991") == []


def test_a_count_is_released_by_a_decision_that_names_it(desk: Desk) -> None:
    desk.allegations("2025-26-Q1", **{FEW: 3, MANY: 7919})
    desk.night()
    entry = {"about": "force", "counted": "allegations", "category": FEW, "period_kind": "quarter"}
    decided = {"reason": "The families agreed", "decided_by": "Chief executive", "decided_on": "2026-01-05"}
    desk.write("disclosure", "complaints", {"released": [entry | {"period": "2025-26-Q1"} | decided]})
    outcome = desk.night()
    assert (outcome.state, outcome.version) == (State.READY, "1.0.1")
    assert {row["category"]: row["cases"] for row in desk.rows(COMPLAINTS, "1.0.1")} == {FEW: 3, MANY: 7919}
    desk.write("disclosure", "complaints", {"released": [entry | {"period": "2025-26-Q2"} | decided]})
    with pytest.raises(ReleaseError, match="is in no row"):
        desk.night()
    desk.write("disclosure", "complaints", {"released": [entry | {"period": "2025-26-Q1"}]})
    with pytest.raises(ReleaseError, match=r"records/disclosure/complaints.yaml line 2: reason is needed"):
        desk.night()


def test_a_cell_that_stands_twice_stops_the_dataset(desk: Desk) -> None:
    first(desk)
    shutil.copy(first(desk), desk.settings.records / "complaints" / "copy.yaml")
    with pytest.raises(ReleaseError, match="4 rows repeat the about"):
        desk.night()


def test_an_original_is_forgotten_although_no_manifest_tells_its_hash(desk: Desk) -> None:
    record = first(desk)
    desk.night()
    original = Landing(desk.settings.landing).object_path(hashlib.sha256(record.read_bytes()).hexdigest())
    assert original.is_file()
    decided = Decided(reason="personal_data", note="It named somebody", by="Chief executive", day="2026-01-05")
    rule = make_rule(desk.settings, COMPLAINTS, f"category = '{MANY}'", ["cases"], decided, "2027-01-05")
    assert redact_everywhere(desk.settings, [COMPLAINTS], COMPLAINTS, rule, forget=True) == (2, 1)
    assert not original.exists()
    assert desk.says("7919") == []
    assert desk.says(str(HIDDEN)) == []


def test_the_proportions_of_a_small_office(desk: Desk) -> None:
    groups = {"sex": {"women": 14, "men": 8}, "disability": {"disabled": 2, "not disabled": 20}}
    rows = [{"characteristic": "all", "group": "all", "people": 22}] + [
        {"characteristic": name, "group": group, "people": people}
        for name, split in groups.items()
        for group, people in split.items()
    ]
    desk.write("staff-profile", "2026-03-31", {"as_at": "2026-03-31", "source": "Made up", "groups": rows})
    assert desk.night(STAFF_PROFILE).version == "1.0.0"
    told = {
        row["group"]: (row["people"], row["share_percent"], row["share_percent_status"], row["share_band"])
        for row in desk.rows(STAFF_PROFILE, "1.0.0")
    }
    assert told == {
        "all": (22, None, "[z]", None),
        "women": (14, 64, None, "60 to 79"),
        "men": (8, 36, None, "20 to 39"),
        "disabled": (None, None, "[c]", "under 20"),
        "not disabled": (None, None, "[c]", "80 or more"),
    }
    assert desk.night(STAFF_PROFILE).state is State.UNCHANGED
