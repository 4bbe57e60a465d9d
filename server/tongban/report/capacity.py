"""What each channel carries, as sentences and tables."""

from __future__ import annotations

from collections.abc import Iterator

from ..flow import Language
from ..measures import MEASURES
from ..planning import Capacity, ChannelCapacity
from ..planning.capacity import Judged, PoolBound, RegionPoint
from ..planning.targets import Target
from .answer import Answer
from .capacity_data import capacity_document, capacity_rows
from .capacity_words import KINDS, WORDS
from .grid import Grid
from .values import cell_title, measure_title, shown, unit_title
from .words import say

__all__ = ["capacity_answer"]

LOSS = 0.05
"""A fall in the share of local needs completed that a backlog is not mentioned without."""


def capacity_answer(found: Capacity, language: Language) -> Answer:
    """What each channel carries as an answer."""
    told = _Told(found, language)
    return Answer(
        title=found.title.of(language),
        lead=tuple(told.sentence(channel) for channel in found.channels.values()),
        grids=tuple(told.grids()),
        notes=tuple(told.notes()),
        document=capacity_document(found, language),
        rows=tuple(capacity_rows(found)),
    )


class _Told:
    """A result told in one language."""

    def __init__(self, found: Capacity, language: Language) -> None:
        self.found, self.language = found, language

    def say(self, key: str, **values: object) -> str:
        return WORDS[key].of(self.language).format(**values)

    def sentence(self, channel: ChannelCapacity) -> str:
        """How far the load may rise, what an endless line gives, and who pays."""
        largest, saturation, binding = (
            channel.largest,
            channel.saturation,
            channel.saturation.binding,
        )
        first = largest.first_missed
        parts = [
            self.say(
                largest.status,
                title=channel.title.of(self.language),
                load=_load(largest.load),
                needs=self.needs(largest.load),
                applications=self.applications(largest.load),
                first=_load(None if first is None else first.load),
                failing=self.missed(largest.failing),
                least=_load(largest.searched[0]),
                greatest=_load(largest.searched[1]),
            ),
            self.say(
                f"saturation {saturation.of}",
                rate=self.say(
                    "rate" if saturation.is_endless else "rate at least",
                    rate=shown("throughput_per_hour", saturation.throughput_per_hour),
                ),
                reached=f"{binding.reached.mean:.0%}",
                bound=f"{binding.bound_per_hour.mean:.1f}",
                kind=self.kind(binding),
            ),
        ]
        if payers := list(self.payers(channel)):
            parts.append(self.say("meanwhile", list=say("semicolon", self.language).join(payers)))
        return ("" if self.language == "zh-CN" else " ").join(parts)

    def payers(self, channel: ChannelCapacity) -> Iterator[str]:
        """The groups of locals an endless line drives out."""
        for group, now in channel.saturation.locals_served.items():
            before = channel.saturation.locals_served_before[group]
            if before.mean - now.mean > LOSS:
                shares = {"now": f"{now.mean:.0%}", "before": f"{before.mean:.0%}"}
                yield self.say("pays", group=self.group(group), **shares)

    def grids(self) -> Iterator[Grid]:
        """The tables, the answer first."""
        yield self.largest_grid()
        yield self.saturation_grid()
        yield self.bounds_grid()
        if self.found.local:
            yield self.region_grid()
        yield self.marks_grid()
        for channel in self.found.channels.values():
            yield self.curve_grid(channel)

    def largest_grid(self) -> Grid:
        """The edge: each target at the last load that keeps all and at the first that does not."""
        keys = ("channel", "load", "a day", "applications a day", "target", "last", "first missed")
        rows = []
        for channel in self.found.channels.values():
            largest = channel.largest
            points = (largest.last_kept, largest.first_missed)
            for t, target in enumerate(self.found.targets):
                judged = [None if point is None else point.judged[t] for point in points]
                start = ("", "", "", "")
                if t == 0:
                    load = largest.load
                    start = (
                        self.title(channel),
                        self.limit(channel),
                        self.needs(load),
                        self.applications(load),
                    )
                rows.append((*start, self.target(target), *(self.value(j) for j in judged)))
        return Grid(self.say("largest"), self.head(keys), tuple(rows))

    def saturation_grid(self) -> Grid:
        """Throughput beside the bound, and what becomes of the locals meanwhile."""
        keys = ("channel", "per hour", "per day", "bound", "binding", "reached", "line empty")
        locals_ = [self.say("served", group=self.group(group)) for group in self.found.local]
        rows = []
        for channel in self.found.channels.values():
            saturation, binding = channel.saturation, channel.saturation.binding
            rate = saturation.throughput_per_hour
            row = [
                self.title(channel),
                shown("throughput_per_hour", rate),
                f"{rate.mean * self.found.open_hours_per_day:,.0f}",
                shown("throughput_per_hour", binding.bound_per_hour),
                self.kind(binding),
                shown("utilisation", binding.reached),
                f"{100 * saturation.line_empty:.1f}",
            ]
            for group in self.found.local:
                before = saturation.locals_served_before[group]
                now = shown("utilisation", saturation.locals_served[group])
                row.append(f"{now} ({100 * before.mean:.1f})")
            rows.append(tuple(row))
        return Grid(self.say("saturation"), (*self.head(keys), *locals_), tuple(rows))

    def bounds_grid(self) -> Grid:
        """Every pool's bound, and where its time goes."""
        keys = ("channel", "kind", "units", "others", "work", "bound", "reached", "waiting")
        rows = [
            (
                self.title(channel),
                self.kind(bound),
                f"{bound.rostered:g}",
                shown("wait_mean_min", bound.others),
                shown("wait_mean_min", bound.work_min),
                shown("throughput_per_hour", bound.bound_per_hour),
                shown("utilisation", bound.reached),
                shown("utilisation", bound.held_waiting),
            )
            for channel in self.found.channels.values()
            for bound in channel.saturation.bounds
        ]
        return Grid(self.say("bounds"), self.head(keys), tuple(rows))

    def region_grid(self) -> Grid:
        """The largest remote load at each local load."""
        channels = self.found.channels.values()
        factors = [point.local_factor for point in next(iter(channels)).region]
        rows = [
            (f"×{factor:g}", *(self.edge(channel.region[f]) for channel in channels))
            for f, factor in enumerate(factors)
        ]
        head = (self.say("local load"), *(self.title(channel) for channel in channels))
        return Grid(self.say("region"), head, tuple(rows))

    def marks_grid(self) -> Grid:
        """Which of the loads a reader asks about are inside."""
        channels = self.found.channels.values()
        rows = []
        for m, mark in enumerate(next(iter(channels)).marks):
            row = [f"×{mark.load:g}"]
            for channel in channels:
                here = channel.marks[m]
                missed = say("comma", self.language).join(str(j.target) for j in here.missed)
                word = "inside" if here.is_inside else "outside" if missed else "outside already"
                row.append(self.say(word, targets=missed))
            rows.append(tuple(row))
        head = (self.say("load"), *(self.title(channel) for channel in channels))
        return Grid(self.say("marks"), head, tuple(rows))

    def curve_grid(self, channel: ChannelCapacity) -> Grid:
        """A channel's measures at each load."""
        measures = [key for key in self.found.curve_measures if key[1] != "lost_share"]
        kinds = [bound.kind for bound in channel.saturation.bounds]
        rows = [
            (
                f"×{point.load:g}",
                *(shown(measure, point.measures[group, measure]) for group, measure in measures),
                *(shown("utilisation", point.utilisation[kind]) for kind in kinds),
            )
            for point in channel.curve
        ]
        head = [self.say("load")]
        for group, measure in measures:
            colon = say("colon", self.language)
            head.append(f"{self.group(group)}{colon}{measure_title(measure, self.language)}")
        head += [self.say("utilisation", kind=self.kind(b)) for b in channel.saturation.bounds]
        return Grid(self.say("curve", title=self.title(channel)), tuple(head), tuple(rows))

    def notes(self) -> Iterator[str]:
        """What to mind, then how it was made."""
        found = self.found
        if len(found.channels) < found.planned:
            yield self.say("interrupted", done=len(found.channels), planned=found.planned)
        for channel in found.channels.values():
            title = self.title(channel)
            if not channel.saturation.is_endless:
                empty = f"{channel.saturation.line_empty:.1%}"
                yield self.say("not endless", title=title, empty=empty)
            if channel.largest.exceptions:
                loads = ", ".join(f"×{load:g}" for load in channel.largest.exceptions)
                yield self.say("exceptions", title=title, loads=loads)
        targets = say("semicolon", self.language).join(map(self.target, found.targets))
        yield self.say(f"targets {found.targets_from}", targets=targets)
        yield self.say(
            "demand", needs=self.needs(1), applications=self.applications(1), load=_load(found.load)
        )
        yield self.say("backlog")
        yield self.say("bound note")
        yield self.say(
            "how",
            replications=found.replications,
            few=found.search_replications,
            fewest=found.region_replications,
            seed=found.seed,
            confidence=found.confidence,
        )
        yield say("illustrative", self.language)

    def head(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.say(key) for key in keys)

    def title(self, channel: ChannelCapacity) -> str:
        return channel.title.of(self.language)

    def group(self, cell: str) -> str:
        return cell_title(cell, self.found.group_titles, self.language)

    def kind(self, bound: PoolBound) -> str:
        names = [
            KINDS[name].of(self.language) if name in KINDS else name
            for name in bound.kind.split("+")
        ]
        return "+".join(names)

    def needs(self, load: float | None) -> str:
        return _count(self.found.remote_per_day, load)

    def applications(self, load: float | None) -> str:
        return _count(self.found.remote_applications_per_day, load)

    def target(self, target: Target) -> str:
        """``service level of cross-province applicants at least 70 %``."""
        return self.say("promise", **self.names(target), bound=self.bound(target))

    def names(self, target: Target) -> dict[str, str]:
        title = MEASURES[target.measure].title.of(self.language)
        return {"group": self.group(target.group), "measure": title[:1].lower() + title[1:]}

    def bound(self, target: Target) -> str:
        word = "at least" if target.sense == ">=" else "at most"
        return self.say(word, bound=f"{_scale(target, target.bound):g} {self.unit(target)}")

    def unit(self, target: Target) -> str:
        return unit_title(MEASURES[target.measure].unit, self.language)

    def value(self, judged: Judged | None) -> str:
        return "–" if judged is None else shown(judged.target.measure, judged.found)

    def missed(self, judged: Judged | None) -> str:
        if judged is None:
            return ""
        value = f"{self.value(judged)} {self.unit(judged.target)}"
        return self.say(
            "failing", **self.names(judged.target), value=value, bound=self.bound(judged.target)
        )

    def limit(self, channel: ChannelCapacity) -> str:
        largest = channel.largest
        if largest.status == "all kept":
            return self.say("at least load", load=_load(largest.load))
        return (
            f"< ×{_load(largest.searched[0])}"
            if largest.load is None
            else f"×{_load(largest.load)}"
        )

    def edge(self, point: RegionPoint) -> str:
        if point.status == "all kept":
            return self.say("at least load", load=_load(point.load))
        target = "" if point.failing is None else str(point.failing.target)
        if point.load is None:
            return self.say("below load", load=_load(point.searched[0]), target=target)
        return f"×{_load(point.load)}"


def _scale(target: Target, value: float) -> float:
    return 100 * value if MEASURES[target.measure].unit == "share" else value


def _load(load: float | None) -> str:
    return "–" if load is None else f"{load:g}"


def _count(per_day: float, load: float | None) -> str:
    if load is None:
        return "–"
    count = per_day * load
    return f"{count:,.0f}" if count >= 20 else f"{count:.2g}"
