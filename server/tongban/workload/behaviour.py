"""What happens in the stages: service times, choices, patience and room.

A ``StagePlan`` is what a scenario says of one stage for one group, made once; its methods turn
uniforms into times and actions, for the visits that are coming and no others. Every stage and
visit has its own numbers, addressed by the stage's draw name, so two flows that share a draw
name share the draws.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..flow import NONE, ActionRow
from ..scenario import FOREVER, MINUTE, Channel, Distribution, Lowered, StageSettings
from .people import People, patience_us
from .streams import Crowd

__all__ = ["Block", "Coming", "StagePlan", "joined"]

T = TypeVar("T", bound=np.generic)

Floats = NDArray[np.float64]
Times = NDArray[np.int64]
Numbers = NDArray[np.int32]
Places = NDArray[np.int64]

TIME, CHOICE, DROP, ROOM = range(4)
"""Which of a case's uniforms at a visit decides what."""


@dataclass(frozen=True, eq=False)
class Block:
    """The draws of some visits to a stage. n visits.

    left  [n] work that remains where the connection was lost, else nan [min]; None: no drops
    """

    duration: Times
    action: Numbers
    deadline: Times | None  # None: nobody loses patience
    deadline_action: Numbers | None
    room: Numbers | None  # None: the line has no limit
    left: Floats | None


@dataclass(frozen=True, eq=False)
class Coming:
    """Visits of some people to a stage: by case, then visit. n visits."""

    people: People
    cases: Places | None  # [n] whose; None: everyone's once
    visit: Numbers  # [n] the how many-th of the case, from 0

    def __len__(self) -> int:
        return len(self.visit)

    def of(self, column: NDArray[T]) -> NDArray[T]:
        """[n] what a column of all people says of those who come."""
        return column if self.cases is None else column[self.cases]

    @cached_property
    def numbers(self) -> Places:
        """[n] the numbers of the cases."""
        return np.arange(len(self.people)) if self.cases is None else self.cases

    @cached_property
    def last(self) -> int:
        """The highest of the visits."""
        return int(self.visit.max(initial=0))

    @cached_property
    def is_one_visit(self) -> bool:
        """Whether all are first visits, or all second ones …"""
        return bool((self.visit == self.last).all())

    @cached_property
    def crowd(self) -> Crowd:
        """Those who come."""
        crowd = self.people.crowd
        return crowd if self.cases is None else crowd.picked(self.cases)

    def uniforms(self, address: Callable[[int], tuple[object, ...]], columns: int = 1) -> Floats:
        """[columns, n] the numbers of each visit, which stand at its address."""
        addresses = [address(visit) for visit in range(self.last + 1)]
        return self.crowd.uniforms_of(addresses, self.visit, columns)

    def patience_us(self, dist: Distribution) -> Times:
        """[n] how long each waits; where everyone comes it is kept, for it never changes."""
        known = self.people.patience_us
        if dist in known:
            return self.of(known[dist])
        found = patience_us(dist, self.crowd.uniforms("patience")[0])
        if self.cases is None:
            known[dist] = found
        return found


def joined(blocks: Sequence[Block], order: Places) -> Block:
    """One block of several of a stage, in some order; what remains is not asked any more."""

    def column(name: str) -> Any:
        parts = [getattr(block, name) for block in blocks]
        return None if parts[0] is None else np.concatenate(parts)[order]

    names = ("duration", "action", "deadline", "deadline_action", "room")
    return Block(**{name: column(name) for name in names}, left=None)


def _probabilities(settings: StageSettings, visit: int) -> dict[str, float]:
    """The probability of each action but the usual one at a visit (from 0)."""
    return {
        name: p[min(visit, len(p) - 1)] if isinstance(p, tuple) else p
        for name, p in settings.choose.items()
    }


