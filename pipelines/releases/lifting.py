"""Lift a redaction: its rule hides nothing any more, and an edition says who decided that and why.

What was erased from older versions does not come back: they were written anew without it. It comes back with the next
release, which is held, because nothing but a person explains such a change.
"""

from __future__ import annotations

import json
from typing import Any

from pipelines.releases.keys import Keyring
from pipelines.releases.layout import Published, open_published
from pipelines.releases.model import Context
from pipelines.releases.redaction import Lifting, Rule, Rulebook
from pipelines.releases.succession import announce
from pipelines.releases.switch import Hook

LIFTED = "redaction-lifted"
"""Name of the ledger's event."""


def tell_liftings(
    shown: Published, context: Context, dataset: str, rulebook: Rulebook, keys: Keyring, hook: Hook
) -> int:
    """Say of every rule that is lifted, and of which the ledger does not know yet, that it is. Returns how many."""
    told = {(event["dataset"], event["id"]) for event in _events(shown) if event["event"] == LIFTED}
    redacted = {(event["dataset"], event["id"]) for event in _events(shown) if event["event"] == "redaction"}
    due = [(rule, lifting) for rule, lifting in rulebook.lifted(dataset) if (dataset, rule.id) in redacted - told]
    for rule, lifting in due:
        announce(open_published(shown.root, context), context, _event(dataset, rule, lifting, context), keys, hook)
    return len(due)


def _event(dataset: str, rule: Rule, lifting: Lifting, context: Context) -> dict[str, Any]:
    return {
        "event": LIFTED,
        "dataset": dataset,
        "synthetic": context.synthetic,
        "id": rule.id,
        "reason": rule.reason,
        "note": lifting.note.strip(),
        "by": lifting.by.strip(),
        "date": lifting.day,
    }


def _events(shown: Published) -> list[dict[str, Any]]:
    return [json.loads(line) for line in shown.read("ledger.jsonl").splitlines()]
