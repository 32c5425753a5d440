"""Settings are checked before anything runs."""

from __future__ import annotations

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
