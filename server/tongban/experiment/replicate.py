"""Replications: every alternative of one on the same chance, and many of them at once.

A trial is a pure function of its arguments, so where and in what order replications run
changes nothing but the time.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import (
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    as_completed,
)
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from multiprocessing import get_context
from typing import Any, Protocol, TypeVar

from ..engine import Engine, EngineChoice, run
from ..errors import Fault, InputError
from ..measures import By, Reduction, Setting, reductions
from ..records import Records
from ..scenario import Lowered
from ..workload import Policy, WorkloadMaker

__all__ = ["Host", "Job", "Progress", "Reduced", "Trial", "expected_cases", "run_trial"]

Progress = Callable[[int, int], None]
"""Called with how many replications are done, of how many."""

Reduced = tuple[tuple[Reduction, ...], ...]
"""One replication: for each policy the reductions, one for each grouping."""


T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Job(Protocol[T_co]):
    """What is done once a replication: a trial, or anything else that can be sent elsewhere."""

    @property
    def engine(self) -> Engine:
        """Which engine it uses."""

    def __call__(self, replication: int, /) -> T_co:
        """What one replication gives, numbered from 0."""


@dataclass(frozen=True, slots=True)
class Host:
    """Where an experiment runs and by which engine: it decides how long it takes, and no number.

    workers  threads (compiled) or processes (reference) on this machine; None: a thread for
             each processor, or one process. More than one process needs a program that may be
             imported anew
    cluster  the address of a Dask scheduler whose workers run the replications instead
    """

    engine: EngineChoice = "auto"
    workers: int | None = None
    cluster: str | None = None


@dataclass(frozen=True, eq=False)
class Trial:
    """What every replication of an experiment shares."""

    lowered: Lowered
    policies: tuple[Policy, ...]
    seed: int
    engine: Engine
    setting: Setting | None = field(default=None)  # None: only records are wanted
    by: tuple[By, ...] = ("cell",)

    @cached_property
    def makers(self) -> tuple[WorkloadMaker, ...]:
        """What draws each policy's workloads."""
        compiled = self.engine == "compiled"
        return tuple(
            WorkloadMaker(self.lowered, policy, self.seed, compiled=compiled)
            for policy in self.policies
        )

    def records(self, replication: int) -> Iterator[Records]:
        """The records of each policy in one replication, numbered from 0."""
        shared: dict[tuple[object, ...], Any] = {}
        for maker in self.makers:
            yield run(self.engine, self.lowered.tables, maker.draw(replication, shared))

    def __call__(self, replication: int) -> Reduced:
        """The reductions of one replication, numbered from 0."""
        setting = self.setting
        assert setting is not None
        how = {"half_hours": len(self.by) > 1, "compiled": self.engine == "compiled"}
        return tuple(
            reductions(records, setting, self.by, **how) for records in self.records(replication)
        )

    def __getstate__(self) -> dict[str, Any]:
        """Without the makers, which are made anew where it arrives."""
        return {name: value for name, value in self.__dict__.items() if name != "makers"}


def expected_cases(lowered: Lowered, policies: Sequence[Policy]) -> float:
    """About how many cases one replication of all policies has."""
    makers = (WorkloadMaker(lowered, policy, 0) for policy in policies)
    return sum(maker.expected_cases() for maker in makers)


def run_trial(
    trial: Job[T],
    replications: int,
    host: Host,
    progress: Progress,
    known: Mapping[int, T] | None = None,
) -> dict[int, T]:
    """Replication, from 0 -> what it gives; fewer than all of them after Ctrl-C.

    known  those that are there already
    """
    done = dict(known or {})
    todo = [replication for replication in range(replications) if replication not in done]
    progress(len(done), replications)
    try:
        for replication, reduced in _results(trial, todo, host):
            done[replication] = reduced
            progress(len(done), replications)
    except KeyboardInterrupt:
        pass  # what is finished is reported, and says that it is not all
    return done


def _results(trial: Job[T], todo: list[int], host: Host) -> Iterator[tuple[int, T]]:
    workers = host.workers
    if workers is None:
        workers = (os.cpu_count() or 1) if trial.engine == "compiled" else 1
    if host.cluster is None and (workers <= 1 or len(todo) <= 1):
        for replication in todo:
            yield replication, trial(replication)
        return
    with _submit(trial, host, min(workers, len(todo))) as submit:
        futures = {submit(replication): replication for replication in todo}
        for future in as_completed(futures):
            yield futures.pop(future), future.result()


@contextmanager
def _submit(trial: Job[T], host: Host, workers: int) -> Iterator[Callable[[int], Future[T]]]:
    """How a replication is sent to run; what has not begun at the end is dropped."""
    if host.cluster is not None:
        with _cluster(trial, host.cluster) as submit:
            yield submit
        return
    pool: Executor
    if trial.engine == "compiled":
        pool = ThreadPoolExecutor(workers)
        send: Callable[[int], T] = trial
    else:
        pool = ProcessPoolExecutor(workers, get_context("spawn"), _begin, (trial,))
        send = _go_on
    try:
        yield lambda replication: pool.submit(send, replication)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_trial: Job[Any] | None = None


def _begin(trial: Job[Any]) -> None:
    """A process learns what to run; Ctrl-C is left to the one that started it."""
    global _trial
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _trial = trial


def _go_on(replication: int) -> Any:
    assert _trial is not None
    return _trial(replication)


@contextmanager
def _cluster(trial: Job[T], address: str) -> Iterator[Callable[[int], Future[T]]]:
    """The workers of a Dask scheduler; one that is lost has its replications run by another."""
    try:
        from distributed import Client
    except ImportError:
        message = "needs Dask: install tongban[cluster], or leave the option out"
        raise InputError(Fault("option", "cluster", message)) from None
    try:
        client = Client(address, timeout=CONNECTING_S)
    except (OSError, ValueError) as error:
        message = f"{address!r}: no scheduler answers there ({error}); start one, see the how-to"
        raise InputError(Fault("option", "cluster", message)) from None
    with client:
        there = client.scatter(trial, broadcast=True, hash=False)
        pool = client.get_executor(pure=False)
        try:
            yield lambda replication: pool.submit(_run_there, there, replication)
        finally:
            pool.shutdown(wait=False)


CONNECTING_S = 10
"""How long a scheduler may take to answer."""


def _run_there(trial: Job[T], replication: int) -> T:
    return trial(replication)
