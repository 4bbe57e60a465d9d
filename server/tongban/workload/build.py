"""One replication's workload, demand by demand.

The cases of one demand are drawn together. They come in streams, one for each hall and layer
of load, whose names address all their draws. Draws are made only for the cases that chance can
bring to a visit of a stage: see ``_Draw``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..flow import NONE, FlowTable
from ..records import Cases
from ..scenario import MINUTE, Demand, Lowered
from .arrivals import Intensity, Rate, arrival_times, day_factors, intensity_of, layers
from .behaviour import Block, StagePlan
from .model import Workload
from .people import People, home_weights, people_of
from .streams import Crowd, Streams

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
    """The needs of one source, in the order of its streams. N cases."""

    time: NDArray[np.int64]
    crowd: Crowd
    hall: NDArray[np.int32]
    standing: tuple[tuple[str, int], ...]  # (hall, how many cases), in order


@dataclass(frozen=True, eq=False)
class Drawn:
    """The part of a workload one source gives, with its blocks by (stage, visit)."""

    needs: Needs
    people: People
    entry: NDArray[np.int32]
    blocks: Mapping[tuple[int, int], tuple[Places | None, Block]]  # who (None: all), their draws


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
        known = {} if shared is None else shared
        streams = Streams(self.seed, replication, compiled=self.compiled)
        for source in self.sources:
            if source.needs_key not in known:
                known[source.needs_key] = _needs(self.lowered, source, streams)
            if source.key not in known:
                known[source.key] = self._drawn(source, known[source.needs_key])
        return _joined(self.lowered, self.sources, [known[s.key] for s in self.sources])

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

    def _drawn(self, source: Source, needs: Needs) -> Drawn:
        lowered, demand = self.lowered, source.demand
        people = people_of(demand, needs.standing, source.channels, lowered, needs.crowd)
        entry = self._entries(source, people)
        return Drawn(
            needs, people, entry, _Draw(lowered, source, needs.hall, people, entry).blocks()
        )

    def _entries(self, source: Source, people: People) -> NDArray[np.int32]:
        """[N] the stage each case begins in."""
        entry = np.empty(len(people), np.int32)
        ways = [
            (self.lowered.channels.index(channel), self.lowered.items.index(item))
            for channel in source.channels
            for item in source.demand.items
        ]
        for c, i in ways:
            here = np.flatnonzero((people.channel == c) & (people.item == i))
            entry[here], unwilling = self._entry(source.demand, self.lowered.channels[c], i)
            if people.willing is not None:
                entry[here[~people.willing[here]]] = unwilling
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

    def _reached(
        self, demand: Demand, group: str, channels: Mapping[str, float]
    ) -> dict[int, StagePlan]:
        """The stages cases of a demand can get into, by actions that have a chance at all."""
        flow = self.lowered.tables.flow
        items = [self.lowered.items.index(name) for name in demand.items]
        entries = [self._entry(demand, channel, i) for channel in channels for i in items]
        todo = [stage for pair in entries for stage in pair if stage != NONE]
        found: dict[int, StagePlan] = {}
        seen: set[int] = set()
        while todo:
            stage = todo.pop()
            if stage in seen or stage == NONE:
                continue
            seen.add(stage)
            if flow.is_final[stage]:
                todo.append(int(flow.then[stage]))
                continue
            found[stage] = StagePlan(self.lowered, stage, group)
            todo += [int(flow.exhausted[stage]), *found[stage].targets]
        return dict(sorted(found.items()))

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
    counts = np.bincount(crowd.stream, minlength=len(source.streams))
    halls = list(lowered.scenario.halls)
    number = np.array([halls.index(stream.hall) for stream in source.streams], np.int32)
    standing = zip((stream.hall for stream in source.streams), counts.tolist(), strict=True)
    return Needs(time, crowd, np.repeat(number, counts), tuple(standing))


def _times(source: Source, factors: Floats, streams: Streams) -> list[NDArray[np.int64]]:
    """When the needs of each stream arise, all of its layer's."""
    rates: dict[tuple[Intensity, float], Rate] = {}
    found = []
    for stream in source.streams:
        if stream.intensity is None:
            minutes = np.array(source.demand.at_min, np.float64)
            found.append(np.sort(np.rint(minutes * MINUTE).astype(np.int64)))
            continue
        layer = stream.intensity, stream.high - stream.low
        if layer not in rates:
            rates[layer] = Rate.of(stream.intensity, factors, layer[1])
        found.append(arrival_times(rates[layer], streams.generator(stream.name, "arrival")))
    return found


