"""What the pages for people hold: their code blocks, the files they ask to write, the commands they name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BLOCK = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^\*\*`(?P<path>[^`]+)`\*\*\n\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One fenced block of a page, and the 1-based line that opens it."""

    page: str
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


@dataclass(frozen=True)
class DocsPage:
    """One Markdown file of the repository."""

    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    def blocks(self, *languages: str) -> list[Block]:
        """The fenced blocks in these languages, in order."""
        found = [
            Block(self.name, self.text.count("\n", 0, match.start()) + 1, match["language"], match["text"])
            for match in BLOCK.finditer(self.text)
        ]
        return [block for block in found if block.language in languages]

    def files(self) -> dict[str, str]:
        """The files that the page asks to write: a path in bold above a block."""
        return {match["path"]: match["text"] for match in FILE.finditer(self.text)}


def pages() -> list[DocsPage]:
    """README.md and every page below docs/ and records/."""
    found = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "records").rglob("*.md")]
    return [DocsPage(path) for path in sorted(found)]
