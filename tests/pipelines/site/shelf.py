"""A small edition written by hand: what its pages should say is known without asking the code that makes them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.site import Shown, site_documents

Row = Mapping[str, str]
PUBLISHER = "Kent Police and Crime Commissioner"


def column(name: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {"name": name, "title": name.replace("_", " ").capitalize(), "type": kind, "description": "Meaning.", **more}


@dataclass
class Shelf:
    """Version folders below `root`, and the documents of the edition that shows them."""

    root: Path
    synthetic: bool = True
    versions: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    ledger: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self,
        dataset: str,
        fields: Sequence[dict[str, Any]],
        parts: Mapping[str, Sequence[Row]],
        *,
        version: str = "1.0.0",
        key: Sequence[str] = (),
        subject: str = "crime",
        changes: Mapping[str, Any] | None = None,
        thin: Sequence[str] = (),
    ) -> None:
        """Put a version beside those that stand; it becomes the newest. `parts` are the rows of each period."""
        folder = self.root / "datasets" / dataset / version
        folder.mkdir(parents=True)
        names = [item["name"] for item in fields]
        mark = "Synthetic sample: " if self.synthetic else ""
        resources, periods = [], []
        for period, rows in parts.items():
            stem = dataset if period == "all" else f"{dataset}-{period}"
            resources.append(self._files(folder, stem, names, rows) | {"openbeat:periods": [period]})
            listed = [f"{stem}.{suffix}" for suffix in ("csv", "json", "parquet")]
            periods.append({"period": period, "rows": len(rows), "files": listed})
        count = sum(len(rows) for rows in parts.values())
        files = {name: {} for period in periods for name in period["files"]}
        source = {"title": "A source", "path": "https://example.org/", "openbeat:attribution": "Thanks."}
        package = {
            "name": dataset,
            "title": f"{mark}The {dataset}",
            "sources": [source],
            "openbeat:key": list(key),
            "openbeat:caveats": ["Mind the <gap> & more."],
            "openbeat:revisions": {"text": "It may change."},
            "resources": resources,
        }
        coverage = [
            {"period": p, "status": "partial" if p in thin else "received", "rows": len(rows), "text": f"{p} said so"}
            for p, rows in parts.items()
        ]
        check = {"name": "a-check", "text": "It holds", "tested": count, "failed": 1, "severity": "warning"}
        quality = {
            "rows": {"read": count + 2, "accepted": count, "rejected": 2},
            "coverage": coverage,
            "checks": [check | {"passed": False}],
            "duty": {"instrument": "An Act", "text": "Publish it.", "due_days": 30},
            "redacted": [],
        }
        told = changes or {"previous": None, "values": [], "rows": [], "periods": []}
        documents = {
            "manifest.json": {"rows": count, "periods": periods, "files": files, "approval": None},
            "datapackage.json": package,
            "schema.json": {"fields": list(fields)},
            "quality.json": quality,
            "changes.json": told,
            "schemaorg.jsonld": {},
            "prov.jsonld": {},
        }
        for name, document in documents.items():
            (folder / name).write_text(json.dumps(document), encoding="utf-8")
        entry = {
            "version": version,
            "status": "published",
            "level": "first" if version == "1.0.0" else "minor",
            "rows": count,
            "dated": "2026-10-12",
            "changes": [f"{count} rows came"],
            "manifest_sha256": hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest(),
            "path": f"datasets/{dataset}/{version}",
        }
        self.versions.setdefault(dataset, []).append(entry)
        whole = list(parts) in ([], ["all"])
        self.entries[dataset] = {
            "name": dataset,
            "title": f"{mark}The {dataset}",
            "description": f"All of {dataset}. And more of it.",
            "subject": subject,
            "latest": version,
            "rows": count,
            "dated": "2026-10-12",
            "coverage": None if whole else {"from": min(parts), "to": max(parts)},
            "cadence": "R/P1M",
            "keywords": ["word"],
            "licence": {"name": "OGL", "title": "Open Government Licence v3.0", "path": "https://example.org/ogl"},
        }
        self.ledger.append({"event": "release", "dataset": dataset, "version": version})

    def _files(self, folder: Path, stem: str, names: list[str], rows: Sequence[Row]) -> dict[str, Any]:
        text = io.StringIO()
        writer = csv.DictWriter(text, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows([{name: row.get(name, "") for name in names} for row in rows])
        contents = {"csv": text.getvalue(), "json": json.dumps(rows), "parquet": "PAR1"}
        facts = []
        for suffix, written in contents.items():
            path, content = folder / f"{stem}.{suffix}", written.encode()
            path.write_bytes(content)
            named = f"sha256:{hashlib.sha256(content).hexdigest()}"
            facts.append({"path": path.name, "format": suffix, "bytes": len(content), "hash": named})
        return {**facts[0], "openbeat:alternatives": facts[1:]}

    def withdraw(self, dataset: str, version: str) -> None:
        """Leave a tombstone alone in the version's folder."""
        folder = self.root / "datasets" / dataset / version
        notice = {
            "kind": "withdrawal",
            "reason": "personal_data",
            "law": "UK GDPR",
            "note": "It named people",
            "by": "Head of data",
            "date": "2026-11-21",
        }
        for path in folder.iterdir():
            path.unlink()
        (folder / "tombstone.json").write_text(json.dumps({"notices": [notice]}), encoding="utf-8")
        (folder / "manifest.json").write_text(json.dumps({"periods": [], "files": {}}), encoding="utf-8")
        entries = self.versions[dataset]
        for entry in entries:
            if entry["version"] == version:
                entry["status"] = "withdrawn"
        standing = [entry["version"] for entry in entries if entry["status"] != "withdrawn"]
        if standing:
            self.entries[dataset]["latest"] = standing[-1]
        else:
            del self.entries[dataset]
        self.ledger.append({"event": "withdrawal", "dataset": dataset, "version": version, **notice})

    @property
    def shown(self) -> Shown:
        """The edition that shows the shelf."""
        catalogue = {
            "title": "Open data",
            "synthetic": self.synthetic,
            "publisher": PUBLISHER,
            "edition": 3,
            "datasets": [self.entries[name] for name in sorted(self.entries)],
        }
        documents = {"catalogue.json": json.dumps(catalogue).encode()}
        for name, entries in self.versions.items():
            latest = self.entries.get(name, {}).get("latest", "")
            document = {"dataset": name, "latest": latest, "previews": [], "versions": entries}
            documents[f"versions/{name}.json"] = json.dumps(document).encode()
        documents["ledger.jsonl"] = b"".join(json.dumps(event).encode() + b"\n" for event in self.ledger)
        return Shown(documents, lambda name, version: self.root / "datasets" / name / version, "data@example.org")

    def pages(self) -> dict[str, bytes]:
        """What the site says of it."""
        return site_documents(self.shown)

    def write(self) -> Path:
        """The pages beside the data, as a host serves them, with the documents that pages lead to. Returns the root."""
        others = ("catalog.jsonld", "data.json", "feed.atom", "feed.json", "edition.json", "verify.py")
        documents = {**self.shown.documents, **dict.fromkeys(others, b"{}"), **self.pages()}
        for name, content in documents.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return self.root


