"""The compiled way to the same sums: one pass over the visits of each measured case.

What each statistic is, ``cases`` says by columns; here it is said again by a loop, which costs
a tenth and keeps no columns. The two agree to the last bit, and the tests hold them to it.
"""

# Compiled functions carry no annotations: their types are those of the arrays in `Input`.

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..jit import jit, part
from ..records import NEVER
from ..scenario import FOREVER, MINUTE
from .histogram import PRECISION, TOP
from .pools import CODES, ROSTER, TAKE
from .rows import MEANS
from .setting import DAY, HALF_HOUR, HALF_HOURS
from .statistics import index_of

__all__ = ["COUNTS_AS", "IS", "STAGE", "Input", "fold", "hold", "sweep"]

I8: TypeAlias = NDArray[np.int64]
I4: TypeAlias = NDArray[np.int32]
Table: TypeAlias = Any
"""A ``numpy.recarray`` of the record type named beside it."""

IS = {"travel": 1, "courier": 2, "self_service": 3}
"""The stages that are counted or timed by themselves; 0 for all others."""

COUNTS_AS = {
    "accepted": 1,
    "answered": 2,
    "abandoned": 3,
    "turned_away": 4,
    "balked": 5,
    "gave_up": 6,
    "fallback": 7,
    "ineligible": 8,
}
"""What a final stage counts as; 0 for stages that are not final."""

STAGE = np.dtype(
    [
        ("holds", "i8"),
        ("counts_as", "i4"),
        ("is_", "i4"),
        ("ends", "?"),
        ("attended", "?"),
        ("ticket", "?"),
        ("is_home", "?"),
    ],
    align=True,
)

NAMES = (
    "needs",
    "accepted",
    "answered",
    "completed",
    "lost",
    "abandoned",
    "turned_away",
    "balked",
    "gave_up",
    "ineligible",
    "fallback",
    "unfinished",
    "completed_same_day",
    "completed_within_1d",
    "completed_within_5d",
    "elapsed_us",
    "wait_us",
    "wait_open_us",
    "wait_closed_us",
    "wait_seated_us",
    "within_target",
    "handling_us",
    "tickets",
    "visit_us",
    "presence_us",
    "self_service_us",
    "trips",
    "travel_min",
    "first_verdicts",
    "right_first_time",
    "staff_us",
    "staff_cny",
    "courier_cny",
    "citizen_cny",
)
(
    NEEDS,
    ACCEPTED,
    ANSWERED,
    COMPLETED,
    LOST,
    ABANDONED,
    TURNED_AWAY,
    BALKED,
    GAVE_UP,
    INELIGIBLE,
    FALLBACK,
    UNFINISHED,
    SAME_DAY,
    WITHIN_1D,
    WITHIN_5D,
    ELAPSED,
    WAIT,
    WAIT_OPEN,
    WAIT_CLOSED,
    WAIT_SEATED,
    WITHIN_TARGET,
    HANDLING,
    TICKETS,
    VISIT,
    PRESENCE,
    SELF_SERVICE,
    TRIPS,
    TRAVEL_MIN,
    FIRST_VERDICTS,
    RIGHT_FIRST,
    STAFF,
    STAFF_CNY,
    COURIER_CNY,
    CITIZEN_CNY,
) = (index_of(name) for name in NAMES)
ACCEPTS, IS_DEFICIENT = MEANS["acceptance"], MEANS["deficiency"]
COUNTS_ACCEPTED, COUNTS_ANSWERED = COUNTS_AS["accepted"], COUNTS_AS["answered"]
COUNTS_ABANDONED, COUNTS_TURNED_AWAY = COUNTS_AS["abandoned"], COUNTS_AS["turned_away"]
COUNTS_BALKED, COUNTS_GAVE_UP = COUNTS_AS["balked"], COUNTS_AS["gave_up"]
COUNTS_FALLBACK, COUNTS_INELIGIBLE = COUNTS_AS["fallback"], COUNTS_AS["ineligible"]
HELD, WORKING, ROSTERED, BEYOND = range(4)
IS_TRAVEL, IS_COURIER, IS_SELF_SERVICE = IS["travel"], IS["courier"], IS["self_service"]


