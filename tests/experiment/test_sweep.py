"""Sweeps: which points there are, what is the same among them, going on, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tongban.errors import InputError
from tongban.experiment import Factor, Host, Sweep, compare, factor_of, sweep
from tongban.scenario import load

ONE = Host("compiled", workers=1)
SHORT = ["experiment.horizon_min=120", "experiment.replications=3"]
CLERKS, RATE = "halls.counter.clerk=3,4", "demand.customers.per_hour=200,300"


class Memory:
    """Keeps results in a dictionary; counts what is asked for and found."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.found = 0

    def get(self, name: str) -> str | None:
        self.found += name in self.texts
        return self.texts.get(name)

    def put(self, name: str, text: str) -> None:
        self.texts[name] = text


def swept(*factors: str, **more: Any) -> Sweep:
    given = [factor_of(factor) for factor in factors]
    return sweep("textbook-mmc", given, changes=SHORT, **{"host": ONE} | more)


@pytest.mark.parametrize(
    ("text", "key", "values"),
    [
        pytest.param("a.b=2..4", "a.b", ("2", "3", "4"), id="range"),
        pytest.param("a.b=2..8:3", "a.b", ("2", "5", "8"), id="range with a step"),
        pytest.param("load=0.5,1", "experiment.load", ("0.5", "1"), id="load"),
        pytest.param("a='x,y',\"z\"", "a", ("'x,y'", '"z"'), id="commas in quotes"),
        pytest.param("a=[1, 2],{b = 1, c = 2}", "a", ("[1, 2]", "{b = 1, c = 2}"), id="tables"),
        pytest.param("a=1,1,2", "a", ("1", "2"), id="a value once"),
    ],
)
def test_factors(text: str, key: str, values: tuple[str, ...]) -> None:
    assert factor_of(text) == Factor(key, values)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("a.b", "write it like", id="no values"),
        pytest.param("=1,2", "write it like", id="no key"),
        pytest.param("a=8..2", "empty range", id="empty range"),
        pytest.param("a=2..8:0", "empty range", id="no step"),
        pytest.param("a=1,,2", "missing at a comma", id="a value missing"),
    ],
)
def test_what_is_no_factor(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        factor_of(text)


def test_every_combination_is_a_point_with_the_result_of_its_own_comparison() -> None:
    found = swept(CLERKS, RATE)
    keys = "halls.counter.clerk", "demand.customers.per_hour"
    assert [tuple(p.settings[k] for k in keys) for p in found.points] == [
        (3, 200),
        (3, 300),
        (4, 200),
        (4, 300),
    ]
    alone = compare(load("textbook-mmc", [*SHORT, "halls.counter.clerk=4"]), host=ONE)
    assert repr(list(found.points[3].rows)) == repr(list(alone.rows()))  # nan is nan
    assert len(list(found.rows())) == 4 * len(list(alone.rows()))
    assert list(found.to_frame().columns[:2]) == list(keys)


def test_every_point_meets_the_same_applicants() -> None:
    found = swept(CLERKS)
    needs = [
        [row["mean"] for row in point.rows if row["measure"] == "needs"] for point in found.points
    ]
    assert needs[0] == needs[1]
    assert needs[0][0] > 0


def test_a_point_that_was_run_before_costs_nothing() -> None:
    memory = Memory()
    first = swept(CLERKS, RATE, keeper=memory)
    again = swept("halls.counter.clerk=3,4,5", RATE, keeper=memory)
    assert (first.reused, again.reused, len(memory.texts)) == (0, 4, 6)
    assert repr(again.points[:4]) == repr(first.points)
    other = swept(CLERKS, RATE, keeper=memory, seed=2)
    assert other.reused == 0


def test_an_interrupted_sweep_goes_on_where_it_was() -> None:
    memory = Memory()

    def stop(done: int, _total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    part = swept(CLERKS, RATE, keeper=memory, progress=stop)
    assert (len(part.points), part.planned) == (3, 4)
    whole = swept(CLERKS, RATE, keeper=memory)
    assert whole.reused == 3
    assert repr(whole.points) == repr(swept(CLERKS, RATE).points)


def test_all_faults_of_all_values_before_anything_runs() -> None:
    memory = Memory()
    with pytest.raises(InputError) as error:
        swept("halls.counter.clerk=-1,3", "demand.custmers.per_hour=1,2", keeper=memory)
    text = str(error.value)
    assert "halls.counter.clerk" in text
    assert "custmers" in text
    assert not memory.texts


@pytest.mark.parametrize(
    ("factors", "said"),
    [
        pytest.param([], "say what varies", id="nothing"),
        pytest.param([CLERKS, CLERKS], "given twice", id="twice"),
        pytest.param(["a=1..1000", "b=1..1000"], "1,000,000 points", id="too many"),
    ],
)
def test_sweeps_that_make_no_sense(factors: list[str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        swept(*factors)
