"""The Home Office's police workforce: the open data table of today, and the workbooks of many sheets of before.

The open data table has one row for each force, sex, rank and kind of worker. The older workbooks have one sheet for
each kind of worker and one column for each date; their full-time equivalents and headcounts stand on different sheets
and are brought together here. Both are read by the meaning of their headers, never by position.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.sources.national.books import Books, Shelf
from pipelines.sources.national.cells import Account, sheets_of
from pipelines.sources.national.workforce_open import is_open_table, read_open_table
from pipelines.sources.national.workforce_tables import OldTables
from pipelines.upstream import Landed, NotOurs, Parsed, SourceError
from schemas.workforce import PoliceWorkforce

SHELF = Shelf(
    paths=("/government/statistics/police-workforce-england-and-wales-31-march-{year}",),
    wanted=r"open[ -]data[ -]table.*police[ -]workforce|police[ -]workforce.*open[ -]data[ -]table",
    other=r"function|joiner|leaver|absence|ethnic|diversity|misconduct",
    standing=r"open[ -]data[ -]table",
    named=r"[^/]*police[-_ ]workforce[^/]*",
)


@dataclass(eq=False, kw_only=True)
class WorkforceBooks(Books):
    """The workforce workbooks."""

    def parse(self, landed: Landed) -> Parsed:
        """The rows of the open data table, or of every sheet of an older workbook that counts workers by force.

        Raises NotOurs when no sheet does either, SourceError when a needed column of the open data table is missing.
        """
        place = landed.resource.url
        sheets, issues = sheets_of(landed.path, place)
        account = Account(place, issues=issues)
        old = OldTables(Path(place.removeprefix("folder:")).stem, account)
        for name, rows in sheets:
            if is_open_table(rows):
                read_open_table(rows, account)
            else:
                old.read(name, rows)
        old.finish()
        if not account.tally.read:
            kind = SourceError if old.near else NotOurs
            raise kind(
                f"{place} has no table of the police workforce by force{old.near}. If it should have, mend its headers "
                "or the reader; if it holds something else, move it away"
            )
        return Parsed(account.frame(PoliceWorkforce), account.tally, tuple(account.issues))


WORKFORCE = WorkforceBooks(
    shelf=SHELF,
    name="police-workforce",
    title="Police workforce, England and Wales",
    publisher="Home Office",
    home="https://www.gov.uk/government/collections/police-workforce-england-and-wales",
)
"""The one source of workforce figures."""