class Input(NamedTuple):
    """Records and setting. N cases, R visits, S stages, K kinds, H halls, D groupings."""

    case: I4  # [R]
    stage: I4
    enter: I8
    start: I8
    leave: I8
    action: I4
    end: int
    need: I8  # [N]
    hall: I4
    home: I4
    item: I4
    group: I4
    mask: I8
    measured: NDArray[np.bool_]
    key: I8  # [D, N] each case's key in each grouping
    stages: Table  # STAGE [S]
    means: NDArray[np.int8]  # [A + 1] the last is for NEVER
    kind_is_home: NDArray[np.bool_]  # [K]
    pool_at: I4  # [K, H]
    pool_is_staff: NDArray[np.bool_]  # [P]
    pool_cny_per_min: NDArray[np.float64]  # [P]
    item_is_enquiry: NDArray[np.bool_]
    service_target_us: I8
    working_days: I8
    cap_working_days: int
    open_first: I4  # [H + 1]
    open_start: I8
    open_end: I8
    travel_min: NDArray[np.float64]  # [H, H]
    fare_cny: NDArray[np.float64]
    local_trip_min: float
    citizen_cny_per_min: float
    courier_cny: float


@part
def up_to(values, first, last, t):
    """How many of the sorted values [first, last) are at most t."""
    low, high = first, last
    while low < high:
        middle = (low + high) >> 1
        if values[middle] <= t:
            low = middle + 1
        else:
            high = middle
    return low - first


@part
def working_day_after(days, upto, day, n):
    """The n-th working day after a day, n >= 1, of which `upto` are up to it: see ``hours``."""
    at = upto + n - 1
    last = len(days) - 1
    found = days[min(at, last)] + max(at - last, 0)
    return max(found, day + n) if day >= days[last] else found


@part
def open_within(first, last, start, end, a, b, until):
    """The open microseconds of a hall from a to b, hours being cut to [0, until]."""
    total = 0
    for k in range(max(first + up_to(start, first, last, a) - 1, first), last):
        if start[k] >= b:
            break
        begin = max(min(max(start[k], 0), until), a)
        close = min(min(max(end[k], 0), until), b)
        if close > begin:
            total += close - begin
    return total


@part
def bin_of(time):
    """The bin of a time: see ``histogram.bins``."""
    held = min(time, (1 << TOP) - 1)
    shift, rest = 0, held >> (PRECISION + 1)  # the shift is the length of the rest in bits
    for step in (32, 16, 8, 4, 2, 1):
        if rest >> step:
            shift += step
            rest >>= step
    shift += rest
    return (shift << PRECISION) + (held >> shift)


