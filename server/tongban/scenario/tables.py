"""The places of a scenario as integer tables, and with the flow's the whole input of an engine.

Times are int64 microseconds since 00:00 of the first day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..flow import FlowTable

__all__ = ["FOREVER", "MINUTE", "Places", "Tables"]

MINUTE = 60_000_000
"""Microseconds a minute."""

FOREVER = np.iinfo(np.int64).max
"""A time that never comes: no deadline, a line that never closes."""


@dataclass(frozen=True, eq=False)
class Places:
    """Halls with their pools, capacity and calendar. H halls, K kinds, P pools, G groups.

    Ragged tables are flat with a `first` of length H + 1: hall h has rows first[h] up to
    first[h + 1], sorted and not overlapping.
    """

    halls: tuple[str, ...]
    pools: tuple[str, ...]  # named kind@place
    pool: NDArray[np.int32]  # [K, H] the pool that serves kind k at hall h, or NONE
    cap_pool: NDArray[np.int32]  # [C] capacity changes, sorted by time; from time 0 on
    cap_time: NDArray[np.int64]  # [C]
    cap_units: NDArray[np.int32]  # [C] the new capacity
    rostered: NDArray[np.int32]  # [C] the part of it that is rostered (the rest is overtime)
    line_first: NDArray[np.int32]  # [H + 1] line sessions: when one may join a line
    line_start: NDArray[np.int64]  # may be before the doors open; lunch does not end one
    line_end: NDArray[np.int64]  # the ticket machine stops
    line_late: NDArray[np.int64]  # >= line_end: who still waits is sent away
    open_first: NDArray[np.int32]  # [H + 1] hours in which work goes on
    open_start: NDArray[np.int64]
    open_end: NDArray[np.int64]
    next_opening: NDArray[np.int64]  # [H, days] opening of the first working day after the day


@dataclass(frozen=True, eq=False)
class Tables:
    """All an engine knows besides the workload: flows, places, and the scenario's line rules.

    S stages, G groups.
    """

    flow: FlowTable
    places: Places
    priority: NDArray[np.int32]  # [G, S] lower goes first
    closing: NDArray[np.int32]  # [S] action of one whose line closes, or NONE: never closes
    closes_early: NDArray[np.bool_]  # [S] may be joined up to line_end, else up to line_late
