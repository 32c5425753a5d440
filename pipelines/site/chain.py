"""The chain from the pound to the plan: what each record leads up to, what leads up to it, and where a link is wanting.

The dataset `chain` states every link and how it was made; where it is not published, a payment's own columns are all
that is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from pipelines.site.reading import Shown
from pipelines.site.render import Page

DATASET, PATH = "chain", "site/money/chain.html"
COLUMNS = ("from_kind", "from_id", "to_kind", "to_id", "how", "reason")
STATED, UNCONFIRMED, PAYMENT, SUPPLIER = ("stated", "by-reference"), "by-supplier-id", "payment", "supplier"
HOW = {
    "stated": "a record states it",
    "by-reference": "a record states it, written in another way",
    "by-supplier-id": "by the supplier alone; nobody has confirmed it",
    "by-name": "by the supplier's name",
}
"""How a link was made, the surest first."""
WANTING = {
    "withheld": "the name is withheld",
    "several-fit": "more than one fits, so none is taken",
    "not-registered": "what is named stands in no register here",
    "nothing-stated": "nothing is named",
}
"""Why there is no link; of several reasons, the first is told."""
ABOVE = ("contract", "grant", "decision")
"""What a payment leads up to."""


class Link(NamedTuple):
    """One end of a link as seen from the other: what kind of thing, its id ("" for none), how it was made, and why
    there is none.
    """

    kind: str
    id: str
    how: str
    reason: str

    @property
    def said(self) -> str:
        """How, or why not, in words."""
        return HOW.get(self.how) or WANTING.get(self.reason, self.reason)


@dataclass(frozen=True)
class Links:
    """Every link, as rows of the dataset."""

    rows: Sequence[Mapping[str, str]]

    @cached_property
    def _above(self) -> dict[tuple[str, str], list[Link]]:
        return _by_end(self.rows, ("from_kind", "from_id"), ("to_kind", "to_id"))

    @cached_property
    def _below(self) -> dict[tuple[str, str], list[Link]]:
        found = (row for row in self.rows if row["to_id"])
        return _by_end(found, ("to_kind", "to_id"), ("from_kind", "from_id"))

    def up(self, kind: str, identity: str) -> Sequence[Link]:
        """What a record leads up to, and the links that it wants; who is paid is left out."""
        return [link for link in self._above.get((kind, identity), ()) if link.kind != SUPPLIER]

    def down(self, kind: str, identity: str) -> Sequence[Link]:
        """What leads up to a record."""
        return self._below.get((kind, identity), ())

    def payments(self, kind: str, identity: str, how: Sequence[str] = STATED) -> list[str]:
        """The lines of spending that lead up to a record in some ways."""
        return [link.id for link in self.down(kind, identity) if link.kind == PAYMENT and link.how in how]

    def standing(self, line: str) -> str:
        """How far a payment can be followed: the surest of its links, or else why it has none."""
        links = [link for link in self.up(PAYMENT, line) if link.kind in ABOVE]
        ways = [how for how in HOW if any(link.how == how for link in links)]
        reasons = [reason for reason in WANTING if any(link.reason == reason for link in links)]
        return (*ways, *reasons, "nothing-stated")[0]

    @cached_property
    def counted(self) -> list[tuple[str, str, str, int]]:
        """Links by what leads to what and how, or why not: (from, to, in words, how many)."""
        found: dict[tuple[str, str, str], int] = {}
        for row in self.rows:
            said = HOW.get(row["how"]) or f"not linked: {WANTING.get(row['reason'], row['reason'])}"
            key = (row["from_kind"], row["to_kind"], said)
            found[key] = found.get(key, 0) + 1
        return [(*key, found[key]) for key in sorted(found, key=lambda key: (key[0], key[1], -found[key], key[2]))]


def _by_end(
    rows: Iterable[Mapping[str, str]], this: tuple[str, str], other: tuple[str, str]
) -> dict[tuple[str, str], list[Link]]:
    """Links by one end, each other end once: two records that state the same link make one."""
    found: dict[tuple[str, str], dict[tuple[str, str, str], Link]] = {}
    for row in rows:
        link = Link(row[other[0]], row[other[1]], row["how"], row["reason"])
        found.setdefault((row[this[0]], row[this[1]]), {}).setdefault((link.kind, link.id, link.reason), link)
    return {end: list(links.values()) for end, links in found.items()}


def links(shown: Shown, lines: Iterable[Mapping[str, str]]) -> Links:
    """The links that an edition states; of `lines` of spending alone where it publishes no chain."""
    version = shown.datasets.get(DATASET)
    if version:
        return Links(version.rows(COLUMNS))
    own = ((line, kind) for line in lines for kind in ABOVE if line[f"{kind}_id"])
    return Links(
        [
            {"from_kind": PAYMENT, "from_id": line["line_id"], "to_kind": kind, "to_id": line[f"{kind}_id"]}
            | {"how": "stated", "reason": ""}
            for line, kind in own
        ]
    )


def followed(found: Links, lines: Iterable[Mapping[str, str]]) -> list[tuple[str, int, Decimal]]:
    """How far payments can be followed, the surest first: (in words, how many, pounds)."""
    sums: dict[str, tuple[int, Decimal]] = {}
    for line in lines:
        way = found.standing(line["line_id"])
        count, pounds = sums.get(way, (0, Decimal(0)))
        sums[way] = (count + 1, pounds + Decimal(line["amount_gbp"]))
    return [(words, *sums[way]) for way, words in {**HOW, **WANTING}.items() if way in sums]


def pages(shown: Shown, found: Links, lines: Sequence[Mapping[str, str]]) -> list[Page]:
    """How much of the chain is there, kind by kind; no page where no chain is published."""
    if DATASET not in shown.datasets:
        return []
    data = {"counted": found.counted, "followed": followed(found, lines), "count": len(lines)}
    described = "How far each payment can be followed, link by link, and what is wanting."
    trail = (("Follow the pound", "site/money.html"),)
    return [Page(PATH, "chain.html", "From the pound to the plan", "money", described, trail, data)]
