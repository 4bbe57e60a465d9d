"""Which cases are counted together: the groups of a comparison, or one dimension of a run.

The cells of a grouping follow from the setting alone, never from the records, so that the
reductions of all replications have the same cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ..records import Cases
from .setting import DAY, HALF_HOUR, HALF_HOURS, Setting

__all__ = ["ALL", "BY", "By", "Grouping", "cells_of", "grouping_of"]

By = Literal["cell", "group", "hall", "home", "item", "channel", "half_hour"]
BY: tuple[By, ...] = get_args(By)

ALL = "all"
"""The cell of every measured case."""

COMMON, NOT_COMMON, ENQUIRY = range(3)
"""Classes of a group's cases: every channel can serve the item; one cannot; an enquiry."""


@dataclass(frozen=True, eq=False)
class Grouping:
    """Cells as unions of disjoint keys: a case belongs to each cell that has its key."""

    cells: tuple[str, ...]
    members: tuple[tuple[int, ...], ...]  # for each cell, its keys
    keys: int  # how many
    key: NDArray[np.int64]  # [N] each case's


def grouping_of(cases: Cases, setting: Setting, by: By) -> Grouping:
    """The cells of a dimension and each case's key.

    by  "cell": each group over the applications every channel can serve, with `_everyone`
        (all its applications) and `_enquiries` where these exist and differ, and `all`;
        otherwise all measured cases by one column, or by the half hour of the day of the need
    """
    if by == "cell":
        return _groups(cases, setting)
    half_hours = tuple(f"{h // 2:02d}:{h % 2 * 30:02d}" for h in range(HALF_HOURS))
    columns: dict[By, tuple[tuple[str, ...], NDArray[np.integer]]] = {
        "group": (setting.groups, cases.group),
        "hall": (setting.halls, cases.hall),
        "home": (setting.halls, cases.home),
        "item": (setting.items, cases.item),
        "channel": (setting.channels, cases.channel),
        "half_hour": (half_hours, cases.need % DAY // HALF_HOUR),
    }
    names, key = columns[by]
    members = tuple((i,) for i in range(len(names)))
    return Grouping(names, members, len(names), key.astype(np.int64))


def cells_of(setting: Setting) -> dict[str, tuple[int, ...]]:
    """The cells of a comparison, each with its keys: group by group, then `all`."""
    kind = _class_of_items(setting)
    cells: dict[str, tuple[int, ...]] = {}
    for g, group in enumerate(setting.groups):
        has = set(kind[setting.asks[g]].tolist())
        common, not_common, enquiry = (3 * g + c for c in (COMMON, NOT_COMMON, ENQUIRY))
        if COMMON in has:
            cells[group] = (common,)
        if NOT_COMMON in has:
            cells[f"{group}_everyone"] = (common, not_common)
        if ENQUIRY in has:
            cells[f"{group}_enquiries"] = (enquiry,)
    cells[ALL] = tuple(range(3 * len(setting.groups)))
    return cells


def _groups(cases: Cases, setting: Setting) -> Grouping:
    cells = cells_of(setting)
    key = 3 * cases.group.astype(np.int64) + _class_of_items(setting)[cases.item]
    return Grouping(tuple(cells), tuple(cells.values()), len(cells[ALL]), key)


def _class_of_items(setting: Setting) -> NDArray[np.int64]:
    """[I] COMMON, NOT_COMMON or ENQUIRY."""
    of_applications = np.where(setting.eligible, COMMON, NOT_COMMON)
    return np.where(setting.item_is_enquiry, ENQUIRY, of_applications)