MONTHS = [f"2025-{month:02d}" for month in range(1, 13)] + ["2026-01", "2026-02"]
THEFTS = [column("theft_id"), column("month"), column("loss_gbp", "number"), column("note")]
CONTRACTS = [
    column("contract_id"),
    column("title"),
    column("award_date", "date"),
    column("value_total_gbp", "number"),
    column("value_total_gbp_status"),
    column("status"),
    column("decision_id"),
    column("supplier_names"),
    column("document_urls"),
]
DECISIONS = [column("decision_id"), column("title"), column("contract_ids"), column("urgent", "boolean")]
SPENDING = [
    column(name)
    for name in (
        *("line_id", "payment_date", "month", "financial_year", "body_name", "supplier_name", "supplier_kind"),
        *("amount_gbp", "category", "purpose", "value_for_money_reason", "contract_id", "decision_id"),
        "redaction_reason",
    )
]
BUDGET = [
    column(n)
    for n in ("financial_year", "item", "side", "line_order", "line_code", "label", "amount_gbp", "amount_gbp_status")
]


def theft(identity: str, month: str, loss: str = "1.50") -> Row:
    return {"theft_id": identity, "month": month, "loss_gbp": loss, "note": "a <b>bicycle</b>"}


def payment(at: int, supplier: str, amount: str, **more: str) -> Row:
    line = {
        "line_id": f"line-{at}",
        "payment_date": f"2026-01-{at:02d}",
        "month": "2026-01",
        "financial_year": "2025-26",
        "supplier_name": supplier,
        "amount_gbp": amount,
        "category": "Fuel",
        "purpose": "Petrol",
        "value_for_money_reason": "Cheapest of three",
    }
    return {**line, **more}


