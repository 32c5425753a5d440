"""Police funding: the Home Office's funding statistics by force, and the Police Grant Report's totals by force."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.sources.national.books import Books, Shelf
from pipelines.sources.national.cells import Account, sheets_of
from pipelines.sources.national.funding_blocks import read_blocks
from pipelines.sources.national.grant_report import is_grant_report, read_grant_report
from pipelines.upstream import Landed, NotOurs, Parsed, SourceError
from schemas.funding import PoliceFunding

SHELF = Shelf(
    paths=("/government/statistics/police-funding-for-england-and-wales-2015-to-{year}",),
    wanted=r"police[ -]funding.*tables?|tables?.*police[ -]funding",
    other=r"(?!)",
    standing=r"police[- ]funding",
    named=r"[^/]*police[-_ ](?:funding|grant)[^/]*",
    ahead=1,
)


@dataclass(eq=False, kw_only=True)
class FundingBooks(Books):
    """The funding statistics of GOV.UK and, in a folder, the totals of the Police Grant Report."""

    def parse(self, landed: Landed) -> Parsed:
        """The amounts of every force. Raises NotOurs when no sheet gives any, SourceError when one nearly does."""
        place = landed.resource.url
        sheets, issues = sheets_of(landed.path, place)
        account = Account(place, issues=issues)
        near = ""
        for name, rows in sheets:
            if is_grant_report(rows):
                read_grant_report(rows, account)
            else:
                near = read_blocks(name, rows, account) or near
        if not account.tally.read:
            kind = SourceError if near else NotOurs
            raise kind(
                f"{place} has no amounts by force, nominal or real{near}. If it should have, see how its tables are "
                "titled and headed now; if it holds something else, move it away"
            )
        return Parsed(account.frame(PoliceFunding), account.tally, tuple(account.issues))


FUNDING = FundingBooks(
    shelf=SHELF,
    name="police-funding",
    title="Police funding for England and Wales; Police Grant Report",
    publisher="Home Office",
    home="https://www.gov.uk/government/collections/police-funding",
)
"""The one source of funding by force."""
