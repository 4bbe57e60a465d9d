"""What became of each case and what it cost: one column for each statistic of a case."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..flow import SCOPES
from ..records import Records
from ..scenario import FOREVER, MINUTE
from .holdings import Holdings, staff_of_cases
from .hours import OpenHours, working_day_after
from .rows import MEANS, Rows, Tags
from .setting import DAY, Setting

__all__ = ["Columns", "Verdicts", "columns_of", "verdicts_of"]

Flags = NDArray[np.bool_]
Times = NDArray[np.int64]
Columns = dict[str, NDArray[np.float64] | NDArray[np.int64] | NDArray[np.bool_]]
"""Statistic -> [N] its value for each case."""

HOME = SCOPES.index("home")
OUTCOMES = ("answered", "abandoned", "turned_away", "balked", "gave_up")
"""What the final a case ended in counts as; it counts for cases that were not accepted."""


@dataclass(frozen=True, eq=False)
class Verdicts:
    """How each of N cases came out."""

    accepted: Flags
    completed: Flags
    completed_at: Times  # FOREVER where not completed
    outcome: NDArray[np.str_]  # what its end counts as; "" where it did not end
    passed: dict[str, Flags]  # "fallback", "ineligible": it was in such a final
    deficient: Flags  # it took an action that means deficiency


def verdicts_of(records: Records, rows: Rows, tags: Tags, setting: Setting) -> Verdicts:
    """The outcome of each case, from the finals it passed and the actions it took."""
    size = len(records.cases)
    counts_as, means = tags.counts_as, tags.means[records.visits.action]
    by_action = _first(rows, means == MEANS["acceptance"], size)
    by_final = _first(rows, (counts_as == "accepted")[rows.stage], size)
    accepted_at = np.where(by_action < FOREVER, by_action, by_final)
    last = np.flatnonzero(tags.ends[rows.stage])
    outcome = np.zeros(size, counts_as.dtype)
    outcome[rows.case[last]] = counts_as[rows.stage[last]]
    ended_at = np.full(size, FOREVER)
    ended_at[rows.case[last]] = rows.enter[last]
    answered_at = np.where(outcome == "answered", ended_at, FOREVER)
    enquiry = setting.item_is_enquiry[records.cases.item]
    completed_at = np.where(enquiry, answered_at, accepted_at)
    passed = {
        name: _any(rows, (counts_as == name)[rows.stage], size)
        for name in ("fallback", "ineligible")
    }
    return Verdicts(
        accepted=accepted_at < FOREVER,
        completed=completed_at < FOREVER,
        completed_at=completed_at,
        outcome=outcome,
        passed=passed,
        deficient=_any(rows, means == MEANS["deficiency"], size),
    )


def columns_of(
    records: Records,
    rows: Rows,
    holdings: Holdings,
    tags: Tags,
    setting: Setting,
    verdicts: Verdicts,
) -> tuple[Columns, Times]:
    """The columns of all statistics that are summed over cases, and each case's wait [µs]."""
    waits = _waits(records, rows, tags, setting)
    wait, completed = waits["wait_us"], verdicts.completed
    target = setting.service_target_us[records.cases.group]
    columns: Columns = _outcomes(verdicts) | _promptness(records, verdicts, setting)
    columns |= {name: np.where(completed, column, 0) for name, column in waits.items()}
    columns["within_target"] = completed & (wait <= target)
    handling = _sum(rows, np.where(rows.held != 0, rows.handling, 0), len(records.cases))
    columns["handling_us"] = np.where(completed, handling, 0)
    columns |= _applicants(records, rows, tags, setting)
    columns["staff_us"], columns["staff_cny"] = staff_of_cases(holdings, setting, len(completed))
    return columns, wait


def _outcomes(v: Verdicts) -> Columns:
    ended = v.outcome != ""
    return {
        "needs": np.ones(len(ended), np.int64),
        "accepted": v.accepted,
        "completed": v.completed,
        "lost": ~v.completed,
        "unfinished": ~v.accepted & ~ended,
        "first_verdicts": v.accepted | v.deficient,
        "right_first_time": v.accepted & ~v.deficient,
        **{name: ~v.accepted & (v.outcome == name) for name in OUTCOMES},
        **v.passed,
    }


def _promptness(records: Records, v: Verdicts, setting: Setting) -> Columns:
    """By which working day a case was completed, and the time it took, cut off at the cap."""
    need, days = records.cases.need, setting.working_days
    day, done = need // DAY, v.completed_at // DAY
    cap = (working_day_after(days, day, setting.cap_working_days) - day) * DAY
    return {
        "completed_same_day": v.completed & (done == day),
        "completed_within_1d": v.completed & (done <= working_day_after(days, day, 1)),
        "completed_within_5d": v.completed & (done <= working_day_after(days, day, 5)),
        "elapsed_us": np.minimum(v.completed_at - need, cap),
    }


