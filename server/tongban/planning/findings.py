"""The one thing to say first, chosen by what was found. Words are not here: ``report``.

The choice looks at the facts in a fixed order: what cannot be shown is not told as a result; what
turns on an assumption is told as that; a promise that is missed comes before what is gained; and
only where the demand is a small part of what can be carried is it called sparse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from ..experiment import Estimate, Verdict
from ..flow import Text

__all__ = [
    "AssumptionDriven",
    "Facts",
    "Finding",
    "Limit",
    "Mixed",
    "NotShown",
    "Relief",
    "Sparse",
    "Stress",
    "Turn",
    "finding_of",
    "findings_of",
]

SPARSE = 0.1
"""Demand up to this part of the largest load that keeps the targets is called sparse."""

THIN = 0.05
"""The same told by the busiest half hour of the remote windows, where no largest load is known."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An assumption that turns the answer within its range."""

    title: Text
    at: float
    scale: str  # "value" or "factor"
    low: float
    high: float
    verdict: Verdict  # beyond


@dataclass(frozen=True, slots=True)
class Limit:
    """Where the targets end. Loads are needs a day of those who take the channel.

    cases      the most that keeps all targets; None: some target is missed at every load
    at_least   whether more than ``cases`` may be carried: no load tried missed a target
    share      the load of the scenario over the largest; nan where there is none
    pool       the kind of unit that binds, as the flow calls it
    group, measure  of the target that fails first; "" if none does
    least      the fewest that were tried
    """

    cases: float | None
    at_least: bool
    share: float
    pool: str
    group: str = ""
    measure: str = ""
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class Relief:
    """What would move the limit: more clerks, another policy, or both; nan and None: not known."""

    clerks: int | None = None
    policy: Text | None = None
    cases: float | None = None  # the limit with that policy


@dataclass(frozen=True, slots=True)
class Facts:
    """What the choice looks at. Shares of all needs of the compared group; waits in minutes."""

    verdicts: tuple[Verdict, ...]  # of the primary differences of the channel the report is about
    needed: int | None  # replications that would show one of those not shown
    same_day: float
    same_day_baseline: float
    lost: float
    hours_saved: float  # an application
    local_group: str  # the group of locals whose wait changes most; "" if there are none
    local_wait: Estimate  # how much longer it waits, paired
    from_priority: Estimate | None  # the part of it that video priority causes
    from_journey: Estimate | None  # the part of the same-day difference that no journey causes
    window_pays_from: float | None  # cases a day; None: never, or not known
    peak: float  # busiest half hour of the windows: held over rostered; nan if not known
    limit: Limit | None
    relief: Relief
    turn: Turn | None


@dataclass(frozen=True, slots=True)
class Sparse:
    """Neither channel queues for capacity."""

    hours_saved: float
    local_group: str
    local_wait: Estimate
    window_pays_from: float | None


@dataclass(frozen=True, slots=True)
class Mixed:
    """Something is gained and somebody pays."""

    same_day: float
    same_day_baseline: float
    lost: float
    local_group: str
    local_wait: Estimate
    from_priority: Estimate | None
    from_journey: Estimate | None


@dataclass(frozen=True, slots=True)
class Stress:
    """A target is missed at the scenario's load."""

    limit: Limit
    relief: Relief


@dataclass(frozen=True, slots=True)
class NotShown:
    """No primary difference is shown."""

    needed: int | None


@dataclass(frozen=True, slots=True)
class AssumptionDriven:
    """The answer turns within the range of an assumption."""

    turn: Turn


Finding: TypeAlias = Sparse | Mixed | Stress | NotShown | AssumptionDriven


def finding_of(facts: Facts) -> Finding:
    """What is said first."""
    return findings_of(facts)[0]


def findings_of(facts: Facts) -> tuple[Finding, ...]:
    """What is said first, then what else holds, in the order of the choice.

    The gain and its price are always told, unless they are not shown at all.
    """
    if all(verdict == "not shown" for verdict in facts.verdicts):
        return (NotShown(facts.needed),)
    found: list[Finding] = []
    if facts.turn is not None:
        found.append(AssumptionDriven(facts.turn))
    if facts.limit is not None and _is_missed(facts.limit):
        found.append(Stress(facts.limit, facts.relief))
    if _is_sparse(facts):
        found.append(
            Sparse(facts.hours_saved, facts.local_group, facts.local_wait, facts.window_pays_from)
        )
    else:
        found.append(
            Mixed(
                facts.same_day,
                facts.same_day_baseline,
                facts.lost,
                facts.local_group,
                facts.local_wait,
                facts.from_priority,
                facts.from_journey,
            )
        )
    return tuple(found)


def _is_missed(limit: Limit) -> bool:
    return limit.cases is None or limit.share > 1


def _is_sparse(facts: Facts) -> bool:
    if facts.limit is not None:
        return facts.limit.cases is not None and facts.limit.share <= SPARSE
    return facts.peak <= THIN
