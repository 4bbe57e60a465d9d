"""The reference engine: one SimPy process a case, readable beside the rules of the semantics.

It draws nothing: every time and every choice stands in the workload. SimPy keeps the clock;
the order of events within an instant does not matter, since units change hands only in the
grant pass, which runs when nothing more is due (the instant rule).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Generator
from typing import Any

import numpy as np
import simpy

from ..errors import EngineError
from ..flow import NONE, SCOPES, line_key
from ..records import NEVER, Capacity, Records, Visits
from ..scenario import FOREVER, Tables
from ..workload import Workload
from .hours import Hours
from .lines import Lines

__all__ = ["run_simpy"]

HOME = SCOPES.index("home")


def run_simpy(
    tables: Tables,
    workload: Workload,
    environment: Callable[[], simpy.Environment] = simpy.Environment,
) -> Records:
    """The records of one replication.

    environment  makes the SimPy environment, whose clock starts at the integer 0

    Raises EngineError if a case or a unit is lost.
    """
    run = _Run(tables, workload, environment())
    run.to_the_end()
    run.check_all_accounted_for()
    return run.records()


class _Run:
    """The state of one run. Plain lists: indexing an array costs several times as much."""

    def __init__(self, tables: Tables, workload: Workload, env: simpy.Environment) -> None:
        self.env, self.tables, self.workload = env, tables, workload
        flow, places, cases = tables.flow, tables.places, workload.cases
        self.hours = Hours(places)
        self.lines = Lines(len(places.pools))
        self.need = cases.need.tolist()
        self.measured = cases.measured.tolist()
        self.still_measured = sum(self.measured)
        self.source: list[int] = workload.source.tolist()
        self.number: list[int] = (
            np.arange(len(workload)) - workload.source_first[workload.source]
        ).tolist()
        self.service_at: list[list[list[int]]] = workload.service_at.tolist()
        self.wait_at: list[list[list[int]]] = workload.wait_at.tolist()
        self.room_at: list[list[list[int]]] = workload.room_at.tolist()
        self.picked_at: list[list[list[int]]] = workload.picked_at.tolist()
        self.picked_size: list[list[list[int]]] = workload.picked_size.tolist()
        self.picked: list[int] = workload.picked.tolist()
        self.duration = workload.duration.tolist()
        self.action = workload.action.tolist()
        self.deadline = workload.deadline.tolist()
        self.deadline_action = workload.deadline_action.tolist()
        self.room = workload.room.tolist()
        self.holds = flow.holds.tolist()
        self.is_final = flow.is_final.tolist()
        self.max_visits = flow.visits.tolist()
        self.clock = flow.clock.tolist()
        self.action_to = flow.action_to.tolist()
        self.priority = tables.priority.tolist()
        self.closing = tables.closing.tolist()
        self.closes_early = tables.closes_early.tolist()
        self.then = flow.then.tolist()
        self.exhausted = flow.exhausted.tolist()
        self.takes_ticket = flow.ticket.tolist()
        self.by_ticket = flow.by_ticket.tolist()
        self.reserve = flow.reserve.tolist()
        self.starts_clock = flow.starts_clock.tolist()
        self.continues = flow.continues.tolist()
        self.balk = flow.balk.tolist()
        self.place_is_home = (flow.place == HOME).tolist()
        self.kinds = _KindsHeld(tables, cases.hall.tolist(), cases.home.tolist())
        self.continued_action = _continued_actions(tables)
        self.mask = cases.mask.tolist()
        self.group = cases.group.tolist()
        self.rows: list[tuple[int, int, int, int, int, int]] = []
        self.current: dict[int, tuple[int, int, int]] = {}
        self.held: dict[int, int] = {}
        self.ended = self.begun = 0
        self.waiting = [0] * len(flow.stages)
        self.waiting_since = [0] * len(flow.stages)
        self.waiting_us = [0] * len(flow.stages)
        self.end = workload.end

    def to_the_end(self) -> None:
        """Everything due at an instant happens, then one grant pass; again while it made more."""
        env, lines, workload = self.env, self.lines, self.workload
        env.process(self.staffing())
        env.process(self.arrivals())
        while True:
            now = min(env.peek(), workload.end)
            if self.still_measured == 0 and now > max(workload.drain_from, env.now):
                self.end = max(int(env.now), workload.drain_from)
                break
            if now >= workload.end:
                break
            while env.peek() == now:
                env.step()
            lines.grant_pass()
            lines.judge(lambda waiter: self.balk[waiter.stage])
        for stage in range(len(self.waiting)):
            self.count_waiting(stage, 0, self.end)

    def staffing(self) -> Generator[simpy.Event, Any, None]:
        """Capacity follows its schedule."""
        places = self.tables.places
        changes = zip(
            places.cap_time.tolist(),
            places.cap_pool.tolist(),
            places.cap_units.tolist(),
            strict=True,
        )
        for time, pool, units in changes:
            if time > self.env.now:
                yield self.env.timeout(time - self.env.now)
            self.lines.set_capacity(pool, units)

    def arrivals(self) -> Generator[simpy.Event, Any, None]:
        """Each case begins when its need arises."""
        for case in np.argsort(self.workload.cases.need, kind="stable").tolist():
            if self.need[case] > self.env.now:
                yield self.env.timeout(self.need[case] - self.env.now)
            self.begun += 1
            self.env.process(self.journey(case))

    def journey(self, case: int) -> Generator[simpy.Event, Any, None]:
        """One case's way: enter a stage, wait for what it misses, be handled, take the action."""
        env = self.env
        visits: dict[int, int] = {}
        clocks: dict[int, tuple[int, int]] = {}
        ticket = self.need[case]
        stage = int(self.workload.entry[case])
        while True:
            visit = visits.get(stage, 0)
            if visit >= self.max_visits[stage]:
                stage = self.exhausted[stage]
            now = int(env.now)
            missing = self.kinds.change(case, stage, self.held, self.mask[case], self.lines)
            if self.is_final[stage]:
                self.rows.append((case, stage, now, now, now, NEVER))
                stage = self.then[stage]
                if stage == NONE:
                    self.finish(case)
                    return
                continue
            visits[stage] = visit + 1
            self.current[case] = (stage, now, NEVER)
            source, drawn = self.source[case], self.drawn(case, stage, visit)
            if self.takes_ticket[stage]:
                ticket = now
            wait_block = self.wait_at[source][stage][visit]
            own = NONE if wait_block == NONE else wait_block + drawn
            if self.starts_clock[stage]:
                clocks[stage] = self.clock_from(now, own)
            action = Lines.GRANTED
            if missing:
                deadline, action = self.deadline_at(case, stage, now, own, clocks)
                if deadline > now:
                    action = yield from self.wait(
                        case, stage, visit, drawn, ticket, missing, deadline, action
                    )
            if action == Lines.GRANTED:
                start = int(env.now)
                self.current[case] = (stage, now, start)
                draw = self.service_at[source][stage][visit] + drawn
                hall = self.hall_of(case, stage)
                done = self.hours.finish(self.clock[stage], hall, start, self.duration[draw])
                if done is None:
                    return
                if done > start:
                    yield env.timeout(done - start)
                action = self.action[draw]
            else:
                start = NEVER
            self.rows.append((case, stage, now, start, int(env.now), action))
            stage = self.action_to[action]

    def wait(
        self,
        case: int,
        stage: int,
        visit: int,
        drawn: int,
        ticket: int,
        missing: tuple[int, ...],
        deadline: int,
        late_action: int,
    ) -> Generator[simpy.Event, Any, int]:
        """Stand in line until granted, or until the deadline; returns GRANTED or an action."""
        env, lines = self.env, self.lines
        now = int(env.now)
        turn = env.event()
        order_time = ticket if self.by_ticket[stage] else now
        key = line_key(self.priority[self.group[case]][stage], order_time, case)
        waiter = lines.join(case, stage, key, missing, self.reserve[stage], turn.succeed)
        if self.balk[stage] != NONE:
            block = self.room_at[self.source[case]][stage][visit]
            room = None if block == NONE else self.room[block + drawn]
            lines.limit(waiter, self.hall_of(case, stage), room)
        if deadline < FOREVER:

            def too_late(_: simpy.Event) -> None:
                if waiter.line is not None:
                    lines.leave(waiter)
                    waiter.wake(late_action)

            env.timeout(deadline - now).callbacks.append(too_late)
        self.count_waiting(stage, 1, now)
        outcome: int = yield turn
        self.count_waiting(stage, -1, int(env.now))
        if outcome == Lines.GRANTED:
            self.held[case] |= self.holds[stage] & self.mask[case]
        return outcome

    def deadline_at(
        self,
        case: int,
        stage: int,
        now: int,
        draw: int,
        clocks: dict[int, tuple[int, int]],
    ) -> tuple[int, int]:
        """Until when it may wait here, and the action then; not after now: it may not wait.

        The earliest of the line's closing, its own deadline and a continued clock; in a tie
        closing comes first, then its own.
        """
        deadline, action = FOREVER, Lines.GRANTED
        if self.closing[stage] != NONE:
            hall = self.hall_of(case, stage)
            closes = self.hours.line_closes(hall, now, self.closes_early[stage])
            deadline, action = (now if closes is None else closes), self.closing[stage]
            if closes is None:
                return deadline, action
        if draw != NONE:
            own, own_action = self.clock_from(now, draw)
            if own < deadline:
                deadline, action = own, own_action
        started = self.continues[stage]
        if started != NONE and started in clocks:
            runs_out, then = clocks[started]
            if runs_out < deadline:
                deadline, action = runs_out, self.continued_action[stage, then]
        return deadline, action

    def drawn(self, case: int, stage: int, visit: int) -> int:
        """Which of a block's draws is a case's; EngineError if it has none."""
        source, number = self.source[case], self.number[case]
        blocks = self.service_at[source][stage]
        if visit < len(blocks) and blocks[visit] != NONE:
            first = self.picked_at[source][stage][visit]
            if first == NONE:
                return number
            last = first + self.picked_size[source][stage][visit]
            at = bisect_left(self.picked, number, first, last)
            if at < last and self.picked[at] == number:
                return at - first
        name = self.tables.flow.stages[stage].full_name
        raise EngineError(f"case {case} enters {name}, for which the workload has no draw")

    def clock_from(self, now: int, draw: int) -> tuple[int, int]:
        """When a patience clock started now runs out, and the action then."""
        if draw == NONE or self.deadline[draw] == FOREVER:
            return FOREVER, Lines.GRANTED
        return now + self.deadline[draw], self.deadline_action[draw]

    def hall_of(self, case: int, stage: int) -> int:
        """The hall whose hours and line a case follows in a stage."""
        halls = self.kinds.home if self.place_is_home[stage] else self.kinds.hall
        return halls[case]

    def count_waiting(self, stage: int, change: int, now: int) -> None:
        """Keep the time integral of the number waiting at a stage."""
        self.waiting_us[stage] += self.waiting[stage] * (now - self.waiting_since[stage])
        self.waiting[stage] += change
        self.waiting_since[stage] = now

    def finish(self, case: int) -> None:
        """A case is over."""
        self.ended += 1
        self.current.pop(case, None)
        self.still_measured -= self.measured[case]

    def check_all_accounted_for(self) -> None:
        """No case and no unit is lost, or EngineError."""
        if self.begun != self.ended + len(self.current):
            raise EngineError(
                f"{self.begun} cases began, {self.ended} ended and {len(self.current)} are "
                "under way: some are lost"
            )
        self.kinds.check_units(self.held, self.lines)

    def records(self) -> Records:
        """The rows in canonical order, with the visits the end cut off."""
        cut = [(c, s, enter, start, NEVER, NEVER) for c, (s, enter, start) in self.current.items()]
        table = np.array(self.rows + cut, np.int64).reshape(-1, 6)
        table = table[np.argsort(table[:, 0], kind="stable")]
        places = self.tables.places
        return Records(
            cases=self.workload.cases,
            visits=Visits(
                case=table[:, 0].astype(np.int32),
                stage=table[:, 1].astype(np.int32),
                enter=table[:, 2].copy(),
                start=table[:, 3].copy(),
                leave=table[:, 4].copy(),
                action=table[:, 5].astype(np.int32),
            ),
            capacity=Capacity(places.cap_pool, places.cap_time, places.cap_units),
            end=self.end,
            flow_digest=self.tables.flow.digest,
            waiting_us=np.array(self.waiting_us, np.int64),
        )


