"""One replication's records as additive sums: all an experiment keeps of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
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
from .pools import merged, occupancy, open_time, roster_cost
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
    records: Records, setting: Setting, by: Sequence[By], *, half_hours: bool = True
) -> tuple[Reduction, ...]:
    """The same for several groupings, what they share being computed once.

    half_hours  whether pools are kept by half hour, or only over the whole day
    """
    if records.flow_digest != setting.flow.digest:
        raise ValueError(
            f"records of the flows {records.flow_digest!r}, a setting of {setting.flow.digest!r}"
        )
    pool_sums = occupancy(holdings_of(records, rows_of(records, setting.flow), setting), setting)
    if not half_hours:
        pool_sums = merged(pool_sums, 1)[:, None]
    measured = records.measured()
    tags, rows = tags_of(setting.flow), rows_of(measured, setting.flow)
    holdings = holdings_of(measured, rows, setting)
    verdicts = verdicts_of(measured, rows, tags, setting)
    columns, wait = columns_of(measured, rows, holdings, tags, setting, verdicts)
    found = []
    for dimension in by:
        grouping = grouping_of(measured.cases, setting, dimension)
        sums = _sums(columns, grouping)
        _fill_once(sums, setting)
        if dimension == "cell":
            _fill_roster(sums[grouping.cells.index(ALL)], pool_sums, setting)
        reduction = Reduction(
            cells=grouping.cells,
            sums=sums,
            wait_counts=Counts.of(_histograms(wait, verdicts.completed, grouping)),
            pools=setting.places.pools,
            pool_kinds=setting.pool_kind_names,
            pool_sums=pool_sums,
        )
        found.append(reduction)
    return tuple(found)


def _sums(columns: Columns, grouping: Grouping) -> NDArray[np.float64]:
    """[C, X] the columns added over each cell's cases; 0 where there is no column."""
    add_up = partial(np.bincount, grouping.key, minlength=grouping.keys)
    by_key = np.zeros((grouping.keys, len(STATISTICS)))
    for i, statistic in enumerate(STATISTICS):
        if (column := columns.get(statistic.name)) is not None:
            by_key[:, i] = add_up(weights=column)
    return np.stack([by_key[list(keys)].sum(axis=0) for keys in grouping.members])


def _histograms(
    wait: NDArray[np.int64], counted: NDArray[np.bool_], grouping: Grouping
) -> NDArray[np.int64]:
    """[C, B] the waits of the cases that count."""
    at = np.flatnonzero(counted)
    slot = grouping.key[at] * BINS + bins(wait[at])
    by_key = np.bincount(slot, minlength=grouping.keys * BINS).reshape(grouping.keys, BINS)
    return np.stack([by_key[list(keys)].sum(axis=0) for keys in grouping.members])


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
