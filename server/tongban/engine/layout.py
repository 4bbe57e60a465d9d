"""How the kernel's data lies in memory: the records of its tables, and the tables together.

The rows of a structured array read like objects (``cases[c].due``) and lie beside one another,
so that what is used together is fetched together. All tables are NumPy record arrays.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BLOCK",
    "CASE",
    "CHANGE",
    "CLASS",
    "CLOCK",
    "DUE",
    "HALL",
    "LINE",
    "LINK",
    "POOL",
    "QUEUE",
    "ROW",
    "RUN",
    "SESSION",
    "STAGE",
    "WAITS",
    "WANT",
    "Draws",
    "Model",
    "State",
]

I8: TypeAlias = NDArray[np.int64]
I4: TypeAlias = NDArray[np.int32]
Table: TypeAlias = Any
"""A ``numpy.recarray`` of the record type named beside it."""


def _record(**fields: str) -> np.dtype[np.void]:
    """The type of a table's rows."""
    return np.dtype(list(fields.items()), align=True)


STAGE = _record(
    holds="i8",
    then="i4",
    visits="i4",
    loop="i4",  # which column of `seen` counts its visits; NONE: entered once at most
    exhausted="i4",
    continues="i4",  # the column of the clock that goes on here, or NONE
    starts_clock="i4",  # the column of the clock that starts here, or NONE
    balk="i4",
    queue="i4",  # the first of its queues (one a hall), or NONE: no room is asked
    closing="i4",
    want_first="i4",  # the first of the sets of kinds a case may miss here
    clock="i4",
    is_final="?",
    is_home="?",  # its hours and line are those of the home hall
    by_ticket="?",
    ticket="?",
    closes_early="?",
)
WANT = _record(kinds="i8", number="i4", by_hall="?", by_home="?", reserves="?")
CHANGE = _record(time="i8", pool="i4", units="i4")
HALL = _record(line_first="i4", line_last="i4", open_first="i4", open_last="i4")
SESSION = _record(start="i8", end="i8", late="i8")
BLOCK = _record(service="i8", wait="i8", room="i8", picked="i8", count="i8")

RUN = _record(
    now="i8",
    end="i8",
    next_change="i8",
    next_arrival="i8",
    due="i8",  # how many entries the heap has
    instant="i8",  # how many visits end at this instant, after the pass
    instant_done="i8",  # how many of them have moved on
    newcomers="i8",
    dirty="i8",
    classes="i8",
    reservers="i8",  # how many cases wait that set aside
    still_measured="i8",
    begun="i8",
    ended="i8",
    rows="i8",
    at="i8",  # the case that something is wrong with
)
CASE = _record(
    enter="i8",
    start="i8",  # NEVER while it waits
    due="i8",  # when its handling or its waiting ends, or NEVER
    draw="i8",  # where its service time stands
    held="i8",  # kinds, a bit each
    ticket="i8",
    order="i8",  # order time of its wait
    stage="i4",  # NONE before its need and after its end
    act="i4",  # the action it takes when what is due comes
    line="i4",  # the line it stands in, or NONE: it does not wait
    before="i4",
    after="i4",
    room_before="i4",
    room_after="i4",
)
CLOCK = _record(due="i8", act="i4")
DUE = _record(time="i8", case="i4")
POOL = _record(
    free="i8",
    capacity="i8",
    left="i8",  # free in this pass, less what is set aside
    first="i4",  # the first of its links, one for each class that misses it
)
CLASS = _record(
    pools="i4",  # how many it misses
    waiting="i4",
    cursor="i4",  # how far the pass has come in it
    reserves="?",
    is_dirty="?",  # the next pass looks at it
)
LINK = _record(number="i4", next="i4")  # a class, and the next link of the same pool
LINE = _record(head="i4", tail="i4")
QUEUE = _record(head="i4", tail="i4", count="i4")
WAITS = _record(number="i8", since="i8", total_us="i8")
ROW = _record(enter="i8", start="i8", leave="i8", case="i4", stage="i4", action="i4")


class Model(NamedTuple):
    """What is the same in every run of a scenario: flow, places, line rules.

    S stages, A actions, K kinds, H halls, G groups.
    """

    stages: Table  # STAGE [S]
    action_to: I4  # [A]
    continued: I4  # [S, A] what a clock's action is called here, or NONE
    kind_is_home: NDArray[np.bool_]  # [K]
    pool_at: I4  # [K, H]
    wants: Table  # WANT: stage by stage the sets of kinds that a case may miss there
    priority: I4  # [G, S] ranks from 0
    rank_bits: int  # a line is numbered class << rank_bits | rank
    changes: Table  # CHANGE, by time
    halls: Table  # HALL [H]
    sessions: Table  # SESSION
    hours: Table  # SESSION, `late` unused
    openings: I8  # [H, days]


class Draws(NamedTuple):
    """A workload: N cases of Q sources, their draws by stage and visit."""

    need: I8
    hall: I4
    home: I4
    group: I4
    mask: I8
    measured: NDArray[np.bool_]
    entry: I4
    source: I4
    source_first: I8
    arrivals: I8  # [N] the cases in order of need
    blocks: Table  # BLOCK [Q, S, V]
    picked: I4
    duration: I8
    action: I4
    deadline: I8
    deadline_action: I4
    room: I4
    end: int
    drain_from: int
    most_rows: int  # one case may write at one instant


class State(NamedTuple):
    """All that changes. C classes, P pools."""

    runs: Table  # RUN [1]: the numbers that are no tables
    cases: Table  # CASE [N]
    seen: NDArray[np.uint16]  # [N, loop stages] visits so far
    clocks: Table  # CLOCK [N, clocks]
    heap: Table  # DUE
    instant: I4  # [N] cases whose visit ends at this instant, after the pass
    newcomers: I4  # [N] cases that joined a line since the last pass
    pools: Table  # POOL [P]
    class_at: I4  # [sets of kinds, H, H] the class + 1, or 0
    classes: Table  # CLASS [C]
    class_pool: I4  # [C, most] the pools it misses
    links: Table  # LINK [C * most]
    dirty: I4  # [C] classes to look at
    lines: Table  # LINE
    queues: Table  # QUEUE: lines that have room, one a stage and hall
    waits: Table  # WAITS [S]
