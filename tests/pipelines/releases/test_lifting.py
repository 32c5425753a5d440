"""A redaction that is lifted: the ledger says so, a person lets it come back, and older versions stay without it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from pipelines.releases import ReleaseError, State, approve, verify
from pipelines.releases.layout import open_published
from pipelines.releases.lifting import LIFTED
from pipelines.releases.redaction import Lifting
from pipelines.releases.switch import heal
from pipelines.releases.takedown import insist_on_rules, lift, settle
from tests.pipelines.releases.pressroom import Press, row
from tests.pipelines.releases.test_takedown import told

NAME = "Arthur Q. Dent"
LIFTING = Lifting(id="redaction-1", note="It is a firm", by="Head of data", day="2026-12-01")


@pytest.fixture
def hidden(press: Press) -> Press:
    """Two months; a name in the first is hidden."""
    press.store.load("2025-01", [row("t1", "2025-01", "1.50", NAME), row("t2", "2025-01", "1.50", "a purse")])
    press.store.load("2025-02", [row("t3", "2025-02", "1.50", "a cat")])
    press.release()
    press.redact(f"note = '{NAME}'", "note")
    assert told(press.published, NAME) == []
    return press


def events(press: Press, name: str = LIFTED) -> list[dict[str, Any]]:
    """The ledger's events of a kind."""
    found = [json.loads(line) for line in (press.published / "ledger.jsonl").read_bytes().splitlines()]
    return [event for event in found if event["event"] == name]


def test_the_ledger_says_who_lifted_it_and_why(hidden: Press) -> None:
    number = lift(hidden.desk(), hidden.dataset, hidden.rulebook, LIFTING)
    assert number == 3
    (event,) = events(hidden)
    assert (event["id"], event["note"], event["by"], event["date"]) == tuple(LIFTING.__dict__[n] for n in _ORDER)
    assert event["reason"] == "personal_data"
    assert verify(hidden.published).problems == []
    assert told(hidden.published, NAME) == [], "nothing comes back by itself"
    assert "where" not in event


_ORDER = ("id", "note", "by", "day")


def test_it_comes_back_when_a_person_lets_it(hidden: Press) -> None:
    lift(hidden.desk(), hidden.dataset, hidden.rulebook, LIFTING)
    outcome = hidden.prepare()
    assert (outcome.state, [cause.check for cause in outcome.causes]) == (State.HELD, ["change-unexplained"])
    assert told(hidden.published, NAME) == []
    approve(hidden.candidates, "thefts", "It is a firm", "Head of data", published=hidden.published)
    (released,) = hidden.publish().released
    assert released.version == "1.0.1"
    assert NAME in hidden.csv("1.0.1", "2025-01")["note"].to_list()
    assert NAME not in hidden.csv("1.0.0", "2025-01")["note"].to_list()
    assert verify(hidden.published).problems == []
    assert hidden.prepare().state is State.UNCHANGED


def test_the_next_rule_has_a_name_of_its_own(hidden: Press) -> None:
    lift(hidden.desk(), hidden.dataset, hidden.rulebook, LIFTING)
    assert hidden.rulebook.rules("thefts") == ()
    assert hidden.rulebook.next_id("thefts") == "redaction-2"
    ((rule, lifting),) = hidden.rulebook.lifted("thefts")
    assert (rule.id, lifting) == ("redaction-1", LIFTING)
    insist_on_rules(open_published(hidden.published), "thefts", hidden.rulebook)
    hidden.redact("note = 'a cat'", "note")
    assert [rule.id for rule in hidden.rulebook.rules("thefts")] == ["redaction-2"]
    assert verify(hidden.published).problems == []


@pytest.mark.parametrize("name", ["redaction-2", "", "withdrawal-1.0.0"])
def test_a_rule_that_does_not_stand_cannot_be_lifted(hidden: Press, name: str) -> None:
    with pytest.raises(ReleaseError, match="that stands; there are redaction-1"):
        lift(hidden.desk(), hidden.dataset, hidden.rulebook, replace(LIFTING, id=name))
    lift(hidden.desk(), hidden.dataset, hidden.rulebook, LIFTING)
    with pytest.raises(ReleaseError, match="there are none"):
        lift(hidden.desk(), hidden.dataset, hidden.rulebook, LIFTING)
    assert len(events(hidden)) == 1


@pytest.mark.parametrize("wrong", [{"note": " "}, {"by": ""}, {"day": "soon"}, {"note": "Ring 07700 900123"}])
def test_a_lifting_is_whole_and_holds_nothing_personal(wrong: dict[str, str]) -> None:
    with pytest.raises(ReleaseError) as caught:
        replace(LIFTING, **wrong)
    assert "900123" not in str(caught.value)


def test_a_machine_that_dies_at_any_step_finishes_the_next_time(hidden: Press) -> None:
    class Died(Exception):
        """The machine stops."""

    steps: list[str] = []
    hidden.rulebook.lift("thefts", LIFTING)
    for number in range(100):

        def stop(step: str, number: int = number) -> None:
            steps.append(step)
            if len(steps) > number:
                raise Died

        steps.clear()
        try:
            settle(hidden.desk(stop), [hidden.dataset], hidden.rulebook)
            break
        except Died:
            assert verify(hidden.published).problems == []
            heal(hidden.published)
    assert len(events(hidden)) == 1
    assert number > 3
    assert verify(hidden.published).problems == []