@dataclass(eq=False)
class _Draw:
    """The blocks of one source: stage by stage, visit by visit, for those who may come.

    A case may enter a stage as often as it begins there or some visit of its own may lead
    there, and each visit leads on once. So whoever has more ways into a stage than visits drawn
    there gets one drawn more; what it draws may open further ways; and so on until nobody has.
    That is sound whatever happens in the lines, since every way out of waiting is counted.
    """

    lowered: Lowered
    source: Source
    hall: NDArray[np.int32]
    people: People
    entry: NDArray[np.int32]
    ways: dict[int, NDArray[np.int32]] = field(default_factory=dict)  # into a stage, by case
    visited: dict[int, NDArray[np.int32]] = field(default_factory=dict)  # how many are drawn
    left: dict[int, Floats] = field(default_factory=dict)  # work that remained at a stage
    pieces: dict[tuple[int, int], list[tuple[Places, Block]]] = field(default_factory=dict)

    @cached_property
    def flow(self) -> FlowTable:
        """The flows' tables."""
        return self.lowered.tables.flow

    def blocks(self) -> dict[tuple[int, int], tuple[Places | None, Block]]:
        """All blocks, each case's draws in its place."""
        for stage in np.unique(self.entry).tolist():
            self.lead(stage, np.flatnonzero(self.entry == stage))
        some = True
        while some:
            some = False
            for stage in self.source.plans:
                some |= stage in self.ways and self.visit(stage)
        return {key: self.whole(pieces) for key, pieces in sorted(self.pieces.items())}

    def onward(self, stage: int) -> int:
        """Where a case that enters a stage is handled: there, or where a final one hands it on."""
        while stage != NONE and self.flow.is_final[stage]:
            stage = int(self.flow.then[stage])
        return stage

    def lead(self, stage: int, cases: Places) -> None:
        """Some cases have one way more into a stage, or through a final one into the next."""
        stage = self.onward(stage)
        if stage == NONE or not len(cases):
            return
        if stage not in self.ways:
            self.ways[stage] = np.zeros(len(self.entry), np.int32)
            self.visited[stage] = np.zeros(len(self.entry), np.int32)
        self.ways[stage][cases] += 1

    def visit(self, stage: int) -> bool:
        """Whether some came to a stage once more than was drawn; it is drawn then."""
        ways, visited = self.ways[stage], self.visited[stage]
        coming = np.flatnonzero(ways > visited)
        if not len(coming):
            return False
        number = visited[coming]
        first, last = int(number.min()), int(number.max())
        for visit in range(first, last + 1):
            cases = coming if first == last else coming[number == visit]
            if not len(cases):
                continue
            visited[cases] += 1
            if visit < self.flow.visits[stage]:
                self.draw(stage, visit, cases)
            else:
                self.lead(int(self.flow.exhausted[stage]), cases)
        return True

    def draw(self, stage: int, visit: int, cases: Places) -> None:
        """A visit of some cases, and where it may lead them."""
        plan = self.source.plans[stage]
        everyone = len(cases) == len(self.entry)
        people = self.people if everyone else self.people.picked(cases)
        left = self.left.get(stage)
        block = plan.block(
            visit,
            people,
            self.generalist(plan, people, cases),
            None if left is None else left[cases],
        )
        if block.left is not None:
            if left is None:
                left = self.left[stage] = np.full(len(self.entry), np.nan)
            left[cases] = block.left
        self.pieces.setdefault((stage, visit), []).append((cases, block))
        self.follow(plan.service_actions, block.action, cases)
        if block.deadline_action is not None:
            self.follow(plan.wait_actions, block.deadline_action, cases)
        for target in plan.deadline_targets:
            self.lead(target, cases)

    def follow(self, taken: Sequence[int], action: NDArray[np.int32], cases: Places) -> None:
        """Whoever takes one of some actions is led on by it."""
        for number in taken:
            stage = self.onward(int(self.flow.action_to[number]))
            if stage != NONE:
                self.lead(stage, cases if len(taken) == 1 else cases[action == number])

    def generalist(self, plan: StagePlan, people: People, cases: Places) -> Floats | None:
        """[n] how much longer the generalists of a stage's channel take."""
        factor = self.source.generalist.get(plan.channel_name)
        if factor is None:
            return None
        return np.asarray(factor[self.hall[cases], people.home, people.item])

    def whole(self, pieces: list[tuple[Places, Block]]) -> tuple[Places | None, Block]:
        """One block of all its pieces, and whose it is: None if everyone's."""
        cases, block = pieces[0]
        if len(pieces) > 1:
            joined = np.concatenate([part for part, _ in pieces])
            order = np.argsort(joined)
            cases = joined[order]

            def column(name: str) -> Any:
                parts = [getattr(piece, name) for _, piece in pieces]
                return None if parts[0] is None else np.concatenate(parts)[order]

            names = ("duration", "action", "deadline", "deadline_action", "room")
            block = Block(**{name: column(name) for name in names}, left=None)
        return (None if len(cases) == len(self.entry) else cases), block


