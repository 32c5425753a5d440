"""Documents made of several datasets stand behind the one pointer, are sealed, and cannot be changed unseen."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pipelines.releases import verify
from pipelines.releases.standards.joined import joined_documents
from pipelines.releases.standards.parties import Parties, amount, slug
from tests.pipelines.releases.pressroom import Press, row
from tests.pipelines.releases.standards.registers import CONTRACT, GRANT, OFFICE, PAYMENT, SAMPLE, TENDER, tables


def test_every_document_is_the_same_bytes_from_the_same_rows(tmp_path: Path) -> None:
    rows = {"contracts": [CONTRACT], "tenders": [TENDER], "grants": [GRANT], "expenditure": [PAYMENT]}
    once = joined_documents(tables(tmp_path / "a", **rows), OFFICE)
    assert sorted(once) == [
        "standards/360giving.json",
        "standards/README.txt",
        "standards/ocds-records.json",
        "standards/ocds-releases.json",
    ]
    assert joined_documents(tables(tmp_path / "b", **rows), OFFICE) == once


def test_the_order_of_files_and_rows_does_not_show(tmp_path: Path) -> None:
    lines = [PAYMENT | {"line_id": str(n), "transaction_id": str(n % 2)} for n in range(9)]
    contracts = [CONTRACT, CONTRACT | {"contract_id": "kent-c-0002"}]
    forth = joined_documents(tables(tmp_path / "a", contracts=contracts, expenditure=lines), OFFICE)
    back = joined_documents(tables(tmp_path / "b", contracts=contracts[::-1], expenditure=lines[::-1]), OFFICE)
    assert forth == back


def test_a_sample_says_so_in_each_document(tmp_path: Path) -> None:
    made = joined_documents(tables(tmp_path, contracts=[CONTRACT], grants=[GRANT]), SAMPLE)
    assert all(b"synthetic sample" in content.lower() for content in made.values())
    assert not any(b'"local-' in content for content in made.values())


def test_nothing_recorded_yet_leaves_the_note_alone(tmp_path: Path) -> None:
    assert list(joined_documents(tables(tmp_path), OFFICE)) == ["standards/README.txt"]


def test_they_stand_behind_the_one_pointer_and_are_sealed(press: Press) -> None:
    press.release()
    note = press.published / "standards" / "README.txt"
    assert (press.published / "standards").is_symlink()
    assert note.resolve() == (press.published / "current" / "standards" / "README.txt").resolve()
    assert "standards/README.txt" in json.loads((press.published / "edition.json").read_bytes())["files"]
    assert verify(press.published).ok
    press.store.load("2025-03", [row("t9", "2025-03")])
    press.release()
    assert verify(press.published).ok


@pytest.mark.parametrize("deed", ["change", "remove", "add", "turn"])
def test_whatever_is_done_to_them_is_named(press: Press, deed: str) -> None:
    press.release()
    link = press.published / "standards"
    note = link / "README.txt"
    if deed == "change":
        note.write_bytes(note.read_bytes() + b" ")
    elif deed == "remove":
        note.unlink()
    elif deed == "add":
        (link / "ocds-releases.json").write_text("{}")
    else:
        shutil.copytree(link, press.published / "elsewhere")
        link.unlink()
        link.symlink_to("elsewhere")
    report = verify(press.published)
    assert not report.ok
    assert any("standards" in problem for problem in report.problems)


def test_a_copy_of_plain_files_holds_and_shows_what_was_changed(press: Press, tmp_path: Path) -> None:
    press.release()
    copy = tmp_path / "copy"
    shutil.copytree(press.published, copy)
    assert verify(copy).ok, verify(copy).problems
    (copy / "standards" / "README.txt").write_text("other")
    assert any("standards/README.txt" in problem for problem in verify(copy).problems)


def test_names_make_identifiers_that_case_and_accents_do_not_change() -> None:
    assert slug("Café  & Friends, Ltd.") == slug("CAFE FRIENDS LTD") == "cafe-friends-ltd"
    assert slug("東京") == "unnamed"


def test_a_party_is_one_by_name_and_keeps_its_first_identifier() -> None:
    parties = Parties(OFFICE)
    first = parties.refer("Oakfold Ltd", "supplier", "GB-COH-1")
    assert parties.refer("Oakfold Ltd", "payee") == first
    assert [party["roles"] for party in parties.listed] == [["supplier", "payee"]]


def test_whole_pounds_are_whole_numbers() -> None:
    from decimal import Decimal

    assert (amount(Decimal("10.00")), amount(Decimal("10.10"))) == (10, 10.1)
    assert isinstance(amount(Decimal("10.00")), int)
