"""Areas and the people who live in them, as the Office for National Statistics gives them."""

from __future__ import annotations

from typing import Any

from schemas.base import STATUS_CODES, Table, column

AREA_CODE = r"^[EWSNK]\d{8}$"


def _not_given(of: str) -> Any:
    return column(
        f"Status of {of}",
        f"[x] where the source does not give {of}, [z] where there can be none; empty where it stands.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )


class Areas(Table):
    """One area as one vintage of an ONS file gives it: the same area stands once for each vintage."""

    area_code: str = column("Area code", "ONS code of the area.", example="E07000112", str_matches=AREA_CODE)
    area_name: str = column(
        "Area name",
        "Name of the area in that vintage.",
        example="Folkestone and Hythe",
        str_length={"max_value": 120},
    )
    level: str = column(
        "Level",
        "pfa: police force area. csp: community safety partnership. lad: district or unitary authority. lsoa: lower "
        "layer super output area, a neighbourhood of about 1,500 people.",
        example="lad",
        isin=["csp", "lad", "lsoa", "pfa"],
    )
    parent_code: str = column(
        "Code of the area above",
        "A district lies in a partnership, a partnership in a force's area, a lower layer area in a district.",
        example="E22000145",
        nullable=True,
        str_matches=AREA_CODE,
    )
    parent_code_status: str = _not_given("the area above")
    vintage: str = column(
        "Vintage",
        "The year whose boundaries and names the source gives, from the names of its columns.",
        example="2019",
        str_matches=r"^20\d{2}$",
    )
    valid_from: str = column(
        "Valid from",
        "The first vintage that has the code, where an older vintage of its level lacks it: a year (YYYY).",
        example="2021",
        nullable=True,
        str_matches=r"^20\d{2}$",
    )
    valid_from_status: str = column(
        "Status of the beginning",
        "[x] where the oldest vintage has the code already, so that it may be older; empty where the year stands.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    valid_to: str = column(
        "Valid to",
        "The last vintage that has the code, where a newer vintage of its level lacks it: a year (YYYY).",
        example="2024",
        nullable=True,
        str_matches=r"^20\d{2}$",
    )
    valid_to_status: str = column(
        "Status of the end",
        "[x] where the newest vintage still has the code, so that no end is known; empty where the year stands.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    also_known_as: str = column(
        "Also known as",
        "Another name that sources still use for the same area.",
        example="Shepway",
        nullable=True,
        str_length={"max_value": 120},
    )
    note: str = column(
        "Note",
        "What a reader must know of this area.",
        example="One partnership for two districts.",
        nullable=True,
        free_text=True,
    )


class Population(Table):
    """Residents of one area in the middle of one year."""

    area_code: str = column(
        "Area code",
        "ONS code of the area where the source gives it or its name tells it.",
        example="E23000032",
        nullable=True,
        str_matches=AREA_CODE,
    )
    area_code_status: str = _not_given("the area's code")
    area_name: str = column(
        "Area name", "Name of the area as the source writes it.", example="Kent", str_length={"max_value": 120}
    )
    level: str = column(
        "Level",
        "pfa: police force area. authority: local authority or county, some of them joined with a neighbour. other: "
        "whatever else the source's code stands for.",
        example="pfa",
        isin=["authority", "other", "pfa"],
    )
    year: int = column("Year", "Residents on 30 June of this year.", example="2019", unit="number", ge=1801, le=2100)
    age_band: str = column(
        "Age band", "all, or the ages counted as the source writes them.", example="all", str_length={"max_value": 60}
    )
    persons: int = column(
        "Residents", "Estimated usual residents.", example="1846478", unit="residents", nullable=True, ge=0
    )
    persons_status: str = _not_given("the number")
    vintage: str = column(
        "Vintage",
        "Which edition of the estimates, by the name of its file; after a census older years are made anew.",
        example="population_policeforces_2009_2019",
        str_length={"max_value": 200},
    )
