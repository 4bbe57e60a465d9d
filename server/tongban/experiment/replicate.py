"""One replication of one alternative, and how many of them are run at once.

A job is a pure function of its arguments, so where and in what order jobs run changes
nothing but the time.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context

from ..engine import run_simpy
from ..measures import By, Reduction, Setting, reduce
from ..records import Records
from ..scenario import Lowered
from ..workload import Policy, WorkloadMaker

__all__ = ["Job", "Progress", "records_of", "run_jobs"]

Progress = Callable[[int, int], None]
"""Called with how many jobs are done, of how many."""


@dataclass(frozen=True, eq=False)
class Job:
    """What every replication of one alternative shares."""

    lowered: Lowered
    policy: Policy
    setting: Setting
    seed: int
    by: tuple[By, ...] = ("cell",)

    def __call__(self, replication: int) -> tuple[Reduction, ...]:
        """The reductions of a replication, numbered from 0, one for each grouping."""
        records = records_of(self.lowered, self.policy, self.seed, replication)
        return tuple(reduce(records, self.setting, by) for by in self.by)


def records_of(lowered: Lowered, policy: Policy, seed: int, replication: int) -> Records:
    """The records of one replication of a policy."""
    return run_simpy(lowered.tables, WorkloadMaker(lowered, policy, seed).draw(replication))


def run_jobs(
    jobs: Sequence[Job], replications: int, workers: int, progress: Progress
) -> dict[tuple[int, int], tuple[Reduction, ...]]:
    """(job's number, replication) -> reductions; fewer than all of them after Ctrl-C.

    workers  processes; with 1 everything runs in this one
    """
    tasks = [(j, r) for r in range(replications) for j in range(len(jobs))]
    done: dict[tuple[int, int], tuple[Reduction, ...]] = {}
    progress(0, len(tasks))
    try:
        for task, reductions in _results(jobs, tasks, workers):
            done[task] = reductions
            progress(len(done), len(tasks))
    except KeyboardInterrupt:
        pass  # what is finished is reported, and says that it is not all
    return done


def _results(
    jobs: Sequence[Job], tasks: list[tuple[int, int]], workers: int
) -> Iterator[tuple[tuple[int, int], tuple[Reduction, ...]]]:
    if workers <= 1:
        for j, r in tasks:
            yield (j, r), jobs[j](r)
        return
    with _pool(jobs, min(workers, len(tasks))) as pool:
        futures = {pool.submit(_run, task): task for task in tasks}
        for future in as_completed(futures):
            yield futures[future], future.result()


@contextmanager
def _pool(jobs: Sequence[Job], workers: int) -> Iterator[Executor]:
    """Processes that know the jobs; they leave Ctrl-C to us."""
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _begin, (tuple(jobs),))
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_jobs: tuple[Job, ...] = ()


def _begin(jobs: tuple[Job, ...]) -> None:
    global _jobs
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _jobs = jobs


def _run(task: tuple[int, int]) -> tuple[Reduction, ...]:
    job, replication = task
    return _jobs[job](replication)
