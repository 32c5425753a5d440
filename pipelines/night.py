"""Launching Dagster's jobs from the command line, on the same instance as the web UI, and saying what came of each
dataset.

Arrows: this is the only module that reads a run's events; the rest of the command line works on its results.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import dagster as dg

import assets
from pipelines.dataset import Dataset
from pipelines.definitions import DERIVE, NIGHTLY, PUBLISH, RANGE_END, RANGE_START, build_definitions, window
from pipelines.factory import key
from pipelines.instance import open_instance, reap
from pipelines.lock import hold
from pipelines.releases.model import State
from pipelines.settings import Settings
from pipelines.steps import asking_once

log = logging.getLogger("openbeat")
SILENT = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""The command line says by itself what came of a run; Dagster's event log keeps the rest."""

STEPS = ("landed", "stored", "release")
COMMAND_TAG = {"openbeat/command": "true"}


class Ending(StrEnum):
    """How a dataset's night ended."""

    RELEASED = "released"
    WAITING = "waiting"
    UNCHANGED = "unchanged"
    HELD = "held"
    REJECTED = "rejected"
    FAILED = "failed"


@dataclass(frozen=True)
class Result:
    """One dataset's night: how it ended, at which version, and why, in plain words; and the seconds of each step."""

    dataset: str
    ending: Ending
    version: str = ""
    text: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Night:
    """What a command did: a result for each dataset, the edition that stands now and the seconds of bringing it out."""

    results: tuple[Result, ...]
    edition: int
    text: str
    seconds: float = 0

    @property
    def exit_code(self) -> int:
        """0 all well, 1 something failed, 3 nothing failed but something is held for review."""
        endings = {result.ending for result in self.results}
        if Ending.FAILED in endings:
            return 1
        return 3 if Ending.HELD in endings else 0


def run_nightly(settings: Settings, datasets: Sequence[Dataset]) -> Night:
    """Fetch, check, store, prepare and publish everything. Raises HomeIsHeld when another process has the home
    folder.
    """
    with _ready(settings) as instance:
        known = build_definitions(settings)
        with asking_once():
            tags = window(settings, tuple(datasets))
            return _run(_Runs(known, instance), datasets, known.resolve_job_def(NIGHTLY), tags)


def run_backfill(settings: Settings, dataset: Dataset, periods: Sequence[str]) -> Night:
    """Fetch, check, store and prepare some periods of one dataset and what is worked out from it, then publish what
    is ready.
    """
    with _ready(settings) as instance:
        known = build_definitions(settings)
        whole = known.resolve_implicit_global_asset_job_def()
        job = whole.get_subset(asset_selection={key(dataset, step) for step in STEPS})
        tags = {RANGE_START: periods[0], RANGE_END: periods[-1]} if dataset.partitioned else {}
        return _run(_Runs(known, instance), [dataset, *dependents(dataset, assets.datasets())], job, tags)


def dependents(dataset: Dataset, declared: Sequence[Dataset]) -> tuple[Dataset, ...]:
    """The datasets that are worked out from this one, directly or from another that is."""
    reached = {dataset.name}
    while more := {other.name for other in declared if reached & set(other.inputs)} - reached:
        reached |= more
    return tuple(other for other in declared if other.name in reached and other.name != dataset.name)


@contextmanager
def _ready(settings: Settings) -> Iterator[dg.DagsterInstance]:
    with hold(settings.home, settings.wait, log.warning), open_instance(settings) as instance:
        dead = reap(instance)
        if dead:
            log.warning("%d run(s) of processes that died were closed.", dead)
        yield instance


@dataclass(frozen=True)
class _Runs:
    """Runs jobs of the code location on the instance, in this process."""

    known: dg.Definitions
    instance: dg.DagsterInstance

    def run(self, job: dg.JobDefinition, tags: Mapping[str, str]) -> dg.ExecuteInProcessResult:
        return job.execute_in_process(
            instance=self.instance, raise_on_error=False, run_config=SILENT, tags={**tags, **COMMAND_TAG}
        )


def _run(runs: _Runs, datasets: Sequence[Dataset], job: dg.JobDefinition, tags: Mapping[str, str]) -> Night:
    night = runs.run(job, tags)
    derived = [dataset for dataset in datasets if dataset.inputs]
    steps = {key(dataset, step) for dataset in derived for step in STEPS}
    deriving = runs.known.resolve_job_def(DERIVE).get_subset(asset_selection=steps) if steps else None
    found = [night, *([runs.run(deriving, {})] if deriving else [])]
    edition = runs.run(runs.known.resolve_job_def(PUBLISH), {})
    return _timed(_read(datasets, found, edition), datasets, runs.instance, (*found, edition))


