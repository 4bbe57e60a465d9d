"""Our two engines on the three workloads, and what their records say of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import w2 as virtual_window
from answers import W1_CLERKS, W1_PER_MIN, Means, batch_means, w2_means

from tongban.engine.compiled import run_compiled
from tongban.engine.simpy_engine import run_simpy
from tongban.experiment.setting import setting_of
from tongban.flow import FlowTable
from tongban.measures import Reduction, Setting, reductions
from tongban.records import NEVER, Records
from tongban.scenario import Lowered, load, lower_scenario
from tongban.workload import Policy, Workload, WorkloadMaker

sys.path.append(str(Path(__file__).resolve().parent.parent / "theory"))

from queues import exponential, single_stage

__all__ = ["Work", "check_engines", "requests_of", "w1", "w2", "w3"]


@dataclass(frozen=True, eq=False)
class Work:
    """A scenario and one policy, ready to be drawn, run and measured."""

    lowered: Lowered
    policy: Policy
    means: Callable[[Records, FlowTable], Means] | None = None  # what records say, if it is known

    @cached_property
    def maker(self) -> WorkloadMaker:
        """What draws the workloads."""
        return WorkloadMaker(self.lowered, self.policy, 1, compiled=True)

    @cached_property
    def setting(self) -> Setting:
        """What measures must know."""
        return setting_of(self.lowered, self.policy.channels)

    def kernel(self, workload: Workload, visits: bool = True) -> Records:
        """The compiled engine's records, without the visits if need be."""
        return run_compiled(self.lowered.tables, workload, visits=visits)

    def reference(self, workload: Workload) -> Records:
        """The reference engine's records."""
        return run_simpy(self.lowered.tables, workload)

    def measured(self, records: Records) -> Reduction:
        """All measures of a run."""
        (found,) = reductions(records, self.setting, ("cell",), half_hours=False, compiled=True)
        return found

    def whole(self, replication: int) -> Reduction:
        """The whole path of a replication: its workload, the compiled engine, all measures."""
        return self.measured(self.kernel(self.maker.draw(replication)))

    def found(self, records: Records) -> Means:
        """What the records say of the measures that are known, if any."""
        return self.means(records, self.lowered.tables.flow) if self.means else {}


@lru_cache(maxsize=1)
def drawn(work: Work, replication: int) -> Workload:
    """A workload, kept until another is asked for: several programs take the same."""
    return work.maker.draw(replication)


def requests_of(records: Records) -> int:
    """How many requests came before the run stopped."""
    return int((records.cases.need <= records.end).sum())


@lru_cache
def w1(requests: int) -> Work:
    """M/M/10 for about so many requests."""
    model = single_stage(
        per_min=W1_PER_MIN,
        work=exponential(1),
        clerks=W1_CLERKS,
        horizon_min=requests / W1_PER_MIN,
    )
    return Work(model.lowered, Policy(model.channel, {model.channel: 1.0}), _waits)


@lru_cache
def w2(requests: int, per_min: float = virtual_window.PER_MIN) -> Work:
    """The virtual window with scarce clerks, for about so many requests."""
    lowered = virtual_window.scenario(requests, per_min)
    return Work(lowered, Policy("w2", {"w2": 1.0}), _times_and_outcomes)


@lru_cache
def w3(days: int) -> Work:
    """The remote window of the stress scenario at fifty times the demand, for so many days."""
    source = load("yrd-stress", [f"experiment.days={days}"])
    lowered = lower_scenario(source.scenario, source.library)
    return Work(lowered, Policy("virtual_window", {"virtual_window": 1.0}, 50))


def check_engines(work: Work) -> None:
    """Both engines write the same records, and keeping no visits changes nothing else."""
    workload = drawn(work, 0)
    reference, kernel = work.reference(workload), work.kernel(workload)
    for name in ("case", "stage", "enter", "start", "leave", "action"):
        same = np.array_equal(getattr(reference.visits, name), getattr(kernel.visits, name))
        assert same, f"{work.policy.name}: the engines differ in the visits' {name}"
    for other in (kernel, work.kernel(workload, visits=False)):
        assert np.array_equal(other.waiting_us, reference.waiting_us), work.policy.name
        assert other.end == reference.end, work.policy.name


def _waits(records: Records, flow: FlowTable) -> Means:
    visits = records.visits
    served = (visits.stage == flow.stage("queue.serve")) & (visits.start != NEVER)
    return batch_means({"wait": (visits.start - visits.enter)[served] / 60e6})


def _times_and_outcomes(records: Records, flow: FlowTable) -> Means:
    visits, need = records.visits, records.cases.need
    order = np.argsort(need, kind="stable")
    served, left = (visits.stage == flow.stage(f"w2.{name}") for name in ("served", "left"))
    handled = (visits.stage == flow.stage("w2.talk")) & (visits.start != NEVER)
    handled &= visits.leave != NEVER
    ended, is_left = np.full(len(need), NEVER), np.zeros(len(need), bool)
    ended[visits.case[served | left]] = visits.enter[served | left]
    is_left[visits.case[left]] = True
    services = np.bincount(visits.case[handled], minlength=len(need))
    order = order[ended[order] != NEVER]
    in_system = ((ended - need) / 60e6)[order]
    return w2_means(in_system[~is_left[order]], is_left[order], services[order])
