"""What the choice of the first sentence looks at, gathered from the dossier."""

from __future__ import annotations

import math

import numpy as np

from ...experiment import Estimate
from ...planning.dossier import Absent, Dossier
from ...planning.findings import Facts, Limit, Relief, Turn
from . import names

__all__ = ["facts_of"]

NOBODY = Estimate(0.0, math.nan, 0)


def facts_of(d: Dossier) -> Facts:
    """The facts of a dossier; what an absent part would tell is not there."""
    result, own = d.result, d.result.alternatives[d.subject].groups[d.cell]
    primary = [result.comparison(d.subject, cell, name) for cell, name in result.primary]
    needed = [c.needed for c in primary if c.needed is not None]
    local = _local(d)
    return Facts(
        verdicts=tuple(c.verdict for c in primary),
        needed=min(needed, default=None),
        same_day=own["accepted_same_day"].mean,
        same_day_baseline=result.alternatives[d.baseline].groups[d.cell]["accepted_same_day"].mean,
        lost=own["lost_share"].mean,
        hours_saved=_hours_saved(d),
        local_group=local,
        local_wait=_wait(d, local),
        from_priority=_part(d, local, "wait_mean_min", "priority"),
        from_journey=_part(d, d.cell, "accepted_same_day", "arrival_clock"),
        window_pays_from=_pays_from(d),
        peak=_peak(d),
        limit=_limit(d),
        relief=_relief(d),
        turn=_turn(d),
    )


def _local(d: Dossier) -> str:
    """The group of locals whose wait changes most."""
    return max(d.locals, key=lambda group: abs(_wait(d, group).mean), default="")


def _wait(d: Dossier, group: str) -> Estimate:
    if not group:
        return NOBODY
    try:
        c = d.result.comparison(d.subject, group, "wait_mean_min")
    except KeyError:
        return NOBODY
    # Alone, not with the simultaneous level a primary difference has: it is one number here.
    seen = d.observed.difference(
        d.subject,
        group,
        "wait_mean_min",
        d.result.confidence,
        less=d.observed,
        less_alternative=d.baseline,
    )
    return Estimate(c.difference, seen.half_width, seen.n)


def _hours_saved(d: Dossier) -> float:
    """Of an application, its time in halls, online and on the way."""
    for share in d.people:
        if share.who in (d.cell, f"{d.cell}_everyone") and share.size:
            return -share.minutes.mean / share.size / 60
    return math.nan


def _part(d: Dossier, group: str, measure: str, cause: str) -> Estimate | None:
    """The part of a difference that a cause has, if it is told from 0."""
    if isinstance(d.causes, Absent):
        return None
    for split in d.causes.splits:
        if (split.group, split.measure) == (group, measure):
            for part in split.parts:
                if part.cause == cause and abs(part.change.mean) > part.change.half_width:
                    return part.change
    return None


def _pays_from(d: Dossier) -> float | None:
    """Cases a day from which what they save pays a window of its own with somebody at it.

    Arithmetic on estimates: (an assistant's wage for the open day + the terminal) over (what an
    accepted case saves citizens - what it costs the public more).
    """
    scenario = d.source.scenario
    own, other = (d.result.alternatives[name].groups[d.cell] for name in (d.subject, d.baseline))
    saved = other["citizen_cost_per_accepted_cny"].mean - own["citizen_cost_per_accepted_cny"].mean
    dearer = own["cost_per_accepted_cny"].mean - other["cost_per_accepted_cny"].mean
    window = scenario.costs.kinds.get("window")
    clerk = scenario.costs.kinds.get("assistant") or scenario.costs.kinds.get("clerk")
    spans = scenario.calendar.open
    if window is None or clerk is None or not spans or not saved - dearer > 0:
        return None
    minutes = sum(_minutes(b) - _minutes(a) for a, b in spans)
    return (window.cny_per_day + clerk.cny_per_min * minutes) / (saved - dearer)


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


def _peak(d: Dossier) -> float:
    """The busiest half hour of the remote windows."""
    shares = [units.share for (kind, _), units in d.pressure.sides.items() if kind == "window"]
    return float(np.nanmax(shares)) if shares and not np.isnan(shares).all() else math.nan


def _limit(d: Dossier) -> Limit | None:
    if isinstance(d.capacity, Absent) or d.subject not in d.capacity.channels:
        return None
    own, per_day = d.capacity.channels[d.subject], d.capacity.remote_per_day
    largest, failing = own.largest, own.largest.failing
    load = largest.load
    return Limit(
        cases=None if load is None else load * per_day,
        at_least=largest.status == "all kept",
        share=d.capacity.load / load if load else math.nan,
        pool=names.of_bound(d, own.saturation.binding),
        group=failing.target.group if failing else "",
        measure=failing.target.measure if failing else "",
        least=largest.searched[0] * per_day,
    )


def _relief(d: Dossier) -> Relief:
    """The other channel that carries most, if it carries more."""
    if isinstance(d.capacity, Absent) or d.subject not in d.capacity.channels:
        return Relief()
    # To be further, it must keep its targets where the subject was seen to miss one.
    missed = d.capacity.channels[d.subject].largest.first_missed
    beyond = missed.load if missed is not None else math.inf
    others = [
        c
        for name, c in d.capacity.channels.items()
        if name not in (d.subject, d.baseline) and (c.largest.load or 0) > beyond
    ]
    best = max(others, key=lambda c: c.largest.load or 0.0, default=None)
    clerks = None
    if not isinstance(d.staffing, Absent):
        more = sum(unit.after - unit.before for unit in d.staffing[d.subject].units)
        clerks = more if more > 0 else None
    if best is None:
        return Relief(clerks)
    return Relief(clerks, best.title, (best.largest.load or 0.0) * d.capacity.remote_per_day)


def _turn(d: Dossier) -> Turn | None:
    if isinstance(d.sensitivity, Absent) or not d.sensitivity.decisive:
        return None
    bar = d.sensitivity.decisive[0]
    flip, each = bar.flips[0], bar.input
    return Turn(each.title, flip.at, each.scale or "value", each.low, each.high, flip.verdict)
