"""At what value of a factor an alternative is worth as much as the baseline, question by question.

The difference is simulated on the same chance at one value of the factor after another. Where
it crosses a threshold is found by bracketing; the interval is that of inversion: the values at
which the paired interval of the difference holds the threshold.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import Fault, InputError, did_you_mean
from ..experiment import Estimate, Progress, RunInfo
from ..experiment.compare import versions
from ..experiment.setting import setting_of
from ..flow import Text
from ..measures import MEASURES, cells_of
from ..scenario import Source, lower_scenario, with_places
from .cap import Cap, cap_of
from .factor_curve import Crossing, FactorCurve, Question, is_defined
from .headline import Headline, group_titles, headline_of, names_of
from .inputs import check_settings
from .pairs import Pairs
from .pooled_scenario import pooling_of
from .pooling import Pooling
from .study import Study

__all__ = ["BreakEven", "BreakEvens", "breakeven"]

POINTS = 9
"""Values of the factor looked at before anything is bracketed, evenly over the range."""

RANGE = 0.5, 3.0
"""Of the value the scenario has, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class BreakEven:
    """One question: where the alternative is worth as much as the baseline.

    Minutes and money are those of the time handled, at the roster the scenario has: both
    alternatives have the same clerks, so that what a question names is its budget.
    """

    question: Question
    unit: str
    given: Estimate  # the difference with the factor the scenario has
    equal: Crossing  # of the difference with 0
    within: Crossing | None  # of the difference with the margin, on its bad side
    margin: float | None
    points: tuple[tuple[float, Estimate], ...]  # (factor, difference) that were looked at


@dataclass(frozen=True, eq=False)
class BreakEvens:
    """Break-even values of one factor. Intervals are each by itself, not simultaneous."""

    title: Text
    digest: str  # of the scenario as run
    key: str  # what is varied
    given: float  # what the scenario has
    low: float  # the range looked at
    high: float
    baseline: str  # channels or mixes
    alternative: str
    titles: Mapping[str, Text]  # of the two
    group_titles: Mapping[str, Text]
    answers: tuple[BreakEven, ...]
    undefined: tuple[Question, ...]  # that have no value here, or 0 throughout: no prices, say
    cap: Cap | None  # None: no pool's load grows with the factor
    pooling: Pooling
    settings: int  # looked at
    seed: int
    replications: int  # of each alternative at each setting
    confidence: float
    run: RunInfo


def breakeven(
    study: Study,
    *,
    key: str | None = None,
    span: tuple[float, float] | None = None,
    channel: str | None = None,
    measures: Sequence[str] = (),
    progress: Progress = lambda done, total: None,
) -> BreakEvens:
    """The values of a factor at which an alternative and the baseline are worth the same.

    key       the factor; default ``channels.ALTERNATIVE.remote_factor``
    span      where it is sought; default half to three times what the scenario has
    channel   the alternative; default the first compared that is not the baseline
    measures  further ones, as ``group.measure``, beside the four questions

    Raises InputError before anything runs, and KeyboardInterrupt on Ctrl-C.
    """
    began = time.perf_counter()
    source = study.source
    headline, _ = headline_of(source, channel)
    factor = key or f"channels.{headline.alternative}.remote_factor"
    given = _value(study, factor)
    low, high = span or (RANGE[0] * given, RANGE[1] * given)
    questions = _questions(source, measures)
    pairs = Pairs(study, headline.baseline, headline.alternative)
    level = source.scenario.experiment.confidence
    curve = FactorCurve(pairs, factor, given, (low, high), level, progress)
    first = sorted({*np.linspace(low, high, POINTS).tolist(), given})
    check_settings(study, [curve.changes(x) for x in first])
    curve.look(first)
    usable = [q for q in questions if is_defined(curve.points(q))]
    answers = tuple(_answer(source, curve, question) for question in usable)
    names = (headline.baseline, headline.alternative)
    return BreakEvens(
        title=source.scenario.title,
        digest=source.digest,
        key=factor,
        given=given,
        low=low,
        high=high,
        baseline=headline.baseline,
        alternative=headline.alternative,
        titles=headline.titles(source),
        group_titles=group_titles(source),
        answers=answers,
        undefined=tuple(q for q in questions if q not in usable),
        cap=_cap(curve, headline.alternative, first),
        pooling=pooling_of(source, *names, factor),
        settings=len(curve.seen),
        seed=source.scenario.experiment.seed,
        replications=study.replications,
        confidence=level,
        run=RunInfo(study.host.engine, versions(), time.perf_counter() - began),
    )


def _value(study: Study, key: str) -> float:
    """What the scenario has there; InputError where that is no number."""
    known = with_places(study.values())
    value: Any = known.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
        return float(value)
    numbers = [name for name, v in known.items() if isinstance(v, int | float)]
    message = f"no number above 0 at {key!r}; {did_you_mean(key, numbers)}"
    raise InputError(Fault("option", "factor", message))


def _questions(source: Source, measures: Sequence[str]) -> tuple[Question, ...]:
    """The four questions of those compared and of each group beside them, and further measures."""
    demand = source.scenario.demand
    groups = {d.group or name: d.channel is None for name, d in demand.items()}
    movers = [group for group, compared in groups.items() if compared][:1]
    locals_ = [group for group, compared in groups.items() if not compared]
    found = [Question("hall_time", group, ("visit_mean_min",)) for group in movers]
    found += [Question("local_wait", group, ("wait_mean_min",)) for group in locals_]
    cost = ("cost_per_accepted_cny", "citizen_cost_per_accepted_cny")
    for group in movers:
        found.append(Question("staff_minutes", group, ("staff_min_per_accepted",)))
        found.append(Question("social_cost", group, cost))
    cells = tuple(cells_of(setting_of(lower_scenario(source.scenario, source.library), ())))
    pairs = [names_of(text, cells, cells[0]) for text in measures]
    return (*found, *(Question("measure", group, (name,)) for group, name in pairs))


def _answer(source: Source, curve: FactorCurve, question: Question) -> BreakEven:
    names = question.measures
    margin = None
    if len(names) == 1:
        one = (question.group, names[0])
        margin = Headline.of(source, curve.pairs.baseline, curve.pairs.alternative, one).margin
    equal = curve.crossing(question, 0.0)
    within = None
    if margin:
        bad = -margin if MEASURES[names[0]].better == "higher" else margin
        within = curve.crossing(question, bad)
    return BreakEven(
        question=question,
        unit=MEASURES[names[0]].unit,
        given=question.difference(curve.at(curve.given), curve.level),
        equal=equal,
        within=within,
        margin=margin,
        points=curve.points(question),
    )


def _cap(curve: FactorCurve, alternative: str, first: Sequence[float]) -> Cap | None:
    """From the two smallest values of the factor, where pools are busy least."""
    a, b = first[:2]
    one, other = curve.at(a).one, curve.at(b).one
    return cap_of(one, other, alternative, (a, b), curve.given, curve.level)
