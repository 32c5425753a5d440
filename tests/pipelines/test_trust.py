"""The commands that sign, check and take out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from tests.pipelines.releases.pressroom import Press, row


@pytest.fixture
def run(tmp_path: Path) -> Any:
    def call(*arguments: str) -> tuple[int, str]:
        folders = ["--home", str(tmp_path), "--published", str(tmp_path / "published")]
        result = CliRunner().invoke(app, [*arguments, *folders])
        return result.exit_code, result.output

    return call


def test_a_key_is_made_once_shown_and_pinned(tmp_path: Path, run: Any) -> None:
    assert run("key", "new")[0] == 0
    status, text = run("key", "new")
    assert (status, "holds the key" in text) == (1, True)
    press = Press(tmp_path)
    press.store.load("2025-01", [row("t1", "2025-01")])
    press.release()
    name = press.keys.ids()[0]
    assert f"{name}  signs from edition 1 on" in run("key")[1]
    assert run("verify", "--key", name)[0] == 0
    assert run("verify", "--key", "0" * 32)[0] == 1
    assert run("key", "rotate")[0] == 0
    assert "waits for the next edition" in run("key", "show")[1]
    assert run("key", "melt")[0] == 1


REDACT = (
    *("redact", "expenditure", "--where", "true", "--reason", "personal_data", "--note", "x"),
    *("--date", "2026-11-21", "--review", "2027-11-21"),
)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ((), "--columns with names, or --rows"),
        (("--rows", "--columns", "purpose"), "--columns with names, or --rows"),
        (("--columns", "amount_gbp"), "allows neither a placeholder nor nothing"),
        (("--rows",), "finds nothing to hide"),
    ],
)
def test_a_redaction_that_is_not_whole_does_nothing(run: Any, tmp_path: Path, more: tuple[str, ...], told: str) -> None:
    status, text = run(*REDACT, *more)
    assert (status, told in " ".join(text.split())) == (1, True)
    assert not (tmp_path / "redactions").exists()


def test_a_version_that_does_not_stand_is_not_withdrawn(run: Any, tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    call = ("withdraw", "budget", "--version", "1.0.0", "--reason", "commercial", "--note", "x", "--date", "2026-11-21")
    assert "budget has no version '1.0.0' to withdraw" in run(*call, "--yes")[1]
    status, text = run(*call, "--by", "Head of data", "--reason", "shame", "--yes")
    assert (status, "take one of personal_data" in text) == (1, True)
