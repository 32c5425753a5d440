"""The text of faults: what it may say, what it may not, and that it is counted down once however many ask."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sandbox.faults import KINDS, Faults, parse


def test_the_parts_of_a_fault() -> None:
    first, second, third, fourth = parse("429=2:3@archive/2026, html ,slow=0.5:*@kent$,slow")
    assert (first.kind, first.seconds, first.times, first.where.pattern) == ("429", 2.0, 3, "archive/2026")
    assert (second.kind, second.seconds, second.times, second.where.pattern) == ("html", 0.0, 1, "")
    assert (third.kind, third.seconds, third.times, third.where.pattern) == ("slow", 0.5, None, "kent$")
    assert fourth.seconds == 1.0


def test_the_default_of_the_settings_and_its_example_parse() -> None:
    assert parse("") == ()
    assert [(f.kind, f.times) for f in parse("429:2@archive,html:1@last-updated")] == [("429", 2), ("html", 1)]


@pytest.mark.parametrize(
    "text", ["404", "html:x", "html:-1", "500=2", "slow=fast", "reset@(", "@archive", "429:", "429@", "HTML"]
)
def test_a_bad_text_says_what_is_allowed(text: str) -> None:
    with pytest.raises(ValueError, match="KIND one of 429, 500, 503, slow") as caught:
        parse(f"html,{text}")
    assert repr(text) in str(caught.value)


@given(st.text(max_size=20))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        faults = parse(text)
    except ValueError as error:
        assert "KIND one of" in str(error)  # noqa: PT017
    else:
        assert all(fault.kind in KINDS for fault in faults)


def test_faults_strike_in_turn_where_they_match() -> None:
    faults = Faults(parse("429:2@archive,500@archive,reset:*@api"))
    struck = [faults.strike("data.police.uk/data/archive/") for _ in range(4)]
    assert [fault.kind if fault else None for fault in struck] == ["429", "429", "500", None]
    assert [fault.kind for _ in range(5) if (fault := faults.strike("data.police.uk/api/forces"))] == ["reset"] * 5


def test_a_count_is_exact_under_many_threads() -> None:
    faults = Faults(parse("503:50"))
    with ThreadPoolExecutor(16) as pool:
        struck = list(pool.map(lambda _: faults.strike("host/path"), range(400)))
    assert sum(fault is not None for fault in struck) == 50
