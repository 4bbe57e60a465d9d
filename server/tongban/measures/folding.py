"""Records and setting laid out for the compiled sums, and what these give taken back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..flow import SCOPES, FlowTable
from ..records import Records
from .fold import COUNTS_AS, IS, STAGE, Input, hold, sweep
from .pools import by_half_hour, fixed_of
from .rows import tags_of
from .setting import HALF_HOURS, Setting

__all__ = ["input_of", "pool_sums_of"]

HOME = SCOPES.index("home")


def input_of(records: Records, setting: Setting, keys: Sequence[NDArray[np.int64]]) -> Input:
    """What ``fold`` reads.

    keys  [N] each, of each grouping
    """
    visits, cases, places = records.visits, records.cases, setting.places
    return Input(
        case=visits.case,
        stage=visits.stage,
        enter=visits.enter,
        start=visits.start,
        leave=visits.leave,
        action=visits.action,
        end=int(records.end),
        need=cases.need,
        hall=cases.hall,
        home=cases.home,
        item=cases.item,
        group=cases.group,
        mask=cases.mask,
        measured=cases.measured,
        key=np.stack(keys),
        stages=_stages(setting.flow),
        means=tags_of(setting.flow).means,
        kind_is_home=setting.flow.kind_scope == HOME,
        pool_at=np.array(places.pool),
        pool_is_staff=setting.pool_is_staff,
        pool_cny_per_min=setting.pool_cny_per_min,
        item_is_enquiry=np.array(setting.item_is_enquiry),
        service_target_us=np.array(setting.service_target_us),
        working_days=np.array(setting.working_days),
        cap_working_days=int(setting.cap_working_days),
        open_first=np.array(places.open_first),
        open_start=np.array(places.open_start),
        open_end=np.array(places.open_end),
        travel_min=np.array(setting.travel_min),
        fare_cny=np.array(setting.fare_cny),
        local_trip_min=float(setting.local_trip_min),
        citizen_cny_per_min=float(setting.citizen_cny_per_min),
        courier_cny=float(setting.courier_cny),
    )


def pool_sums_of(data: Input, setting: Setting) -> NDArray[np.float64]:
    """[P, 48, Y] the pool statistics of one replication, by half hour of the day."""
    start, until = int(setting.measured_from), int(setting.measured_until)
    fixed, since = fixed_of(setting), np.empty(len(data.kind_is_home), np.int64)
    first, room = len(fixed.changes), CHANGES * len(data.case)
    while True:
        sums = np.zeros((len(setting.places.pools) * HALF_HOURS, 4), np.int64)
        changes = np.empty(first + room, np.int64)
        count = hold(data, start, until, since, changes[first:], sums)
        if count <= room:
            break
        room = count
    changes[:first] = fixed.changes
    changes = changes[: first + count]
    changes.sort()
    sweep(changes, until - start + 1, start, fixed.roster_units, sums)
    return by_half_hour(list(sums.T))


CHANGES = 2
"""Room for so many changes a visit; where there are more, they are made twice."""


@lru_cache(maxsize=16)
def _stages(flow: FlowTable) -> Any:
    """The flow's tags as records."""
    tags = tags_of(flow)
    table = np.zeros(len(flow.stages), STAGE).view(np.recarray)
    table.holds, table.ticket, table.is_home = flow.holds, flow.ticket, flow.place == HOME
    table.counts_as = [COUNTS_AS.get(row.counts_as or "", 0) for row in flow.stages]
    table.is_ = [IS.get(row.is_ or "", 0) for row in flow.stages]
    table.ends, table.attended = tags.ends, tags.attended
    return table
