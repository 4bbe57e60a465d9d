"""Every measure, defined once. ``reference`` writes docs/reference/measures.md from here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..flow import text
from ..scenario import MINUTE
from .measure import Better, Formula, Measure, Of, Percentile, Ratio

__all__ = ["FAMILIES", "MEASURES", "PRIMARY"]

HOUR = 60 * MINUTE


def _measure(
    name: str,
    titles: tuple[str, str],
    unit: str,
    words: str,
    denominator: str,
    formula: Formula,
    better: Better = "lower",
    margin: float | None = None,
    beside: tuple[str, ...] = (),
    of: Of = "cases",
) -> Measure:
    zh_cn, en = titles
    title = text(zh_cn, en)
    return Measure(name, title, unit, words, denominator, formula, better, margin, beside, of)


def _share(name: str, titles: tuple[str, str], words: str, statistic: str) -> Measure:
    """A share of all needs that is better the higher it is."""
    formula = Ratio((statistic,), "needs")
    return _measure(name, titles, "share", words, "needs", formula, "higher", 0.03)


def _count(name: str, titles: tuple[str, str], words: str, better: Better) -> Measure:
    formula = Ratio((name,), "replications")
    return _measure(name, titles, "cases", words, "replications", formula, better)


def _wait(
    name: str, titles: tuple[str, str], words: str, formula: Formula, margin: float
) -> Measure:
    """A wait of those served, which says nothing without the share of those lost."""
    beside = ("lost_share",)
    return _measure(name, titles, "min", words, "completed cases", formula, "lower", margin, beside)


COMPLETION = (
    _share(
        "accepted_same_day",
        ("当日受理率", "Accepted the same day"),
        "needs completed on the calendar day on which they arose",
        "completed_same_day",
    ),
    _share(
        "accepted_within_1d",
        ("次一工作日内受理率", "Accepted within one working day"),
        "needs completed on or before the next working day after the day they arose",
        "completed_within_1d",
    ),
    _share(
        "accepted_within_5d",
        ("五个工作日内受理率", "Accepted within five working days"),
        "needs completed on or before the fifth working day after the day they arose",
        "completed_within_5d",
    ),
    _measure(
        "elapsed_restricted_mean_h",
        ("需求至受理的限定平均历时", "Restricted mean time from need to acceptance"),
        "h",
        "hours by the wall clock from need to completion, at most the cap: the same time of day "
        "ten working days later; a need not completed counts as the cap",
        "needs",
        Ratio(("elapsed_us",), "needs", HOUR),
        margin=4,
    ),
    _measure(
        "first_time_right",
        ("首办成功率", "First-time-right rate"),
        "share",
        "cases accepted without any action that means deficiency",
        "cases with a verdict: accepted, or found deficient at least once",
        Ratio(("right_first_time",), "first_verdicts"),
        "higher",
        0.03,
    ),
    _measure(
        "lost_share",
        ("未办成比例", "Share lost"),
        "share",
        "needs not completed, for whatever reason: 1 - completed / needs",
        "needs",
        Ratio(("lost",), "needs"),
        margin=0.02,
    ),
)

COUNTS = (
    _count("needs", ("需求数", "Needs"), "needs that arose on measured days", "none"),
    _count("accepted", ("受理数", "Accepted"), "cases accepted", "higher"),
    _count("answered", ("答复数", "Answered"), "cases that ended answered, not accepted", "higher"),
    _count(
        "abandoned",
        ("中途离队数", "Abandoned"),
        "cases that ended by reneging or leaving, not accepted",
        "lower",
    ),
    _count(
        "turned_away",
        ("闭厅劝返数", "Turned away"),
        "cases that ended by being sent away at closing, not accepted",
        "lower",
    ),
    _count(
        "balked",
        ("止步数", "Balked"),
        "cases that ended because the line was too long to join, not accepted",
        "lower",
    ),
    _count(
        "ineligible",
        ("不适用数", "Ineligible"),
        "cases whose item the channel cannot serve, also where another channel took them on",
        "none",
    ),
    _count(
        "gave_up",
        ("放弃数", "Gave up"),
        "cases that ended by giving the matter up or never seeking it, not accepted",
        "lower",
    ),
    _count(
        "fallback",
        ("转其他渠道数", "Fell back"),
        "cases that the channel handed on, also where they were accepted afterwards",
        "lower",
    ),
    _count(
        "unfinished",
        ("未结束数", "Unfinished"),
        "cases neither accepted nor ended when the run stopped",
        "lower",
    ),
)

WAITS = (
    _wait(
        "wait_mean_min",
        ("平均等待时间", "Mean wait of those served"),
        "wait of completed cases",
        Ratio(("wait_us",), "completed", MINUTE),
        2,
    ),
    _wait(
        "wait_p50_min",
        ("等待时间中位数", "Median wait of those served"),
        "median of the waits of completed cases",
        Percentile(50, MINUTE),
        2,
    ),
    _wait(
        "wait_p90_min",
        ("等待时间九成分位数", "90th percentile of the wait of those served"),
        "90th percentile of the waits of completed cases",
        Percentile(90, MINUTE),
        5,
    ),
    _wait(
        "wait_open_mean_min",
        ("开放时段内平均等待", "Mean wait in open hours"),
        "the part of the wait in the open hours of the place where it was spent",
        Ratio(("wait_open_us",), "completed", MINUTE),
        2,
    ),
    _wait(
        "wait_closed_mean_min",
        ("关闭时段内平均等待", "Mean wait in closed hours"),
        "the part of the wait outside those hours: before the doors, at lunch, overnight",
        Ratio(("wait_closed_us",), "completed", MINUTE),
        2,
    ),
    _wait(
        "wait_seated_min",
        ("入座后平均等待", "Mean wait while seated"),
        "the part of the wait during which the case kept a unit of the stage before, such as "
        "its window",
        Ratio(("wait_seated_us",), "completed", MINUTE),
        2,
    ),
    _share(
        "service_level",
        ("服务水平", "Service level"),
        "needs completed with a wait of at most T, the target of their group",
        "within_target",
    ),
)

EFFORT = (
    _measure(
        "handling_mean_min",
        ("平均处理时间", "Mean handling time"),
        "min",
        "start to leave over all visits in which the case held a unit, review and after-work "
        "included, of completed cases",
        "completed cases",
        Ratio(("handling_us",), "completed", MINUTE),
        margin=1,
        beside=("lost_share",),
    ),
    _measure(
        "visit_mean_min",
        ("每次到厅平均时长", "Mean time at the hall for each ticket"),
        "min",
        "presence from a case's first ticket on: wait and handling in stages that hold a unit "
        "and that the applicant attends; nan for cells that take no tickets",
        "tickets taken",
        Ratio(("visit_us",), "tickets", MINUTE),
        margin=3,
    ),
    _measure(
        "travel_mean_min",
        ("平均路途时间", "Mean travel time"),
        "min",
        "there and back for each journey to the home hall, and a local trip for each ticket "
        "that no journey led to",
        "needs",
        Ratio(("travel_min",), "needs"),
        margin=10,
    ),
    _measure(
        "trips_mean",
        ("平均往返次数", "Mean journeys to the home hall"),
        "trips",
        "journeys to the home hall: entries into travel stages",
        "needs",
        Ratio(("trips",), "needs"),
        margin=0.1,
    ),
    _measure(
        "throughput_per_hour",
        ("每小时办成数", "Throughput"),
        "cases/h",
        "completed cases whose need arose in the measured window",
        "open hours of the measured window, the mean over halls that open in it",
        Ratio(("completed",), "open_us", 1 / HOUR),
        "higher",
        None,
    ),
)

POOLS = (
    _measure(
        "utilisation",
        ("利用率（占用）", "Utilisation, occupied"),
        "share",
        "time units were held in the measured window, also by a case that waits for another "
        "unit; overtime counts, so it may exceed 1",
        "unit time rostered",
        Ratio(("occupied_us",), "rostered_us"),
        "none",
        0.03,
        of="pools",
    ),
    _measure(
        "utilisation_working",
        ("利用率（办理）", "Utilisation, working"),
        "share",
        "the part of it in which the case that held the unit was being handled",
        "unit time rostered",
        Ratio(("working_us",), "rostered_us"),
        "none",
        0.03,
        of="pools",
    ),
    _measure(
        "overtime_min",
        ("超时占用", "Overtime"),
        "unit-min",
        "units held beyond those rostered at that instant, over the measured window",
        "replications",
        Ratio(("overtime_us",), "pool_replications", MINUTE),
        "lower",
        None,
        of="pools",
    ),
)

COSTS = (
    _measure(
        "staff_min_per_accepted",
        ("每件受理的工作人员用时（办理）", "Staff minutes per accepted case, handled"),
        "min",
        "minutes staff were held by the cell's own cases, accepted or not, whenever it was",
        "accepted cases",
        Ratio(("staff_us",), "accepted", MINUTE),
        margin=1,
    ),
    _measure(
        "staff_min_per_accepted_rostered",
        ("每件受理的工作人员用时（排班）", "Staff minutes per accepted case, rostered"),
        "min",
        "staff minutes rostered in the measured window; only for `all`, elsewhere nan",
        "accepted cases",
        Ratio(("rostered_staff_us",), "rostered_accepted", MINUTE),
        margin=2,
    ),
    _measure(
        "cost_per_accepted_cny",
        ("每件受理成本（边际）", "Cost per accepted case, marginal"),
        "CNY",
        "handled staff minutes at their wage, and parcels",
        "accepted cases",
        Ratio(("staff_cny", "courier_cny"), "accepted"),
        margin=2,
    ),
    _measure(
        "cost_per_accepted_rostered_cny",
        ("每件受理成本（排班）", "Cost per accepted case, rostered"),
        "CNY",
        "rostered staff minutes at their wage, equipment for each unit and working day of the "
        "measured window, and parcels; only for `all`, elsewhere nan",
        "accepted cases",
        Ratio(("rostered_cny", "courier_cny"), "rostered_accepted"),
        margin=3,
    ),
    _measure(
        "citizen_cost_per_accepted_cny",
        ("每件受理的群众成本", "Citizens' cost per accepted case"),
        "CNY",
        "minutes of presence, self-service and travel at the value of a citizen's time, and fares",
        "accepted cases",
        Ratio(("citizen_cny",), "accepted"),
        margin=10,
    ),
)

FAMILIES: Mapping[str, tuple[Measure, ...]] = MappingProxyType(
    {
        "Completion": COMPLETION,
        "Counts": COUNTS,
        "Waiting": WAITS,
        "Effort and throughput": EFFORT,
        "Pools": POOLS,
        "Costs": COSTS,
    }
)
"""The measures under the headings of their reference."""

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {measure.name: measure for family in FAMILIES.values() for measure in family}
)
"""Name -> measure, in the order of the reference."""

PRIMARY: tuple[str, ...] = (
    "accepted_same_day",
    "accepted_within_1d",
    "accepted_within_5d",
    "elapsed_restricted_mean_h",
)
"""The primary family of a comparison that names none: over all needs, not over survivors."""
