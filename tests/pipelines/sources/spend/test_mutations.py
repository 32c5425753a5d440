"""Whatever is done to a good sheet, every row is accounted for or the file is refused in plain words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.upstream import Severity, SourceError
from schemas.expenditure import Expenditure

COLUMNS = ["Transaction Number", "Payment Date", "Supplier Name", "Net Amount (£)", "Purpose"]
GOOD = [[f"T{n}", f"{n + 1:02}/09/2026", f"OAKFOLD {n} LTD", f"{n * 100}.50", f"Tyres {n}"] for n in range(12)]
QUICK = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])

ODD = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["=1+1", "@SUM(A1)", "\0", "00:00:00", "-", "#REF!", "MR A SAMPLETON", "x" * 40_000, "1e400", '"']),
)


def quoted(rows: list[list[str]]) -> str:
    return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in rows)


def accounted(parse, data: bytes, lines: int | None = None) -> None:
    try:
        parsed = parse("spend-2026-09.csv", data)
    except SourceError as error:
        refusal = str(error)
    else:
        refusal = ""
    if refusal:
        assert refusal.startswith("spend-2026-09.csv")
        return
    tally = parsed.tally
    assert tally.accepted == parsed.rows.height
    assert min(tally.accepted, tally.rejected, tally.blank, tally.furniture) >= 0
    if lines is not None:
        assert tally.read + tally.furniture == lines
    rejected = {issue.row for issue in parsed.issues if issue.severity is Severity.ERROR}
    assert bool(rejected) == bool(tally.rejected)
    assert not rejected & set(parsed.rows["_row"])
    promised = list(Expenditure.to_schema().columns)
    assert parsed.rows.columns[: len(promised)] == promised
    assert parsed.rows["line_id"].is_unique().all()


@QUICK
@given(st.data())
def test_columns_dropped_doubled_and_reordered(parse, data):
    picks = data.draw(st.lists(st.integers(0, 4), min_size=1, max_size=7))
    accounted(parse, quoted([[row[at] for at in picks] for row in [COLUMNS, *GOOD]]).encode(), lines=13)


@QUICK
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4), ODD), max_size=8))
def test_cells_overwritten(parse, changes):
    rows = [list(row) for row in [COLUMNS, *GOOD]]
    for row, column, value in changes:
        rows[row][column] = value
    accounted(parse, quoted(rows).encode())


@QUICK
@given(st.data(), st.sampled_from(["utf-8", "cp1252", "utf-16", "utf-8-sig"]))
def test_text_cut_and_overwritten(parse, data, encoding):
    good = bytearray(quoted([COLUMNS, *GOOD]).encode(encoding))
    for place, byte in data.draw(st.lists(st.tuples(st.integers(0, len(good) - 1), st.integers(0, 255)), max_size=5)):
        good[place] = byte
    accounted(parse, bytes(good[: data.draw(st.integers(0, len(good)))]))


@pytest.fixture(scope="module")
def workbook_bytes(book) -> bytes:
    rows = [[a, date(2026, 9, int(a[1:]) + 1), c, float(d), e] for a, _, c, d, e in GOOD]
    return book({"Sep 26": [COLUMNS, *rows], "Notes": [["x"]]})


@QUICK
@given(st.data())
def test_a_workbook_cut_and_overwritten(parse, workbook_bytes, data):
    broken = bytearray(workbook_bytes)
    for place, byte in data.draw(st.lists(st.tuples(st.integers(0, len(broken) - 1), st.integers(0, 255)), max_size=4)):
        broken[place] = byte
    accounted(parse, bytes(broken[: data.draw(st.integers(1, len(broken)))]))


@QUICK
@given(st.binary(max_size=400))
def test_any_bytes_at_all(parse, data):
    accounted(parse, data)
