"""The least staffing that keeps all targets, or the best a budget buys.

How: begin with Erlang's answer; propose by a model that adds up what one unit more brings, as
measured; simulate the proposal until it is sure to keep or to miss each target; when no
proposal is left, simulate every setting of one unit less; confirm the answer on replications
that had no part in finding it. See ``search`` and ``feasibility`` for the sources.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from ...errors import Fault, InputError
from ...experiment import Host, Keeper, KeepsNothing, Notice, RunInfo
from ...experiment.compare import policies_of, title_of, unfinished, versions
from ...flow import Text, text
from ...measures import ALL, MEASURES
from ...scenario import Hall, lower_scenario
from ..study import Observation, Study
from ..targets import targets_of
from .confirming import Answer, Job
from .feasibility import FIRST
from .found import SideEffect, StaffedUnit, Staffing, TargetKept
from .textbook import Start, start_of
from .trials import Told, Trials
from .units import Part, Unit, changes_of, parts_of, roster_of, units_of

__all__ = ["staff"]

SIDE_MEASURES = ("service_level", "lost_share")


def staff(
    scenario: str | Path,
    targets: Sequence[str] = (),
    *,
    units: Sequence[str] = (),
    budget: float | None = None,
    shifts: str | None = None,
    channel: str | None = None,
    changes: Sequence[str] = (),
    indifference: float = 0.01,
    replications: int | None = None,
    seed: int | None = None,
    host: Host = Host(),  # noqa: B008 (frozen)
    keeper: Keeper = KeepsNothing(),  # noqa: B008 (stateless)
    told: Told = lambda levels, settings, runs: None,
    notice: Notice = lambda text: None,
) -> Staffing:
    """The least staffing that keeps all targets; with a budget, the best within it.

    targets       such as ``cross.service_level>=0.8``; default experiment.targets
    units         such as ``halls.*.clerk=1..12``; default every paid kind at every hall, from 1
                  to twice what the scenario has
    budget        of a day, for these units: the least total shortfall in indifference zones,
                  and where none is left the most of the smallest slack
    shifts        ``sessions`` or minutes: afterwards fewer in parts of the day
    channel       a channel or mix; default the first compared that is not the baseline
    indifference  zone about each bound in which either decision is right: a share of the cases,
                  or of the bound
    replications  at most so many to confirm; default ten times the scenario's

    The answer keeps each target, up to its zone, with the scenario's confidence for all of them
    together; every setting of one unit less was found to miss one, each with the same confidence.

    Raises InputError for input that is wrong, also for targets out of reach, and
    KeyboardInterrupt on Ctrl-C, after keeping what is finished.
    """
    began = time.perf_counter()
    study = Study(scenario, changes, seed=seed, host=host, keeper=keeper, notice=notice)
    source = study.source
    name = _channel_of(study, channel)
    chosen = units_of(source.scenario, units)
    _check(indifference, replications, budget, chosen)
    if shifts is not None:
        parts_of(chosen, tuple(unit.high for unit in chosen), shifts)  # before anything runs
    before = study.at((), channels=[name], replications=FIRST)
    wanted = targets_of(targets or source.scenario.experiment.targets, before.cells, "--target")
    if not wanted:
        message = "missing: say what is promised, such as cross.service_level>=0.8"
        raise InputError(Fault("option", "target", message))
    job = Job(
        trials=Trials(study, name, wanted, indifference, told),
        confidence=source.scenario.experiment.confidence,
        most=replications or 10 * study.replications,
    )
    start = start_of(source, name, chosen, wanted, before)
    parts = tuple(Part(unit, unit.low, unit.high, unit.cost) for unit in chosen)
    if budget is None:
        answer = job.least(parts, start.levels)
    else:
        answer = job.within(parts, start.levels, budget)
    if shifts is not None:
        answer = job.shifted(answer, chosen, shifts, budget)
    return _result(study, changes, chosen, start, job, answer, budget, shifts, indifference, began)


def _channel_of(study: Study, channel: str | None) -> str:
    """The channel asked for, or the first compared that is not the baseline."""
    source = study.source
    if channel is not None:
        return policies_of(source, [channel], None)[0].name
    names = [policy.name for policy in policies_of(source, None, None)]
    baseline = source.scenario.experiment.baseline or names[0]
    return next((name for name in names if name != baseline), names[0])


def _check(
    indifference: float, replications: int | None, budget: float | None, units: Sequence[Unit]
) -> None:
    """InputError for options out of range."""
    faults = []
    if not 0 < indifference < 1:
        message = f"{indifference:g} given, need more than 0 and less than 1, such as 0.01"
        faults.append(Fault("option", "indifference", message))
    if replications is not None and replications < FIRST:
        message = f"{replications} given, need at least {FIRST} to be sure of anything"
        faults.append(Fault("option", "replications", message))
    least = sum(unit.low * unit.cost for unit in units)
    if budget is not None and not budget >= least:
        message = f"{budget:g} given, the fewest units allowed cost {least:.10g} a day"
        faults.append(Fault("option", "budget", message))
    if faults:
        raise InputError(faults)


def _result(
    study: Study,
    given: Sequence[str],
    units: Sequence[Unit],
    start: Start,
    job: Job,
    answer: Answer,
    budget: float | None,
    shifts: str | None,
    indifference: float,
    began: float,
) -> Staffing:
    source, trials = study.source, job.trials
    channel = trials.channel
    changes = changes_of(answer.parts, answer.levels)
    n = max(decision.replications for decision in answer.confirmed.decisions)
    after, before = (
        _fresh(trials.observation(at, answer.after + n), answer.after) for at in (changes, ())
    )
    lowered = lower_scenario(source.scenario, source.library)
    policy = policies_of(source, [channel], None)[0]
    reductions = {channel: after.reductions(channel)}
    staffed = _staffed(source.scenario.halls, units, start, answer)
    return Staffing(
        title=source.scenario.title,
        digest=source.digest,
        file=source.file,
        changes=tuple(given),
        channel=channel,
        channel_title=title_of(source, policy),
        group_titles=lowered.group_titles,
        units=staffed,
        is_money=any(source.scenario.costs.kinds.get(unit.kind) for unit in units),
        cost_before=sum(unit.cost_before for unit in staffed),
        cost_after=sum(unit.cost_after for unit in staffed),
        budget=budget,
        targets=_kept(job, answer, before, after),
        side_effects=_side_effects(job, before, after),
        neighbours=answer.neighbours,
        exchanges=answer.exchanges,
        gave_up=answer.gave_up,
        shifts=shifts,
        exact_start=start.exact,
        settings=trials.settings,
        runs=trials.runs,
        first_fresh=answer.after + 1,
        replications=n,
        confidence=job.confidence,
        indifference=indifference,
        seed=source.scenario.experiment.seed,
        warnings=tuple(unfinished(reductions, lowered)),
        run=RunInfo(study.host.engine, versions(), time.perf_counter() - began),
    )


def _fresh(seen: Observation, after: int) -> Observation:
    """Without the replications that led to the answer."""
    return Observation(seen.source, seen.policies, seen.runs[after:])


def _staffed(
    halls: Mapping[str, Hall], units: Sequence[Unit], start: Start, answer: Answer
) -> tuple[StaffedUnit, ...]:
    """Each unit before and after."""
    written = roster_of(answer.parts, answer.levels)
    found = []
    for unit, begun in zip(units, start.levels, strict=True):
        own = [
            (part, level)
            for part, level in zip(answer.parts, answer.levels, strict=True)
            if part.unit.key == unit.key
        ]
        after = max(level for _, level in own)
        shifted = own[0][0].span is not None
        cost = sum(part.cost * level for part, level in own)
        found.append(
            StaffedUnit(
                key=unit.key,
                hall=halls[unit.hall].title or _plain(unit.hall),
                kind=unit.kind,
                before=unit.count,
                after=after,
                low=unit.low,
                high=unit.high,
                start=begun,
                cost_before=unit.cost_given,
                cost_after=cost + (after * unit.cny_per_day if shifted else 0.0),
                written=written[unit.key],
            )
        )
    return tuple(found)


def _plain(name: str) -> Text:
    return text(name, name)


def _kept(
    job: Job, answer: Answer, before: Observation, after: Observation
) -> tuple[TargetKept, ...]:
    """Each target with its estimates, on the fresh replications."""
    trials, found = job.trials, []
    for target, decided in zip(trials.targets, answer.confirmed.decisions, strict=True):
        where = trials.channel, target.group, target.measure
        b, a = (seen.estimate(*where, job.confidence) for seen in (before, after))
        found.append(
            TargetKept(target, b, a, decided.met is True, decided.zone, decided.replications)
        )
    return tuple(found)


def _side_effects(job: Job, before: Observation, after: Observation) -> tuple[SideEffect, ...]:
    """What becomes of what no target protects: who pays."""
    trials, found = job.trials, []
    for group, measure in _unpromised(trials, after.cells):
        where = trials.channel, group, measure
        b, a = (seen.estimate(*where, job.confidence) for seen in (before, after))
        change = after.difference(*where, job.confidence, less=before)
        found.append(SideEffect(group, measure, b, a, change))
    return tuple(found)


def _unpromised(trials: Trials, cells: Sequence[str]) -> list[tuple[str, str]]:
    """What stands beside the measures promised, and the measures of groups without a target."""
    promised = [(target.group, target.measure) for target in trials.targets]
    beside = [(group, m) for group, measure in promised for m in MEASURES[measure].beside]
    others = [
        (cell, measure)
        for cell in cells
        if cell != ALL and not cell.endswith(("_everyone", "_enquiries"))
        for measure in SIDE_MEASURES
        if cell not in {group for group, _ in promised}
    ]
    return [pair for pair in dict.fromkeys([*beside, *others]) if pair not in promised]
