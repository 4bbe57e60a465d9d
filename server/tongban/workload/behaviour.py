"""What happens in the stages: service times, choices, patience and room, block by block.

A block is one stage at one visit, over the cases of one source. Every block has its own
stream, addressed by the stage's draw name and the visit, so two flows that share a draw name
share the draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..flow import NONE, ActionRow
from ..scenario import FOREVER, MINUTE, Channel, Lowered, StageSettings
from .people import People
from .streams import Streams

__all__ = ["Behaviour", "Service", "probabilities"]

Floats = NDArray[np.float64]
Times = NDArray[np.int64]
Numbers = NDArray[np.int32]

SERVICE_COLUMNS = 4
TIME, CHOICE, DROP, ROOM = range(SERVICE_COLUMNS)


@dataclass(frozen=True, eq=False)
class Service:
    """One block: how long each of N cases is served, and the action after it."""

    duration: Times
    action: Numbers


def probabilities(settings: StageSettings, visit: int) -> dict[str, float]:
    """The probability of each action but the usual one at a visit (from 0)."""
    return {
        name: p[min(visit, len(p) - 1)] if isinstance(p, tuple) else p
        for name, p in settings.choose.items()
    }


@dataclass(frozen=True, eq=False)
class Behaviour:
    """How the people of one source behave and are served. One group, one hall."""

    lowered: Lowered
    streams: Streams
    source: str
    group: str
    people: People
    generalist_factor: dict[str, Floats]  # channel -> [N], where it has generalists

    def actions(self, stage: int) -> tuple[ActionRow, ...]:
        """The actions of a stage in the flow's order."""
        flow = self.lowered.tables.flow
        return flow.actions[flow.action_first[stage] : flow.action_first[stage + 1]]

    def services(self, stage: int, visits: int) -> list[Service]:
        """The blocks of a stage, visit by visit: what a dropped one left over is done next."""
        blocks: list[Service] = []
        left = np.full(len(self.people), np.nan)  # work that remained, in min; nan: none did
        for visit in range(visits):
            uniforms = self.uniforms(stage, visit)
            action = self.choices(stage, visit, uniforms[CHOICE])
            settings, channel = self.settings(stage), self.channel(stage)
            if settings.share is None:
                minutes = self.own_time(settings, uniforms[TIME])
            else:
                minutes = self.shared_time(stage, visit, settings, uniforms[TIME])
                minutes = np.where(np.isnan(left), minutes, left)
                if channel.drops is not None and settings.share:
                    minutes, left = self.dropped(stage, minutes, uniforms[DROP], action)
            blocks.append(Service(np.rint(minutes * MINUTE).astype(np.int64), action))
        return blocks

    def uniforms(self, stage: int, visit: int) -> Floats:
        """[4, N] the draws of a block: time, choice, drop, room."""
        draw = self.lowered.tables.flow.stages[stage].draw
        address = (self.source, "stage", draw, visit)
        return self.streams.uniforms(len(self.people), *address, columns=SERVICE_COLUMNS)

    def settings(self, stage: int) -> StageSettings:
        """What chance does there for this source's group."""
        return self.lowered.settings(stage, self.group)

    def channel(self, stage: int) -> Channel:
        """The channel whose flow a stage belongs to."""
        return self.lowered.scenario.channels[self.lowered.channel_of_stage[stage]]

    def own_time(self, settings: StageSettings, u: Floats) -> Floats:
        """[N] minutes of a stage that has a time of its own; 0 where nothing is said."""
        return np.zeros(len(u)) if settings.time is None else settings.time.quantile(u)

    def shared_time(self, stage: int, visit: int, settings: StageSettings, u: Floats) -> Floats:
        """[N] minutes of a stage that takes its share of the case's work."""
        channel = self.channel(stage)
        factor = (settings.share or 0.0) * channel.remote_factor
        factor *= channel.return_factor if visit else 1.0
        minutes = self.people.work_min * factor
        if settings.cv:
            from scipy.special import ndtri

            variance = np.log1p(settings.cv**2)
            minutes = minutes * np.exp(np.sqrt(variance) * ndtri(u) - variance / 2)
        flow = self.lowered.tables.flow
        name = self.lowered.channel_of_stage[stage]
        if name in self.generalist_factor and flow.place[stage] == 0:
            minutes = minutes * self.generalist_factor[name]
        return minutes

    def choices(self, stage: int, visit: int, u: Floats) -> Numbers:
        """[N] the action each case takes: listed ones lie at the top of (0, 1) in flow order."""
        chances = probabilities(self.settings(stage), visit)
        first = int(self.lowered.tables.flow.action_first[stage])
        acts = self.actions(stage)
        usual = next(i for i, act in enumerate(acts) if act.spec.ends_handling)
        action = np.full(len(u), first + usual, np.int32)
        top = 1.0
        for i, act in enumerate(acts):
            if chance := chances.get(act.name, 0.0):
                bottom = max(top - chance, 0.0)
                action[(u >= bottom) & (u < top)] = first + i
                top = bottom
        for i, act in enumerate(acts):
            if act.spec.only is not None and act.spec.ends_handling:
                items = self.lowered.scenario.items.values()
                forced = np.array([item.kind == act.spec.only for item in items])
                action[forced[self.people.item]] = first + i
        return action

    def dropped(
        self, stage: int, minutes: Floats, u: Floats, action: Numbers
    ) -> tuple[Floats, Floats]:
        """Minutes with drops in them, and what remains of those lost (nan: nothing).

        `action` is changed where the connection is lost. A session's chances fall on its
        stages in proportion to their shares; a lost stage breaks off after an even fraction.
        """
        drops = self.channel(stage).drops
        assert drops is not None
        part = (self.settings(stage).share or 0.0) / self.session_share(stage)
        lost = u < drops.lost * part
        recovered = u >= 1 - drops.recovered * part
        done = np.where(lost, u / (drops.lost * part if drops.lost else 1.0), 1.0)
        first = int(self.lowered.tables.flow.action_first[stage])
        names = [act.name for act in self.actions(stage)]
        if drops.lost:
            action[lost] = first + names.index(drops.action)
        left = np.where(lost, minutes * (1 - done), np.nan)
        return minutes * done + np.where(recovered, drops.recovery_min, 0.0), left

    def session_share(self, stage: int) -> float:
        """The shares of a channel's stages added up, for this group."""
        of, name = self.lowered.channel_of_stage, self.lowered.channel_of_stage[stage]
        return sum(self.settings(s).share or 0.0 for s in range(len(of)) if of[s] == name)

    def deadlines(self, stage: int, visit: int) -> tuple[Times, Numbers] | None:
        """[N] how long each would wait and the action then; None where nobody loses patience."""
        waits = self.settings(stage).wait
        if not waits:
            return None
        draw = self.lowered.tables.flow.stages[stage].draw
        size = len(self.people)
        shortest = np.full(size, FOREVER)
        then = np.full(size, NONE, np.int32)
        first = int(self.lowered.tables.flow.action_first[stage])
        for i, act in enumerate(self.actions(stage)):
            if (dist := waits.get(act.name)) is None:
                continue
            if act.spec.by == "applicant":
                u = self.people.patience
            else:
                u = self.streams.uniforms(size, self.source, "wait", draw, visit, act.name)[0]
            time = np.maximum(np.rint(dist.quantile(u) * MINUTE), 1).astype(np.int64)
            then[time < shortest] = first + i
            shortest = np.minimum(time, shortest)
        return shortest, then

    def rooms(self, stage: int, visit: int) -> Numbers | None:
        """[N] how many ahead each accepts; None where the line has no limit."""
        room = self.settings(stage).room
        if room is None:
            return None
        if isinstance(room, int):
            return np.full(len(self.people), room, np.int32)
        values = np.floor(room.quantile(self.uniforms(stage, visit)[ROOM]))
        return np.minimum(values, np.iinfo(np.int32).max).astype(np.int32)
