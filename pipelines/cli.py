"""`openbeat`: the operator's and the engineer's commands. Each is short; the work stands elsewhere."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

import pipelines.trust  # noqa: F401 - its commands are ours too
from pipelines.command import Name, app, command, dataset_named
from pipelines.settings import ROOT, Settings

Reason = Annotated[str, typer.Option(help="why; it is published")]


@command
def nightly(
    settings: Settings,
    timings: Annotated[bool, typer.Option("--timings", help="end with the seconds that each dataset took")] = False,
) -> None:
    """Fetch, check, store and publish everything that is new."""
    from assets import datasets
    from pipelines.console import progress, show_night, show_overdue, show_timings
    from pipelines.night import run_nightly
    from pipelines.reviews import overdue

    with progress():
        night = run_nightly(settings, datasets())
    show_night(night)
    show_overdue(overdue(settings, datasets()))
    if timings:
        show_timings(night)
    raise typer.Exit(night.exit_code)


@command
def backfill(
    settings: Settings,
    dataset: Name,
    first: Annotated[str, typer.Option("--from", help="first period, such as 2024-01")] = "",
    last: Annotated[str, typer.Option("--to", help="last period, such as 2025-12")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
) -> None:
    """Fetch or re-read some periods of one dataset, after showing what that would do."""
    from pipelines import steps
    from pipelines.backfill import plan, remark, wanted
    from pipelines.console import out, progress, show_night, show_plan
    from pipelines.landing import Landing
    from pipelines.night import run_backfill
    from pipelines.releases.layout import open_published

    chosen = dataset_named(dataset)
    periods = wanted(chosen, first, last or first)
    latest = open_published(settings.published).latest(chosen.name)
    listing = steps.find(settings, chosen, periods)
    held = Landing(settings.landing).journal(chosen.source.name).latest
    show_plan(chosen.name, plan(listing, periods, held, list(latest.periods) if latest else []))
    if text := remark(chosen, first):
        out.print(text, soft_wrap=True)
    if not yes and not typer.confirm("Do it?"):
        raise typer.Exit(0)
    with progress():
        night = run_backfill(settings, chosen, periods)
    show_night(night)
    raise typer.Exit(night.exit_code)


@command
def status(
    settings: Settings, dataset: Annotated[str, typer.Argument(help="one dataset, period by period")] = ""
) -> None:
    """Coverage by dataset and period, what is held or overdue, what falls due, which redactions to look at again."""
    from assets import datasets
    from pipelines.console import out, show_deadlines, show_overdue, show_rows
    from pipelines.reading import coverage_by_period, coverage_summary, deadlines
    from pipelines.releases.approvals import held
    from pipelines.reviews import overdue, reviews

    if dataset:
        show_rows(("period", "status", "rows", "evidence"), coverage_by_period(settings, dataset_named(dataset).name))
        return
    show_rows(("dataset", "latest", "periods", "rows", "coverage"), coverage_summary(settings))
    for hold in held(settings.candidates):
        out.print(f"[yellow]{hold.dataset} {hold.version} is {hold.state}; see openbeat review[/]")
    if told := deadlines(settings):
        show_deadlines(told)
    if known := reviews(settings, datasets()):
        show_rows(("look again by", "dataset", "redaction", "reason"), [list(vars(one).values()) for one in known])
    show_overdue(overdue(settings, datasets()))


@command
def review(settings: Settings) -> None:
    """What is held, why, and what the public would see."""
    from pipelines.console import show_held
    from pipelines.releases.approvals import held

    show_held(held(settings.candidates, settings.published))


@command
def approve(
    settings: Settings,
    dataset: Name,
    reason: Reason,
    by: Annotated[str, typer.Option(help="your role")] = "",
    without_notice: Annotated[str, typer.Option(help="why a break of the schema was not announced first")] = "",
) -> None:
    """Let a held release go out, with a reason that stands in the ledger, and publish it."""
    from assets import datasets
    from pipelines.console import out
    from pipelines.releases.approvals import approve as decide
    from pipelines.steps import publish_edition

    decide(
        settings.candidates,
        dataset_named(dataset).name,
        reason,
        by or getpass.getuser(),
        published=settings.published,
        without_notice=without_notice,
    )
    out.print(publish_edition(settings, datasets()).text)


@command
def reject(
    settings: Settings, dataset: Name, reason: Reason, by: Annotated[str, typer.Option(help="your role")] = ""
) -> None:
    """Refuse a held release: what is published stays, and it is not asked again until the data change."""
    from pipelines.console import out
    from pipelines.releases.approvals import reject as decide

    hold = decide(settings.candidates, dataset_named(dataset).name, reason, by or getpass.getuser())
    out.print(f"{hold.dataset} {hold.version} is rejected; {hold.previous or 'nothing'} stays published.")


@command
def check(
    settings: Settings,
    what: Annotated[str, typer.Argument(metavar="WHAT", help="records, inbox, or a spreadsheet's file name")],
) -> None:
    """List everything that is wrong with what the office writes, before a night finds it."""
    if what == "records":
        _check_records(settings)
    else:
        _check_spreadsheets(settings, what)


def _check_spreadsheets(settings: Settings, what: str) -> None:
    from assets import datasets
    from pipelines.desk.copy import write_copy
    from pipelines.desk.inbox import check_file, check_inbox
    from pipelines.desk.report import report

    found = check_inbox(settings, datasets()) if what == "inbox" else check_file(settings, datasets(), Path(what))
    for checked in found:
        for line in report(checked, write_copy(checked, settings.to_correct)):
            typer.echo(line)
    if not found:
        typer.echo(f"{settings.records / 'inbox'} holds no spreadsheet.")
    raise typer.Exit(0 if all(checked.clean for checked in found) else 1)


def _check_records(settings: Settings) -> None:
    from assets import datasets
    from pipelines.console import out
    from pipelines.proofreading import check_records

    found = check_records(settings, datasets())
    for issue in found:
        line = f" line {issue.row}" if issue.row and f"line {issue.row}" not in issue.text else ""
        said = issue.text if issue.text.startswith(issue.resource) else f"{issue.resource}{line}: {issue.text}"
        out.print(said, soft_wrap=True, markup=False, highlight=False)
    out.print(f"{len(found)} problem{'s' * (len(found) != 1)} in {settings.records}.", soft_wrap=True)
    raise typer.Exit(1 if found else 0)


@command
def template(
    settings: Settings,
    dataset: Name,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="a new file (default DATASET.xlsx)")] = None,
) -> None:
    """Write a workbook to fill in and drop into records/inbox, with drop-downs, examples and notes."""
    from assets import datasets
    from pipelines.desk.template import fillable, write_template

    found = fillable(datasets())
    if dataset not in found:
        raise ValueError(f"there is no template for {dataset!r}; there is one for {', '.join(sorted(found))}")
    path = file or Path(f"{dataset}.xlsx")
    if path.exists():
        raise ValueError(f"{path} is there already and may be filled in: give another name")
    with path.open("xb") as sink:
        write_template(found[dataset], sink)
    typer.echo(f"{path} is ready to fill in. Keep {dataset} at the beginning of its name.")


@command
def sql(
    settings: Settings, query: Annotated[str, typer.Argument(help="SQL; without it, the tables are listed")] = ""
) -> None:
    """Ask the store, through a copy that no run has to wait for."""
    from pipelines.console import show_rows
    from pipelines.reading import ask

    show_rows(*ask(settings, query or "SELECT table_name, estimated_size AS rows FROM duckdb_tables() ORDER BY 1"))


@command
def as_of(
    settings: Settings,
    dataset: Name,
    version: Annotated[str, typer.Option(help="as it stood in this version, such as 1.2.0")] = "",
    edition: Annotated[int, typer.Option(help="as it stood in this edition")] = 0,
    date: Annotated[str, typer.Option(help="as at this date, by the dates of the sources: 2026-03-31 or 2026-03")] = "",
    period: Annotated[str, typer.Option(help="one period, such as 2026-01")] = "",
    sql: Annotated[str, typer.Option(help="a query over the rows, under the dataset's name in snake_case")] = "",
    out: Annotated[Path | None, typer.Option(help="write every row as CSV to this file")] = None,
    limit: Annotated[int, typer.Option(help="rows to show")] = 20,
) -> None:
    """What a dataset said then: its rows as they were published."""
    from pipelines.console import show_said
    from pipelines.reading import Moment, as_of

    chosen = dataset_named(dataset)
    show_said(chosen.name, as_of(settings, chosen, Moment(version, edition, date), period, sql, out, limit), out)


@command
def handover(
    settings: Settings,
    package: Annotated[Path, typer.Argument(metavar="PACKAGE", help="a new .zip file, or a new folder")],
    with_originals: Annotated[
        bool, typer.Option("--with-originals", help="the landed bytes and the inbox too")
    ] = False,
) -> None:
    """Pack everything that a successor body needs to carry on."""
    from pipelines.console import out
    from pipelines.handover.pack import is_confidential, pack

    entries = pack(settings, package, originals=with_originals)
    out.print(f"{package} holds {entries:,} files, and HANDOVER.md says how to carry on. No private key is among them.")
    if is_confidential(settings, originals=with_originals):
        out.print("It is confidential: give it to the successor alone, and publish only what is in its published/.")


@command
def takeover(
    settings: Settings, package: Annotated[Path, typer.Argument(metavar="PACKAGE", help="what handover made")]
) -> None:
    """Carry on from a hand-over, under the body that records/body.yaml names."""
    from pipelines.console import out
    from pipelines.handover.take import take_over

    number = take_over(settings, package)
    out.print(f"Edition {number} in {settings.published} says who took over. Carry on with openbeat nightly.")


@command
def serve(settings: Settings, port: Annotated[int, typer.Option(help="port on this machine")] = 8000) -> None:
    """Serve the published pages and data on this machine."""
    from pipelines.console import out
    from pipelines.site.serve import make_server

    if not (settings.published / "index.html").is_file():
        raise ValueError(f"{settings.published} holds no pages yet: run openbeat nightly first")
    with make_server(settings.published, port) as server:
        out.print(f"{settings.published} on http://127.0.0.1:{port}/ until you press Ctrl-C")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            out.print("stopped")


@command
def dev(settings: Settings, port: Annotated[int, typer.Option(help="port of the web UI")] = 3000) -> None:
    """Open Dagster's web UI on the same instance."""
    from pipelines.instance import set_up

    environment = os.environ | {
        "DAGSTER_HOME": str(set_up(settings)),
        "OPENBEAT_WORLD": settings.world,
        "OPENBEAT_FORCE": settings.force,
        "OPENBEAT_COMPARE": settings.compare,
        "OPENBEAT_HOME": str(settings.home),
        "OPENBEAT_PUBLISHED": str(settings.published),
    }
    os.chdir(ROOT)
    dg = Path(sys.executable).with_name("dg")
    os.execve(dg, [str(dg), "dev", "--port", str(port)], environment)  # noqa: S606 - our own environment's command


@command
def sandbox(settings: Settings) -> None:
    """Serve the sandbox world by itself, for looking at what it serves."""
    import time

    from pipelines.console import out
    from pipelines.sandbox.world import open_sandbox

    with open_sandbox(settings) as opened:
        out.print(f"https://HOST/PATH is served at {opened.base_url}/HOST/PATH, for example")
        out.print(f"  {opened.base_url}/data.police.uk/data/archive/", soft_wrap=True)
        out.print(
            f"spreadsheets as staff would drop them are in {opened.inbox}, its records in {opened.records}",
            soft_wrap=True,
        )
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            out.print("stopped")


def main() -> None:
    """Entry point of the `openbeat` command."""
    app()