@jit
def fold(data, held, kept, line, sums, waits):
    """Add every measured case to the sums of its key in each grouping.

    held, kept  [rows of the longest case] int64, overwritten: sets of kinds
    line        [X] float64, overwritten: one case's statistics
    sums        [D, keys, X]
    waits       [D, keys, B] histograms of the waits of completed cases
    """
    row, size, days = 0, len(data.case), data.working_days
    known, upto = -1, 0  # a day, and how many working days there are up to it
    for case in range(len(data.need)):
        first = row
        while row < size and data.case[row] == case:
            row += 1
        if not data.measured[case]:
            continue
        line[:] = 0.0
        need, mask = data.need[case], data.mask[case]
        hall, home = data.hall[case], data.home[case]
        by_action, by_final, ended_at = FOREVER, FOREVER, FOREVER
        outcome, trips, parcels, tickets, local, trips_before = 0, 0, 0, 0, 0, 0
        deficient, fell_back, ineligible = False, False, False
        wait, wait_open, seated, handling = 0, 0, 0, 0
        presence, visit, self_service, holds_now = 0, 0, 0, 0
        for r in range(first, row):
            stage = data.stages[data.stage[r]]
            enter, until = data.enter[r], data.leave[r]
            if until == NEVER:
                until = data.end
            started = data.start[r] != NEVER
            served = data.start[r] if started else until
            wanted = stage.holds & mask
            brought = holds_now & wanted
            holds_now = wanted if started else brought
            kept[r - first], held[r - first] = brought, holds_now
            means = data.means[data.action[r]]
            if means == ACCEPTS and by_action == FOREVER:
                by_action = until
            deficient |= means == IS_DEFICIENT
            if stage.counts_as == COUNTS_ACCEPTED and by_final == FOREVER:
                by_final = until
            fell_back |= stage.counts_as == COUNTS_FALLBACK
            ineligible |= stage.counts_as == COUNTS_INELIGIBLE
            if stage.ends:
                outcome, ended_at = stage.counts_as, enter
            if stage.attended and served > enter:
                place = home if stage.is_home else hall
                wait += served - enter
                wait_open += open_within(
                    data.open_first[place],
                    data.open_first[place + 1],
                    data.open_start,
                    data.open_end,
                    enter,
                    served,
                    data.end,
                )
                if brought != 0:
                    seated += served - enter
            if holds_now != 0:
                handling += until - served
            trips += stage.is_ == IS_TRAVEL
            parcels += stage.is_ == IS_COURIER
            if stage.ticket:
                tickets += 1
                local += trips == trips_before
                trips_before = trips
            if stage.holds != 0 and stage.attended:
                presence += until - enter
                if tickets > 0:
                    visit += until - enter
            if stage.is_ == IS_SELF_SERVICE:
                self_service += until - enter
        accepted_at = by_action if by_action < FOREVER else by_final
        completed_at = accepted_at
        if data.item_is_enquiry[data.item[case]]:
            completed_at = ended_at if outcome == COUNTS_ANSWERED else FOREVER
        accepted, completed = accepted_at < FOREVER, completed_at < FOREVER
        day, done = need // DAY, completed_at // DAY
        if day != known:
            known, upto = day, up_to(days, 0, len(days), day)
        line[NEEDS] = 1
        line[ACCEPTED], line[COMPLETED], line[LOST] = accepted, completed, not completed
        line[UNFINISHED] = not accepted and outcome == 0
        line[FIRST_VERDICTS] = accepted or deficient
        line[RIGHT_FIRST] = accepted and not deficient
        line[FALLBACK], line[INELIGIBLE] = fell_back, ineligible
        if not accepted:
            line[ANSWERED] = outcome == COUNTS_ANSWERED
            line[ABANDONED] = outcome == COUNTS_ABANDONED
            line[TURNED_AWAY] = outcome == COUNTS_TURNED_AWAY
            line[BALKED] = outcome == COUNTS_BALKED
            line[GAVE_UP] = outcome == COUNTS_GAVE_UP
        line[SAME_DAY] = completed and done == day
        line[WITHIN_1D] = completed and done <= working_day_after(days, upto, day, 1)
        line[WITHIN_5D] = completed and done <= working_day_after(days, upto, day, 5)
        cap = (working_day_after(days, upto, day, data.cap_working_days) - day) * DAY
        line[ELAPSED] = min(completed_at - need, cap)
        if completed:
            line[WAIT], line[WAIT_OPEN], line[WAIT_CLOSED] = wait, wait_open, wait - wait_open
            line[WAIT_SEATED], line[HANDLING] = seated, handling
            line[WITHIN_TARGET] = wait <= data.service_target_us[data.group[case]]
        line[TICKETS], line[VISIT], line[PRESENCE] = tickets, visit, presence
        line[SELF_SERVICE], line[TRIPS] = self_service, trips
        travel = 2 * data.travel_min[hall, home] * trips + data.local_trip_min * local
        line[TRAVEL_MIN] = travel
        line[COURIER_CNY] = parcels * data.courier_cny
        busy = (presence + self_service) / MINUTE + travel
        fares = 2 * data.fare_cny[hall, home] * trips
        line[CITIZEN_CNY] = busy * data.citizen_cny_per_min + fares
        for kind in range(len(data.kind_is_home)):
            pool = data.pool_at[kind, home if data.kind_is_home[kind] else hall]
            if pool < 0 or not data.pool_is_staff[pool]:
                continue
            since = 0
            for r in range(first, row):
                at = r - first
                if not held[at] >> kind & 1:
                    continue
                until = data.leave[r] if data.leave[r] != NEVER else data.end
                if not kept[at] >> kind & 1:
                    since = data.start[r] if data.start[r] != NEVER else until
                if r + 1 == row or not kept[at + 1] >> kind & 1:
                    line[STAFF] += until - since
                    line[STAFF_CNY] += (until - since) / MINUTE * data.pool_cny_per_min[pool]
        for d in range(data.key.shape[0]):
            key = data.key[d, case]
            for x in range(len(line)):
                sums[d, key, x] += line[x]
            if completed:
                waits[d, key, bin_of(wait)] += 1


