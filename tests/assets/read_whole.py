"""Reading a whole register as a night would, for the tests of all registers."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.dataset import Dataset
from pipelines.upstream import Landed, Request, World
from pipelines.validation import validate


def rows_of(dataset: Dataset, world: World, sink: Path) -> pl.DataFrame:
    """Every row of a register, each of which must be accepted without an issue. `sink` is where files are landed."""
    frames = []
    for resource in dataset.source.listing(world, Request("kent")).resources:
        with sink.open("wb") as file:
            dataset.source.fetch(resource, world, file)
        verdict = validate(dataset, resource.id, dataset.source.parse(Landed(resource, sink, "", 1)))
        assert verdict.issues == ()
        assert verdict.tally.read == verdict.rows.height
        frames.append(verdict.rows.select([column.name for column in dataset.columns]))
    return pl.concat(frames)
