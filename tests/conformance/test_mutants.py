"""The fuzz is no blind fuzz: it tells every mistake in ``mutants`` from the kernel as it is.

Only records that differ count: an error raised by a mutant does not, and the engine's own account
of cases and units is left out here, though it would find some mutants by itself.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from conformance.agreement import different_columns, outcome
from conformance.mutants import EQUIVALENT, MUTANTS, Mutant
from conformance.plain_kernel import Change, in_place, plain_kernel
from random_models import MODES, random_model

from tongban.engine import compiled
from tongban.engine.simpy_engine import run_simpy
from tongban.records import Records
from tongban.scenario import Tables
from tongban.workload import Workload

Engine = Callable[[Tables, Workload], Records]

SEEDS = range(100)
"""In one of so many models of its mode a mutant must show."""

TOO_LONG_S = 2.0
"""A model takes some hundredths of a second; a mutant may go round for ever."""


@cache
def built(mode: str, seed: int) -> tuple[Tables, Workload]:
    return random_model(seed, mode)


@cache
def expected(mode: str, seed: int) -> Records:
    return run_simpy(*built(mode, seed))


@contextmanager
def bounded() -> Iterator[None]:
    """Raise TimeoutError where it takes too long."""

    def stop(*_: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, TOO_LONG_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def answer(run: Engine, mode: str, seed: int) -> Records | str:
    with bounded():
        return outcome(run, *built(mode, seed))


def shows(run: Engine, mode: str, seed: int) -> bool:
    """Whether an engine gives other records of a model than the reference."""
    found = answer(run, mode, seed)
    return not isinstance(found, str) and bool(different_columns(expected(mode, seed), found))


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: m.name)
def test_mutant_is_caught(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_check", lambda *_: None)
    with in_place(plain_kernel(mutant.changes)) as run:
        caught = any(shows(run, mutant.mode, seed) for seed in SEEDS)
    assert caught, f"{mutant.name}: no other records in {len(SEEDS)} models"


@pytest.mark.parametrize("mutant", EQUIVALENT, ids=lambda m: m.name)
def test_equivalent_mutant_changes_nothing(mutant: Mutant) -> None:
    with in_place(plain_kernel(mutant.changes)) as run:
        for mode in MODES:
            for seed in SEEDS[:6]:
                found = answer(run, mode, seed)
                assert not isinstance(found, str), found
                assert different_columns(expected(mode, seed), found) == [], f"{mode} {seed}"


ACCOUNTED = (
    "a capacity cut stops at nobody free",
    "the mask is ignored in what a grant gives",
    "a unit comes back to the other hall",
)


@pytest.mark.parametrize("name", ACCOUNTED)
def test_engine_finds_lost_units_by_itself(name: str) -> None:
    (mutant,) = (m for m in MUTANTS if m.name == name)
    with in_place(plain_kernel(mutant.changes)) as run:
        found = [answer(run, mutant.mode, seed) for seed in SEEDS[:6]]
    told = [text for text in found if isinstance(text, str)]
    assert told
    assert all(re.match(r"EngineError: pool .* free and .* in use of", text) for text in told)


def test_every_mutant_has_a_name_of_its_own_and_a_mode() -> None:
    names = [m.name for m in MUTANTS + EQUIVALENT]
    assert len(set(names)) == len(names)
    assert {m.mode for m in MUTANTS} <= set(MODES)


def test_change_that_fits_nowhere_is_told() -> None:
    with pytest.raises(AssertionError, match=r"^0 times in kernel\.py, not 1"):
        plain_kernel([Change("if own > deadline:", "")])
