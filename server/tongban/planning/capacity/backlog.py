"""A scenario with an endless backlog of remote applicants, and what is counted in a run of it.

Everything is counted by when it happens, in the open hours of the measured window: measures
count by need, which under a backlog says nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...engine import Engine
from ...errors import Fault, ScenarioError
from ...experiment.replicate import Trial
from ...flow import SCOPES, Flow
from ...flow.graph import resolve
from ...measures import Setting
from ...measures.cases import verdicts_of
from ...measures.hours import OpenHours
from ...measures.rows import Rows, rows_of, tags_of
from ...records import Records
from ...scenario import FOREVER, Demand, Scenario, Source, digest_of
from ...scenario.hours import open_spans
from ...scenario.model import Profile, clock_minutes
from .roles import Role, own_stages, remote_demand, remote_groups

__all__ = ["Count", "Counted", "backlogged"]

HOME = SCOPES.index("home")
Flags = NDArray[np.bool_]
Times = NDArray[np.int64]

Counted = Mapping[str, tuple[float, ...]]
"""Of one replication. In cases: ``completed`` by the channel itself [1], needs and completions of
each local group, ``local_needs`` and ``local_completed`` [L]. In microseconds
of open time: ``working`` and ``waiting``, units held by remote cases in the channel's own stages
while handled or while waiting, ``others``, units held by anyone else [roles each]; ``line`` the
time the channel's halls were open, ``empty`` the part with nobody in the first line [1]."""


def backlogged(source: Source, channels: Collection[str]) -> Source:
    """The scenario with more remote cases than some channels can take, once the load is raised.

    Their needs arise evenly from the doors to the last closing: peaks, quiet days and
    unwillingness would leave the line empty at times. They are applications, unless there are
    enquiries only: of two lines that last unequally long an endless crowd leaves one. A case the
    channels hand on to another is not followed: of endlessly many, too many would go on there.
    Everything else is as it was: the locals, how people behave, who goes first.

    Raises ScenarioError where remote needs come at exact times, which no load multiplies.
    """
    scenario = source.scenario
    remote = remote_demand(scenario)
    faults = [
        Fault(source.file, f"demand.{name}.at_min", "exact times cannot be scaled; give it a rate")
        for name, demand in remote.items()
        if demand.at_min is not None
    ]
    if not remote:
        message = "every demand has a channel of its own; leave it out where one may take another"
        faults = [Fault(source.file, "demand", message)]
    if faults:
        raise ScenarioError(faults)
    some = any(_applications(demand, scenario) for demand in remote.values())
    even = {name: _even(demand, scenario, some) for name, demand in remote.items()}
    run = scenario.experiment.model_copy(update={"follow_up_days": 1})
    changes = {"demand": dict(scenario.demand) | even, "experiment": run}
    found = scenario.model_copy(update=changes)
    library = _handing_on_to_nobody(source.library, found, channels)
    return replace(source, scenario=found, library=library, digest=digest_of(found, library))


def _applications(demand: Demand, scenario: Scenario) -> dict[str, float]:
    items = scenario.items
    return {name: w for name, w in demand.items.items() if items[name].kind == "application"}


def _handing_on_to_nobody(
    library: Mapping[str, Flow], scenario: Scenario, channels: Collection[str]
) -> dict[str, Flow]:
    """The flows, but that those of some channels end where they would go on in another's."""
    own = {scenario.channels[name].flow or name for name in channels}
    found = dict(library)
    for name in own:
        flow = library[name]
        final = dict(flow.final)
        for key, spec in flow.final.items():
            on = resolve(flow, spec.then, library) if spec.then is not None else None
            if on is not None and on[0].name not in own:
                final[key] = spec.model_copy(update={"then": None})
        found[name] = flow.model_copy(update={"final": final})
    return found


def _even(demand: Demand, scenario: Scenario, applications: bool) -> Demand:
    changes: dict[str, object] = {"profile": None, "weekday": {}, "day_cv": 0.0, "willing": {}}
    if applications:
        # A source of enquiries alone has nobody in the backlog.
        some = _applications(demand, scenario)
        changes |= {"items": some} if some else {"load": 0.0}
    spans = [
        span
        for hall in demand.halls or tuple(scenario.halls)
        for span in open_spans(scenario.calendar, scenario.halls[hall])
    ]
    if not spans:
        return demand.model_copy(update=changes)
    doors = scenario.calendar.doors
    first = min(a for a, _ in spans)
    first = min(first, clock_minutes(doors)) if doors is not None else first
    start, last = f"{first // 60:02d}:{first % 60:02d}", max(b for _, b in spans)
    profile = Profile(start=start, step_min=last - first, shares=(1.0,))
    return demand.model_copy(update=changes | {"profile": profile})


@dataclass(frozen=True, eq=False)
class Count:
    """Counts what one replication of a trial with one policy does; may be sent elsewhere."""

    trial: Trial
    roles: tuple[Role, ...]

    @property
    def engine(self) -> Engine:
        """The trial's."""
        return self.trial.engine

    def __call__(self, replication: int, /) -> Counted:
        """What is counted in a replication, numbered from 0."""
        setting = self.trial.setting
        assert setting is not None
        (records,) = self.trial.records(replication)
        return _Counting(self, records, setting).counted()


