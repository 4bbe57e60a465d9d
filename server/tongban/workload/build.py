"""One replication's workload, demand by demand.

The cases of one demand are drawn together. They come in streams, one for each hall and layer
of load, whose names address all their draws. Which visits are drawn, ``visits`` says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..flow import NONE
from ..records import Cases
from ..scenario import MINUTE, Demand, Lowered
from .arrivals import (
    Intensity,
    Rate,
    arrival_times,
    day_factors,
    intensity_of,
    layers,
    unit_process,
)
from .behaviour import Block, StagePlan
from .model import Workload
from .people import People, Ways, home_weights, people_of, ways_of
from .streams import Streams
from .visits import StageVisits, drawn_visits, onward

__all__ = ["Policy", "Source", "Stream", "WorkloadMaker"]

T = TypeVar("T", bound=np.generic)
Floats = NDArray[np.float64]
Places = NDArray[np.int64]


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
class Stream:
    """The needs of one demand at one hall, in one layer of load."""

    name: str
    hall: str
    intensity: Intensity | None  # None: needs at exact times
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Source:
    """One demand: where its cases come from, the channels they take, and what they may do."""

    name: str
    demand: Demand
    group: str
    channels: Mapping[str, float]
    load: float
    streams: tuple[Stream, ...]
    plans: Mapping[int, StagePlan]  # by stage: those its cases can reach
    generalist: Mapping[str, Floats]  # channel -> [H, H, I] how much longer its generalists take

    @property
    def key(self) -> tuple[object, ...]:
        """What its draws depend on besides seed, replication and scenario."""
        return self.name, self.load, tuple(self.channels.items())

    @property
    def needs_key(self) -> tuple[object, ...]:
        """What its needs depend on besides these."""
        return self.name, self.load


@dataclass(frozen=True, eq=False)
class Needs:
    """The needs of one source, in the order of its streams, and whose they are. N cases."""

    time: NDArray[np.int64]
    people: People


@dataclass(frozen=True, eq=False)
class Drawn:
    """The part of a workload one source gives, and nothing it was drawn from. N cases."""

    need: NDArray[np.int64]
    hall: NDArray[np.int32]
    home: NDArray[np.int32]
    item: NDArray[np.int32]
    channel: NDArray[np.int32]
    mask: NDArray[np.int64]
    entry: NDArray[np.int32]
    visits: Mapping[int, StageVisits]  # by stage


class WorkloadMaker:
    """Draws the workloads of one policy; what is the same for every replication is kept.

    compiled  draw uniforms by the compiled function: the same numbers, sooner
    """

    def __init__(
        self, lowered: Lowered, policy: Policy, seed: int, *, compiled: bool = False
    ) -> None:
        self.lowered, self.policy, self.seed, self.compiled = lowered, policy, seed, compiled
        self.sources = tuple(self._sources())

    def draw(
        self, replication: int, shared: dict[tuple[object, ...], Any] | None = None
    ) -> Workload:
        """The workload of a replication, numbered from 0.

        shared  what was drawn for this replication before, and will be: other policies of the
                same scenario and seed need not draw again what is the same for them
        """
        streams = Streams(self.seed, replication, compiled=self.compiled)
        parts = [self._part(source, streams, shared) for source in self.sources]
        return _joined(self.lowered, self.sources, parts)

    def expected_cases(self) -> float:
        """About how many cases a replication has."""
        found = 0.0
        for source in self.sources:
            for stream in source.streams:
                if stream.intensity is None:
                    found += len(source.demand.at_min or ())
                else:
                    width = min(stream.high, source.load) - stream.low
                    found += float(stream.intensity.expected.sum()) * width
        return found

    def _sources(self) -> Iterator[Source]:
        for name, demand in self.lowered.scenario.demand.items():
            group = demand.group or name
            channels = {demand.channel: 1.0} if demand.channel else self.policy.channels
            load = demand.load * (1.0 if demand.channel else self.policy.load)
            streams = tuple(self._streams(name, demand, load))
            yield Source(
                name=name,
                demand=demand,
                group=group,
                channels=channels,
                load=load,
                streams=streams,
                plans=self._reached(demand, group, channels),
                generalist=self._generalist_factors(demand, channels, load, streams),
            )

    def _streams(self, name: str, demand: Demand, load: float) -> Iterator[Stream]:
        scenario, known = self.lowered.scenario, dict[object, Intensity]()
        for hall in demand.halls or tuple(scenario.halls):
            homes = home_weights(scenario, demand, hall)
            if not homes:
                continue
            if demand.at_min is not None:
                yield Stream(f"{name}@{hall}/0", hall, None, 0.0, 1.0)
                continue
            per_day = sum(homes.values()) if demand.pairs is not None else demand.per_day
            alike = per_day, scenario.halls[hall].open
            if alike not in known:
                known[alike] = intensity_of(demand, hall, per_day, self.lowered)
            intensity = known[alike]
            for number, low, high in layers(load):
                yield Stream(f"{name}@{hall}/{number}", hall, intensity, low, high)

    def _part(
        self, source: Source, streams: Streams, known: dict[tuple[object, ...], Any] | None
    ) -> Drawn:
        """What a source gives; what is not to be shared is let go as soon as may be."""
        if known is None:
            return self._drawn(source, _needs(self.lowered, source, streams))
        if source.needs_key not in known:
            known[source.needs_key] = _needs(self.lowered, source, streams)
        if source.key not in known:
            known[source.key] = self._drawn(source, known[source.needs_key])
        found: Drawn = known[source.key]
        return found

    def _drawn(self, source: Source, needs: Needs) -> Drawn:
        people = needs.people
        ways = ways_of(source.demand, source.channels, self.lowered, people)
        entry = self._entries(source, people, ways)
        flow = self.lowered.tables.flow
        return Drawn(
            need=needs.time,
            hall=people.hall,
            home=people.home,
            item=people.item,
            channel=ways.channel,
            mask=ways.mask,
            entry=entry,
            visits=drawn_visits(flow, source.plans, source.generalist, people, entry),
        )

    def _entries(self, source: Source, people: People, ways: Ways) -> NDArray[np.int32]:
        """[N] the stage each case begins in."""
        channels, items = self.lowered.channels, self.lowered.items
        starts = np.full((2, len(channels), len(items)), NONE, np.int32)
        for channel in source.channels:
            for i in map(items.index, source.demand.items):
                starts[:, channels.index(channel), i] = self._entry(source.demand, channel, i)
        known = np.unique(starts[0][starts[0] != NONE])
        if len(known) == 1 and ways.willing is None:
            return np.full(len(people), known[0])
        seeking, unwilling = (start[ways.channel, people.item] for start in starts)
        return seeking if ways.willing is None else np.where(ways.willing, seeking, unwilling)

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

    def _reached(
        self, demand: Demand, group: str, channels: Mapping[str, float]
    ) -> dict[int, StagePlan]:
        """The stages cases of a demand can get into, by actions that have a chance at all.

        Loops apart, a stage stands before those it leads to.
        """
        flow = self.lowered.tables.flow
        items = [self.lowered.items.index(name) for name in demand.items]
        entries = [self._entry(demand, channel, i) for channel in channels for i in items]
        found: dict[int, StagePlan] = {}
        left: list[int] = []  # as a walk in depth leaves them: last those that lead on

        def walk(stage: int) -> None:
            stage = onward(flow, stage)
            if stage == NONE or stage in found:
                return
            found[stage] = StagePlan(self.lowered, stage, group)
            for target in (int(flow.exhausted[stage]), *found[stage].targets):
                walk(target)
            left.append(stage)

        for pair in entries:
            for stage in pair:
                walk(stage)
        return {stage: found[stage] for stage in reversed(left)}

    def _generalist_factors(
        self,
        demand: Demand,
        channels: Mapping[str, float],
        load: float,
        streams: tuple[Stream, ...],
    ) -> dict[str, Floats]:
        """Channel -> [H, H, I] how much longer its generalists take, by hall, home and item.

        Cases seen of one region's item: the expected ones of a tenure, shared by the hall's
        generalists; a constant of the scenario, not what chance brought.
        """
        scenario, days = self.lowered.scenario, len(self.lowered.days)
        halls, items = list(scenario.halls), list(scenario.items)
        result = {}
        for name in channels:
            generalist = scenario.channels[name].generalist
            if generalist is None:
                continue
            factor = np.ones((len(halls), len(halls), len(items)))
            for stream in {s.hall: s for s in streams}.values():
                per_day = len(demand.at_min or ()) / days
                if stream.intensity is not None:
                    per_day = float(stream.intensity.expected.sum()) / days * load
                homes = home_weights(scenario, demand, stream.hall)
                for home, w in homes.items():
                    for item, v in demand.items.items():
                        share = w / sum(homes.values()) * v / sum(demand.items.values())
                        seen = per_day * share * generalist.tenure_days
                        place = halls.index(stream.hall), halls.index(home), items.index(item)
                        factor[place] = generalist.factor(seen)
            result[name] = factor
        return result


def _needs(lowered: Lowered, source: Source, streams: Streams) -> Needs:
    """The needs of a source at its load."""
    factors = day_factors(source.demand.day_cv, len(lowered.days), streams, source.name)
    times = _times(source, factors, streams)
    time = _chain(times, np.int64)
    crowd = streams.crowd([s.name for s in source.streams], [len(part) for part in times])
    if partly := [q for q, stream in enumerate(source.streams) if source.load < stream.high]:
        low, high = (np.array([getattr(s, x) for s in source.streams]) for x in ("low", "high"))
        away = np.isin(crowd.stream, partly)
        at = np.flatnonzero(away)
        some = crowd.picked(at)
        mark = low[some.stream] + (high - low)[some.stream] * some.uniforms("load")[0]
        away[at] = mark >= source.load
        kept = np.flatnonzero(~away)
        time, crowd = time[kept], crowd.picked(kept)
    counts = np.bincount(crowd.stream, minlength=len(source.streams)).tolist()
    halls = [stream.hall for stream in source.streams]
    return Needs(
        time, people_of(source.demand, list(zip(halls, counts, strict=True)), lowered, crowd)
    )


def _times(source: Source, factors: Floats, streams: Streams) -> list[NDArray[np.int64]]:
    """When the needs of each stream arise, all of its layer's."""
    rates: dict[tuple[Intensity, float], Rate] = {}
    clocks: dict[Rate, dict[int, Floats]] = {}  # the streams of a rate are timed together
    found = [np.zeros(0, np.int64) for _ in source.streams]
    for q, stream in enumerate(source.streams):
        if stream.intensity is None:
            minutes = np.array(source.demand.at_min, np.float64)
            found[q] = np.sort(np.rint(minutes * MINUTE).astype(np.int64))
            continue
        layer = stream.intensity, stream.high - stream.low
        if layer not in rates:
            rates[layer] = Rate.of(stream.intensity, factors, layer[1])
        clock = unit_process(rates[layer], streams.generator(stream.name, "arrival"))
        clocks.setdefault(rates[layer], {})[q] = clock
    for rate, by_stream in clocks.items():
        times = arrival_times(rate, np.concatenate(list(by_stream.values())))
        ends = np.cumsum([len(clock) for clock in by_stream.values()])[:-1]
        for q, part in zip(by_stream, np.split(times, ends), strict=True):
            found[q] = part
    return found


