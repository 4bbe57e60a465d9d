"""The kernel un-jitted, within bounds, stopped for rows, with a short heap, and compiled once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conformance.agreement import assert_agree, disagreement
from conformance.plain_kernel import Change, in_place, plain_kernel, refusing_negative_indices
from micro import Case, Hours, Model, Visit, flow, stage
from random_models import MODES, continuous, random_spec

from tongban.engine import compiled, kernel
from tongban.engine.compiled import run_compiled
from tongban.scenario import gallery, load, lower_scenario
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
    behind = Change("run.due > 0 and heap[0].time == run.now", "heap[run.due - 1].time == run.now")
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
        assert calls[0] > 20
        for mode in MODES:
            for seed in range(10):
                assert_agree(random_spec(seed, mode), run)


def waits_again_and_again(cases: int) -> Model:
    """Everybody waits four times for one closing, so comes by four entries of one time."""
    stages = {
        f"s{n}": stage(
            kind, closes="shut", do={"ok": {"to": f"s{n + 1}" if n < 3 else "done"}, "shut": LEAVE}
        )
        for n, kind in enumerate("wxyz")
    }
    pools = {f"{kind}@a": [(0, 0), (10 * n, cases)] for n, kind in enumerate("wxyz", start=1)}
    hours = {"hours": {"a": Hours([(0, 5000, 5000)])}}
    return Model(flow(start="s0", stages=stages), pools, [Case(0, {"s0": Visit(5)})] * cases, hours)


def test_entries_of_one_case_and_time_do_not_fill_the_heap() -> None:
    model = waits_again_and_again(100)
    with in_place(plain_kernel()) as run:  # first, since the compiled one would spoil memory
        assert_agree(model, run)
    assert_agree(model)


@pytest.mark.parametrize("mode", MODES)
def test_heap_of_one_entry_a_case_is_enough(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shorten_heap(monkeypatch)
    with in_place(plain_kernel()) as run:
        for seed in range(8):
            assert_agree(random_spec(seed, mode), run)


def test_dropping_only_who_has_moved_on_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    shorten_heap(monkeypatch)
    careless = Change(
        "            cases[case].due = ~time  # no time: its other entries are dropped\n", ""
    )
    model = waits_again_and_again(5)
    with in_place(plain_kernel()) as run:
        assert disagreement(*model.build(), run) is None
    with in_place(plain_kernel([careless])) as run:
        assert "IndexError" in str(disagreement(*model.build(), run))


def shorten_heap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for one entry a case and one more: the least that can do."""
    whole = compiled._state

    def short(*given: Any) -> Any:
        state = whole(*given)
        return state._replace(heap=state.heap[: len(state.cases) + 1])

    monkeypatch.setattr(compiled, "_state", short)


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
    functions = (kernel.simulate, kernel.count_rows, kernel.write_rows)
    assert [len(function.signatures) for function in functions] == [1, 1, 1]
