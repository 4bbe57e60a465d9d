"""Break-even values: against theory, and on curves that are known."""

from __future__ import annotations

from pathlib import Path

import pytest
from planning.pooled import SCENARIO, pooled_scenario

from tongban.errors import InputError
from tongban.experiment import Host
from tongban.planning import BreakEvens, Study, breakeven, pooled_break_even

ONE = Host("compiled", workers=1)
WAIT = "customers.wait_mean_min"


@pytest.fixture(scope="module", name="found")
def _found(tmp_path_factory: pytest.TempPathFactory) -> BreakEvens:
    path = pooled_scenario(tmp_path_factory.mktemp("pooled"))
    study = Study(path, ["experiment.horizon_min=9000"], replications=12, host=ONE)
    return breakeven(study, span=(1.0, 1.38), measures=[WAIT])


def test_simulated_break_even_of_pooling_holds_the_formula(found: BreakEvens) -> None:
    wait = next(each for each in found.answers if each.question.measures == ("wait_mean_min",))
    exact = pooled_break_even(4, 0.7)
    assert exact == pytest.approx(1.28, abs=0.005)
    assert wait.equal.low is not None
    assert wait.equal.high is not None
    assert wait.equal.at is not None
    assert wait.equal.low < exact < wait.equal.high
    assert wait.equal.high - wait.equal.low < 0.1  # or it could not fail
    assert wait.equal.low < wait.equal.at < wait.equal.high


def test_the_scenario_is_recognised_as_such_a_system(found: BreakEvens) -> None:
    assert found.pooling.violated == ()
    assert (found.pooling.servers, found.pooling.load) == (4, pytest.approx(0.7))
    assert found.pooling.factor == pytest.approx(pooled_break_even(4, 0.7))


def test_the_stability_cap_is_one_over_the_load(found: BreakEvens) -> None:
    cap = found.cap
    assert cap is not None
    assert cap.pool == "agent@r"
    assert abs(cap.at.mean - 1 / 0.7) < 1.5 * cap.at.half_width
    assert cap.at.half_width < 0.1
    assert abs(cap.load.mean - 0.7) < 1.5 * cap.load.half_width


def test_ends_of_an_interval_are_where_the_paired_interval_begins_to_hold_0(
    found: BreakEvens,
) -> None:
    wait = next(each for each in found.answers if each.question.measures == ("wait_mean_min",))
    tolerance = (found.high - found.low) / 400
    low, high = wait.equal.low or 0.0, wait.equal.high or 0.0
    for factor, difference in wait.points:
        holds = abs(difference.mean) <= difference.half_width
        if low + tolerance < factor < high - tolerance:
            assert holds
        elif factor < low - tolerance or factor > high + tolerance:
            assert not holds


def test_worse_by_the_margin_lies_beyond_equal(found: BreakEvens) -> None:
    wait = next(each for each in found.answers if each.question.measures == ("wait_mean_min",))
    assert wait.within is not None
    assert wait.within.threshold == 1
    assert (wait.within.at or 0) > (wait.equal.at or 0)


def test_questions_about_money_without_prices_have_no_value(found: BreakEvens) -> None:
    assert {question.name for question in found.undefined} == {"staff_minutes"}


def test_handling_alone_is_equal_at_a_factor_of_one(tmp_path: Path) -> None:
    # The same work at the same clock, so that the mean handling time is in proportion.
    study = Study(pooled_scenario(tmp_path), replications=2, host=ONE)
    found = breakeven(study, span=(0.8, 1.3), measures=["customers.handling_mean_min"])
    handling = found.answers[-1]
    assert handling.question.measures == ("handling_mean_min",)
    assert handling.equal.at == pytest.approx(1, abs=0.01)


def test_none_in_range_is_said_with_the_side(tmp_path: Path) -> None:
    study = Study(pooled_scenario(tmp_path), host=ONE)
    found = breakeven(study, span=(0.5, 0.8), measures=[WAIT])
    wait = found.answers[-1]
    assert wait.equal.at is None
    assert wait.equal.sign == "below"
    assert (wait.equal.low, wait.equal.high) == (None, None)


def test_a_setting_that_the_channel_does_not_see_costs_no_run_of_the_other(
    tmp_path: Path,
) -> None:
    study = Study(pooled_scenario(tmp_path), replications=2, host=ONE)
    found = breakeven(study, span=(0.9, 1.1))
    assert study.runs_made == 2 * (found.settings + 1)


@pytest.mark.parametrize(
    ("key", "span", "said"),
    [
        pytest.param("channels.pooled.remote_facto", None, "did you mean", id="no such key"),
        pytest.param("pools.agent.by", None, "no number above 0", id="no number"),
        pytest.param("halls.a.agent", (0.5, 2.0), "need a whole number", id="whole numbers"),
    ],
)
def test_bad_factors_are_refused_before_anything_runs(
    tmp_path: Path, key: str, span: tuple[float, float] | None, said: str
) -> None:
    study = Study(pooled_scenario(tmp_path), host=ONE)
    with pytest.raises(InputError, match=said):
        breakeven(study, key=key, span=span)
    assert study.runs_made == 0


def test_several_servers_or_a_calendar_are_not_the_formula(tmp_path: Path) -> None:
    text = SCENARIO.replace("window = 1", "window = 2")
    found = breakeven(
        Study(pooled_scenario(tmp_path, text), replications=2, host=ONE), span=(0.9, 1.1)
    )
    assert found.pooling.violated == ("separate",)
