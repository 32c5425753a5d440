"""Planning looks at fingerprints alone; reports and the gate at what was found. None of it reads or writes anything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pipelines.dataset import Grain
from pipelines.evidence import CheckResult, Evidence
from pipelines.releases.documents import as_at
from pipelines.releases.gate import causes_to_hold
from pipelines.releases.model import Counts, Reason
from pipelines.releases.plan import Part, Plan, make_plan, parts_of
from pipelines.releases.report import Found
from pipelines.releases.spool import Moved
from pipelines.releases.version import Change, Level, gravest
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


def found(**parts: Any) -> Found:
    """January revised, February new, December gone; `parts` say otherwise."""
    plan = Plan((), (), ("2025-02",), ("2025-01",), ("2024-12",), {"2025-01": Reason.SOURCE_REVISED})
    moved = {"2025-01": Moved(added=1, removed=1, changed=1, values=1)}
    whole = Found(plan, moved, {"2024-12": 3, "2025-01": 5}, {"2025-01": 5, "2025-02": 4}, Grain.MONTH)
    return replace(whole, **parts)


QUIET = Plan((), (), (), ("2025-01",), (), {"2025-01": Reason.SOURCE_REVISED})
ONE_VALUE = {"2025-01": Moved(changed=1, values=1)}
SAME_ROWS = {"before": {"2025-01": 5}, "now": {"2025-01": 5}}


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

    def test_values_that_the_policy_does_not_expect_are_counted_in_the_sentence(self) -> None:
        odd = found(plan=QUIET, moved={"2025-01": Moved(changed=20, values=57, unexpected=12)}, **SAME_ROWS)
        assert [c.text for c in odd.changes] == [
            "57 values changed in 20 published rows, 12 values outside what the revision policy expects"
        ]

    def test_many_periods_are_named_by_their_ends(self) -> None:
        months = tuple(f"{2023 + i // 12}-{i % 12 + 1:02d}" for i in range(8, 44))
        text = Found(replace(QUIET, new=months), {}, {}, dict.fromkeys(months, 1), Grain.MONTH).changes[0].text
        assert text == "36 periods new (2023-09 to 2026-08), 36 rows"

    def test_a_dataset_of_one_period_is_new_as_a_whole(self) -> None:
        text = Found(replace(QUIET, new=("all",)), {}, {}, {"all": 31}, Grain.WHOLE).changes[0].text
        assert text == "all new, 31 rows"


class TestGate:
    def test_a_value_that_matured_goes_out(self) -> None:
        quiet = found(plan=QUIET, moved=ONE_VALUE, **SAME_ROWS)
        assert causes_to_hold(THEFTS, quiet, CLEAN, first=False) == ()

    def test_every_cause_is_given_with_its_figures(self) -> None:
        causes = causes_to_hold(THEFTS, found(), CLEAN, first=False)
        assert [(c.check, c.text) for c in causes[:2]] == [
            ("rows-vanished", "4 published rows would vanish"),
            ("period-vanished", "2024-12 was published with 3 rows and is gone"),
        ]
        assert len(causes) == 2

    def test_a_thinner_month_is_held(self) -> None:
        thin = found(plan=QUIET, moved={}, before={"2025-01": 5}, now={"2025-01": 4})
        causes = causes_to_hold(THEFTS, thin, CLEAN, first=False)
        assert [c.text for c in causes] == ["2025-01 was published with 5 rows and comes back with 4"]

    @pytest.mark.parametrize(
        ("moved", "text"),
        [
            (Moved(changed=1, values=2, unexplained_values=2), "2 values and 0 rows changed and nothing explains why"),
            (Moved(added=1, unexplained_rows=1), "0 values and 1 row changed and nothing explains why"),
        ],
    )
    def test_what_nothing_explains_is_held(self, moved: Moved, text: str) -> None:
        odd = found(plan=QUIET, moved={"2025-01": moved}, **SAME_ROWS)
        causes = causes_to_hold(THEFTS, odd, CLEAN, first=False)
        assert [(c.check, c.text) for c in causes] == [("change-unexplained", text)]

    def test_only_a_break_of_the_schema_is_owed_notice(self) -> None:
        fewer = found(plan=QUIET, moved={"2025-01": Moved(removed=1, added=1)}, **SAME_ROWS)
        assert [c.check for c in causes_to_hold(THEFTS, fewer, CLEAN, first=False)] == ["rows-vanished"]
        loose = found(plan=QUIET, moved={}, **SAME_ROWS, schema=(Change("constraint-loosened", "field a is freer"),))
        assert causes_to_hold(THEFTS, loose, CLEAN, first=False) == ()
        strict = replace(loose, schema=(*loose.schema, Change("constraint-tightened", "field b is stricter")))
        assert [(c.check, c.text) for c in causes_to_hold(THEFTS, strict, CLEAN, first=False)] == [
            ("major-unannounced", "the change breaks what people built on it: field b is stricter")
        ]

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
