"""What we said, and what the data say: every stated figure with the verdict and the query that works it out again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from pipelines.site.reading import Shown
from pipelines.site.registers import Register
from pipelines.site.render import Page

CLAIMS, CHECKED, PATH = "claims", "claims-checked", "site/claims.html"
VERDICTS = {
    "reproduced": "the data give the same figure",
    "differs": "the data give another figure",
    "figure-unreadable": "the text that states it is damaged",
    "query-fails": "our query is wrong, and has to be mended",
    "data-not-held": "the data that could tell are not held here",
    "no-data-supports-it-yet": "no data here can tell yet",
}
"""What each verdict means in words."""
COLUMNS = ("claim_id", "stated", "found", "found_status", "difference", "difference_status", "verdict")


def pages(shown: Shown, found: Mapping[str, Register]) -> list[Page]:
    """The page of all claims, where they and their verdicts are published."""
    register, checked = found.get(CLAIMS), shown.datasets.get(CHECKED)
    if register is None or checked is None:
        return []
    rows = [row for row in checked.rows(COLUMNS) if row["claim_id"] in register.entries]
    counted = Counter(row["verdict"] for row in rows)
    data = {"rows": rows, "entries": register.entries, "counted": counted, "verdicts": VERDICTS}
    described = "Every figure that we stated, and whether the published data bear it out."
    return [Page(PATH, "claims.html", "What we said, and what the data say", "duties", described, data=data)]
