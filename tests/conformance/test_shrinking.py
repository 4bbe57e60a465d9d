"""A failing model is shrunk to what makes it fail, and printed as Python that shows it again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from conformance.agreement import assert_agree, disagreement, literal, source_of
from conformance.shrinking import fewer, shrunk
from micro import Case, Hours, Model, Visit
from random_models import MODES, continuous, random_spec

from tongban.engine.compiled import run_compiled
from tongban.records import NEVER, Records
from tongban.scenario import Tables
from tongban.workload import Workload


def wrong_after_a_wait(tables: Tables, workload: Workload) -> Records:
    """As the compiled engine, but whoever has waited 4 minutes for a clerk leaves 1 µs late."""
    found = run_compiled(tables, workload)
    v = found.visits
    late = (v.start - v.enter >= 240_000_000) & (v.start != NEVER) & (v.leave != NEVER)
    late &= (tables.flow.holds[v.stage] >> tables.flow.kinds.index("clerk") & 1) == 1
    return replace(found, visits=replace(v, leave=v.leave + late))


def wrong_on_fallback(tables: Tables, workload: Workload) -> Records:
    """As the compiled engine, but it breaks down once a case goes on in the other flow."""
    found = run_compiled(tables, workload)
    if (tables.flow.then[found.visits.stage] != -1).any():
        raise ArithmeticError("on purpose")
    return found


def first_failing(mode: str, engine: Any) -> Model:
    specs = (continuous(random_spec(seed, mode), seed) for seed in range(100))
    return next(spec for spec in specs if disagreement(*spec.build(), engine))


def test_fewer_keeps_what_is_needed() -> None:
    tried: list[list[int]] = []

    def enough(some: list[int]) -> bool:
        tried.append(some)
        return {3, 77} <= set(some)

    assert fewer(range(100), enough) == [3, 77]
    assert len(tried) < 60


def test_two_cases_and_what_they_wait_for_are_left_of_a_wait() -> None:
    model = first_failing("one clerk", wrong_after_a_wait)
    small = shrunk(model, lambda m: disagreement(*m.build(), wrong_after_a_wait) is not None)
    assert len(model.cases) > 8
    assert len(small.cases) <= 2
    told = [visit for case in small.cases for visits in case.draws.values() for visit in visits]
    assert sum(visit != Visit() for visit in told) <= 2
    assert sum(map(len, small.pools.values())) <= 4
    assert not small.options.get("early")


def test_no_fact_can_be_spared_of_what_is_left() -> None:
    model = first_failing("two flows", wrong_on_fallback)
    tried: list[Model] = []

    def fails(smaller: Model) -> bool:
        tried.append(smaller)
        return disagreement(*smaller.build(), wrong_on_fallback) is not None

    small = shrunk(model, fails)
    tried.clear()
    assert shrunk(small, fails) == small
    assert len(small.cases) == 1
    assert len(tried) < 40


def test_report_shows_the_rows_and_reproduces_them() -> None:
    model = first_failing("two flows", wrong_after_a_wait)
    with pytest.raises(pytest.fail.Exception) as caught:
        assert_agree(model, wrong_after_a_wait)
    told, _, python = str(caught.value).partition("\n\n")
    assert told.startswith("the engines disagree: visits.leave\nrow ")
    scope: dict[str, Any] = {}
    exec(python, scope)
    again = disagreement(scope["tables"], scope["workload"], wrong_after_a_wait)
    assert told == f"the engines disagree: {again}"
    assert disagreement(scope["tables"], scope["workload"]) is None


@pytest.mark.parametrize("mode", MODES)
def test_source_of_a_model_makes_the_same_model(mode: str) -> None:
    model = continuous(random_spec(1, mode), 1)
    scope: dict[str, Any] = {}
    exec("from micro import *\n" + source_of(model), scope)
    assert disagreement(scope["tables"], scope["workload"]) is None
    one, other = (run_compiled(*built) for built in (model.build(), _built(scope)))
    assert one.visits.leave.tolist() == other.visits.leave.tolist()
    assert one.waiting_us.tolist() == other.waiting_us.tolist()


def _built(scope: dict[str, Any]) -> tuple[Tables, Workload]:
    return scope["tables"], scope["workload"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(Case(0), "Case(need=0)", id="what is said always"),
        pytest.param(
            Case(1, {"s": [Visit(), Visit(2.5, room=0)]}, hall="b"),
            "Case(need=1, draws={'s': [Visit(), Visit(minutes=2.5, room=0)]}, hall='b')",
            id="what differs",
        ),
        pytest.param(Hours([(0, 1, 2)]), "Hours(lines=[(0, 1, 2)])", id="hours"),
    ],
)
def test_literal_says_what_is_not_usual(value: Any, text: str) -> None:
    assert literal(value) == text
