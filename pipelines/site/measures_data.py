"""The measures as an edition shows them: their registry, figures, limits, trajectories and comparisons.

Cells are the text of the published files. What no dataset gives is empty, so that pages can say that it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from pipelines.site.reading import Shown

Row = Mapping[str, str]
REGISTRY, OBSERVATIONS, LIMITS = "measures", "measure-observations", "measure-limits"
TRAJECTORIES, BACKTESTS, BENCHMARKS = "measure-trajectories", "measure-backtests", "measure-benchmarks"
MONTH, ROLLING = "month", "rolling-12"
LEVEL = "district"
"""The level of areas that have pages of their own."""


@dataclass(frozen=True)
class Series:
    """One measure in one area: its figures by kind of period, each in order of time, and the limits of its chart."""

    measure: Row
    area: str
    name: str
    figures: Mapping[str, Sequence[Row]]
    limits: Sequence[Row] = ()

    @cached_property
    def months(self) -> Sequence[Row]:
        """The monthly figures."""
        return self.figures.get(MONTH, ())

    @cached_property
    def main(self) -> Sequence[Row]:
        """The figures that the measure is first told by: its own kind of period, else twelve months."""
        return next((self.figures[grain] for grain in self.grains if self.figures.get(grain)), ())

    @cached_property
    def yearly(self) -> Sequence[Row]:
        """The figures by which a year is compared with the one before: twelve months, else its own kind of period."""
        return self.figures.get(ROLLING) or self.main

    @property
    def grains(self) -> Sequence[str]:
        """The kinds of period, its own first."""
        return self.measure["grains"].split("; ")

    @cached_property
    def places(self) -> int:
        """Decimals that its values are shown with, the same in all areas and on all pages of one kind of period."""
        values = [abs(Decimal(row["value"])) for rows in self.figures.values() for row in rows if row["value"]]
        most = max(values, default=Decimal(0))
        needed = max((-int(value.normalize().as_tuple().exponent) for value in values), default=0)
        unit = self.measure["unit"]
        usual = 2 if unit.startswith("GBP") else 1 if most >= 10 or unit.startswith("per cent") else 2
        return max(0, min(needed, 0 if most >= 1000 else usual))


@dataclass(frozen=True)
class Measured:
    """Every measure of an edition. `force` is the ONS code of the area that the office answers for."""

    registry: Mapping[str, Row]
    series: Mapping[tuple[str, str], Series]
    ahead: Mapping[str, Sequence[Row]]
    """The trajectory of each measure that has one, as seen from its newest origin, in order of months."""
    tried: Mapping[str, Sequence[Row]]
    """The models tried at the newest origin of each measure."""
    compared: Mapping[str, Sequence[Row]]
    """The newest comparison of each measure with other forces, one row for each set of forces."""
    force: str = ""

    def own(self, measure: str) -> Series | None:
        """A measure in the area of the force."""
        return self.series.get((measure, self.force))

    def districts(self, measure: str) -> list[Series]:
        """A measure in each district, in alphabetical order."""
        return [self.series[measure, code] for code in self.names if (measure, code) in self.series]

    @cached_property
    def names(self) -> dict[str, str]:
        """The districts that are measured: their names by their codes, in alphabetical order of names."""
        found = {
            code: series.name
            for (_, code), series in self.series.items()
            if any(row["area_level"] == LEVEL for row in series.main)
        }
        return dict(sorted(found.items(), key=lambda pair: (pair[1], pair[0])))

    @cached_property
    def headlines(self) -> list[Row]:
        """The measures that their declarations put on the first page."""
        return [row for row in self.registry.values() if row["headline"] == "true"]


def measured(shown: Shown) -> Measured:
    """The measures that stand; none where they are not published."""
    registry = {row["measure_id"]: row for row in _rows(shown, REGISTRY)}
    limits = _grouped(_rows(shown, LIMITS), "measure_id", "area_code")
    figures = _grouped(_rows(shown, OBSERVATIONS), "measure_id", "area_code")
    series = {
        (measure, area): Series(
            registry[measure],
            area,
            rows[-1]["area_name"],
            {grain: sorted(some, key=_period) for (grain,), some in _grouped(rows, "grain").items()},
            sorted(limits.get((measure, area), ()), key=lambda row: row["first_period"]),
        )
        for (measure, area), rows in figures.items()
        if measure in registry
    }
    return Measured(
        registry,
        series,
        _newest(_rows(shown, TRAJECTORIES), "origin", "period"),
        _newest(_rows(shown, BACKTESTS), "origin", "model"),
        _newest([row for row in _rows(shown, BENCHMARKS) if _first_grain(registry, row)], "period", "compared_with"),
        _force(shown),
    )


def _force(shown: Shown) -> str:
    """The area that the catalogue gives for the figures of measures."""
    entries = (entry for entry in shown.catalogue["datasets"] if entry["name"] == OBSERVATIONS)
    return str(next((entry.get("area") or "" for entry in entries), ""))


def _first_grain(registry: Mapping[str, Row], row: Row) -> bool:
    """Whether a comparison is of twelve months, or of the measure's own periods where it has no twelve months."""
    grains = registry.get(row["measure_id"], {}).get("grains", "").split("; ")
    return row["grain"] == (ROLLING if ROLLING in grains else grains[0])


def _rows(shown: Shown, dataset: str) -> list[dict[str, str]]:
    version = shown.datasets.get(dataset)
    return version.rows([field["name"] for field in version.fields]) if version else []


def _grouped(rows: Sequence[Row], *columns: str) -> dict[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[column] for column in columns), []).append(row)
    return found


def _newest(rows: Sequence[Row], at: str, order: str) -> dict[str, list[Row]]:
    """By measure, the rows of the newest `at`, in some order."""
    found = {}
    for (measure,), some in _grouped(rows, "measure_id").items():
        last = max(row[at] for row in some)
        found[measure] = sorted((row for row in some if row[at] == last), key=lambda row: row[order])
    return found


def _period(row: Row) -> str:
    return row["period"]


def downloads(shown: Shown) -> Iterator[tuple[str, bytes]]:
    """The observations of each measure as one CSV file, by its name in the edition: the lines as they are published."""
    version = shown.datasets.get(OBSERVATIONS)
    if version is None:
        return
    lines: dict[str, list[bytes]] = {}
    head = b""
    for resource in version.package.get("resources", []):
        head, *rest = (version.folder / resource["path"]).read_bytes().splitlines(keepends=True)
        for line in rest:
            lines.setdefault(line.partition(b",")[0].decode(), []).append(line)
    yield from ((csv_of(measure), head + b"".join(found)) for measure, found in sorted(lines.items()))


def csv_of(measure: str) -> str:
    """Where the observations of a measure stand as a file of their own."""
    return f"site/measures/{measure}.csv"