@part
def put(changes, count, pool, width, start, until, begin, end):
    """How many changes there are with those of one holding, put down if there is room for them."""
    if begin >= until or end <= start or end <= begin:
        return count
    if count + 2 <= len(changes):
        first, last = max(begin, start) - start, min(end, until) - start
        changes[count] = (pool * width + first) * CODES + TAKE
        changes[count + 1] = (pool * width + last) * CODES + TAKE + 1
    return count + 2


@part
def lose(sums, pool, start, until, begin, end):
    """Take a span in which a held unit did not work from the half hours of the day it covers."""
    time, end = max(begin, start), min(end, until)
    while time < end:
        half_hour = time // HALF_HOUR
        then = min((half_hour + 1) * HALF_HOUR, end)
        sums[pool * HALF_HOURS + half_hour % HALF_HOURS, WORKING] -= then - time
        time = then


@jit
def hold(data, start, until, since, changes, sums):
    """How many changes the holdings of all cases make, two each, in no order.

    start, until  of the measured window
    since         int64, overwritten: when a case took each kind; as long as kinds, or more
    changes       filled with the changes as ``pools`` codes them, as far as they have room
    sums          [pools * 48, 4] as of ``sweep``: held units that wait are taken from those
                  at work
    """
    count, width, size = 0, until - start + 1, len(data.case)
    kinds = len(data.kind_is_home)
    had, last_case = 0, -1  # what the visit before held, and whose it was
    for r in range(size):
        case = data.case[r]
        if case != last_case:
            had, last_case = 0, case
        left = data.leave[r] if data.leave[r] != NEVER else data.end
        started = data.start[r] != NEVER
        served = data.start[r] if started else left
        wanted = data.stages[data.stage[r]].holds & data.mask[case]
        brought = had & wanted
        had = wanted if started else brought
        if had == 0:
            continue
        goes_on = 0
        if r + 1 < size and data.case[r + 1] == case:
            goes_on = had & data.stages[data.stage[r + 1]].holds & data.mask[case]
        for kind in range(kinds):
            if not had >> kind & 1:
                continue
            place = data.home[case] if data.kind_is_home[kind] else data.hall[case]
            pool = np.int64(data.pool_at[kind, place])
            if not brought >> kind & 1:
                since[kind] = served
            elif served > data.enter[r]:
                lose(sums, pool, start, until, data.enter[r], served)
            if not goes_on >> kind & 1:
                count = put(changes, count, pool, width, start, until, since[kind], left)
    return count


@jit
def sweep(changes, width, start, roster_units, sums):
    """Add up what was held, worked, rostered and held beyond the roster, between changes.

    changes       sorted, those of the roster and the edges of half hours included
    width, start  of the measured window
    roster_units  [changes of the roster] in order
    sums          [pools * 48, 4] unit microseconds, added to
    """
    per_pool = width * CODES
    behind, pool = 0, -1  # where the next pool's changes begin, and which pool's these are
    held, rostered, changed, slot = 0, 0, 0, 0
    for i in range(len(changes)):
        change = changes[i]
        while change >= behind:
            behind += per_pool
            pool += 1
        code = change & (CODES - 1)
        if code == TAKE:
            held += 1
        elif code == TAKE + 1:
            held -= 1
        elif code == ROSTER:
            rostered = roster_units[changed]
            changed += 1
        else:
            time = start + (change - (behind - per_pool)) // CODES
            slot = pool * HALF_HOURS + time // HALF_HOUR % HALF_HOURS
        if i + 1 < len(changes) and changes[i + 1] < behind:
            lasts = changes[i + 1] // CODES - change // CODES
            sums[slot, HELD] += held * lasts
            sums[slot, WORKING] += held * lasts
            sums[slot, ROSTERED] += rostered * lasts
            sums[slot, BEYOND] += max(held - rostered, 0) * lasts