class _KindsHeld:
    """Which units a case holds, gives back and misses when it enters a stage."""

    def __init__(self, tables: Tables, hall: list[int], home: list[int]) -> None:
        self.hall, self.home = hall, home
        self.holds = tables.flow.holds.tolist()
        self.scope_is_home = (tables.flow.kind_scope == HOME).tolist()
        self.pool: list[list[int]] = tables.places.pool.tolist()
        self.known: dict[tuple[int, int, int], tuple[int, ...]] = {}

    def pools(self, kinds: int, case: int) -> tuple[int, ...]:
        """The pools that serve a set of kinds (a bit each) for a case."""
        hall, home = self.hall[case], self.home[case]
        found = self.known.get((kinds, hall, home))
        if found is None:
            found = self.known[kinds, hall, home] = tuple(
                self.pool[kind][home if self.scope_is_home[kind] else hall]
                for kind in range(len(self.pool))
                if kinds >> kind & 1
            )
        return found

    def change(
        self, case: int, stage: int, held: dict[int, int], mask: int, lines: Lines
    ) -> tuple[int, ...]:
        """Give back what the stage does not hold, keep what it shares; the pools still missing."""
        wanted = self.holds[stage] & mask
        has = held.get(case, 0)
        if has & ~wanted:
            for pool in self.pools(has & ~wanted, case):
                lines.release(pool)
        held[case] = has & wanted
        return self.pools(wanted & ~has, case)

    def check_units(self, held: dict[int, int], lines: Lines) -> None:
        """Held and free units add up to each pool's capacity, or EngineError."""
        in_use = [0] * len(lines.free)
        for case, kinds in held.items():
            for pool in self.pools(kinds, case):
                in_use[pool] += 1
        for pool, units in enumerate(lines.capacity):
            if lines.free[pool] + in_use[pool] != units:
                raise EngineError(
                    f"pool {pool}: {lines.free[pool]} free and {in_use[pool]} in use of {units}"
                )


def _continued_actions(tables: Tables) -> dict[tuple[int, int], int]:
    """(stage, action a continued clock was drawn with) -> this stage's action of that name."""
    flow = tables.flow
    result = {}
    for stage, started in enumerate(flow.continues.tolist()):
        if started == NONE:
            continue
        here = {flow.actions[a].name: a for a in flow.actions_of(stage)}
        for action in flow.actions_of(started):
            if (name := flow.actions[action].name) in here:
                result[stage, action] = here[name]
    return result
