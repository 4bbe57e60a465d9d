"""What is said first: the choice, form by form."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tongban.experiment import Estimate
from tongban.flow import Text
from tongban.planning.findings import (
    AssumptionDriven,
    Facts,
    Limit,
    Mixed,
    NotShown,
    Relief,
    Sparse,
    Stress,
    Turn,
    finding_of,
    findings_of,
)

WAIT = Estimate(0.8, 0.2, 20)
NAME = Text.model_validate({"zh-CN": "系数", "en": "a factor"})
TURN = Turn(NAME, 1.2, "value", 0.95, 1.35, "not shown")
LIMIT = Limit(cases=200, at_least=False, share=0.5, pool="clerk", group="cross", measure="x")
FACTS = Facts(
    verdicts=("higher", "not shown"),
    needed=150,
    same_day=0.84,
    same_day_baseline=0.0,
    lost=0.04,
    hours_saved=4.0,
    local_group="local",
    local_wait=WAIT,
    from_priority=None,
    from_journey=None,
    window_pays_from=3.0,
    peak=0.2,
    limit=LIMIT,
    relief=Relief(),
    turn=None,
)


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        pytest.param(FACTS, [Mixed], id="something gained, somebody pays"),
        pytest.param(replace(FACTS, limit=replace(LIMIT, share=0.1)), [Sparse], id="a tenth"),
        pytest.param(replace(FACTS, limit=replace(LIMIT, share=0.11)), [Mixed], id="more"),
        pytest.param(replace(FACTS, limit=None, peak=0.05), [Sparse], id="windows idle"),
        pytest.param(replace(FACTS, limit=None, peak=0.06), [Mixed], id="windows in use"),
        pytest.param(replace(FACTS, limit=None, peak=math.nan), [Mixed], id="no windows"),
        pytest.param(replace(FACTS, limit=replace(LIMIT, share=1.0)), [Mixed], id="at the limit"),
        pytest.param(
            replace(FACTS, limit=replace(LIMIT, share=1.01)), [Stress, Mixed], id="beyond it"
        ),
        pytest.param(
            replace(FACTS, limit=replace(LIMIT, cases=None, share=math.nan)),
            [Stress, Mixed],
            id="no load keeps the targets",
        ),
        pytest.param(replace(FACTS, turn=TURN), [AssumptionDriven, Mixed], id="turns"),
        pytest.param(
            replace(FACTS, turn=TURN, limit=replace(LIMIT, share=2)),
            [AssumptionDriven, Stress, Mixed],
            id="turns, beyond the limit",
        ),
        pytest.param(
            replace(FACTS, verdicts=("not shown", "not shown"), turn=TURN),
            [NotShown],
            id="nothing is shown, whatever else",
        ),
        pytest.param(
            replace(FACTS, verdicts=("equivalent", "not shown")), [Mixed], id="one is shown"
        ),
    ],
)
def test_the_choice(facts: Facts, found: list[type]) -> None:
    assert [type(finding) for finding in findings_of(facts)] == found
    assert finding_of(facts) == findings_of(facts)[0]


def test_a_finding_carries_its_numbers() -> None:
    assert finding_of(FACTS) == Mixed(0.84, 0.0, 0.04, "local", WAIT, None, None)
    sparse = replace(FACTS, limit=replace(LIMIT, share=0.01))
    assert finding_of(sparse) == Sparse(4.0, "local", WAIT, 3.0)
    assert finding_of(replace(FACTS, verdicts=("not shown",))) == NotShown(150)
