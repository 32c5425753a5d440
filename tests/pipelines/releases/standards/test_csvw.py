"""CSV on the Web, checked and read by the library `csvw`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from csvw import CSVW, TableGroup

from pipelines.evidence import CheckResult
from pipelines.releases.standards import csvw
from schemas.base import columns_of
from schemas.expenditure import AMOUNT_BASES, Expenditure
from tests.pipelines.releases.pressroom import Press, evidence_of

Publisher = Callable[..., Press]


def plain(folder: Path) -> Path:
    """The same document with the group's default schema in each table: the library does not hand it down.

    "tableSchema ... used as the default for all the tables in the group", Metadata Vocabulary for Tabular Data, 5.3.2.
    """
    document = json.loads((folder / csvw.NAME).read_bytes())
    schema = document.pop("tableSchema")
    document["tables"] = [table | {"tableSchema": schema} for table in document["tables"]]
    path = folder / "plain-metadata.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def rows(path: Path) -> list[dict[str, Any]]:
    return [row for table in TableGroup.from_file(path).tables for row in table.iterdicts(strict=True)]


def test_the_library_finds_nothing_wrong_and_reads_the_types(publisher: Publisher) -> None:
    path = plain(publisher().published / "datasets/thefts/1.1.0")
    assert CSVW(str(path), validate=True).is_valid
    first, second, third = rows(path)
    assert dict(third) == {
        "theft_id": "t2",
        "month": "2025-02",
        "loss_gbp": Decimal("1.50"),
        "note": '\'=said "no"',
        "solved": False,
        "seen": datetime(2025, 2, 2),  # noqa: DTZ001 - the library reads a date as its midnight
    }
    assert [first["loss_gbp"], second["loss_gbp"]] == [Decimal("1.50"), None]
    assert second["note"] == "a, b"


@pytest.mark.parametrize(
    ("old", "new"),
    [("1.50", "-1.50"), ("1.50", "much"), ("2025-02,", "2025-13,"), ("2025-02-02", "yesterday"), ("false", "no")],
)
def test_the_library_finds_a_value_that_breaks_a_promise(publisher: Publisher, old: str, new: str) -> None:
    folder = publisher().published / "datasets/thefts/1.1.0"
    table = folder / "thefts-2025-02.csv"
    table.write_text(table.read_text().replace(old, new, 1))
    with pytest.raises(ValueError, match=r".+"):
        rows(plain(folder))


def test_one_table_is_no_group(publisher: Publisher) -> None:
    press = publisher()
    press.store.drop("2025-01")
    press.home = press.home / "alone"
    press.release()
    folder = press.published / "datasets/thefts/1.0.0"
    document = press.read("1.0.0", csvw.NAME)
    assert (document["url"], "tables" in document) == ("thefts-2025-02.csv", False)
    assert CSVW(str(folder / csvw.NAME), validate=True).is_valid


def test_a_key_is_a_primary_key_only_where_nothing_repeats_or_is_missing(publisher: Publisher) -> None:
    press = publisher()
    unique = CheckResult("repeated-key", "each stands on one row", 3, 0, "warning")

    def key_of(*checks: CheckResult, **declared: Any) -> Any:
        press.home /= "again"
        press.dataset = replace(press.dataset, **declared)
        press.release(evidence_of(press.store, *checks))
        return press.read("1.0.0", csvw.NAME)["tableSchema"].get("primaryKey")

    assert key_of(unique) is None  # theft_id may be missing
    assert key_of(key=("month",)) is None  # nobody looked
    assert key_of(replace(unique, failed=1)) is None
    assert key_of(unique) == ["month"]


def test_a_closed_list_of_texts_is_a_pattern_that_matches_it_alone() -> None:
    basis = next(column for column in columns_of(Expenditure) if column.name == "amount_basis")
    form = csvw.datatype(basis)["format"]
    assert all(re.fullmatch(form, value) for value in AMOUNT_BASES)
    assert not any(re.fullmatch(form, value) for value in ("lines", "", "line|unknown", "invoice total"))
