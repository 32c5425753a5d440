"""Rows are screened cell by cell, and nothing that is said of them repeats what stood there."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets import datasets
from pipelines.dataset import Dataset
from pipelines.screening.kinds import Kind, kinds_in
from pipelines.screening.screen import Hit, held_out, nameable, quiet, screen, screened, words
from pipelines.upstream import Issue, Listing, Resource
from schemas.base import Table, column, columns_of, confidential, stored_columns_of
from tests.pipelines.screening.corpus import POSITIVES


class Letters(Table):
    """A register with a column of each sort."""

    letter_id: str = column("Id", "Names it.", example="l-1", str_matches=r"^[a-z]-\d+$")
    about: str = column("About", "What it says.", example="A road", nullable=True, free_text=True)
    contact: str = column("Contact", "Who to ask.", example="x", nullable=True, may_hold=("email-address",))
    kind: str = column("Kind", "Which.", example="a", isin=["a", "07700 900123"], nullable=True)
    pages: int = column("Pages", "How many.", example="1", unit="pages", nullable=True)
    sender: str = confidential("Sender", "Who wrote.", example="S-10023")


COLUMNS = stored_columns_of(Letters)


def rows(*given: dict[str, object]) -> pl.DataFrame:
    blank: dict[str, object] = dict.fromkeys(c.name for c in COLUMNS) | {"letter_id": "l-1"}
    return pl.DataFrame([blank | row for row in given], schema={c.name: c.polars for c in COLUMNS})


def test_what_is_searched_is_what_people_write_and_the_public_reads() -> None:
    assert [c.name for c in COLUMNS if screened(c)] == ["letter_id", "about", "contact"]
    assert [c.name for c in columns_of(Letters)] == [c.name for c in COLUMNS][:-1]


def test_each_cell_is_named_by_row_column_and_kind() -> None:
    found = screen(
        rows(
            {"about": "Ring 07700 900123 or a@example.org", "kind": "07700 900123"},
            {"about": "A road", "contact": "office@example.org"},
            {"contact": "07700 900123"},
            {"about": "Ring 07700 900123 or a@example.org"},
        ),
        COLUMNS,
    )
    assert found == [
        Hit(0, "about", Kind.EMAIL),
        Hit(0, "about", Kind.PHONE),
        Hit(2, "contact", Kind.PHONE),
        Hit(3, "about", Kind.EMAIL),
        Hit(3, "about", Kind.PHONE),
    ]


@pytest.mark.parametrize(
    ("sender", "about", "found"),
    [
        ("S-10023", "refund, see s-10023.", True),
        ("S-10023", "refund, see S-100234", False),
        ("1 Sample  Street", "repairs at 1 sample street", True),
        ("S-1", "S-1 again", False),
        ("Sampleton", "the Sampleton office", False),
        (None, "S-10023", False),
    ],
)
def test_a_confidential_value_may_not_be_repeated(sender: str | None, about: str, *, found: bool) -> None:
    hits = screen(rows({"sender": sender, "about": about}), COLUMNS)
    assert hits == ([Hit(0, "about", Kind.CONFIDENTIAL)] if found else [])


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in POSITIVES.items() for text in texts])
def test_an_issue_never_repeats_what_stood_there(kind: Kind, text: str) -> None:
    (hit,) = screen(rows({"about": text}), COLUMNS)
    issue = held_out(hit, "spend/a.csv", "2026-09", "Sep 26", 7)
    assert (issue.resource, issue.row, issue.field, issue.check) == ("spend/a.csv", 7, "about", f"holds-{kind}")
    assert words(kind) in issue.text
    assert issue.value == ""
    assert text not in repr(issue)
    assert quiet(issue, COLUMNS) == issue, "the words for a kind are not themselves of the kind"


@pytest.mark.parametrize("where", ["value", "text", "field", "sheet", "period"])
def test_any_issue_is_quieted(where: str) -> None:
    told = {"text": "not a date", "value": "x", "field": "about", "sheet": "Sep"} | {where: "x 07700 900123 y"}
    shown = quiet(Issue("a.csv", "wrong-type", row=3, **told), COLUMNS)
    assert "900123" not in repr(shown)
    if where == "text":
        assert "a.csv, row 3" in shown.text
        assert "a phone number" in shown.text
    else:
        assert (shown.text, getattr(shown, where)) == ("not a date", "")
    assert (shown.check, shown.row) == ("wrong-type", 3)


def test_what_is_wrong_with_a_confidential_value_is_told_without_it() -> None:
    shown = quiet(Issue("a.csv", "wrong-type", "'Sampleton' is no date", field="sender", value="Sampleton"), COLUMNS)
    assert "Sampleton" not in repr(shown)
    plain = Issue("a.csv", "wrong-type", "'Sampleton' is no date", field="about", value="Sampleton")
    assert quiet(plain, COLUMNS) == plain


def test_a_file_whose_name_tells_is_not_read() -> None:
    good = Resource("spend/2026-09.csv", "inbox/2026-09.csv")
    bad = Resource("spend/ring 07700 900123.csv", "inbox/ring 07700 900123.csv")
    note = Issue("call 07700 900124.pdf", "not-a-spreadsheet", "call 07700 900124.pdf: not read")
    shown = nameable(Listing((bad, good), ("2026-09",), (note,), complete=True))
    assert shown.resources == (good,)
    assert (shown.expected, shown.complete) == (("2026-09",), True)
    assert "90012" not in repr(shown)
    assert [issue.check for issue in shown.issues] == ["not-a-spreadsheet", "holds-phone-number"]


@given(st.lists(st.text(max_size=30), max_size=5))
def test_a_row_is_held_out_exactly_when_its_text_tells(texts: list[str]) -> None:
    found = {hit.index for hit in screen(rows(*({"about": text} for text in texts)), COLUMNS)} if texts else set()
    assert found == {index for index, text in enumerate(texts) if kinds_in(text)}


@pytest.mark.parametrize("dataset", [d for d in datasets() if d.source.office], ids=lambda dataset: dataset.name)
def test_what_a_column_may_hold_is_declared_and_real(dataset: Dataset) -> None:
    for found in dataset.stored_columns:
        assert set(found.may_hold) <= set(Kind), found.name
        assert set(kinds_in(found.example)) <= set(found.may_hold), f"{found.name}: {found.example}"
    assert any(map(screened, dataset.columns))
