"""Made-up months against the real ones, and a later vintage against an earlier."""

import csv
import hashlib
import io
import re
from collections import Counter
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.sandbox import crime_mix
from pipelines.sandbox.archive import step, window
from pipelines.sandbox.crimes import HALF_RETURNED, Supply, age, street
from pipelines.sandbox.forces import FORCES

KENT = Supply(1, "kent", FORCES["kent"].monthly)
ASB = crime_mix.ASB
Table = list[dict[str, str]]


def rows(content: bytes) -> Table:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def frame(content: bytes) -> pl.DataFrame:
    return pl.read_csv(content, infer_schema_length=0)


@pytest.fixture(scope="module")
def year() -> list[pl.DataFrame]:
    """Kent, 2025, as seen in mid-2026 like the real files."""
    return [frame(street(KENT, f"2025-{month:02d}", "2026-06")) for month in range(1, 13)]


@pytest.fixture(scope="module")
def six(year: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(year[:6])


@pytest.fixture(scope="module")
def real_six(real: Path) -> pl.DataFrame:
    files = sorted((real / "police_uk" / "street").glob("2025-0[1-6]/*-kent-street.csv"))
    return pl.concat([frame(path.read_bytes()) for path in files])


def _shares(table: pl.DataFrame, column: str) -> dict[str, float]:
    counts = Counter(table[column].drop_nulls().to_list())
    return {value: count / counts.total() for value, count in counts.items()}


def test_the_shape_of_a_file(real: Path) -> None:
    content = street(KENT, "2025-03", "2026-08")
    theirs = (real / "police_uk/street/2025-03/2025-03-kent-street.csv").read_bytes()
    assert content.split(b"\n")[0] == theirs.split(b"\n")[0]
    assert b"\r" not in content
    assert b'"' not in content
    assert content.endswith(b",\n")
    for row in rows(content):
        assert row["Month"] == "2025-03"
        assert row["Reported by"] == row["Falls within"] == "Kent Police (synthetic sample)"
        assert row["Context"] == ""
        assert bool(row["Crime ID"]) == bool(row["Last outcome category"]) == (row["Crime type"] != ASB)
        assert re.fullmatch(r"([0-9a-f]{64})?", row["Crime ID"])
        empty = row["Location"] == "No Location"
        assert all((row[name] == "") == empty for name in ("Longitude", "Latitude", "LSOA code", "LSOA name"))
        assert empty or all(re.fullmatch(r"-?\d+\.\d{6}", row[name]) for name in ("Longitude", "Latitude"))


def test_months_have_the_volume_of_real_ones(year: list[pl.DataFrame]) -> None:
    sizes = [len(month) for month in year]
    assert all(13_000 <= size <= 18_000 for size in sizes), sizes
    assert sum(sizes) == pytest.approx(180_022, rel=0.05)


def test_types_come_in_the_real_proportions(six: pl.DataFrame, real_six: pl.DataFrame) -> None:
    ours, theirs = _shares(six, "Crime type"), _shares(real_six, "Crime type")
    assert ours.keys() == theirs.keys()
    assert len(ours) == 14
    assert ours == {name: pytest.approx(share, rel=0.15) for name, share in theirs.items()}


def test_anti_social_behaviour_has_its_seasons(year: list[pl.DataFrame]) -> None:
    counts = [month["Crime type"].eq(ASB).sum() for month in year]
    assert counts[5] > 1.6 * counts[0]


def test_anti_social_behaviour_repeats_as_it_really_does(six: pl.DataFrame, real_six: pl.DataFrame) -> None:
    def surplus(table: pl.DataFrame) -> float:
        asb = table.filter(pl.col("Crime type") == ASB)
        return 1 - asb.n_unique() / len(asb)

    assert surplus(six) == pytest.approx(surplus(real_six), abs=0.04)
    crimes = six.filter(pl.col("Crime type") != ASB)
    assert crimes.n_unique() == len(crimes)


def test_a_spot_draws_thirty_copies_now_and_then() -> None:
    months = [frame(street(KENT, month, "2026-08")) for month in window("2026-08")]
    most = [m.filter(pl.col("Crime type") == ASB).group_by(pl.all()).len()["len"].max() for m in months]
    assert 25 <= max(most) <= 60
    repeated = sum(len(ids) - ids.n_unique() for m in months for ids in [m["Crime ID"].drop_nulls()])
    assert 4 <= repeated <= 16, "about one month in four"


def test_places_are_spread_as_they_really_are(six: pl.DataFrame, real_six: pl.DataFrame) -> None:
    def districts(table: pl.DataFrame) -> dict[str, float]:
        return _shares(table.select(pl.col("LSOA name").str.head(-5)), "LSOA name")

    def points(table: pl.DataFrame) -> float:
        return table.select("Month", "Longitude", "Latitude").n_unique() / len(table)

    ours, theirs = districts(six), districts(real_six)
    large = {name: share for name, share in theirs.items() if share > 0.01}
    assert len(large) == 13
    assert {name: ours[name] for name in large} == {
        name: pytest.approx(share, rel=0.25) for name, share in large.items()
    }
    assert 0 < sum(share for name, share in ours.items() if name not in large) < 0.001
    assert points(six) == pytest.approx(points(real_six), rel=0.1)
    for table in (six, real_six):
        assert 0.009 < table["LSOA code"].null_count() / len(table) < 0.015


def test_outcomes_come_in_the_real_proportions(six: pl.DataFrame, real_six: pl.DataFrame) -> None:
    ours, theirs = (_shares(table, "Last outcome category") for table in (six, real_six))
    assert ours.keys() <= theirs.keys()
    assert theirs.keys() - ours.keys() == {"Suspect charged as part of another case"}
    for name, share in ours.items():
        assert share == pytest.approx(theirs[name], rel=0.35, abs=0.003), name


def test_outcomes_mature() -> None:
    newest = "2026-08"
    shares = [_shares(frame(street(KENT, step(newest, -back), newest)), "Last outcome category") for back in range(26)]
    assert [back for back, share in enumerate(shares) if crime_mix.OPEN in share] == [0, 1]
    assert not any(crime_mix.COURT in share for share in shares[:5])
    assert shares[12][crime_mix.COURT] > 5 * shares[12][crime_mix.AWAITING]
    assert shares[3][crime_mix.AWAITING] > 0.06
    assert crime_mix.AWAITING not in shares[25]
    stale = [share.get(crime_mix.STALE, 0) for share in shares]
    assert stale[2] > 0.1 > stale[6] > stale[24] > 0.02


@pytest.mark.parametrize(
    ("month", "early", "late"),
    [("2025-03", "2025-03", "2026-03"), ("2025-03", "2025-03", "2025-04"), (HALF_RETURNED, "2024-12", "2026-08")],
)
def test_a_later_vintage_changes_outcomes_and_adds_a_few_rows(month: str, early: str, late: str) -> None:
    old, new = (rows(street(KENT, month, vintage)) for vintage in (early, late))

    def without_outcome(table: Table) -> Counter[tuple[str, ...]]:
        return Counter(tuple(v for k, v in row.items() if k != "Last outcome category") for row in table)

    was, now = without_outcome(old), without_outcome(new)
    assert not was - now, "nothing goes"
    added = (now - was).total()
    assert 0 < added <= 0.003 * len(old)
    assert all(key[0] for key in now - was), "late rows are crimes"
    before = {row["Crime ID"]: row["Last outcome category"] for row in old}
    after = {row["Crime ID"]: row["Last outcome category"] for row in new}
    changed = sum(after[key] != value for key, value in before.items())
    assert 0.02 < changed / len(before) < 0.7


def test_a_month_a_year_old_has_all_its_late_rows() -> None:
    first, year_on, at_last = (frame(street(KENT, "2024-05", v)) for v in ("2024-05", "2025-05", "2026-08"))
    assert 0.001 <= len(year_on) / len(first) - 1 <= 0.003
    assert len(year_on) == len(at_last)


@pytest.mark.parametrize("vintage", ["2024-11", "2025-06", "2026-08"])
def test_the_half_returned_month_lacks_crimes_of_every_type_but_asb(vintage: str) -> None:
    half, whole = (Counter(frame(street(KENT, m, vintage))["Crime type"].to_list()) for m in (HALF_RETURNED, "2024-10"))
    for kind in crime_mix.TYPES:
        ratio = half[kind.name] / whole[kind.name]
        assert (0.6 < ratio < 1.1) if kind.name == ASB else (0.2 < ratio < 0.7), kind.name


def test_same_names_same_bytes() -> None:
    digests = {
        (seed, month): hashlib.sha256(street(Supply(seed, "essex", 400), month, "2025-03")).hexdigest()
        for seed, month in [(1, "2025-01"), (1, "2025-02"), (2, "2025-01")]
    }
    assert len(set(digests.values())) == 3
    again = hashlib.sha256(street(Supply(1, "essex", 400), "2025-01", "2025-03")).hexdigest()
    assert again == digests[1, "2025-01"]
    assert again == PINNED, (
        "a change of the generator or of a library has changed the bytes: pin them anew if it is meant"
    )


PINNED = "9db6a4d1b3019e0b44ce84ae5bbcab0320d1afa5da43e0512c04e7ced18e566f"


def test_other_forces_quote_commas_and_nothing_else() -> None:
    content = street(Supply(1, "dorset", 6200), "2025-12", "2026-08")
    table = rows(content)
    assert {row["Reported by"] for row in table} == {"Dorset Police (synthetic sample)"}
    assert len({row["Crime type"] for row in table}) == 14
    quoted = [line for line in content.decode().splitlines() if '"' in line]
    assert quoted
    assert all(re.search(r',"Dorset Central, Vale and Coast \d{3}[A-D]",', line) for line in quoted)
    assert len(table) == pytest.approx(6200, rel=0.15)


@pytest.mark.parametrize("slug", ["city-of-london", "metropolitan", "dyfed-powys"])
def test_any_force_will_do(slug: str) -> None:
    assert len(rows(street(Supply(1, slug, 400), "2025-01", "2025-03"))) == pytest.approx(400, rel=0.25)
    with pytest.raises(KeyError):
        street(Supply(1, "nowhere", 400), "2025-01", "2025-03")


def test_no_month_is_newer_than_its_vintage() -> None:
    assert (age("2025-01", "2026-03"), age("2025-03", "2025-03"), age("2025-12", "2025-11")) == (14, 0, -1)
    with pytest.raises(ValueError, match="2025-04 is newer than the archive of 2025-03"):
        street(KENT, "2025-04", "2025-03")


def test_duckdb_reads_what_was_written(tmp_path: Path) -> None:
    content = street(KENT, "2025-05", "2026-08")
    path = tmp_path / "month.csv"
    path.write_bytes(content)
    with duckdb.connect() as base:
        read = base.execute(
            "select * from read_csv(?, delim=',', quote='\"', escape='\"', header=true, auto_detect=false, columns=?)",
            [str(path), dict.fromkeys(rows(content)[0], "VARCHAR")],
        ).fetchall()
    assert [tuple(value or "" for value in row) for row in read] == [tuple(row.values()) for row in rows(content)]
