"""Nothing on a page moves for those who have asked that nothing should."""

from __future__ import annotations

import re

from pipelines.settings import ROOT

STYLE = (ROOT / "pipelines/site/assets/site.css").read_text(encoding="utf-8")
MOVES = re.compile(r"scroll-behavior|transition|animation|@keyframes")


def test_what_moves_stands_where_movement_is_welcome() -> None:
    moving = [line for line in STYLE.splitlines() if MOVES.search(line)]
    assert moving
    assert all(line.startswith("@media (prefers-reduced-motion: no-preference)") for line in moving)


def test_no_script_scrolls_smoothly_of_its_own_accord() -> None:
    scripts = (ROOT / "pipelines/site/assets").glob("*.js")
    assert not [path.name for path in scripts if re.search(r"behavior:\s*[\"']smooth", path.read_text("utf-8"))]