def _joined(lowered: Lowered, sources: tuple[Source, ...], parts: list[Drawn]) -> Workload:
    """The sources' parts behind one another."""
    sizes = [len(part.entry) for part in parts]
    visits = max([1, *(v + 1 for part in parts for _, v in part.blocks)])
    shape = len(parts), len(lowered.tables.flow.stages), visits
    at = {name: np.full(shape, NONE, np.int64) for name in ("service", "wait", "room", "picked")}
    picked_size = np.zeros(shape, np.int64)
    names = ("service", "action", "wait", "then", "room", "picked")
    columns: dict[str, list[Any]] = {name: [] for name in names}
    used = dict.fromkeys(at, 0)

    def put(name: str, place: tuple[int, int, int], values: NDArray[Any] | None) -> None:
        if values is not None:
            at[name][place] = used[name]
            used[name] += len(values)
            columns[name].append(values)

    for q, part in enumerate(parts):
        for (stage, visit), (cases, block) in part.blocks.items():
            place = q, stage, visit
            put("service", place, block.duration)
            columns["action"].append(block.action)
            put("wait", place, block.deadline)
            if block.deadline_action is not None:
                columns["then"].append(block.deadline_action)
            put("room", place, block.room)
            put("picked", place, cases)
            picked_size[place] = 0 if cases is None else len(cases)
    return Workload(
        cases=_cases(lowered, sources, parts),
        entry=_chain([part.entry for part in parts], np.int32),
        source=np.repeat(np.arange(len(parts), dtype=np.int32), sizes),
        source_first=np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64),
        service_at=at["service"],
        duration=_chain(columns["service"], np.int64),
        action=_chain(columns["action"], np.int32),
        wait_at=at["wait"],
        deadline=_chain(columns["wait"], np.int64),
        deadline_action=_chain(columns["then"], np.int32),
        room_at=at["room"],
        room=_chain(columns["room"], np.int32),
        picked_at=at["picked"],
        picked_size=picked_size,
        picked=_chain(columns["picked"], np.int32),
        end=lowered.end,
        drain_from=lowered.drain_from,
    )


def _cases(lowered: Lowered, sources: tuple[Source, ...], parts: list[Drawn]) -> Cases:
    groups = np.array([lowered.groups.index(source.group) for source in sources], np.int32)
    need = _chain([part.needs.time for part in parts], np.int64)
    return Cases(
        need=need,
        hall=_chain([part.needs.hall for part in parts], np.int32),
        home=_chain([part.people.home for part in parts], np.int32),
        item=_chain([part.people.item for part in parts], np.int32),
        group=np.repeat(groups, [len(part.entry) for part in parts]),
        channel=_chain([part.people.channel for part in parts], np.int32),
        mask=_chain([part.people.mask for part in parts], np.int64),
        measured=(need >= lowered.measured_from) & (need < lowered.measured_until),
    )


def _chain(parts: list[NDArray[T]], dtype: type[T]) -> NDArray[T]:
    return np.concatenate([np.zeros(0, dtype), *parts]).astype(dtype, copy=False)
