"""Records as named columns, the form they have in CSV and Parquet files.

Times are whole microseconds since 00:00 of the first day, empty where it never happened.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..flow import FlowTable
from .model import NEVER, Records

__all__ = ["Names", "columns_of_records", "to_csv"]

Columns = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Names:
    """What the codes in the cases and the capacity mean."""

    halls: Sequence[str]
    items: Sequence[str]
    groups: Sequence[str]
    channels: Sequence[str]
    pools: Sequence[str]


def columns_of_records(records: Records, flow: FlowTable, names: Names) -> dict[str, Columns]:
    """Table -> column -> values, for the tables `cases`, `visits` and `capacity`."""
    cases, visits, capacity = records.cases, records.visits, records.capacity
    stages = [row.full_name for row in flow.stages]
    actions = [row.name for row in flow.actions]
    return {
        "cases": {
            "case": list(range(len(cases))),
            "need_us": cases.need.tolist(),
            "hall": _named(cases.hall, names.halls),
            "home": _named(cases.home, names.halls),
            "item": _named(cases.item, names.items),
            "group": _named(cases.group, names.groups),
            "channel": _named(cases.channel, names.channels),
            "measured": cases.measured.astype(int).tolist(),
        },
        "visits": {
            "case": visits.case.tolist(),
            "stage": _named(visits.stage, stages),
            "enter_us": visits.enter.tolist(),
            "start_us": _times(visits.start),
            "leave_us": _times(visits.leave),
            "action": _named(visits.action, actions),
        },
        "capacity": {
            "pool": _named(capacity.pool, names.pools),
            "time_us": capacity.time.tolist(),
            "units": capacity.units.tolist(),
        },
    }


def to_csv(columns: Mapping[str, Sequence[Any]]) -> str:
    """A table as CSV with a header; None is an empty field."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()


def _named(codes: NDArray[np.int32], names: Sequence[str]) -> list[str | None]:
    return [None if code == NEVER else names[code] for code in codes.tolist()]


def _times(times: NDArray[np.int64]) -> list[int | None]:
    return [None if time == NEVER else time for time in times.tolist()]
