"""The kernel un-jitted, within bounds, stopped for rows, with a short heap, and compiled once."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from conformance.agreement import assert_agree, disagreement
from conformance.plain_kernel import Change, in_place, plain_kernel, refusing_negative_indices
from micro import Case, Model, Visit, flow, stage
from random_models import MODES, continuous, random_spec

from tongban.engine import compiled, kernel, layout
from tongban.engine.compiled import run_compiled
from tongban.engine.layout import NIL
from tongban.scenario import FOREVER, gallery, load, lower_scenario
from tongban.workload import Policy, WorkloadMaker

LEAVE = {"to": "gone", "while": "waiting"}


@pytest.mark.parametrize("mode", MODES)
def test_plain_python_agrees_and_indexes_nothing_from_behind(mode: str) -> None:
    with in_place(refusing_negative_indices(plain_kernel())) as run:
        for seed in range(6):
            assert_agree(random_spec(seed, mode), run)
            assert_agree(continuous(random_spec(seed, mode), seed), run)


def test_index_from_behind_is_refused() -> None:
    """Else the test above would prove nothing."""
    behind = Change("elif heap[0].time == run.now", "elif heap[int(run.due) - 1].time == run.now")
    with in_place(refusing_negative_indices(plain_kernel([behind]))) as run:
        assert "IndexError: index -1" in str(disagreement(*random_spec(1, "mixed").build(), run))


IN_BOUNDS = """
from conformance.agreement import disagreement
from random_models import MODES, random_model
from tongban.engine import compiled

for mode in MODES:
    for seed in range(10):
        assert disagreement(*random_model(seed, mode)) is None, (mode, seed)
whole = compiled._state
compiled._state = lambda *given: (state := whole(*given))._replace(heap=state.heap[:2])
print(disagreement(*random_model(1, "ties")))
"""


def test_compiled_with_bounds_checks_agrees(tmp_path: Path) -> None:
    tests = Path(__file__).resolve().parents[1]
    # Compiled into a folder of its own, since what is kept does not know of the checks.
    checks = {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    found = subprocess.run(
        [sys.executable, "-c", IN_BOUNDS],
        env=os.environ | checks | {"PYTHONPATH": str(tests)},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert found.returncode == 0, found.stderr
    # The last model was given too short a heap, to see that bounds are checked at all.
    assert found.stdout.strip().endswith("IndexError: index is out of bounds")


def test_goes_on_where_it_stopped_for_more_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "LEAST_ROWS", 0)
    monkeypatch.setattr(compiled, "MOST_ROWS", 0)
    calls = [0]

    def counted(*tables: Any) -> int:
        calls[0] += 1
        return int(kernel.simulate(*tables))

    stopping = SimpleNamespace(**{name: getattr(kernel, name) for name in kernel.__all__})
    stopping.simulate = counted
    spec = flow(start="s", stages={"s": stage("clerk", do={"ok": {"to": "done"}, "leave": LEAVE})})
    cases = [Case(n % 37, {"s": Visit(n % 3, patience=9, then="leave")}) for n in range(300)]
    with in_place(stopping) as run:  # type: ignore[arg-type]
        assert_agree(Model(spec, {"clerk@a": 2}, cases), run)
        assert calls[0] > 10
        for mode in MODES:
            for seed in range(10):
                assert_agree(random_spec(seed, mode), run)


def test_heap_has_the_least_first_whatever_is_moved_or_forgotten() -> None:
    plain, chance, due = plain_kernel(), random.Random(1), dict[int, int]()
    run = np.zeros(1, layout.RUN).view(np.recarray)[0]
    cases = np.zeros(40, layout.CASE).view(np.recarray)
    heap = np.zeros(41, layout.DUE).view(np.recarray)
    cases.spot, heap[0].time = NIL, FOREVER
    for _ in range(3000):
        case, time = chance.randrange(40), chance.choice([*range(30), FOREVER])
        plain.watch(run, heap, cases, case, time)
        due[case] = time
        if time == FOREVER:
            del due[case]
        assert heap[0].time == min(due.values(), default=FOREVER)
        watched = cases.spot != NIL
        assert set(np.flatnonzero(watched).tolist()) == set(due)
        assert heap.time[cases.spot[watched]].tolist() == [due[c] for c in sorted(due)]
        assert run.due == len(due)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 50])
def test_a_visits_draws_are_found_wherever_the_last_ones_stood(count: int) -> None:
    plain, chance = plain_kernel(), random.Random(count)
    drawn = sorted(chance.sample(range(100), count))
    draws = SimpleNamespace(picked=np.array([*range(9), *drawn, *range(9)], np.uint32))
    block = SimpleNamespace(service=5, picked=9, count=count)
    state = SimpleNamespace(near=np.zeros((1, 1, 1, 2), np.uint32))
    for _ in range(1000):
        number, hall = chance.randrange(100), chance.randrange(2)
        me = SimpleNamespace(source=0, hall=hall, nth=number)
        found = plain.place_in_block(block, draws, state, me, 0, 0)
        assert found == (drawn.index(number) if number in drawn else NIL)


def test_cases_that_come_later_take_the_rows_of_those_that_have_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    states: list[Any] = []
    check = compiled._check
    monkeypatch.setattr(
        compiled, "_check", lambda *given: states.append(given[-1]) or check(*given)
    )
    spec = flow(start="s", stages={"s": stage("clerk", do={"ok": {"to": "done"}, "leave": LEAVE})})
    cases = [Case(n, {"s": Visit(3, patience=4, then="leave")}) for n in range(200)]
    assert_agree(Model(spec, {"clerk@a": 1}, cases))
    assert states[0].runs[0].places < 8


def test_it_is_compiled_once_for_every_model() -> None:
    for mode in MODES:
        run_compiled(*random_spec(3, mode).build())
        run_compiled(*random_spec(4, mode).build(), visits=False)
    for name in gallery():
        source = load(name)
        lowered = lower_scenario(source.scenario, source.library)
        channel = lowered.channels[0]
        for by_numba in (False, True):
            maker = WorkloadMaker(
                lowered, Policy(channel, {channel: 1.0}, 0.02), 1, compiled=by_numba
            )
            run_compiled(lowered.tables, maker.draw(0))
    functions = (kernel.simulate, kernel.write_rows, kernel.fill_rows)
    assert [len(function.signatures) for function in functions] == [1, 1, 1]
