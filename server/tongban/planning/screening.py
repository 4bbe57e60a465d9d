"""Which assumptions decide when all move at once: Morris or Sobol, by SALib.

One at a time, as in ``sensitivity``, misses what inputs do together. Here each setting moves all
inputs, on the same chance, and the headline difference is taken as a definite function of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import Fault, InputError
from ..experiment import Estimate, Progress, RunInfo
from ..experiment.compare import versions
from ..flow import Text
from .headline import Headline, group_titles, headline_of
from .inputs import Input, Movable, takes_whole_numbers
from .pairs import Pairs
from .study import Study

__all__ = ["SAMPLES", "Effect", "Method", "Screening", "screening"]

Method = Literal["morris", "sobol"]
SAMPLES: Mapping[Method, int] = {"morris": 10, "sobol": 64}
"""Trajectories, or base samples, unless told otherwise."""

LEVELS = 4
"""Of a range in Morris' plan; Saltelli et al., Global Sensitivity Analysis (2008), section 3.4."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Effect:
    """What one input does while the others move too. Half-widths are SALib's, by bootstrap.

    total  Morris: μ*, the mean size of the change over the whole range, in the measure's unit;
           Sobol: ST, the share of variance with all interactions
    alone  Morris: μ, the same with its sign, no interval; Sobol: S1, the share alone
    sigma  Morris: the standard deviation of the change; Sobol: nan
    """

    input: Input
    total: Estimate  # n: trajectories or base samples
    alone: Estimate
    sigma: float


@dataclass(frozen=True, eq=False)
class Screening:
    """The inputs by how much they matter, the most first.

    Source: Morris (1991), Campolongo et al. (2007); Sobol (2001), Saltelli et al. (2010).
    """

    title: Text
    digest: str
    headline: Headline
    titles: Mapping[str, Text]  # of the two channels
    group_titles: Mapping[str, Text]
    method: Method
    effects: tuple[Effect, ...]  # by total, falling
    samples: int
    settings: int  # looked at
    seed: int
    replications: int  # of each alternative at each setting
    confidence: float
    run: RunInfo


def screening(
    study: Study,
    method: Method,
    *,
    samples: int | None = None,
    channel: str | None = None,
    measure: str | None = None,
    only: Sequence[str] = (),
    progress: Progress = lambda done, total: None,
) -> Screening:
    """All assumptions with a range moved at once.

    samples  trajectories (Morris) or base samples, best a power of 2 (Sobol); by default
             ``SAMPLES``. With k inputs it takes samples (k + 1) or samples (k + 2) settings

    The rest is as of ``sensitivity``. A whole-number input takes the nearest whole number.
    Raises InputError, also where SALib is not installed, and KeyboardInterrupt on Ctrl-C.
    """
    began = time.perf_counter()
    drawn, judged = _salib(method)
    headline, _ = headline_of(study.source, channel, measure)
    inputs = Movable.of(study, (headline.baseline, headline.alternative), only).moved
    count = SAMPLES[method] if samples is None else samples
    experiment = study.source.scenario.experiment
    problem = {
        "num_vars": len(inputs),
        "names": [str(i) for i in range(len(inputs))],
        "bounds": [[each.low, each.high] for each in inputs],
    }
    points = drawn(problem, count, experiment.seed)
    found = _differences(study, headline, inputs, points, progress)
    effects = judged(problem, points, found, experiment.confidence, experiment.seed)
    told = [
        Effect(each, Estimate(total, wide, count), Estimate(alone, wide_alone, count), sigma)
        for each, (total, wide, alone, wide_alone, sigma) in zip(inputs, effects, strict=True)
    ]
    return Screening(
        title=study.source.scenario.title,
        digest=study.source.digest,
        headline=headline,
        titles=headline.titles(study.source),
        group_titles=group_titles(study.source),
        method=method,
        effects=tuple(sorted(told, key=lambda effect: -effect.total.mean)),
        samples=count,
        settings=len(points),
        seed=experiment.seed,
        replications=study.replications,
        confidence=experiment.confidence,
        run=RunInfo(study.host.engine, versions(), time.perf_counter() - began),
    )


def _differences(
    study: Study,
    headline: Headline,
    inputs: Sequence[Input],
    points: Floats,
    progress: Progress,
) -> Floats:
    """[n] the headline difference at each setting [n, k]."""
    pairs = Pairs(study, headline.baseline, headline.alternative)
    whole = [takes_whole_numbers(study, each) for each in inputs]
    level = study.source.scenario.experiment.confidence
    found: list[float] = []
    for point in points.tolist():
        progress(len(found), len(points))
        settings = [round(x) if w else x for x, w in zip(point, whole, strict=True)]
        pairs_of = zip(inputs, settings, strict=True)
        changes = [change for each, x in pairs_of for change in each.at(x)]
        found.append(headline.difference(pairs.at(changes), level).mean)
    progress(len(found), len(points))
    if not np.isfinite(found).all():
        message = "has no value at some settings: choose another measure or group"
        raise InputError(Fault("option", f"{headline.group}.{headline.measure}", message))
    return np.array(found)


Rows = list[tuple[float, float, float, float, float]]
"""For each input the total effect and its half-width, the one alone and its, and σ."""
Drawn = Callable[[dict[str, Any], int, int], Floats]
Judged = Callable[[dict[str, Any], Floats, Floats, float, int], Rows]


def _salib(method: Method) -> tuple[Drawn, Judged]:
    """What draws the settings and what judges them; InputError where SALib is missing."""
    try:
        import SALib  # noqa: F401
    except ImportError:
        message = "needs SALib: pip install 'tongban[screening]', or leave the option out"
        raise InputError(Fault("option", "screen", message)) from None
    return (_draw_morris, _judge_morris) if method == "morris" else (_draw_sobol, _judge_sobol)


def _draw_morris(problem: dict[str, Any], count: int, seed: int) -> Floats:
    from SALib.sample.morris import sample

    return np.asarray(sample(problem, count, num_levels=LEVELS, seed=_short(seed)))


def _judge_morris(
    problem: dict[str, Any], points: Floats, found: Floats, level: float, seed: int
) -> Rows:
    from SALib.analyze.morris import analyze

    s = analyze(problem, points, found, conf_level=level, num_levels=LEVELS, seed=_short(seed))
    names = ("mu_star", "mu_star_conf", "mu", "sigma")
    rows = zip(*(np.asarray(s[name], np.float64).tolist() for name in names), strict=True)
    return [(total, wide, alone, float("nan"), sigma) for total, wide, alone, sigma in rows]


def _draw_sobol(problem: dict[str, Any], count: int, seed: int) -> Floats:
    from SALib.sample.sobol import sample

    return np.asarray(sample(problem, count, calc_second_order=False, seed=_short(seed)))


def _judge_sobol(
    problem: dict[str, Any], _: Floats, found: Floats, level: float, seed: int
) -> Rows:
    from SALib.analyze.sobol import analyze

    if np.ptp(found) == 0:  # no variance to share out
        return [(0.0, 0.0, 0.0, 0.0, float("nan"))] * int(problem["num_vars"])
    s = analyze(problem, found, calc_second_order=False, conf_level=level, seed=_short(seed))
    names = ("ST", "ST_conf", "S1", "S1_conf")
    rows = zip(*(np.asarray(s[name], np.float64).tolist() for name in names), strict=True)
    return [(*row, float("nan")) for row in rows]


def _short(seed: int) -> int:
    """A seed in the range SALib takes."""
    return seed % 2**32
