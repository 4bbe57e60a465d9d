"""Who runs which workload, and with how many requests."""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

import heap_loop
import numpy as np
import ours
import simpy_models
import special_loop
from answers import Means, Outcomes, batch_means, w2_means
from numpy.typing import NDArray
from ours import Work
from timing import Rival

__all__ = ["BY_HAND", "REFERENCE", "SPECIAL", "for_w1", "for_w2", "for_w3"]

BY_HAND = "SimPy by hand"
KERNEL, NO_VISITS = "tongban", "tongban, no visits kept"
WITH_DRAWING, REFERENCE = "tongban, drawing included", "tongban, reference engine"
SPECIAL = "special loop"


def _optional(module: str, package: str) -> ModuleType | None:
    """A module that needs a package; None, having said so, where that is not there."""
    try:
        return importlib.import_module(module)
    except (ImportError, AttributeError) as error:
        print(f"{package} is left out: {error}")
        return None


# Here and not where they are used: cimba must add to Numba before Numba compiles anything.
CIW, CIMBA = _optional("ciw_model", "ciw"), _optional("cimba_models", "cimba")


def for_w1(fast: int, slow: int) -> list[Rival]:
    """The programs for W1.

    fast, slow  requests of compiled programs and of the others
    """
    rivals = [
        _program(BY_HAND, simpy_models.w1, slow, _of_waits),
        *_ours(ours.w1(fast), ours.w1(slow)),
        _program("heapq by hand", heap_loop.w1, slow, _of_waits),
    ]
    if CIW:
        rivals.append(_program(_versioned("Ciw"), CIW.w1, slow, _of_waits))
    if CIMBA:
        rivals.append(_program(_versioned("cimba"), CIMBA.w1, fast, dict))
    return rivals


def for_w2(fast: int, slow: int) -> list[Rival]:
    """The programs for W2, as for W1."""
    rivals = [
        _program(BY_HAND, simpy_models.w2, slow, Outcomes.means),
        *_ours(ours.w2(fast), ours.w2(slow)),
        _program("heapq by hand", heap_loop.w2, slow, Outcomes.means),
        _special(fast),
    ]
    if CIMBA:
        rivals.append(_program(_versioned("cimba"), CIMBA.w2, fast, dict))
    return rivals


def for_w3(fast: int, slow: int) -> list[Rival]:
    """The programs for W3, which nobody else has; `fast` and `slow` are days here."""
    return _ours(ours.w3(fast), ours.w3(slow))


def _program(
    name: str,
    run: Callable[[int, int], Any],
    requests: int,
    means: Callable[[Any], Means],
) -> Rival:
    """A program that draws as it goes."""
    run(1000, 0)  # what has to be compiled is
    return Rival(name, lambda seed: partial(run, requests, seed), lambda _: requests, means)


def _ours(fast: Work, slow: Work) -> list[Rival]:
    """Our engines, each alone with a workload drawn before; once the drawing is timed too."""
    ours.check_engines(slow)

    def alone(name: str, work: Work, engine: Callable[..., Any], says: bool = True) -> Rival:
        def prepare(seed: int) -> Callable[[], Any]:
            return partial(engine, ours.drawn(work, seed))

        return Rival(name, prepare, ours.requests_of, work.found if says else None)

    def with_drawing(seed: int) -> Callable[[], Any]:
        return lambda: fast.kernel(fast.maker.draw(seed))

    return [
        alone(KERNEL, fast, fast.kernel),
        alone(NO_VISITS, fast, partial(fast.kernel, visits=False), says=False),
        Rival(WITH_DRAWING, with_drawing, ours.requests_of, fast.found),
        alone(REFERENCE, slow, slow.reference),
    ]


def _special(requests: int) -> Rival:
    """The loop that can do nothing but W2; its draws are made before."""
    special_loop.rows_of(special_loop.drawn(1000, 0))

    def prepare(seed: int) -> Callable[[], Any]:
        draws = special_loop.drawn(requests, seed)
        return lambda: (special_loop.rows_of(draws), draws.need)

    return Rival(SPECIAL, prepare, lambda _: requests, _of_rows)


def _of_rows(result: tuple[Any, NDArray[np.int64]]) -> Means:
    rows, need = result
    services = np.bincount(rows.case[rows.what != special_loop.LEFT], minlength=len(need))
    last = rows[rows.what != special_loop.AGAIN_LATER]
    last = last[np.argsort(last.case)]
    left = last.what == special_loop.LEFT
    times = (last.ended - need) / special_loop.MINUTE
    return w2_means(times[~left], left, services)


def _of_waits(waits: list[float]) -> Means:
    return batch_means({"wait": waits})


def _versioned(package: str) -> str:
    return f"{package} {importlib.metadata.version(package)}"