def _joined(lowered: Lowered, sources: tuple[Source, ...], parts: list[Drawn]) -> Workload:
    """The sources' parts behind one another."""
    sizes = [len(part.entry) for part in parts]
    visits = max([1, *(len(drawn.sizes) for part in parts for drawn in part.visits.values())])
    shape = len(parts), len(lowered.tables.flow.stages), visits
    at = {name: np.full(shape, NONE, np.int64) for name in ("service", "wait", "room", "picked")}
    used = dict.fromkeys(at, 0)
    picked_size = np.zeros(shape, np.int64)
    picked: list[Places] = []
    blocks: list[Block] = []

    def put(name: str, place: tuple[int, int], size: Places) -> None:
        """Blocks of some sizes behind those that are there; none where the size is 0."""
        behind = used[name] + np.cumsum(size)
        at[name][place][: len(size)] = np.where(size > 0, behind - size, NONE)
        used[name] = int(behind[-1])

    for q, part in enumerate(parts):
        for stage, drawn in part.visits.items():
            size, place = np.array(drawn.sizes), (q, stage)
            some = np.where(size < sizes[q], size, 0)
            put("service", place, size)
            put("picked", place, some)
            picked_size[place][: len(size)] = some
            if drawn.blocks[0].deadline is not None:
                put("wait", place, size)
            if drawn.blocks[0].room is not None:
                put("room", place, size)
            picked += drawn.picked
            blocks += drawn.blocks

    def column(name: str, dtype: type[T]) -> NDArray[T]:
        found = (getattr(block, name) for block in blocks)
        return _chain([values for values in found if values is not None], dtype)

    return Workload(
        cases=_cases(lowered, sources, parts),
        entry=_chain([part.entry for part in parts], np.int32),
        source=np.repeat(np.arange(len(parts), dtype=np.int32), sizes),
        source_first=np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64),
        service_at=at["service"],
        duration=column("duration", np.int64),
        action=column("action", np.int32),
        wait_at=at["wait"],
        deadline=column("deadline", np.int64),
        deadline_action=column("deadline_action", np.int32),
        room_at=at["room"],
        room=column("room", np.int32),
        picked_at=at["picked"],
        picked_size=picked_size,
        picked=_chain(picked, np.int32),
        end=lowered.end,
        drain_from=lowered.drain_from,
    )


def _cases(lowered: Lowered, sources: tuple[Source, ...], parts: list[Drawn]) -> Cases:
    groups = np.array([lowered.groups.index(source.group) for source in sources], np.int32)
    need = _chain([part.need for part in parts], np.int64)
    return Cases(
        need=need,
        hall=_chain([part.hall for part in parts], np.int32),
        home=_chain([part.home for part in parts], np.int32),
        item=_chain([part.item for part in parts], np.int32),
        group=np.repeat(groups, [len(part.entry) for part in parts]),
        channel=_chain([part.channel for part in parts], np.int32),
        mask=_chain([part.mask for part in parts], np.int64),
        measured=(need >= lowered.measured_from) & (need < lowered.measured_until),
    )


def _chain(parts: list[NDArray[Any]], dtype: type[T]) -> NDArray[T]:
    """The parts behind one another; a part by itself is not copied."""
    whole = parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0, dtype), *parts])
    return whole.astype(dtype, copy=False)
