"""Neighbourhood policing teams from the API of data.police.uk: the list of a force, and what is told of each.

The list and all details are landed as one document, `{"force": ..., "listed": [...], "told": {id: ...}, "failed":
{id: why}}`, with details in order of their ids. Only what stands now exists, so there is no history. A detail that is
gone costs its own text and nothing else; a host that does not answer costs the fetch, and the document of before stays.
A force to compare with that the API does not know has a document too: nothing listed, and why under `absent`.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from html import unescape
from typing import Any, BinaryIO
from urllib.parse import quote

import polars as pl

from pipelines.dataset import WHOLE_PERIOD
from pipelines.sources.police_uk import EVERY_FORCE
from pipelines.upstream import (
    PERIOD,
    ROW,
    Issue,
    Landed,
    Listing,
    NotOurs,
    Parsed,
    Remote,
    Request,
    Resource,
    Severity,
    SourceError,
    SourceUnavailable,
    Tally,
    Transfer,
    World,
)
from schemas.base import columns_of
from schemas.neighbourhoods import Neighbourhoods

API = "https://data.police.uk/api"
JSON = ("application/json",)
MOST = 2_000
"""Neighbourhoods of one force. The Metropolitan Police, the largest, has fewer than 700."""
LIST_LIMIT, DETAIL_LIMIT, FILE_LIMIT = 2_000_000, 500_000, 50_000_000
PACE = 1 / 12
"""Seconds between two requests: the API allows 15 a second."""
MICRO = Decimal("0.000001")
_FILE = r"(?i)(?:.*/)?neighbourhoods_([a-z-]+)\.json"
_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|</?[a-z][^<>]*>", re.IGNORECASE | re.DOTALL)


@dataclass(eq=False)
class NeighbourhoodApi:
    """A force's list and details. In a folder, `neighbourhoods_<force>.json`: such a document, or the list alone."""

    name: str = "police-uk-neighbourhoods"
    title: str = "Neighbourhood policing teams"
    publisher: str = "data.police.uk"
    home: str = "https://data.police.uk/docs/method/neighbourhoods/"
    attribution: str = "Contains public sector information licensed under the Open Government Licence v3.0."
    history: bool = False
    office: bool = False
    pause: Callable[[float], None] = time.sleep

    def listing(self, world: World, request: Request) -> Listing:
        """One resource for each force asked for. A file of another force is passed over with a note."""
        forces = [request.force, *(force for force in request.compare if force not in {request.force, EVERY_FORCE})]
        every = EVERY_FORCE in request.compare
        if world.files is None:
            if every and world.remote is not None:
                forces = [request.force, *(force for force in _every_force(world.remote) if force != request.force)]
            return Listing(tuple(_resource(f, f"{API}/{f}/neighbourhoods", request) for f in forces), complete=True)
        found, issues = [], []
        for path in world.files.find(_FILE):
            force = re.fullmatch(_FILE, path)[1].lower()  # type: ignore[index]  # the pattern found it
            if every or force in forces:
                found.append(_resource(force, f"folder:{path}", request))
            else:
                text = f"{path} is of {force}, which was not asked for: add it to OPENBEAT_COMPARE to take it"
                issues.append(Issue(path, "other-force", text, Severity.NOTE))
        return Listing(tuple(found), issues=tuple(issues), complete=True)

    def fetch(self, resource: Resource, world: World, sink: BinaryIO) -> Transfer:
        """Collect the list and every detail into one document. Raises SourceError where the list cannot be had."""
        if world.files is not None:
            path = world.files.path(resource.url.removeprefix("folder:"))
            if not path.is_file() or path.stat().st_size > FILE_LIMIT:
                raise SourceError(
                    f"{resource.url} is gone, or larger than {FILE_LIMIT:,} bytes: put the right one there"
                )
            sink.write(path.read_bytes())
        elif world.remote is not None:
            pace = 0.0 if world.kind == "sandbox" else PACE
            document = self._collect(world.remote, resource, pace)
            sink.write(json.dumps(document, ensure_ascii=False, indent=1).encode())
        return Transfer(content_type=JSON[0])

    def _collect(self, remote: Remote, resource: Resource, pace: float) -> dict[str, Any]:
        url, force = resource.url, resource.id.rpartition("/")[2]
        try:
            listed = _json(remote.read(url, limit=LIST_LIMIT, accept=JSON)[0], url)
        except SourceUnavailable:
            raise
        except SourceError as absence:
            if not resource.compared:
                raise
            return {"force": force, "listed": [], "told": {}, "failed": {}, "absent": str(absence)}
        if not isinstance(listed, list) or len(listed) > MOST:
            raise SourceError(f"{url} gave no list of at most {MOST:,} neighbourhoods: see whether the API has changed")
        told: dict[str, Any] = {}
        failed: dict[str, str] = {}
        for name in sorted({str(entry["id"]) for entry in listed if isinstance(entry, dict) and entry.get("id")}):
            address = f"{API}/{force}/{quote(name, safe='')}"
            self.pause(pace)
            try:
                told[name] = _json(remote.read(address, limit=DETAIL_LIMIT, accept=JSON)[0], address)
            except SourceUnavailable:
                raise
            except SourceError as gone:
                failed[name] = str(gone)
        return {"force": force, "listed": listed, "told": told, "failed": failed}

    def parse(self, landed: Landed) -> Parsed:
        """A row for each neighbourhood listed. Raises NotOurs for other JSON, SourceError for no JSON at all."""
        url, force = landed.resource.url, landed.resource.id.rpartition("/")[2]
        if landed.path.stat().st_size > FILE_LIMIT:
            raise SourceError(f"{url} is larger than {FILE_LIMIT:,} bytes; nothing of it was read")
        document = _json(landed.path.read_bytes(), url)
        listed, told, failed = _parts(document, url)
        issues = [] if listed else [_nothing(document, url)]
        rows: dict[str, dict[str, object]] = {}
        rejected = 0
        for number, entry in enumerate(listed, 1):
            fault = _fault(entry, rows)
            if fault:
                rejected += 1
                issues.append(Issue(url, "unusable-entry", f"{url} entry {number} {fault}; left out", row=number))
                continue
            name = str(entry["id"])
            if name in failed:
                text = f"what is told of {name} could not be had ({failed[name]}); its name alone is published"
                issues.append(Issue(url, "detail-not-given", text, Severity.WARNING, row=number, value=name[:200]))
            detail = told.get(name)
            row, found = _row(entry, detail if isinstance(detail, dict) else {}, url, number)
            rows[name] = {**row, "force": force}
            issues += found
        schema = {column.name: column.polars for column in columns_of(Neighbourhoods)}
        schema |= {ROW: pl.Int64(), PERIOD: pl.String()}
        frame = pl.DataFrame([[row[name] for name in schema] for row in rows.values()], schema=schema, orient="row")
        return Parsed(frame, Tally(len(listed), rejected), tuple(issues))


