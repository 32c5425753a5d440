"""Who a row is about: forces and community safety partnerships by the names that the Home Office gives them.

Codes of partnerships: ONS, Local Authority District to Community Safety Partnership to Police Force Area lookup,
December 2019. ONS still calls Folkestone and Hythe's partnership Shepway; Dartford and Gravesham share one.
"""

from __future__ import annotations

import re

from pipelines.sources.call_handling.forces import area_code

_KENT = {
    "ashford": "E22000137",
    "canterbury": "E22000138",
    "dartford and gravesham": "E22000352",
    "dover": "E22000140",
    "folkestone and hythe": "E22000145",
    "maidstone": "E22000142",
    "medway": "E22000143",
    "sevenoaks": "E22000144",
    "shepway": "E22000145",
    "swale": "E22000146",
    "thanet": "E22000147",
    "tonbridge and malling": "E22000148",
    "tunbridge wells": "E22000149",
}
PARTNERSHIPS = {"E23000032": _KENT}
"""Police force area to the plain names of its partnerships, with their codes."""

ALL_BUT = "all-but-"
"""Begins what is asked for when every force but one is."""

NOWHERE = re.compile(r"british transport|action fraud|cifas|uk finance|fraud|total|england|wales$", re.IGNORECASE)
"""Names in the column of forces that are of no force with an area."""


def plain(name: str) -> str:
    """A name for comparing: in lower case, without what stands in brackets."""
    return " ".join(re.sub(r"\(.*?\)", " ", name.lower().replace("&", "and")).split())


def identity(force: str) -> str:
    """What tells a force from another whatever its name's form: the code of its area, else its plain name."""
    return area_code(force) or plain(force.replace("-", " "))


def partnership_code(force: str, name: str) -> tuple[str | None, str | None]:
    """(code of a partnership, status that says why there is none)."""
    if plain(name).startswith("unassigned"):
        return None, "[z]"
    code = PARTNERSHIPS.get(area_code(force) or "", {}).get(plain(name))
    return code, None if code else "[x]"


def wants(asked: str, force: str) -> bool:
    """Whether rows of a force are among those asked for: slugs joined by `+`, or `all-but-` and a slug."""
    if asked.startswith(ALL_BUT):
        return area_code(force) is not None and identity(force) != identity(asked.removeprefix(ALL_BUT))
    return identity(force) in {identity(slug) for slug in asked.split("+")}
