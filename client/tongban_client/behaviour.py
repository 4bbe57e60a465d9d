"""What people do and how long they take, from the scenario: the numbers the simulator draws."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tongban.scenario import REMOTE_WINDOW, Source, lower_scenario
from tongban.workload import Policy, WorkloadMaker

__all__ = ["Script", "scripts"]


@dataclass(frozen=True, slots=True)
class Step:
    """How long a stage is handled [s], and the action that chance chose to end it."""

    seconds: float
    action: str


@dataclass(frozen=True, eq=False)
class Script:
    """One applicant: where they sit, where they belong, what for, and what chance has in store."""

    number: int
    hall: str
    region: str
    item: str
    steps: dict[tuple[str, int], Step]  # (stage, visit from 0) -> step

    def step(self, stage: str, visit: int) -> Step | None:
        """What happens at a visit to a stage; None: nothing was drawn, so it goes on as usual."""
        return self.steps.get((stage, visit))


def scripts(source: Source, items: Sequence[str], seed: int) -> Iterator[Script]:
    """Applicants in the order of their needs, one replication after another, without end.

    items  those to rehearse; others that people come for are left out
    """
    lowered = lower_scenario(source.scenario, source.library)
    maker = WorkloadMaker(lowered, Policy(REMOTE_WINDOW, {REMOTE_WINDOW: 1.0}, 50), seed)
    number, replication = 0, 0
    while True:
        for script in _of_replication(lowered, maker.draw(replication), items):
            number += 1
            yield Script(number, *script)
        replication += 1


def _of_replication(lowered: Any, workload: Any, items: Sequence[str]) -> Iterator[Any]:
    cases, flow = workload.cases, lowered.tables.flow
    halls = list(lowered.scenario.halls)
    channel = lowered.channels.index(REMOTE_WINDOW)
    stages = [i for i, name in enumerate(lowered.channel_of_stage) if name == REMOTE_WINDOW]
    for case in np.argsort(cases.need, kind="stable").tolist():
        item = lowered.items[cases.item[case]]
        if item not in items or cases.channel[case] != channel:
            continue
        if flow.stages[int(workload.entry[case])].counts_as is not None:
            continue  # it does not come at all
        home = halls[cases.home[case]]
        steps = _steps(flow, stages, workload, case)
        yield halls[cases.hall[case]], lowered.region(home), item, steps


def _steps(
    flow: Any, stages: Sequence[int], workload: Any, case: int
) -> dict[tuple[str, int], Step]:
    source = int(workload.source[case])
    within = case - int(workload.source_first[source])
    found = {}
    for stage in stages:
        name = flow.stages[stage].name
        for visit in range(workload.service_at.shape[2]):
            at = _place(workload, source, stage, visit, within)
            if at is not None:
                action = flow.actions[int(workload.action[at])].name
                found[name, visit] = Step(float(workload.duration[at]) / 1e6, action)
    return found


def _place(workload: Any, source: int, stage: int, visit: int, within: int) -> int | None:
    """Where a case's draw at a visit stands, or None if it has none."""
    first = int(workload.service_at[source, stage, visit])
    if first < 0:
        return None
    listed = int(workload.picked_at[source, stage, visit])
    if listed < 0:
        return first + within
    size = int(workload.picked_size[source, stage, visit])
    members = workload.picked[listed : listed + size]
    k = int(np.searchsorted(members, within))
    return first + k if k < size and members[k] == within else None
