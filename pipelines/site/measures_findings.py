"""What a measure's figures say, in about ten words: a small grammar of findings, each made from published cells alone.

The first that applies is said: no figures; figures that still change; the target; special causes in the chart; the
change since a baseline; the change in a year; usual variation; the newest figure by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile

from pipelines.site import words
from pipelines.site.measures_data import ROLLING, Row, Series

ASSURANCES = {
    "pass": "The target is met whatever the usual variation",
    "fail": "The target is not met unless something changes",
    "hit and miss": "The target is met in some months and missed in others by usual variation alone",
}
FUNNELS = {
    "inside": "within what chance explains",
    "above 95%": "higher, perhaps by chance",
    "above 99.8%": "higher than chance explains",
    "below 95%": "lower, perhaps by chance",
    "below 99.8%": "lower than chance explains",
}
CLEAR = {"higher": ", clearly higher", "lower": ", clearly lower", "no clear change": ", which is no clear change"}
BASES = {"statutory": "the law", "national": "a national body", "local": "the office or the force"}


@dataclass(frozen=True)
class Finding:
    """What is found: the words that follow the measure's name, and the signal of its newest month, "" without one."""

    words: str
    signal: str = ""

    def of(self, title: str) -> str:
        """The finding as a title."""
        return f"{title}: {self.words}"


def latest(rows: Sequence[Row]) -> Row | None:
    """The newest figure that is a number."""
    return next((row for row in reversed(rows) if row["value"]), None)


def changed(series: Series) -> Row | None:
    """The newest figure that says how much it changed in a year: of twelve months, else of the newest period alone."""
    newest = [rows[-1] for rows in (series.yearly, series.main) if rows]
    return next((row for row in newest if row["change"]), None)


def say(value: str, unit: str, places: int) -> str:
    """A value with its unit in short: `92.3%`, `£81`, `13 seconds`."""
    figure = words.number(words.rounded(value, places))
    if unit.startswith("per cent"):
        return f"{figure}%"
    if unit.startswith("GBP"):
        return f"-£{figure[1:]}" if figure.startswith("-") else f"£{figure}"
    return f"{figure} {unit}"


def finding(series: Series) -> Finding:
    """What the figures of one measure in one area say."""
    rows = series.main
    if not any(row["value"] for row in rows):
        return Finding("no figures yet")
    newest = rows[-1]
    if not newest["value"]:
        return Finding(f"no figure for {words.when(newest['period'])}")
    signal = newest["variation"]
    rules = (_unsettled, _against_target, _special, _since, _moved, _usual)
    return Finding(next((said for rule in rules if (said := rule(series))), "") or _plain(series), signal)


def _unsettled(series: Series) -> str:
    """Newest figures that cannot be compared yet."""
    row = series.main[-1]
    first = row["not_comparable_from"]
    return f"figures since {words.when(first)} still change" if first and row["period"] >= first else ""


def _against_target(series: Series) -> str:
    wanted, good = series.measure["target"], series.measure["good"]
    if not wanted or good == "neutral":
        return ""
    target = Decimal(wanted)
    if Decimal(series.main[-1]["value"]) == target:
        return f"at the {_short(series, wanted)} target"
    above = Decimal(series.main[-1]["value"]) > target

    def same(row: Row) -> bool:
        return bool(row["value"]) and Decimal(row["value"]) != target and (Decimal(row["value"]) > target) == above

    side = "above" if above else "below"
    return f"{side} the {_short(series, wanted)} target{_for(series, same)}"


def _special(series: Series) -> str:
    """More than usual variation in the newest month."""
    signal = series.main[-1]["variation"]
    limits = series.limits[-1] if series.limits else None
    if signal in {"", "common cause"} or limits is None or not limits["mean"]:
        return ""
    side = "higher" if Decimal(series.main[-1]["value"]) > Decimal(limits["mean"]) else "lower"
    return f"{side} than usual{_for(series, lambda row: row['variation'] == signal)}"


