"""What a release has to do, worked out from fingerprints alone, before anything is read or written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines.dataset import Dataset, Grain
from pipelines.releases.model import Reason
from pipelines.releases.reasons import cause_of, corrections_between
from pipelines.releases.writers import FORMATS
from pipelines.upstream import CorrectionRef, PeriodState


@dataclass(frozen=True)
class Part:
    """The data files that share a stem, and the periods they hold."""

    stem: str
    periods: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Its file names, one for each format."""
        return tuple(f"{self.stem}.{suffix}" for suffix in FORMATS)


@dataclass(frozen=True)
class Plan:
    """Which parts the release has, which must be written, and what became of each period.

    `causes` tells for every changed period why its rows differ (None: nothing explains it), `corrections` which
    declared corrections came, or went, since it was published, with what is said of each.
    """

    parts: tuple[Part, ...]
    rewrite: tuple[Part, ...]
    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    causes: Mapping[str, Reason | None]
    corrections: Mapping[str, tuple[tuple[CorrectionRef, str], ...]] = field(default_factory=dict)


def parts_of(dataset: Dataset, periods: Sequence[str]) -> tuple[Part, ...]:
    """A part for each month, or one part for everything where the grain is longer."""
    if dataset.grain is Grain.MONTH:
        return tuple(Part(f"{dataset.name}-{period}", (period,)) for period in periods)
    return (Part(dataset.name, tuple(periods)),) if periods else ()


def make_plan(
    dataset: Dataset,
    states: Sequence[PeriodState],
    published: Mapping[str, Mapping[str, Any]],
    published_code: str,
    known: Mapping[str, str],
    everything: bool,
) -> Plan:
    """Compare what is stored with what is published.

    `published` are the manifest's periods by name. `known` are fingerprints that differ from the published ones and
    were found before to give the same rows. `everything` writes all parts again, as a changed schema asks for.
    """
    now = {state.period: state for state in states}
    parts = parts_of(dataset, tuple(now))
    changed = tuple(
        period
        for period, state in now.items()
        if period in published and state.fingerprint not in {published[period]["fingerprint"], known.get(period)}
    )
    new = tuple(period for period in now if period not in published)
    gone = tuple(period for period in published if period not in now)
    touched = {*changed, *new} | (set(now) if everything or (gone and dataset.grain is not Grain.MONTH) else set())
    return Plan(
        parts=parts,
        rewrite=tuple(part for part in parts if touched.intersection(part.periods)),
        new=new,
        changed=changed,
        gone=gone,
        causes={
            period: cause_of(
                published[period]["sources"],
                now[period],
                published_code,
                dataset.code_version,
                office=dataset.source.office,
                corrections=_corrections(published[period]),
            )
            for period in changed
        },
        corrections={
            period: corrections_between(_corrections(published[period]), now[period].corrections) for period in changed
        },
    )


def _corrections(period: Mapping[str, Any]) -> tuple[CorrectionRef, ...]:
    """The declared corrections that a manifest names for a period."""
    return tuple(CorrectionRef.of(written) for written in period.get("corrections", ()))
