"""The suppliers of the sandbox: who they are, and under which contract each is paid. All of it is made up.

What the sandbox's registers have in common stands here too: names, ids, marks and draws.
"""

from __future__ import annotations

import random

from pipelines.sandbox.page import MARK, Setting

FIRMS = ("Oakfold", "Weirside", "Harbourne", "Tallow", "Merrow", "Stoneacre", "Larkfen", "Quillbury")
TRADES = ("Fleet Services Ltd", "Supplies Limited", "Systems plc", "Partners LLP", "Borough Council", "Support Trust")
SUPPLIERS = tuple(f"{firm} {trade}" for trade in TRADES for firm in FIRMS)
"""Every firm in every trade; the first has the contract number 1."""

REGISTERED = 40
"""Contracts up to this number stand in the sandbox's register; payments under the others name a contract that the
public cannot find, as happens."""

KINDS = {
    "Fleet Services Ltd": "company",
    "Supplies Limited": "company",
    "Systems plc": "company",
    "Partners LLP": "partnership",
    "Borough Council": "public-body",
    "Support Trust": "charity",
}


def contract_id(number: int) -> str:
    """The id of a contract of the sandbox, by its number."""
    return f"sample-c-{number:04}"


def decision_id(number: int) -> str:
    """The id of a decision that the sandbox's records speak of, by its number."""
    return f"sample-d-{number:03}"


def contract_of(supplier: str) -> str | None:
    """The contract under which a supplier is paid; a person has none."""
    return contract_id(SUPPLIERS.index(supplier) + 1) if supplier in SUPPLIERS else None


def kind_of(supplier: str) -> str:
    """What a supplier is, by its name."""
    return next(kind for trade, kind in KINDS.items() if supplier.endswith(trade))


def org_id_of(supplier: str) -> str:
    """An identifier in the form of org-id.guide whose number can belong to nobody."""
    scheme = {"company": "GB-COH", "partnership": "GB-COH", "charity": "GB-CHC"}.get(kind_of(supplier))
    return f"{scheme}-SAMPLE{SUPPLIERS.index(supplier) + 1:03}" if scheme else "none"


def marked(text: str) -> str:
    """A name or a title of the sandbox: it can never pass for a real one."""
    return f"{text} ({MARK})"


def chance_of(setting: Setting, kind: str, number: int) -> random.Random:
    """The draws of one record: made from its own seed, so that no other record moves them."""
    return random.Random(f"{kind} {setting.seed} {setting.force} {number}")  # noqa: S311 (made-up data)
