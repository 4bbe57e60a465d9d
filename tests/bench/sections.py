"""What is measured: each function runs one comparison and gives its table."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import ours
import simpy_models
from answers import Answer, Outcomes, answers_of
from ours import Work
from rivals import BY_HAND, REFERENCE, SPECIAL
from tables import Table
from timing import Rival, Timed, in_turns, seconds
from w2 import PER_MIN

__all__ = ["AnswersDisagree", "growth", "memory", "race", "reference", "start", "whole_path"]

PROBE = Path(__file__).with_name("probe.py")


class AnswersDisagree(Exception):
    """A program's interval does not hold what is known of the workload."""


def race(workload: str, title: str, rivals: Sequence[Rival], repeats: int) -> Table:
    """The programs side by side; AnswersDisagree if one of them computes something else."""
    all_timed = in_turns(rivals, repeats)
    cost = {timed.rival.name: timed.cost for timed in all_timed}
    beside = [name for name in (BY_HAND, SPECIAL) if name in cost]
    answers = [_checked(workload, timed) for timed in all_timed]
    known = next((found for found in answers if found), [])
    rows = []
    for timed, found in zip(all_timed, answers, strict=True):
        ratios = [_times(cost[name] / timed.cost) for name in beside]
        said = [str(answer) for answer in found] or ["" for _ in known]
        rows.append([timed.rival.name, f"{timed.requests:,}", *_costs(timed), *ratios, *said])
    columns = ["program", "requests", "µs a request", "least–most", "requests/s"]
    columns += [*(f"× {name}" for name in beside), *(answer.measure for answer in known)]
    return Table(f"{workload}: {title}", columns, rows, _note(known))


def _note(known: Sequence[Answer]) -> str:
    """What a race's figures are of, and the right answers."""
    drawing = "tongban and the special loop are given their draws, the others draw as they go."
    right = ", ".join(f"{answer.measure} {answer.known:.4f}" for answer in known)
    return f"{drawing} Known: {right}." if known else "The draws are given."


def _checked(workload: str, timed: Timed) -> list[Answer]:
    """A program's answers, all of which agree with what is known; none if it gives none."""
    if not any(timed.means):
        return []
    answers = answers_of(workload, timed.means)
    for answer in answers:
        if not answer.agrees:
            raise AnswersDisagree(
                f"{workload}, {timed.rival.name}: {answer.measure} {answer}, known {answer.known}"
            )
    return answers


def whole_path(works: Mapping[str, Work], repeats: int) -> Table:
    """Drawing, engine and measures of a replication; two of them in one thread and in two."""
    rows = []
    for name, work in works.items():
        work.whole(0)
        parts = [_parts(work, replication) for replication in range(1, repeats + 1)]
        drawing, engine, measures = (median(part) for part in zip(*parts, strict=True))
        whole = drawing + engine + measures
        gain = median(_gain_of_threads(work) for _ in range(repeats))
        figures = [_micro(part) for part in (drawing, engine, measures, whole)]
        rows.append([name, *figures, f"{1 / whole:,.0f}", f"{gain:.2f}"])
    return Table(
        "The whole path of a replication, in µs a request",
        [
            "workload",
            "drawing",
            "engine and records",
            "measures",
            "whole",
            "requests/s",
            "× in two threads",
        ],
        rows,
        "In two threads: two replications, against one after the other.",
    )


def _parts(work: Work, replication: int) -> tuple[float, float, float]:
    """Seconds a request of drawing, engine and measures."""
    drawing, workload = seconds(partial(work.maker.draw, replication))
    engine, records = seconds(partial(work.kernel, workload))
    measures, _ = seconds(partial(work.measured, records))
    requests = ours.requests_of(records)
    return drawing / requests, engine / requests, measures / requests


def _gain_of_threads(work: Work) -> float:
    """How much sooner two replications are done in two threads than in one."""
    with ThreadPoolExecutor(2) as pool:
        together, _ = seconds(lambda: list(pool.map(work.whole, (1, 2))))
    in_turn, _ = seconds(lambda: list(map(work.whole, (1, 2))))
    return in_turn / together


