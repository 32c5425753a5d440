"""Each kind is found in the ways people write it, and what only looks like it is left alone."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.screening.kinds import Kind, kinds_in
from pipelines.screening.postcodes import AREAS
from tests.pipelines.screening.corpus import NEGATIVES, POSITIVES

FOUND = [pytest.param(kind, text, id=f"{kind}-{text}") for kind, texts in POSITIVES.items() for text in texts]


@pytest.mark.parametrize(("kind", "text"), FOUND)
def test_it_is_found(kind: Kind, text: str) -> None:
    assert kinds_in(text) == (kind,)


@pytest.mark.parametrize(("kind", "text"), FOUND)
def test_it_is_found_among_other_words(kind: Kind, text: str) -> None:
    assert kind in kinds_in(f"Paid for the repair; {text}, as agreed")
    assert kind in kinds_in(f"a line\n{text}\nanother")


@pytest.mark.parametrize("text", NEGATIVES)
def test_it_is_left_alone(text: str) -> None:
    assert kinds_in(text) == ()


def test_every_kind_of_text_has_its_examples() -> None:
    assert set(POSITIVES) == set(Kind) - {Kind.CONFIDENTIAL}
    assert all(len(texts) >= 5 for texts in POSITIVES.values())


def test_kinds_come_in_one_order_and_once() -> None:
    assert kinds_in("DOB 3/4/1985, 07700 900123, 07700 900124, a@example.org") == (Kind.PHONE, Kind.EMAIL, Kind.BIRTH)


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert set(kinds_in(text)) <= set(Kind)


@given(
    st.sampled_from(sorted("ABCEGHJKLMNOPRSTWXYZ")),
    st.sampled_from(sorted("ABCEGHJKLMNPRSTWXYZ")),
    st.from_regex(r"\A[0-9]{6}\Z"),
    st.sampled_from("ABCD"),
)
def test_national_insurance_numbers_by_the_rule_of_hmrc(first: str, second: str, figures: str, last: str) -> None:
    """HMRC's manual NIM39110: the pairs that are never given are the only ones that are let through."""
    never = first + second in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
    assert (Kind.NATIONAL_INSURANCE in kinds_in(f"{first}{second}{figures}{last}")) is not never


BS7666 = re.compile(r"([A-Z]{1,2})(\d|\d\d|\d[A-HJKMNPR-Y]) \d[ABD-HJLNP-UW-Z]{2}")


@given(st.from_regex(r"\A[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}\Z"))
def test_postcodes_by_their_grammar(text: str) -> None:
    expected = BS7666.fullmatch(text)
    real = expected is not None and expected[1] in AREAS
    assert (Kind.POSTCODE in kinds_in(text)) is real


def test_the_areas_are_all_there() -> None:
    assert len(AREAS) == 124
    assert {"ME", "CT", "TN", "DA", "BR", "ZE", "JE", "GY", "IM"} <= AREAS


@given(st.from_regex(r"\A07[1-57-9][0-9]{8}\Z"), st.sampled_from(["", " ", "-"]))
def test_any_mobile_number(number: str, gap: str) -> None:
    assert Kind.PHONE in kinds_in(f"x {number[:5]}{gap}{number[5:]} y")


@pytest.mark.parametrize("text", ["1" * 100_000, "0 " * 50_000, "a@" * 50_000, "A1" * 50_000, "born on " * 10_000])
def test_hostile_texts_take_no_time(text: str) -> None:
    began = time.perf_counter()
    kinds_in(text)
    assert time.perf_counter() - began < 1
