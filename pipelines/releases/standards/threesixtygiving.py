"""360Giving Data Standard 1.4: the office's grants, as funders across the country publish theirs.

Grants to private persons are given by fund and financial year together: no single one of them can be told apart.
"""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from pipelines.releases.model import Context
from pipelines.releases.package import LICENCES, marked
from pipelines.releases.standards.parties import CURRENCY, amount, given, parts, publisher, registered, slug
from pipelines.releases.standards.subject import organisation
from pipelines.releases.standards.tables import Row, Tables
from schemas.base import columns_of
from schemas.expenditure import REDACTED_NAME
from schemas.grants import Grants

NAME = "360giving.json"
TITLE_LIMIT = 140
"""Characters that the standard gives to a title."""
NO_FIELD = ("purpose", "conditions", "crime_disorder_reason", "decision_id")
"""What the law asks for and the standard has no field for."""


def package(tables: Tables, context: Context) -> dict[str, dict[str, Any]]:
    """The grants package by file name; none where there is no grant."""
    rows = tables.rows("grants", [column.name for column in columns_of(Grants)])
    if not rows:
        return {}
    people = sorted((row for row in rows if row["recipient_kind"] == "individual"), key=_fund)
    description = (
        f"Every grant of {organisation(context)}. Grants to private persons are given by fund and year together."
    )
    found = {
        "version": "1.4",
        "title": marked("Crime and disorder reduction grants", context.synthetic),
        "description": marked(description, context.synthetic),
        "modified": max(row["award_date"] for row in rows).isoformat(),
        "publisher": given(name=publisher(context), identifier=context.registered.org_id),
        "license": LICENCES["OGL-UK-3.0"]["path"],
        "openbeat:synthetic": context.synthetic,
        "grants": [
            *(_grant(row, context) for row in rows if row["recipient_kind"] != "individual"),
            *(_together(list(group), context) for _, group in groupby(people, key=_fund)),
        ],
    }
    return {NAME: found}


def _grant(row: Row, context: Context) -> dict[str, Any]:
    """One grant to an organisation."""
    return given(
        id=f"{_prefix(context)}-{row['grant_id']}",
        title=row["title"][:TITLE_LIMIT],
        description=row["description"],
        currency=CURRENCY,
        amountAwarded=amount(row["amount_awarded_gbp"]),
        awardDate=row["award_date"].isoformat(),
        plannedDates=[_planned(row)] if row["start_date"] else None,
        recipientOrganization=[_recipient(row, context)],
        fundingOrganization=[_funder(context)],
        beneficiaryLocation=[{"geoCode": code} for code in parts(row["beneficiary_area_codes"])],
        grantProgramme=[{"title": row["programme"]}] if row["programme"] else None,
        fromOpenCall=None if row["from_open_call"] is None else ("No", "Yes")[row["from_open_call"]],
        relatedDocument=[{"url": url} for url in parts(row["document_urls"])],
        **{f"openbeat:{name}": row[name] for name in NO_FIELD},
    )


def _together(rows: list[Row], context: Context) -> dict[str, Any]:
    """The grants to private persons of one fund and one financial year, as one."""
    fund, year = _fund(rows[0])
    number = f"{_prefix(context)}-individuals-{slug(fund)}-{year}"
    people = sum(row["recipients"] for row in rows)
    return {
        "id": number,
        "title": f"Grants to individuals, {fund}, {year}"[:TITLE_LIMIT],
        "description": f"Grants to {people} private persons in {year}, together so that nobody can be told apart.",
        "currency": CURRENCY,
        "amountAwarded": amount(sum(row["amount_awarded_gbp"] for row in rows)),
        "awardDate": max(row["award_date"] for row in rows).isoformat(),
        "recipientIndividual": {"id": f"{number}-recipients", "name": "Individual recipients"},
        "fundingOrganization": [_funder(context)],
        "grantProgramme": [{"title": fund}],
    }


def _fund(row: Row) -> tuple[str, str]:
    return row["programme"] or "no programme", _financial_year(row["award_date"])


def _financial_year(day: date) -> str:
    """The year from 1 April to 31 March that holds a day, as 2026-27."""
    first = day.year - (day.month < 4)
    return f"{first}-{(first + 1) % 100:02}"


def _planned(row: Row) -> dict[str, str]:
    end = row["end_date"]
    return given(startDate=row["start_date"].isoformat(), endDate=end.isoformat() if end else None)


def _recipient(row: Row, context: Context) -> dict[str, str]:
    """The organisation; one whose name is withheld is known by its grant alone."""
    if row["recipient_name"] == REDACTED_NAME:
        return {"id": f"{_prefix(context)}-withheld-{row['grant_id']}", "name": REDACTED_NAME}
    known = row["recipient_id"] or ""
    return given(
        id=known or f"{_prefix(context)}-org-{slug(row['recipient_name'])}",
        name=row["recipient_name"],
        charityNumber=known.removeprefix("GB-CHC-") if known.startswith("GB-CHC-") else None,
        companyNumber=known.removeprefix("GB-COH-") if known.startswith("GB-COH-") else None,
    )


def _funder(context: Context) -> dict[str, str]:
    return {"id": context.registered.org_id or f"{_prefix(context)}-office", "name": organisation(context)}


def _prefix(context: Context) -> str:
    return registered(context, context.registered.grant_prefix)