def _read(
    datasets: Sequence[Dataset], nights: Sequence[dg.ExecuteInProcessResult], edition: dg.ExecuteInProcessResult
) -> Night:
    """The results of all datasets; what is worked out ran in the last of the nights."""
    results = [_result(dataset, nights[-1] if dataset.inputs else nights[0]) for dataset in datasets]
    told = _metadata(edition, dg.AssetKey("edition"))
    trouble = _failure(edition, "edition")
    released: dict[str, str] = told.get("released", {})
    return Night(
        tuple(_published(result, released, told.get("waiting", []), trouble) for result in results),
        int(told.get("edition", 0)),
        trouble or str(told.get("text", "")),
    )


def _published(result: Result, released: dict[str, str], waiting: Sequence[str], trouble: str) -> Result:
    """A result once it is known what the edition brought out: what was ready and did not come out has failed, unless
    it is a companion of the next edition.
    """
    if result.ending is not Ending.RELEASED or result.dataset in released:
        return result
    if result.dataset in waiting:
        return replace(result, ending=Ending.WAITING, text=f"goes out with the next edition: {result.text}")
    return replace(
        result, ending=Ending.FAILED, text=trouble or "ready, but the edition did not bring it out; run again"
    )


def _result(dataset: Dataset, night: dg.ExecuteInProcessResult) -> Result:
    failures = [_failure(night, key(dataset, step).to_python_identifier()) for step in STEPS]
    told = _metadata(night, key(dataset, "release"))
    marks = _failed_checks(night, dataset)
    if not told:
        why = next((failure for failure in failures if failure), "it did not run; see Dagster's log")
        return Result(dataset.name, Ending.FAILED, "", why)
    notes = _notes(told, _metadata(night, key(dataset, "stored")))
    endings = {
        State.READY: Ending.RELEASED,
        State.UNCHANGED: Ending.UNCHANGED,
        State.HELD: Ending.HELD,
        State.REJECTED: Ending.REJECTED,
    }
    ending = endings[State(told["state"])]
    lines = told["causes"] if ending in {Ending.HELD, Ending.REJECTED} else told["changes"]
    ending = Ending.FAILED if marks else ending
    return Result(dataset.name, ending, str(told["version"]), "; ".join([*marks, *lines, *notes]))


def _notes(release: dict[str, Any], stored: dict[str, Any]) -> list[str]:
    """What the operator should know although nothing is wrong with the release."""
    rejected, thin = release["rows_rejected"], release["coverage"].get("partial", 0)
    return [
        *(["nothing to publish: no record yet"] if not release["version"] else []),
        *([f"{rejected:,} rows rejected"] if rejected else []),
        *([f"{thin} partial period{'s' * (thin > 1)}"] if thin else []),
        *stored.get("passed_over", []),
    ]


def _timed(
    read: Night, datasets: Sequence[Dataset], instance: dg.DagsterInstance, runs: Sequence[dg.ExecuteInProcessResult]
) -> Night:
    """The night with the seconds of every step that ran, by Dagster's own record."""
    spent = {
        step.step_key: step.end_time - step.start_time
        for run in runs
        for step in instance.get_run_step_stats(run.run_id)
        if step.start_time and step.end_time
    }
    results = tuple(
        replace(result, seconds={step: spent.get(key(dataset, step).to_python_identifier(), 0) for step in STEPS})
        for dataset, result in zip(datasets, read.results, strict=True)
    )
    return replace(read, results=results, seconds=spent.get("edition", 0))


def _failed_checks(night: dg.ExecuteInProcessResult, dataset: Dataset) -> list[str]:
    """What failed without stopping the dataset: files that could not be had or read."""
    found: list[str] = []
    files = {key(dataset, "landed"), key(dataset, "stored")}
    for evaluation in night.get_asset_check_evaluations():
        if evaluation.asset_key in files and not evaluation.passed:
            for name in ("failed", "refused"):
                value = evaluation.metadata.get(name)
                lines = value.value if isinstance(value, dg.JsonMetadataValue) else None
                found += [str(line) for line in lines or []]
    return found


def _metadata(result: dg.ExecuteInProcessResult, asset: dg.AssetKey) -> dict[str, Any]:
    """What an asset told of itself in this run; empty when it did not succeed."""
    for event in result.get_asset_materialization_events():
        if event.asset_key == asset:
            return {name: value.value for name, value in event.materialization.metadata.items()}
    return {}


def _failure(result: dg.ExecuteInProcessResult, step: str) -> str:
    """Why a step failed, in the words of whoever raised it; empty when it did not."""
    for event in result.filter_events(_is_failure_of(step)):
        data = event.step_failure_data
        if data.user_failure_data is not None and data.user_failure_data.description:
            return data.user_failure_data.description
        return (data.error.cause or data.error).message.strip() if data.error else "failed without a word"
    return ""


def _is_failure_of(step: str) -> Callable[[dg.DagsterEvent], bool]:
    return lambda event: event.is_step_failure and event.step_key == step
