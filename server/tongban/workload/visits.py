"""Which visits of a source's cases are drawn: all that chance can bring about, and no others.

A case may enter a stage as often as it begins there or some visit of its own may lead there,
and each visit leads on once. So whoever has more ways into a stage than visits drawn there gets
more drawn; what these draw may open further ways; and so on until nobody has. That is sound
whatever happens in the lines, since every way out of waiting is counted. What is found does not
depend on the order in which stages are taken up, only how often they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..flow import NONE, FlowTable
from .behaviour import Block, Coming, StagePlan, joined
from .people import People

__all__ = ["StageVisits", "drawn_visits", "onward"]

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Numbers = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class StageVisits:
    """All visits to a stage: every case's first, then every case's second, and so on.

    sizes   how many are first ones, second ones …
    picked  whose they are, one array after another, but for visits that everyone makes
    blocks  their draws, one block after another
    """

    sizes: list[int]
    picked: list[Places]
    blocks: list[Block]


@dataclass(eq=False)
class _Stage:
    """A stage while its visits are drawn. N cases."""

    plan: StagePlan
    drawn: Numbers  # [N] how many visits of each case
    left: Floats | None = None  # [N] work that remained from the last of them
    turns: list[tuple[Coming, Block]] = field(default_factory=list)


def onward(flow: FlowTable, stage: int) -> int:
    """Where a case that enters a stage is handled: there, or where a final one hands it on."""
    while stage != NONE and flow.is_final[stage]:
        stage = int(flow.then[stage])
    return stage


def drawn_visits(
    flow: FlowTable,
    plans: Mapping[int, StagePlan],
    generalist: Mapping[str, Floats],
    people: People,
    entry: Numbers,
) -> dict[int, StageVisits]:
    """Stage -> the visits that may come about, for the stages that have any.

    plans       by stage, those first that lead to the others
    generalist  channel -> [H, H, I] how much longer its generalists take
    entry       [N] the stage where each case begins
    """
    draw = _Draw(flow, generalist, people)
    for stage in np.flatnonzero(np.bincount(entry)).tolist():
        draw.lead(stage, np.flatnonzero(entry == stage))
    while draw.ways:
        stage = next(s for s in plans if s in draw.ways)
        if stage not in draw.stages:
            draw.stages[stage] = _Stage(plans[stage], np.zeros(len(people), np.int32))
        draw.turn(stage)
    stages = sorted(draw.stages.items())
    return {s: _in_order(at.turns, len(people)) for s, at in stages if at.turns}


@dataclass(eq=False)
class _Draw:
    """The visits of one source's cases, turn by turn."""

    flow: FlowTable
    generalist: Mapping[str, Floats]
    people: People
    ways: dict[int, list[Places]] = field(default_factory=dict)  # into a stage, not drawn yet
    stages: dict[int, _Stage] = field(default_factory=dict)

    def lead(self, stage: int, cases: Places) -> None:
        """Some cases (ascending) have a way into a stage, or through a final one into the next."""
        stage = onward(self.flow, stage)
        if stage != NONE and len(cases):
            self.ways.setdefault(stage, []).append(cases)

    def turn(self, stage: int) -> None:
        """Draw the visits to a stage that are known to come, and see where they may lead."""
        at, cases = self.stages[stage], self.coming(stage)
        visit = at.drawn[cases] + _rank(cases)
        at.drawn[cases] = visit + 1  # of the same case's visits the last one stays
        limit = self.flow.visits[stage]
        if visit.max() >= limit:
            within = visit < limit
            self.lead(int(self.flow.exhausted[stage]), cases[~within])
            cases, visit = cases[within], visit[within]
            if not len(cases):
                return
        everyone = len(cases) == len(self.people) and (visit == visit[0]).all()
        self.draw(at, Coming(self.people, None if everyone else cases, visit), cases)

    def coming(self, stage: int) -> Places:
        """Whose visits to a stage are drawn next, ascending."""
        ways = self.ways.pop(stage)
        cases = ways[0] if len(ways) == 1 else np.sort(np.concatenate(ways))
        if not self.stages[stage].plan.drop_part:
            return cases
        # Where work may remain for the visit after it, a case's visits are drawn one by one.
        again = np.zeros(len(cases), np.bool_)
        again[1:] = cases[1:] == cases[:-1]
        self.lead(stage, cases[again])
        return cases[~again]

    def draw(self, at: _Stage, coming: Coming, cases: Places) -> None:
        """Some visits, and where they may lead their cases."""
        plan = at.plan
        left = None if at.left is None else at.left[cases]
        block = plan.block(coming, self.longer(plan, coming), left)
        if block.left is not None:
            if at.left is None:
                at.left = np.full(len(self.people), np.nan)
            at.left[cases] = block.left
        at.turns.append((coming, block))
        self.follow(plan.service_actions, block.action, cases)
        if block.deadline_action is not None:
            self.follow(plan.wait_actions, block.deadline_action, cases)
        for target in plan.deadline_targets:
            self.lead(target, cases)

    def follow(self, taken: Sequence[int], action: Numbers, cases: Places) -> None:
        """Whoever takes one of some actions is led on by it."""
        for number in taken:
            stage = onward(self.flow, int(self.flow.action_to[number]))
            if stage != NONE:
                self.lead(stage, cases if len(taken) == 1 else cases[action == number])

    def longer(self, plan: StagePlan, coming: Coming) -> Floats | None:
        """[n] how much longer the generalists of a stage's channel take."""
        factor = self.generalist.get(plan.channel_name)
        if factor is None:
            return None
        people = self.people
        return np.asarray(factor[tuple(map(coming.of, (people.hall, people.home, people.item)))])


def _rank(cases: Places) -> Numbers:
    """[n] of each number how many of the same stand before it; equal ones stand together."""
    same = cases[1:] == cases[:-1]
    if not same.any():
        return np.zeros(len(cases), np.int32)
    place = np.arange(len(cases), dtype=np.int32)
    first = np.zeros_like(place)
    first[1:] = np.where(same, 0, place[1:])
    return place - np.maximum.accumulate(first)


def _in_order(turns: list[tuple[Coming, Block]], everyone: int) -> StageVisits:
    """The visits of some turns, by visit, then case; everyone: how many cases there are."""
    visit = np.concatenate([coming.visit for coming, _ in turns])
    sizes = np.bincount(visit)
    blocks = [block for _, block in turns]
    lasts = [coming.last for coming, _ in turns]
    if len(set(lasts)) == len(turns) == len(sizes) and all(c.is_one_visit for c, _ in turns):
        # By turns, then: the first visit of a case is drawn before its second.
        picked = [coming.cases for coming, _ in turns if coming.cases is not None]
        return StageVisits(sizes.tolist(), picked, blocks)
    cases = np.concatenate([coming.numbers for coming, _ in turns])
    order = np.argsort(visit * np.int64(everyone) + cases)
    some = (sizes < everyone)[visit[order]]
    return StageVisits(sizes.tolist(), [cases[order][some]], [joined(blocks, order)])
