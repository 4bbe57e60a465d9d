"""The main path: a scenario, its alternatives run on the same chance, and what came of them."""

from __future__ import annotations

import importlib.metadata
import platform
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from ..errors import Fault, ScenarioError, TooFewReplications, did_you_mean
from ..flow import Text, text
from ..measures import MEASURES, PRIMARY, Reduction, cells_of
from ..scenario import Lowered, Source, digest_of, load
from ..workload import Policy
from .analysis import CASE_MEASURES, Spreads, compared, estimates, pool_estimates
from .kept import Keeper, KeepsNothing, done_in, keep, kept, name_of, whole
from .precision import Precision, run_to_precision
from .prepare import Notice, prepare
from .replicate import Host, Progress, Reduced, run_trial
from .results import Alternative, Result, RunInfo

__all__ = [
    "as_source",
    "compare",
    "finished",
    "policies_of",
    "primary_of",
    "title_of",
    "unfinished",
    "versions",
    "with_options",
]

PACKAGES = ("tongban", "numpy", "scipy", "numba", "simpy", "pydantic")
UNFINISHED_SHARE = 0.001


def compare(
    scenario: Source | str | Path,
    *,
    channels: Sequence[str] | None = None,
    loads: Sequence[float] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    precision: Precision | None = None,
    host: Host = Host(),  # noqa: B008 (frozen)
    keeper: Keeper = KeepsNothing(),  # noqa: B008 (stateless)
    progress: Progress = lambda done, total: None,
    notice: Notice = lambda text: None,
) -> Result:
    """The alternatives of a scenario side by side, each difference paired.

    channels      channels or mixes; default those the scenario compares
    loads         factors on the demand that takes them; default the scenario's
    replications  default the scenario's; at least 2
    seed          default the scenario's
    precision     run as many replications as it takes, in place of a number of them
    host          where it runs and by which engine, which changes no number
    keeper        what is finished is kept there, and what is there is not run again
    progress      called with how many replications are done, of how many
    notice        told what is waited for, where that is long

    Ctrl-C ends early, with the replications finished so far.
    Raises ScenarioError for input that is wrong, all faults at once, and TooFewReplications
    when it was interrupted before 2 were finished.
    """
    began = time.perf_counter()
    source = with_options(as_source(scenario), replications, seed)
    run = source.scenario.experiment
    policies = policies_of(source, channels, loads)
    trial, warnings = prepare(source, policies, host, notice)
    assert trial.setting is not None
    primary = primary_of(source, tuple(cells_of(trial.setting)))
    planned, stopping = run.replications, None
    name = name_of(source, policies)
    known = kept(keeper, name)
    before = done_in(known if precision else known[:planned])
    if precision is None:
        done: Mapping[int, Reduced] = run_trial(trial, planned, host, progress, before)
    else:
        cells, level = tuple(cells_of(trial.setting)), run.confidence
        done, planned, stopping = run_to_precision(
            trial, precision, cells, level, host, progress, before
        )
    if len(runs := whole(done)) > len(known):
        keep(keeper, name, runs)
    reduced = finished(done)
    by_policy = {policy.name: [of[p][0] for of in reduced] for p, policy in enumerate(policies)}
    spreads = {name: Spreads.of(reductions) for name, reductions in by_policy.items()}
    baseline = _baseline(source, policies)
    pairs = _pairs(policies, baseline)
    alternatives = {
        policy.name: Alternative(
            name=policy.name,
            title=title_of(source, policy),
            channel=policy.name.partition("@")[0],
            load=policy.load,
            groups=estimates(spreads[policy.name], run.confidence),
            pools=pool_estimates(by_policy[policy.name], run.confidence),
        )
        for policy in policies
    }
    return Result(
        title=source.scenario.title,
        question=source.scenario.question,
        digest=source.digest,
        seed=run.seed,
        replications=next(iter(spreads.values())).n,
        planned=planned,
        confidence=run.confidence,
        baseline=baseline,
        groups=next(iter(spreads.values())).cells,
        group_titles=trial.lowered.group_titles,
        measures=CASE_MEASURES,
        primary=primary,
        alternatives=alternatives,
        comparisons=tuple(compared(spreads, pairs, primary, run)),
        warnings=(*warnings, *unfinished(by_policy, trial.lowered)),
        run=RunInfo(trial.engine, versions(), time.perf_counter() - began),
        stopping=stopping,
    )


def as_source(scenario: Source | str | Path) -> Source:
    """A scenario that has passed all checks, read if need be."""
    return scenario if isinstance(scenario, Source) else load(scenario)


