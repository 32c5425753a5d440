"""How long a patient client waits."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.fetch.attempts import Patience


@given(st.integers(1, 30), st.floats(0.01, 5), st.floats(5, 100))
def test_waits_double_and_stay_within_jitter_of_the_longest(tried: int, first: float, longest: float) -> None:
    wait = Patience(first=first, longest=longest).wait(tried, None)
    base = min(first * 2 ** (tried - 1), longest)
    assert base <= wait <= base * 1.5


@given(st.integers(1, 10), st.floats(0, 1000))
def test_what_the_server_asks_counts_up_to_the_longest(tried: int, asked: float) -> None:
    wait = Patience(first=0.001, longest=60).wait(tried, asked)
    assert wait <= 60
    assert wait >= min(asked, 60)
