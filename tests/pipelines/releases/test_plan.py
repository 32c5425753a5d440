"""Planning looks at fingerprints alone; reports and the gate at what was found. None of it reads or writes anything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from pipelines.dataset import Grain
from pipelines.evidence import CheckResult, Evidence
from pipelines.releases.diff import Diff, RowChange, ValueChange
from pipelines.releases.documents import as_at
from pipelines.releases.gate import causes_to_hold
from pipelines.releases.model import Counts, Reason
from pipelines.releases.plan import Part, Plan, added_reason, make_plan, parts_of, reason
from pipelines.releases.report import CHANGES_SCHEMA, Found, changes_csv, changes_document
from pipelines.releases.version import Level, gravest
from pipelines.upstream import PeriodState, SourceRef
from tests.pipelines.releases.pressroom import THEFTS

YEARLY = replace(THEFTS, grain=Grain.FINANCIAL_YEAR)
CLEAN = Evidence((), (), 10, 10, 0, 0)


def state(period: str, fingerprint: str = "f", sha: str = "s", **facts: str) -> PeriodState:
    return PeriodState(period, 5, fingerprint, (SourceRef("r", "https://e.org/x", sha, 1, **facts),))


def shown(fingerprint: str = "f", sha: str = "s") -> dict[str, Any]:
    return {"fingerprint": fingerprint, "sources": [{"sha256": sha}]}


class TestPlan:
    def test_only_months_whose_fingerprint_differs_are_written(self) -> None:
        states = [state("2025-01"), state("2025-02", "g"), state("2025-03")]
        plan = make_plan(THEFTS, states, {"2025-01": shown(), "2025-02": shown()}, "c", {}, everything=False)
        assert [part.stem for part in plan.rewrite] == ["thefts-2025-02", "thefts-2025-03"]
        assert (plan.changed, plan.new, plan.gone) == (("2025-02",), ("2025-03",), ())
        assert len(plan.parts) == 3

    def test_a_fingerprint_known_to_give_the_same_rows_is_no_change(self) -> None:
        plan = make_plan(THEFTS, [state("2025-01", "g")], {"2025-01": shown()}, "c", {"2025-01": "g"}, everything=False)
        assert (plan.rewrite, plan.changed) == ((), ())

    def test_a_changed_schema_writes_everything(self) -> None:
        plan = make_plan(THEFTS, [state("2025-01")], {"2025-01": shown()}, "c", {}, everything=True)
        assert [part.stem for part in plan.rewrite] == ["thefts-2025-01"]

    def test_a_month_that_is_gone_writes_nothing_but_a_year_that_is_gone_writes_the_one_part(self) -> None:
        published = {"2023-24": shown(), "2024-25": shown()}
        for dataset, rewritten in ((THEFTS, 0), (YEARLY, 1)):
            plan = make_plan(dataset, [state("2024-25")], published, "c", {}, everything=False)
            assert (plan.gone, len(plan.rewrite)) == (("2023-24",), rewritten)

    def test_years_share_a_part_that_any_of_them_rewrites(self) -> None:
        states = [state("2023-24"), state("2024-25", "g")]
        plan = make_plan(YEARLY, states, {"2023-24": shown(), "2024-25": shown()}, "c", {}, everything=False)
        assert plan.rewrite == plan.parts == (Part("thefts", ("2023-24", "2024-25")),)
        assert plan.parts[0].names == ("thefts.csv", "thefts.json", "thefts.parquet")

    def test_no_periods_have_no_parts(self) -> None:
        assert parts_of(YEARLY, []) == parts_of(THEFTS, []) == ()


@pytest.mark.parametrize(
    ("sha", "published_code", "expected"),
    [
        ("other", "c1", Reason.SOURCE_REVISED),
        ("other", "c2", Reason.SOURCE_REVISED),
        ("s", "c1", Reason.OUR_CORRECTION),
        ("s", "c2", None),
    ],
)
def test_reasons_follow_from_lineage(sha: str, published_code: str, expected: Reason | None) -> None:
    assert reason([{"sha256": "s"}], state("2025-01", sha=sha), published_code, "c2") == expected


def test_what_the_source_sends_later_is_a_late_return() -> None:
    assert added_reason(Reason.SOURCE_REVISED) is Reason.LATE_RETURN
    assert added_reason(Reason.OUR_CORRECTION) is Reason.OUR_CORRECTION
    assert added_reason(None) is None


def found(**parts: Any) -> Found:
    """January revised, February new, December gone; `parts` say otherwise."""
    plan = Plan((), (), ("2025-02",), ("2025-01",), ("2024-12",), {"2025-01": Reason.SOURCE_REVISED})
    diff = Diff(
        (ValueChange("2025-01", {"theft_id": "t1"}, "note", "=1+1", None),),
        (RowChange("2025-01", "added", {"theft_id": "t2"}), RowChange("2025-01", "removed", {"theft_id": "t3"})),
        ("2025-01",),
    )
    whole = Found(plan, diff, {"2024-12": 3, "2025-01": 5}, {"2025-01": 5, "2025-02": 4})
    return replace(whole, **parts)


QUIET = Plan((), (), (), ("2025-01",), (), {"2025-01": Reason.SOURCE_REVISED})
ONE_VALUE = Diff(found().diff.values, (), ("2025-01",))


class TestReport:
    def test_counts_are_of_rows_values_and_periods(self) -> None:
        assert found().counts == Counts(
            rows=9,
            periods_new=1,
            periods_changed=1,
            rows_new=4,
            rows_added=1,
            rows_removed=4,
            rows_changed=1,
            values_changed=1,
        )

    def test_changes_stand_gravest_first(self) -> None:
        assert [(c.kind, c.level) for c in found().changes] == [
            ("period-removed", Level.MAJOR),
            ("rows-removed", Level.MAJOR),
            ("period-added", Level.MINOR),
            ("rows-added", Level.MINOR),
            ("values-changed", Level.PATCH),
        ]
        assert gravest(found().changes) is Level.MAJOR

    def test_the_document_keeps_to_its_schema_and_tells_each_period(self) -> None:
        document = changes_document(found(), "thefts", "2.0.0", "1.0.0", True)
        jsonschema.Draft202012Validator.check_schema(CHANGES_SCHEMA)
        jsonschema.validate(document, CHANGES_SCHEMA)
        assert {p["period"]: (p["status"], p["rows_before"], p["rows"]) for p in document["periods"]} == {
            "2024-12": ("removed", 3, None),
            "2025-01": ("revised", 5, 5),
            "2025-02": ("new", None, 4),
        }
        assert [r["reason"] for r in document["rows"]] == ["late-return", "source-revised"]

    @pytest.mark.parametrize("wrong", [{"level": "huge"}, {"version": "1.0"}, {"extra": 1}, {"values": [{}]}])
    def test_the_schema_refuses_what_is_no_report(self, wrong: dict[str, Any]) -> None:
        document = changes_document(found(), "thefts", "2.0.0", "1.0.0", True) | wrong
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(document, CHANGES_SCHEMA)

    def test_the_table_for_people_guards_formulas(self) -> None:
        lines = changes_csv(changes_document(found(), "thefts", "2.0.0", "1.0.0", True)).decode().splitlines()
        assert lines[1] == '2025-01,changed,"{""theft_id"":""t1""}",note,\'=1+1,,source-revised'
        assert lines[2] == '2025-01,added,,,,"{""theft_id"":""t2""}",late-return'
        assert lines[3] == '2025-01,removed,,,"{""theft_id"":""t3""}",,source-revised'

    def test_many_periods_are_not_all_named(self) -> None:
        months = tuple(f"2025-{month:02d}" for month in range(1, 9))
        plan = replace(QUIET, new=months, changed=())
        text = Found(plan, Diff(), {}, dict.fromkeys(months, 1)).changes[0].text
        assert text == "2025-01, 2025-02, 2025-03, 2025-04, 2025-05 and 3 more periods new with 8 rows"

    def test_a_dataset_of_one_period_is_new_as_a_whole(self) -> None:
        text = Found(replace(QUIET, new=("all",), changed=()), Diff(), {}, {"all": 31}).changes[0].text
        assert text == "everything new with 31 rows"


class TestGate:
    def test_a_value_that_matured_goes_out(self) -> None:
        quiet = found(plan=QUIET, diff=ONE_VALUE, before={"2025-01": 5}, now={"2025-01": 5})
        assert causes_to_hold(THEFTS, quiet, CLEAN, first=False) == ()

    def test_every_cause_is_given_with_its_figures(self) -> None:
        causes = causes_to_hold(THEFTS, found(), CLEAN, first=False)
        assert [(c.check, c.text) for c in causes[:2]] == [
            ("rows-vanished", "4 published rows would vanish"),
            ("period-vanished", "2024-12 was published with 3 rows and is gone"),
        ]
        assert causes[-1].check == "major-unannounced"

    def test_a_thinner_month_is_held(self) -> None:
        thin = found(plan=QUIET, diff=Diff(), before={"2025-01": 5}, now={"2025-01": 4})
        causes = causes_to_hold(THEFTS, thin, CLEAN, first=False)
        assert [c.text for c in causes] == ["2025-01 was published with 5 rows and comes back with 4"]

    def test_what_nothing_explains_is_held(self) -> None:
        plan = replace(QUIET, reasons={"2025-01": None})
        odd = found(plan=plan, diff=ONE_VALUE, before={"2025-01": 5}, now={"2025-01": 5})
        assert [c.check for c in causes_to_hold(THEFTS, odd, CLEAN, first=False)] == ["change-unexplained"]

    def test_the_first_release_is_judged_by_its_quality_alone(self) -> None:
        assert causes_to_hold(THEFTS, found(), CLEAN, first=True) == ()
        failing = replace(CLEAN, checks=(CheckResult("sums", "Sums agree", 3, 1),))
        causes = causes_to_hold(THEFTS, found(), failing, first=True)
        assert [c.text for c in causes] == ["sums: Sums agree (1 of 3 failed)"]

    @pytest.mark.parametrize(("rejected", "held"), [(0, False), (1, False), (2, True)])
    def test_the_share_of_rejected_rows_has_a_limit(self, rejected: int, held: bool) -> None:
        evidence = Evidence((), (), 100, 100 - rejected, rejected, 0)
        assert bool(causes_to_hold(THEFTS, found(), evidence, first=True)) is held


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([{"last_modified": "Wed, 01 Jan 2025 10:00:00 GMT"}, {"last_modified": "2024-12-31T09:00:00Z"}], "2025-01-01"),
        ([{"last_modified": "Wed, 01 Jan 2025 01:00:00 +0200"}], "2024-12-31"),
        ([{"vintage": "2025-06"}, {"vintage": "2025-05"}], "2025-06"),
        ([{"vintage": "2025-06", "last_modified": "2025-07-04"}], "2025-07-04"),
        ([{"last_modified": "Someday, soon", "vintage": "2025-06"}], "2025-06"),
        ([{"vintage": "first edition"}], None),
        ([], None),
    ],
)
def test_as_at_is_the_newest_date_of_the_sources(facts: list[dict[str, str]], expected: str | None) -> None:
    assert as_at(state(f"2025-{i + 1:02d}", **given) for i, given in enumerate(facts)) == expected