def _since(series: Series) -> str:
    """The change since the baseline that the measure is told against."""
    row = latest(series.yearly)
    if row is None or not row["baseline_change"]:
        return ""
    return f"{_by(row['baseline_change'], '%')} on the year to {words.when(series.measure['baseline'])}"


def _by(change: str, unit: str) -> str:
    """`up 6.4%`, `down 2.1 points`, `no change`."""
    size = words.rounded(str(abs(Decimal(change))), 1)
    return f"{'up' if Decimal(change) > 0 else 'down'} {words.number(size)}{unit}" if size else "no change"


def _moved(series: Series) -> str:
    """The change in a year."""
    row = changed(series)
    if row is None:
        return ""
    if row["change_words"] == "no clear change":
        return "no clear change in a year"
    return f"{_by(row['change'], words.unit_of_change(row['change_unit']))} in a year"


def _usual(series: Series) -> str:
    return "within its usual range" if series.main[-1]["variation"] == "common cause" else ""


def _plain(series: Series) -> str:
    row = series.main[-1]
    return f"{say(row['value'], series.measure['unit'], series.places)} in {words.when(row['period'])}"


def _short(series: Series, value: str) -> str:
    """A target without needless noughts: `90%`, `13 seconds`."""
    figure = f"{Decimal(value).normalize():f}"
    return say(figure, series.measure["unit"], max(-int(Decimal(figure).as_tuple().exponent), 0))


def _for(series: Series, same: Callable[[Row], bool]) -> str:
    """How long it has been so: ` for 4 months`; nothing where it is so for the first time."""
    count = len(list(takewhile(same, reversed(series.main))))
    unit = {"month": "months", "quarter": "quarters", ROLLING: "months"}.get(series.main[-1]["grain"], "years")
    if count == len(series.main):
        return f" in all {count} {unit} on record" if count > 1 else ""
    return f" for {count} {unit}" if count > 1 else f" in {words.when(series.main[-1]['period'])}"


def sentences(series: Series) -> Iterator[str]:
    """What a reader is told under the title: the newest figure, its interval, and the change in a year."""
    unit, row = series.measure["unit"], latest(series.main)
    if row is None:
        yield f"There is no figure yet: {_why(series)}."
        return
    told = f"{say(row['value'], unit, series.places)} in {words.when(row['period'])}"
    if row["value_low"]:
        ends = (words.number(words.rounded(row[end], series.places)) for end in ("value_low", "value_high"))
        told += f" (95% interval {' to '.join(ends)})"
    yield f"{told}."
    newest = series.main[-1]
    if newest is not row:
        yield f"For {words.when(newest['period'])} there is none: {newest['reason']}."
    year = latest(series.yearly)
    if year is not None:
        yield from _year(series, year)


def _year(series: Series, row: Row) -> Iterator[str]:
    if row["grain"] == ROLLING and series.main is not series.yearly:
        total = say(row["value"], series.measure["unit"], series.places)
        yield f"In the twelve months to {words.when(row['period'])}: {total}."
    if row["baseline_change"]:
        since = words.when(series.measure["baseline"])
        yield f"Against the year to {since}: {words.number(words.rounded(row['baseline_change'], 1))}%."
    moved = changed(series)
    if moved is None:
        yield "It cannot be compared with a year before."
        return
    ends = ""
    if moved["change_low"]:
        low, high = (words.number(words.rounded(moved[end], 1)) for end in ("change_low", "change_high"))
        ends = f" (95% interval {low} to {high})"
    size = f"{words.number(words.rounded(moved['change'], 1))}{words.unit_of_change(moved['change_unit'])}"
    sign = "+" if Decimal(moved["change"]) > 0 else ""
    span = "Twelve months against the twelve before" if moved["grain"] == ROLLING else "Against a year before"
    yield f"{span}: {sign}{size}{ends}{CLEAR.get(moved['change_words'], '')}."


def _why(series: Series) -> str:
    return series.main[-1]["reason"] if series.main else "none has been worked out"
