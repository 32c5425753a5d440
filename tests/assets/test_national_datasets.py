"""The national figures as declared: house rules, and whole nights on real files."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from assets.funding import COUNCIL_TAX_PRECEPT, POLICE_FUNDING
from assets.workforce import POLICE_WORKFORCE
from pipelines import steps
from pipelines.dataset import Dataset
from pipelines.settings import Settings

ALL = (POLICE_WORKFORCE, POLICE_FUNDING, COUNCIL_TAX_PRECEPT)


@pytest.mark.parametrize("dataset", ALL, ids=lambda dataset: dataset.name)
def test_declarations_keep_to_the_house_rules(dataset: Dataset) -> None:
    assert len(dataset.title) <= 65
    assert len(re.split(r"(?<=\.)\s", dataset.description)[0]) <= 140
    assert set(dataset.key) <= {column.name for column in dataset.columns}
    for column in dataset.columns:
        assert duckdb.execute(f"SELECT CAST(? AS {column.sql})", [column.example]).fetchone(), column.name
        assert not column.enum or column.example in column.enum


@pytest.mark.parametrize(
    ("dataset", "rows", "passed_over"),
    [(POLICE_WORKFORCE, 2156, 1), (POLICE_FUNDING, 44, 1), (COUNCIL_TAX_PRECEPT, 80, 0)],
    ids=lambda value: getattr(value, "name", value),
)
def test_real_files_through_every_step(
    dataset: Dataset, rows: int, passed_over: int, real: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    for place in ("home_office/workforce", "home_office/use-of-force", "funding"):
        for path in (real / place).iterdir():
            # Files are found by name, so one that is not ours is given names that are.
            names = [path.name] if "use-of-force" not in place else ["police-workforce-x.ods", "police-funding-x.ods"]
            for name in names:
                (folder / place).mkdir(parents=True, exist_ok=True)
                (folder / place / name).write_bytes(path.read_bytes())
    settings = Settings(world=f"folder:{folder}", home=tmp_path / "home", published=tmp_path / "published")
    assert steps.land(settings, dataset).failed == ()
    stored = steps.store(settings, dataset)
    assert (stored.tally.read, stored.tally.rejected, stored.refused) == (rows, 0, ())
    assert len(stored.passed_over) == passed_over
    outcome, evidence = steps.release(settings, dataset)
    assert "1.0.0 is ready" in outcome.text
    assert all(check.passed for check in evidence.checks), [check for check in evidence.checks if not check.passed]
    again = steps.store(settings, dataset)
    assert (again.loaded, again.tally.read) == (0, 0)
    _figures_come_out(settings, dataset)


def _figures_come_out(settings: Settings, dataset: Dataset) -> None:
    wanted = {
        "police-workforce": (
            "SELECT round(fte, 1) FROM police_workforce WHERE area_code = 'E23000032' AND "
            "worker_type = 'Police officer' AND month(as_at) = 9 AND year(as_at) >= 2017 ORDER BY as_at",
            [Decimal("3254.7"), Decimal("3333.3"), Decimal("3547.6")],
        ),
        "police-funding": (
            "SELECT amount_gbp FROM police_funding WHERE area_code = 'E23000032'",
            [Decimal("245418856.00")],
        ),
        "council-tax-precept": (
            "SELECT amount_gbp FROM council_tax_precept WHERE financial_year = '2022-23' AND band IN ('A', 'H') "
            "ORDER BY band",
            [Decimal("152.10"), Decimal("456.30")],
        ),
    }
    query, figures = wanted[dataset.name]
    with duckdb.connect(str(settings.store), read_only=True) as store:
        assert [row[0] for row in store.execute(query).fetchall()] == figures
