"""The ONS code of a police force area by any name its force goes by.

Codes: ONS, Police Force Areas, December 2019 names and codes; England, Wales and Scotland. Northern Ireland has no
code of its own among police force areas.
"""

from __future__ import annotations

import re

_E = (
    "metropolitan",
    "cumbria",
    "lancashire",
    "merseyside",
    "greater-manchester",
    "cheshire",
    "northumbria",
    "durham",
    "north-yorkshire",
    "west-yorkshire",
    "south-yorkshire",
    "humberside",
    "cleveland",
    "west-midlands",
    "staffordshire",
    "west-mercia",
    "warwickshire",
    "derbyshire",
    "nottinghamshire",
    "lincolnshire",
    "leicestershire",
    "northamptonshire",
    "cambridgeshire",
    "norfolk",
    "suffolk",
    "bedfordshire",
    "hertfordshire",
    "essex",
    "thames-valley",
    "hampshire",
    "surrey",
    "kent",
    "sussex",
    "city-london",
    "devon-cornwall",
    "avon-somerset",
    "gloucestershire",
    "wiltshire",
    "dorset",
)
_W = ("north-wales", "gwent", "south-wales", "dyfed-powys")
_CODES = (
    {name: f"E23{number:06}" for number, name in enumerate(_E, 1)}
    | {name: f"W15{number:06}" for number, name in enumerate(_W, 1)}
    | {"scotland": "S23000009"}
)
_ALSO = {
    "hampshire-isle-wight": "hampshire",
    "hampshire-iow": "hampshire",
    "met": "metropolitan",
    "london-city": "city-london",
}
_PADDING = frozenset({"police", "constabulary", "service", "force", "the", "of", "and"})


def area_code(name: str) -> str | None:
    """The ONS code of the area of the force so named, whatever padding the name has; None when it is not known.

    What stands in brackets is not part of the name.
    """
    words = re.findall(r"[a-z]+", re.sub(r"\(.*?\)", " ", name.lower()))
    core = "-".join(word for word in words if word not in _PADDING)
    return _CODES.get(_ALSO.get(core, core))
