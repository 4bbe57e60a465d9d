"""One channel by itself: its measures along every dimension, its records, one case of it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..engine import choose
from ..errors import Fault, ScenarioError, did_you_mean
from ..flow import Text
from ..measures import BY, MEASURES, By, Reduction
from ..records import Records
from ..scenario import Lowered, Source, lower_scenario
from .analysis import POOL_MEASURES, Spreads, estimates, pool_estimates
from .compare import (
    as_source,
    finished,
    policies_of,
    title_of,
    unfinished,
    versions,
    with_options,
)
from .intervals import jackknife
from .prepare import Notice, prepare
from .replicate import Host, Progress, Trial, expected_cases, run_trial
from .results import Estimate, RunInfo

__all__ = ["Breakdown", "one_case", "run"]


@dataclass(frozen=True, eq=False)
class Breakdown:
    """One channel's measures by group, hall, home hall, item, channel and half hour."""

    title: Text
    digest: str
    channel: str
    load: float
    seed: int
    replications: int
    planned: int
    confidence: float
    by: Mapping[By, Mapping[str, Mapping[str, Estimate]]]  # dimension -> cell -> measure
    pools: Mapping[str, Mapping[str, Estimate]]  # kind -> measure of pools
    pools_by_half_hour: Mapping[str, Mapping[str, Mapping[str, Estimate]]]  # kind -> "09:00" -> …
    warnings: tuple[Text, ...]
    run: RunInfo
    trial: Trial

    def records(self, replication: int = 0) -> Records:
        """The records of one of its replications, numbered from 0; run anew."""
        return next(self.trial.records(replication))


def run(
    scenario: Source | str | Path,
    channel: str,
    *,
    load: float | None = None,
    replications: int | None = None,
    seed: int | None = None,
    host: Host = Host(),  # noqa: B008 (frozen)
    progress: Progress = lambda done, total: None,
    notice: Notice = lambda text: None,
) -> Breakdown:
    """One channel or mix of a scenario; arguments and errors are those of ``compare``."""
    began = time.perf_counter()
    source = with_options(as_source(scenario), replications, seed)
    experiment = source.scenario.experiment
    policies = policies_of(source, [channel], None if load is None else [load])
    trial, warnings = prepare(source, policies, host, notice, BY)
    whole = finished(run_trial(trial, experiment.replications, host, progress))
    by: dict[By, list[Reduction]] = {
        name: [reduced[0][i] for reduced in whole] for i, name in enumerate(BY)
    }
    level = experiment.confidence
    return Breakdown(
        title=title_of(source, policies[0]),
        digest=source.digest,
        channel=policies[0].name,
        load=policies[0].load,
        seed=experiment.seed,
        replications=len(whole),
        planned=experiment.replications,
        confidence=level,
        by={name: estimates(Spreads.of(found), level) for name, found in by.items()},
        pools=pool_estimates(by["cell"], level),
        pools_by_half_hour=_pools_by_half_hour(by["cell"], level),
        warnings=(*warnings, *unfinished({channel: by["cell"]}, trial.lowered)),
        run=RunInfo(trial.engine, versions(), time.perf_counter() - began),
        trial=trial,
    )


def one_case(
    source: Source,
    *,
    channel: str | None = None,
    group: str | None = None,
    item: str | None = None,
    case: int = 1,
    seed: int | None = None,
) -> tuple[Records, Lowered, int]:
    """The first replication's records, and the number in them of one measured case.

    channel  default the first compared
    group    default the scenario's first
    item     default any
    case     the how manieth of these measured cases, from 1

    Raises ScenarioError for names there are not, or a case beyond the last.
    """
    source = with_options(source, None, seed)
    policies = policies_of(source, [channel] if channel else None, None)[:1]
    lowered = lower_scenario(source.scenario, source.library)
    chosen = group or lowered.groups[0]
    for what, name, known in (("group", chosen, lowered.groups), ("item", item, lowered.items)):
        if name is not None and name not in known:
            message = f"no {what} {name!r}; {did_you_mean(name, known)}"
            raise ScenarioError(Fault("option", what, message))
    engine = choose("auto", expected_cases(lowered, policies))
    trial = Trial(lowered, tuple(policies), source.scenario.experiment.seed, engine)
    records = next(trial.records(0))
    of_group = records.cases.group == lowered.groups.index(chosen)
    chosen_cases = records.cases.measured & of_group
    if item is not None:
        chosen_cases &= records.cases.item == lowered.items.index(item)
    numbers = np.flatnonzero(chosen_cases)
    numbers = numbers[np.argsort(records.cases.need[numbers], kind="stable")]
    if not 1 <= case <= len(numbers):
        raise ScenarioError(
            Fault(
                "option", "case", f"{case} given, {chosen} has measured cases 1 to {len(numbers)}"
            )
        )
    return records, lowered, int(numbers[case - 1])


def _pools_by_half_hour(
    reductions: list[Reduction], level: float
) -> dict[str, dict[str, dict[str, Estimate]]]:
    """Kind -> half hour -> measure, where units were on duty or held."""
    totals = [r.pool_totals(by_kind=True, half_hours=True) for r in reductions]
    kinds, sums = totals[0][0], np.stack([total for _, total in totals])
    used = sums[..., :-1].sum(axis=(0, -1)) > 0
    result: dict[str, dict[str, dict[str, Estimate]]] = {}
    for name in POOL_MEASURES:
        spread = jackknife(sums, MEASURES[name])
        widths = spread.half_width(level)
        for k, kind in enumerate(kinds):
            for h in np.flatnonzero(used[k]).tolist():
                half_hour = f"{h // 2:02d}:{h % 2 * 30:02d}"
                found = Estimate(float(spread.value[k, h]), float(widths[k, h]), len(totals))
                result.setdefault(kind, {}).setdefault(half_hour, {})[name] = found
    return result
