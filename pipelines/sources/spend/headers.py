"""Recognises a sheet's heading row and says which column means what, whatever the publisher calls it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from pipelines.sources.sheets import Cell
from pipelines.sources.spend.values import text_of

WINDOW = 40
"""How many rows of a sheet may stand above its heading row."""

NEEDED = ("payment_date", "supplier_name", "amount_gbp")

# Best first. The words are canonical (see _WORDS): "reference" also stands for "ref", "number" for "no".
PHRASES: Mapping[str, tuple[str, ...]] = {
    "payment_date": (
        "payment date", "paid date", "date paid", "date of payment", "pay date", "date cleared", "clearing date",
        "date", "cheque date", "transaction date", "date of transaction", "posting date", "effective date",
        "invoice date",
    ),
    "supplier_name": (
        "supplier name", "supplier", "supplier beneficiary name", "vendor name", "vendor", "payee name", "payee",
        "paid to", "creditor name", "creditor", "beneficiary name", "beneficiary", "recipient name", "recipient",
        "merchant name", "merchant", "company name", "company", "name of supplier", "supplier payee", "name",
    ),
    "amount_gbp": (
        "net amount", "amount net", "line amount", "net line amount", "net value", "amount excluding vat",
        "net amount excluding vat", "amount", "net", "amount paid", "payment amount", "payment value", "line value",
        "value", "spend", "total excluding vat", "cost", "net invoice amount", "invoice amount", "invoice value",
        "total invoice amount", "invoice total", "total amount", "total", "total paid", "amount including vat",
        "gross amount", "gross",
    ),
    "irrecoverable_vat_gbp": (
        "irrecoverable vat", "irrecoverable vat amount", "unrecoverable vat", "non recoverable vat",
        "vat irrecoverable", "vat not recovered",
    ),
    "transaction_id": (
        "transaction number", "transaction id", "transaction reference", "transaction", "payment reference",
        "payment number", "document number", "voucher number", "reference number", "our reference",
        "internal reference", "reference",
    ),
    "body_name": (
        "body name", "body", "organisation name", "organisation", "authority name", "authority", "paying body",
        "local authority", "client", "entity", "publisher name",
    ),
    "category": (
        "expenditure category", "category", "expense type", "expense category", "expenditure type", "spend category",
        "category of expenditure", "account detail", "account description", "account name", "subjective description",
        "subjective", "nominal description", "merchant category",
    ),
    "department": (
        "department", "directorate", "service area", "service cost centre", "organisational unit", "organisation unit",
        "service", "service name", "service label", "expense area", "cost centre", "cost centre description",
        "cost centre name", "business unit", "division", "portfolio", "team",
    ),
    "purpose": (
        "purpose", "purpose of spend", "purpose of expenditure", "purpose of payment", "summary of purpose",
        "item description", "line description", "invoice description", "transaction description", "description",
        "narrative", "details", "item text",
    ),
    "value_for_money_reason": (
        "value money reason", "value money", "reason value money", "reasons value money", "reason", "reasons",
        "vfm reason", "vfm", "justification",
    ),
    "contract_id": ("contract reference", "contract id", "contract number", "contract"),
    "decision_id": ("decision reference", "decision id", "decision number", "decision", "decision record"),
    # Known, and not published: named so that none of them is taken for something it is not.
    "": (
        "supplier id", "supplier number", "supplier code", "supplier reference", "vendor id", "vendor number",
        "creditor number", "creditor id", "payee id", "supplier type", "supplier address", "supplier postcode",
        "organisation code", "body code", "expenditure code", "expense code", "account code", "account", "cost code",
        "cost centre code", "department code", "service code", "category code", "merchant category code", "vat",
        "vat amount", "vat number", "vat code", "vat registration number", "invoice number", "invoice reference",
        "supplier invoice number", "company number", "charity number", "postcode", "currency", "type",
        "type of expenditure", "capital or revenue", "capital revenue", "month", "year", "period", "financial year",
        "payment type", "payment method", "contract title", "contract start date", "contract end date", "due date",
    ),
}  # fmt: skip

_WORDS = {
    "nett": "net", "no": "number", "num": "number", "nos": "number", "ref": "reference", "trans": "transaction",
    "txn": "transaction", "org": "organisation", "organization": "organisation", "amt": "amount", "dept": "department",
    "desc": "description", "ex": "excluding", "exc": "excluding", "excl": "excluding", "inc": "including",
    "incl": "including", "inclusive": "including", "exclusive": "excluding", "center": "centre", "gl": "account",
}  # fmt: skip
_EMPTY_WORDS = {"the", "for", "sum", "in", "gbp", "final", "pounds", "sterling", "s", "a"}


@dataclass(frozen=True)
class Header:
    """A sheet's heading row: `columns` maps a schema column to the index of the cell that holds it.

    `amount_basis` follows from the heading of the amount. `unused` are the indexes of headed columns that are not
    read, `doubled` the names of meanings that more than one column claimed equally well.
    """

    row: int
    cells: tuple[str, ...]
    columns: Mapping[str, int]
    amount_basis: str
    unused: tuple[int, ...]
    doubled: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The needed columns that the sheet does not have."""
        return tuple(name for name in NEEDED if name not in self.columns)

    def is_repeated_by(self, cells: Sequence[Cell]) -> bool:
        """Whether a row below is the heading row once more."""
        texts = [text_of(cell) or "" for cell in cells]
        return all(index < len(texts) and texts[index] == self.cells[index] for index in self.columns.values())


