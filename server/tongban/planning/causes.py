"""What causes the difference between going in person and the remote window.

The difference is split along a chain of alternatives, each with one cause more than the one
before it (``chain``). All meet the same applicants, so the parts are paired differences and add
up to the whole.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..errors import Fault, InputError, did_you_mean
from ..experiment import Estimate, Progress, RunInfo, Verdict
from ..experiment.analysis import CASE_MEASURES
from ..experiment.compare import primary_of, title_of, versions
from ..experiment.intervals import simultaneous_level
from ..experiment.setting import setting_of
from ..experiment.verdicts import verdict
from ..flow import Text
from ..measures import MEASURES, cells_of
from ..scenario import REMOTE_WINDOW, Source, lower_scenario
from ..workload import Policy
from .chain import Cause, Chain, chain_between
from .forms import changes_of
from .study import Observation, Study

__all__ = ["Causes", "Part", "Split", "causes_of"]


@dataclass(frozen=True, slots=True)
class Part:
    """What one cause changes, once those before it have their effect.

    value     the measure of the alternative that has this cause and all before it
    change    that less the measure of the alternative before: a paired difference
    verdict   of the change, from its interval and the measure's margin
    opposite  the change when the causes of each half of the chain are added in the opposite
              order; None where that was not asked for

    The intervals of the changes of one split hold together (Bonferroni).
    """

    cause: Cause
    value: Estimate
    change: Estimate
    verdict: Verdict
    opposite: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """One measure of one group, from the first channel through the causes to the other.

    Numbers are in the measure's unit. But for rounding, ``start`` and the changes of the parts
    sum to ``end``, and the changes to ``whole``.

    rest     ``end`` less the value once the journey is gone, and those have come who stayed away
             because of it: what is left of the difference when the train timetable is not the
             channel's merit, paired
    verdict  of the whole
    """

    group: str
    measure: str
    margin: float | None  # the difference that does not matter; None: only a sign is judged
    start: Estimate
    parts: tuple[Part, ...]
    end: Estimate
    whole: Estimate  # end - start, paired
    rest: Estimate
    verdict: Verdict


@dataclass(frozen=True, eq=False)
class Causes:
    """The difference between two channels, split by what causes it.

    The first split is of the first primary measure. Every split has the same causes in the same
    order; a cause in which the channels do not differ is not among them.
    """

    title: Text
    question: Text
    digest: str  # of the scenario as run, without the alternatives between
    seed: int
    replications: int
    confidence: float
    origin: str  # the channel of `start`
    origin_title: Text
    goal: str  # the channel of `end`
    goal_title: Text
    causes: tuple[Cause, ...]
    splits: tuple[Split, ...]
    group_titles: Mapping[str, Text]
    run: RunInfo


def causes_of(
    study: Study,
    *,
    origin: str | None = None,
    goal: str | None = None,
    measures: Sequence[str] = (),
    opposite: bool = False,
    progress: Progress = lambda done, total: None,
) -> Causes:
    """The difference between two channels of a study's scenario, split by what causes it.

    origin    default the scenario's baseline, or ``in_person``
    goal      default ``virtual_window``
    measures  ``group.measure`` each; default the scenario's primary measures, and the mean wait
              of each group that takes the same channel whatever is compared
    opposite  also add the causes in the opposite order, which takes about twice as long

    Raises InputError for channels that no chain joins and for unknown measures, and
    KeyboardInterrupt on Ctrl-C, after keeping what is finished.
    """
    began = time.perf_counter()
    source = study.source
    origin = origin or source.scenario.experiment.baseline or "in_person"
    goal = goal or REMOTE_WINDOW
    chains = [chain_between(source, origin, goal)]
    if opposite:
        chains.append(chain_between(source, origin, goal, opposite=True))
    wanted = _wanted(source, measures)
    seen = _seen(study, chains, progress)
    experiment = source.scenario.experiment
    return Causes(
        title=source.scenario.title,
        question=source.scenario.question,
        digest=source.digest,
        seed=experiment.seed,
        replications=seen.replications,
        confidence=experiment.confidence,
        origin=origin,
        origin_title=title_of(source, Policy(origin, {origin: 1.0})),
        goal=goal,
        goal_title=title_of(source, Policy(goal, {goal: 1.0})),
        causes=tuple(step.cause for step in chains[0].steps),
        splits=tuple(_split(seen, chains, cell, measure) for cell, measure in wanted),
        group_titles={
            demand.group or name: demand.title
            for name, demand in source.scenario.demand.items()
            if demand.title is not None
        },
        run=RunInfo(study.host.engine, versions(), time.perf_counter() - began),
    )


def _wanted(source: Source, measures: Sequence[str]) -> list[tuple[str, str]]:
    """(group, measure) to split; InputError, with all faults, for what there is not."""
    cells = list(cells_of(setting_of(lower_scenario(source.scenario, source.library), ())))
    if not measures:
        fixed = [d.group or name for name, d in source.scenario.demand.items() if d.channel]
        own = [*primary_of(source, cells), *((group, "wait_mean_min") for group in fixed)]
        return list(dict.fromkeys(own))
    faults, found = [], []
    for text in dict.fromkeys(measures):
        group, _, name = text.rpartition(".")
        group = group or cells[0]
        found.append((group, name))
        for what, word, known in (("group", group, cells), ("measure", name, CASE_MEASURES)):
            if word not in known:
                message = f"{text!r}: no {what} {word!r}; {did_you_mean(word, known)}"
                faults.append(Fault("option", "measure", message))
    if faults:
        raise InputError(faults)
    return found


def _seen(study: Study, chains: Sequence[Chain], progress: Progress) -> Observation:
    """All alternatives of the chains, on the same applicants."""
    names = dict.fromkeys(
        [chains[0].origin, *(step.channel for chain in chains for step in chain.steps)]
    )
    forms = {name: form for chain in chains for name, form in chain.forms.items()}
    changes = tuple(changes_of(study.source, chains[0].goal, forms))
    return study.at(changes, channels=list(names), progress=progress)


def _split(seen: Observation, chains: Sequence[Chain], cell: str, measure: str) -> Split:
    level = seen.source.scenario.experiment.confidence
    margin = seen.source.scenario.experiment.margins.get(measure, MEASURES[measure].margin)

    def change(after: str, before: str, at: float = level) -> Estimate:
        return seen.difference(after, cell, measure, at, less=seen, less_alternative=before)

    together = simultaneous_level(level, len(chains[0].steps))
    changes = [
        {
            step.cause: change(step.channel, before, together)
            for step, before in zip(chain.steps, _before(chain), strict=True)
        }
        for chain in chains
    ]
    parts = tuple(
        Part(
            cause=step.cause,
            value=seen.estimate(step.channel, cell, measure, level),
            change=(own := changes[0][step.cause]),
            verdict=verdict(own.mean, own.half_width, margin),
            opposite=changes[1].get(step.cause) if len(chains) > 1 else None,
        )
        for step in chains[0].steps
    )
    whole = change(chains[0].goal, chains[0].origin)
    return Split(
        group=cell,
        measure=measure,
        margin=margin,
        start=seen.estimate(chains[0].origin, cell, measure, level),
        parts=parts,
        end=parts[-1].value,
        whole=whole,
        rest=change(chains[0].goal, _without_journey(chains[0])),
        verdict=verdict(whole.mean, whole.half_width, margin),
    )


def _without_journey(chain: Chain) -> str:
    """The alternative that lacks the journey and what it alone kept away, and no more."""
    gone = [step.channel for step in chain.steps if step.cause in ("arrival_clock", "willingness")]
    return gone[-1]


def _before(chain: Chain) -> list[str]:
    """The alternative before each step."""
    return [chain.origin, *(step.channel for step in chain.steps[:-1])]
