"""What every command of `openbeat` shares: the common options, and errors that end in one line."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError

from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.dataset import Dataset

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

COMMON: dict[str, Any] = {
    "world": Annotated[str | None, typer.Option(help="sandbox (default), live, or folder:PATH")],
    "force": Annotated[str | None, typer.Option(help="police.uk slug of the force (default kent)")],
    "home": Annotated[Path | None, typer.Option(help="all state (default .openbeat)")],
    "published": Annotated[Path | None, typer.Option(help="the only output (default published)")],
}


def command(function: Callable[..., None]) -> Callable[..., None]:
    """A command that takes the common options and gets them as `settings`, its first argument.

    The options win over `OPENBEAT_*` in the environment. Errors of people and of upstreams end in one line and status
    1.
    """

    @functools.wraps(function)
    def run(**options: Any) -> None:
        given = {name: options.pop(name) for name in COMMON}
        try:
            settings = Settings(**{name: value for name, value in given.items() if value is not None})
            function(settings, **options)
        except ValidationError as trouble:
            _stop("; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in trouble.errors()))
        except _expected() as trouble:
            _stop(str(trouble))

    own = list(inspect.signature(function).parameters.values())[1:]
    common = [
        inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=a) for n, a in COMMON.items()
    ]
    hints = inspect.get_annotations(function, eval_str=True)
    keyword = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hints[p.name]) for p in own]
    run.__signature__ = inspect.Signature([*keyword, *common])  # type: ignore[attr-defined]
    run.__annotations__ = {n: hints[n] for n in (p.name for p in own)} | dict(COMMON) | {"return": None}
    del run.__wrapped__
    return app.command()(run)


def _expected() -> tuple[type[Exception], ...]:
    from pipelines.backfill import BackfillRefused
    from pipelines.body import BodyError
    from pipelines.handover import HandoverError
    from pipelines.lock import HomeIsHeld
    from pipelines.releases.model import ReleaseError
    from pipelines.upstream import SourceError

    return (
        BackfillRefused,
        BodyError,
        HandoverError,
        HomeIsHeld,
        ReleaseError,
        SourceError,
        OSError,
        ValueError,
    )


def _stop(text: str) -> None:
    typer.secho(text, fg="red", err=True)
    raise typer.Exit(1)


def dataset_named(name: str) -> Dataset:
    """A dataset by its name. Raises ValueError, naming those there are."""
    from assets import datasets

    found = {dataset.name: dataset for dataset in datasets()}
    if name not in found:
        raise ValueError(f"there is no dataset {name!r}; there are {', '.join(found)}")
    return found[name]


Name = Annotated[str, typer.Argument(metavar="DATASET", help="its name, such as crime-street")]
