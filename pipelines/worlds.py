"""The three worlds that may stand behind the sources: sandbox (default), a folder of files, and the real hosts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipelines.fetch.attempts import Attempt, Patience
from pipelines.fetch.http import Http
from pipelines.releases.history import History
from pipelines.releases.tonight import Tonight
from pipelines.settings import Settings
from pipelines.upstream import SourceError, World

if TYPE_CHECKING:
    from pipelines.sandbox.world import Opened


@dataclass(frozen=True)
class Folder:
    """`Files` below a folder. Hidden files and those of an open office program (`~$...`) are passed over."""

    root: Path

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every file below the folder, relative, sorted."""
        found = (path.relative_to(self.root) for path in self.root.rglob("*") if path.is_file())
        return tuple(sorted(name.as_posix() for name in found if not any(part[0] in ".~" for part in name.parts)))

    def find(self, pattern: str) -> list[str]:
        """Relative paths that match the regular expression as a whole, sorted."""
        compiled = re.compile(pattern)
        return [name for name in self.names if compiled.fullmatch(name)]

    def path(self, relative: str) -> Path:
        """Where a found file stands."""
        return self.root / relative


Journal = Callable[[Attempt], None]
Known = Callable[[str], tuple[str, str]]


@contextmanager
def open_world(
    settings: Settings, journal: Journal = lambda attempt: None, known: Known = lambda url: ("", "")
) -> Iterator[World]:
    """The world that the settings name, for as long as the context lasts.

    `journal` is told of every HTTP request, `known` gives the validators of what is already held. Raises SourceError
    for a folder that is not there.
    """
    inbox = settings.records / "inbox"
    published, coming = History(settings.published), Tonight(settings.published, settings.candidates)
    force = settings.force
    if settings.world.startswith("folder:"):
        root = Path(settings.world.removeprefix("folder:")).expanduser().absolute()
        if not root.is_dir():
            raise SourceError(f"{root} is not a folder: give --world folder:PATH the folder that holds the files")
        today = date.today()  # noqa: DTZ011
        files = Folder(root)
        yield World("folder", False, settings.records, (inbox,), today, None, files, (), published, coming, force)
    elif settings.world == "live":
        with closing(Http(journal=journal, known=known)) as remote:
            today = date.today()  # noqa: DTZ011
            yield World("live", False, settings.records, (inbox,), today, remote, None, (), published, coming, force)
    else:
        patience = Patience(first=0.05, longest=2)
        with (
            _sandbox(settings) as opened,
            closing(Http(_loopback(opened.base_url), journal, known, patience)) as remote,
        ):
            remote.session.trust_env = False  # no proxy stands between us and our own loopback
            inboxes = (inbox, opened.inbox)
            yield World(
                "sandbox",
                True,
                settings.records,
                inboxes,
                settings.sandbox_date,
                remote=remote,
                more_records=(opened.records,),
                published=published,
                coming=coming,
                force=force,
            )


@contextmanager
def _sandbox(settings: Settings) -> Iterator[Opened]:
    """Serve the sandbox for as long as the context lasts."""
    from pipelines.sandbox.world import open_sandbox

    with open_sandbox(settings) as opened:
        yield opened


def _loopback(base_url: str) -> Callable[[str], str]:
    """Where the sandbox serves a real URL: `https://HOST/PATH` at `{base_url}/HOST/PATH`."""

    def route(url: str) -> str:
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return f"{base_url}/{parts.netloc}{parts.path}{query}"

    return route
