"""Pages of GOV.UK in the sandbox: the content API's answer for a page of statistics, and where its files stand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from pipelines.sandbox.opendocument import ODS
from pipelines.sandbox.page import MARK, Page, Pages

MEDIA = "https://assets.publishing.service.gov.uk/media"

Files = Mapping[str, tuple[str, Callable[[], bytes]]]
"""File name to its title on the page and what writes the workbook."""


def statistics(path: str, title: str, day: date, files: Files) -> Pages:
    """A page of statistics as of its last change, and the workbooks that hang on it."""
    found: dict[str, Callable[[], Page]] = {
        f"https://www.gov.uk/api/content{path}": partial(_content, path, title, day, files)
    }
    for name, (_, write) in files.items():
        found[address(name)] = partial(_book, write)
    return found


def address(name: str) -> str:
    """Where a file stands: another place for every name."""
    return f"{MEDIA}/{hashlib.sha256(name.encode()).hexdigest()[:24]}/{name}"


def _content(path: str, title: str, day: date, files: Files) -> Page:
    attachments = [
        {"title": named, "url": address(name), "filename": name, "content_type": ODS}
        for name, (named, _) in files.items()
    ]
    body = {
        "base_path": path,
        "schema_name": "publication",
        "title": f"{title} ({MARK})",
        "public_updated_at": f"{day}T09:30:00+00:00",
        "details": {"body": f"<p>{MARK}</p>", "attachments": attachments},
    }
    return Page(json.dumps(body).encode(), "application/json; charset=utf-8")


def _book(write: Callable[[], bytes]) -> Page:
    return Page(write(), ODS)
