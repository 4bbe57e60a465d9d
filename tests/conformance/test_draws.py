"""A workload that lacks a draw is an error that names the case and the stage."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from micro import Case, Visit, flow, stage, tables_of, workload_of

from tongban.errors import EngineError
from tongban.flow import NONE
from tongban.workload import Workload

FLOW = flow(
    start="sit",
    stages={
        "sit": stage("window", do={"ok": {"to": "talk"}}),
        "talk": stage("clerk", do={"ok": {"to": "done"}, "again": {"to": "sit"}}),
    },
    visits=2,
    exhausted="gone",
)
TABLES = tables_of(FLOW, {"window@a": 1, "clerk@a": 1})
CASES = [
    Case(0, {"sit": Visit(1), "talk": Visit(1)}),
    Case(5, {"sit": Visit(1), "talk": [Visit(1, "again"), Visit(1)]}),
]


def not_drawn(workload: Workload, visit: int) -> Workload:
    """Nothing is drawn for a visit of case 1 to `talk`."""
    service_at = workload.service_at.copy()
    service_at[1, TABLES.flow.stage("f.talk"), visit] = NONE
    return replace(workload, service_at=service_at)


def drawn_for_others(workload: Workload, *, numbers: list[int]) -> Workload:
    """Its second visit to `talk` is drawn for other cases of its source only."""
    picked_at, size = workload.picked_at.copy(), workload.picked_size.copy()
    place = 1, TABLES.flow.stage("f.talk"), 1
    picked_at[place], size[place] = 0, len(numbers)
    return replace(
        workload, picked_at=picked_at, picked_size=size, picked=np.array(numbers, np.int32)
    )


def one_visit_drawn(workload: Workload) -> Workload:
    """No stage has more than one visit drawn."""
    names = ("service_at", "wait_at", "room_at", "picked_at", "picked_size")
    return replace(workload, **{n: getattr(workload, n)[:, :, :1].copy() for n in names})


LACKING = [
    pytest.param(lambda w: not_drawn(w, 1), "talk", id="no block"),
    pytest.param(lambda w: drawn_for_others(w, numbers=[1, 2]), "talk", id="picked: others behind"),
    pytest.param(lambda w: drawn_for_others(w, numbers=[]), "talk", id="picked: nobody"),
    pytest.param(one_visit_drawn, "sit", id="too few visits"),
]


@pytest.mark.parametrize(("lacking", "where"), LACKING)
def test_missing_draw_is_an_error(engine: Any, lacking: Any, where: str) -> None:
    workload = lacking(workload_of(TABLES, CASES))
    message = rf"^case 1 enters f\.{where}, for which the workload has no draw$"
    with pytest.raises(EngineError, match=message):
        engine(TABLES, workload)


def test_draw_that_nobody_asks_for_may_be_missing(engine: Any) -> None:
    workload = workload_of(TABLES, [CASES[0], replace(CASES[1], draws=CASES[0].draws)])
    without = engine(TABLES, not_drawn(workload, 1)).visits
    assert without.leave.tolist() == engine(TABLES, workload).visits.leave.tolist()
