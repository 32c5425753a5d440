"""Settings are checked before anything runs."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from pipelines.settings import Settings


@pytest.mark.parametrize(
    ("given", "site"),
    [
        ("", ""),
        ("https://data.example.org", "https://data.example.org/"),
        ("https://data.example.org/open/", "https://data.example.org/open/"),
        ("http://127.0.0.1:8000//", "http://127.0.0.1:8000/"),
    ],
)
def test_a_site_ends_in_a_slash(given: str, site: str) -> None:
    assert Settings(site=given).site == site


@pytest.mark.parametrize(
    "given", ["data.example.org", "file:///srv/www", "https://", "https://x.org/?page=1", "https://a b"]
)
def test_what_is_no_web_address_is_refused_with_an_example(given: str) -> None:
    with pytest.raises(ValidationError, match=r"take one such as https://data\.example\.org/"):
        Settings(site=given)


@pytest.mark.parametrize("given", ["2018-06-30", "2021-07-31", "2040-01-01"])
def test_a_day_that_the_sandbox_does_not_have_is_refused_with_those_it_has(given: str) -> None:
    with pytest.raises(ValidationError, match=f"has no {given}: take a day from 2021-08-01 to 2039-12-31"):
        Settings(sandbox_date=date.fromisoformat(given))
