"""Measures as a person reads them: units, digits, words of a verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ..experiment import Comparison, Estimate, Result
from ..flow import Language, Text
from ..measures import ALL, MEASURES
from .words import say, text

__all__ = [
    "COST_MEASURES",
    "DEFAULT_MEASURES",
    "SHORT_MEASURES",
    "cell_title",
    "measure_title",
    "rows_worth_showing",
    "shown",
    "shown_amount",
    "shown_difference",
    "unit_title",
]

DEFAULT_MEASURES: tuple[str, ...] = (
    "accepted_same_day",
    "accepted_within_1d",
    "accepted_within_5d",
    "elapsed_restricted_mean_h",
    "lost_share",
    "wait_mean_min",
    "wait_p90_min",
    "service_level",
    "first_time_right",
    "handling_mean_min",
    "visit_mean_min",
    "travel_mean_min",
    "staff_min_per_accepted",
    "cost_per_accepted_cny",
    "citizen_cost_per_accepted_cny",
)
"""What a table shows of the group the comparison is about; json and csv carry everything."""

SHORT_MEASURES = ("accepted_same_day", "lost_share", "wait_mean_min", "service_level")
"""What it shows of the other groups: who pays."""

COST_MEASURES = (
    "lost_share",
    "throughput_per_hour",
    "staff_min_per_accepted",
    "staff_min_per_accepted_rostered",
    "cost_per_accepted_cny",
    "cost_per_accepted_rostered_cny",
    "citizen_cost_per_accepted_cny",
)
"""What it shows of all needs together, the one cell that knows the roster."""


def measure_title(name: str, language: Language) -> str:
    """The measure's title with its unit."""
    measure = MEASURES[name]
    return f"{measure.title.of(language)} [{unit_title(measure.unit, language)}]"


UNIT: Mapping[str, Text] = {
    "share": text("%", "%"),
    "min": text("分钟", "min"),
    "h": text("小时", "h"),
    "CNY": text("元", "CNY"),
    "cases": text("件", "cases"),
    "cases/h": text("件/小时", "cases/h"),
    "trips": text("次", "trips"),
    "unit-min": text("单位·分钟", "unit-min"),
}


def unit_title(unit: str, language: Language) -> str:
    """What a person calls a measure's unit."""
    return UNIT[unit].of(language)


def cell_title(cell: str, titles: Mapping[str, Text], language: Language) -> str:
    """A group's title, with what set of its cases is meant."""
    if cell == ALL:
        return say("all", language)
    for ending in ("_everyone", "_enquiries"):
        if cell.endswith(ending):
            group = cell.removesuffix(ending)
            return _title(group, titles, language) + say(ending, language)
    return _title(cell, titles, language)


def _title(group: str, titles: Mapping[str, Text], language: Language) -> str:
    return titles[group].of(language) if group in titles else group


def shown(name: str, estimate: Estimate) -> str:
    """``12.3 ± 0.4``, shares in per cent, – where there is nothing to measure."""
    if math.isnan(estimate.mean):
        return "–"
    value = _number(name, estimate.mean, estimate.half_width)
    if math.isnan(estimate.half_width):
        return value
    return f"{value} ± {_number(name, estimate.half_width, estimate.half_width)}"


def shown_difference(found: Comparison, language: Language) -> str:
    """``-5.1 ± 0.6 ↓ lower``, and whether it is an input."""
    words = [
        _signed(found.measure, found.difference, found.half_width),
        say(found.verdict, language),
    ]
    if found.assumed:
        words.append(f"({say('assumed', language)})")
    return " ".join(words)


def shown_amount(name: str, difference: float, half_width: float, language: Language) -> str:
    """A difference with its unit: ``-5.1 ± 0.6 min``, of shares in points."""
    unit = MEASURES[name].unit
    unit = say("points", language) if unit == "share" else unit_title(unit, language)
    return f"{_signed(name, difference, half_width)} {unit}"


def _signed(name: str, difference: float, half_width: float) -> str:
    value = _number(name, difference, half_width)
    sign = "+" if difference > 0 and float(value.replace(",", "")) else ""
    if math.isnan(half_width):
        return sign + value
    return f"{sign}{value} ± {_number(name, half_width, half_width)}"


def rows_worth_showing(result: Result, cell: str, measures: Sequence[str]) -> list[str]:
    """The primary measures, and those that are something else than 0 for some alternative.

    What must stand beside another measure, as the share lost beside a wait, always does.
    """
    tables = [alternative.groups[cell] for alternative in result.alternatives.values()]
    beside = {other for name in measures for other in MEASURES[name].beside}
    return [
        name
        for name in measures
        if (cell, name) in result.primary
        or name in beside
        or any(table[name].mean != 0 and not math.isnan(table[name].mean) for table in tables)
    ]


def _number(name: str, value: float, half_width: float) -> str:
    """Digits that the half-width makes meaningful, at most three after the point."""
    if MEASURES[name].unit == "share":
        value, half_width = 100 * value, 100 * half_width
    digits = 1
    if 0 < half_width < 0.1:
        digits = min(3, 1 - math.floor(math.log10(half_width)))
    is_counted = math.isnan(half_width) and MEASURES[name].unit == "cases" and value % 1 == 0
    if half_width >= 10 or abs(value) >= 1000 or is_counted:
        digits = 0
    text = f"{value:,.{digits}f}"
    return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text
