"""What the simulator expects of one day in a channel: how many by when, and how far days differ.

Two intervals are told apart. The *interval of the mean* says how well the runs know the average
day: a t interval over replications, which narrows with more of them. The *range of days* says
where one single day falls: quantiles over the days of all replications, which does not narrow.
Only the second one may be held against what a service sees on one day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..engine import Engine
from ..errors import Fault, ScenarioError, TooFewReplications
from ..experiment import Host, Notice, Progress
from ..experiment.compare import policies_of
from ..experiment.intervals import half_width, jackknife
from ..experiment.prepare import prepare
from ..experiment.replicate import Trial, run_trial
from ..measures import DAY, HALF_HOURS, Days, days_of
from ..scenario import MINUTE, Lowered, Source

__all__ = ["DAY_SHARE", "ExpectedDay", "Ranged", "expected_day", "expected_of"]

FloatArray = NDArray[np.float64]
Values = NDArray[Any]
"""Whole or floating numbers, [R replications, D days, ...]."""

DAY_SHARE = 0.9
"""The share of single days within the range of days: from the 5th percentile to the 95th."""
HALF_HOUR_US = DAY // HALF_HOURS


@dataclass(frozen=True, eq=False)
class Ranged:
    """A figure of an average day with its two intervals, [48] by half hour or [] of the day."""

    mean: FloatArray
    mean_low: FloatArray
    mean_high: FloatArray
    day_low: FloatArray
    day_high: FloatArray


@dataclass(frozen=True, eq=False)
class ExpectedDay:
    """What to expect of a day of a scenario's demand in one channel.

    came, accepted, answered  [48] cumulative, at the end of each half hour from 00:00 [cases]
    waiting                   [48] how many wait, on average over each half hour
    service_level             [] share of those who came that a clerk answered within T
    wait_mean_min             [] of those a clerk answered, until then

    The last two are nan where nobody came, or nobody was answered.
    """

    digest: str
    channel: str
    load: float
    seed: int
    replications: int
    days: int  # of each replication
    level: float  # of the interval of the mean
    day_share: float  # within the range of days
    came: Ranged
    accepted: Ranged
    answered: Ranged
    waiting: Ranged
    service_level: Ranged
    wait_mean_min: Ranged


def expected_day(
    source: Source,
    channel: str,
    *,
    host: Host = Host(),  # noqa: B008 (frozen)
    progress: Progress = lambda done, total: None,
    notice: Notice = lambda text: None,
) -> ExpectedDay:
    """The expectation of a scenario for one channel, by its own replications, seed and load.

    Days are the measured working days of each replication.
    Raises ScenarioError for a channel there is not, or a run without a whole measured day, and
    TooFewReplications for fewer than 2.
    """
    policies = policies_of(source, [channel], None)
    trial, _ = prepare(source, policies, host, notice)
    measured = _measured_days(trial.lowered)
    if not len(measured):
        message = "no whole measured day: what a day brings cannot be told"
        raise ScenarioError(Fault(source.file, "experiment.days", message))
    stages = np.array([name == channel for name in trial.lowered.channel_of_stage])
    wanted = source.scenario.experiment.replications
    done = run_trial(_Job(trial, stages, measured), wanted, host, progress)
    if len(done) < wanted:
        raise KeyboardInterrupt
    experiment = source.scenario.experiment
    return expected_of(
        [done[replication] for replication in range(wanted)],
        level=experiment.confidence,
        digest=source.digest,
        channel=channel,
        load=policies[0].load,
        seed=experiment.seed,
    )


def expected_of(
    runs: Sequence[Days], *, level: float, digest: str, channel: str, load: float, seed: int
) -> ExpectedDay:
    """The same from the days of each replication, R of D days each.

    A count is averaged over the days of a replication; its interval of the mean is the t
    interval over replications. Service level and wait are ratios of sums over all of them, with
    jackknife intervals. Each interval is cut to what is possible, 0 and more, shares 1 and less.
    The range of days is from the (1 - s) / 2 quantile of all R D days to the (1 + s) / 2 one,
    s = ``DAY_SHARE``, both values that occur, so that it holds at least s of them.
    Sources: Law, Simulation Modeling and Analysis (2015), section 4.5; for the jackknife see
    ``intervals``; Hyndman and Fan, Sample quantiles in statistical packages (1996), definition 1.

    Raises TooFewReplications for fewer than 2.
    """
    if len(runs) < 2:
        raise TooFewReplications(f"{len(runs)} replications given, an interval needs at least 2")
    by: dict[str, Values] = {
        field.name: np.stack([getattr(run, field.name) for run in runs]) for field in fields(Days)
    }
    came = by["came"].sum(axis=2)
    return ExpectedDay(
        digest=digest,
        channel=channel,
        load=load,
        seed=seed,
        replications=len(runs),
        days=came.shape[1],
        level=level,
        day_share=DAY_SHARE,
        came=_of_counts(by["came"].cumsum(axis=2), level),
        accepted=_of_counts(by["accepted"].cumsum(axis=2), level),
        answered=_of_counts(by["answered"].cumsum(axis=2), level),
        waiting=_of_counts(by["waiting_us"] / HALF_HOUR_US, level),
        service_level=_of_ratio(by["within"], came, level, most=1.0),
        wait_mean_min=_of_ratio(by["waited_us"] / MINUTE, by["reached"], level),
    )


@dataclass(frozen=True, eq=False)
class _Job:
    """Replications of a trial, of which what happened day by day is kept."""

    trial: Trial
    stages: NDArray[np.bool_]
    days: NDArray[np.int64]

    @property
    def engine(self) -> Engine:
        """The trial's."""
        return self.trial.engine

    def __call__(self, replication: int) -> Days:
        setting = self.trial.setting
        assert setting is not None
        (records,) = self.trial.records(replication)
        return days_of(records, setting, self.stages, self.days)


