from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from pipelines.sources.spend import SPEND
from pipelines.upstream import Request, Resource, SourceError, World


class Folder:
    """Files of a folder, found by name."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def find(self, pattern: str) -> list[str]:
        import re

        names = (path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file())
        return sorted(name for name in names if re.fullmatch(pattern, name))

    def path(self, relative: str) -> Path:
        return self.root / relative


def put(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return root


def world(*inbox: Path, files: Folder | None = None) -> World:
    return World("folder", False, Path("records"), inbox, date(2026, 10, 20), files=files)


def test_the_inbox_is_listed_and_nothing_vanishes(tmp_path):
    names = ["b.xlsx", "a.CSV", "old/c.ods", "~$b.xlsx", ".hidden.csv", "README.md", "scan.pdf"]
    one = put(tmp_path / "one", *names)
    two = put(tmp_path / "two", "b.xlsx", "d.xls")
    listing = SPEND.listing(world(one, two, tmp_path / "absent"), Request("kent"))
    assert [resource.id for resource in listing.resources] == [
        "spend/a.CSV",
        "spend/b.xlsx",
        "spend/d.xls",
        "spend/old/c.ods",
    ]
    assert {resource.url for resource in listing.resources} >= {"inbox/a.CSV", "inbox/old/c.ods"}
    assert [(issue.check, issue.resource) for issue in listing.issues] == [
        ("not-a-spreadsheet", "scan.pdf"),
        ("name-taken", "b.xlsx"),
    ]


def test_a_folder_world_offers_what_speaks_of_spending(tmp_path):
    wanted = ["spend/x/1701.csv", "x/Over-500-May.xlsx", "pcc-2023-24.xlsx", "a/purchase-cards.ods", "EXPENDITURE.xls"]
    other = ["crime/2025-01-street.csv", "spend/notes.txt", "spend/~$x.xlsx", "spend/README.csv", "spend/.x.csv"]
    files = Folder(put(tmp_path, *wanted, *other))
    listing = SPEND.listing(world(files=files), Request("kent"))
    assert sorted(resource.url for resource in listing.resources) == sorted(f"folder:{name}" for name in wanted)


def test_fetch_copies_the_bytes(tmp_path):
    inbox = put(tmp_path / "in", "old/c.ods")
    files = Folder(put(tmp_path / "files", "spend.csv"))
    for resource, expected in [
        (Resource("spend/old/c.ods", "inbox/old/c.ods"), b"old/c.ods"),
        (Resource("spend/spend.csv", "folder:spend.csv"), b"spend.csv"),
    ]:
        sink = io.BytesIO()
        transfer = SPEND.fetch(resource, world(inbox, files=files), sink)
        assert sink.getvalue() == expected
        assert transfer.content_type


@pytest.mark.parametrize("url", ["inbox/gone.csv", "inbox/../secret.csv", "folder:gone.csv"])
def test_fetch_stays_inside_and_says_what_has_gone(tmp_path, url):
    put(tmp_path, "secret.csv", "in/a.csv")
    with pytest.raises(SourceError, match="no longer there"):
        SPEND.fetch(Resource("x", url), world(tmp_path / "in", files=Folder(tmp_path / "in")), io.BytesIO())
