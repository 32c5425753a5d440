"""Says what a supplier's name tells about the supplier, and withholds the names of people."""

from __future__ import annotations

import re
from dataclasses import dataclass

from schemas.expenditure import REDACTED_NAME

_TITLE = r"(?:MR|MRS|MISS|MS|MX|DR|PROF|PROFESSOR|REV|REVD|REVEREND)"
_LEADING = re.compile(rf"^(?:THE\s+)?{_TITLE}\b\.?(?:\s|&|/)", re.IGNORECASE)
_ESTATE = re.compile(r"\b(?:ESTATE OF|EXECUTORS? OF|EXORS? OF|THE LATE)\b", re.IGNORECASE)
_ANYWHERE = re.compile(rf"(?:[\s,(&/]){_TITLE}\b\.?(?:\s+[A-Z]|\s*$)", re.IGNORECASE)
_WITHHELD = re.compile(
    r"^(?:\**\s*)?(?:THIRD PARTY\b|REDACTED\b|(?:NAME|PERSONAL DATA|SUPPLIER|PAYEE)?\s*(?:IS )?(?:WITHHELD|REDACTED)\b"
    r"|(?:PRIVATE )?INDIVIDUALS?$|PERSONAL DATA\b)",
    re.IGNORECASE,
)
_TRADING = re.compile(r"\bT/A\b|\bTRADING AS\b", re.IGNORECASE)
_COMPANY = re.compile(r"\b(?:LTD|LIMITED|PLC|LLP|LLC|INC|GMBH|C\.?I\.?C|CYF)\b", re.IGNORECASE)
_PUBLIC = re.compile(
    r"\b(?:COUNCIL|POLICE|CONSTABULARY|NHS|HMRC|HM REVENUE|HM COURTS|HMCTS|HOME OFFICE|MINISTRY OF"
    r"|DEPARTMENT (?:FOR|OF)|FIRE (?:AND|&) RESCUE|CROWN PROSECUTION|UNIVERSITY)\b",
    re.IGNORECASE,
)
_CHARITY = re.compile(
    r"\b(?:CHARITY|CHARITABLE|TRUST|FOUNDATION|VICTIM SUPPORT|HOSPICE|CITIZENS ADVICE)\b", re.IGNORECASE
)
# In running text a title counts only before a capital, and Ms not before a product of the firm of that name.
_IN_TEXT = re.compile(
    r"\b(?:M[rR]|M[rR][sS]|M[iI][sS][sS]|M[xX]|D[rR]|P[rR][oO][fF](?:[eE][sS][sS][oO][rR])?|R[eE][vV][dD]?"
    r"|M[sS](?!\s+(?:OFFICE|TEAMS|WINDOWS|AZURE|SQL|DYNAMICS|EXCHANGE|PROJECT|VISIO|EXCEL|WORD|ACCESS|SURFACE|SERVER"
    r"|LICEN|Office|Teams|Windows|Azure|Dynamics|Exchange|Project|Visio|Excel|Word|Access|Surface|Server|[Ll]icen)))"
    r"\.?(?:\s+(?:(?:and|AND|&)\s+)?[A-Z][\w'\u2019.-]*){1,4}"
)


@dataclass(frozen=True)
class Supplier:
    """A supplier as it may be published. `secrets` are the words of a withheld name, for wiping them elsewhere."""

    name: str
    kind: str
    secrets: tuple[str, ...] = ()

    @property
    def withheld(self) -> bool:
        """Whether the name is not published."""
        return self.kind in {"individual", "redacted"}


def supplier_of(name: str) -> Supplier:
    """What to publish for a supplier's name as the spreadsheet writes it.

    Where a title leaves it open whether a person or a firm is meant, the name is withheld: a firm's name can be given
    back, a person's cannot be taken back.
    """
    if _WITHHELD.match(name):
        return Supplier(REDACTED_NAME, "redacted")
    if is_person(name):
        return _sole_trader(name) or Supplier(REDACTED_NAME, "individual", _secrets(name))
    return Supplier(without_names(name) if not _LEADING.match(name) else name, _kind(name))


def _sole_trader(name: str) -> Supplier | None:
    """A person who trades under a name, under that name alone; None where there is none, or it is a person's alias."""
    person, *trading = _TRADING.split(name, maxsplit=1)
    business = trading[0].strip(" .,:;()-") if trading else ""
    if len(business.split()) < 2 or is_person(business) or without_names(business) != business:
        return None
    kind = _kind(business)
    words = {word.upper() for word in re.findall(r"[^\W\d_]+", business)}
    secrets = tuple(word for word in _secrets(person) if word not in words)
    return Supplier(business, "sole-trader" if kind == "unknown" else kind, secrets)


def is_person(name: str) -> bool:
    """Whether a name reads as that of one or more individuals: by a title, or as somebody's estate."""
    if _LEADING.match(name):
        return not _COMPANY.search(name) or bool(_TRADING.search(name))
    titled = _ANYWHERE.search(name) or _ESTATE.search(name)
    return bool(titled) and not any(words.search(name) for words in (_COMPANY, _PUBLIC, _CHARITY))


def without_names(text: str) -> str:
    """Running text with every titled name replaced by the notice that stands for withheld names."""
    return _IN_TEXT.sub(REDACTED_NAME, text)


def wiped(text: str, secrets: tuple[str, ...]) -> str:
    """A text beside a withheld supplier: the notice alone when any word of the supplier's name stands in it."""
    words = {word.upper() for word in re.findall(r"[^\W\d_]+", text)}
    return REDACTED_NAME if words & set(secrets) else text


def _secrets(name: str) -> tuple[str, ...]:
    """The words of a person's name that are long enough to give the person away."""
    bare = re.split(r"[(\[]", name, maxsplit=1)[0]
    words = {word.upper() for word in re.findall(r"[^\W\d_]{3,}", bare)}
    return tuple(
        sorted(words - {"MRS", "MISS", "PROF", "PROFESSOR", "REV", "REVD", "REVEREND", "THE", "AND", "ESTATE"})
    )


def _kind(name: str) -> str:
    for kind, words in (("company", _COMPANY), ("public-body", _PUBLIC), ("charity", _CHARITY)):
        if words.search(name):
            return kind
    return "unknown"
