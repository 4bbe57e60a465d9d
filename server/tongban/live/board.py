"""What the supervisors' wallboard, a hall's public display and a clerk's own page are told.

No message here names a person or carries a region's case number; ticket numbers are public in a
hall. Instants are µs since 1970-01-01 UTC by the service's clock, so a page can count on by
itself.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ..flow import Frozen, Text
from ..session.messages import Name

__all__ = [
    "Board",
    "Called",
    "Curve",
    "Display",
    "Expected",
    "HallNow",
    "MyDay",
    "Quantity",
    "RegionNow",
    "ServiceLevel",
    "StaffNow",
    "StageNow",
    "Throughput",
]

Count = Annotated[int, Field(ge=0)]
Instant = Annotated[int, Field(description="µs since 1970-01-01 UTC")]
Cumulative = tuple[Count, ...]
Share = Annotated[float, Field(ge=0, le=1)]


# --- now ------------------------------------------------------------------------------------


class StaffNow(Frozen):
    """How many are where: on duty and free, on duty with a case, on a break, gone."""

    free: Count = 0
    busy: Count = 0
    on_break: Count = 0
    off: Count = 0


class RegionNow(Frozen):
    """Those who wait for a home region, at whatever hall, and its clerks."""

    region: Name
    waiting: Count
    seated: Count = Field(description="of these, those who sit at a window and wait for a clerk")
    longest_since: Instant | None = Field(description="when the wait that is longest began")
    clerks: StaffNow


class HallNow(Frozen):
    """Those who wait in a nearby hall, for whatever region, and its assistants."""

    hall: Name
    waiting: Count
    seated: Count = Field(description="of these, those who sit at a window and wait for a clerk")
    longest_since: Instant | None = Field(description="when the wait that is longest began")
    assistants: StaffNow


class StageNow(Frozen):
    """Cases in progress in a stage of the flow."""

    stage: Name
    cases: Count
    waiting: Count = Field(description="of these, those that wait for a unit")


# --- today so far ---------------------------------------------------------------------------


class ServiceLevel(Frozen):
    """Of all that came today, the share a clerk answered after a wait of at most T.

    Who waits now and has not waited for T is not decided yet and left out of the denominator:
    level = within / (came - undecided).
    """

    target_s: float = Field(ge=0, description="T, of the scenario")
    came: Count
    within: Count
    undecided: Count
    level: Share | None = Field(description="null while nothing is decided")


class Throughput(Frozen):
    """Counts so far by time of the day: value i holds up to the end of half hour i from 00:00.

    The last is of the half hour that runs, so its length says how many have begun.
    """

    came: Cumulative = Field(description="first tickets taken")
    accepted: Cumulative
    answered: Cumulative = Field(description="enquiries that ended answered")
    abandoned: Cumulative = Field(description="cases that left, not accepted")


# --- the simulator's expectation --------------------------------------------------------------


class Curve(Frozen):
    """A quantity over an average measured day: 48 values, one a half hour from 00:00.

    mean_low to mean_high is the t interval of the mean over replications, at `mean_level`;
    day_low to day_high is the range in which `day_share` of single days fall.
    """

    mean: tuple[float, ...]
    mean_low: tuple[float, ...]
    mean_high: tuple[float, ...]
    day_low: tuple[float, ...]
    day_high: tuple[float, ...]


class Quantity(Frozen):
    """One figure of an average measured day, with the same two intervals as a curve."""

    mean: float
    mean_low: float
    mean_high: float
    day_low: float
    day_high: float


class Expected(Frozen):
    """What the simulator expects of a day of the scenario's demand in this channel."""

    digest: str = Field(description="of the scenario")
    channel: Name
    load: float = Field(description="factor on the demand")
    seed: int
    replications: Count
    days: Count = Field(description="single days, of all replications")
    mean_level: Share = Field(description="coverage of mean_low to mean_high")
    day_share: Share = Field(description="share of single days within day_low to day_high")
    came: Curve = Field(description="cumulative at the end of each half hour")
    accepted: Curve = Field(description="cumulative at the end of each half hour")
    answered: Curve = Field(description="cumulative at the end of each half hour")
    waiting: Curve = Field(description="how many wait, on average over each half hour")
    service_level: Quantity | None = Field(description="as the board's; null if nobody comes")
    wait_mean_min: Quantity | None = Field(description="until a clerk answers; null if none does")


# --- messages -------------------------------------------------------------------------------


class Board(Frozen):
    """The wallboard: what waits, who is on duty, how the day goes, and what was expected of it."""

    type: Literal["board"] = "board"
    now: Instant
    day: str = Field(description="the service's calendar day, ISO 8601")
    waiting: Count
    longest_since: Instant | None = Field(description="when the wait that is longest began")
    regions: tuple[RegionNow, ...]
    halls: tuple[HallNow, ...]
    clerks: StaffNow
    assistants: StaffNow
    stages: tuple[StageNow, ...] = Field(description="in the flow's order, those with cases")
    service_level: ServiceLevel
    wait_mean_s: float | None = Field(description="of those a clerk answered today")
    throughput: Throughput
    expected: Expected | None = Field(default=None, description="null until it is computed")


class Called(Frozen):
    """A ticket that was called to a window."""

    number: Name
    window: Name
    at: Instant
    is_missed: bool = Field(default=False, description="called, and nobody came (过号)")


class Display(Frozen):
    """A hall's public display: who is called now, who was, and how many wait for a window."""

    type: Literal["display"] = "display"
    now: Instant
    hall: Name
    title: Text
    calling: tuple[Called, ...] = Field(description="the newest first")
    recent: tuple[Called, ...] = Field(description="called before, the newest first")
    waiting: Count


class MyDay(Frozen):
    """One's own day so far, for staff: goes to nobody else."""

    type: Literal["my_day"] = "my_day"
    cases: Count = Field(description="that were handled and let go today")
    handling_mean_s: float | None = Field(description="from taking one to letting it go")
    answered: Count = Field(description="waits that one ended today by beginning a case")
    answer_mean_s: float | None = Field(description="how long these had waited in that stage")
