"""data.police.uk in the sandbox: the archive with its redirects, and the few API methods that tell what is new.

Shapes are those of the real answers (data.police.uk/docs): the archive redirects once to S3, which serves ranges.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, time
from email.utils import format_datetime
from functools import partial
from typing import Any

from pipelines.sandbox import archive
from pipelines.sandbox.forces import FORCES
from pipelines.sandbox.page import MARK, Page, Pages, Setting

SITE = "https://data.police.uk"
STORE = "https://policeuk-data.s3.amazonaws.com/archive"

NEIGHBOURS = ("essex", "surrey", "sussex", "kent")
"""Forces that stand beside the setting's own in an archive, the first three of them that are others."""

NEIGHBOUR_ROWS = 400
"""Rows a month of each of them: enough to be there, and cheap."""


def pages(setting: Setting) -> Pages:
    """Every page of data.police.uk that stands on the sandbox's day, by its real URL."""
    vintages = archive.vintages(setting.today)
    always: dict[str, Callable[[], Page]] = {
        f"{SITE}/data/archive/": partial(_index, vintages),
        f"{SITE}/api/forces": _forces,
    }
    if not vintages:
        return always
    newest = vintages[0]
    zips = {f"{STORE}/{vintage}.zip": partial(_archive, setting, vintage) for vintage in vintages}
    redirects = {f"{SITE}/data/archive/{vintage}.zip": partial(_redirect, vintage) for vintage in vintages}
    return {
        f"{SITE}/data/archive/latest.zip": partial(_redirect, newest),
        f"{SITE}/api/crime-last-updated": partial(_last_updated, newest),
        f"{SITE}/api/crimes-street-dates": partial(_street_dates, setting, newest),
        **always,
        **redirects,
        **zips,
    }


def volumes(force: str, compare: tuple[str, ...] = ()) -> dict[str, int]:
    """The forces of an archive with their usual rows a month: those asked for at full size, then their neighbours.

    A slug that names no force is left out, as the real archive has no file for one.
    """
    asked = [slug for slug in (force, *compare) if slug in FORCES]
    others = [slug for slug in NEIGHBOURS if slug != force][:3]
    return {slug: FORCES[slug].monthly for slug in asked} | {
        slug: NEIGHBOUR_ROWS for slug in others if slug not in asked
    }


def _archive(setting: Setting, vintage: str) -> Page:
    path = archive.build(setting.cache, setting.seed, volumes(setting.force, setting.compare), vintage)
    tag = hashlib.sha256(path.name.encode()).hexdigest()[:32]
    changed = datetime.combine(archive.appears(vintage), time(6), UTC)
    headers = {"ETag": f'"{tag}"', "Last-Modified": format_datetime(changed, usegmt=True)}
    return Page(path, "application/zip", headers=headers)


def _redirect(vintage: str) -> Page:
    return Page(b"", "text/html; charset=utf-8", 302, {"Location": f"{STORE}/{vintage}.zip"})


def _index(vintages: tuple[str, ...]) -> Page:
    """The page that lists the archives, newest first."""
    links = "\n".join(f'<li><a href="/data/archive/{v}.zip">{v}.zip</a></li>' for v in vintages)
    head = f"<!DOCTYPE html>\n<html><head><title>Archive ({MARK})</title></head>"
    text = f"{head}<body>\n<ul>\n{links}\n</ul>\n</body></html>\n"
    return Page(text.encode(), "text/html; charset=utf-8")


def _last_updated(newest: str) -> Page:
    return _json({"date": f"{newest}-01"})


def _street_dates(setting: Setting, newest: str) -> Page:
    """The months of the newest archive, newest first, each with the forces whose stops and searches it has."""
    forces = sorted(volumes(setting.force, setting.compare)) if "stop-and-search" in archive.KINDS else []
    months = reversed(archive.window(newest))
    return _json([{"date": month, "stop-and-search": forces} for month in months])


def _forces() -> Page:
    """Every force that the API names, one of which has no neighbourhoods there."""
    named = [{"id": force.slug, "name": force.name} for force in FORCES.values()]
    return _json([*named, {"id": "northern-ireland", "name": "Police Service of Northern Ireland"}])


def _json(value: Any) -> Page:
    return Page(json.dumps(value).encode(), "application/json")
