"""The sandbox's inbox: made-up monthly spreadsheets of spending, as a careful finance office would drop them."""

from __future__ import annotations

import random
import shutil
from calendar import monthrange
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zlib import crc32

import xlsxwriter

from pipelines.sandbox.grants import instalments
from pipelines.sandbox.page import MARK, Setting
from pipelines.sandbox.suppliers import FIRMS, TRADES, contract_of, decision_id, marked

MONTHS = 36
FIRST = date(2023, 10, 1)
"""The oldest month at the sandbox's usual date: 36 of them are there then. Its spreadsheet stays for good: staff take
nothing away.
"""
FEWEST = 12
"""Where there would be fewer months since `FIRST`, the sandbox's early days, they begin 36 months earlier."""

HEADINGS = (
    "Body Name",
    "Transaction Number",
    "Payment Date",
    "Supplier Name",
    "Net Amount (£)",
    "Irrecoverable VAT (£)",
    "Expenditure Category",
    "Department",
    "Purpose",
    "Value for Money Reason",
    "Contract Reference",
    "Grant Reference",
    "Decision Reference",
    "Supplier Number",
    "Supplier Address",
)

_BODIES = ("Police and Crime Commissioner", "Chief Constable")
_LINES = (
    ("Vehicle maintenance", "Fleet", "Servicing of response vehicles", 700, 9_000),
    ("Fuel", "Fleet", "Diesel for depots", 2_000, 45_000),
    ("Forensic services", "Crime", "Laboratory examinations", 550, 20_000),
    ("Computer software", "Digital", "Annual licences", 900, 120_000),
    ("Telephony", "Digital", "Control room lines", 600, 30_000),
    ("Premises repairs", "Estates", "Station roof and heating repairs", 510, 15_000),
    ("Training", "People", "Driver training courses", 520, 6_000),
    ("Interpreters", "Custody", "Interpreting in interviews", 505, 2_500),
    ("Victim services", "Commissioning", "Support for victims of crime", 5_000, 90_000),
    ("Custody healthcare", "Custody", "Healthcare professionals in custody", 8_000, 150_000),
)
_PEOPLE = ("Mr A Sampleton", "Mrs B Placeholder", "Dr C Specimen", "Miss D Exemplar")
_REASONS = (
    "Lowest of three quotations",
    "Framework agreement, competed by price and quality",
    "Open tender, most advantageous",
    "Statutory fee: no choice of supplier",
)


def write_inbox(setting: Setting) -> Path:
    """The folder that holds a workbook for each of the `months`.

    Written once for a seed, date and force, then reused. Every month is made from its own seed, so that a month keeps
    its bytes as the sandbox's clock goes on.
    """
    folder = setting.cache / f"inbox-{setting.force}-{setting.seed}-{setting.today:%Y-%m}"
    if folder.is_dir():
        return folder
    # Written beside and renamed, so that a run that is killed leaves no half-filled inbox to be reused.
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for first in months(setting.today):
        _write(part / f"spend-over-500-{first:%Y-%m}.xlsx", first, _payments(setting, first))
    part.rename(folder)
    return folder


def paid_by_body(setting: Setting, first: date) -> dict[str, tuple[Decimal, int]]:
    """What each paying body's lines of a month add up to, and how many there are."""
    rows = _payments(setting, first)
    own = {body: [row[4] for row in rows if row[0] == body] for body in _BODIES}
    return {body: (sum(amounts, Decimal(0)), len(amounts)) for body, amounts in own.items()}


def months(today: date) -> list[date]:
    """The first days of the months that have a spreadsheet by this day, oldest first: since `FIRST`, at least 12."""
    last = today.year * 12 + today.month - 2
    first = FIRST.year * 12 + FIRST.month - 1
    while last - first + 1 < FEWEST:
        first -= MONTHS
    return [date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1)]


def _payments(setting: Setting, first: date) -> list[tuple[Any, ...]]:
    """One month's rows: mostly firms and bodies, with repeats, credit notes, small sums and a few individuals."""
    chance = random.Random(f"spend {setting.seed} {setting.force} {first:%Y-%m}")  # noqa: S311 (made-up data)
    rows: list[tuple[Any, ...]] = []
    for number in range(chance.randint(90, 130)):
        lines = chance.choice((1, 1, 1, 1, 2, 3))
        rows += [_payment(chance, first, number)] * lines
    rows += [_instalment(*paid) for paid in instalments(setting, first)]
    return sorted(rows, key=lambda row: (row[2], row[1]))


def _payment(chance: random.Random, first: date, number: int) -> tuple[Any, ...]:
    category, department, purpose, least, most = chance.choice(_LINES)
    pence = Decimal(chance.randint(least * 100, most * 100)) / 100
    kind = chance.random()
    supplier = f"{chance.choice(FIRMS)} {chance.choice(TRADES)}"
    if kind < 0.03:
        supplier = chance.choice(_PEOPLE)
    if 0.03 <= kind < 0.06:
        pence = -pence
    if 0.06 <= kind < 0.09:
        pence = Decimal(chance.randint(5_000, 49_999)) / 100
    day = first.replace(day=chance.randint(1, monthrange(first.year, first.month)[1]))
    return (
        chance.choice(_BODIES),
        f"{first:%y%m}{number:04}",
        day,
        marked(supplier),
        pence,
        Decimal("0.00"),
        category,
        department,
        marked(purpose),
        chance.choice(_REASONS),
        contract_of(supplier) if chance.random() < 0.7 else None,
        None,
        decision_id(chance.randint(1, 40)) if most > 20_000 and chance.random() < 0.5 else None,
        f"V{crc32(supplier.encode()) % 900_000 + 100_000}",
        f"{len(supplier)} Sample Street, Sampleton" if supplier in _PEOPLE else None,
    )


def _instalment(grant: dict[str, Any], day: date, pounds: Decimal) -> tuple[Any, ...]:
    """What is paid of a grant; half of them name the decision too."""
    number = int(grant["grant_id"][-4:])
    return (
        _BODIES[0],
        f"{day:%y%m}9{number:03}",
        day,
        grant["recipient_name"],
        pounds,
        Decimal("0.00"),
        "Grants",
        "Commissioning",
        marked("Instalment of a grant"),
        "Terms of the grant",
        None,
        grant["grant_id"],
        grant["decision_id"] if number % 2 else None,
        f"V{crc32(grant['recipient_name'].encode()) % 900_000 + 100_000}",
        None,
    )


def _write(path: Path, first: date, rows: list[tuple[Any, ...]]) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        book.set_properties({"title": f"Spending over £500 ({MARK})", "created": datetime(2020, 1, 1)})  # noqa: DTZ001
        sheet = book.add_worksheet(f"{first:%Y-%m}")
        sheet.write_row(0, 0, HEADINGS)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row)
