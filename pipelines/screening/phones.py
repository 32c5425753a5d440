"""What a British telephone number looks like: Ofcom's numbering plan, and how people group the figures."""

from __future__ import annotations

import re

FORM = re.compile(
    r"(?<![\w/+£-])(?<!\d[.,])(?P<code>\+ ?44 ?(?:\(0\) ?)?|00 ?44 ?(?:\(0\) ?)?|\(?0)"
    r"(?P<rest>[12378](?:[ .()-]{0,2}\d){8,9})(?!\w|[/-]\d|[.,]\d)"
)
WORD = re.compile(
    r"\b(?:tel(?:ephone)?|phone|ph|mob(?:ile)?|call|ring|text|fax|contact)\b[ .:]*(?:(?:on|no|number|at)\b[ .:]*)?$",
    re.IGNORECASE,
)
"""What stands before a number that is one."""

MOBILE = re.compile(r"7[1-57-9]\d{8}")
OTHER = re.compile(r"(?:1[1-9]\d|2[03489]\d|3[0347]\d|80\d|84\d|87\d)\d{7}|16977\d{4}")
"""Numbers of places (01, 02) and of services (03, 08), without the first nought."""

SHORTEST_GROUP = 3
LOOK_BACK = 30
"""Letters before a number in which its word is looked for."""


def is_phone(match: re.Match[str]) -> bool:
    """Whether the figures are a number of the plan, and written as one.

    Eleven figures in a row that begin like a place's number are as often an invoice's: they count after a word that
    says telephone, or where the figures are grouped. A mobile number, or one with +44, needs no such proof.
    """
    number = re.sub(r"\D", "", match["rest"])
    if MOBILE.fullmatch(number):
        return True
    if not OTHER.fullmatch(number):
        return False
    international = "44" in match["code"]
    told = WORD.search(match.string[max(0, match.start() - LOOK_BACK) : match.start()])
    return international or told is not None or _grouped(match)


def _grouped(match: re.Match[str]) -> bool:
    """Whether the figures stand in two groups or more, none so short that it could be a number by itself."""
    groups = re.findall(r"\d+", "0" + match["rest"])
    return len(groups) > 1 and all(len(group) >= SHORTEST_GROUP for group in groups)
