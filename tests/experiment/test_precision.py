"""Runs to a precision: when they stop, what they say, and what cannot be reached."""

from __future__ import annotations

import pytest

from tongban.errors import ScenarioError
from tongban.experiment import Host, Precision, Result, compare
from tongban.report import document
from tongban.scenario import load

CHANGES = ["experiment.horizon_min=300"]
ONE = Host("compiled", workers=1)


def run(precision: Precision, *changes: str) -> Result:
    return compare(load("textbook-mmc", [*CHANGES, *changes]), precision=precision, host=ONE)


def test_it_stops_at_the_first_look_that_is_sure_enough() -> None:
    result = run(Precision(0.05, "wait_mean_min", most=2000))
    found = result.stopping
    assert found is not None
    assert (found.group, found.measure, found.reason) == ("customers", "wait_mean_min", "reached")
    assert found.replications == result.replications == result.planned
    for alternative in result.alternatives.values():
        wait = alternative.groups["customers"]["wait_mean_min"]
        assert wait.half_width / wait.mean <= found.worst <= 0.05
    assert 20 < found.replications < 2000


def test_more_precision_only_adds_replications() -> None:
    rough, fine = (run(Precision(p, "wait_mean_min", most=2000)) for p in (0.1, 0.05))
    assert rough.replications < fine.replications
    same = compare(load("textbook-mmc", CHANGES), replications=rough.replications, host=ONE)
    assert document(same)["alternatives"] == document(rough)["alternatives"]


def test_it_stops_at_the_limit_and_says_so() -> None:
    found = run(Precision(0.001, "customers.wait_mean_min", most=30)).stopping
    assert found is not None
    assert (found.reason, found.replications, found.most) == ("limit", 30, 30)
    assert found.worst > 0.001


def test_ctrl_c_keeps_what_is_finished_and_gives_no_reason() -> None:
    def stop(done: int, _total: int) -> None:
        if done == 14:
            raise KeyboardInterrupt

    precision = Precision(0.01, "wait_mean_min")
    result = compare(load("textbook-mmc", CHANGES), precision=precision, host=ONE, progress=stop)
    assert (result.replications, result.planned, result.stopping) == (14, 20, None)


@pytest.mark.parametrize(
    ("precision", "said"),
    [
        pytest.param(Precision(0, "needs"), ["precision: 0 given"], id="none"),
        pytest.param(Precision(1.5, "needs"), ["precision: 1.5 given"], id="too much"),
        pytest.param(Precision(0.1, "needs", 5), ["max-replications: 5 given"], id="limit"),
        pytest.param(
            Precision(0.1, "wait_men_min"), ["did you mean 'wait_mean_min'"], id="measure"
        ),
        pytest.param(
            Precision(2, "custom.wait"),
            ["precision: 2 given", "no group 'custom'", "no measure 'wait'"],
            id="all at once",
        ),
        pytest.param(
            Precision(0.1, "abandoned"), ["customers.abandoned is 0 in queue"], id="always 0"
        ),
        pytest.param(
            Precision(0.1, "visit_mean_min"), ["undefined in direct"], id="undefined somewhere"
        ),
    ],
)
def test_what_cannot_be_reached_is_refused(precision: Precision, said: list[str]) -> None:
    with pytest.raises(ScenarioError) as error:
        run(precision, "flows.direct.stages.serve.ticket=false")
    for part in said:
        assert part in str(error.value)
