"""What the hosts of the ONS offer tonight: items of the Open Geography Portal, editions of the population estimates.

Both are asked what there is, so that a new vintage needs no change here. What is assumed of them stands in
`upstream.yaml`. An answer that is not as assumed is a `SourceError` that says what came; nothing is guessed from it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import yaml

from pipelines.dataset import WHOLE_PERIOD
from pipelines.upstream import Remote, Resource, SourceError

ASSUMED = Path(__file__).with_name("upstream.yaml")
"""What is assumed of the hosts."""

MOST_PAGES = 20
"""Pages of one search that are read; a search that needs more is too wide."""

PAGE_LIMIT = 5_000_000
_MEND = "see what it says now, and mend pipelines/sources/ons/upstream.yaml"


@cache
def assumed() -> dict[str, Any]:
    """What `upstream.yaml` says."""
    found: dict[str, Any] = yaml.safe_load(ASSUMED.read_text(encoding="utf-8"))
    return found


def portal_items(remote: Remote, area: str) -> tuple[Resource, ...]:
    """Every wanted lookup and list of names on the Open Geography Portal, for the force area `area`.

    Raises SourceError when a search finds none: what is published stays.
    """
    return tuple(resource for wanted in assumed()["portal"]["wanted"] for resource in _wanted(remote, wanted, area))


def _wanted(remote: Remote, wanted: dict[str, str], area: str) -> Iterator[Resource]:
    newest: dict[str, tuple[int, str]] = {}
    others = []
    for item, name, modified in _search(remote, wanted["query"]):
        if found := re.fullmatch(wanted["service"], name, re.IGNORECASE):
            newest[found["stem"]] = max((modified, item), newest.get(found["stem"], (0, "")))
        else:
            others.append(name)
    if not newest:
        offers = ", ".join(sorted(others))[:1000] or "nothing"
        address = search_address(wanted["query"], 1)
        raise SourceError(f"{address}: no service is named like /{wanted['service']}/, it finds {offers}: {_MEND}")
    for stem, (modified, item) in sorted(newest.items()):
        url = assumed()["portal"]["download"].format(item=item)
        day = datetime.fromtimestamp(modified / 1000, UTC).date().isoformat()
        yield Resource(f"{area}/{stem}", url, day, (WHOLE_PERIOD,), token=f"{item} {modified}")


def search_address(query: str, start: int) -> str:
    """The address of one page of a search, a hundred items from `start` on."""
    return f"{assumed()['portal']['search']}?{urlencode({'q': query, 'start': start, 'num': 100, 'f': 'json'})}"


def _search(remote: Remote, query: str) -> Iterator[tuple[str, str, int]]:
    """Id, name of the service and time of change (milliseconds) of every item found."""
    start, pages = 1, 0
    while start > 0:
        address = search_address(query, start)
        answer = _json(remote, address)
        pages += 1
        try:
            for item in answer["results"]:
                yield str(item["id"]), _service(str(item.get("url") or "")), int(item["modified"])
            start = int(answer["nextStart"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            text = answer.get("error") or f"{type(error).__name__} {error}"
            raise SourceError(f"{address}: not the answer of a search ({str(text)[:200]}): {_MEND}") from error
        if start > 0 and pages == MOST_PAGES:
            raise SourceError(f"{address}: finds more than {MOST_PAGES} pages, which is too wide: {_MEND}")


def _service(url: str) -> str:
    """The name of a service by its address: `.../services/NAME/FeatureServer`."""
    found = re.search(r"/services/([^/]+)/", urlsplit(url).path)
    return found[1] if found else ""


def estimates(remote: Remote, area: str) -> tuple[Resource, ...]:
    """The newest workbook of each year's mid-year estimates. Raises SourceError when the page names none."""
    about = assumed()["estimates"]
    address = f"{about['site']}{about['page']}/data"
    uris = _texts(_json(remote, address), "datasets", "uri", address)
    years: dict[int, str] = {}
    for uri in uris:
        if (found := re.fullmatch(re.escape(about["page"]) + about["edition"], uri)) and int(found[1]) >= about[
            "since"
        ]:
            years.setdefault(int(found["year"]), uri)
    if not years:
        offers = ", ".join(uri.rpartition("/")[2] for uri in uris)[:1000] or "nothing"
        raise SourceError(f"{address}: no edition is named like {about['edition']}, it offers {offers}: {_MEND}")
    return tuple(_edition(remote, about, uri, f"{area}/mid{year}") for year, uri in sorted(years.items()))


def _edition(remote: Remote, about: dict[str, Any], uri: str, identity: str) -> Resource:
    address = f"{about['site']}{uri}/data"
    page = _json(remote, address)
    books = [file for file in _texts(page, "downloads", "file", address) if re.search(r"\.(xlsx?|ods)$", file)]
    if len(books) != 1:
        raise SourceError(f"{address}: one workbook is wanted, it offers {', '.join(books)[:500] or 'none'}: {_MEND}")
    description = page.get("description")
    released = str(description.get("releaseDate") or "") if isinstance(description, dict) else ""
    url = about["file"].format(uri=uri, file=books[0])
    token = f"{books[0]} {released}" if released else ""
    return Resource(identity, url, released[:10], (WHOLE_PERIOD,), token=token)


def _texts(page: dict[str, Any], where: str, what: str, address: str) -> list[str]:
    """The value `what` of each entry of a list in a page."""
    entries = page.get(where)
    if not isinstance(entries, list):
        raise SourceError(f"{address}: it has no list of {where}: {_MEND}")
    return [str(entry[what]) for entry in entries if isinstance(entry, dict) and entry.get(what)]


def _json(remote: Remote, address: str) -> dict[str, Any]:
    body, _ = remote.read(address, limit=PAGE_LIMIT, accept=("application/json", "text/plain"))
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{address} did not answer with JSON ({str(error)[:100]}): {_MEND}") from error
    if not isinstance(answer, dict):
        raise SourceError(f"{address} answered with {type(answer).__name__}, not with a page: {_MEND}")
    return answer
