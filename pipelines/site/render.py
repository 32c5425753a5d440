"""From a page's data to its bytes: our templates, escaped, with every gap an error."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from pipelines.site import words
from pipelines.site.reading import Shown

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)
"""The content security policy, on every page and in the header that docs/site.md asks the host for."""
SEARCHES = "site/find.html"
"""The one page that searches: the program that does it is WebAssembly, which a policy has to allow."""
INDEX = "site/search/"
"""Where what is searched stands, with the worker that runs the program, whose policy is that of its own answer."""
EXIT = "https://www.bbc.co.uk/weather"
"""Where somebody who leaves in a hurry is taken: nothing about the police, and often visited."""
LOCAL = "http://127.0.0.1:8000/"
"""What `openbeat serve` listens on: the address in examples until the public one is known."""


@dataclass(frozen=True)
class Page:
    """One page: where it stands in the edition, which template makes it, and with what."""

    path: str
    template: str
    title: str
    section: str = ""
    description: str = ""
    trail: tuple[tuple[str, str], ...] = ()
    """The way here: (title, path) of the pages above."""
    data: Mapping[str, Any] = field(default_factory=dict)
    searched: bool = True
    """Whether search looks through it."""


def policy(path: str) -> str:
    """The content security policy of what stands at a path."""
    searches = path == SEARCHES or path.startswith(INDEX)
    return POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'") if searches else POLICY


def render(page: Page, shown: Shown, paths: Set[str], root: str = "") -> bytes:
    """The page's HTML. `paths` are the pages there are; `root` is where the site begins, for a page that may be shown
    at any address. Raises jinja2.UndefinedError where a template asks for what the page does not have.
    """
    catalogue = shown.catalogue
    common = {
        "page": page,
        "at": lambda target: address(page, target, root),
        "root": root or link(page.path, ".") + "/",
        "paths": paths,
        "listed": shown.listed.keys(),
        "publisher": catalogue["publisher"],
        "synthetic": catalogue["synthetic"],
        "contact": shown.contact,
        "base": shown.address or LOCAL,
        "known": shown.datasets.keys(),
        "policy": policy(page.path),
        "exit": EXIT,
    }
    html = _environment().get_template(page.template).render({**common, **page.data})
    return html.encode()


def address(page: Page, target: str, root: str) -> str:
    """The address of a file of the edition as a page gives it."""
    return root + target if root else link(page.path, target)


def link(source: str, target: str) -> str:
    """The relative address of one file of the site as seen from another; an anchor is kept."""
    path, mark, anchor = target.partition("#")
    return posixpath.relpath(path, posixpath.dirname(source) or ".") + mark + anchor


@cache
def _environment() -> jinja2.Environment:
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    figures = (words.number, words.brief, words.pounds, words.band, words.size, words.decimal)
    measured = (words.told, words.unit, words.of_what, words.unit_of_change)
    says = (*figures, *measured, words.when, words.cadence, words.subject, words.code, words.slug)
    found.filters |= {say.__name__: say for say in says}
    found.globals |= {"signals": words.SIGNALS, "signal_marks": words.SIGNAL_MARKS}
    found.globals |= {"reasons": words.REASONS, "codes": words.CODES, "marks": words.MARKS}
    return found


def assets() -> dict[str, bytes]:
    """The stylesheet and the scripts, by their name in the edition."""
    return {f"site/assets/{path.name}": path.read_bytes() for path in sorted((HERE / "assets").iterdir())}
