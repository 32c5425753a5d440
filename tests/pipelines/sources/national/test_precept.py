from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

from assets.funding import COUNCIL_TAX_PRECEPT
from pipelines.upstream import Landed, NotOurs, Request, Severity, SourceError, World
from schemas.precept import NINTHS
from tests.pipelines.sources.national.desk import LEVELS, accept, ods, parse

SOURCE = COUNCIL_TAX_PRECEPT.source


class Empty:
    """A folder without files."""

    def find(self, pattern: str) -> list[str]:
        return []

    def path(self, relative: str) -> Path:
        raise AssertionError(relative)


@pytest.fixture(scope="module")
def own(root: Path, tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    world = World("folder", False, root / "records", (), date(2026, 11, 21), files=Empty())
    frames = []
    for resource in SOURCE.listing(world, Request("kent")).resources:
        sink = io.BytesIO()
        SOURCE.fetch(resource, world, sink)
        path = tmp_path_factory.mktemp("own") / "landed"
        path.write_bytes(sink.getvalue())
        parsed = SOURCE.parse(Landed(resource, path, "", 0))
        assert parsed.issues == ()
        assert accept(COUNCIL_TAX_PRECEPT, parsed).tally.rejected == 0
        frames.append(parsed.rows)
    return pl.concat(frames)


def test_canterbury_2022_23(own: pl.DataFrame) -> None:
    """The bands as Canterbury City Council published them: A and H; D is on record."""
    year = own.filter(pl.col("financial_year") == "2022-23")
    found = {row["band"]: (row["amount_gbp"], row["amount_gbp_status"]) for row in year.to_dicts()}
    assert found["A"] == (Decimal("152.10"), "[e]")
    assert found["D"] == (Decimal("228.15"), None)
    assert found["H"] == (Decimal("456.30"), "[e]")


def test_every_year_is_the_recorded_one_in_ninths(own: pl.DataFrame, real: Path) -> None:
    with (real / "funding" / "kent_band_d_police_precept.csv").open() as file:
        published = {row["financial_year"].replace("/", "-"): row for row in csv.DictReader(file)}
    assert own.height == 8 * len(published)
    for row in own.to_dicts():
        recorded = published[row["financial_year"]]
        exact = Fraction(recorded["band_d_police_precept_gbp"]) * NINTHS[row["band"]] / 9
        assert abs(Fraction(row["amount_gbp"]) - exact) <= Fraction(1, 200)
        worked_out = row["band"] != "D" or recorded["evidence"].startswith("derived")
        assert row["amount_gbp_status"] == ("[e]" if worked_out else None)


def test_national_levels_by_hand(tmp_path: Path) -> None:
    parsed = parse(COUNCIL_TAX_PRECEPT, tmp_path, ods(LEVELS))
    kent = parsed.rows.filter((pl.col("area_code") == "E23000032") & pl.col("band").is_in(["A", "D"]))
    assert kent.select("financial_year", "band", "amount_gbp", "amount_gbp_status").rows() == [
        ("2021-22", "A", Decimal("145.43"), "[e]"),
        ("2021-22", "D", Decimal("218.15"), None),
        ("2022-23", "A", Decimal("152.10"), "[e]"),
        ("2022-23", "D", Decimal("228.15"), None),
    ]
    missing = parsed.rows.filter((pl.col("area_code") == "E23000007") & (pl.col("financial_year") == "2021-22"))
    assert missing.select("amount_gbp", "amount_gbp_status").unique().rows() == [(None, "[x]")]
    assert (parsed.tally.read, parsed.tally.furniture) == (32, 4)
    assert accept(COUNCIL_TAX_PRECEPT, parsed).tally.rejected == 0


def test_bands_that_are_published_are_not_worked_out(tmp_path: Path) -> None:
    grid = [
        ("Council tax by band, 2022-23",),
        ("Authority", "Band A", "Band D", "Band H"),
        ("Kent Police", "152.11", "228.15", 456),
    ]
    rows = parse(COUNCIL_TAX_PRECEPT, tmp_path, ods(grid)).rows
    found = dict(zip(rows["band"], rows.select("amount_gbp", "amount_gbp_status").rows(), strict=True))
    assert found["A"] == (Decimal("152.11"), None)
    assert found["H"] == (Decimal("456.00"), None)
    assert found["B"] == (Decimal("177.45"), "[e]")


def test_other_tables_and_headers_without_years(tmp_path: Path) -> None:
    with pytest.raises(NotOurs):
        parse(COUNCIL_TAX_PRECEPT, tmp_path, ods([row for row in LEVELS if "P" not in str(row[0])]))
    with pytest.raises(SourceError, match="heads no column"):
        parse(COUNCIL_TAX_PRECEPT, tmp_path, ods([row for row in LEVELS if row[0] != "Authority"]))


def test_an_authority_that_cannot_be_placed_is_told(tmp_path: Path) -> None:
    stranger = ("Atlantis Police and Crime Commissioner", "PCC", "X", 1, 2)
    parsed = parse(COUNCIL_TAX_PRECEPT, tmp_path, ods([*LEVELS, stranger, ("1. Police authorities until 2012.",)]))
    assert [(issue.check, issue.row) for issue in parsed.issues if issue.row] == [("unknown-authority", 6)]
    assert (parsed.tally.rejected, parsed.tally.furniture) == (1, 5)


def test_without_the_national_page_the_records_still_come_out(root: Path) -> None:
    class Gone:
        def read(self, url: str, **_: object) -> tuple[bytes, object]:
            raise SourceError(f"{url}: the server answered 404")

    world = World("live", False, root / "records", (), date(2026, 11, 21), remote=Gone())  # type: ignore[arg-type]
    listing = SOURCE.listing(world, Request("kent"))
    assert len(listing.resources) == 10
    assert [(issue.check, issue.severity) for issue in listing.issues] == [("no-page", Severity.WARNING)]
