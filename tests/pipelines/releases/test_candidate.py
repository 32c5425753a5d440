"""What `prepare` finds, writes and holds."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import replace
from decimal import Decimal

import jsonschema
import pytest

from pipelines.dataset import Check, Dataset, Grain, RevisionPolicy
from pipelines.evidence import CheckResult, Coverage, CoverageStatus, Evidence
from pipelines.releases import Context, ReleaseError, State, approve, held, reject, verify
from pipelines.releases.report import CHANGES_SCHEMA
from schemas.base import Money, column
from tests.pipelines.releases.pressroom import THEFTS, FakeSource, Press, Thefts, evidence_of, row, snapshot


def names(press: Press) -> set[str]:
    return {path.name for path in (press.candidates / "thefts" / "release").iterdir() if path.name.startswith("thefts")}


def test_the_first_release_is_1_0_0_with_everything(press: Press) -> None:
    outcome = press.release()
    assert (outcome.state, outcome.version, outcome.previous) == (State.READY, "1.0.0", "")
    assert (outcome.counts.rows, outcome.counts.periods_new, outcome.shared) == (6, 2, 0)
    assert press.csv("1.0.0", "2025-01").height == 4
    assert press.read("1.0.0", "changes.json")["level"] == "first"


def test_nothing_new_is_unchanged_and_reads_no_rows(press: Press) -> None:
    press.release()
    press.store.asked.clear()
    outcome = press.prepare()
    assert (outcome.state, outcome.version, press.store.asked) == (State.UNCHANGED, "1.0.0", [])
    assert not (press.candidates / "thefts").exists()


def test_nothing_stored_is_nothing_to_publish(press: Press) -> None:
    press.store.states.clear()
    assert press.prepare().text == "thefts: unchanged, nothing to publish"


def test_one_new_month_of_36_writes_that_month_alone(press: Press) -> None:
    months = [f"{2022 + i // 12}-{i % 12 + 1:02d}" for i in range(36)]
    press.store.states.clear()
    for month in months[:35]:
        press.store.load(month, [row(f"{month}{i}", month) for i in range(3)])
    press.release()
    press.store.asked.clear()
    press.store.load(months[35], [row("new", months[35])])
    outcome = press.prepare()
    assert (outcome.version, press.store.asked) == ("1.1.0", ["2024-12"])
    assert names(press) == {f"thefts-2024-12.{suffix}" for suffix in ("csv", "json", "parquet")}
    press.publish()
    folders = [press.published / "datasets/thefts" / version for version in ("1.0.0", "1.1.0")]
    old, new = (folder / "thefts-2022-01.csv" for folder in folders)
    assert old.samefile(new)
    assert outcome.written == sum(path.stat().st_size for path in folders[1].glob("thefts-2024-12.*"))


def test_a_matured_note_is_a_patch_with_its_reason(press: Press) -> None:
    press.release()
    press.store.load("2025-02", [row("t3", "2025-02", note="=SUM(A1)"), row("t4", "2025-02", None, "found")])
    outcome = press.release()
    assert (outcome.state, outcome.version) == (State.READY, "1.0.1")
    changes = press.read("1.0.1", "changes.json")
    assert changes["values"] == [
        {
            "period": "2025-02",
            "key": {"theft_id": "t4"},
            "field": "note",
            "old": None,
            "new": "found",
            "reason": "source-revised",
            "note": None,
            "expected": True,
        }
    ]
    jsonschema.validate(changes, CHANGES_SCHEMA)
    with (press.published / "datasets/thefts/1.0.1/changes.csv").open(newline="") as file:
        line = next(csv.DictReader(file))
    assert (line["change"], json.loads(line["key"]), line["old"], line["new"]) == (
        "changed",
        {"theft_id": "t4"},
        "",
        "found",
    )


def test_a_late_row_is_minor_and_a_late_return(press: Press) -> None:
    press.release()
    rows = [row("t3", "2025-02", note="=SUM(A1)"), row("t4", "2025-02", None, None), row("t5", "2025-02")]
    press.store.load("2025-02", rows)
    outcome = press.release()
    assert (outcome.version, outcome.counts.rows_added) == ("1.1.0", 1)
    changes = press.read("1.1.0", "changes.json")
    jsonschema.validate(changes, CHANGES_SCHEMA)
    assert [(r["change"], r["row"]["theft_id"], r["reason"]) for r in changes["rows"]] == [
        ("added", "t5", "late-return")
    ]


def test_our_code_alone_is_our_correction(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    press.store.load("2025-02", [row("t3", "2025-02")], source="same bytes")
    press.release()
    press.become(description="Thefts. Corrected.")
    monkeypatch.setitem(press.dataset.__dict__, "code_version", "ours-2")
    press.store.code = "code-2"
    press.store.load("2025-02", [row("t3", "2025-02", "7.00")], source="same bytes")
    assert press.release().state is State.READY
    changes = press.read("1.0.1", "changes.json")
    assert [v["reason"] for v in changes["values"]] == ["our-correction"]
    assert {c["kind"] for c in changes["changes"]} == {"values-changed", "metadata-changed"}


def test_a_change_that_nothing_explains_is_held_until_someone_signs(press: Press) -> None:
    press.store.load("2025-02", [row("t3", "2025-02")], source="same bytes")
    press.release()
    press.store.code = "somebody else's"
    press.store.load("2025-02", [row("t3", "2025-02", "7.00")], source="same bytes")
    outcome = press.prepare()
    assert [cause.check for cause in outcome.causes] == ["change-unexplained"]
    approve(press.candidates, "thefts", "Typed wrong in the register", "Head of data")
    press.publish()
    changes = press.read("1.0.1", "changes.json")
    jsonschema.validate(changes, CHANGES_SCHEMA)
    assert [(v["reason"], v["note"]) for v in changes["values"]] == [(None, "Typed wrong in the register")]
    table = (press.published / "datasets/thefts/1.0.1/changes.csv").read_text().splitlines()
    assert table[1].endswith(",loss_gbp,1.50,7.00,,Typed wrong in the register")
    assert press.read("1.0.1", "manifest.json")["approval"]["by"] == "Head of data"
    assert verify(press.published).problems == []


def test_a_period_whose_bytes_changed_and_whose_rows_did_not_is_no_change(press: Press) -> None:
    press.release()
    rows = [row("t1", "2025-01"), row("t2", "2025-01"), row(None, "2025-01"), row(None, "2025-01")]
    press.store.load("2025-01", rows, source="the same rows in another file")
    press.store.load("2025-02", [row("t3", "2025-02", note="=SUM(A1)"), row("t4", "2025-02", None, "found")])
    outcome = press.release()
    assert (outcome.version, outcome.counts.periods_changed) == ("1.0.1", 1)
    assert [p["period"] for p in press.read("1.0.1", "changes.json")["periods"]] == ["2025-02"]
    source = press.read("1.0.1", "manifest.json")["periods"][0]["sources"][0]["sha256"]
    assert source == hashlib.sha256(b"the same rows in another file").hexdigest()


def test_what_the_policy_does_not_expect_goes_out_and_is_named(press: Press) -> None:
    press.release()
    press.store.load("2025-02", [row("t3", "2025-02", "9.00", "seen"), row("t4", "2025-02", None, None)])
    outcome = press.release()
    assert (outcome.state, outcome.changes) == (
        State.READY,
        ("2 values changed in 1 published row, 1 value outside what the revision policy expects",),
    )
    told = {v["field"]: (v["reason"], v["expected"]) for v in press.read("1.0.1", "changes.json")["values"]}
    assert told == {"loss_gbp": ("source-revised", False), "note": ("source-revised", True)}


def test_the_office_amends_its_own_record_and_says_why(press: Press) -> None:
    class Register(FakeSource):
        office = True

    press.become(source=Register(), revisions=RevisionPolicy("A record may be amended.", note="note"))
    press.release()
    press.store.load("2025-02", [row("t3", "2025-02", "9.00", "typed wrong"), row("t4", "2025-02", None, None)])
    assert press.release().state is State.READY
    values = press.read("1.0.1", "changes.json")["values"]
    assert {(v["field"], v["reason"], v["note"]) for v in values} == {
        ("loss_gbp", "office-amended", "typed wrong"),
        ("note", "office-amended", "typed wrong"),
    }


def test_code_that_changed_nothing_publishes_nothing_and_is_tried_once(press: Press) -> None:
    press.release()
    press.store.code = "code-2"
    for period in ("2025-01", "2025-02"):
        rows = press.store.database.execute("SELECT * FROM thefts WHERE month = ?", [period]).fetchall()
        press.store.load(period, [tuple(None if v is None else v for v in r) for r in rows], source="other")
    press.store.asked.clear()
    assert press.prepare().state is State.UNCHANGED
    assert press.store.asked == ["2025-01", "2025-02"]
    press.store.asked.clear()
    assert press.prepare().state is State.UNCHANGED
    assert press.store.asked == []


def test_vanished_rows_are_held_with_figures(press: Press) -> None:
    press.release()
    before = snapshot(press.published)
    press.store.load("2025-01", [row("t1", "2025-01"), row(None, "2025-01")])
    outcome = press.prepare()
    assert (outcome.state, outcome.version) == (State.HELD, "2.0.0")
    assert [cause.check for cause in outcome.causes] == ["rows-vanished", "period-thinner"]
    assert outcome.causes[0].text == "2 published rows would vanish"
    assert outcome.causes[1].text == "2025-01 was published with 4 rows and comes back with 2"
    assert press.publish().released == ()
    assert snapshot(press.published) == before
    waiting = held(press.candidates)
    assert [(h.dataset, h.state, h.fingerprint) for h in waiting] == [("thefts", State.HELD, outcome.fingerprint)]
    assert waiting[0].effect == ("2 published rows taken away",)


def test_as_many_rows_but_other_ones_are_held(press: Press) -> None:
    press.release()
    press.store.load("2025-02", [row("t8", "2025-02"), row("t9", "2025-02")])
    outcome = press.prepare()
    assert [cause.check for cause in outcome.causes] == ["rows-vanished"]


def test_a_vanished_period_is_held(press: Press) -> None:
    press.release()
    press.store.drop("2025-01")
    outcome = press.prepare()
    assert outcome.state is State.HELD
    assert "2025-01 was published with 4 rows and is gone" in {cause.text for cause in outcome.causes}


@pytest.mark.parametrize("failed", [0, 1])
def test_a_release_check_holds_when_it_fails_or_did_not_run(press: Press, failed: int) -> None:
    press.become(checks=(Check("sums-agree", "Both sides agree", lambda _table: []),))
    assert [c.check for c in press.prepare().causes] == ["check-missing"]
    result = CheckResult("sums-agree", "Both sides agree", 2, failed)
    outcome = press.prepare(evidence_of(press.store, result))
    assert [c.check for c in outcome.causes] == ["check-failed"] * failed


def test_row_rules_hold_by_the_share_they_reject(press: Press) -> None:
    rule = CheckResult("loss_gbp-at-least", "Losses are no gains", 7, 1, "rejects")
    outcome = press.prepare(evidence_of(press.store, rule, rejected=1))
    assert [c.text for c in outcome.causes] == ["1 of 7 rows were rejected (14.29%, the limit is 1.00%)"]
    press.become(reject_limit=0.2)
    assert press.prepare(evidence_of(press.store, rule, rejected=1)).state is State.READY


def test_a_warning_is_published_and_marked(press: Press) -> None:
    warning = CheckResult("known-values", "Only known values", 6, 2, "warning")
    assert press.release(evidence_of(press.store, warning)).state is State.READY
    assert press.read("1.0.0", "quality.json")["checks"][0]["passed"] is False


def test_an_approval_goes_out_once_and_stands_in_the_ledger(press: Press) -> None:
    press.release()
    press.store.load("2025-01", [row("t1", "2025-01")])
    first = press.prepare()
    approve(press.candidates, "thefts", "Withdrawn by the force", "Head of data", first.fingerprint)
    assert press.prepare().state is State.READY
    press.publish()
    events = [json.loads(line) for line in (press.published / "ledger.jsonl").read_text().splitlines()]
    assert [event["event"] for event in events] == ["release", "approval", "release"]
    assert (events[1]["reason"], events[1]["fingerprint"]) == ("Withdrawn by the force", first.fingerprint)
    assert not list(press.candidates.glob("*.decision.json"))
    press.store.load("2025-01", [row("t9", "2025-01")])
    assert press.prepare().state is State.HELD


def test_an_approval_does_not_let_other_figures_through(press: Press) -> None:
    press.release()
    press.store.load("2025-01", [row("t1", "2025-01")])
    press.prepare()
    approve(press.candidates, "thefts", "Looked at it", "Head of data")
    press.store.load("2025-01", [row("t2", "2025-01")])
    assert press.prepare().state is State.HELD
    assert press.publish().released == ()


def test_a_rejected_candidate_is_not_asked_about_again_until_the_data_change(press: Press) -> None:
    press.release()
    press.store.load("2025-01", [row("t1", "2025-01")])
    press.prepare()
    reject(press.candidates, "thefts", "The force sent half a file", "Head of data")
    assert press.prepare().state is State.REJECTED
    assert press.publish().released == ()
    assert press.prepare().state is State.REJECTED
    press.store.load("2025-01", [row("t1", "2025-01"), row("t2", "2025-01")])
    assert press.prepare().state is State.HELD


def test_decisions_need_a_held_candidate_a_reason_and_a_person(press: Press) -> None:
    with pytest.raises(ReleaseError, match="thefts is not held; nothing is held"):
        approve(press.candidates, "thefts", "because", "me")
    press.release()
    press.store.load("2025-01", [row("t1", "2025-01")])
    press.prepare()
    for reason, by in (("", "me"), ("because", " ")):
        with pytest.raises(ReleaseError, match="needs a reason and who"):
            approve(press.candidates, "thefts", reason, by)
    with pytest.raises(ReleaseError, match="review it again"):
        approve(press.candidates, "thefts", "because", "me", "another fingerprint")


class RetoldThefts(Thefts):
    """The same, told in other words."""

    loss_gbp: Money = column("Loss", "Its worth.", example="1.50", unit="pounds", nullable=True, ge=Decimal(0))


class FreeThefts(Thefts):
    """The same, which may now gain something."""

    loss_gbp: Money = column("Loss", "What was taken.", example="1.50", unit="pounds", nullable=True, ge=Decimal(-9))


class StrictThefts(Thefts):
    """The same with a stricter limit and in other words."""

    loss_gbp: Money = column("Loss", "Its worth.", example="1.50", unit="pounds", nullable=True, ge=Decimal(1))


def test_metadata_alone_is_a_patch_that_shares_all_data(press: Press) -> None:
    press.release()
    press.become(schema=RetoldThefts)
    outcome = press.prepare()
    assert (outcome.state, outcome.version, outcome.written) == (State.READY, "1.0.1", 0)
    assert outcome.changes == ("the description of fields changed",)


def test_a_looser_constraint_is_minor_and_shares_all_data(press: Press) -> None:
    press.release()
    press.become(schema=FreeThefts)
    outcome = press.prepare()
    assert (outcome.state, outcome.version, outcome.written) == (State.READY, "1.1.0", 0)
    assert outcome.changes == ("field loss_gbp is now at least -9, which was 0",)


def test_a_stricter_constraint_is_a_major_that_shares_all_data_and_is_owed_notice(press: Press) -> None:
    press.release()
    press.become(schema=StrictThefts)
    outcome = press.prepare()
    assert (outcome.state, outcome.version, outcome.written) == (State.HELD, "2.0.0", 0)
    assert [cause.check for cause in outcome.causes] == ["major-unannounced"]
    assert outcome.changes == ("field loss_gbp is now at least 1, which was 0", "the description of fields changed")


def test_a_month_that_is_newly_missing_is_a_patch(press: Press) -> None:
    press.release()
    evidence = evidence_of(press.store)
    missing = Coverage("2025-03", CoverageStatus.MISSING, 0, "the source lists it")
    outcome = press.prepare(replace(evidence, coverage=(*evidence.coverage, missing)))
    assert (outcome.version, outcome.changes) == ("1.0.1", ("coverage or checks changed: 2025-03 is missing",))


def test_a_lost_field_is_held_as_major(press: Press) -> None:

    press.release()
    short: Dataset = replace(THEFTS, key=("theft_id",))
    kept = tuple(c for c in THEFTS.columns if c.name != "note")
    short.__dict__["columns"] = kept
    press.dataset = short
    outcome = press.prepare()
    assert (outcome.state, outcome.version) == (State.HELD, "2.0.0")
    assert outcome.changes == ("field note is gone",)


def test_a_financial_year_is_one_part_and_a_new_year_is_minor(press: Press) -> None:
    press.become(grain=Grain.FINANCIAL_YEAR)
    press.release()
    assert press.csv_names("1.0.0") == ["thefts.csv"]
    press.store.load("2025-03", [row("t7", "2025-03")])
    press.store.load("2025-02", [row("t3", "2025-02", "8.00", "=SUM(A1)"), row("t4", "2025-02", None, None)])
    outcome = press.release()
    assert (outcome.version, outcome.counts.rows_new, outcome.counts.values_changed) == ("1.1.0", 1, 1)
    assert press.read("1.1.0", "changes.json")["values"][0]["period"] == "2025-02"


def test_synthetic_and_real_never_meet(press: Press) -> None:
    press.release()
    press.context = Context(synthetic=False, world="live", force="kent", body="Office")
    with pytest.raises(ReleaseError, match="holds a synthetic edition and never takes a real one"):
        press.prepare()
    with pytest.raises(ReleaseError, match="holds a synthetic edition"):
        press.publish()


def test_a_store_that_contradicts_itself_is_refused(press: Press) -> None:
    press.store.states["2025-01"] = replace(press.store.states["2025-01"], rows=5)
    with pytest.raises(ReleaseError, match="says thefts-2025-01 has 5 rows and gives 4: load 2025-01 again"):
        press.prepare()


def test_evidence_without_rows_divides_nothing(press: Press) -> None:
    assert press.prepare(Evidence((), (), 0, 0, 0, 0)).state is State.READY
