"""Who is who in documents made of several datasets: identifiers of bodies, suppliers and recipients, and sums."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pipelines.releases.model import Context
from pipelines.releases.package import marked
from pipelines.releases.standards.subject import organisation
from schemas.expenditure import REDACTED_NAME
from schemas.register import JOINED

CURRENCY = "GBP"


def local(context: Context) -> str:
    """What stands before an identifier of our own. It looks like nobody's registered prefix; a sample's says so."""
    return f"{'sample' if context.synthetic else 'local'}-{context.force}"


def registered(context: Context, prefix: str) -> str:
    """A registered prefix, or the local one where the office has none. Made-up records never bear a registered one."""
    return prefix if prefix and not context.synthetic else local(context)


def publisher(context: Context) -> str:
    """The name of the publishing body, as a document that can be taken out of its folder gives it."""
    return marked(organisation(context), context.synthetic)


def slug(name: str) -> str:
    """A name as part of an identifier: the same for names that differ only by case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain)) or "unnamed"


def parts(joined: str | None) -> list[str]:
    """The parts of a list in a published column."""
    return joined.split(JOINED) if joined else []


def amount(value: Decimal) -> int | float:
    """Pounds as a JSON number. Every sum that a dataset may hold, below a million million, is exact to the penny."""
    return int(value) if value == value.to_integral_value() else float(value)


def money(value: Decimal | None) -> dict[str, Any] | None:
    """A sum with its currency; None for one that is not known."""
    return None if value is None else {"amount": amount(value), "currency": CURRENCY}


def given(**fields: Any) -> dict[str, Any]:
    """The fields that have something in them: a standard has no word for what is not known."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


@dataclass
class Parties:
    """The organisations of one process, each with an identifier and every part that it plays."""

    context: Context
    known: dict[str, dict[str, Any]] = field(default_factory=dict)

    def refer(self, name: str, role: str, org_id: str = "", own: str = "") -> dict[str, Any]:
        """A reference to an organisation, which becomes a party with this role.

        `own` ends an identifier of our making where there is no `org_id` (the name does, where it is ""). A name that
        is withheld is no party: nobody may be told apart by it.
        """
        if name == REDACTED_NAME:
            return {"name": name}
        named = (key for key, party in self.known.items() if party["name"] == name)
        key = org_id or next(named, f"{local(self.context)}-{own or slug(name)}")
        party = self.known.setdefault(key, {**given(id=key, name=name, identifier=_identifier(org_id)), "roles": []})
        if role not in party["roles"]:
            party["roles"].append(role)
        return {"id": key, "name": party["name"]}

    def body(self, who: str, role: str) -> dict[str, Any]:
        """The office, or the force where the record says that it is the force's alone."""
        known = self.context.registered
        if who == "force":
            name = known.force_name or f"Police force {self.context.force}"
            return self.refer(name, role, known.force_org_id, "force")
        return self.refer(organisation(self.context), role, known.org_id, "office")

    @property
    def listed(self) -> list[dict[str, Any]]:
        """Every party, by identifier."""
        return [self.known[key] for key in sorted(self.known)]


def _identifier(org_id: str) -> dict[str, str] | None:
    """An org-id.guide identifier in its two halves."""
    found = re.fullmatch(r"([A-Z]{2,3}-[A-Z0-9]+)-(.+)", org_id)
    return {"scheme": found[1], "id": found[2]} if found else None