@dataclass(frozen=True, eq=False)
class _Counting:
    """One replication being counted."""

    count: Count
    records: Records
    setting: Setting

    @cached_property
    def rows(self) -> Rows:
        return rows_of(self.records, self.setting.flow)

    @cached_property
    def hours(self) -> OpenHours:
        return OpenHours(self.setting.places, self.setting.measured_until)

    @cached_property
    def remote_groups(self) -> list[int]:
        names = remote_groups(self.count.trial.lowered.scenario)
        return [g for g, name in enumerate(self.setting.groups) if name in names]

    @cached_property
    def remote(self) -> Flags:
        """[N] the cases that take the channel compared."""
        return np.isin(self.records.cases.group, self.remote_groups)

    @cached_property
    def own(self) -> Flags:
        """[R] the rows of remote cases in the channel's own stages."""
        trial = self.count.trial
        stages = own_stages(trial.lowered, trial.policies[0])
        return np.asarray(stages[self.rows.stage] & self.remote[self.rows.case])

    @cached_property
    def place(self) -> NDArray[np.int32]:
        """[R] the hall whose hours a row goes by."""
        cases, case = self.records.cases, self.rows.case
        at_home = self.setting.flow.place[self.rows.stage] == HOME
        return np.where(at_home, cases.home[case], cases.hall[case]).astype(np.int32)

    def counted(self) -> Counted:
        return {**self.completions(), **self.units(), **self.line()}

    def open_time(self, hall: NDArray[np.int32], begin: Times, end: Times) -> Times:
        """The open time of intervals in the measured window."""
        start, until = self.setting.measured_from, self.setting.measured_until
        begin, end = np.clip(begin, start, until), np.clip(end, start, until)
        return self.hours.within(hall, begin, end)

    def completions(self) -> dict[str, tuple[float, ...]]:
        rows, cases, setting = self.rows, self.records.cases, self.setting
        tags = tags_of(setting.flow)
        verdicts = verdicts_of(self.records, rows, tags, setting)
        done = verdicts.completed_at[rows.case]
        last = (rows.until == done) & (done < FOREVER) & ~setting.flow.is_final[rows.stage]
        at = np.flatnonzero(last & self.own)
        at = at[np.unique(rows.case[at], return_index=True)[1]]
        inside = self.open_time(self.place[at], rows.until[at] - 1, rows.until[at]) > 0
        groups = [g for g in range(len(setting.groups)) if g not in self.remote_groups]
        begin, end = setting.measured_from, setting.measured_until
        needed = (cases.need >= begin) & (cases.need < end)
        ended = (verdicts.completed_at >= begin) & (verdicts.completed_at < end)
        return {
            "completed": (float(inside.sum()),),
            "local_needs": _counts(cases.group[needed], groups),
            "local_completed": _counts(cases.group[ended], groups),
        }

    def units(self) -> dict[str, tuple[float, ...]]:
        """Units held, by role."""
        size = len(self.setting.places.pools)
        working, waiting, others = np.zeros((3, size))
        for kind in range(len(self.setting.flow.kinds)):
            for held, begin, end, mine in (
                (self.rows.held, self.rows.served, self.rows.until, working),
                (self.rows.kept, self.rows.enter, self.rows.served, waiting),
            ):
                at = np.flatnonzero((held >> kind & 1 != 0) & (end > begin))
                pool, time = self.held(kind, at, begin[at], end[at])
                own = self.own[at]
                mine += np.bincount(pool[own], time[own], minlength=size)
                others += np.bincount(pool[~own], time[~own], minlength=size)
        parts = {"working": working, "waiting": waiting, "others": others}
        pools = [list(role.pools) for role in self.count.roles]
        return {name: tuple(float(part[p].sum()) for p in pools) for name, part in parts.items()}

    def held(self, kind: int, at: Times, begin: Times, end: Times) -> tuple[Times, Times]:
        """The pool of a kind that some rows hold, and for how much open time."""
        cases, case = self.records.cases, self.rows.case[at]
        at_home = self.setting.flow.kind_scope[kind] == HOME
        hall = (cases.home if at_home else cases.hall)[case]
        pool = self.setting.places.pool[kind, hall].astype(np.int64)
        return pool, self.open_time(hall, begin, end)

    def line(self) -> dict[str, tuple[float, ...]]:
        """The open time of the halls of the channel's first line, and that with nobody in it."""
        rows, flow = self.rows, self.setting.flow
        holding = np.flatnonzero(self.own & (flow.holds[rows.stage] != 0))
        _, first = np.unique(rows.case[holding], return_index=True)
        stages = np.unique(rows.stage[holding[first]])
        at = holding[np.isin(rows.stage[holding], stages) & (rows.kept[holding] == 0)]
        halls = np.unique(self.place[at])
        start, until = self.setting.measured_from, self.setting.measured_until
        whole = self.open_time(halls, np.full(len(halls), start), np.full(len(halls), until))
        hall, begin, end = _union(self.place[at], rows.enter[at], rows.served[at])
        covered = self.open_time(hall, begin, end)
        return {"line": (float(whole.sum()),), "empty": (float(whole.sum() - covered.sum()),)}


def _counts(group: NDArray[np.int32], groups: Sequence[int]) -> tuple[float, ...]:
    return tuple(float((group == g).sum()) for g in groups)


def _union(
    place: NDArray[np.int32], begin: Times, end: Times
) -> tuple[NDArray[np.int32], Times, Times]:
    """Intervals that cover the same time at each place, and do not overlap."""
    if not len(place):
        return place, begin, end
    width = int(end.max()) + 1
    order = np.lexsort((begin, place))
    place, begin, end = place[order], begin[order], end[order]
    upto = np.maximum.accumulate(place.astype(np.int64) * width + end)
    new = np.ones(len(place), np.bool_)
    new[1:] = place[1:].astype(np.int64) * width + begin[1:] > upto[:-1]
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(place)) - 1
    return place[first], begin[first], upto[last] - place[first].astype(np.int64) * width
