"""Who waits for what, and the grant pass that hands out what is free.

Waiting cases are indexed by the set of pools they miss, so a pass looks at the head of each
set's line and not at everybody who waits.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable
from heapq import heapify, heappop, heappush

from ..flow import LineKey

__all__ = ["Lines", "Waiter"]


class Waiter:
    """One case's wait at one stage: what it misses, where it stands in line, what wakes it."""

    __slots__ = ("case", "key", "line", "queue", "room", "stage", "wake")

    def __init__(
        self, case: int, stage: int, key: LineKey, line: Line, wake: Callable[[int], object]
    ) -> None:
        self.case = case
        self.stage = stage
        self.key = key
        self.line: Line | None = line  # None once it waits no more
        self.wake = wake
        self.queue: list[LineKey] | None = None  # its stage's line, where lines have room
        self.room = 0

    def __lt__(self, other: Waiter) -> bool:
        return self.key < other.key


class Line:
    """The waiters that miss one set of pools. A heap; who left is dropped when it surfaces."""

    __slots__ = ("heap", "number", "pools", "reserve")

    def __init__(self, number: int, pools: tuple[int, ...], reserve: bool) -> None:
        self.number = number
        self.pools = pools
        self.reserve = reserve
        self.heap: list[tuple[LineKey, Waiter]] = []

    def head(self) -> tuple[LineKey, Waiter] | None:
        """The first who still waits."""
        heap = self.heap
        while heap and heap[0][1].line is None:
            heappop(heap)
        return heap[0] if heap else None


class Lines:
    """All waiting cases and all free units.

    GRANTED is what a waiter is woken with when it gets its units; otherwise it is woken with
    the action it takes.
    """

    GRANTED = -1

    def __init__(self, pools: int) -> None:
        self.free = [0] * pools
        self.capacity = [0] * pools
        self._lines: dict[tuple[tuple[int, ...], bool], Line] = {}
        self._of_pool: list[list[Line]] = [[] for _ in range(pools)]
        self._reserving: list[Line] = []
        self._look_at: set[Line] = set()
        self._queues: dict[tuple[int, int], list[LineKey]] = {}
        self._newcomers: list[Waiter] = []

    def set_capacity(self, pool: int, units: int) -> None:
        """A staffing change. Whoever is busy finishes first: free may go below zero."""
        change = units - self.capacity[pool]
        self.capacity[pool] = units
        self.free[pool] += change
        self._look_at.update(self._of_pool[pool])

    def release(self, pool: int) -> None:
        """One unit comes back."""
        self.free[pool] += 1
        self._look_at.update(self._of_pool[pool])

    def join(
        self,
        case: int,
        stage: int,
        key: LineKey,
        pools: tuple[int, ...],
        reserve: bool,
        wake: Callable[[int], object],
    ) -> Waiter:
        """A case begins to wait for one unit of each pool."""
        line = self._line(pools, reserve)
        waiter = Waiter(case, stage, key, line, wake)
        heappush(line.heap, (key, waiter))
        self._look_at.add(line)
        return waiter

    def limit(self, waiter: Waiter, hall: int, room: int | None) -> None:
        """Its stage's line has room at this hall: it stands in it, and accepts `room` ahead."""
        waiter.queue = self._queues.setdefault((waiter.stage, hall), [])
        insort(waiter.queue, waiter.key)
        if room is not None:
            waiter.room = room
            self._newcomers.append(waiter)

    def leave(self, waiter: Waiter) -> None:
        """It waits no more, for whatever reason; a reserver that goes frees what it set aside."""
        line = waiter.line
        assert line is not None
        waiter.line = None
        if waiter.queue is not None:
            del waiter.queue[bisect_left(waiter.queue, waiter.key)]
        if line.reserve:
            for pool in line.pools:
                self._look_at.update(self._of_pool[pool])

    def grant_pass(self) -> None:
        """Walk the line once: each case whose whole missing set is free takes it, at once.

        Lines whose set is not free are passed over: within a pass nothing becomes free, so a
        blocked set stays blocked. A blocked reserver sets aside, for the rest of the pass, one
        unit of each pool of its set that has any left.
        """
        if not self._look_at:
            return
        look_at, self._look_at = self._look_at, set()
        if any(line.head() for line in self._reserving):
            look_at = set(self._lines.values())
        walk = [(head[0], line.number, line) for line in look_at if (head := line.head())]
        heapify(walk)
        left = self.free
        if self._reserving:
            left = left.copy()
        passed: list[tuple[LineKey, Waiter]] = []
        while walk:
            _, number, line = heappop(walk)
            blocked = any(left[pool] <= 0 for pool in line.pools)
            if blocked:
                if not self._sets_aside(line, left):
                    continue
                passed.append(heappop(line.heap))
            else:
                _, waiter = heappop(line.heap)
                self._take(waiter, line, left)
            if (head := line.head()) is not None:
                heappush(walk, (head[0], number, line))
        for key, waiter in passed:
            assert waiter.line is not None
            heappush(waiter.line.heap, (key, waiter))

    def judge(self, balk: Callable[[Waiter], int]) -> None:
        """Those who joined since the last pass and still wait: who finds too many ahead, balks.

        Judged in line order, so that one who balks is not ahead of the next; all are judged
        first, then all balkers move.
        """
        if not self._newcomers:
            return
        newcomers, self._newcomers = self._newcomers, []
        balkers = []
        for waiter in sorted(w for w in newcomers if w.line is not None):
            assert waiter.queue is not None
            if bisect_left(waiter.queue, waiter.key) >= waiter.room:
                self.leave(waiter)
                balkers.append(waiter)
        for waiter in balkers:
            waiter.wake(balk(waiter))

    def _take(self, waiter: Waiter, line: Line, left: list[int]) -> None:
        for pool in line.pools:
            self.free[pool] -= 1
            if left is not self.free:
                left[pool] -= 1
        waiter.line = None
        if waiter.queue is not None:
            del waiter.queue[bisect_left(waiter.queue, waiter.key)]
        waiter.wake(self.GRANTED)

    def _sets_aside(self, line: Line, left: list[int]) -> bool:
        """Whether a blocked case of this line reserves something, having done so."""
        if not line.reserve or any(self.capacity[pool] <= 0 for pool in line.pools):
            return False
        some = [pool for pool in line.pools if left[pool] > 0]
        for pool in some:
            left[pool] -= 1
        return bool(some)

    def _line(self, pools: tuple[int, ...], reserve: bool) -> Line:
        line = self._lines.get((pools, reserve))
        if line is None:
            line = self._lines[pools, reserve] = Line(len(self._lines), pools, reserve)
            for pool in pools:
                self._of_pool[pool].append(line)
            if reserve:
                self._reserving.append(line)
        return line
