"""The parts of a report: they agree with the measures, add up, and survive an interruption."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tiny_report import FEW, ONE, TINY, tiny_dossier

from tongban.errors import InputError
from tongban.flow import Text
from tongban.measures import ALL, index_of
from tongban.planning import Study
from tongban.planning.curve import ROUND_H, completion_curve
from tongban.planning.dossier import Absent, dossier
from tongban.planning.money import WHAT, budgets
from tongban.planning.people import minutes_a_day
from tongban.planning.pressure import home_halls, pressure
from tongban.planning.survey import Survey, survey

MINUTE = 60_000_000


class Memory(dict[str, str]):
    """Keeps texts in a dictionary."""

    def put(self, name: str, text: str) -> None:
        self[name] = text


@pytest.fixture(scope="module")
def looked() -> Survey:
    return survey(tiny_dossier().source, host=ONE)


def sums(alternative: str, cell: str, statistic: str) -> float:
    seen = tiny_dossier().observed
    at = seen.cells.index(cell), index_of(statistic)
    return float(sum(reduction.sums[at] for reduction in seen.reductions(alternative)))


def test_a_curve_never_falls_and_ends_at_what_is_completed(looked: Survey) -> None:
    curve = completion_curve(looked, 0.95)
    for name, share in curve.share.items():
        assert np.all(np.diff(share) >= 0)
        completed = sums(name, "cross", "completed") / sums(name, "cross", "needs")
        within_10_days = share[-1]
        assert within_10_days <= completed + 1e-12
        # A need that took longer than ten days is all that may be missing.
        assert completed - within_10_days < 0.1
    assert curve.needs * curve.replications == sums("in_person", "cross", "needs")
    assert set(ROUND_H) <= set(curve.hours)


def test_half_hours_add_up_to_the_whole_day(looked: Survey) -> None:
    found = pressure(looked, "virtual_window", 0.95)
    seen = tiny_dossier().observed
    runs = seen.reductions("virtual_window")
    held = np.mean([run.pool_sums[:, :, index_of("occupied_us")].sum() for run in runs])
    by_half_hour = sum(float(units.held.sum()) for units in found.pools.values())
    assert by_half_hour * 30 * MINUTE * found.days == pytest.approx(held)
    by_side = sum(float(units.held.sum()) for units in found.sides.values())
    assert by_side == pytest.approx(by_half_hour)


def test_sides_are_told_apart_by_where_cases_belong(looked: Survey) -> None:
    assert home_halls(looked) >= {"home_a", "home_b"}
    found = pressure(looked, "virtual_window", 0.95)
    assert set(found.sides) == {("clerk", "home"), ("clerk", "nearby"), ("window", "nearby")}
    window = found.sides["window", "nearby"]
    assert window.rostered[18:24] == pytest.approx([3.0] * 6)  # three halls, 9:00 to 12:00
    assert window.rostered[24:27] == pytest.approx([0.0] * 3)  # lunch


def test_only_calls_may_go_unanswered(looked: Survey) -> None:
    found = pressure(looked, "virtual_window", 0.95)
    assert set(found.calls) == {"a", "b"}
    for region, calls in found.calls.items():
        assert np.all(found.unanswered[region] <= calls)
    # Whoever is completed there has called at least once.
    calls = sum(float(counts.sum()) for counts in found.calls.values())
    completed = sums("virtual_window", "cross", "accepted") / (found.replications * found.days)
    assert calls > 0.5 * completed
    assert not pressure(looked, "in_person", 0.95).calls  # nobody calls who stands there


def test_minutes_a_day_are_those_of_the_statistics() -> None:
    d = tiny_dossier()
    by_who = {share.who: share for share in d.people}
    assert list(by_who) == ["cross", "local", "clerk@home", "clerk@nearby"]

    def minutes(alternative: str) -> float:
        attended = sums(alternative, "cross", "presence_us")
        attended += sums(alternative, "cross", "self_service_us")
        total = attended / MINUTE + sums(alternative, "cross", "travel_min")
        return total / (d.observed.replications * d.source.scenario.experiment.days)

    share = by_who["cross"]
    assert share.before == pytest.approx(minutes("in_person"))
    expected = minutes("virtual_window") - minutes("in_person")
    assert share.minutes.mean == pytest.approx(expected)


def test_an_alternative_against_itself_changes_nothing() -> None:
    d = tiny_dossier()
    none = minutes_a_day(d.observed, "in_person", "in_person", frozenset(), 0.95)
    assert [share.minutes.mean for share in none] == [0.0] * len(none)
    study = Study(TINY, host=ONE)
    same, _ = budgets(study, d.observed, "in_person", "in_person", frozenset(), 0.95)
    assert [same.added[what].mean for what in WHAT] == [0.0] * len(WHAT)


def test_a_day_costs_the_sum_of_its_parts() -> None:
    same, added = tiny_dossier().money
    for budget in (same, added):
        mean = {what: estimate.mean for what, estimate in budget.added.items()}
        assert mean["public"] == pytest.approx(sum(mean[what] for what in WHAT[:3]))
        assert mean["total"] == pytest.approx(mean["public"] + mean["citizens"])
    assert added.staff == 3  # one for each window
    price = tiny_dossier().source.scenario.costs.kinds["clerk"].cny_per_min
    open_minutes = 390
    more = added.added["wages"].mean - same.added["wages"].mean
    # Those added are paid all day; overtime, which they shorten, is all else that differs.
    assert more == pytest.approx(3 * open_minutes * price, rel=0.05)


def test_equipment_is_charged_to_the_channel_that_uses_it() -> None:
    same = tiny_dossier().money[0]
    price = tiny_dossier().source.scenario.costs.kinds["window"].cny_per_day
    assert same.added["terminals"].mean == pytest.approx(3 * price)
    assert same.before["terminals"] == 0


def test_citizens_pay_what_the_measure_says() -> None:
    d = tiny_dossier()
    own = sums("virtual_window", ALL, "citizen_cny") - sums("in_person", ALL, "citizen_cny")
    per_day = own / (d.observed.replications * d.source.scenario.experiment.days)
    assert d.money[0].added["citizens"].mean == pytest.approx(per_day)


def test_a_kept_replication_is_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    memory: Any = Memory()
    source = tiny_dossier().source
    first = survey(source, replications=2, host=ONE, keeper=memory)
    assert len(memory) == 2

    def never(*_: object) -> None:
        raise AssertionError("run again")

    monkeypatch.setattr("tongban.planning.survey._sums", never)
    again = survey(source, replications=2, host=ONE, keeper=memory)
    assert np.array_equal(first.completed, again.completed)
    assert np.array_equal(first.pool_sums, again.pool_sums)


def test_an_interrupted_survey_goes_on() -> None:
    memory: Any = Memory()
    source = tiny_dossier().source

    def interrupt(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        survey(source, replications=6, host=ONE, keeper=memory, progress=interrupt)
    kept = dict(memory)
    assert len(kept) >= 2
    survey(source, replications=6, host=ONE, keeper=memory)
    assert len(memory) == 6
    assert all(memory[name] == text for name, text in kept.items())


def test_a_comparison_cut_short_makes_no_report() -> None:
    def interrupt(what: Text, done: int, _: int) -> None:
        if what.en == "comparing" and done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dossier(TINY, plan=FEW, host=ONE, steps=interrupt)


def test_parts_left_out_are_absent_with_their_reason() -> None:
    parts = ["causes", "capacity", "sensitivity"]
    bare = dossier(TINY, replications=2, plan=FEW, without=parts, host=ONE)
    for part in (bare.causes, bare.capacity, bare.sensitivity, bare.staffing):
        assert isinstance(part, Absent)
        assert part.reason.zh_cn


@pytest.mark.parametrize(
    ("scenario", "changes", "said"),
    [
        pytest.param("textbook-mmc", [], "give `days` in place of a horizon", id="horizon"),
        pytest.param(
            TINY, ["experiment.compare=['in_person']"], "one alternative", id="nothing to compare"
        ),
    ],
)
def test_what_is_no_question_for_a_report(scenario: Any, changes: list[str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        dossier(scenario, changes, host=ONE)