def _waits(records: Records, rows: Rows, tags: Tags, setting: Setting) -> dict[str, Times]:
    """How long each case waited where it attends: in all, while open or closed, while seated."""
    cases, size = records.cases, len(records.cases)
    at = np.flatnonzero(tags.attended[rows.stage] & (rows.served > rows.enter))
    case, begin, end = rows.case[at], rows.enter[at], rows.served[at]
    home = setting.flow.place[rows.stage[at]] == HOME
    hall = np.where(home, cases.home[case], cases.hall[case])
    is_open = OpenHours(setting.places, records.end).within(hall, begin, end)
    parts = {
        "wait_us": end - begin,
        "wait_open_us": is_open,
        "wait_closed_us": end - begin - is_open,
        "wait_seated_us": np.where(rows.kept[at] != 0, end - begin, 0),
    }
    return {name: _total(case, part, size) for name, part in parts.items()}


def _applicants(records: Records, rows: Rows, tags: Tags, setting: Setting) -> Columns:
    """What a case asked of its applicant: attendance, tickets, journeys; and its parcels."""
    cases, size, flow = records.cases, len(records.cases), setting.flow
    is_, stage = tags.is_, rows.stage
    attended = (flow.holds != 0) & tags.attended
    present = np.where(attended[stage], rows.until - rows.enter, 0)
    travels, ticket = (is_ == "travel")[stage], flow.ticket[stage]
    own_service = np.where((is_ == "self_service")[stage], rows.until - rows.enter, 0)
    presence, self_service = _sum(rows, present, size), _sum(rows, own_service, size)
    trips = _total(rows.case[travels], 1, size)
    local = _local_tickets(rows, ticket, travels, size)
    travel_min = 2 * setting.travel_min[cases.hall, cases.home] * trips
    travel_min = travel_min + setting.local_trip_min * local
    busy_min = (presence + self_service) / MINUTE + travel_min
    fares = 2 * setting.fare_cny[cases.hall, cases.home] * trips
    parcels = _total(rows.case[(is_ == "courier")[stage]], 1, size)
    return {
        "tickets": _total(rows.case[ticket], 1, size),
        "visit_us": _sum(rows, np.where(_ticketed(rows, ticket), present, 0), size),
        "presence_us": presence,
        "self_service_us": self_service,
        "trips": trips,
        "travel_min": np.asarray(travel_min, np.float64),
        "courier_cny": np.asarray(parcels * setting.courier_cny, np.float64),
        "citizen_cny": np.asarray(busy_min * setting.citizen_cny_per_min + fares),
    }


def _ticketed(rows: Rows, ticket: Flags) -> Flags:
    """The rows at or after their case's first ticket."""
    return _so_far(rows, ticket) > 0


def _local_tickets(rows: Rows, ticket: Flags, travels: Flags, size: int) -> Times:
    """[N] the tickets with no journey between them and the case's ticket before."""
    at = np.flatnonzero(ticket)
    case, trips = rows.case[at], _so_far(rows, travels)[at]
    before = np.zeros(len(at), np.int64)
    before[1:] = np.where(case[1:] == case[:-1], trips[:-1], 0)
    return _total(case[trips == before], 1, size)


def _so_far(rows: Rows, flags: Flags) -> Times:
    """[R] how many of the case's rows up to and with this one are flagged."""
    upto = np.cumsum(flags)
    first = np.flatnonzero(~rows.same)
    before: Times = upto[first] - flags[first]
    return np.asarray(upto - np.repeat(before, np.diff(np.append(first, len(upto)))))


def _sum(rows: Rows, values: Times, size: int) -> Times:
    return _total(rows.case, values, size)


def _total(case: Times, values: Times | int, size: int) -> Times:
    """[N] the sum of values by case; exact, since sums of whole µs stay below 2**53."""
    weights = np.broadcast_to(np.asarray(values, np.float64), case.shape)
    return np.bincount(case, weights, minlength=size).astype(np.int64)


def _any(rows: Rows, flags: Flags, size: int) -> Flags:
    found = np.zeros(size, np.bool_)
    found[rows.case[flags]] = True
    return found


def _first(rows: Rows, flags: Flags, size: int) -> Times:
    """[N] when the first flagged row of each case ended, FOREVER where none is flagged."""
    at = np.flatnonzero(flags)[::-1]  # of rows assigned to one case the last counts
    found = np.full(size, FOREVER)
    found[rows.case[at]] = rows.until[at]
    return found
