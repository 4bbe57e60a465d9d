"""What a log of real cases says, by the measures of a simulated run."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Protocol

from ..experiment import Estimate
from ..experiment.analysis import CASE_MEASURES
from ..flow import Language, Text
from ..measures import MEASURES, Reduction
from .answer import Answer
from .grid import Grid
from .values import DEFAULT_MEASURES, cell_title, measure_title, shown
from .words import say, text

__all__ = ["history_answer"]

TITLE = text("实际办件的指标", "The measures of real cases")
LEAD = text(
    "{first} 至 {last} 共 {cases} 件，受理 {accepted} 件。",
    "{cases} cases from {first} to {last}; {accepted} accepted.",
)
LEFT_OUT = text(
    "情景中没有而未计入：{list}。", "Left out, since the scenario has no such item: {list}."
)
ALONE = text(
    "这是一段实际经过，没有重复，因此没有区间；与仿真结果比较时，应看它是否落在仿真的区间内。",
    "This is one history without replications, so there are no intervals: beside a simulated run, "
    "look whether it lies within the run's.",
)
PLAYED = text(
    "演练以真人的 {speed:g} 倍速进行，时间已按真人速度折算。",
    "A rehearsal, played {speed:g} times as fast as people: its times are made as long as theirs.",
)
COLUMN = text("估计", "value")


class History(Protocol):
    """What is said of a history beside its measures."""

    @property
    def first_day(self) -> dt.date:
        """The day on which the first case was opened."""

    @property
    def days(self) -> int:
        """Calendar days until the last thing happened."""

    @property
    def left_out(self) -> Mapping[str, int]:
        """Item -> cases that could not be counted."""

    @property
    def group_titles(self) -> Mapping[str, Text]:
        """Group -> what a person calls it."""

    @property
    def speed(self) -> float:
        """How many times as fast as people the cases were played."""


def history_answer(history: History, found: Reduction, language: Language) -> Answer:
    """The measures of each group of cases that there are."""
    values = {name: found.value(name) for name in CASE_MEASURES}
    cells = [c for c, _ in enumerate(found.cells) if values["needs"][c] > 0]
    grids = tuple(
        Grid(
            cell_title(found.cells[c], history.group_titles, language),
            (say("measure", language), COLUMN.of(language)),
            tuple(
                (measure_title(name, language), _shown(name, float(values[name][c])))
                for name in ("needs", "accepted", *DEFAULT_MEASURES)
                if not math.isnan(values[name][c])
            ),
        )
        for c in cells
    )
    first = cells[0] if cells else 0
    lead = LEAD.of(language).format(
        first=history.first_day.isoformat(),
        last=(history.first_day + dt.timedelta(history.days - 1)).isoformat(),
        cases=round(float(values["needs"][-1])),
        accepted=round(float(values["accepted"][first])),
    )
    out = ", ".join(f"{item} {count}" for item, count in history.left_out.items())
    notes = (LEFT_OUT.of(language).format(list=out),) if out else ()
    if history.speed != 1:
        notes = (PLAYED.of(language).format(speed=history.speed), *notes)
    rows = tuple(
        {"cell": found.cells[c], "measure": name, "unit": MEASURES[name].unit, "value": value}
        for c in cells
        for name in CASE_MEASURES
        for value in [float(values[name][c])]
    )
    table = {
        found.cells[c]: {
            name: None if math.isnan(values[name][c]) else float(f"{values[name][c]:.10g}")
            for name in CASE_MEASURES
        }
        for c in cells
    }
    return Answer(
        title=TITLE.of(language),
        lead=(lead,),
        grids=grids,
        notes=(*notes, ALONE.of(language), say("beside", language)),
        document={
            "first_day": history.first_day.isoformat(),
            "days": history.days,
            "left_out": dict(history.left_out),
            "speed": history.speed,
            "cells": table,
        },
        rows=rows,
    )


def _shown(name: str, value: float) -> str:
    return shown(name, Estimate(value, math.nan, 1))
