"""What publishers call the columns of their spending: the words, and how like them a heading is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache

PHRASES: Mapping[str, tuple[str, ...]] = {
    "payment_date": (
        "payment date", "paid date", "date paid", "date of payment", "pay date", "date cleared", "clearing date",
        "date", "cheque date", "transaction date", "date of transaction", "posting date", "effective date",
        "clearance date", "date processed", "invoice date",
        "paid on", "settled on", "date settled", "settlement date", "value date", "bacs date", "remittance date",
        "when paid", "when",
    ),
    "supplier_name": (
        "supplier name", "supplier", "supplier beneficiary name", "vendor name", "vendor", "payee name", "payee",
        "paid to", "creditor name", "creditor", "beneficiary name", "beneficiary", "recipient name", "recipient",
        "merchant name", "merchant", "company name", "company", "name of supplier", "supplier payee",
        "recipient of the funds", "trading name of supplier", "name",
        "counterparty", "contractor", "provider", "third party", "payable to", "paid party", "who we paid", "who paid",
        "organisation paid", "business name", "firm",
    ),
    "amount_gbp": (
        "net amount", "amount net", "line amount", "net line amount", "net value", "amount excluding vat",
        "net amount excluding vat", "amount", "net", "amount paid", "payment amount", "payment value", "line value",
        "transaction amount", "transaction value", "amount in local currency", "cost excluding vat",
        "value excluding vat", "spend excluding vat", "value", "spend", "total excluding vat", "cost",
        "net invoice amount", "invoice amount", "invoice value",
        "total invoice amount", "invoice total", "total amount", "total", "total paid", "amount including vat",
        "gross amount", "gross",
        "actual spend", "amount spent", "paid out", "how much",
    ),
    "irrecoverable_vat_gbp": (
        "irrecoverable vat", "irrecoverable vat amount", "unrecoverable vat", "non recoverable vat",
        "vat irrecoverable", "vat not recovered",
    ),
    "transaction_id": (
        "transaction number", "transaction id", "transaction reference", "transaction", "payment reference",
        "payment number", "document number", "voucher number", "reference number", "our reference",
        "internal reference", "clearing document", "cheque number", "reference",
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
        "service", "service name", "service label", "expense area", "expenditure area", "cost centre",
        "cost centre description", "cost centre name", "business unit", "division", "portfolio", "team",
    ),
    "purpose": (
        "purpose", "purpose of spend", "purpose of expenditure", "purpose of payment", "summary of purpose",
        "item description", "line description", "invoice description", "transaction description", "description",
        "narrative", "details", "item text",
        "description of goods or services", "payment description",
        "reason payment", "reason expenditure", "reason spend", "nature of expenditure", "nature of payment",
        "what was bought", "what for", "rationale", "why",
    ),
    "value_for_money_reason": (
        "value money reason", "value money", "reason value money", "reasons value money", "reason", "reasons",
        "vfm reason", "vfm", "justification",
        "reasons why good value for money would be obtained",
    ),
    "contract_id": ("contract reference", "contract id", "contract number", "contract"),
    "grant_id": ("grant reference", "grant id", "grant number"),
    "decision_id": ("decision reference", "decision id", "decision number", "decision", "decision record"),
    "currency": ("currency", "currency code"),
    "sign": ("dr cr", "cr dr", "debit credit", "credit debit", "debit credit indicator", "d c"),
    "supplier_reference": (
        "supplier id", "supplier number", "supplier code", "supplier reference", "supplier account",
        "supplier account reference", "vendor id", "vendor number", "vendor code", "creditor number", "creditor id",
        "creditor reference", "payee id", "payee reference", "payee account reference", "account reference",
    ),
    "supplier_address": (
        "supplier address", "supplier postcode", "payee address", "vendor address", "creditor address", "address",
        "supplier home address",
    ),
    # Known, and not read: named so that none of them is taken for something it is not.
    "": (
        "supplier type", "organisation code", "body code", "expenditure code", "expense code", "account code",
        "account", "cost code", "cost centre code", "department code", "service code", "category code",
        "merchant category code", "vat", "vat amount", "vat number", "vat code", "vat registration number",
        "invoice number", "invoice reference", "supplier invoice number", "company number", "charity number",
        "postcode", "type", "type of expenditure", "capital or revenue", "capital revenue", "month", "year", "period",
        "financial year", "payment type", "payment method", "contract title", "contract start date",
        "contract end date", "due date", "tax", "tax amount", "total tax", "total vat", "budget", "balance", "discount",
    ),
}  # fmt: skip
"""The headings known for each column of the schema, best first. `currency` and `sign` are read and not published."""

_WORDS = {
    "nett": "net", "no": "number", "num": "number", "nos": "number", "ref": "reference", "trans": "transaction",
    "txn": "transaction", "org": "organisation", "organization": "organisation", "amt": "amount", "dept": "department",
    "desc": "description", "nm": "name", "dt": "date", "cat": "category", "chq": "cheque",
    "ex": "excluding", "exc": "excluding", "excl": "excluding", "inc": "including",
    "incl": "including", "inclusive": "including", "exclusive": "excluding", "center": "centre", "gl": "account",
}  # fmt: skip
_EMPTY_WORDS = {
    "the", "for", "of", "and", "or", "sum", "in", "gbp", "final", "pounds", "sterling", "s", "a", "pence", "p",
    "dd", "mm", "yy", "yyyy",
}  # fmt: skip


@dataclass(frozen=True)
class Likeness:
    """How like a known phrase a heading is: 100 and less for the phrase itself, 80 and less for a misspelling of it,
    60 and less for the phrase among other words. Phrases further down their list are worth less.
    """

    meaning: str
    score: float
    phrase: str

    @property
    def why(self) -> str:
        """The ground for taking the heading so, in words."""
        if self.score > 80:
            return "a known heading"
        return f"spelt nearly as {self.phrase!r}" if self.score > 60 else f"it has the words {self.phrase!r}"


@lru_cache(maxsize=4096)
def meanings(heading: str) -> tuple[Likeness, ...]:
    """The meanings that a heading may have, each with its likeness to the phrase that is most like it."""
    words = words_of(heading)
    found = []
    for meaning, phrases in _canonical().items():
        scored = [(_score(words, phrase, place), phrase) for place, phrase in enumerate(phrases)]
        score, phrase = max(scored, key=lambda pair: pair[0])
        found += [Likeness(meaning, score, phrase)] if score > 0 else []
    return tuple(found)


@cache
def _canonical() -> Mapping[str, tuple[str, ...]]:
    return {meaning: tuple(" ".join(words_of(phrase)) for phrase in phrases) for meaning, phrases in PHRASES.items()}


def words_of(heading: str) -> tuple[str, ...]:
    """The words of a heading that carry its meaning, each in its canonical form."""
    plain = re.sub(r"[^a-z0-9]+", " ", heading.lower().replace("_", " "))
    return tuple(_WORDS.get(word, word) for word in plain.split() if not (word in _EMPTY_WORDS or word.isdigit()))


def _score(words: tuple[str, ...], phrase: str, place: int) -> float:
    heading = " ".join(words)
    if heading == phrase:
        return 100 - place / 2
    if abs(len(heading) - len(phrase)) <= 2 and len(phrase) > 5 and _alike(heading, phrase) > 0.88:
        return 80 - place / 2
    wanted = phrase.split()
    share = len(wanted) / len(words) if words and set(wanted) <= set(words) else 0
    return 60 * share - place / 10 if share >= 0.5 else 0


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
