"""Commands about what is published as such: its signature, its check, and what is taken out of it."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from pipelines.command import Name, command, dataset_named
from pipelines.settings import Settings

Code = Annotated[str, typer.Option("--reason", help="personal_data, commercial, safety_of_person and so on")]
Note = Annotated[str, typer.Option(help="why, in words; it is published, so never name what is hidden")]
Day = Annotated[str, typer.Option("--date", help="the day of the decision, as YYYY-MM-DD; it is published")]
Yes = Annotated[bool, typer.Option("--yes", help="do not ask")]
By = Annotated[str, typer.Option(help="your role")]


@command
def verify(
    settings: Settings,
    key: Annotated[str, typer.Option(help="the key that must have signed: its 32 hex digits, or a file")] = "",
) -> None:
    """Check every published byte against its manifest and the whole history against the ledger."""
    from pipelines.releases.verify import main as check

    raise typer.Exit(check([str(settings.published), *(["--key", key] if key else [])]))


@command
def key(
    settings: Settings, action: Annotated[str, typer.Argument(metavar="new|rotate|show", help="what to do")] = "show"
) -> None:
    """Make the office's signing key, make the one that follows it, or show which there are."""
    from pipelines.console import out
    from pipelines.releases.keys import Keyring
    from pipelines.releases.layout import open_published

    keys, published = Keyring(settings.keys), open_published(settings.published).keys
    if action not in {"new", "rotate", "show"}:
        raise ValueError(f"{action!r} is nothing to do with a key: take new, rotate or show")
    if action != "show":
        name = keys.new() if action == "new" else keys.rotate(published)
        out.print(
            f"Key {name} is made in {settings.keys}. Keep a copy where only the office can reach it: whoever has "
            "it can sign as the office. Show its 32 digits where people know you, such as your main website.",
            soft_wrap=True,
        )
    for entry in published:
        last = f"to edition {entry['to_edition']}" if entry["to_edition"] else "on"
        out.print(f"{entry['id']}  signs from edition {entry['from_edition']} {last}")
    for name in sorted(set(keys.ids()) - {entry["id"] for entry in published}):
        out.print(f"{name}  waits for the next edition")


@command
def withdraw(
    settings: Settings,
    dataset: Name,
    version: Annotated[str, typer.Option(help="the version, such as 1.2.0")],
    reason: Code,
    note: Note,
    day: Day,
    by: By = "",
    yes: Yes = False,
) -> None:
    """Take a whole version out of public; a tombstone stays, and the chain still verifies."""
    from pipelines.console import out
    from pipelines.releases.redaction import REASONS, Decided
    from pipelines.takedowns import latest_without, withdraw_version

    decided = Decided(reason=reason, note=note, by=by or getpass.getuser(), day=day)
    chosen = dataset_named(dataset)
    stays = latest_without(settings, chosen, version)
    out.print(
        f"Every file of {dataset} {version} would go from {settings.published}, and a tombstone take its place. "
        + (f"{stays} would be the latest, with the figures they share." if stays else "No version would be left."),
        soft_wrap=True,
    )
    out.print(f"Published with it: {reason} ({REASONS[reason]}), {note!r}, {decided.by}, {day}.", soft_wrap=True)
    if not yes and not typer.confirm("Do it?"):
        raise typer.Exit(0)
    number = withdraw_version(settings, chosen, version, decided)
    out.print(f"{dataset} {version} is withdrawn by edition {number}.")


@command
def redact(
    settings: Settings,
    dataset: Name,
    where: Annotated[
        str, typer.Option(help="SQL that finds the rows, such as \"supplier_name = 'X'\"; never published")
    ],
    reason: Code,
    note: Note,
    day: Day,
    review: Annotated[str, typer.Option(help="the day it is looked at again, as YYYY-MM-DD")],
    columns: Annotated[str, typer.Option(help="what to hide in them, with commas between")] = "",
    rows: Annotated[bool, typer.Option("--rows", help="take the rows out whole")] = False,
    forget_original: Annotated[bool, typer.Option("--forget-original", help="delete the bytes received too")] = False,
    by: By = "",
    yes: Yes = False,
) -> None:
    """Take values or rows out of every version, after showing what would go. They do not come back."""
    from assets import datasets
    from pipelines import takedowns
    from pipelines.console import out, show_rows
    from pipelines.releases.model import count
    from pipelines.releases.redaction import REASONS, Decided

    if bool(columns) == rows:
        raise ValueError("say what to hide: --columns with names, or --rows for the rows as a whole")
    chosen = dataset_named(dataset)
    decided = Decided(reason=reason, note=note, by=by or getpass.getuser(), day=day)
    named = [name.strip() for name in columns.split(",") if name.strip()]
    rule = takedowns.make_rule(settings, chosen, where, named, decided, review)
    rows_hidden, others = takedowns.effect(settings, datasets(), chosen, rule)
    show_rows(("version", "parts", "rows", "values"), rows_hidden)
    out.print(
        f"Published with it: {rule.reason} ({REASONS[rule.reason]}), {rule.note!r}, {rule.by}, {rule.day}, "
        f"to be looked at again on {rule.review}. The condition is not.",
        soft_wrap=True,
        markup=False,
    )
    if forget_original:
        out.print("The received files that these versions were made from would be deleted, and cannot be had back.")
    for other in others:
        out.print(f"[yellow]{other} has some of these texts too: redact it there as well[/]")
    if not yes and not typer.confirm("Take them out of public for good?"):
        raise typer.Exit(0)
    number, forgotten = takedowns.redact_everywhere(settings, datasets(), chosen, rule, forget=forget_original)
    out.print(f"{rule.id} of {dataset} is published by edition {number}. Copies that others took are not reached.")
    if forget_original:
        gone = f"Deleted: {count(forgotten, 'received file')}."
        out.print(f"{gone} What the source still offers is landed again: take it out there too.", soft_wrap=True)


@command
def lift(
    settings: Settings,
    dataset: Name,
    rule: Annotated[str, typer.Option(help="the rule that hides it, such as redaction-1; openbeat status names them")],
    note: Note,
    day: Day,
    by: By = "",
    yes: Yes = False,
) -> None:
    """Let a redaction hide nothing any more, after showing what would come back."""
    from assets import datasets
    from pipelines import takedowns
    from pipelines.console import out, show_rows
    from pipelines.releases.redaction import Lifting

    chosen = dataset_named(dataset)
    lifting = Lifting(id=rule, note=note, by=by or getpass.getuser(), day=day)
    back = takedowns.comes_back(settings, chosen, rule)
    show_rows(("period", "rows that come back or differ"), back)
    left = "It comes back with the next release, which is held for you to approve. Older versions stay without it."
    out.print(
        left if back else "Nothing comes back: the rows are gone, or another rule hides the same.", soft_wrap=True
    )
    out.print(f"Published: {rule} of {dataset} is lifted, {note!r}, {lifting.by}, {day}.", soft_wrap=True, markup=False)
    if not yes and not typer.confirm("Lift it?"):
        raise typer.Exit(0)
    number = takedowns.lift_everywhere(settings, datasets(), chosen, lifting)
    out.print(f"{rule} of {dataset} is lifted by edition {number}. Run openbeat nightly, then openbeat review.")
