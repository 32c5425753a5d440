"""What ties the money of the small edition to the plan, by hand: links, suppliers, sums, what is withheld, claims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Row = Mapping[str, str]


def columns(text: str) -> list[dict[str, Any]]:
    """Columns by their names, each a text."""
    names = text.split()
    return [{"name": name, "title": name.replace("_", " "), "type": "string", "description": "M."} for name in names]


def row(fields: list[dict[str, Any]], text: str) -> Row:
    """A row from cells between bars."""
    return dict(zip((field["name"] for field in fields), (cell.strip() for cell in text.split("|")), strict=True))


LINK = columns("from_kind from_id to_kind to_id how stated_in field reason")
LINKS = [
    "payment|line-1|contract|c-1|stated|expenditure|contract_id|",
    "payment|line-1|decision|d-1|stated|expenditure|decision_id|",
    "payment|line-2|contract|c-1|by-supplier-id|expenditure|contract_id|",
    "payment|line-3|contract||none|expenditure|contract_id|not-registered",
    "payment|line-4|contract||none|expenditure|contract_id|nothing-stated",
    "payment|line-4|supplier||none|expenditure|supplier_name|withheld",
    "payment|line-1|supplier|GB-COH-01|by-name|expenditure|supplier_name|",
    "contract|c-1|decision|d-1|stated|contracts|decision_id|",
    "contract|c-1|decision|d-1|stated|decisions|contract_ids|",
    "contract|c-2|decision||none|contracts|decision_id|nothing-stated",
    "contract|c-1|supplier|GB-COH-01|stated|contracts|supplier_ids|",
]
SUPPLIER = columns("supplier_id supplier_name main_name identity supplier_kind stated_in")
SUPPLIERS = [
    "GB-COH-01|Oak & Sons Ltd|true|registered-id|company|contracts; expenditure",
    "GB-COH-01|OAK AND SONS LIMITED|false|registered-id|company|expenditure",
    "name-000000000001|Elm Trust|true|name-alone|charity|expenditure",
    "GB-CHC-07|Ash Aid|true|registered-id|charity|grants",
]
SUM = columns("kind what period stated_gbp found_gbp difference_gbp lines counted outcome")
SUMS = [
    "contract-payments-to-value|c-1|all|1500000.00|1234.50|-1498765.50|1|each-line|below-value",
    "payments-to-ledger|all|2026-01|1001784.25|1001700.00|-84.25|4|each-line|differs",
    "payments-to-ledger|all|2026-02||5.00||1|each-line|nothing-stated",
]
HIDDEN = columns(
    "dataset published_in edition way reason law kind rows rows_published share share_status value_gbp value_gbp_status"
)
WITHHELD = [
    "expenditure|1.0.0|1|withheld|personal_data|UK GDPR||1|4|25.00||750.00|",
    "contracts|1.0.0|1|held-out|personal_data|UK GDPR|phone-number|1|2|33.33|||[c]",
]
CLAIM = columns("claim_id claim said_on unit datasets query")
CLAIMS = [
    "kent-claim-001|We spend over £480 million.|2025-02-04|GBP|budget|SELECT sum(CAST(amount_gbp AS DECIMAL(16, 2))) "
    "FROM budget WHERE side = 'expenditure'",
    "kent-claim-002|Eight per cent said yes.|2022|per cent||",
]
VERDICT = columns("claim_id versions_read stated found found_status difference difference_status verdict")
VERDICTS = [
    "kent-claim-001|budget 1.0.0|480000000.00|487100000.00||7100000.00||differs",
    "kent-claim-002||||[x]||[x]|figure-unreadable",
]
DUTY = columns("duty_id duty datasets")
DUTIES = ["order-2011-3-g|Each payment over £500.|expenditure", "order-2011-2-a|Who holds office.|"]
TICK = columns("duty_id dataset period due_on published_on days_late days_late_status status")
CLOCK = [
    "order-2011-3-g|expenditure|2026-01|2026-03-02|2026-03-09|7||met-late",
    "order-2011-3-g|expenditure|all|2026-04-30|2026-03-09||[z]|not-yet-due",
    "order-2011-2-a|none|all||||[z]|no-dataset",
]
TABLES = {
    "chain": (LINK, LINKS, ["from_kind", "from_id", "to_kind", "to_id", "field"]),
    "suppliers": (SUPPLIER, SUPPLIERS, ["supplier_id", "supplier_name"]),
    "reconciliations": (SUM, SUMS, ["kind", "what", "period"]),
    "redactions": (HIDDEN, WITHHELD, ["dataset", "published_in", "way", "reason", "kind"]),
    "claims": (CLAIM, CLAIMS, ["claim_id"]),
    "claims-checked": (VERDICT, VERDICTS, ["claim_id"]),
    "duties": (DUTY, DUTIES, ["duty_id"]),
    "publication-clock": (TICK, CLOCK, ["duty_id", "dataset", "period"]),
}


def add_accounts(shelf: Any) -> Any:
    """Put all of them on a shelf."""
    for name, (fields, rows, key) in TABLES.items():
        shelf.add(name, fields, {"all": [row(fields, text) for text in rows]}, key=key, subject="money")
    return shelf
