"""The publishing office is data."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.body import BodyError, read_body

TWO = """bodies:
  - {office: Old office, force_slug: kent, valid_from: 2012-11-22, valid_to: 2028-05-10, colour: blue}
  - {office: New office, force_slug: kent, valid_from: 2028-05-11, homepage: null}
  - {office: Essex office, force_slug: essex, valid_from: 2030-01-01}
"""
QUOTED = "bodies: [{office: a, force_slug: kent, valid_from: '2028-05-11'}]"


def _write(folder: Path, text: str) -> Path:
    (folder / "body.yaml").write_text(text)
    return folder


def test_the_latest_office_of_the_force(tmp_path: Path) -> None:
    body = read_body(_write(tmp_path, TWO), "kent")
    assert (body.office, body.homepage, body.valid_to) == ("New office", "", None)
    assert read_body(tmp_path, "essex").office == "Essex office"


def test_a_force_without_an_office_has_no_name_for_it(tmp_path: Path) -> None:
    body = read_body(_write(tmp_path, TWO), "dorset")
    assert (body.office, body.force_slug) == ("", "dorset")


@pytest.mark.parametrize("text", ["", "bodies: 3", "- a", "bodies: [{office: x}]", "bodies: [", "bodies: [x]", QUOTED])
def test_what_is_no_list_of_bodies_is_said(tmp_path: Path, text: str) -> None:
    with pytest.raises(BodyError, match="it should hold a list 'bodies'"):
        read_body(_write(tmp_path, text), "kent")


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(BodyError, match=r"body\.yaml"):
        read_body(tmp_path, "kent")


def test_the_office_of_this_repository(root: Path) -> None:
    body = read_body(root / "records", "kent")
    assert "Kent" in body.office
    assert body.homepage.startswith("https://")
