"""Every link from a payment up to the priority that it serves, as the records state it, and the want of a link.

A link leads upwards whoever states it: a decision that names its contract gives a link from the contract. Nothing is
guessed from words; where a record states nothing, that is published too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from pipelines.accountability.suppliers import HIDDEN
from pipelines.sources.derived import Hidden, Inputs
from pipelines.sql import literal
from schemas.base import columns_of
from schemas.chain import Chain
from schemas.register import JOINED, WITHHELD_KINDS

RECORDS = {
    "commitment": ("plan_commitments", "commitment_id"),
    "contract": ("contracts", "contract_id"),
    "decision": ("decisions", "decision_id"),
    "grant": ("grants", "grant_id"),
    "measure": ("measures", "measure_id"),
    "payment": ("expenditure", "line_id"),
    "priority": ("plan_priorities", "priority_id"),
    "project": ("funded_projects", "project_id"),
    "service": ("commissioned_services", "service_id"),
    "tender": ("tenders", "tender_id"),
}
"""Each kind of thing that has a dataset of its own, with its table and the column that names it for ever."""


@dataclass(frozen=True)
class Link:
    """One field that links two kinds. `below` says that the record states what leads up to it, not what it leads to."""

    stated_by: str
    field: str
    other: str
    below: bool = False


SERVES = "plan_priority_ids"
LINKS = (
    Link("payment", "contract_id", "contract"),
    Link("payment", "grant_id", "grant"),
    Link("payment", "decision_id", "decision"),
    Link("service", "contract_id", "contract"),
    Link("service", "grant_id", "grant"),
    Link("service", SERVES, "priority"),
    Link("grant", "contract_id", "contract"),
    Link("grant", "decision_id", "decision"),
    Link("grant", SERVES, "priority"),
    Link("contract", "tender_id", "tender"),
    Link("contract", "decision_id", "decision"),
    Link("contract", SERVES, "priority"),
    Link("tender", "decision_id", "decision"),
    Link("decision", "contract_ids", "contract", below=True),
    Link("decision", "grant_ids", "grant", below=True),
    Link("decision", "commitment_ids", "commitment"),
    Link("decision", SERVES, "priority"),
    Link("commitment", "priority_id", "priority"),
    Link("project", SERVES, "priority"),
    Link("measure", SERVES, "priority"),
)
"""Every field of the records by which one names another."""

NEEDS = (
    ("payment", ("contract", "grant", "decision")),
    ("service", ("contract", "grant")),
    ("grant", ("decision",)),
    ("contract", ("decision",)),
    ("tender", ("decision",)),
    ("decision", ("commitment", "priority")),
    ("project", ("priority",)),
    ("measure", ("priority",)),
)
"""What each kind should lead to; one of several is enough."""

INPUTS = (*(table.replace("_", "-") for table, _ in RECORDS.values()), "suppliers")

_PAID = {
    "payment": ("supplier_name", "NULL", "supplier_kind"),
    "contract": ("supplier_names", "supplier_ids", "supplier_kinds"),
    "grant": ("recipient_name", "recipient_id", "recipient_kind"),
    "service": ("provider_name", "provider_id", "provider_kind"),
}
"""Where each kind names who is paid: the columns of names, of ids by org-id.guide, and of kinds of party."""

_BARE = "regexp_replace(lower({}), '[^a-z0-9]', '', 'g')"
_HIDDEN = f"({', '.join(literal(name) for name in HIDDEN)})"
_WITHHELD = f"({', '.join(literal(kind) for kind in WITHHELD_KINDS)})"
_UNPLACED = f"place_withheld OR provider_kind IN {_WITHHELD}"
"""A service whose provider nobody may know must not be found by its contract or grant either."""


def chain(inputs: Inputs) -> pl.DataFrame:
    """Every link and every want of one, in the order of their columns."""
    run = inputs.engine.execute
    selects = [*(_stated(link) for link in LINKS), *(_payees(kind) for kind in _PAID)]
    run(f"CREATE TEMP TABLE linked AS {' UNION ALL '.join(selects)}")
    run(f"INSERT INTO linked {_BY_SUPPLIER}")
    for kind, others in NEEDS:
        run(f"INSERT INTO linked {_wanting(kind, others)}")
    names = [column.name for column in columns_of(Chain)]
    return inputs.sql(f"SELECT DISTINCT {', '.join(names)} FROM linked ORDER BY ALL")


def _stated(link: Link) -> str:
    """SQL for what a field states: the very id, else the one id that differs in writing alone, else nothing found."""
    table, key = RECORDS[link.stated_by]
    other, other_key = RECORDS[link.other]
    said = f"""
        SELECT {key} AS own, trim(unnest(string_split({link.field}, {literal(JOINED.strip())}))) AS named,
            {_UNPLACED if link.stated_by == "service" and link.other != "priority" else "false"} AS unplaced
        FROM {table} WHERE {link.field} IS NOT NULL"""
    bare = _BARE.format(other_key)
    near = (
        f"SELECT {bare} AS bare, min({other_key}) AS sole, count(DISTINCT {other_key}) AS fit FROM {other} GROUP BY 1"
    )
    found = f"""
        SELECT own, CASE WHEN unplaced THEN NULL WHEN same.id IS NOT NULL THEN same.id WHEN fit = 1 THEN sole END
                AS found,
            CASE WHEN same.id IS NOT NULL THEN 'stated' ELSE 'by-reference' END AS way,
            CASE WHEN unplaced OR named IN {_HIDDEN} THEN 'withheld' WHEN fit > 1 THEN 'several-fit'
                ELSE 'not-registered' END AS why
        FROM ({said}) LEFT JOIN (SELECT DISTINCT {other_key} AS id FROM {other}) AS same ON named = same.id
            LEFT JOIN ({near}) AS near ON {_BARE.format("named")} = near.bare AND near.bare <> ''"""
    return _row(link, found)


def _row(link: Link, found: str) -> str:
    """SQL for the rows of a link; what is not found stands at the record that states it."""
    own, other = literal(link.stated_by), literal(link.other)
    turned = "found IS NOT NULL" if link.below else "false"
    return f"""
        SELECT CASE WHEN {turned} THEN {other} ELSE {own} END AS from_kind,
            CASE WHEN {turned} THEN found ELSE own END AS from_id,
            CASE WHEN {turned} THEN {own} ELSE {other} END AS to_kind,
            CASE WHEN {turned} THEN own ELSE found END AS to_id,
            CASE WHEN found IS NULL THEN 'none' ELSE way END AS how,
            {_dataset(link.stated_by)} AS stated_in, {literal(link.field)} AS field,
            CASE WHEN found IS NULL THEN why END AS reason
        FROM ({found})"""


def _dataset(kind: str) -> str:
    return literal(RECORDS[kind][0].replace("_", "-"))


def _payees(kind: str) -> str:
    """SQL for whom a record says is paid: by the id that it gives, else by the name, where that is one supplier's."""
    table, key = RECORDS[kind]
    names, ids, kinds = _PAID[kind]
    split = f"unnest(string_split({{}}, {literal(JOINED)}))"
    said = f"""SELECT {key} AS own, {split.format(names)} AS name, {split.format(f"CAST({ids} AS VARCHAR)")} AS given,
        {split.format(kinds)} AS party FROM {table}"""
    known = "SELECT supplier_name, min(supplier_id) AS sole, count(*) AS fit FROM suppliers GROUP BY 1"
    found = f"""
        SELECT own, CASE WHEN party IN {_WITHHELD} THEN NULL WHEN s.id IS NOT NULL THEN s.id WHEN fit = 1 THEN sole END
                AS found,
            CASE WHEN s.id IS NOT NULL THEN 'stated' ELSE 'by-name' END AS way,
            CASE WHEN fit > 1 THEN 'several-fit' ELSE 'withheld' END AS why
        FROM ({said}) LEFT JOIN (SELECT DISTINCT supplier_id AS id FROM suppliers) AS s ON given = s.id
            LEFT JOIN ({known}) AS known ON trim(name) = known.supplier_name"""
    return _row(Link(kind, names if ids == "NULL" else JOINED.join((names, ids)), "supplier"), found)


