"""A declared correction through whole nights: made and published as ours, and loud once the source has changed."""

from __future__ import annotations

from tests.e2e.office import Office, crime_rows

MONTH = "2025-01"
CRIME = crime_rows(MONTH)[3]
WRONG, RIGHT = str(CRIME[6]), "On or near Harbour Street"


def declare(office: Office, **changes: str) -> None:
    """Put the correction of one crime's place on record."""
    entry = {
        "id": "kent-x-001",
        "period": MONTH,
        "where": f"[crime_id={CRIME[0]}]",
        "field": "location",
        "expect": WRONG,
        "value": RIGHT,
        "reason": "The street was misread",
        "evidence": "https://www.example.org/letter.pdf",
        "decided_by": "Head of data",
    } | changes
    lines = [f"{'  - ' if at == 0 else '    '}{name}: {value}" for at, (name, value) in enumerate(entry.items())]
    path = office.records / "corrections/crime-street.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(["corrections:", *lines]) + "\n", encoding="utf-8")


def places(office: Office) -> list[str]:
    """Where the public reads that the crime was."""
    return [row["location"] for row in office.rows("crime-street") if row["crime_id"] == CRIME[0]]


def test_it_is_published_as_ours_and_fails_its_dataset_alone_when_the_source_changes(office: Office) -> None:
    assert places(office) == [WRONG]
    declare(office)
    answer = office.run("nightly")
    assert answer.status == 0, answer.said
    assert office.versions("crime-street")["latest"] == "1.0.1"
    assert places(office) == [RIGHT]
    changes = office.document("crime-street", "changes.json")["values"]
    assert [
        (change["field"], change["old"], change["new"], change["reason"], change["note"]) for change in changes
    ] == [("location", WRONG, RIGHT, "our-correction", "kent-x-001: The street was misread")]
    periods = {entry["period"]: entry for entry in office.document("crime-street", "manifest.json")["periods"]}
    assert [made["id"] for made in periods[MONTH]["corrections"]] == ["kent-x-001"]
    assert office.verify().status == 0

    rows = crime_rows(MONTH)
    rows[3][6] = "On or near Station Road"  # the source has mended it in its own way
    office.put(MONTH, rows)
    office.decide("003")
    answer = office.run("nightly")
    assert answer.status == 1
    failed = [line for line in answer.said.splitlines() if " failed" in line]
    assert [line.split()[0] for line in failed] == ["crime-street"]
    for words in ("kent-x-001", f"expects location to be '{WRONG}'", "the source now says 'On or near Station Road'"):
        assert words in answer.words
    assert office.versions("crime-street")["latest"] == "1.0.1"
    assert places(office) == [RIGHT]
    assert len(office.rows("decisions")) == 3
    assert office.verify().status == 0

    declare(office, expect="On or near Station Road")
    answer = office.run("nightly")
    assert answer.status == 0, answer.said
    assert places(office) == [RIGHT]
