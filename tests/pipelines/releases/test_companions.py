"""A companion goes out with what others bring, and never by itself."""

from __future__ import annotations

from dataclasses import replace

from pipelines.releases import prepare, publish
from pipelines.releases.model import Released, State
from tests.pipelines.releases.pressroom import Press, evidence_of, row, snapshot


def test_alone_it_waits_however_often_and_writes_nothing(press: Press) -> None:
    press.release()
    press.become(companion=True)
    press.store.load("2025-03", [row("t9", "2025-03")])
    assert press.prepare().state is State.READY
    before = snapshot(press.published)
    for _ in range(3):
        outcome = press.publish()
        assert (outcome.number, outcome.released, outcome.waiting) == (1, (), ("thefts",))
        assert outcome.text == "Nothing new to publish; edition 1 stands."
        assert press.prepare().state is State.READY
    assert snapshot(press.published) == before


def test_it_never_makes_the_first_edition(press: Press) -> None:
    press.become(companion=True)
    press.prepare()
    assert press.publish().number == 0
    assert not (press.published / "current").exists()


def test_it_goes_out_with_the_next_that_something_else_brings(press: Press) -> None:
    companion = replace(press.dataset, name="echo", companion=True)
    given = evidence_of(press.store)
    prepare(companion, press.store, given, press.context, press.published, press.candidates)
    press.prepare()
    both = [press.dataset, companion]
    outcome = publish(both, press.context, press.published, press.candidates)
    assert outcome.released == (Released("echo", "1.0.0"), Released("thefts", "1.0.0"))
    assert (outcome.number, outcome.waiting) == (1, ())
