"""Replications looked at whole: when needs are completed, how busy pools are, who answers.

What measures keep of a replication has no time since need and no half hours, so the records are
made once more, for as many replications as are asked for, and only sums of them are kept.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from ..experiment import Host, Keeper, KeepsNothing, Notice, Progress
from ..experiment.compare import policies_of, primary_of
from ..experiment.prepare import prepare
from ..experiment.replicate import Trial
from ..measures import calls_by_half_hour, cells_of, completed_within, reductions
from ..scenario import MINUTE, Source

__all__ = ["TIMES_H", "Survey", "survey"]

FloatArray = NDArray[np.float64]

ROUND_H = (0.25, 0.5, 1, 2, 4, 8, 24, 48, 72, 120, 168, 240)
TIMES_H: tuple[float, ...] = tuple(
    sorted({*ROUND_H, *np.round(np.geomspace(0.25, 240, 73), 4).tolist()})
)
"""Hours since need at which completion is counted: a quarter of an hour to ten days."""


@dataclass(frozen=True, eq=False)
class Survey:
    """Sums of R replications. A alternatives, T times, H halls, P pools, Y pool statistics."""

    source: Source
    cell: str  # whose completion it is
    alternatives: tuple[str, ...]
    halls: tuple[str, ...]
    pools: tuple[str, ...]  # named kind@place
    days: int  # working days measured
    completed: FloatArray  # [A, R, T + 1] needs completed within each time, then all needs
    calls: FloatArray  # [A, R, H, 48, 2] calls by home hall and half hour, and those unanswered
    pool_sums: FloatArray  # [A, R, P, 48, Y]

    @property
    def replications(self) -> int:
        """How many were looked at."""
        return int(self.completed.shape[1])


def survey(
    source: Source,
    *,
    channels: Sequence[str] | None = None,
    replications: int | None = None,
    host: Host = Host(),  # noqa: B008 (frozen)
    keeper: Keeper = KeepsNothing(),  # noqa: B008 (stateless)
    progress: Progress = lambda done, total: None,
    notice: Notice = lambda text: None,
) -> Survey:
    """The sums of some replications of the alternatives; default the scenario's number.

    Raises ScenarioError, and KeyboardInterrupt on Ctrl-C, after which a replication that was
    kept is not run again.
    """
    policies = policies_of(source, channels, None)
    trial, _ = prepare(source, policies, _compiled(host), notice)
    assert trial.setting is not None
    cell = primary_of(source, tuple(cells_of(trial.setting)))[0][0]
    wanted = replications or source.scenario.experiment.replications
    name = _name(source, [policy.name for policy in policies])
    parts: list[tuple[FloatArray, ...]] = []
    progress(0, wanted)
    for part in _looked_at(trial, cell, wanted, name, host, keeper):
        parts.append(part)
        progress(len(parts), wanted)
    completed, calls, pool_sums = (np.stack(column, axis=1) for column in zip(*parts, strict=True))
    return Survey(
        source=source,
        cell=cell,
        alternatives=tuple(policy.name for policy in policies),
        halls=trial.setting.halls,
        pools=trial.setting.places.pools,
        days=source.scenario.experiment.days,
        completed=completed,
        calls=calls,
        pool_sums=pool_sums,
    )


def _compiled(host: Host) -> Host:
    return replace(host, engine="compiled") if host.engine == "auto" else host


def _looked_at(
    trial: Trial, cell: str, wanted: int, name: str, host: Host, keeper: Keeper
) -> Iterator[tuple[FloatArray, ...]]:
    """The sums of each replication in order, kept as soon as they are there."""

    def look(replication: int) -> tuple[FloatArray, ...]:
        kept = keeper.get(f"{name}-{replication}")
        if kept is not None:
            return _from_text(kept)
        found = _sums(trial, replication, cell)
        keeper.put(f"{name}-{replication}", _to_text(found))
        return found

    workers = (host.workers or 1) if trial.engine == "compiled" else 1
    with ThreadPoolExecutor(workers) as pool:
        try:
            yield from pool.map(look, range(wanted))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _sums(trial: Trial, replication: int, cell: str) -> tuple[FloatArray, ...]:
    """[A, ...] the sums of every alternative in one replication."""
    setting = trial.setting
    assert setting is not None
    times = np.round(np.array(TIMES_H) * 60 * MINUTE).astype(np.int64)
    compiled = trial.engine == "compiled"
    columns = []
    for records in trial.records(replication):
        reduction = reductions(records, setting, ("cell",), half_hours=True, compiled=compiled)[0]
        columns.append(
            (
                completed_within(records, setting, cell, times),
                calls_by_half_hour(records, setting),
                reduction.pool_sums,
            )
        )
    return tuple(np.stack(column) for column in zip(*columns, strict=True))


def _name(source: Source, names: Sequence[str]) -> str:
    """What the sums of a replication depend on."""
    told = json.dumps(["survey", source.digest, names, TIMES_H, version("tongban")])
    return "survey-" + hashlib.sha256(told.encode()).hexdigest()[:24]


def _to_text(arrays: Sequence[FloatArray]) -> str:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, *arrays)
    return json.dumps(base64.b64encode(buffer.getvalue()).decode())


def _from_text(text: str) -> tuple[FloatArray, ...]:
    arrays = np.load(io.BytesIO(base64.b64decode(json.loads(text))))
    return tuple(arrays[name] for name in arrays.files)
