"""How the kernel's data lies in memory: the records of its tables, and the tables together.

The rows of a structured array read like objects (``cases[c].line``) and lie beside one another,
so that what is used together is fetched together. All tables are NumPy record arrays.

What is used as an index is unsigned, and NIL where there is none: of a signed index the compiled
code would have to see each time whether it counts from the end.
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
    "NIL",
    "NO_END",
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
    "Needs",
    "State",
]

NIL = 2**32 - 1
"""No index: -1 in unsigned fields."""

NO_END = 2**16 - 1
"""In place of a final stage: the case has not ended."""

I8: TypeAlias = NDArray[np.int64]
I4: TypeAlias = NDArray[np.int32]
U4: TypeAlias = NDArray[np.uint32]
Table: TypeAlias = Any
"""A ``numpy.recarray`` of the record type named beside it."""


def _record(**fields: str) -> np.dtype[np.void]:
    """The type of a table's rows."""
    return np.dtype(list(fields.items()), align=True)


STAGE = _record(
    holds="i8",
    then="u4",
    visits="u4",
    loop="u4",  # which column of `seen` counts its visits; NIL: entered once at most
    exhausted="u4",
    continues="u4",  # the column of the clock that goes on here, or NIL
    starts_clock="u4",  # the column of the clock that starts here, or NIL
    balk="u4",
    queue="u4",  # the first of its queues (one a hall), or NIL: nobody asks for room
    closing="u4",
    want_first="u4",  # the first of the sets of kinds a case may miss here
    clock="i4",
    is_final="?",
    is_home="?",  # its hours and line are those of the home hall
    by_ticket="?",
    ticket="?",
    closes_early="?",
)
WANT = _record(kinds="i8", number="u4", by_hall="?", by_home="?", reserves="?")
CHANGE = _record(time="i8", pool="u4", units="i4")
HALL = _record(line_first="i4", line_last="i4", open_first="i4", open_last="i4")
SESSION = _record(start="i8", end="i8", late="i8")
BLOCK = _record(
    picked="i8",
    count="i8",  # NIL: of all the source's cases
    service="u4",
    wait="u4",
    room="u4",
)

RUN = _record(
    now="i8",
    end="i8",
    arrival="i8",  # the time of the next arrival, or FOREVER
    change="i8",  # the time of the next change of a capacity, or FOREVER
    next_arrival="u4",
    next_change="u4",
    due="u4",  # how many entries the heap has
    instant="u4",  # how many visits end at this instant, after the pass
    instant_done="u4",  # how many of them have moved on
    newcomers="u4",
    dirty="u4",
    classes="u4",
    places="u4",  # how many rows of `cases` have been used so far
    vacant="u4",  # the first of those that are free again, linked through `after`
    reservers="i8",  # how many cases wait that set aside
    still_measured="i8",
    begun="i8",
    ended="i8",
    rows="i8",
    at="i8",  # the case that something is wrong with
)
CASE = _record(
    start="i8",  # NEVER while it waits
    mask="i8",  # the kinds it needs, a bit each
    held="i8",  # the kinds it holds
    ticket="i8",
    order="i8",  # order time of its wait
    number="u4",  # in the workload
    nth="u4",  # of its source
    source="u4",
    group="u4",
    hall="u4",
    home="u4",
    stage="u4",  # NIL: it has ended
    draw="u4",  # where its service time stands
    act="i4",  # the action it takes when what is due comes, or NEVER
    spot="u4",  # where it stands in the heap, or NIL: nothing is due
    visits="u4",  # that have ended
    line="u4",  # the line it stands in, or NIL: it does not wait
    before="u4",
    after="u4",
    room_before="u4",
    room_after="u4",
)
CLOCK = _record(due="i8", act="i4")
DUE = _record(time="i8", case="u4")
POOL = _record(
    free="i8",
    capacity="i8",
    left="i8",  # free in this pass, less what is set aside
    first="u4",  # the first of its links, one for each class that misses it
)
CLASS = _record(
    line="u4",  # the first of its lines, one a rank
    pools="u4",  # how many it misses
    waiting="u4",
    cursor="u4",  # how far the pass has come in it
    reserves="?",
    is_dirty="?",  # the next pass looks at it
)
LINK = _record(number="u4", next="u4")  # a class, and the next link of the same pool
LINE = _record(head="u4", tail="u4")
QUEUE = _record(head="u4", tail="u4", count="u4")
WAITS = _record(number="i8", since="i8", total_us="i8")
ROW = _record(start="i8", leave="i8", case="u4", stage="u2", action="i2")
"""A visit that has ended. It was entered when the case's one before was left.

The final stage that a case ends in has no such row: nothing is to be said but which it is."""


class Model(NamedTuple):
    """What is the same in every run of a scenario: flow, places, line rules.

    S stages, A actions, K kinds, H halls, G groups.
    """

    stages: Table  # STAGE [S]
    action_to: U4  # [A]
    continued: U4  # [S, A] what a clock's action is called here, or NIL
    kind_is_home: NDArray[np.bool_]  # [K]
    pool_at: U4  # [K, H]
    wants: Table  # WANT: stage by stage the sets of kinds that a case may miss there
    priority: U4  # [G, S] ranks from 0
    rank_bits: int  # a line is numbered class << rank_bits | rank
    changes: Table  # CHANGE, by time
    halls: Table  # HALL [H]
    sessions: Table  # SESSION
    hours: Table  # SESSION, `late` unused
    openings: I8  # [H, days]


class Needs(NamedTuple):
    """The N cases of a workload, of Q sources."""

    time: I8
    order: U4  # the cases by time
    hall: U4
    home: U4
    group: U4
    mask: I8
    measured: NDArray[np.bool_]
    entry: U4
    source: U4
    source_first: I8  # [Q]
    end: int
    drain_from: int


class Draws(NamedTuple):
    """The draws of a workload, by source, stage and visit."""

    blocks: Table  # BLOCK [Q, S, V]
    picked: U4
    duration: I8
    action: I4
    deadline: I8
    deadline_action: I4
    room: U4
    most_rows: int  # one case may write at one instant


class State(NamedTuple):
    """All that changes. C classes, P pools.

    A case has a row in `cases`, `seen` and `clocks` from its need to its end; then the row is
    another's. `visits` and `ends` are of length 0 where visits are not kept.
    """

    runs: Table  # RUN [1]: the numbers that are no tables
    cases: Table  # CASE
    seen: NDArray[np.uint16]  # [, loop stages] visits so far
    clocks: Table  # CLOCK [, clocks]
    visits: I8  # [1 + N] of each case that has ended, one place on
    near: U4  # [Q, S, V, H] where in a block the draws found last stand
    ends: NDArray[np.uint16]  # [N] the final stage it ended in, or NO_END
    heap: Table  # DUE; behind the last entry one of FOREVER
    instant: U4  # cases whose visit ends at this instant, after the pass
    newcomers: U4  # cases that joined a line with room since the last pass
    pools: Table  # POOL [P]
    class_at: U4  # [sets of kinds, H, H] the class, or NIL
    classes: Table  # CLASS [C]
    class_pool: U4  # [C, most] the pools it misses
    links: Table  # LINK [C * most]
    dirty: U4  # [C] classes to look at
    lines: Table  # LINE
    queues: Table  # QUEUE: lines that have room, one a stage and hall
    waits: Table  # WAITS [S]