def plain(text: object) -> str | None:
    """A text without markup, entities and line ends; None for none. Entities may have been escaped twice."""
    if not isinstance(text, str):
        return None
    for _ in range(3):
        text = unescape(_TAGS.sub(" ", text))
    printable = "".join(sign if sign.isprintable() else " " for sign in _TAGS.sub(" ", text))
    return " ".join(printable.split()) or None


def _resource(force: str, url: str, request: Request) -> Resource:
    return Resource(f"neighbourhoods/{force}", url, periods=(WHOLE_PERIOD,), compared=force != request.force)


def _json(content: bytes, url: str) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{url} is not JSON that can be read ({str(error)[:100]}): fetch it again") from error


def _parts(document: Any, url: str) -> tuple[list[Any], Mapping[str, Any], Mapping[str, str]]:
    """What is listed, told and failed, from our own document, a list alone, or one detail alone."""
    if isinstance(document, dict) and isinstance(document.get("listed"), list):
        told, failed = document.get("told"), document.get("failed")
        return document["listed"], told if isinstance(told, dict) else {}, failed if isinstance(failed, dict) else {}
    if isinstance(document, list) and all(isinstance(e, dict) and {"id", "name"} <= e.keys() for e in document):
        return document, {}, {}
    if isinstance(document, dict) and {"id", "name", "centre", "population"} <= document.keys():
        return [document], {str(document["id"]): document}, {}
    raise NotOurs(f"{url} is neither a list of neighbourhoods nor one of them; nothing of it was taken")


