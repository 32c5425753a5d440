"""Duties and the clock refuse rows that contradict themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from pandera.errors import SchemaErrors

from schemas.base import Table, columns_of
from schemas.duties import Duties, PublicationClock

DUTY = {
    "duty_id": "act-2030-3-a",
    "binding": "law",
    "instrument": "Example Act 2030",
    "paragraph": "3(a)",
    "duty": "What is to be published.",
    "actor": "both",
    "trigger": "period",
    "frequency": "R/P1M",
    "due_rule": "As soon as practicable.",
    "due_from": "period-end",
    "due_days_status": "[z]",
    "extent": "part",
    "datasets": "expenditure; grants",
    "missing": "A part.",
    "confidence": "low",
    "confidence_reason": "From general knowledge.",
}
EVENT = {"trigger": "event", "due_from": "event", "frequency": None}
DAY = {"due_from": "day", "frequency": None, "due_on": date(2026, 2, 27)}
TELLING = {
    "duty_id": "act-2030-3-a",
    "binding": "law",
    "dataset": "expenditure",
    "period": "2026-08",
    "due_on": date(2026, 9, 30),
    "due_basis": "house",
    "published_on": date(2026, 9, 10),
    "version": "1.0.0",
    "status": "met",
    "days_late": 0,
    "on_time": True,
}


def of(model: type[Table], base: dict[str, Any], more: dict[str, Any]) -> pl.DataFrame:
    row = base | more
    schema = {column.name: column.polars for column in columns_of(model)}
    assert row.keys() <= schema.keys()
    return pl.DataFrame([[row.get(name) for name in schema]], schema=schema, orient="row")


@pytest.mark.parametrize(
    "more",
    [
        {},
        EVENT,
        DAY,
        {"frequency": None},
        {"due_days": -1, "due_days_status": None, "due_from": "period-start"},
        {"extent": "whole", "missing": None},
        {"extent": "none", "datasets": None},
    ],
)
def test_a_duty_that_agrees_with_itself_is_taken(more: dict[str, Any]) -> None:
    Duties.validate(of(Duties, DUTY, more), lazy=True)


@pytest.mark.parametrize(
    "more",
    [
        {"extent": "none"},
        {"extent": "whole"},
        {"datasets": None},
        {"missing": None},
        {"datasets": "Expenditure"},
        EVENT | {"frequency": "R/P1M"},
        {"due_from": "event"},
        {"trigger": "event"},
        {"due_from": "day", "frequency": None},
        {"due_on": date(2026, 2, 27)},
        DAY | {"frequency": "R/P1Y"},
        {"due_days": 10},
        {"due_days_status": None},
        {"due_days": 10, "due_days_status": None, "frequency": None},
        {"duty_id": "Act 3"},
    ],
)
def test_a_duty_that_contradicts_itself_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(SchemaErrors):
        Duties.validate(of(Duties, DUTY, more), lazy=True)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"status": "met-late", "days_late": 3, "on_time": False},
        {"status": "published", "days_late": None, "days_late_status": "[x]", "on_time": None},
        {"status": "overdue", "period": "all", "days_late": 9, "on_time": None},
        {"period": "2025-26"},
    ],
)
def test_a_telling_that_agrees_with_itself_is_taken(more: dict[str, Any]) -> None:
    PublicationClock.validate(of(PublicationClock, TELLING, more), lazy=True)


@pytest.mark.parametrize(
    "more",
    [
        {"on_time": False},
        {"on_time": None},
        {"period": "all"},
        {"status": "overdue"},
        {"status": "not-yet-due"},
        {"days_late": None},
        {"days_late": -1},
        {"days_late_status": "[x]"},
        {"due_basis": None},
        {"due_on": None},
    ],
)
def test_a_telling_that_contradicts_itself_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(SchemaErrors):
        PublicationClock.validate(of(PublicationClock, TELLING, more), lazy=True)
