from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from assets.funding import POLICE_FUNDING
from pipelines.checks.funding import forces_add_up
from pipelines.upstream import NotOurs, Parsed, Severity, SourceError
from tests.pipelines.sources.national.desk import FUNDING, Grid, accept, ods, parse


def findings(parsed: Parsed) -> list[tuple[str, bool, str]]:
    table = duckdb.connect().from_arrow(parsed.rows.to_arrow())
    return [(finding.period, finding.ok, finding.text) for finding in forces_add_up(table)]


def replaced(old: str, new: str) -> Grid:
    return [[new if cell == old else cell for cell in row] for row in FUNDING]


def test_blocks_by_hand(tmp_path: Path) -> None:
    parsed = parse(POLICE_FUNDING, tmp_path, ods(FUNDING, "Table_4a"))
    kent = parsed.rows.filter(pl.col("force_name") == "Kent")
    assert kent.select("financial_year", "measure", "basis", "amount_gbp").rows() == [
        ("2024-25", "government-funding", "nominal", Decimal("200500000.00")),
        ("2024-25", "precept", "nominal", Decimal("10000000.00")),
        ("2024-25", "total", "nominal", Decimal("210500000.00")),
        ("2025-26", "government-funding", "nominal", Decimal("220000000.00")),
        ("2025-26", "precept", "nominal", Decimal("10000000.00")),
        ("2025-26", "total", "nominal", Decimal("230000000.00")),
    ]
    city = parsed.rows.filter((pl.col("area_code") == "E23000034") & (pl.col("measure") == "precept"))
    assert city.select("amount_gbp", "amount_gbp_status").rows() == [(None, "[z]"), (None, "[z]")]
    assert set(parsed.rows["force_name"]) == {"England and Wales", "Kent", "City of London"}
    assert (parsed.tally.read, parsed.tally.furniture) == (18, 7)
    assert accept(POLICE_FUNDING, parsed).tally.rejected == 0
    assert [ok for _, ok, _ in findings(parsed)] == [True] * 6


def test_a_year_within_each_header_is_read_alike(tmp_path: Path) -> None:
    names = [f"{year} {name}" for year in ("2024 to 2025", "2025 to 2026")
             for name in ("Government funding (£m)", "Precept (£m)", "Total (£m)")]  # fmt: skip
    other: Grid = [
        ("Table 9: funding in real terms",),
        ("Area", "Code", *names),
        *((r[1], r[0], *r[2:]) for r in FUNDING[4:8]),
    ]
    one, two = (parse(POLICE_FUNDING, tmp_path, ods(grid)).rows for grid in (FUNDING, other))
    assert one["amount_gbp"].to_list() == two["amount_gbp"].to_list()
    assert two["basis"].unique().to_list() == ["real"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Precept", "Levy", "no column for precept"),
        (FUNDING[0][0], "Table 4a: funding, £ million", "nominal or in real terms"),
        (FUNDING[0][0], "Table 4a: funding, nominal terms", "pounds or millions"),
        ("2025/26", "2024/25", "two columns for the same year"),
    ],
)
def test_what_is_not_certain_is_refused(old: str, new: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=said) as refused:
        parse(POLICE_FUNDING, tmp_path, ods(replaced(old, new)))
    assert not isinstance(refused.value, NotOurs)


def test_a_column_more_is_told_and_a_force_less_fails_the_check(tmp_path: Path) -> None:
    grid = [[*row, *[""] * (8 - len(row)), "Reserves" if at == 3 else ""] for at, row in enumerate(FUNDING)]
    parsed = parse(POLICE_FUNDING, tmp_path, ods(grid))
    assert [issue.value for issue in parsed.issues if issue.severity is Severity.WARNING] == ["Reserves"]
    without = parse(POLICE_FUNDING, tmp_path, ods([row for row in FUNDING if row[1:2] != ("Kent",)]))
    assert [ok for _, ok, _ in findings(without)] == [False] * 6


def test_something_else_is_not_ours(tmp_path: Path) -> None:
    with pytest.raises(NotOurs):
        parse(POLICE_FUNDING, tmp_path, ods([("Crimes", "Number"), ("Theft", 3)]))


def test_the_police_grant_report(real: Path, tmp_path: Path) -> None:
    content = (real / "funding" / "police-grant-2025-26.csv").read_bytes()
    parsed = parse(POLICE_FUNDING, tmp_path, content, "folder:police-grant-2025-26.csv")
    given = dict(line for line in csv.reader(content.decode().splitlines()[4:]))
    found = parsed.rows.filter(pl.col("area_code") != "K04000001")
    assert dict(found.select("force_name", "amount_gbp").rows()) == {
        name: Decimal(text) for name, text in given.items()
    }
    assert dict(found.select("area_code", "amount_gbp").rows())["E23000032"] == 245_418_856
    assert found["area_code"].n_unique() == 43
    assert found["amount_gbp"].sum() == 9_806_553_487
    assert (parsed.tally.read, parsed.tally.furniture, parsed.issues) == (44, 3, ())
    assert accept(POLICE_FUNDING, parsed).tally.rejected == 0
    ((year, ok, text),) = findings(parsed)
    assert (year, ok) == ("2025-26", True)
    assert "£9,806,553,487, the source states £9,806,553,489, a difference of £-2" in text


def test_a_grant_report_that_lacks_its_header_or_year_or_a_figure(tmp_path: Path) -> None:
    for lines, said in (
        ("# Police Grant Report 2025-26\nKent,1", "no header"),
        ("# Police Grant Report\nforce,budget_gbp\nKent,1", "0 financial years"),
    ):
        with pytest.raises(SourceError, match=said):
            parse(POLICE_FUNDING, tmp_path, lines.encode())
    parsed = parse(
        POLICE_FUNDING, tmp_path, b"# Police Grant Report 2025-26\nforce,budget_gbp\nKent,1\nEssex,plenty\n,5"
    )
    assert [(issue.row, issue.value) for issue in parsed.issues] == [(4, "plenty"), (5, "")]
    assert (parsed.tally.read, parsed.tally.rejected, parsed.rows.height) == (3, 2, 1)
