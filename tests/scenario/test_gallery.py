"""What each scenario of the gallery claims, held by the interval of a paired difference."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import pytest

from tongban.experiment import Host
from tongban.measures import MEASURES
from tongban.planning import Observation, Study
from tongban.scenario import Source, gallery, load

ONE = Host("compiled", workers=1)
BASES = ("textbook-mmc", "yrd-2023", "yrd-stress", "yrd-tenfold")
"""Scenarios that others build on: they ask a question and claim nothing."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: a scenario, what is changed in it, and a channel or mix."""

    scenario: str
    channel: str
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A measure of one side against that of the other.

    sense  higher, lower: the interval of the difference lies beyond 0; equivalent: it lies
           within the measure's margin to either side
    """

    this: Side
    that: Side
    measure: str
    sense: Literal["higher", "lower", "equivalent"]


HOMES = ("jingan", "yuhuatai", "hangzhou", "hefei")
SET_APART = ("pools.agent={}", *(f"halls.{hall}.clerk=7" for hall in HOMES))
SHARED = Side("shared-or-dedicated", "virtual_window_agents")
DEDICATED = Side("shared-or-dedicated", "virtual_window_agents", SET_APART)
HOLD = Side("hold-call-reserve", "virtual_window")
CALL = Side("hold-call-reserve", "virtual_window_call")
RESERVE = Side("hold-call-reserve", "virtual_window_reserve")
TOGETHER = Side("lunch-break", "virtual_window")
IN_TURNS = Side("lunch-in-turns", "virtual_window")
WEAK = Side("weak-network", "virtual_window")
SOUND = Side("weak-network", "virtual_window", ("channels.virtual_window.drops.lost=0.02",))
ONLINE = Side("mixed-channels", "online")
ONLINE_FIRST = Side("mixed-channels", "online_first")
WINDOW = Side("mixed-channels", "virtual_window")
MIX = Side("mixed-channels", "as_in_shanghai")
BY_TRAIN = Side("induced-demand", "in_person")
NEARBY = Side("induced-demand", "virtual_window")
BY_HALL = Side("one-more-clerk", "virtual_window_agents")
ONE_MORE = Side("one-more-clerk", "virtual_window_agents", ("halls.jingan.agent=3",))
POOLED = Side("one-more-clerk", "virtual_window_agents", ("pools.agent.by=region",))

CLAIMS: dict[str, tuple[Claim, ...]] = {
    "shared-or-dedicated": (
        Claim(SHARED, DEDICATED, "cross.service_level", "higher"),
        Claim(SHARED, DEDICATED, "cross.accepted_same_day", "higher"),
        Claim(SHARED, DEDICATED, "home_local.wait_mean_min", "lower"),
    ),
    "hold-call-reserve": (
        Claim(CALL, HOLD, "cross.lost_share", "higher"),
        Claim(RESERVE, HOLD, "cross.lost_share", "lower"),
        Claim(RESERVE, HOLD, "home_local.wait_mean_min", "higher"),
    ),
    "lunch-break": (
        Claim(IN_TURNS, TOGETHER, "cross.lost_share", "lower"),
        Claim(IN_TURNS, TOGETHER, "cross.wait_mean_min", "lower"),
        Claim(IN_TURNS, TOGETHER, "home_local.wait_mean_min", "equivalent"),
    ),
    "lunch-in-turns": (Claim(IN_TURNS, TOGETHER, "cross.service_level", "higher"),),
    "weak-network": (
        Claim(WEAK, SOUND, "cross.accepted_same_day", "lower"),
        Claim(WEAK, SOUND, "cross.accepted_within_5d", "equivalent"),
    ),
    "mixed-channels": (
        Claim(ONLINE_FIRST, ONLINE, "cross.travel_mean_min", "lower"),
        Claim(MIX, WINDOW, "cross.staff_min_per_accepted", "lower"),
        Claim(MIX, WINDOW, "cross.elapsed_restricted_mean_h", "higher"),
    ),
    "induced-demand": (
        Claim(NEARBY, BY_TRAIN, "cross.accepted_within_5d", "higher"),
        Claim(NEARBY, BY_TRAIN, "home_local.wait_mean_min", "higher"),
        Claim(NEARBY, BY_TRAIN, "home_local.wait_mean_min", "equivalent"),
    ),
    "one-more-clerk": (
        Claim(POOLED, ONE_MORE, "cross.wait_mean_min", "lower"),
        Claim(POOLED, BY_HALL, "cross.wait_mean_min", "lower"),
    ),
}


@cache
def study(scenario: str) -> Study:
    return Study(scenario, host=ONE)


@cache
def seen(scenario: str, changes: tuple[str, ...]) -> Observation:
    """All channels that claims look at there, so that they meet the same applicants together."""
    sides = [side for claims in CLAIMS.values() for c in claims for side in (c.this, c.that)]
    channels = {side.channel: None for side in sides if side.scenario == scenario}
    return study(scenario).at(changes, channels=list(channels))


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param(claim, id=f"{name}: {claim.measure} {claim.sense}, {claim.this.channel}")
        for name, claims in CLAIMS.items()
        for claim in claims
    ],
)
def test_claim_holds_with_its_interval(claim: Claim) -> None:
    group, _, measure = claim.measure.rpartition(".")
    this, that = (seen(side.scenario, side.changes) for side in (claim.this, claim.that))
    found = this.difference(
        claim.this.channel,
        group,
        measure,
        study(claim.this.scenario).source.scenario.experiment.confidence,
        less=that,
        less_alternative=claim.that.channel,
    )
    if claim.sense == "equivalent":
        margin = MEASURES[measure].margin
        assert margin is not None
        assert abs(found.mean) + found.half_width <= margin
    else:
        sign = 1 if claim.sense == "higher" else -1
        assert sign * found.mean > found.half_width > 0


def test_every_scenario_but_those_others_build_on_claims_something() -> None:
    assert set(CLAIMS) == set(gallery()) - set(BASES)


@pytest.mark.parametrize("name", CLAIMS)
def test_file_opens_with_its_question_says_its_claim_and_labels_assumptions(name: str) -> None:
    text = gallery()[name].read_text(encoding="utf-8")
    header = text.split("\nextends")[0]
    assert "?" in header or name == "lunch-in-turns"  # the other half of lunch-break
    assert "# Claim: " in header
    assert "假设" in header
    assert "示例" in header


def paid(source: Source) -> float:
    """Minutes of clerks and agents on a working day, all halls together."""
    found = 0.0
    spans = [(minutes(a), minutes(b)) for a, b in source.scenario.calendar.open]
    for hall in source.scenario.halls.values():
        for units in (hall.units.get(kind, 0) for kind in kinds_of(source)):
            if isinstance(units, int):
                found += units * sum(b - a for a, b in spans)
            else:
                found += sum(s.units * (minutes(s.to) - minutes(s.from_)) for s in units)
    return found


def minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def kinds_of(source: Source) -> list[str]:
    """The kinds that have units of their own and are paid."""
    drawing = {name for name, rule in source.scenario.pools.items() if rule.draws_on}
    paid_kinds = [k for k, cost in source.scenario.costs.kinds.items() if cost.cny_per_min > 0]
    return [kind for kind in paid_kinds if kind not in drawing]


@pytest.mark.parametrize(
    ("this", "that"),
    [
        pytest.param(SHARED, DEDICATED, id="shared-or-dedicated"),
        pytest.param(TOGETHER, IN_TURNS, id="lunch"),
        pytest.param(BY_HALL, POOLED, id="one-more-clerk"),
    ],
)
def test_what_is_compared_costs_as_many_paid_minutes(this: Side, that: Side) -> None:
    one, other = (load(side.scenario, side.changes) for side in (this, that))
    assert paid(one) == paid(other) > 0
