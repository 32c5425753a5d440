"""Declared corrections: applied where the source still says what they expect, loud where it does not."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets import datasets
from pipelines.corrections import Correction, OutOfDate, correct, digest, place_of, read_corrections, unmatched
from pipelines.dataset import Dataset
from pipelines.upstream import CorrectionRef, Resource
from pipelines.validation import validate
from tests.pipelines.smallworld import dataset, parsed

LOST = dataset()
PLACE = place_of(LOST)
MONTH = Resource("lost/2025-01", "folder:x.csv", "2025-03", ("2025-01",))
ROWS: list[tuple[str | None, str | None, str | None, str | None]] = [
    ("A1", "2025-01", "hat", "2.00"),
    ("A2", "2025-01", "key", None),
    (None, "2025-01", "key", "5.00"),
]
ENTRY = {
    "id": "x-001",
    "period": "2025-01",
    "where": "[ticket=A1]",
    "field": "worth_gbp",
    "expect": "2",
    "value": "20.00",
    "reason": "A figure was lost in typing",
    "evidence": "https://example.gov.uk/minutes/7",
    "decided_by": "Head of data",
}


def written(folder: Path, *changes: dict[str, str | None], of: Dataset = LOST) -> Path:
    """A records folder whose corrections are the entry with these changes; None leaves a field out."""
    lines = ["corrections:"]
    for change in changes or ({},):
        fields = {name: value for name, value in (ENTRY | change).items() if value is not None}
        lines += [f"{'  - ' if at == 0 else '    '}{name}: {value}" for at, (name, value) in enumerate(fields.items())]
    path = folder / "corrections" / f"{of.name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def read(folder: Path, *changes: dict[str, str | None]) -> tuple[Correction, ...]:
    found, problems = read_corrections(written(folder, *changes), LOST)
    assert problems == ()
    return found


def test_a_value_is_put_right_and_every_other_stays(tmp_path: Path) -> None:
    made = correct(parsed(ROWS), read(tmp_path), MONTH, PLACE)
    assert made.parsed.rows["worth_gbp"].to_list() == [Decimal("20.00"), None, Decimal("5.00")]
    assert made.parsed.rows.drop("worth_gbp").equals(parsed(ROWS).rows.drop("worth_gbp"))
    assert made.parsed.tally == parsed(ROWS).tally
    assert [correction.ref.id for correction in made.applied] == ["x-001"]


def test_a_missing_value_can_be_expected_and_can_be_given(tmp_path: Path) -> None:
    into = {"where": "[ticket=A2]", "expect": "", "value": "1.00"}
    out = {"id": "x-002", "where": "[ticket=, kind=key]", "expect": "5.00", "value": ""}
    made = correct(parsed(ROWS), read(tmp_path, into, out), MONTH, PLACE)
    assert made.parsed.rows["worth_gbp"].to_list() == [Decimal("2.00"), Decimal("1.00"), None]


def test_a_row_taken_out_is_counted_and_named(tmp_path: Path) -> None:
    made = correct(parsed(ROWS), read(tmp_path, {"value": None, "drop": "true"}), MONTH, PLACE)
    verdict = validate(LOST, MONTH.id, made.parsed)
    assert verdict.rows["ticket"].to_list() == ["A2", None]
    assert (verdict.tally.read, verdict.tally.rejected, verdict.tally.accepted) == (3, 1, 2)
    assert [(issue.check, issue.row) for issue in verdict.issues] == [("dropped-by-correction", 2)]
    assert "x-001: A figure was lost" in verdict.issues[0].text


def test_a_corrected_value_is_held_to_the_model(tmp_path: Path) -> None:
    made = correct(parsed(ROWS), read(tmp_path, {"value": "-1.00"}), MONTH, PLACE)
    verdict = validate(LOST, MONTH.id, made.parsed)
    assert [(issue.check, issue.field, issue.row) for issue in verdict.issues if issue.row == 2] == [
        ("greater-than-or-equal-to", "worth_gbp", 2)
    ]


def test_a_correction_out_of_date_says_entry_row_expected_found_and_what_to_do(tmp_path: Path) -> None:
    rows = [("A1", "2025-01", "hat", "3.00"), *ROWS[1:]]
    with pytest.raises(OutOfDate) as raised:
        correct(parsed(rows), read(tmp_path), MONTH, PLACE)
    (issue,) = raised.value.issues
    assert (issue.check, issue.row, issue.field, issue.value) == ("correction-out-of-date", 2, "worth_gbp", "3.00")
    for word in ("records/corrections/lost-property.yaml", "x-001", "'2.00'", "row 2", "'3.00'", "delete the entry"):
        assert word in str(raised.value)


def test_one_that_matches_nothing_is_not_applied_and_can_be_told_of(tmp_path: Path) -> None:
    corrections = read(tmp_path, {"where": "[ticket=Z9, kind=hat]"})
    assert correct(parsed(ROWS), corrections, MONTH, PLACE).applied == ()
    issue = unmatched(corrections[0], PLACE)
    assert "x-001 matches no row of 2025-01 (ticket=Z9, kind=hat)" in issue.text


@pytest.mark.parametrize(
    ("span", "vintage", "concerned"),
    [
        ({}, "2025-03", True),
        ({"since": "2025-04"}, "2025-03", False),
        ({"since": "2025-03", "until": "2025-03"}, "2025-03", True),
        ({"until": "2025-02"}, "2025-03", False),
        ({"until": "2025-02"}, "", True),
        ({"period": "2025-02"}, "2025-03", False),
    ],
)
def test_an_entry_is_for_its_period_and_its_editions(
    tmp_path: Path, span: dict[str, str | None], vintage: str, concerned: bool
) -> None:
    (correction,) = read(tmp_path, span)
    assert correction.concerns(Resource("lost/2025-01", "x", vintage, ("2025-01",))) is concerned


def test_the_digest_changes_with_whatever_an_entry_says(tmp_path: Path) -> None:
    told = [{name: f"{text}1"} for name, text in ENTRY.items() if name in {"id", "reason", "evidence", "decided_by"}]
    told += [{}, {"value": "21"}, {"period": "2025-02"}, {"where": "[ticket=A2]"}, {"value": None, "drop": "true"}]
    digests = {digest(read(tmp_path, change)) for change in told}
    assert len(digests) == len(told)
    assert digest(()) == ""
    assert digest(read(tmp_path)) == digest(read(tmp_path))


@pytest.mark.parametrize(
    ("change", "field", "word"),
    [
        ({"reasn": "x"}, "reasn", "is not a field of a correction"),
        ({"evidence": None}, "evidence", "is needed"),
        ({"expect": None}, "expect", "is needed"),
        ({"value": None}, "value", "is needed, or else"),
        ({"drop": "true"}, "value", "never both"),
        ({"field": "worth"}, "expect", "no column of lost-property"),
        ({"value": "a lot"}, "value", "plain number"),
        ({"where": "[tikcet=A1]"}, "where", "no column of lost-property"),
        ({"drop": "yes", "value": None}, "drop", "must be true"),
        ({"decided_by": "a.sampleton@example.org"}, "decided_by", "an email address, and an entry is published"),
        ({"reason": "Ring 07700 900123"}, "reason", "a phone number"),
        ({"where": "[kind=AB123456C]"}, "where", "a National Insurance number"),
    ],
)
def test_a_faulty_entry_is_named_by_file_line_and_field(
    tmp_path: Path, change: dict[str, str | None], field: str, word: str
) -> None:
    found, problems = read_corrections(written(tmp_path, change), LOST)
    assert found == ()
    (issue,) = [problem for problem in problems if problem.field == field][:1]
    assert word in issue.text
    assert f"{PLACE} line " in issue.text
    assert "x-001" in issue.text
    assert issue.row is not None


def test_two_entries_of_one_id_are_refused(tmp_path: Path) -> None:
    _, problems = read_corrections(written(tmp_path, {}, {}), LOST)
    assert [problem.check for problem in problems] == ["repeated-id"]


def test_no_file_is_no_correction(tmp_path: Path) -> None:
    assert read_corrections(tmp_path, LOST) == ((), ())


@settings(max_examples=100, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_whatever_stands_in_the_file_is_read_or_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "corrections" / "lost-property.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    found, problems = read_corrections(tmp_path, LOST)
    assert found == ()
    assert all(PLACE in problem.text for problem in problems)


def test_a_reference_comes_back_from_a_manifest_as_it_went_in(tmp_path: Path) -> None:
    import json
    from dataclasses import asdict

    (correction,) = read(tmp_path)
    again = CorrectionRef.of(json.loads(json.dumps(asdict(correction.ref))))
    assert again == correction.ref
    assert (again.expect, again.value) == ("2.00", "20.00")


def test_the_example_for_people_is_one(tmp_path: Path, root: Path) -> None:
    page = (root / "docs/corrections.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (calls,) = [found for found in datasets() if found.name == "call-handling-999"]
    (tmp_path / "corrections").mkdir()
    (tmp_path / "corrections/call-handling-999.yaml").write_text(example, encoding="utf-8")
    (correction,), problems = read_corrections(tmp_path, calls)
    assert problems == ()
    assert (correction.expect, correction.value, correction.ref.field) == (34567, 34576, "calls_answered")
