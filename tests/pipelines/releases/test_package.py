"""Data Packages that frictionless accepts, with hashes, byte counts and the types of the model."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
from frictionless import Package, system

from pipelines.releases.writers import GUARD_RULE
from tests.pipelines.releases.pressroom import THEFTS, Press, row


def test_frictionless_finds_nothing_wrong(press: Press) -> None:
    press.release()
    report = Package(str(press.published / "datasets/thefts/1.0.0/datapackage.json")).validate()
    assert report.flatten() == []
    assert report.valid
    assert [task.stats["rows"] for task in report.tasks] == [4, 2]


def test_frictionless_finds_a_changed_byte(press: Press, tmp_path: Path) -> None:
    press.release()
    file = press.published / "datasets/thefts/1.0.0/thefts-2025-01.csv"
    file.write_bytes(file.read_bytes().replace(b"t1", b"t0"))
    report = Package(str(file.with_name("datapackage.json"))).validate()
    assert "hash-count" in {error[0] for error in report.flatten(["type"])}


def test_rows_come_back_typed(press: Press) -> None:
    press.release()
    package = Package(str(press.published / "datasets/thefts/1.0.0/datapackage.json"))
    with system.use_context(trusted=True):
        rows = package.get_resource("thefts-2025-01").read_rows()
    assert {str(r["loss_gbp"]) for r in rows} == {"1.50"}
    assert rows[0]["seen"].isoformat() == "2025-01-02"


def test_pandas_reads_the_three_formats_alike(press: Press) -> None:
    press.store.load("2025-02", [row("t3", "2025-02", note="plain"), row("t4", "2025-02", "2.00", "two, words")])
    press.release()
    stem = press.published / "datasets/thefts/1.0.0/thefts-2025-02"
    table = pd.read_csv(stem.with_name(f"{stem.name}.csv"))
    records = pd.DataFrame(json.loads(stem.with_name(f"{stem.name}.json").read_text()))
    parquet = pd.read_parquet(stem.with_name(f"{stem.name}.parquet"))
    for other in (records, parquet):
        assert list(other.columns) == list(table.columns)
        assert other["note"].tolist() == table["note"].tolist()
        assert [float(v) for v in other["loss_gbp"]] == table["loss_gbp"].tolist()


def test_the_schema_says_what_the_model_says_and_no_more(press: Press) -> None:
    press.release()
    schema = press.read("1.0.0", "schema.json")
    for field, column in zip(schema["fields"], THEFTS.columns, strict=True):
        assert (field["name"], field["type"], field["title"]) == (column.name, column.kind, column.title)
        assert field["description"] == (f"{column.description} {GUARD_RULE}" if column.guarded else column.description)
    assert schema["fields"][1]["constraints"] == {"required": True, "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"}
    assert schema["fields"][2]["constraints"] == {"minimum": "0"}


def test_the_package_names_every_file_once(press: Press) -> None:
    press.release()
    package, manifest = press.read("1.0.0", "datapackage.json"), press.read("1.0.0", "manifest.json")
    files = [f for r in package["resources"] for f in (r, *r["openbeat:alternatives"])]
    data = {name: facts for name, facts in manifest["files"].items() if name.startswith("thefts")}
    assert {f["path"]: {"bytes": f["bytes"], "sha256": f["hash"].removeprefix("sha256:")} for f in files} == data
    assert len(files) == 6


def test_the_catalogue_and_the_list_of_versions_lead_to_the_files(press: Press) -> None:
    press.release()
    press.store.load("2025-03", [row("t5", "2025-03")])
    press.release()
    entry = json.loads((press.published / "catalogue.json").read_bytes())["datasets"][0]
    assert (entry["latest"], entry["rows"], entry["coverage"]) == ("1.1.0", 7, {"from": "2025-01", "to": "2025-03"})
    assert all((press.published / link).is_file() for link in entry["links"].values())
    versions = json.loads((press.published / entry["links"]["versions"]).read_bytes())
    assert (versions["latest"], versions["latest_of_major"]) == ("1.1.0", {"1": "1.1.0"})
    assert all((press.published / v["path"]).is_dir() for v in versions["versions"])