PAYMENTS = [
    payment(1, "Oak & Sons Ltd", "1234.50", contract_id="c-1", decision_id="d-1"),
    payment(2, "Oak & Sons Ltd", "-200.25", contract_id="c-1"),
    payment(3, "Elm Trust", "1000000.00", category="Victim services"),
    payment(4, "REDACTED PERSONAL DATA", "750.00", redaction_reason="personal_data"),
]


def line(side: str, order: int, label: str, amount: str, year: str = "2025-26") -> Row:
    return {
        "financial_year": year,
        "item": "budget-line",
        "side": side,
        "line_order": str(order),
        "line_code": label.lower(),
        "label": label,
        "amount_gbp": amount,
    }


def full(root: Path) -> Shelf:
    """A shelf with a dataset of every kind that has pages of its own, and one version that follows another."""
    shelf = Shelf(root)
    parts = {month: [theft(f"t{at}-{month}", month) for at in range(3)] for month in MONTHS}
    shelf.add("thefts", THEFTS, parts, key=["theft_id"])
    value = {
        "period": "2025-01",
        "key": {"theft_id": "t0-2025-01"},
        "field": "loss_gbp",
        "old": "1.50",
        "new": "2.50",
        "reason": "source-revised",
        "note": None,
    }
    came = {"period": "2025-02", "change": "added", "row": dict(theft("t9", "2025-02")), "reason": "late-return"}
    thin = [{"period": "2025-01", "status": "revised", "rows_before": 3, "rows": 3, **_moved(0, 0, 2)}]
    changes = {
        "previous": "1.0.0",
        "periods": thin,
        "values": [value, value | {"key": {"theft_id": "t1-2025-01"}}],
        "rows": [came | {"note": None}],
    }
    shelf.add("thefts", THEFTS, parts, version="1.0.1", key=["theft_id"], changes=changes, thin=["2025-11"])
    award = {"award_date": "2025-06-30", "value_total_gbp": "1500000.00", "status": "active"}
    contract = {
        "contract_id": "c-1",
        "title": "Fuel cards",
        **award,
        "decision_id": "d-1",
        "supplier_names": "Oak & Sons Ltd",
    }
    link = {"document_urls": "https://example.org/a.pdf; https://example.org/b.pdf"}
    second = {"contract_id": "c-2", "title": "Pens", "value_total_gbp_status": "[x]", "status": "active"}
    shelf.add("contracts", CONTRACTS, {"all": [contract | link, second]}, key=["contract_id"], subject="money")
    decision = {"decision_id": "d-1", "title": "Buy fuel", "contract_ids": "c-1; c-9", "urgent": "false"}
    shelf.add("decisions", DECISIONS, {"all": [decision]}, key=["decision_id"], subject="records")
    shelf.add("expenditure", SPENDING, {"2026-01": PAYMENTS}, key=["line_id"], subject="money")
    lines = [
        line("financing", 1, "Grants", "303200000.00"),
        line("financing", 2, "Precept", "183900000.00"),
        line("expenditure", 3, "Officer pay", "487100000.00"),
    ]
    shelf.add("budget", BUDGET, {"2025-26": lines}, key=["financial_year", "line_code"], subject="money")
    return shelf


def _moved(added: int, removed: int, changed: int) -> dict[str, int]:
    return {"rows_added": added, "rows_removed": removed, "rows_changed": changed}
