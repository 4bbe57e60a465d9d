"""Replications of one policy counted under a load, no more often than they must be run."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from ...experiment import Host, Keeper, Notice, Progress
from ...experiment.prepare import prepare
from ...experiment.replicate import expected_cases, run_trial
from ...measures import Setting
from ...measures.hours import OpenHours
from ...measures.pools import open_time
from ...scenario import Places, Source
from ...workload import Policy
from .backlog import Count, Counted
from .demand import HOUR, remote_needs
from .roles import remote_groups, roles_of

__all__ = ["Counter"]


class Counter:
    """What is counted of a policy, replication by replication, and what does not depend on it."""

    def __init__(
        self, source: Source, policy: Policy, host: Host, keeper: Keeper, notice: Notice
    ) -> None:
        self.policy, self._host, self._keeper = policy, host, keeper
        trial, _ = prepare(source, [policy], host, notice)
        assert trial.setting is not None
        self.setting: Setting = trial.setting
        self.roles = roles_of(trial.lowered, policy)
        self._count = Count(trial, self.roles)
        self._name = _name(source, policy)
        remote = remote_groups(source.scenario)
        self.local = tuple(name for name in self.setting.groups if name not in remote)
        self.open_hours = open_time(self.setting) / HOUR
        needs = remote_needs(trial.lowered, open_time(self.setting))
        self.needs_per_hour, self.is_of_applications = needs.per_hour, needs.applications > 0
        self.cases = expected_cases(trial.lowered, [policy])

    @property
    def places(self) -> Places:
        """Halls, pools and their names."""
        return self.setting.places

    @cached_property
    def counted(self) -> list[Counted]:
        """One for each replication there is, from 0."""
        kept = self._keeper.get(self._name)
        return [] if kept is None else list(json.loads(kept))

    def count_to(self, replications: int, progress: Progress = lambda done, total: None) -> None:
        """Have so many replications; KeyboardInterrupt if they are not reached, those kept."""
        if len(self.counted) >= replications:
            del self.counted[replications:]
            return
        known = dict(enumerate(self.counted))
        done = run_trial(self._count, replications, self._host, progress, known)
        whole = next((i for i in range(replications) if i not in done), replications)
        if whole > len(known):
            self.counted = [done[i] for i in range(whole)]
            self._keeper.put(self._name, json.dumps(self.counted))
        if whole < replications:
            raise KeyboardInterrupt

    def column(self, name: str) -> NDArray[np.float64]:
        """[R, ...] one of the counts, a row for each replication."""
        return np.array([counted[name] for counted in self.counted])

    @property
    def line_empty(self) -> float:
        """The share of open time with nobody in the first line; 1 if there is no such line."""
        line = float(self.column("line").sum())
        return float(self.column("empty").sum()) / line if line else 1.0

    @property
    def saturating_load(self) -> float:
        """The load at which as many needs arise in an open hour as are completed."""
        per_hour = float(self.column("completed").mean()) / self.open_hours
        return per_hour / self.needs_per_hour

    @cached_property
    def rostered_us(self) -> NDArray[np.float64]:
        """Unit time on duty in the open hours of the measured window, by role."""
        by_pool = _rostered(self.setting)
        return np.array([by_pool[list(role.pools)].sum() for role in self.roles])


def _rostered(setting: Setting) -> NDArray[np.float64]:
    """[P] unit time on duty in open hours of the measured window."""
    places, until = setting.places, setting.measured_until
    hours = OpenHours(places, until)
    found = np.zeros(len(places.pools))
    for pool, name in enumerate(places.pools):
        at = np.flatnonzero(places.cap_pool == pool)
        served = np.flatnonzero((places.pool == pool).any(axis=0))
        if not len(at) or not len(served):
            continue
        own = name.partition("@")[2]
        hall = places.halls.index(own) if own in places.halls else int(served[0])
        begin = np.clip(places.cap_time[at], setting.measured_from, until)
        end = np.append(begin[1:], until)
        time = hours.within(np.full(len(at), hall, np.int32), begin, end)
        found[pool] = float(places.rostered[at] @ time)
    return found


def _name(source: Source, policy: Policy) -> str:
    """What the counts depend on, but for their number."""
    told = [source.digest, dict(policy.channels), policy.load]
    text = json.dumps(["backlog", told, version("tongban"), version("numpy")])
    return hashlib.sha256(text.encode()).hexdigest()[:32]
