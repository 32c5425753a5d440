"""What the pages tell people to type exists: commands, options, datasets, variables, targets, files."""

from __future__ import annotations

import ast
import re
import shlex
import tomllib

import duckdb
import pytest
import typer
import yaml

from assets import datasets
from pipelines.cli import app
from pipelines.settings import Settings
from tests.docs.pages import ROOT, Block, DocsPage, pages

PAGES = pages()
CLI = typer.main.get_command(app)
VARIABLE = re.compile(r"\bOPENBEAT_[A-Z_]+\b")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
ELSEWHERE = {"OPENBEAT_REAL", "OPENBEAT_EDITION"}
"""Variables that only tests read."""


def blocks(*languages: str) -> list[Block]:
    return [block for page in PAGES for block in page.blocks(*languages)]


def typed(block: Block) -> list[list[str]]:
    """The words of each command of a shell block, comments and continuations resolved."""
    lines = block.text.replace("\\\n", " ").splitlines()
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def parsed(words: list[str]) -> None:
    """Have the command line itself read an `openbeat` command, without running it. Raises what a person would see."""
    name, *rest = words
    command = CLI.commands[name]  # type: ignore[attr-defined]
    command.make_context(name, rest)


SHELL = [(block, words) for block in blocks("sh") for words in typed(block)]


def openbeat(words: list[str]) -> list[str] | None:
    """What follows `openbeat` in a command that calls it, however it is reached and whatever is set before it."""
    words = [word for at, word in enumerate(words) if not re.fullmatch(r"[A-Z_]+=.*", word) or "=" not in words[at]]
    return words[1:] if words and words[0].rsplit("/", 1)[-1] == "openbeat" else None


@pytest.mark.parametrize(("block", "words"), SHELL, ids=lambda value: str(value)[:60])
def test_a_command_line_is_understood(block: Block, words: list[str]) -> None:
    ours = openbeat(words)
    if ours is not None:
        parsed(ours)
    elif words[0] == "make":
        assert set(words[1:]) <= targets(), block


def test_the_pages_show_commands_at_all() -> None:
    assert len([words for _, words in SHELL if openbeat(words)]) > 10


def test_an_option_that_is_not_there_is_noticed() -> None:
    with pytest.raises(Exception, match="--no-such"):
        parsed(["nightly", "--no-such"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_command_named_in_a_sentence_exists(page: DocsPage) -> None:
    prose = re.sub(r"^```.*?^```$", "", page.text, flags=re.MULTILINE | re.DOTALL)
    for name, options in re.findall(r"`(?:\.venv/bin/)?openbeat ([a-z-]+)((?: [^`]*)?)`", prose):
        assert name in CLI.commands, f"{page.name}: openbeat {name}"  # type: ignore[attr-defined]
        known = {word for param in CLI.commands[name].params for word in param.opts}  # type: ignore[attr-defined]
        assert set(re.findall(r"--[a-z-]+", options)) <= known, f"{page.name}: openbeat {name}{options}"


def targets() -> set[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z]+):", text, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_make_target_named_exists(page: DocsPage) -> None:
    assert set(re.findall(r"`make ([a-z]+)`", page.text)) <= targets()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_variable_named_is_a_setting(page: DocsPage) -> None:
    known = {f"OPENBEAT_{field.upper()}" for field in Settings.model_fields} | ELSEWHERE
    assert set(VARIABLE.findall(page.text)) <= known


def test_every_setting_is_told_to_the_operator() -> None:
    told = set(VARIABLE.findall((ROOT / "docs/operating.md").read_text(encoding="utf-8")))
    assert {f"OPENBEAT_{field.upper()}" for field in Settings.model_fields} <= told


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_link_leads_somewhere(page: DocsPage) -> None:
    made_by_a_night = ("published", ".openbeat")
    for target in LINK.findall(page.text):
        assert target.startswith(made_by_a_night) or (page.path.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("block", blocks("python"), ids=str)
def test_python_parses(block: Block) -> None:
    ast.parse(block.text)


@pytest.mark.parametrize("block", blocks("sql"), ids=str)
def test_sql_parses(block: Block) -> None:
    for statement in duckdb.extract_statements(block.text):
        assert statement.type is not None


@pytest.mark.parametrize("block", blocks("yaml", "yml"), ids=str)
def test_yaml_parses(block: Block) -> None:
    assert yaml.safe_load(block.text) is not None


@pytest.mark.parametrize("block", blocks("toml"), ids=str)
def test_toml_parses(block: Block) -> None:
    assert tomllib.loads(block.text)


@pytest.mark.parametrize(("block", "words"), SHELL, ids=lambda value: str(value)[:60])
def test_a_dataset_in_a_command_is_one_of_ours(block: Block, words: list[str]) -> None:
    names = {dataset.name for dataset in datasets()} | {"station-opening-hours"}
    ours = openbeat(words) or []
    if ours and ours[0] in {"backfill", "approve", "reject", "as-of", "status"} and len(ours) > 1:
        assert ours[1].startswith("-") or ours[1] in names, f"{block}: {ours[1]}"
