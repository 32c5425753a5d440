"""The crimes of a force's partnerships, with those assigned to none, must be the crimes of the force."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from pipelines.dataset import Check, Finding

if TYPE_CHECKING:
    import duckdb

TOLERANCE_SHARE, TOLERANCE = 0.005, 5
"""What the two levels may differ by, in each force, quarter and offence group: half a per cent, or five offences.

The source makes both from the same returns, but not always on the same day.
"""

_BOTH_LEVELS = """
WITH counted AS (
    SELECT financial_year, quarters_summed, offence_group, level,
        trim(regexp_replace(force_name, '\\(.*', '')) AS force,
        sum(offences) FILTER (level = 'force') AS whole, sum(offences) FILTER (level = 'csp') AS parts
    FROM recorded GROUP BY ALL),
covered AS (
    SELECT financial_year, quarters_summed, force FROM counted GROUP BY ALL HAVING count(DISTINCT level) = 2)
SELECT financial_year, quarters_summed, force, offence_group,
    coalesce(sum(whole), 0)::BIGINT AS whole, coalesce(sum(parts), 0)::BIGINT AS parts
FROM counted SEMI JOIN covered USING (financial_year, quarters_summed, force)
WHERE offence_group NOT ILIKE 'fraud%' GROUP BY ALL ORDER BY ALL
"""


def partnerships_add_up(table: duckdb.DuckDBPyRelation) -> list[Finding]:
    """One finding for each financial year of which there are figures at both levels.

    Fraud is left out: it is recorded nationally, and by force only.
    """
    rows = table.query("recorded", _BOTH_LEVELS).fetchall()
    return [_finding(year, list(group)) for year, group in groupby(rows, key=lambda row: row[0])]


def _finding(year: str, rows: list[tuple[str, str, str, str, int, int]]) -> Finding:
    slips = [
        f"{force} quarter {covered}, {group}: the partnerships and the unassigned have {parts:,}, the force {whole:,} "
        f"(difference {parts - whole:+,})"
        for _, covered, force, group, whole, parts in rows
        if abs(parts - whole) > max(TOLERANCE, abs(whole) * TOLERANCE_SHARE)
    ]
    largest = max(abs(parts - whole) for *_, whole, parts in rows)
    fine = f"{len(rows)} totals compared, the largest difference is {largest:,}"
    return Finding(year, not slips, "; ".join(slips) or fine)


CHECKS = (
    Check(
        "partnerships-add-up",
        "Partnerships and what is assigned to none add up to the force, by quarter and offence group "
        "(to half a per cent or five offences).",
        partnerships_add_up,
    ),
)
"""The release checks of the dataset `crime-recorded`."""