def with_options(source: Source, replications: int | None, seed: int | None) -> Source:
    """The source with what an option gives in place of its own.

    Raises ScenarioError where that is out of range: an interval needs 2 replications.
    """
    changes = {"replications": replications, "seed": seed}
    given = {name: value for name, value in changes.items() if value is not None}
    for name, value in given.items():
        least = 2 if name == "replications" else 0
        if value < least:
            raise ScenarioError(Fault("option", name, f"{value} given, need at least {least}"))
    experiment = source.scenario.experiment.model_copy(update=given)
    scenario = source.scenario.model_copy(update={"experiment": experiment})
    return replace(source, scenario=scenario, digest=digest_of(scenario, source.library))


def policies_of(
    source: Source, channels: Sequence[str] | None, loads: Sequence[float] | None
) -> list[Policy]:
    """The alternatives asked for, the scenario's own where nothing is; ScenarioError if unknown."""
    scenario = source.scenario
    run = scenario.experiment
    names = tuple(channels or run.compare or scenario.channels)
    known = [*scenario.channels, *scenario.mixes]
    faults = [
        Fault("option", "channels", f"no channel or mix {name!r}; {did_you_mean(name, known)}")
        for name in names
        if name not in known
    ]
    factors = tuple(dict.fromkeys(loads or (run.load,)))
    faults += [
        Fault("option", "load", f"{load:g} given, need more than 0")
        for load in factors
        if not 0 < load < float("inf")
    ]
    if faults:
        raise ScenarioError(faults)
    several = len(factors) > 1
    return [
        Policy(f"{name}@{load:g}" if several else name, scenario.mixes.get(name, {name: 1.0}), load)
        for load in factors
        for name in dict.fromkeys(names)
    ]


def finished(done: Mapping[int, Reduced]) -> list[Reduced]:
    """What is done, in order; TooFewReplications when an interval needs more."""
    if len(done) < 2:
        raise TooFewReplications(
            f"stopped after {len(done)} finished replications, an interval needs at least 2"
        )
    return [done[replication] for replication in sorted(done)]


def _baseline(source: Source, policies: Sequence[Policy]) -> str:
    names = [policy.name.partition("@")[0] for policy in policies]
    wanted = source.scenario.experiment.baseline
    return wanted if wanted in names else names[0]


def _pairs(policies: Sequence[Policy], baseline: str) -> list[tuple[str, str]]:
    """Each alternative beside the baseline at the same load."""
    at_load = {p.load: p.name for p in policies if p.name.partition("@")[0] == baseline}
    return [(at_load[p.load], p.name) for p in policies if p.name != at_load[p.load]]


def primary_of(source: Source, cells: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The (cell, measure) pairs judged together; ScenarioError for names there are not."""
    given = source.scenario.experiment.primary
    if not given:
        return tuple((cells[0], name) for name in PRIMARY)
    faults, pairs = [], []
    for entry in given:
        group, _, name = entry.rpartition(".")
        pairs.append((group, name))
        for what, word, known in (("group", group, cells), ("measure", name, CASE_MEASURES)):
            if word not in known:
                message = f"{entry!r}: no {what} {word!r}; {did_you_mean(word, known)}"
                faults.append(Fault(source.file, "experiment.primary", message))
    if faults:
        raise ScenarioError(faults)
    return tuple(pairs)


def title_of(source: Source, policy: Policy) -> Text:
    """What a person calls an alternative, its load included where there are several."""
    name = policy.name.partition("@")[0]
    channel = source.scenario.channels.get(name)
    flow = source.library.get((channel.flow or name) if channel else name)
    title = (channel and channel.title) or (flow and flow.title)
    title = title or text(name, name)
    if "@" not in policy.name:
        return title
    times = f" ×{policy.load:g}"
    return text(title.zh_cn + times, title.en + times)


def unfinished(by_policy: Mapping[str, Iterable[Reduction]], lowered: Lowered) -> list[Text]:
    """A warning for each alternative that left more cases unfinished than may be passed over."""
    has_horizon = lowered.scenario.experiment.horizon_min is not None
    key = f"experiment.{'horizon_min' if has_horizon else 'follow_up_days'}"
    found = []
    for name, reductions in by_policy.items():
        total = np.sum([r.sums for r in reductions], axis=0)
        share = MEASURES["unfinished"](total) / MEASURES["needs"](total)
        worst = float(share[-1])
        if worst > UNFINISHED_SHARE:
            zh = f"{name}：{worst:.2%} 的需求在仿真结束时尚未办结；请加长 {key}"
            en = (
                f"{name}: {worst:.2%} of the needs had not ended when the run stopped; "
                f"give {key} more"
            )
            found.append(text(zh, en))
    return found


def versions() -> dict[str, str]:
    """Of everything a figure may depend on."""
    found = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {"python": platform.python_version()} | found
