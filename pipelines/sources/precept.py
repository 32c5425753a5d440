"""The police precept by council tax band: band D from the office's budget records and the national statistics.

The office's band D amounts have one home, the budget records; they are read from there. What the other bands pay is
fixed by law in ninths of band D and worked out where a source does not publish it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import BinaryIO

from pipelines.sources.national.books import Books, Shelf
from pipelines.sources.national.cells import Account, Row, rounded, sheets_of
from pipelines.sources.national.council_tax import read_levels
from pipelines.sources.records import RecordsSource
from pipelines.upstream import (
    PERIOD,
    ROW,
    SHEET,
    Issue,
    Landed,
    Listing,
    NotOurs,
    Parsed,
    Request,
    Resource,
    Severity,
    SourceError,
    Transfer,
    World,
)
from schemas.budget import Budget
from schemas.precept import NINTHS, CouncilTaxPrecept

ESTIMATED = "[e]"
RECORDS = "budget/"
SHELF = Shelf(
    paths=("/government/statistics/council-tax-levels-set-by-local-authorities-in-england-{year}-to-{next}",),
    wanted=r"band d",
    other=r"parish|infographic",
    standing=r"band d",
    named=r"[^/]*band[-_ ]d[-_ ][^/]*(?:live|table|figures)[^/]*",
)


@dataclass(eq=False, kw_only=True)
class PreceptSource(Books):
    """The budget records, and the national workbook of band D council tax."""

    records: RecordsSource

    def listing(self, world: World, request: Request) -> Listing:
        """Every budget record, and the workbook where one can be had: the office's amounts come out without it."""
        own = self.records.listing(world, request)
        try:
            national = super().listing(world, request)
        except SourceError as error:
            text = f"The national amounts are not there to compare with: {error}"
            national = Listing((), issues=(Issue(self.name, "no-page", text, Severity.WARNING, owner="openbeat"),))
        return replace(
            own,
            resources=own.resources + national.resources,
            issues=own.issues + national.issues,
            complete=own.complete and national.complete,
        )

    def fetch(self, resource: Resource, world: World, sink: BinaryIO) -> Transfer:
        """Copy one record or workbook. Raises SourceError when it is gone."""
        if resource.id.startswith(RECORDS):
            return self.records.fetch(resource, world, sink)
        return super().fetch(resource, world, sink)

    def parse(self, landed: Landed) -> Parsed:
        """Eight bands for every band D amount. Raises NotOurs for a workbook without police authorities."""
        return self._own(landed) if landed.resource.id.startswith(RECORDS) else self._national(landed)

    def _own(self, landed: Landed) -> Parsed:
        """Other lines of the budget are furniture here: the dataset `budget` has them."""
        read = self.records.parse(landed)
        band_d = [row for row in read.rows.to_dicts() if row["item"] == "council-tax-precept-band-d"]
        account = Account(landed.resource.url, issues=list(read.issues), rejected=read.tally.rejected)
        account.furniture = read.rows.height - len(band_d)
        for row in band_d:
            shared = {
                ROW: row[ROW], SHEET: "", "area_code": row["area_code"], "authority_name": None,
                "source": "office-records",
            }  # fmt: skip
            amount, status = row["amount_gbp"], row["amount_gbp_status"]
            account.rows += bands(shared, row["financial_year"], {"D": (amount, status)}, row["source_note"])
        return Parsed(account.frame(CouncilTaxPrecept), account.tally, tuple(account.issues))

    def _national(self, landed: Landed) -> Parsed:
        place = landed.resource.url
        sheets, issues = sheets_of(landed.path, place)
        account = Account(place, issues=issues)
        near = ""
        for name, rows in sheets:
            found, fault = read_levels(name, rows, account)
            near = fault or near
            for line, code, authority, year, amounts in found:
                shared = {
                    ROW: line.number, SHEET: name, "area_code": code, "authority_name": authority,
                    "source": "council-tax-levels",
                }  # fmt: skip
                account.rows += bands(shared, year, amounts, None)
        if not account.tally.read:
            kind = SourceError if near else NotOurs
            raise kind(
                f"{place} has no council tax of police authorities by band{near}. If it should have, see how its "
                "tables are headed now; if it holds something else, move it away"
            )
        return Parsed(account.frame(CouncilTaxPrecept), account.tally, tuple(account.issues))


def bands(
    shared: Mapping[str, object], year: str, given: Mapping[str, tuple[Decimal | None, str | None]], note: str | None
) -> list[Row]:
    """The eight rows of one authority and year: bands as given, the others worked out from band D."""
    middle, _ = given.get("D", (None, None))
    rows = []
    for band, ninths in NINTHS.items():
        amount, status = given.get(band, (None, "[x]"))
        told = note
        if band not in given and middle is not None:
            amount, status, told = rounded(middle * ninths / 9), ESTIMATED, f"Worked out: {ninths}/9 of band D."
        rows.append(
            {
                **shared, PERIOD: year, "financial_year": year, "band": band,
                "amount_gbp": amount, "amount_gbp_status": status, "source_note": told,
            }
        )  # fmt: skip
    return rows


PRECEPT = PreceptSource(
    shelf=SHELF,
    name="council-tax-levels",
    title="Budget records of the office; council tax levels set by local authorities in England",
    publisher="The publishing office; Ministry of Housing, Communities and Local Government",
    home="https://www.gov.uk/government/collections/council-tax-statistics",
    records=RecordsSource(
        folder="budget",
        model=Budget,
        name="budget-records",
        title="Budget records of the office",
        publisher="The publishing office",
        home="https://www.kent-pcc.gov.uk/what-we-do/setting-the-kent-police-budget/",
        attribution="Contains public sector information licensed under the Open Government Licence v3.0.",
        items="lines",
        period="financial_year",
    ),
)
"""The one source of precepts by band."""
