"""Do the sums add up: each stated sum beside what is found, and what is withheld from the public, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from pipelines.site.reading import Shown
from pipelines.site.render import Page

RECONCILIATIONS, REDACTIONS = "reconciliations", "redactions"
CONTRACTS = "contract-payments-to-value"
KINDS = {
    "payments-to-ledger": "Payments of a month, against the total of the ledger",
    "payments-in-sheet": "Payments published from a sheet of a spreadsheet",
    CONTRACTS: "Payments under a contract, against its value",
    "budget-lines-to-total": "Lines of a budget, against its stated total",
    "budget-side-to-side": "What a budget spends, against what finances it",
}
OUTCOMES = {
    "agrees": "agrees to the penny",
    "within-rounding": "agrees within rounding",
    "differs": "differs",
    "below-value": "below the value",
    "above-value": "above the value",
    "nothing-stated": "nothing is stated to compare with",
    "nothing-found": "no payment names it",
    "withheld": "withheld",
}
ASKS = ("differs", "above-value")
"""Outcomes that ask for an explanation."""
COLUMNS = ("kind", "what", "period", "stated_gbp", "found_gbp", "difference_gbp", "lines", "outcome")
COUNTED = ("dataset", "published_in", "way", "reason", "law", "kind", "rows", "rows_published", "share", "value_gbp")
COUNTED_CODES = ("share_status", "value_gbp_status")
WAYS = {
    "redacted": "hidden when it came out",
    "taken-out": "taken out after it had come out",
    "withheld": "the row says itself that something is left out",
    "held-out": "the row waits until the office has mended a text in it",
}
TRAIL = (("Follow the pound", "site/money.html"),)


def by_contract(shown: Shown) -> dict[str, Mapping[str, str]]:
    """What was paid under each contract against its value, by the contract's id."""
    return {row["what"]: row for row in _rows(shown) if row["kind"] == CONTRACTS}


def pages(shown: Shown, known: Mapping[str, str], titles: Mapping[str, str]) -> list[Page]:
    """The page of sums and the page of what is withheld, each where its dataset is published. `known` are pages by
    id, `titles` what each of those is called.
    """
    made = []
    rows = _rows(shown)
    if rows:
        by_kind = {kind: [row for row in rows if row["kind"] == kind] for kind in KINDS}
        counted = {kind: Counter(row["outcome"] for row in found) for kind, found in by_kind.items() if found}
        data = {"by_kind": by_kind, "counted": counted, "known_ids": known, "titles": titles, "asks": ASKS}
        said = {"kinds": KINDS, "outcomes": OUTCOMES}
        described = "Each stated sum, what is found, and the difference."
        made.append(_page("sums", "Do the sums add up?", described, {**data, **said}))
    if REDACTIONS in shown.datasets:
        hidden = shown.datasets[REDACTIONS].rows((*COUNTED, *COUNTED_CODES))
        described = "What is withheld from the public, by dataset and reason, counted."
        made.append(_page("redactions", "What is withheld, counted", described, {"hidden": hidden, "ways": WAYS}))
    return made


def _page(name: str, title: str, described: str, data: Mapping[str, object]) -> Page:
    return Page(f"site/money/{name}.html", f"{name}.html", title, "money", described, TRAIL, data)


def _rows(shown: Shown) -> list[dict[str, str]]:
    version = shown.datasets.get(RECONCILIATIONS)
    return version.rows(COLUMNS) if version else []