@dataclass(frozen=True, eq=False)
class StagePlan:
    """What a scenario says of one stage for one group."""

    lowered: Lowered
    stage: int
    group: str

    @cached_property
    def settings(self) -> StageSettings:
        """What chance does there."""
        return self.lowered.settings(self.stage, self.group)

    @cached_property
    def channel(self) -> Channel:
        """The channel whose flow the stage belongs to."""
        return self.lowered.scenario.channels[self.channel_name]

    @cached_property
    def channel_name(self) -> str:
        """Its name."""
        return self.lowered.channel_of_stage[self.stage]

    @cached_property
    def actions(self) -> dict[int, ActionRow]:
        """The stage's actions by number, in the flow's order."""
        flow = self.lowered.tables.flow
        return {number: flow.actions[number] for number in flow.actions_of(self.stage)}

    @cached_property
    def draw(self) -> str:
        """The name its draws go by."""
        return self.lowered.tables.flow.stages[self.stage].draw

    @cached_property
    def usual(self) -> int:
        """The action that ends its handling unless chance says otherwise."""
        return next(n for n, act in self.actions.items() if act.spec.ends_handling)

    @cached_property
    def forced(self) -> list[tuple[int, NDArray[np.bool_]]]:
        """(action that exists for one kind of item, [I] whether an item is of it)."""
        items = self.lowered.scenario.items.values()
        return [
            (number, np.array([item.kind == act.spec.only for item in items]))
            for number, act in self.actions.items()
            if act.spec.only is not None and act.spec.ends_handling
        ]

    @cached_property
    def chances(self) -> list[list[tuple[int, float]]]:
        """Visit -> (action, its probability), in flow order; the last goes for all later ones."""
        given = self.settings.choose.values()
        longest = max([1, *(len(p) for p in given if isinstance(p, tuple))])
        found = []
        for visit in range(longest):
            by_name = _probabilities(self.settings, visit)
            chances = [(n, by_name.get(act.name, 0.0)) for n, act in self.actions.items()]
            found.append([(n, p) for n, p in chances if p > 0])
        return found

    @cached_property
    def choice(self) -> tuple[Numbers, Floats]:
        """The actions chance chooses among, and where each begins: ([A], [V, A - 1]).

        An action's share of (0, 1) lies below that of the one before it. The usual one is the
        last and has what is left; the last row goes for all later visits.
        """
        by_visit = [dict(chances) for chances in self.chances]
        listed = [number for number in self.actions if any(number in row for row in by_visit)]
        bottoms = np.empty((len(by_visit), len(listed)))
        for row, chances in zip(bottoms, by_visit, strict=True):
            top = 1.0
            for k, number in enumerate(listed):
                row[k] = top = max(top - chances.get(number, 0.0), 0.0)
        return np.array([*listed, self.usual], np.int32), bottoms

    @cached_property
    def waits(self) -> list[tuple[int, Distribution]]:
        """(action, how long a case waits before it takes it)."""
        given = self.settings.wait
        return [(n, given[act.name]) for n, act in self.actions.items() if act.name in given]

    @cached_property
    def drop_part(self) -> float:
        """The share of a session's drops that falls on this stage; 0 where none can."""
        share = self.settings.share or 0.0
        if self.channel.drops is None or not share:
            return 0.0
        of = self.lowered.channel_of_stage
        same = [s for s in range(len(of)) if of[s] == self.channel_name]
        return share / sum(self.lowered.settings(s, self.group).share or 0.0 for s in same)

    @cached_property
    def drop_action(self) -> int:
        """What a case does that has lost its connection."""
        drops = self.channel.drops
        assert drops is not None
        return next(n for n, act in self.actions.items() if act.name == drops.action)

    @cached_property
    def columns(self) -> int:
        """How many of a case's uniforms decide anything here."""
        settings, time = self.settings, self.settings.time
        if settings.room is not None and not isinstance(settings.room, int):
            return ROOM + 1
        if self.drop_part:
            return DROP + 1
        if any(self.chances):
            return CHOICE + 1
        varies = settings.cv if settings.share is not None else not _is_constant(time)
        return TIME + 1 if varies else 0

    @cached_property
    def deadline_targets(self) -> tuple[int, ...]:
        """Where waiting can lead whatever is drawn: closing, balking, a clock that goes on."""
        flow, tables = self.lowered.tables.flow, self.lowered.tables
        found = {int(tables.closing[self.stage]), int(flow.balk[self.stage])}
        started = int(flow.continues[self.stage])
        if started != NONE:
            given = self.lowered.settings(started, self.group).wait
            found |= {n for n, act in self.actions.items() if act.name in given}
        return tuple({int(flow.action_to[action]) for action in found - {NONE}})

    @cached_property
    def service_actions(self) -> tuple[int, ...]:
        """The actions that may end its handling."""
        drops = self.channel.drops
        taken = {self.usual, *(n for n, _ in self.forced)}
        taken |= {n for chances in self.chances for n, _ in chances}
        if drops is not None and drops.lost > 0:
            taken |= {n for n, act in self.actions.items() if act.name == drops.action}
        return tuple(sorted(taken))

    @cached_property
    def wait_actions(self) -> tuple[int, ...]:
        """The actions that may end its waiting, by patience and its like."""
        return tuple(number for number, _ in self.waits)

    @cached_property
    def targets(self) -> tuple[int, ...]:
        """Where any action leads that has a chance at all."""
        action_to = self.lowered.tables.flow.action_to
        taken = (*self.service_actions, *self.wait_actions)
        return tuple({int(action_to[n]) for n in taken} | set(self.deadline_targets))

    def block(self, coming: Coming, generalist: Floats | None, left: Floats | None) -> Block:
        """The draws of those who come.

        generalist  [n] how much longer its generalists take; None: it has none
        left        [n] work that remained from the visit before, nan where none did
        """
        u = np.empty((0, len(coming)))
        if self.columns:
            u = coming.uniforms(lambda visit: ("stage", self.draw, visit), self.columns)
        action = self.choices(coming, u)
        remains = None
        if self.settings.share is None:
            duration = self.own_time(u, len(coming))
        else:
            minutes = self.shared_time(coming, u)
            if generalist is not None and self.lowered.tables.flow.place[self.stage] == 0:
                minutes = minutes * generalist
            if left is not None:
                minutes = np.where(np.isnan(left), minutes, left)
            if self.drop_part:
                minutes, remains = self.dropped(minutes, u[DROP], action)
            duration = _microseconds(minutes)
        deadline, then = self.deadlines(coming)
        return Block(
            duration=duration,
            action=action,
            deadline=deadline,
            deadline_action=then,
            room=self.rooms(u, len(coming)),
            left=remains,
        )

    def own_time(self, u: Floats, size: int) -> Times:
        """[n] µs of a stage that has a time of its own; 0 where nothing is said."""
        time = self.settings.time
        if time is None or _is_constant(time):
            return np.full(size, _microseconds(np.full(1, 0.0 if time is None else time.mean)))
        return _microseconds(time.quantile(u[TIME]))

    def shared_time(self, coming: Coming, u: Floats) -> Floats:
        """[n] minutes of a stage that takes its share of the case's work."""
        first = (self.settings.share or 0.0) * self.channel.remote_factor
        later = first * self.channel.return_factor
        factor = first if first == later else np.where(coming.visit > 0, later, first)
        minutes = coming.of(coming.people.work_min) * factor
        if self.settings.cv:
            from scipy.special import ndtri

            variance = np.log1p(self.settings.cv**2)
            spread = ndtri(u[TIME])
            spread *= np.sqrt(variance)
            spread -= variance / 2
            minutes *= np.exp(spread, out=spread)
        return minutes

    def choices(self, coming: Coming, u: Floats) -> Numbers:
        """[n] the action each case takes: listed ones lie at the top of (0, 1) in flow order."""
        chosen, bottoms = self.choice
        if len(chosen) == 1 and not self.forced:
            return np.full(len(coming), chosen[0])
        visit: Any = 0  # one row of chances goes for all
        if len(bottoms) > 1:
            visit = np.minimum(coming.visit, len(bottoms) - 1)
        place = np.zeros(len(coming), np.int8)  # how many lie above it
        for k in range(len(chosen) - 1):
            place += u[CHOICE] < bottoms[visit, k]
        action = chosen[place]
        for number, of_item in self.forced:
            action[of_item[coming.of(coming.people.item)]] = number
        return action

    def dropped(self, minutes: Floats, u: Floats, action: Numbers) -> tuple[Floats, Floats]:
        """Minutes with drops in them, and what remains of those lost (nan: nothing).

        `action` is changed where the connection is lost. A session's chances fall on its
        stages in proportion to their shares; a lost stage breaks off after an even fraction.
        """
        drops = self.channel.drops
        assert drops is not None
        chance = drops.lost * self.drop_part
        lost = np.flatnonzero(u < chance)
        left = np.full(len(u), np.nan)
        recovered = u >= 1 - drops.recovered * self.drop_part
        minutes = minutes + np.where(recovered, drops.recovery_min, 0)
        if len(lost):
            done = u[lost] / chance
            left[lost] = minutes[lost] * (1 - done)
            minutes[lost] *= done
            action[lost] = self.drop_action
        return minutes, left

    def deadlines(self, coming: Coming) -> tuple[Times, Numbers] | tuple[None, None]:
        """[n] how long each would wait and the action then; None where nobody loses patience."""
        if not self.waits:
            return None, None
        shortest: Times = np.full(len(coming), FOREVER)
        then: Numbers = np.full(len(coming), NONE, np.int32)
        for number, dist in self.waits:
            name, by = self.actions[number].name, self.actions[number].spec.by
            if by == "applicant":
                time = coming.patience_us(dist)
            else:
                time = patience_us(dist, self.patience_of_others(coming, name))
            np.copyto(then, np.int32(number), where=time < shortest)
            np.minimum(time, shortest, out=shortest)
        return shortest, then

    def patience_of_others(self, coming: Coming, action: str) -> Floats:
        """[n] the rank of how long it takes until others end the wait, anew at every visit."""
        rank: Floats = coming.uniforms(lambda visit: ("wait", self.draw, visit, action))[0]
        return rank

    def rooms(self, u: Floats, size: int) -> Numbers | None:
        """[n] how many ahead each accepts; None where the line has no limit."""
        room = self.settings.room
        if room is None:
            return None
        if isinstance(room, int):
            return np.full(size, room, np.int32)
        values = np.floor(room.quantile(u[ROOM]))
        return np.minimum(values, np.iinfo(np.int32).max).astype(np.int32)


def _microseconds(minutes: Floats) -> Times:
    found = minutes * MINUTE
    return np.rint(found, out=found).astype(np.int64)


def _is_constant(time: Distribution | None) -> bool:
    return time is None or time.dist == "constant"