def _measured_days(lowered: Lowered) -> NDArray[np.int64]:
    """The working days that lie in the measured window as a whole."""
    first = lowered.days * DAY
    whole = (first >= lowered.measured_from) & (first + DAY <= lowered.measured_until)
    return np.asarray(lowered.days[whole])


def _of_counts(values: Values, level: float) -> Ranged:
    """From [R, D, 48]."""
    of_runs = values.mean(axis=1)
    mean, width = of_runs.mean(axis=0), half_width(of_runs, level)
    return _ranged(mean, width, values.reshape(-1, values.shape[2]))


def _of_ratio(above: Values, below: Values, level: float, most: float = np.inf) -> Ranged:
    """From [R, D] each; of single days those that have a denominator count."""
    sums = np.stack([above.sum(axis=1), below.sum(axis=1)], axis=-1)
    spread = jackknife(sums, _ratio)
    days = above[below > 0] / below[below > 0]
    return _ranged(spread.value, spread.half_width(level), days, most)


def _ratio(sums: FloatArray) -> FloatArray:
    above, below = sums[..., 0], sums[..., 1]
    out = np.full(np.shape(above), np.nan)
    return np.asarray(np.divide(above, below, out=out, where=below != 0))


def _ranged(mean: FloatArray, width: FloatArray, days: Values, most: float = np.inf) -> Ranged:
    """A mean with its half-width, and the values of n single days, [n, ...]."""
    tail = (1 - DAY_SHARE) / 2
    if len(days):
        low, high = np.quantile(days, [tail, 1 - tail], axis=0, method="inverted_cdf")
    else:
        low = high = np.full(np.shape(mean), np.nan)
    return Ranged(
        mean=np.asarray(mean),
        mean_low=np.asarray(np.maximum(mean - width, 0)),
        mean_high=np.asarray(np.minimum(mean + width, most)),
        day_low=np.asarray(low),
        day_high=np.asarray(high),
    )
