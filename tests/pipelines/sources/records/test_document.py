from __future__ import annotations

import contextlib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.records.document import LIMIT, RecordError, entries

SHARED = b"""year: 2025-26
derived: no
lines:
  - label: Premises
    amount: 22.1
  - label: "null"
    derived: yes
    amount: ~
"""


def test_scalars_stay_as_written_and_know_their_line() -> None:
    (entry,) = entries(b"title: no\nday: 2025-04-01\nnumber: 012\nempty:\nparts: [a, ' b ', '']\n")
    assert {name: value.text for name, value in entry.fields.items()} == {
        "title": "no",
        "day": "2025-04-01",
        "number": "012",
        "empty": None,
        "parts": ("a", "b"),
    }
    assert [value.line for value in entry.fields.values()] == [1, 2, 3, 4, 5]


def test_fields_beside_a_list_stand_for_rows_without_their_own() -> None:
    first, second = entries(SHARED, "lines")
    assert [first.fields[name].text for name in ("year", "derived", "label", "amount")] == [
        "2025-26",
        "no",
        "Premises",
        "22.1",
    ]
    assert [second.fields[name].text for name in ("year", "derived", "label", "amount")] == [
        "2025-26",
        "yes",
        "null",
        None,
    ]
    assert (first.line, second.line) == (4, 6)


@pytest.mark.parametrize(
    ("content", "says", "line"),
    [
        (b"", "empty", None),
        (b"title: [a", "not YAML", 1),
        (b"title: a\ntitle: b\n", "'title' twice", 2),
        (b"a: &x 1\nb: *x\n", "refers back", 2),
        (b"- a\n- b\n", "must be fields", 1),
        (b"title:\n  inner: 1\n", "fields within", 2),
        (b"? [a]\n: 1\n", "plain name", 1),
        (b"title: \xff\n", "not UTF-8", None),
        (b'title: "\\0"\n', "cannot be printed", 1),
        (b'title: "\\ud800"\n', "cannot be printed", 1),
        (b'title: "\\UFFFFFFFF"\n', "not YAML", None),
        (b"a: 1\n---\nb: 2\n", "not YAML", 2),
        (b"[" * 5000, "not YAML", None),
        (b"#" * (LIMIT + 1), "more than", None),
    ],
)
def test_what_cannot_be_a_record_is_refused_with_its_line(content: bytes, says: str, line: int | None) -> None:
    with pytest.raises(RecordError, match=says) as caught:
        entries(content)
    assert line is None or caught.value.line == line


def test_a_file_of_rows_needs_its_list() -> None:
    with pytest.raises(RecordError, match="'lines'"):
        entries(b"year: 2025-26\nlines: many\n", "lines")


def test_python_objects_are_text_like_any_other() -> None:
    (entry,) = entries(b"title: !!python/object/apply:os.system [echo]\n")
    assert entry.fields["title"].text == ("echo",)


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), st.text(max_size=30), max_size=6))
def test_whatever_yaml_writes_is_read_back_as_text(fields: dict[str, str]) -> None:
    content = yaml.safe_dump(fields, allow_unicode=True, default_style='"').encode()
    try:
        (entry,) = entries(content)
    except RecordError:
        assert not all(text.isprintable() or text in "\t\n" for text in "".join(fields.values()))
        return
    assert {name: value.text for name, value in entry.fields.items()} == {
        name: text.strip() or None for name, text in fields.items()
    }


@given(st.binary(max_size=200) | st.text(alphabet="ab:-[]{}&*!|>'\"#%\n \t?,\\0x", max_size=80).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(RecordError):
        assert all(entry.line >= 1 for entry in entries(content, "lines"))