def growth(sizes: Sequence[int], repeats: int) -> Table:
    """What a request of W2 costs the kernel in longer and longer runs."""
    rows: list[list[str]] = []
    previous = None
    ours.w2(1000).whole(0)  # what has to be loaded is
    for size in sizes:
        total, requests = _kernel_on_w2(size, repeats)
        ratio = "" if previous is None else f"{total / previous:.2f}"
        rows.append([f"{requests:,}", f"{total:.3f}", _micro(total / requests), ratio])
        previous = total
    columns = ["requests", "seconds", "µs a request", "× the row above"]
    return Table("Growth: the engine with records on W2", columns, rows)


def _kernel_on_w2(size: int, repeats: int) -> tuple[float, int]:
    """Seconds of the kernel's run, the median, and the requests of it."""
    work = ours.w2(size)
    workload = work.maker.draw(0)
    taken = [seconds(partial(work.kernel, workload))[0] for _ in range(repeats)]
    return median(taken), len(workload)


def memory(requests: int) -> Table:
    """What a request of W2 takes at most, its workload included."""
    rows = []
    for name, options in (("no visits kept", []), ("with all records", ["--visits"])):
        taken = _probe("memory", "--requests", str(requests), *options)
        rows.append([name, f"{requests:,}", f"{taken:,.0f}"])
    note = "The most a process of its own ever held, above what it held after a tiny run."
    return Table("Memory on W2", ["", "requests", "bytes a request"], rows, note)


def start(repeats: int) -> Table:
    """The first run of a tiny model, imports apart, with nothing compiled yet and later."""
    with tempfile.TemporaryDirectory() as empty:
        cold = _probe("start", cache=empty)
        warm = [_probe("start", cache=empty) for _ in range(repeats)]
    named = {"engine and records": "kernel", "drawing, engine and measures": "whole"}
    rows = [
        [name, f"{cold[key]:.1f}", f"{median(found[key] for found in warm):.2f}"]
        for name, key in named.items()
    ]
    columns = ["first run of a tiny model", "cold [s]", "warm [s]"]
    return Table("Start", columns, rows, "Cold: Numba's cache is empty. Imports are not counted.")


def reference(sizes: tuple[int, int], repeats: int) -> Table:
    """The reference engine beside SimPy by hand on W2, in short and long runs, overloaded too."""
    rows = []
    for name, per_min in (("W2", PER_MIN), ("W2 at twice the rate", 2 * PER_MIN)):
        short, long = (in_turns(_on_simpy(size, per_min), repeats) for size in sizes)
        for i, program in enumerate((BY_HAND, REFERENCE)):
            ratio = long[i].cost / long[0].cost
            change = long[i].cost / short[i].cost
            costs = [_micro(short[i].cost), _micro(long[i].cost)]
            rows.append([f"{name}: {program}", *costs, f"{change:.2f}", f"{ratio:.2f}"])
    costs = [f"µs at {size:,}" for size in sizes]
    columns = ["", *costs, "long ÷ short", "÷ SimPy by hand"]
    return Table("The reference engine, in µs a request", columns, rows)


def _on_simpy(requests: int, per_min: float) -> list[Rival]:
    """SimPy by hand and the reference engine on W2 at some rate."""
    work = ours.w2(requests, per_min)

    def by_hand(seed: int) -> Callable[[], Outcomes]:
        return partial(simpy_models.w2, requests, seed, per_min)

    def engine(seed: int) -> Callable[[], Any]:
        return partial(work.reference, ours.drawn(work, seed))

    return [
        Rival(BY_HAND, by_hand, lambda _: requests),
        Rival(REFERENCE, engine, ours.requests_of),
    ]


def _probe(*arguments: str, cache: str | None = None) -> Any:
    """What ``probe.py`` finds in a process of its own, with some directory as Numba's cache."""
    environment = os.environ | ({"NUMBA_CACHE_DIR": cache} if cache else {})
    command = [sys.executable, str(PROBE), *arguments]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def _costs(timed: Timed) -> list[str]:
    """A program's microseconds a request, median and range, and its requests a second."""
    least_most = f"{_micro(min(timed.seconds))}–{_micro(max(timed.seconds))}"
    return [_micro(timed.cost), least_most, f"{1 / timed.cost:,.0f}"]


def _micro(seconds: float) -> str:
    return f"{seconds * 1e6:.3g}"


def _times(ratio: float) -> str:
    return f"{ratio:.2g}" if ratio < 100 else f"{ratio:,.0f}"
