"""The police and crime plan: a page for each priority, with what was promised, measured, decided and paid under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.site.measures import SECTION, TRAIL, lines
from pipelines.site.measures_data import REGISTRY, Measured
from pipelines.site.reading import Shown
from pipelines.site.registers import Entry, Register, named_by
from pipelines.site.render import Page

PRIORITIES, COMMITMENTS = "plan-priorities", "plan-commitments"
INDEX = "site/priorities.html"
ACTORS = {"office": "the office", "force": "the force", "joint": "the office and the force", "partner": "partners"}
STANDING = {
    "not-started": "not started",
    "on-track": "on track",
    "delayed": "delayed",
    "done": "done",
    "dropped": "dropped",
    "": "not stated",
}
"""How progress is said; "" is where the office has not reported any."""
HEADINGS = {
    "force": "Set for the force",
    "office": "Set for the office",
    "priority": "Priorities",
    "principle": "Principles",
    "opportunity": "Opportunities",
}
"""What priorities stand under that have no area of the plan: whom they are set for, or what they are."""
Plan = dict[str, list[Entry]]
"""The priorities of a plan by its area, or by what kind they are."""


def titled(found: Mapping[str, Register]) -> dict[str, tuple[str, str]]:
    """What each priority is called, and its page, by id."""
    entries = found[PRIORITIES].entries.values() if PRIORITIES in found else ()
    return {entry.id: (entry.title, entry.path) for entry in entries}


def plans(found: Mapping[str, Register]) -> dict[str, Plan]:
    """The priorities of each plan, the newest plan first, in the plan's own order."""
    entries = found[PRIORITIES].entries.values() if PRIORITIES in found else ()
    areas = _areas(found[PRIORITIES]) if PRIORITIES in found else []
    made: dict[str, Plan] = {}
    for entry in sorted(entries, key=lambda one: _order(one, areas)):
        row = entry.row
        heading = row["area"].capitalize() or HEADINGS.get(row["set_for"]) or HEADINGS[row["kind"]]
        made.setdefault(row["plan_id"], {}).setdefault(heading, []).append(entry)
    return {name: made[name] for name in sorted(made, key=lambda one: one[-4:], reverse=True)}


def _areas(register: Register) -> list[str]:
    """The areas of a plan in its own order, which is that of the values that the column may have."""
    column = next(field for field in register.version.fields if field["name"] == "area")
    return list(column.get("constraints", {}).get("enum", ()))


def _order(entry: Entry, areas: Sequence[str]) -> tuple[bool, int, str, int]:
    """Priorities before principles and opportunities, then as the plan has them."""
    row = entry.row
    at = areas.index(row["area"]) if row["area"] in areas else len(areas)
    return row["kind"] != "priority", at, row["set_for"] or row["kind"], int(row["priority_order"])


def newest(found: Mapping[str, Register]) -> Plan:
    """The areas of the newest plan with their priorities; none where no plan is published."""
    return next(iter(plans(found).values()), {})


def pages(shown: Shown, found: Mapping[str, Register], measured: Measured) -> list[Page]:
    """The plans, and a page for each priority; none where no plan is published."""
    if PRIORITIES not in found:
        return []
    told = named_by(found)
    entries = found[PRIORITIES].entries.values()
    return [_index(found), *(_priority(entry, shown, found, measured, told.get(entry.id, ())) for entry in entries)]


def _index(found: Mapping[str, Register]) -> Page:
    heads = {entry.row["plan_id"]: entry.row for entry in found[PRIORITIES].entries.values()}
    data = {"plans": plans(found), "heads": heads, "source": PRIORITIES}
    described = "Every priority of the police and crime plans, with what became of it."
    return Page(INDEX, "priorities.html", "The plan and its priorities", SECTION, described, TRAIL, data)


def _priority(
    entry: Entry, shown: Shown, found: Mapping[str, Register], measured: Measured, told: Sequence[tuple[str, Entry]]
) -> Page:
    """`told` are the entries of registers that name the priority."""
    ids = [row["measure_id"] for row in measured.registry.values() if entry.id in row["plan_priority_ids"].split("; ")]
    named = {other.id for _, other in told}
    others = {
        register.version.title: there
        for register in found.values()
        if register.name not in (REGISTRY, COMMITMENTS)
        and (there := [other for other in register.entries.values() if other.id in named])
    }
    data = {
        "entry": entry,
        "row": entry.row,
        "commitments": _commitments(found, entry.id),
        "actors": ACTORS,
        "standing": STANDING,
        "lines": lines(measured, ids, measured.force),
        "measured": bool(measured.registry),
        "others": others,
    }
    trail = (*TRAIL, ("The plan", INDEX))
    described = f"{entry.title}: what was promised, how it is measured, and what was done."
    return Page(entry.path, "priority.html", f"{entry.title} ({entry.row['plan_id']})", SECTION, described, trail, data)


def _commitments(found: Mapping[str, Register], priority: str) -> list[Entry]:
    """The commitments for a priority in the plan's order, parts after the whole they belong to."""
    register = found.get(COMMITMENTS)
    entries = register.entries.values() if register else ()
    there = [entry for entry in entries if entry.row["priority_id"] == priority]
    return sorted(there, key=lambda entry: (int(entry.row["commitment_order"]), entry.id))
