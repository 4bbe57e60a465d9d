"""W2 as a loop that can do nothing else: the speed limit for an engine that knows no model.

Everything W2 does not need is left out. At most one thing is due for each of the 48 windows, so
what is due next is the least of 48 numbers, each a time with its window in the last bits; nobody
waits for a clerk but at a window, so a clerk's line is one of windows; and who is in line for a
window is not watched: it is found to have left once its turn comes. Numba compiles this: loops
and early returns are meant.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray
from w2 import AGAIN, CLERKS, CV, HALLS, HOMES, PATIENCE_MIN, PER_MIN, WINDOWS

__all__ = ["AGAIN_LATER", "LEFT", "SERVED", "Draws", "drawn", "rows_of"]

Times = NDArray[np.int64]
Table = Any  # rows of a type below, by name
Record = Any  # one of them

MINUTE = 60_000_000
FOREVER = 1 << 62
NONE = -1
SERVED, AGAIN_LATER, LEFT = 0, 1, 2

ROW = np.dtype(
    [
        ("joined", "i8"),
        ("seated", "i8"),  # NONE: it left before it had a window
        ("began", "i8"),  # NONE: it left before it had a clerk
        ("ended", "i8"),
        ("case", "i4"),
        ("what", "i4"),
    ],
    align=True,
)
"""One visit: the same as our rows for `sit`, `talk` and the end."""

RUN = np.dtype([("now", "i8"), ("joined", "i8"), ("begun", "i8"), ("written", "i8")])
"""The time, and how many joined a line, how often handling began, how many rows there are."""

SLOT = np.dtype(
    [
        ("joined", "i8"),
        ("seated", "i8"),
        ("began", "i8"),  # NONE while it waits for a clerk
        ("deadline", "i8"),
        ("case", "i4"),
        ("home", "i4"),
        ("before", "i4"),  # the windows next to it in the clerks' line
        ("after", "i4"),
        ("again", "?"),
    ],
    align=True,
)
"""A window, with whoever sits there."""

WAITER = np.dtype([("joined", "i8"), ("deadline", "i8"), ("after", "i4")], align=True)
"""A case in the line for a window; of those behind it, the next."""

HALL = np.dtype([("head", "i4"), ("tail", "i4"), ("vacant", "i4"), ("windows", "i4", WINDOWS)])
"""The line for its windows, and the vacant ones, of which the last is taken first."""

HOME = np.dtype([("head", "i4"), ("tail", "i4"), ("free", "i4")])
"""The line of windows that wait for its clerks, and how many of these are free."""

ALL_WINDOWS = HALLS * WINDOWS
BITS = 6
assert ALL_WINDOWS <= 1 << BITS


class Draws(NamedTuple):
    """Chance, in the order of use: of requests, of joining a line, of being handled."""

    need: Times
    hall: NDArray[np.int8]
    home: NDArray[np.int8]
    patience: Times
    duration: Times
    again: NDArray[np.bool_]


def drawn(requests: int, seed: int) -> Draws:
    """Draws for so many requests."""
    chance = np.random.default_rng(seed)
    visits = int(requests / (1 - AGAIN) * 1.05) + 1000
    variance = np.log(1 + CV**2)
    gaps = chance.exponential(MINUTE / PER_MIN, requests)
    handling = chance.lognormal(-variance / 2, np.sqrt(variance), visits)
    return Draws(
        need=np.cumsum(gaps).astype(np.int64),
        hall=chance.integers(HALLS, size=requests, dtype=np.int8),
        home=chance.integers(HOMES, size=requests, dtype=np.int8),
        patience=chance.exponential(PATIENCE_MIN * MINUTE, visits).astype(np.int64),
        duration=(handling * MINUTE).astype(np.int64),
        again=chance.random(visits) < AGAIN,
    )


class State(NamedTuple):
    """All that changes."""

    runs: Table  # RUN [1]
    due: Times  # [windows] time << BITS | window, or FOREVER
    slots: Table  # SLOT [windows]
    waiters: Table  # WAITER [requests]
    halls: Table  # HALL [halls]
    homes: Table  # HOME [homes]


def empty(requests: int) -> State:
    """Every window is vacant and every clerk free."""
    halls = np.empty(HALLS, HALL)
    halls["head"], halls["tail"], halls["vacant"] = NONE, NONE, WINDOWS
    halls["windows"] = np.arange(ALL_WINDOWS).reshape(HALLS, WINDOWS)
    homes = np.empty(HOMES, HOME)
    homes["head"], homes["tail"], homes["free"] = NONE, NONE, CLERKS
    return State(
        runs=np.zeros(1, RUN).view(np.recarray),
        due=np.full(ALL_WINDOWS, FOREVER),
        slots=np.zeros(ALL_WINDOWS, SLOT).view(np.recarray),
        waiters=np.empty(requests, WAITER).view(np.recarray),
        halls=halls.view(np.recarray),
        homes=homes.view(np.recarray),
    )


def rows_of(draws: Draws) -> Table:
    """ROW: all visits, in the order in which they were over or were found to be."""
    rows = np.empty(len(draws.patience), ROW).view(np.recarray)
    return rows[: simulate(draws, empty(len(draws.need)), rows)]


def part(function: Any) -> Any:
    """Compiled into the functions that call it."""
    return njit(nogil=True, _nrt=False, forceinline=True)(function)


@part
def least(due: Times) -> int:
    """What is due first: four minima at a time, since none of them waits for another."""
    a = b = c = d = FOREVER
    for i in range(0, ALL_WINDOWS, 4):
        a, b = min(a, due[i]), min(b, due[i + 1])
        c, d = min(c, due[i + 2]), min(d, due[i + 3])
    return min(min(a, b), min(c, d))


@part
def join(hall: Record, waiters: Table, case: int, now: int, deadline: int) -> None:
    """A case goes to the back of its hall's line."""
    me = waiters[case]
    me.joined, me.deadline, me.after = now, deadline, NONE
    if hall.tail == NONE:
        hall.head = case
    else:
        waiters[hall.tail].after = case
    hall.tail = case


