"""The question about capacity, checked: what is run, and what is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Literal

from ...errors import Fault, InputError
from ...experiment import RunInfo
from ...experiment.compare import policies_of, versions
from ...experiment.setting import setting_of
from ...measures import cells_of
from ...measures.pools import open_time
from ...scenario import Lowered, lower_scenario
from ..study import Study
from ..targets import Target, targets_of
from .demand import RemoteDemand, remote_needs
from .largest_load import round_loads
from .load_points import LoadPoint, load_point
from .result import Capacity, ChannelCapacity
from .roles import remote_demand, remote_groups, roles_of

__all__ = ["Asked"]

MARKS = (1.0, 10.0, 50.0)
"""Loads a reader asks about: today's demand, ten times it, fifty times it."""

FEW, FEWEST = 10, 5
"""Replications to look with, and at the edge of the region; the largest load is judged by the
scenario's."""

WIDE = 1000
"""The greatest load over the least, unasked."""


class Asked:
    """The question, checked: what is run and what is looked at."""

    def __init__(
        self,
        study: Study,
        channels: Sequence[str] | None,
        targets: Sequence[str],
        loads: tuple[float, float] | None,
    ) -> None:
        self.study, self.source = study, study.source
        experiment = self.source.scenario.experiment
        self.level, self.many = experiment.confidence, study.replications
        self.few, self.fewest = min(FEW, self.many), min(FEWEST, self.many)
        self.policies = policies_of(self.source, channels, [experiment.load])
        self.names = [policy.name for policy in self.policies]
        self.lowered: Lowered = lower_scenario(self.source.scenario, self.source.library)
        setting = setting_of(self.lowered, {c for p in self.policies for c in p.channels})
        self.cells = tuple(cells_of(setting))
        self.needs: RemoteDemand = remote_needs(self.lowered, open_time(setting))
        self.remote = remote_groups(self.source.scenario)
        self.local = tuple(name for name in self.lowered.groups if name not in self.remote)
        self.targets, self.targets_from = self._targets(targets)
        self.loads = loads
        if loads is not None and not 0 < loads[0] < loads[1] < float("inf"):
            message = f"{loads[0]:g}..{loads[1]:g}: write the smaller first, above 0: 0.5..200"
            raise InputError(Fault("option", "loads", message))

    def _targets(
        self, given: Sequence[str]
    ) -> tuple[tuple[Target, ...], Literal["option", "scenario", "default"]]:
        if given:
            return targets_of(given, self.cells, "--target"), "option"
        texts = self.source.scenario.experiment.targets
        if texts:
            place = f"{self.source.file}: experiment.targets"
            return targets_of(texts, self.cells, place), "scenario"
        cells = [self.cell_of(group) for group in self.lowered.groups]
        return tuple(Target(cell, "service_level", ">=", 0.8) for cell in cells), "default"

    def cell_of(self, group: str) -> str:
        """The cell a group is first looked at in: its applications, or its enquiries."""
        return next(
            c for c in (group, f"{group}_everyone", f"{group}_enquiries") if c in self.cells
        )

    @cached_property
    def measures(self) -> tuple[tuple[str, str], ...]:
        """What a load curve shows, and what the targets are of."""
        shown = [(self.cell_of(group), "service_level") for group in self.remote]
        shown += [(self.cell_of(group), "wait_p90_min") for group in self.local]
        shown += [(self.cell_of(group), "lost_share") for group in (*self.remote, *self.local)]
        return tuple(dict.fromkeys([*shown, *((t.group, t.measure) for t in self.targets)]))

    @property
    def marks(self) -> list[float]:
        """The loads a reader asks about, ascending: the scenario's own among them."""
        return sorted({*MARKS, self.source.scenario.experiment.load})

    @property
    def grid(self) -> list[float]:
        """The loads of the curves, ascending; a channel need not be run at all of them."""
        own = self.source.scenario.experiment.load
        least, greatest = self.loads or (min(1.0, own), WIDE * min(1.0, own))
        return round_loads(least, greatest, self.marks)

    def points(
        self,
        names: Sequence[str],
        load: float,
        replications: int,
        local_factor: float = 1.0,
    ) -> dict[str, LoadPoint]:
        """What a load gives in some channels, which share what chance decides."""
        seen = self.study.at(
            self._local_changes(local_factor),
            channels=names,
            loads=[load],
            beside=self.names,
            replications=replications,
        )
        return {
            policy.name: load_point(
                seen,
                policy.name,
                load=load,
                targets=self.targets,
                measures=self.measures,
                roles=roles_of(self.lowered, policy),
                level=self.level,
            )
            for policy in seen.policies
        }

    def _local_changes(self, factor: float) -> list[str]:
        if factor == 1:
            return []
        demand = self.source.scenario.demand
        remote = remote_demand(self.source.scenario)
        return [
            f"demand.{name}.load={spec.load * factor!r}"
            for name, spec in demand.items()
            if name not in remote
        ]

    def answer(self, found: Mapping[str, ChannelCapacity], seconds: float) -> Capacity:
        """The answer, of the channels that were finished."""
        scenario = self.source.scenario
        return Capacity(
            title=scenario.title,
            digest=self.source.digest,
            seed=scenario.experiment.seed,
            replications=self.many,
            search_replications=self.few,
            region_replications=self.fewest,
            confidence=self.level,
            targets=self.targets,
            targets_from=self.targets_from,
            remote=self.remote,
            local=self.local,
            curve_measures=self.measures,
            group_titles=self.lowered.group_titles,
            remote_per_day=self.needs.per_day,
            remote_applications_per_day=self.needs.applications,
            open_hours_per_day=self.needs.hours_per_day,
            load=scenario.experiment.load,
            channels=found,
            planned=len(self.policies),
            run=RunInfo(self.study.host.engine, versions(), seconds),
        )
