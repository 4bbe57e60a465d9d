"""The whole path from a scenario to a result: pairing, loads, mixes, eligibility, Ctrl-C."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tongban.errors import ScenarioError, TooFewReplications
from tongban.experiment import Host, Precision, Remembers, Result, compare, run
from tongban.measures import ALL, MEASURES
from tongban.report import document
from tongban.scenario import load

ONE = Host("compiled", workers=1)
SHORT = ["experiment.days=3", "experiment.warm_up_days=1", "experiment.follow_up_days=12"]


def short(*changes: str, name: str = "yrd-tenfold", **more: Any) -> Result:
    return compare(load(name, [*SHORT, *changes]), replications=3, **more)


@pytest.fixture(scope="module", name="result")
def _result() -> Result:
    return short()


def test_every_cell_and_measure_is_there(result: Result) -> None:
    cells = ("cross", "cross_everyone", "cross_enquiries", "home_local", "nearby_local", ALL)
    assert result.groups == cells
    assert tuple(result.alternatives) == (
        "in_person",
        "virtual_window",
        "online",
        "nearby_generalist",
    )
    names = {name for name, measure in MEASURES.items() if measure.of == "cases"}
    for alternative in result.alternatives.values():
        assert tuple(alternative.groups) == cells
        assert all(set(table) == names for table in alternative.groups.values())
        assert set(alternative.pools) == {"clerk", "window"}


def test_the_same_needs_arise_in_every_alternative(result: Result) -> None:
    for cell in result.groups:
        found = {a.groups[cell]["needs"] for a in result.alternatives.values()}
        assert len(found) == 1
    for comparison in result.comparisons:
        if comparison.measure == "needs":
            assert (comparison.difference, comparison.half_width) == (0, 0)


def test_outcomes_account_for_every_need(result: Result) -> None:
    for alternative in result.alternatives.values():
        table = {name: e.mean for name, e in alternative.groups[ALL].items()}
        ends = ("accepted", "answered", "abandoned", "turned_away", "balked", "gave_up")
        assert sum(table[name] for name in ends) + table["unfinished"] == pytest.approx(
            table["needs"]
        )


def test_difference_is_that_of_the_estimates(result: Result) -> None:
    for found in result.comparisons:
        one = result.alternatives[found.alternative].groups[found.group][found.measure]
        other = result.alternatives[found.baseline].groups[found.group][found.measure]
        assert found.difference == pytest.approx(one.mean - other.mean)


def test_pairing_narrows_the_interval_of_a_difference() -> None:
    result = compare(load("textbook-mmc"), replications=10)
    found = result.comparison("direct", "customers", "handling_mean_min")
    one, other = (
        result.alternatives[name].groups["customers"]["handling_mean_min"].half_width
        for name in ("queue", "direct")
    )
    assert found.half_width < 0.5 * math.hypot(one, other)
    assert found.verdict == "equivalent"  # a minute's margin, and a twelfth of one between them


def test_primary_intervals_are_wider_than_descriptive_ones() -> None:
    changes = ["experiment.primary=['cross.service_level']"]
    plain = short(channels=["in_person", "virtual_window"])
    named = short(*changes, channels=["in_person", "virtual_window"])
    four = plain.comparison("virtual_window", "cross", "accepted_same_day")
    alone = named.comparison("virtual_window", "cross", "accepted_same_day")
    assert (four.family, alone.family) == ("primary", "descriptive")
    assert four.half_width > alone.half_width
    assert four.difference == alone.difference


def test_item_that_a_channel_cannot_serve_is_only_counted_with_everyone(result: Result) -> None:
    groups = result.alternatives["virtual_window"].groups
    assert groups["cross"]["ineligible"].mean == 0
    both = short(
        "demand.cross.items={medical_filing=1, first_id_card=1}",
        channels=["in_person", "virtual_window"],
    )
    video = both.alternatives["virtual_window"].groups
    assert video["cross_everyone"]["ineligible"].mean > 0
    assert video["cross_everyone"]["needs"].mean > video["cross"]["needs"].mean
    # They fall back on the home hall and are accepted there.
    assert video["cross_everyone"]["fallback"].mean >= 0
    assert video["cross_everyone"]["trips_mean"].mean > video["cross"]["trips_mean"].mean


def test_load_is_a_factor_on_the_compared_demand_alone() -> None:
    found = short("demand.cross.day_cv=0", channels=["in_person"], loads=[5, 50]).alternatives
    one, ten = found["in_person@5"].groups, found["in_person@50"].groups
    asked = ten["cross_enquiries"]["needs"].mean, one["cross_enquiries"]["needs"].mean
    # Some 135 and 1,350 of them in three replications: Poisson, nine per cent at the smaller.
    assert asked[0] == pytest.approx(10 * asked[1], rel=0.3)
    assert ten["home_local"]["needs"] == one["home_local"]["needs"]
    assert ten["home_local"]["wait_mean_min"].mean > one["home_local"]["wait_mean_min"].mean


def test_a_mix_sends_shares_through_its_channels() -> None:
    mixed = short(
        "mixes.half={ in_person = 1, virtual_window = 1 }",
        "demand.cross.items={insurance_transfer=1}",
        channels=["in_person", "half", "virtual_window"],
        loads=[50],
    )
    trips = [a.groups["cross"]["trips_mean"].mean for a in mixed.alternatives.values()]
    assert trips[0] > 1
    assert trips[1] == pytest.approx((trips[0] + trips[2]) / 2, rel=0.15)


def test_induced_demand_leaves_out_those_who_would_not_travel() -> None:
    found = short(
        "demand.cross.willing={ in_person = 0.6 }",
        "demand.cross.items={insurance_transfer=1}",
        channels=["in_person", "virtual_window"],
        loads=[50],
    ).alternatives
    gone = found["in_person"].groups["cross"]
    assert gone["gave_up"].mean / gone["needs"].mean == pytest.approx(0.4, abs=0.06)
    assert found["virtual_window"].groups["cross"]["accepted_same_day"].mean > 0.5


def test_assumed_measures_say_so(result: Result) -> None:
    for found in result.comparisons:
        assert found.assumed == (found.measure == "first_time_right")


def test_baseline_and_order_follow_the_scenario() -> None:
    found = short(channels=["virtual_window", "in_person"])
    assert found.baseline == "in_person"
    assert {c.baseline for c in found.comparisons} == {"in_person"}
    assert short(channels=["virtual_window", "online"]).baseline == "virtual_window"


def test_mser5_finds_where_a_queue_has_warmed_up() -> None:
    changes = [
        "experiment.horizon_min=600",
        "items.matter.work.mean=0.55",
        "demand.customers.per_hour=300",
    ]
    plain = compare(load("textbook-mmc", [*changes, "experiment.warm_up_min=0"]), replications=4)
    found = compare(
        load("textbook-mmc", [*changes, "experiment.warm_up_min='mser5'"]), replications=4
    )
    needs = [r.alternatives["queue"].groups["customers"]["needs"].mean for r in (plain, found)]
    assert 0 < needs[1] < needs[0]
    assert not any("MSER" in warning.en for warning in found.warnings)


def test_a_follow_up_that_is_too_short_warns() -> None:
    result = short("experiment.follow_up_days=0", channels=["in_person"])
    (warning,) = result.warnings
    assert "follow_up_days" in warning.en
    assert "follow_up_days" in warning.zh_cn
    assert result.alternatives["in_person"].groups["cross"]["unfinished"].mean > 0


def test_ctrl_c_keeps_whole_replications() -> None:
    def stop(done: int, _total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    result = compare(load("textbook-mmc"), replications=30, host=ONE, progress=stop)
    whole = compare(load("textbook-mmc"), replications=3)
    assert (result.replications, result.planned) == (3, 30)
    assert document(result)["alternatives"] == document(whole)["alternatives"]


def test_ctrl_c_before_two_replications_is_an_error() -> None:
    def stop(done: int, _total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(TooFewReplications, match="stopped after 1"):
        compare(load("textbook-mmc"), replications=30, host=ONE, progress=stop)


def test_all_bad_options_at_once() -> None:
    with pytest.raises(ScenarioError) as error:
        compare(load("textbook-mmc"), channels=["queu", "direkt"], loads=[0, math.inf])
    assert len(error.value.faults) == 4


def test_breakdown_adds_up_to_the_whole() -> None:
    found = run(load("yrd-tenfold", SHORT), "virtual_window", replications=2)
    whole = found.by["cell"][ALL]["needs"].mean
    for dimension in ("group", "hall", "home", "item", "channel", "half_hour"):
        assert sum(cell["needs"].mean for cell in found.by[dimension].values()) == whole
    hours = found.pools_by_half_hour["clerk"]
    assert {"09:00", "11:30", "13:30"} <= set(hours)
    assert "20:00" not in hours


def test_a_share_without_an_exception_is_as_sure_as_its_cases_allow() -> None:
    result = short("experiment.confidence=0.9", channels=["in_person", "online"], loads=[1])
    groups = result.alternatives["in_person"].groups["cross_enquiries"]
    answered = groups["accepted_within_5d"]
    assert answered.mean == 1
    cases = 3 * groups["needs"].mean
    assert answered.half_width == pytest.approx(1 - 0.1 ** (1 / cases))
    found = result.comparison("online", "cross_enquiries", "accepted_within_5d")
    assert (found.difference, found.half_width) == (0, answered.half_width)
    assert found.verdict == ("equivalent" if answered.half_width <= 0.03 else "not shown")


def test_more_replications_go_on_from_those_kept_and_fewer_leave_the_rest_out() -> None:
    keeper, asked = Remembers(), []

    def queue(**more: Any) -> Any:
        told: list[int] = []
        result = compare(
            load("textbook-mmc", ["experiment.horizon_min=200"]),
            host=ONE,
            progress=lambda done, total: told.append(done),
            **more,
        )
        asked.append(told[0])
        return document(result) | {"run": None}

    for size in (4, 6, 3):
        assert queue(replications=size, keeper=keeper) == queue(replications=size)
    precise = Precision(0.2, "wait_mean_min", most=20)
    assert queue(precision=precise, keeper=keeper) == queue(precision=precise)
    assert [*asked[::2], *set(asked[1::2])] == [0, 4, 3, 6, 0]


def test_runs_are_not_shared_where_the_warm_up_is_found_from_other_replications() -> None:
    keeper = Remembers()
    changes = ["experiment.warm_up_min=mser5", "experiment.horizon_min=400"]
    for size in (4, 6):
        compare(load("textbook-mmc", changes), replications=size, host=ONE, keeper=keeper)
    assert len(keeper.texts) == 2
