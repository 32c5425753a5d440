"""Reads one sheet into typed rows, and accounts for every other row: furniture, blank, or rejected with its reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from pipelines.sources.inbox import is_aside
from pipelines.sources.sheets import Cell, Sheet
from pipelines.sources.spend.headers import Header
from pipelines.sources.spend.people import supplier_of, wiped, without_names
from pipelines.sources.spend.periods import claim_of, financial_year_of, month_of
from pipelines.sources.spend.reading import Reading, header_issue, problem_issue, summary_issues
from pipelines.sources.spend.refused import hidden, refusal_of, without_header
from pipelines.sources.spend.settling import header_of, holds, month_first
from pipelines.sources.spend.totals import is_total, tail_start
from pipelines.sources.spend.values import (
    ValueProblem,
    amount_of,
    date_of,
    exact_amount_of,
    foreign,
    is_credit,
    text_of,
)
from pipelines.upstream import ROW, Issue, Tally
from schemas.expenditure import REPORTING_LIMIT_GBP

TEXTS = (
    "transaction_id",
    "body_name",
    "category",
    "department",
    "purpose",
    "value_for_money_reason",
    "contract_id",
    "grant_id",
    "decision_id",
)
CONFIDENTIAL = ("supplier_reference", "supplier_address")
"""Kept as they are, since they are never published."""

RUNNING_TEXTS = ("purpose", "value_for_money_reason")
"""Texts written in sentences, in which a person may be named."""

NOISE = Decimal("0.00001")
"""Pounds: a smaller difference from whole pence is the noise of binary fractions."""


def read_sheet(sheet: Sheet, file: str) -> Reading:
    """Every row of a sheet of `file`: typed, blank, furniture or rejected. Never raises for what its cells hold."""
    header = None if is_aside(sheet) else header_of(sheet)
    if header is None:
        return without_header(sheet, file)
    if sheet.hidden:
        return hidden(sheet, file)
    return refusal_of(sheet, file, header) or _Walk(sheet, file, header).reading()


class _Walk:
    """One walk over the rows below a header, which sorts each into its place."""

    def __init__(self, sheet: Sheet, file: str, header: Header) -> None:
        self.sheet, self.file, self.header = sheet, file, header
        self.claim = claim_of(sheet.name, file)
        self.rows: list[dict[str, Any]] = []
        self.issues: list[Issue] = []
        self.noted: dict[str, list[int]] = {}
        self.running = self.block = Decimal(0)
        self.blank = self.rejected = 0
        self.month_first = False

    def reading(self) -> Reading:
        """Walk, and give the account."""
        below = [(number, cells) for number, cells in self.sheet.rows if number > self.header.row]
        picked = [(number, self._picked(cells)) for number, cells in below]
        self.month_first = month_first(values.get("payment_date", "") for _, values in picked)
        tail = tail_start(picked)
        for (number, values), (_, cells) in zip(picked, below, strict=True):
            self._place(number, values, cells, in_tail=number >= tail)
        passed = len(self.noted.get("furniture-row", ()))
        tally = Tally(
            len(below) - passed, self.rejected, self.blank, furniture=len(self.sheet.rows) - len(below) + passed
        )
        notes = summary_issues(self.sheet, self.file, self.noted, self.claim.month)
        return Reading(self.rows, [header_issue(self.sheet, self.file, self.header), *self.issues, *notes], tally)

    def _picked(self, cells: Sequence[Cell]) -> dict[str, Cell]:
        """The cells of the recognised columns that hold something."""
        columns = self.header.columns.items()
        picked = {name: cells[at] for name, at in columns if at < len(cells) and text_of(cells[at]) is not None}
        credit = self.header.credit
        if credit is not None and credit < len(cells) and holds(cells, credit):
            picked |= {"amount_gbp": cells[credit], "sign": "CR"}
        return picked

    def _place(self, number: int, picked: dict[str, Cell], cells: Sequence[Cell], *, in_tail: bool) -> None:
        if not picked:
            self.blank += 1
        elif in_tail or self.header.is_repeated_by(cells) or is_total(picked, (self.running, self.block)):
            self._note("furniture-row", number)
            self.block = Decimal(0)
        else:
            self._keep(number, picked, spilt(self.sheet, self.header, cells))

    def _keep(self, number: int, picked: dict[str, Cell], spilt: dict[str, ValueProblem]) -> None:
        row, problems = typed(picked, in_pence=self.header.in_pence, month_first=self.month_first)
        problems |= spilt
        self.running += row.get("amount_gbp", Decimal(0))
        self.block += row.get("amount_gbp", Decimal(0))
        if problems:
            self.rejected += 1
            period = month_of(row["payment_date"]) if "payment_date" in row else self.claim.month
            self.issues += [
                problem_issue(self.sheet, self.file, number, name, problem, picked.get(name, ""), period)
                for name, problem in problems.items()
            ]
            return
        self._note_oddities(number, row, picked)
        self.rows.append(
            {
                **published(row),
                "amount_basis": self.header.amount_basis,
                "source_file": self.file,
                "source_sheet": self.sheet.name or None,
                ROW: number,
            }
        )

    def _note_oddities(self, number: int, row: dict[str, Any], picked: dict[str, Cell]) -> None:
        exact = exact_amount_of(picked["amount_gbp"]) / (100 if self.header.in_pence else 1)
        if abs(abs(exact) - abs(row["amount_gbp"])) > NOISE:
            self._note("rounded", number)
        if not self.claim.holds(row["payment_date"]):
            self._note("date-outside-name", number)
        if supplier_of(row["supplier_name"]).kind == "individual":
            self._note("name-withheld", number)

    def _note(self, check: str, number: int) -> None:
        self.noted.setdefault(check, []).append(number)


def typed(
    picked: dict[str, Cell], *, in_pence: bool = False, month_first: bool = False
) -> tuple[dict[str, Any], dict[str, ValueProblem]]:
    """The cells of one row in their types, and for each column that has none the reason.

    `in_pence`: the amount is in pence. `month_first`: the sheet's written dates seem to have the month first.
    """
    row: dict[str, Any] = {name: text_of(picked.get(name, "")) for name in (*TEXTS, *CONFIDENTIAL)}
    row["irrecoverable_vat_gbp"] = None
    problems: dict[str, ValueProblem] = {}
    readers: list[tuple[str, Callable[[Cell], object]]] = [
        ("payment_date", partial(date_of, month_first=month_first)),
        ("supplier_name", _supplier),
        ("amount_gbp", partial(amount_of, in_pence=in_pence)),
    ]
    readers += [("irrecoverable_vat_gbp", amount_of)] if "irrecoverable_vat_gbp" in picked else []
    for name, reader in readers:
        try:
            row[name] = reader(picked.get(name, ""))
        except ValueProblem as problem:
            problems[name] = problem
    if abroad := foreign(picked.get("currency", "")):
        problems["currency"] = abroad
    if "amount_gbp" in row and is_credit(picked.get("sign", "")):
        row["amount_gbp"] = -abs(row["amount_gbp"])
    return row, problems


def spilt(sheet: Sheet, header: Header, cells: Sequence[Cell]) -> dict[str, ValueProblem]:
    """Why the cells of a CSV line may stand under the wrong headings: there are more of them than headings."""
    width = max((at for at, text in enumerate(header.cells) if text), default=0) + 1
    if sheet.name or not any(text_of(cell) is not None for cell in cells[width:]):
        return {}
    text = "the line has more values than there are headings: put a value that has a comma in it into quotation marks"
    return {"": ValueProblem("too-many-values", text)}


def _supplier(cell: Cell) -> str:
    if (text := text_of(cell)) is None:
        raise ValueProblem("supplier-missing", "the supplier is empty: write who was paid")
    return text


def published(row: dict[str, Any]) -> dict[str, Any]:
    """A typed row with names of people withheld and with all that follows from its cells."""
    supplier = supplier_of(row["supplier_name"])
    texts = {name: row[name] and wiped(row[name], supplier.secrets) for name in TEXTS if row[name]}
    running = {name: without_names(text) for name, text in texts.items() if name in RUNNING_TEXTS}
    return {
        **row,
        **texts,
        **running,
        "month": month_of(row["payment_date"]),
        "financial_year": financial_year_of(row["payment_date"]),
        "supplier_name": supplier.name,
        "supplier_kind": supplier.kind,
        "irrecoverable_vat_gbp_status": "[x]" if row["irrecoverable_vat_gbp"] is None else None,
        "over_500": abs(row["amount_gbp"]) > REPORTING_LIMIT_GBP,
        "redaction_reason": "personal_data" if supplier.withheld else None,
    }
