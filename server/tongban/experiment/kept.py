"""Replications kept by what they depend on, so that they are run once.

A comparison, a study and a report that ask for the same alternatives of the same scenario find
what any of them has run. How many replications there are is not in the name: more go on from
fewer.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Protocol

import numpy as np

from ..measures import Counts, Reduction
from ..scenario import Source, digest_of
from ..workload import Policy
from .replicate import Reduced
from .warm_up import PILOTS

__all__ = [
    "Keeper",
    "KeepsNothing",
    "Remembers",
    "Runs",
    "done_in",
    "keep",
    "kept",
    "name_of",
    "whole",
]

Runs = tuple[tuple[Reduction, ...], ...]
"""For each replication, from 0, the reductions of the alternatives."""


class Keeper(Protocol):
    """What remembers results: on disk, for as long as the program runs, or not at all."""

    def get(self, name: str) -> str | None:
        """What was kept under a name, or None."""

    def put(self, name: str, text: str) -> None:
        """Keep a text."""


class KeepsNothing:
    """Forgets at once."""

    def get(self, name: str) -> str | None:
        """None."""
        return None

    def put(self, name: str, text: str) -> None:
        """Nothing."""


class Remembers:
    """Keeps everything as long as it is there itself."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """What was kept under a name, or None."""
        return self.texts.get(name)

    def put(self, name: str, text: str) -> None:
        """Keep a text."""
        self.texts[name] = text


def name_of(source: Source, policies: Sequence[Policy], beside: Sequence[str] = ()) -> str:
    """What the runs depend on: the scenario but for their number, what is run, the program.

    beside  channels run apart from these that they will be compared with
    """
    experiment = source.scenario.experiment
    finds_warm_up = experiment.warm_up_min == "mser5"  # from that many of its replications
    counted = min(PILOTS, experiment.replications) if finds_warm_up else 2
    run = experiment.model_copy(update={"replications": counted})
    digest = digest_of(source.scenario.model_copy(update={"experiment": run}), source.library)
    told: list[object] = [[policy.name, dict(policy.channels), policy.load] for policy in policies]
    told += beside
    text = json.dumps(["study", digest, told, version("tongban"), version("numpy")])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def kept(keeper: Keeper, name: str) -> Runs:
    """The runs that are kept under a name; none where there are none."""
    text = keeper.get(name)
    return () if text is None else _from_text(text)


def keep(keeper: Keeper, name: str, runs: Runs) -> None:
    """Keep runs under a name, in place of those that are there."""
    keeper.put(name, _to_text(runs))


def whole(done: Mapping[int, Reduced]) -> Runs:
    """The reductions of what is done up to the first replication that is not."""
    count = 0
    while count in done:
        count += 1
    return tuple(tuple(of[0] for of in done[i]) for i in range(count))


def done_in(runs: Runs) -> dict[int, Reduced]:
    """The same as ``run_trial`` gives it."""
    return {i: tuple((reduction,) for reduction in run) for i, run in enumerate(runs)}


def _to_text(runs: Runs) -> str:
    """Runs as text; they have the same cells and pools."""
    first = runs[0][0]
    flat = [reduction for run in runs for reduction in run]
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        sums=np.stack([reduction.sums for reduction in flat]),
        pool_sums=np.stack([reduction.pool_sums for reduction in flat]),
        sizes=np.array([len(reduction.wait_counts.at) for reduction in flat]),
        at=np.concatenate([reduction.wait_counts.at for reduction in flat]),
        count=np.concatenate([reduction.wait_counts.count for reduction in flat]),
        shape=np.array(first.wait_counts.shape),
    )
    names = {"cells": first.cells, "pools": first.pools, "pool_kinds": first.pool_kinds}
    data = base64.b64encode(buffer.getvalue()).decode()
    return json.dumps({**names, "alternatives": len(runs[0]), "data": data}, ensure_ascii=False)


def _from_text(text: str) -> Runs:
    """What ``_to_text`` wrote."""
    whole = json.loads(text)
    names = {name: tuple(whole[name]) for name in ("cells", "pools", "pool_kinds")}
    arrays = np.load(io.BytesIO(base64.b64decode(whole["data"])))
    shape = tuple(arrays["shape"].tolist())
    edges = np.cumsum(arrays["sizes"])[:-1]
    at, count = np.split(arrays["at"], edges), np.split(arrays["count"], edges)
    flat = [
        Reduction(
            sums=sums, pool_sums=pool_sums, wait_counts=Counts(at[i], count[i], shape), **names
        )
        for i, (sums, pool_sums) in enumerate(zip(arrays["sums"], arrays["pool_sums"], strict=True))
    ]
    size = whole["alternatives"]
    return tuple(tuple(flat[i : i + size]) for i in range(0, len(flat), size))