@part
def next_in_line(hall: Record, waiters: Table) -> int:
    """The first of a hall's line, which it leaves; NONE if there is nobody."""
    case = hall.head
    if case != NONE:
        hall.head = waiters[case].after
        if hall.head == NONE:
            hall.tail = NONE
    return case


@part
def queue_up(home: Record, slots: Table, slot: int) -> None:
    """Whoever sits there begins to wait for a clerk."""
    me = slots[slot]
    me.began, me.before, me.after = NONE, home.tail, NONE
    if home.tail == NONE:
        home.head = slot
    else:
        slots[home.tail].after = slot
    home.tail = slot


@part
def stop_waiting(home: Record, slots: Table, slot: int) -> None:
    """Whoever sits there waits for a clerk no more."""
    me = slots[slot]
    if me.before == NONE:
        home.head = me.after
    else:
        slots[me.before].after = me.after
    if me.after == NONE:
        home.tail = me.before
    else:
        slots[me.after].before = me.before


@part
def begin(draws: Draws, state: State, run: Record, slot: int) -> None:
    """A clerk begins with whoever sits there."""
    me = state.slots[slot]
    me.began, me.again = run.now, draws.again[run.begun]
    state.due[slot] = (run.now + draws.duration[run.begun]) << BITS | slot
    run.begun += 1


@part
def write(
    rows: Table, run: Record, case: int, what: int, joined: int, seated: int, began: int, ended: int
) -> None:
    """Put a visit down."""
    row = rows[run.written]
    row.case, row.what = case, what
    row.joined, row.seated, row.began, row.ended = joined, seated, began, ended
    run.written += 1


@part
def end_visit(draws: Draws, state: State, rows: Table, run: Record, slot: int) -> int:
    """Whoever sits there rises, handled or out of patience; it, if it is to come again.

    Its clerk goes to the first who waits for one.
    """
    me = state.slots[slot]
    home, what = state.homes[me.home], LEFT
    if me.began == NONE:
        stop_waiting(home, state.slots, slot)
    else:
        what = AGAIN_LATER if me.again else SERVED
        first = home.head
        if first == NONE:
            home.free += 1
        else:
            stop_waiting(home, state.slots, first)
            begin(draws, state, run, first)
    write(rows, run, me.case, what, me.joined, me.seated, me.began, run.now)
    return me.case if what == AGAIN_LATER else NONE


@part
def seat_next(
    draws: Draws, state: State, rows: Table, run: Record, hall: Record, slot: int
) -> None:
    """The first of a hall's line that has not left meanwhile sits down at a vacant window."""
    waiters = state.waiters
    state.due[slot] = FOREVER
    case = next_in_line(hall, waiters)
    while case != NONE and waiters[case].deadline <= run.now:
        gone = waiters[case]
        write(rows, run, case, LEFT, gone.joined, NONE, NONE, gone.deadline)
        case = next_in_line(hall, waiters)
    if case == NONE:
        hall.windows[hall.vacant] = slot
        hall.vacant += 1
        return
    me, home = state.slots[slot], state.homes[draws.home[case]]
    me.case, me.home = case, draws.home[case]
    me.joined, me.seated = waiters[case].joined, run.now
    if home.free > 0:
        home.free -= 1
        begin(draws, state, run, slot)
    else:
        queue_up(home, state.slots, slot)
        state.due[slot] = waiters[case].deadline << BITS | slot


@njit(nogil=True, _nrt=False)
def simulate(draws: Draws, state: State, rows: Table) -> int:
    """Run until nothing is due any more; how many rows were written."""
    need, run, arrived, following = draws.need, state.runs[0], 0, FOREVER
    while arrived < len(need) or following < FOREVER:
        if arrived < len(need) and need[arrived] << BITS <= following:
            run.now, case, slot = need[arrived], arrived, NONE
            arrived += 1
            hall = state.halls[draws.hall[case]]
            if hall.vacant > 0:
                hall.vacant -= 1
                slot = hall.windows[hall.vacant]
        else:
            run.now, slot = following >> BITS, following & ((1 << BITS) - 1)
            hall = state.halls[slot // WINDOWS]
            case = end_visit(draws, state, rows, run, slot)
        if case != NONE:
            join(hall, state.waiters, case, run.now, run.now + draws.patience[run.joined])
            run.joined += 1
        if slot != NONE:
            seat_next(draws, state, rows, run, hall, slot)
            following = least(state.due)
    return run.written
