"""The index that the search box asks: Pagefind's (MIT), made from the pages themselves and read back as bytes.

The browser takes only the pieces of it that hold what is looked for. The same pages give the same files. Nothing here
asks the network.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pagefind_bin import get_executable

from pipelines.site.render import INDEX

LEFT_OUT = ("pagefind-*ui.*", "pagefind-highlight.js", "wasm.unknown.pagefind")
"""What Pagefind adds beside the index: its own search boxes, and a stemmer for pages without a language."""
CELL = re.compile(rb"</(dt|dd|td|th)>")
"""Where a cell ends: without a space after it, Pagefind takes its last word and the next cell's first for one."""
LONGEST = 600
"""Seconds that indexing may take; a thousand pages take one."""


class SearchError(Exception):
    """The index could not be made."""


def index(pages: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of the index over some pages, by their name in the edition; none where there is no page. What is
    outside `data-pagefind-body` is not looked through. Raises SearchError with what Pagefind said.
    """
    if not pages:
        return {}
    with tempfile.TemporaryDirectory(prefix="openbeat-search-") as name:
        source, made = Path(name) / "pages", Path(name) / "index"
        for path, content in pages.items():
            (source / path).parent.mkdir(parents=True, exist_ok=True)
            (source / path).write_bytes(CELL.sub(rb"\g<0> ", content))
        _run(source, made)
        kept = [path for path in sorted(made.rglob("*")) if path.is_file() and not any(map(path.match, LEFT_OUT))]
        return {INDEX + path.relative_to(made).as_posix(): path.read_bytes() for path in kept}


def _run(source: Path, made: Path) -> None:
    """Run the program that the package brings."""
    options = ("--exclude-selectors", "pre, svg, .hash", "--silent")
    try:
        command = [get_executable(), "--site", source, "--output-path", made, *options]
        subprocess.run(command, check=True, capture_output=True, timeout=LONGEST)  # noqa: S603  our own program and paths
    except FileNotFoundError as error:
        raise SearchError(f"Pagefind is not there: {error}. Do: .venv/bin/pip install pagefind-bin") from error
    except subprocess.CalledProcessError as error:
        said = (error.stdout + error.stderr).decode(errors="replace").strip()
        raise SearchError(f"Pagefind could not index the pages: {said or error}") from error
    except subprocess.TimeoutExpired as error:
        raise SearchError(f"Pagefind took longer than {LONGEST} seconds and was stopped") from error
