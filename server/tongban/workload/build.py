"""One replication's workload, source by source.

A source is one demand at one hall in one layer of load; its name addresses all its streams.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..flow import NONE
from ..records import Cases
from ..scenario import MINUTE, Demand, Lowered
from .arrivals import Intensity, arrival_times, day_factors, intensity_of, layers
from .behaviour import Behaviour, probabilities
from .model import Workload
from .people import People, home_weights, people_of
from .streams import Streams

__all__ = ["Policy", "WorkloadMaker"]

T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Policy:
    """What is compared: the channels people are sent through, and the load.

    channels  weights; one channel, or the shares of a mix
    load      factor on the demand that takes them
    """

    name: str
    channels: Mapping[str, float]
    load: float = 1.0


@dataclass(frozen=True, eq=False)
class Source:
    """One demand at one hall in one layer of load."""

    name: str
    demand_name: str
    demand: Demand
    hall: str
    group: str
    channels: Mapping[str, float]
    intensity: Intensity | None  # None: needs at exact times
    low: float
    high: float
    load: float
    stages: tuple[int, ...]  # those its cases can reach


@dataclass(frozen=True, eq=False)
class Drawn:
    """The part of a workload one source gives; blocks by (stage, visit)."""

    source: Source
    need: NDArray[np.int64]
    people: People
    entry: NDArray[np.int32]
    keep: NDArray[np.bool_]
    service: dict[tuple[int, int], tuple[NDArray[np.int64], NDArray[np.int32]]]
    wait: dict[tuple[int, int], tuple[NDArray[np.int64], NDArray[np.int32]]]
    room: dict[tuple[int, int], NDArray[np.int32]]


class WorkloadMaker:
    """Draws the workloads of one policy; what is the same for every replication is kept."""

    def __init__(self, lowered: Lowered, policy: Policy, seed: int) -> None:
        self.lowered, self.policy, self.seed = lowered, policy, seed
        self.sources = tuple(self._sources())

    def draw(self, replication: int) -> Workload:
        """The workload of a replication, numbered from 0."""
        streams = Streams(self.seed, replication)
        return self._joined([self._drawn(source, streams) for source in self.sources])

    def _sources(self) -> Iterator[Source]:
        scenario = self.lowered.scenario
        for name, demand in scenario.demand.items():
            group = demand.group or name
            channels = {demand.channel: 1.0} if demand.channel else self.policy.channels
            load = demand.load * (1.0 if demand.channel else self.policy.load)
            for hall in demand.halls or tuple(scenario.halls):
                homes = home_weights(scenario, demand, hall)
                if not homes:
                    continue
                per_day = sum(homes.values()) if demand.pairs is not None else demand.per_day
                stages = tuple(sorted(self._reached(demand, group, channels)))
                intensity = None
                octaves = [(0, 0.0, 1.0)]
                if demand.at_min is None:
                    intensity = intensity_of(demand, hall, per_day, self.lowered)
                    octaves = list(layers(load))
                for number, low, high in octaves:
                    yield Source(
                        f"{name}@{hall}/{number}",
                        name,
                        demand,
                        hall,
                        group,
                        channels,
                        intensity,
                        low,
                        high,
                        load,
                        stages,
                    )

    def _drawn(self, source: Source, streams: Streams) -> Drawn:
        lowered, demand = self.lowered, source.demand
        need, keep = self._needs(source, streams)
        people = people_of(
            demand, source.hall, source.channels, lowered, streams, source.name, len(need)
        )
        behaviour = Behaviour(
            lowered,
            streams,
            source.name,
            source.group,
            people,
            self._generalist_factors(source, people),
        )
        visits = lowered.tables.flow.visits
        service, wait, room = {}, {}, {}
        for stage in source.stages:
            if lowered.tables.flow.is_final[stage]:
                continue
            for v, block in enumerate(behaviour.services(stage, int(visits[stage]))):
                service[stage, v] = block.duration[keep], block.action[keep]
                if (deadline := behaviour.deadlines(stage, v)) is not None:
                    wait[stage, v] = deadline[0][keep], deadline[1][keep]
                if (rooms := behaviour.rooms(stage, v)) is not None:
                    room[stage, v] = rooms[keep]
        entry = self._entries(source, people)[keep]
        return Drawn(source, need[keep], people, entry, keep, service, wait, room)

    def _needs(
        self, source: Source, streams: Streams
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Times of a layer's needs, and which of them are there at the source's load."""
        if source.intensity is None:
            minutes = np.array(source.demand.at_min, np.float64)
            need = np.sort(np.rint(minutes * MINUTE).astype(np.int64))
            return need, np.ones(len(need), bool)
        demand = source.demand
        factors = day_factors(demand.day_cv, len(self.lowered.days), streams, source.demand_name)
        width = source.high - source.low
        need = arrival_times(source.intensity, factors, width, streams, source.name)
        mark = source.low + width * streams.uniforms(len(need), source.name, "load")[0]
        return need, mark < source.load

    def _entries(self, source: Source, people: People) -> NDArray[np.int32]:
        """[N] the stage each case begins in."""
        entry = np.empty(len(people), np.int32)
        for c, channel in enumerate(self.lowered.channels):
            for i in range(len(self.lowered.items)):
                here = (people.channel == c) & (people.item == i)
                if here.any():
                    entry[here], unwilling = self._entry(source.demand, channel, i)
                    entry[here & ~people.willing] = unwilling
        return entry

    def _entry(self, demand: Demand, channel: str, item: int) -> tuple[int, int]:
        """Where a case of an item begins in a channel, and where one who does not seek it."""
        scenario = self.lowered.scenario
        start = self.lowered.tables.flow.start[scenario.channels[channel].flow or channel]
        spec = scenario.items[self.lowered.items[item]]
        unwilling = start.get("unwilling", NONE)
        if channel in spec.not_through:
            return start["ineligible"], unwilling
        named = demand.start or ("enquiry" if spec.kind == "enquiry" else "")
        return start.get(named, start[""]), unwilling

    def _reached(self, demand: Demand, group: str, channels: Mapping[str, float]) -> set[int]:
        """The stages cases of a demand can get into, by actions that have a chance at all."""
        flow = self.lowered.tables.flow
        items = [self.lowered.items.index(name) for name in demand.items]
        entries = [self._entry(demand, channel, i) for channel in channels for i in items]
        todo = [stage for pair in entries for stage in pair if stage != NONE]
        found: set[int] = set()
        while todo:
            stage = todo.pop()
            if stage not in found:
                found.add(stage)
                todo += [s for s in self._following(stage, group) if s != NONE]
        return {int(stage) for stage in found if stage < len(flow.stages)}

    def _following(self, stage: int, group: str) -> Iterator[int]:
        flow, tables = self.lowered.tables.flow, self.lowered.tables
        if flow.is_final[stage]:
            yield int(flow.then[stage])
            return
        yield int(flow.exhausted[stage])
        settings = self.lowered.settings(stage, group)
        drops = self.lowered.scenario.channels[self.lowered.channel_of_stage[stage]].drops
        longest = max([len(p) for p in settings.choose.values() if isinstance(p, tuple)] or [1])
        chances = [probabilities(settings, v) for v in range(longest)]
        usual = True
        for number in range(int(flow.action_first[stage]), int(flow.action_first[stage + 1])):
            act = flow.actions[number]
            is_usual = usual and act.spec.ends_handling
            usual = usual and not is_usual
            if (
                is_usual
                or any(chance.get(act.name, 0) > 0 for chance in chances)
                or act.name in settings.wait
                or act.spec.only is not None
                or (drops is not None and drops.lost > 0 and act.name == drops.action)
                or number in (tables.closing[stage], flow.balk[stage])
            ):
                yield act.to

    def _generalist_factors(self, source: Source, people: People) -> dict[str, NDArray[np.float64]]:
        """Channel -> [N] how much longer its generalists take, by hall, home and item.

        Cases seen of one region's item: the expected ones of a tenure, shared by the hall's
        generalists; a constant of the scenario, not what chance brought.
        """
        scenario = self.lowered.scenario
        result = {}
        for name in source.channels:
            generalist = scenario.channels[name].generalist
            if generalist is None:
                continue
            homes = home_weights(scenario, source.demand, source.hall)
            per_day = self._expected_per_day(source)
            halls, items = list(scenario.halls), list(scenario.items)
            factor = np.ones((len(halls), len(items)))
            for home, w in homes.items():
                for item, v in source.demand.items.items():
                    share = w / sum(homes.values()) * v / sum(source.demand.items.values())
                    seen = per_day * share * generalist.tenure_days
                    factor[halls.index(home), items.index(item)] = generalist.factor(seen)
            result[name] = factor[people.home, people.item]
        return result

    def _expected_per_day(self, source: Source) -> float:
        """Expected needs of a demand at a hall on a working day, at the policy's load."""
        if source.intensity is None:
            return len(source.demand.at_min or ()) / len(self.lowered.days)
        days = len(self.lowered.days)
        return float(source.intensity.expected.sum()) / days * source.load

    def _joined(self, parts: list[Drawn]) -> Workload:
        lowered, flow = self.lowered, self.lowered.tables.flow
        sizes = [len(part.need) for part in parts]
        first = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
        visits = max((v + 1 for part in parts for _, v in part.service), default=1)
        shape = len(parts), len(flow.stages), visits
        service_at, durations, actions = _blocks(shape, [part.service for part in parts])
        wait_at, deadlines, deadline_actions = _blocks(shape, [part.wait for part in parts])
        rooms_as_pairs = [
            {key: (values.astype(np.int64), values) for key, values in part.room.items()}
            for part in parts
        ]
        room_at, _, rooms = _blocks(shape, rooms_as_pairs)
        return Workload(
            cases=self._cases(parts),
            entry=_chain([part.entry for part in parts], np.int32),
            source=np.repeat(np.arange(len(parts), dtype=np.int32), sizes),
            source_first=first,
            service_at=service_at,
            duration=durations,
            action=actions,
            wait_at=wait_at,
            deadline=deadlines,
            deadline_action=deadline_actions,
            room_at=room_at,
            room=rooms,
            picked_at=np.full(shape, NONE, np.int64),
            picked_size=np.zeros(shape, np.int64),
            picked=np.zeros(0, np.int32),
            end=lowered.end,
            drain_from=lowered.drain_from,
        )

    def _cases(self, parts: list[Drawn]) -> Cases:
        halls = {name: i for i, name in enumerate(self.lowered.scenario.halls)}
        groups = {name: i for i, name in enumerate(self.lowered.groups)}

        def whole(values: list[int]) -> NDArray[np.int32]:
            sizes = [len(part.need) for part in parts]
            return np.repeat(np.array(values, np.int32), sizes)

        need = _chain([part.need for part in parts], np.int64)
        lowered = self.lowered
        return Cases(
            need=need,
            hall=whole([halls[part.source.hall] for part in parts]),
            home=_chain([part.people.home[part.keep] for part in parts], np.int32),
            item=_chain([part.people.item[part.keep] for part in parts], np.int32),
            group=whole([groups[part.source.group] for part in parts]),
            channel=_chain([part.people.channel[part.keep] for part in parts], np.int32),
            mask=_chain([part.people.mask[part.keep] for part in parts], np.int64),
            measured=(need >= lowered.measured_from) & (need < lowered.measured_until),
        )


def _chain(parts: list[NDArray[T]], dtype: type[T]) -> NDArray[T]:
    return np.concatenate([np.zeros(0, dtype), *parts])


def _blocks(
    shape: tuple[int, int, int],
    parts: list[dict[tuple[int, int], tuple[NDArray[np.int64], NDArray[np.int32]]]],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """All blocks behind one another, and where each begins."""
    at = np.full(shape, NONE, np.int64)
    times: list[NDArray[np.int64]] = []
    numbers: list[NDArray[np.int32]] = []
    size = 0
    for q, blocks in enumerate(parts):
        for (stage, visit), (time, number) in blocks.items():
            at[q, stage, visit] = size
            times.append(time)
            numbers.append(number)
            size += len(time)
    joined = np.concatenate([np.zeros(0, np.int64), *times])
    return at, joined, np.concatenate([np.zeros(0, np.int32), *numbers])
