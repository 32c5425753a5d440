"""`python -m bench`: measure, and show it in tables."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from bench.measure import Run, interleaved, median
from bench.nights import Night, nights
from bench.ours import CHAIN
from bench.releases import Correction, correction
from bench.site import pages
from bench.supply import write_month

LIMIT = 1.5
"""The most that our chain may cost in time and in memory, as a multiple of DuckDB alone."""

BARE, OURS = "bench.bare", "bench.ours"
out = Console()


def main(
    rows: Annotated[int, typer.Option(help="rows of the month")] = 600_000,
    runs: Annotated[int, typer.Option(help="measured rounds after the one that warms up", min=1)] = 3,
    whole_nights: Annotated[bool, typer.Option("--nights/--no-nights", help="also run two whole nights")] = True,
) -> None:
    """Measure our chain against DuckDB alone, then two whole nights. Nothing outside a temporary folder is touched."""
    with tempfile.TemporaryDirectory(prefix="openbeat-bench-") as name:
        folder = Path(name)
        source = folder / "month.csv"
        size = write_month(source, rows)
        out.print(f"{rows:,} rows, {size:,} bytes of CSV, {os.cpu_count()} processors, {runs} rounds after a warm-up")
        found = interleaved((BARE, OURS), source, folder, runs)
        show_ratios(found[BARE], found[OURS])
        show_stages(found[OURS])
        show_correction(correction(folder / "releases", rows))
        if whole_nights:
            show_nights(nights(folder / "nights"))
            out.print(pages(folder / "nights" / "published").text)


def show_ratios(bare: list[Run], ours: list[Run]) -> None:
    """Medians side by side, and their ratios against the limit."""
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("median of", "DuckDB alone", "openbeat", "ratio", "limit"):
        table.add_column(heading, justify="left" if heading == "median of" else "right")
    for what, unit, scale, limit, low, high in (
        ("work: load, check, store, write", "s", 1.0, LIMIT, [r.seconds(["all"]) for r in bare], _chain(ours)),
        ("work, stored rows checked again", "s", 1.0, 0.0, [r.seconds(["all"]) for r in bare], _everything(ours)),
        ("whole process", "s", 1.0, 0.0, [r.process for r in bare], [r.process for r in ours]),
        ("peak memory", "MB", 1e6, LIMIT, [float(r.peak) for r in bare], [float(r.peak) for r in ours]),
    ):
        one, other = median(low) / scale, median(high) / scale
        kept = f"{limit}" if limit else ""
        colour = "red" if limit and other / one > limit else "green" if limit else "default"
        table.add_row(what, f"{one:,.2f} {unit}", f"{other:,.2f} {unit}", f"[{colour}]{other / one:.2f}[/]", kept)
    out.print(table)


def show_stages(ours: list[Run]) -> None:
    """Where our time goes."""
    table = Table("stage", box=box.SIMPLE_HEAD)
    table.add_column("median seconds", justify="right")
    for stage in ours[0].stages:
        table.add_row(stage, f"{median(run.stages[stage] for run in ours):.2f}")
    out.print(table)


def show_correction(found: Correction) -> None:
    """A correction of one month of 36, against the bare writing of that month."""
    out.print(
        f"One month of 36 corrected ({found.changed:,} values, {found.rows:,} rows in all): {found.ours:.2f} s, "
        f"{found.ratio:.1f} times the bare writing of that month ({found.bare:.2f} s); {found.written_bytes:,} bytes "
        f"written, of which {found.month_bytes:,} are the month"
    )


def show_nights(found: tuple[Night, ...]) -> None:
    """Whole nights, by kind of step."""
    kinds = ("landed", "stored", "release", "edition")
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("night", "whole command", *kinds):
        table.add_column(heading, justify="left" if heading == "night" else "right")
    for night in found:
        steps = [f"{night.steps.get(kind, 0):.1f} s" for kind in kinds]
        table.add_row(night.name, f"{night.seconds:.1f} s", *steps)
    out.print(table)
    for night in found:
        slowest = sorted(night.tables.items(), key=lambda pair: -pair[1])
        out.print(f"{night.name}: {', '.join(f'{name} {seconds:.1f} s' for name, seconds in slowest)}")


def _chain(ours: list[Run]) -> list[float]:
    return [run.seconds(CHAIN) for run in ours]


def _everything(ours: list[Run]) -> list[float]:
    return [run.seconds(run.stages) for run in ours]


if __name__ == "__main__":
    typer.run(main)
