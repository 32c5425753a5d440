"""Forces over years, against statsmodels' regressions with indicator columns, and made-up forces with known links."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.measures.methods.panel import CAVEATS, Association, Row, View, associations


def made_up(seed: int, forces: int = 12, years: int = 8, slope: float = -1.5) -> list[Row]:
    """Forces with more officers have more violence; within a force more officers go with less."""
    random = np.random.default_rng(seed)
    rows = []
    for force in range(forces):
        for year in range(years):
            x = 2 + force * 0.2 + float(random.normal(0, 0.3)) + year * 0.1
            y = 5 + force * 3 + slope * x + year * 0.7 + float(random.normal(0, 0.4))
            rows.append(Row(f"force {force:02}", 2015 + year, x, y))
    return rows


def regression(rows: list[Row], *, by_force: bool) -> tuple[float, float, float, float, int]:
    """Slope, its interval, the partial correlation, and how many controls, from statsmodels' own least squares."""
    names = sorted({row.force for row in rows})
    years = sorted({row.year for row in rows})
    columns = [[1.0, *(r.year == y for y in years[1:])] + [r.force == f for f in names[1:] if by_force] for r in rows]
    controls = np.array(columns, dtype=float)
    x, y = (np.array([getattr(row, name) for row in rows]) for name in ("x", "y"))
    groups = np.array([names.index(row.force) for row in rows])
    fitted = sm.OLS(y, np.column_stack([x, controls])).fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    low, high = fitted.conf_int()[0]
    plain = sm.OLS(y, np.column_stack([x, controls])).fit()
    partial = plain.tvalues[0] / math.sqrt(plain.tvalues[0] ** 2 + plain.df_resid)
    return float(fitted.params[0]), float(low), float(high), float(partial), controls.shape[1] - 1


def numbers(found: Association) -> list[float]:
    assert found.slope is not None
    assert found.slope_interval is not None
    assert found.correlation is not None
    return [found.slope, found.slope_interval.lower, found.slope_interval.upper, found.correlation]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_view_agrees_with_statsmodels(seed: int) -> None:
    rows = made_up(seed)
    between, within, changes = associations(rows)
    means = [
        Row(force, 0, *(float(np.mean([getattr(r, n) for r in rows if r.force == force])) for n in ("x", "y")))
        for force in sorted({row.force for row in rows})
    ]
    steps = [Row(b.force, b.year, b.x - a.x, b.y - a.y) for a, b in pairwise(rows) if a.force == b.force]
    for found, used, by_force in ((between, means, False), (within, rows, True), (changes, steps, False)):
        *expected, controls = regression(used, by_force=by_force)
        assert numbers(found) == pytest.approx(expected, rel=1e-9)
        assert found.rows == len(used)
        assert found.correlation_interval is not None
        # Fisher: the interval of the transformed partial correlation is 1.96 / root(rows - controls - 3) either way.
        half = 1.959963984540054 / math.sqrt(len(used) - controls - 3)
        transformed = np.arctanh([found.correlation_interval.lower, found.correlation_interval.upper])
        assert transformed == pytest.approx(np.arctanh(expected[3]) + np.array([-half, half]), rel=1e-9)


def test_views_may_disagree() -> None:
    between, within, changes = associations(made_up(5))
    assert between.slope is not None
    assert between.slope > 0
    for found in (within, changes):
        assert found.slope_interval is not None
        assert found.slope_interval.holds(-1.5)
        assert not found.slope_interval.holds(0)


def test_an_unbalanced_panel_uses_what_there_is() -> None:
    rows = [row for row in made_up(6) if (row.force, row.year) not in {("force 03", 2018), ("force 04", 2015)}]
    _, within, changes = associations(rows)
    *expected, _ = regression(rows, by_force=True)
    assert numbers(within) == pytest.approx(expected, rel=1e-9)
    # 12 forces of 7 changes; a year missing in the middle takes two, one at the start takes one.
    assert (within.rows, changes.rows) == (94, 81)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.1, 10), st.floats(-50, 50), st.integers(0, 10**6))
def test_scale_shift_and_order(by: float, to: float, seed: int) -> None:
    rows = made_up(4, forces=6, years=5)
    moved = [Row(row.force, row.year, row.x * by, row.y + to) for row in rows]
    random.Random(seed).shuffle(moved)  # noqa: S311
    for plain, found in zip(associations(rows), associations(moved), strict=True):
        expected = [value / by for value in numbers(plain)[:3]] + [numbers(plain)[3]]
        assert numbers(found) == pytest.approx(expected, rel=1e-7, abs=1e-9)


def test_a_move_of_all_forces_alike_is_no_link_within() -> None:
    rows = made_up(7)
    risen = [Row(row.force, row.year, row.x, row.y + 10 * (row.year - 2015) ** 2) for row in rows]
    assert numbers(associations(risen)[1]) == pytest.approx(numbers(associations(rows)[1]), rel=1e-7)


def test_too_little_says_why() -> None:
    few = associations(made_up(1, forces=2))
    assert {found.reason for found in few} >= {"16 rows of 2 forces are too few"}
    assert {found.slope for found in few} == {None}
    assert [found.view for found in associations([])] == list(View)
    assert associations([])[1].reason == "0 rows of 0 forces are too few"


def test_what_does_not_vary_says_so() -> None:
    still = [Row(row.force, row.year, 2.1, row.y) for row in made_up(1)]
    assert {found.reason for found in associations(still)} == {"one of the two numbers does not vary"}


def test_a_year_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="force 00 has 2015 twice"):
        associations([*made_up(1), made_up(1)[0]])


def test_what_such_rows_cannot_show_is_said() -> None:
    assert {"recording", "reverse causation"} <= CAVEATS.keys()
