"""Neighbourhoods in the sandbox's API, with what the real one is known for.

Entities and markup in names and texts, coordinates that are null, residents as text, as `A` and as 0, and one
neighbourhood that the list names and the API then does not know.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from pipelines.sandbox.forces import FORCES
from pipelines.sandbox.page import MARK, Page, Pages, Setting

API = "https://data.police.uk/api"
COUNT = 24
_NAMES = ("Harbour &amp; Quay", "Weald", "Downs", "Old Town &amp;amp; Castle", "Marsh", "<b>Riverside</b>")


def pages(setting: Setting) -> Pages:
    """The list of each force asked for, and a page for each neighbourhood but the last."""
    found: dict[str, Callable[[], Page]] = {}
    every = tuple(FORCES) if "all" in setting.compare else ()
    for force in (setting.force, *setting.compare, *every):
        if force in FORCES:
            found[f"{API}/{force}/neighbourhoods"] = partial(_list, force)
            found |= {f"{API}/{force}/{_id(number)}": partial(_detail, force, number) for number in range(1, COUNT)}
    return found


def _id(number: int) -> str:
    return f"SB{number:02}"


def _name(number: int) -> str:
    return f"{_NAMES[number % len(_NAMES)]} {number} ({MARK})"


def _list(force: str) -> Page:
    return _json([{"id": _id(number), "name": _name(number)} for number in range(1, COUNT + 1)])


def _detail(force: str, number: int) -> Page:
    at = FORCES[force]
    place = {"latitude": f"{at.latitude + number / 500:.5f}", "longitude": f"{at.longitude + number / 300:.5f}"}
    return _json(
        {
            "url_force": "" if number % 5 == 0 else f"https://www.example.org/{force}/{_id(number).lower()}",
            "contact_details": {} if number % 4 == 0 else {"telephone": "101", "email": "team@example.org"},
            "name": _name(number),
            "links": [],
            "centre": {"latitude": None, "longitude": None} if number % 7 == 0 else place,
            "locations": [],
            "description": f"<p>A made-up place&nbsp;({MARK}).</p>\n<p>It is nobody&#39;s.</p>" if number % 3 else None,
            "id": _id(number),
            "population": {0: "0", 1: "A"}.get(number % 10, str(3_000 + 117 * number)),
        }
    )


def _json(value: Any) -> Page:
    return Page(json.dumps(value).encode(), "application/json")