def _fault(entry: Any, rows: Mapping[str, object]) -> str:
    if not isinstance(entry, dict) or not entry.get("id") or not isinstance(entry["id"], str | int):
        return "has no id"
    if plain(entry.get("name")) is None:
        return f"({str(entry['id'])[:80]}) has no name"
    return f"gives {str(entry['id'])[:80]} a second time" if str(entry["id"]) in rows else ""


def _row(
    entry: Mapping[str, Any], detail: Mapping[str, Any], url: str, number: int
) -> tuple[dict[str, object], list[Issue]]:
    contact = detail.get("contact_details")
    contact = contact if isinstance(contact, dict) else {}
    page = detail.get("url_force")
    population, status = _population(detail.get("population"))
    longitude, latitude = _centre(detail.get("centre"))
    row: dict[str, object] = {
        ROW: number,
        PERIOD: WHOLE_PERIOD,
        "neighbourhood_id": plain(str(entry["id"])) or "",
        "name": plain(detail.get("name")) or plain(entry["name"]),
        "description": plain(detail.get("description")),
        "population": population,
        "population_status": status,
        "longitude": longitude,
        "latitude": latitude,
        "page": page if isinstance(page, str) and re.fullmatch(r"https?://\S+", page) else None,
        "telephone": plain(contact.get("telephone")),
        "email": plain(contact.get("email")),
    }
    bad = [("population", detail.get("population"), population), ("centre", detail.get("centre"), longitude)]
    issues = [_unreadable(url, number, *fault[:2]) for fault in bad if _given(fault[1]) and fault[2] is None]
    return row, issues


def _population(value: object) -> tuple[int | None, str | None]:
    text = str(value).replace(",", "").strip()
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,9}", text):
        return None, "[x]"
    return int(text), None if int(text) else "[u]"


def _centre(value: object) -> tuple[Decimal | None, Decimal | None]:
    """Longitude and latitude to six decimals: both, or neither where one is missing or lies outside these islands."""
    if not isinstance(value, dict):
        return None, None
    try:
        longitude, latitude = (
            Decimal(str(value[name])).quantize(Decimal("0.000001")) for name in ("longitude", "latitude")
        )
    except (InvalidOperation, KeyError):
        return None, None
    inside = longitude.is_finite() and latitude.is_finite() and -9 <= longitude <= 3 and 49 <= latitude <= 61
    return (longitude, latitude) if inside else (None, None)


def _given(value: object) -> bool:
    """Whether a value is there at all: coordinates that are both null are not."""
    return any(part is not None for part in value.values()) if isinstance(value, dict) else value not in (None, "")


def _unreadable(url: str, number: int, field: str, value: object) -> Issue:
    text = f"{url} entry {number}: {field} is {str(value)[:80]!r}, which cannot be used: published as missing"
    return Issue(url, "unusable-value", text, Severity.WARNING, row=number, field=field, value=str(value)[:200])


def _nothing(document: Any, url: str) -> Issue:
    """Why nothing is listed: the source has nothing, or does not know the force."""
    why = document.get("absent") if isinstance(document, dict) else None
    told = f"the source has none of this force ({str(why)[:300]})" if why else "the source lists no neighbourhood"
    return Issue(url, "no-data-at-source", f"{url}: {told}: nothing to do", Severity.NOTE)


def _every_force(remote: Remote) -> list[str]:
    """Every force that the API names. Raises SourceError when it names none."""
    url = f"{API}/forces"
    named = _json(remote.read(url, limit=LIST_LIMIT, accept=JSON)[0], url)
    entries = named if isinstance(named, list) else []
    forces = [str(entry["id"]) for entry in entries if isinstance(entry, dict) and entry.get("id")]
    fitting = sorted({force for force in forces if re.fullmatch(r"[a-z][a-z-]*", force)})
    if not fitting:
        raise SourceError(f"{url} names no force: name those to compare with in OPENBEAT_COMPARE instead of all")
    return fitting


NEIGHBOURHOODS = NeighbourhoodApi()
"""The one source of neighbourhoods."""