def find_header(rows: Sequence[tuple[int, Sequence[Cell]]]) -> Header | None:
    """The heading row among the first rows of a sheet: the first with all needed columns, else the best with two.

    None when no row has two of the needed columns, which is how notes and pivot tables are told from payments.
    """
    found = [header for number, cells in rows[:WINDOW] if (header := _header(number, cells)) is not None]
    return min(found, key=lambda header: (len(header.missing), -len(header.columns), header.row), default=None)


def _header(number: int, cells: Sequence[Cell]) -> Header | None:
    texts = tuple(text_of(cell) or "" if isinstance(cell, str) else "" for cell in cells)
    claims = sorted(_claims(texts), key=lambda claim: (-claim[0], claim[2]))
    columns: dict[str, int] = {}
    scores: dict[str, float] = {}
    taken: set[int] = set()
    doubled: list[str] = []
    for score, meaning, index in claims:
        if index in taken:
            continue
        if meaning in columns:
            doubled += [meaning] if score == scores[meaning] else []
            continue
        taken.add(index)
        if meaning:
            columns[meaning], scores[meaning] = index, score
    if sum(name in columns for name in NEEDED) < 2:
        return None
    unused = tuple(index for index, text in enumerate(texts) if text and index not in columns.values())
    basis = _amount_basis(texts[columns["amount_gbp"]]) if "amount_gbp" in columns else "unknown"
    return Header(number, texts, columns, basis, unused, tuple(sorted(set(doubled))))


def _claims(texts: Sequence[str]) -> Iterator[tuple[float, str, int]]:
    """(score, meaning, column) for every meaning that a heading may have."""
    for index, text in enumerate(texts):
        if text and len(text) <= 80:
            yield from ((score, meaning, index) for meaning, score in _meanings(text))


@lru_cache(maxsize=4096)
def _meanings(text: str) -> tuple[tuple[str, float], ...]:
    words = _words(text)
    scores = {
        meaning: max(_score(words, phrase, place) for place, phrase in enumerate(phrases))
        for meaning, phrases in PHRASES.items()
    }
    return tuple((meaning, score) for meaning, score in scores.items() if score > 0)


def _words(text: str) -> tuple[str, ...]:
    plain = re.sub(r"[^a-z0-9]+", " ", text.lower().replace("_", " "))
    return tuple(_WORDS.get(word, word) for word in plain.split() if word not in _EMPTY_WORDS)


def _score(words: tuple[str, ...], phrase: str, place: int) -> float:
    """100 and less for the phrase itself, 80 for a misspelling of it, up to 60 for the phrase among other words."""
    heading = " ".join(words)
    if heading == phrase:
        return 100 - place
    if abs(len(heading) - len(phrase)) <= 2 and len(phrase) > 5 and _alike(heading, phrase) > 0.88:
        return 80 - place
    wanted = phrase.split()
    share = len(wanted) / len(words) if words and set(wanted) <= set(words) else 0
    return 60 * share - place / 10 if share >= 0.5 else 0


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _amount_basis(heading: str) -> str:
    words = set(_words(heading))
    if words & {"line", "item"}:
        return "line"
    if "invoice" in words:
        return "invoice-total"
    return "unknown" if words & {"total", "gross", "including"} or "sum" in heading.lower() else "line"
