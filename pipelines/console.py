"""What the operator sees: progress while a run works, and tables when it ends."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from pipelines.backfill import Step
from pipelines.night import STEPS, Ending, Night
from pipelines.reading import Deadlines, Said
from pipelines.releases.approvals import Held
from pipelines.reviews import Review

out = Console()
STYLES = {
    Ending.RELEASED: "green",
    Ending.WAITING: "dim",
    Ending.UNCHANGED: "dim",
    Ending.HELD: "yellow",
    Ending.REJECTED: "yellow",
    Ending.FAILED: "red",
}


class _Drawn(logging.Handler):
    """Draws the log's progress as bars, and prints its warnings above them."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(logging.INFO)
        self.progress = progress
        self.bars: dict[tuple[str, str], TaskID] = {}

    def emit(self, record: logging.LogRecord) -> None:
        where = getattr(record, "progress", None)
        if where is not None:
            dataset, doing, done, of = where
            if (dataset, doing) not in self.bars:
                self.bars[dataset, doing] = self.progress.add_task(f"{dataset}: {doing}", total=of)
            self.progress.update(self.bars[dataset, doing], completed=done)
        elif record.levelno >= logging.WARNING:
            self.progress.console.print(f"[yellow]{escape(record.getMessage())}[/]")


@contextmanager
def progress() -> Iterator[None]:
    """Show the work of everything that runs in this context."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    logger = logging.getLogger("openbeat")
    with Progress(*columns, console=out) as bars:
        handler = _Drawn(bars)
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
        try:
            yield
        finally:
            logger.removeHandler(handler)


def show_night(night: Night) -> None:
    """The table that ends every run: what happened to each dataset, and why."""
    table = Table(box=box.SIMPLE_HEAD, title=None)
    for heading in ("dataset", "ended", "version", "what and why"):
        table.add_column(heading, overflow="fold", no_wrap=heading != "what and why")
    for result in night.results:
        ended = Text(result.ending.value, style=STYLES[result.ending])
        table.add_row(result.dataset, ended, result.version, escape(result.text))
    out.print(table)
    out.print(escape(night.text), soft_wrap=True)
    if any(result.ending is Ending.HELD for result in night.results):
        out.print("[yellow]Held releases wait for a person: see them with openbeat review.[/]")


def show_timings(night: Night) -> None:
    """Seconds by dataset and step, slowest dataset first."""
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("seconds of", "landing", "storing", "releasing", "in all"):
        table.add_column(heading, justify="left" if heading == "seconds of" else "right")
    for result in sorted(night.results, key=lambda result: -sum(result.seconds.values())):
        spent = [result.seconds.get(step, 0) for step in STEPS]
        table.add_row(result.dataset, *(f"{seconds:.1f}" for seconds in (*spent, sum(spent))))
    table.add_row("edition", "", "", "", f"{night.seconds:.1f}")
    out.print(table)


def show_deadlines(told: Deadlines) -> None:
    """What is late and what falls due next, in plain words."""
    day = f"as at {told.judged_on}, the newest date of any source" if told.judged_on else "no source gives a date"
    if told.late:
        out.print(f"[yellow]Overdue, {day}:[/]", soft_wrap=True)
    else:
        out.print(f"Nothing is overdue ({day}).", soft_wrap=True)
    for dataset, period, due, days, duties in told.late:
        late = f"{days} day{'' if days == 1 else 's'} late"
        out.print(f"  {dataset} {period} was due on {due} and is {late} ({duties})", soft_wrap=True, highlight=False)
    if told.coming:
        show_rows(("falls due next", "dataset", "why then"), told.coming)


def show_overdue(waiting: Sequence[Review]) -> None:
    """The redactions that somebody should have looked at again by now."""
    for review in waiting:
        out.print(f"[yellow]{escape(review.text)}[/]", soft_wrap=True)


def show_plan(dataset: str, steps: Sequence[Step]) -> None:
    """What a backfill would do, period by period, and its sum."""
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("period", "bytes to fetch", "what will happen"):
        table.add_column(heading, justify="right" if "bytes" in heading else "left")
    for step in steps:
        table.add_row(step.period, f"{step.size:,}" if step.fetch else "", step.text)
    out.print(table)
    fetched = [step for step in steps if step.fetch]
    changing = sum(step.published for step in fetched)
    size = sum(step.size for step in fetched) / 1_000_000
    out.print(
        f"{dataset}: {len(fetched)} of {len(steps)} periods to fetch, {size:,.1f} MB unpacked; "
        f"{changing} published periods may change.",
        soft_wrap=True,
    )


def show_held(waiting: Sequence[Held]) -> None:
    """Every release that waits for a person: why, and what the public would see."""
    if not waiting:
        out.print("Nothing is held.")
    for hold in waiting:
        out.print(
            f"\n[bold]{hold.dataset}[/] {hold.version} (published: {hold.previous or 'nothing yet'}) is {hold.state}"
        )
        for cause in hold.causes:
            out.print(f"  [yellow]why[/]    {escape(cause.text)}")
        for effect in hold.effect:
            out.print(f"  [cyan]effect[/] {escape(effect)}")
        if hold.breaks:
            notice = f"announced in edition {hold.announced_in}" if hold.announced_in else "not announced yet"
            out.print(f"  notice {notice}")
        out.print(f"  files  {escape(str(hold.folder))}")
        hurry = ' --without-notice "..."' if hold.owes_notice else ""
        out.print(f'  then   openbeat approve {hold.dataset} --reason "..."{hurry}')
        out.print(f'    or   openbeat reject {hold.dataset} --reason "..."')


def show_said(dataset: str, said: Said, target: Path | None) -> None:
    """The first rows of what a version said, how many there are, and where they went."""
    show_rows(said.headings, said.rows)
    left = f"; {len(said.rows):,} are shown" if len(said.rows) < said.total else ""
    out.print(f"{dataset} {said.version}, as at {said.as_at or 'no date'}: {said.total:,} rows{left}.")
    if target is not None:
        out.print(f"All of them are in {target}.", soft_wrap=True)


def show_rows(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A plain table of whatever was asked for."""
    table = Table(box=box.SIMPLE_HEAD)
    for heading in headings:
        table.add_column(heading, overflow="fold", no_wrap=heading != headings[-1])
    for row in rows:
        table.add_row(*("" if value is None else escape(str(value)) for value in row))
    out.print(table)