_BY_SUPPLIER = """
    WITH supplied AS (
        SELECT DISTINCT to_id AS supplier, contract_id AS contract, start_date, end_date
        FROM linked JOIN contracts ON from_kind = 'contract' AND to_kind = 'supplier' AND from_id = contract_id
        WHERE to_id IS NOT NULL
    ), fitting AS (
        SELECT line_id, min(contract) AS sole, count(DISTINCT contract) AS fit
        FROM expenditure JOIN linked ON from_kind = 'payment' AND to_kind = 'supplier' AND from_id = line_id
            JOIN supplied ON to_id = supplier AND payment_date >= start_date
                AND payment_date <= coalesce(end_date, payment_date)
        WHERE contract_id IS NULL AND grant_id IS NULL GROUP BY line_id
    )
    SELECT 'payment', line_id, 'contract', CASE WHEN fit = 1 THEN sole END,
        CASE WHEN fit = 1 THEN 'by-supplier-id' ELSE 'none' END, 'expenditure', 'supplier_name',
        CASE WHEN fit > 1 THEN 'several-fit' END
    FROM fitting
"""


def _wanting(kind: str, others: tuple[str, ...]) -> str:
    """SQL for the records of a kind that lead to none of what they should, and whose fields state nothing."""
    table, key = RECORDS[kind]
    fields = JOINED.join(_fields(kind, others))
    kinds = ", ".join(literal(other) for other in others)
    return f"""
        SELECT DISTINCT {literal(kind)}, {key}, {literal(others[0])}, NULL, 'none', {_dataset(kind)}, {literal(fields)},
            'nothing-stated'
        FROM {table} WHERE {key} NOT IN (
            SELECT from_id FROM linked WHERE from_kind = {literal(kind)} AND to_kind IN ({kinds}))"""


def _fields(kind: str, others: tuple[str, ...]) -> Iterator[str]:
    return (link.field for link in LINKS if link.stated_by == kind and link.other in others and not link.below)


def echo(hidden: Hidden) -> str:
    """The links that hidden fields stated, or all of a record that goes whole.

    That a field now states nothing may be told, and is from the next night on.
    """
    known = {table.replace("_", "-"): (kind, key) for kind, (table, key) in RECORDS.items()}
    kind, key = (known | {"suppliers": ("supplier", "supplier_id")}).get(hidden.dataset, ("", ""))
    if not kind or (kind == "supplier" and hidden.columns):
        return ""
    among = f"IN ({', '.join(map(literal, sorted({row.get(key) or '' for row in hidden.rows})))})"
    own = " OR ".join(f"({end}_kind = {literal(kind)} AND {end}_id {among})" for end in ("from", "to"))
    if not hidden.columns:
        return own
    fields = f"list_has_any(string_split(field, {literal(JOINED)}), [{', '.join(map(literal, hidden.columns))}])"
    return f"to_id IS NOT NULL AND stated_in = {literal(hidden.dataset)} AND ({own}) AND {fields}"
