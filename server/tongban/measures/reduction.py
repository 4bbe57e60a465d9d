"""One replication's records as additive sums: all an experiment keeps of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from operator import add, sub
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..records import Records
from .cases import Columns, columns_of, verdicts_of
from .cells import ALL, By, Grouping, grouping_of
from .definitions import MEASURES
from .histogram import BINS, Counts, bins
from .holdings import holdings_of
from .measure import Measure
from .pools import changes_of, merged, occupancy, open_time, roster_cost
from .rows import rows_of, tags_of
from .setting import Setting
from .statistics import STATISTICS, index_of

__all__ = ["Reduction", "reduce", "reductions"]


@dataclass(frozen=True, eq=False)
class Reduction:
    """Sums over one or more replications of one alternative. They add and subtract.

    C cells, X statistics, B bins, P pools, 48 half hours of the day, Y pool statistics.
    """

    cells: tuple[str, ...]
    sums: NDArray[np.float64]  # [C, X]
    wait_counts: Counts  # [C, B] waits of completed cases
    pools: tuple[str, ...]
    pool_kinds: tuple[str, ...]  # [P] what its units are
    pool_sums: NDArray[np.float64]  # [P, 48, Y], or [P, 1, Y]: of the whole day

    @property
    def waits(self) -> NDArray[np.int64]:
        """[C, B] histograms of the waits of completed cases."""
        return self.wait_counts.table()

    def __add__(self, other: Reduction) -> Reduction:
        return self._with(other, add)

    def __sub__(self, other: Reduction) -> Reduction:
        """What remains when replications that are in it are left out."""
        return self._with(other, sub)

    def value(self, name: str) -> NDArray[np.float64]:
        """[C] a measure of cases, or [P] a measure of pools over the whole day."""
        measure = MEASURES[name]
        if measure.of == "pools":
            return self.pool_value(name)[1]
        return measure(self.sums, self.waits)

    def values(self) -> dict[str, NDArray[np.float64]]:
        """All measures: of cases [C], of pools [P]."""
        return {name: self.value(name) for name in MEASURES}

    def pool_value(
        self, name: str, by_kind: bool = False, half_hours: bool = False
    ) -> tuple[tuple[str, ...], NDArray[np.float64]]:
        """The pools, or kinds, and a measure of them: [P], or [P, 48] by half hour."""
        names, sums = self.pool_totals(by_kind, half_hours)
        return names, _pool_measure(name)(sums)

    def pool_totals(
        self, by_kind: bool = False, half_hours: bool = False
    ) -> tuple[tuple[str, ...], NDArray[np.float64]]:
        """The pools, or kinds, and their sums: [P, Y], or [P, 48, Y] by half hour."""
        names, sums = self.pools, self.pool_sums
        if by_kind:
            names = tuple(dict.fromkeys(self.pool_kinds))
            kinds = np.array(self.pool_kinds)
            parts = [merged(sums[kinds == name], 0) for name in names]
            sums = np.stack(parts) if parts else sums
        return names, sums if half_hours else merged(sums, 1)

    def _with(self, other: Reduction, by: Callable[[Any, Any], Any]) -> Reduction:
        if (self.cells, self.pools) != (other.cells, other.pools):
            raise ValueError("reductions of different cells or pools have no sum")
        return replace(
            self,
            sums=by(self.sums, other.sums),
            wait_counts=Counts.of(by(self.waits, other.waits)),
            pool_sums=by(self.pool_sums, other.pool_sums),
        )


def _pool_measure(name: str) -> Measure:
    measure = MEASURES[name]
    if measure.of != "pools":
        raise ValueError(f"{name} is a measure of cases, not of pools")
    return measure


def reduce(records: Records, setting: Setting, by: By = "cell") -> Reduction:
    """The sums of one replication, over its measured cases and the measured window.

    by  how the cases are grouped (see ``cells``); only "cell" has the cell `all`, the one
        that knows the roster

    Raises ValueError if the records are of other flows than the setting.
    """
    return reductions(records, setting, (by,))[0]


def reductions(
    records: Records,
    setting: Setting,
    by: Sequence[By],
    *,
    half_hours: bool = True,
    compiled: bool = False,
) -> tuple[Reduction, ...]:
    """The same for several groupings, what they share being computed once.

    half_hours  whether pools are kept by half hour, or only over the whole day
    compiled    add the cases up by the compiled function: the same sums, sooner
    """
    if records.flow_digest != setting.flow.digest:
        raise ValueError(
            f"records of the flows {records.flow_digest!r}, a setting of {setting.flow.digest!r}"
        )
    groupings = [grouping_of(records.cases, setting, dimension) for dimension in by]
    add_up = _folded if compiled else _added_up
    by_key, pool_sums = add_up(records, setting, groupings)
    found = []
    for dimension, grouping, (sums, waits) in zip(by, groupings, by_key, strict=True):
        members = [list(keys) for keys in grouping.members]
        sums = np.stack([sums[keys].sum(axis=0) for keys in members])
        waits = np.stack([waits[keys].sum(axis=0) for keys in members])
        _fill_once(sums, setting)
        if dimension == "cell":
            _fill_roster(sums[grouping.cells.index(ALL)], pool_sums, setting)
        reduction = Reduction(
            cells=grouping.cells,
            sums=sums,
            wait_counts=Counts.of(waits),
            pools=setting.places.pools,
            pool_kinds=setting.pool_kind_names,
            pool_sums=pool_sums if half_hours else merged(pool_sums, 1)[:, None],
        )
        found.append(reduction)
    return tuple(found)


AddedUp = tuple[list[tuple[NDArray[np.float64], NDArray[np.int64]]], NDArray[np.float64]]
"""For each grouping [keys, X] sums and [keys, B] histograms of the waits, over the measured
cases; and [P, 48, Y] pool sums, over all cases."""


def _added_up(records: Records, setting: Setting, groupings: Sequence[Grouping]) -> AddedUp:
    """Everything added up by columns."""
    held = changes_of(holdings_of(records, rows_of(records, setting.flow), setting), setting)
    pool_sums = occupancy(held, setting)
    measured = records.measured()
    tags, rows = tags_of(setting.flow), rows_of(measured, setting.flow)
    holdings = holdings_of(measured, rows, setting)
    verdicts = verdicts_of(measured, rows, tags, setting)
    columns, wait = columns_of(measured, rows, holdings, tags, setting, verdicts)
    found = []
    for grouping in groupings:
        key = grouping.key[records.cases.measured]
        sums = _sums(columns, key, grouping.keys)
        found.append((sums, _histograms(wait, verdicts.completed, key, grouping.keys)))
    return found, pool_sums


def _folded(records: Records, setting: Setting, groupings: Sequence[Grouping]) -> AddedUp:
    """The same by the compiled functions."""
    from .fold import fold
    from .folding import input_of, pool_sums_of

    most = max([1, *(grouping.keys for grouping in groupings)])
    sums = np.zeros((len(groupings), most, len(STATISTICS)))
    waits = np.zeros((len(groupings), most, BINS), np.int64)
    data = input_of(records, setting, [grouping.key for grouping in groupings])
    longest = int(np.bincount(records.visits.case, minlength=1).max())
    held, kept = np.empty((2, longest), np.int64)
    fold(data, held, kept, np.empty(len(STATISTICS)), sums, waits)
    sizes = [grouping.keys for grouping in groupings]
    found = [(sums[d, :size], waits[d, :size]) for d, size in enumerate(sizes)]
    return found, pool_sums_of(data, setting)


def _sums(columns: Columns, key: NDArray[np.int64], keys: int) -> NDArray[np.float64]:
    """[keys, X] the columns added over the cases of each key; 0 where there is no column."""
    by_key = np.zeros((keys, len(STATISTICS)))
    for i, statistic in enumerate(STATISTICS):
        if (column := columns.get(statistic.name)) is not None:
            by_key[:, i] = np.bincount(key, column, minlength=keys)
    return by_key


def _histograms(
    wait: NDArray[np.int64], counted: NDArray[np.bool_], key: NDArray[np.int64], keys: int
) -> NDArray[np.int64]:
    """[keys, B] the waits of the cases that count."""
    at = np.flatnonzero(counted)
    slot = key[at] * BINS + bins(wait[at])
    return np.bincount(slot, minlength=keys * BINS).reshape(keys, BINS)


def _fill_once(sums: NDArray[np.float64], setting: Setting) -> None:
    """Put in what is counted once a replication."""
    sums[:, index_of("replications")] = 1
    sums[:, index_of("open_us")] = open_time(setting)


def _fill_roster(
    row: NDArray[np.float64], pool_sums: NDArray[np.float64], setting: Setting
) -> None:
    """Put the roster into the one cell that has every case."""
    staff, cost = roster_cost(pool_sums, setting)
    row[index_of("rostered_accepted")] = row[index_of("accepted")]
    row[index_of("rostered_staff_us")] = staff
    row[index_of("rostered_cny")] = cost
