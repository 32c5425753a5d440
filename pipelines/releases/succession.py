"""A change of the body that publishes: an edition that brings out nothing, and an event that names both bodies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.releases.edition import edition_files
from pipelines.releases.keys import NO_KEYS, Keyring
from pipelines.releases.layout import Published, open_published
from pipelines.releases.model import Context, ReleaseError
from pipelines.releases.switch import Hook, Plan, alone, begin, finish, heal_alone, move_pointer, stage_edition, unheard

HANDED_OVER = "handed-over"
"""Name of the ledger's event."""


def succeed(published: Path, context: Context, since: date, keys: Keyring = NO_KEYS, hook: Hook = unheard) -> int:
    """Let the body of `context`, in office `since` that day, carry on the editions of another.

    Every version stays as it is and is still the work of who released it; those that follow are the successor's, and
    so are the `keys` that sign from now on. Returns the number of the edition that says so. Raises ReleaseError when
    there is no edition, or it is already this body's, or it is about another force or of the other kind of figures, or
    editions were signed so far and the successor has no key yet.
    """
    with alone(published):
        heal_alone(published)
        shown = open_published(published, context)
        if shown.edition is None:
            raise ReleaseError(f"{published} holds no edition, so that there is nothing to carry on")
        if shown.edition["force"] != context.force:
            raise ReleaseError(f"{published} is about {shown.edition['force']} and not {context.force}: give --force")
        former = shown.edition["publisher"]
        if context.body in {"", former}:
            raise ReleaseError(
                f"records/body.yaml still names {context.body or 'nobody'}: close the entry of {former} with valid_to "
                "and add the successor's before taking over"
            )
        event = {
            "event": HANDED_OVER,
            "from": former,
            "to": context.body,
            "valid_from": since.isoformat(),
            "edition": shown.number + 1,
            "synthetic": context.synthetic,
        }
        return announce(shown, context, event, keys, hook)


def announce(shown: Published, context: Context, event: Mapping[str, Any], keys: Keyring, hook: Hook) -> int:
    """Bring out an edition that has no new version, only an event of the ledger. Returns its number.

    The caller is `alone`.
    """
    number, generation = shown.number + 1, shown.generation
    hook("plan")
    staging = begin(shown, Plan(number, generation))
    documents = edition_files(shown, context, (), (event,), keys=keys)
    stage_edition(documents, staging / "edition", shown.edition_folder(shown.number), hook)
    hook("place edition")
    (staging / "edition").rename(shown.edition_folder(number))
    hook("pointer")
    move_pointer(shown, number, generation)
    finish(shown.root, hook)
    return number
