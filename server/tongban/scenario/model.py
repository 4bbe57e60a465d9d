"""The scenario file as its author writes it: one model a table, defaults so that a small file
is enough.

Durations are minutes, rates per hour or day as named, times of day ``"09:00"``, money CNY.
Only what a scenario can check by itself is checked here; references into flows, between
tables and across numbers are in ``check``.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from ..flow import Frozen, Text
from .distributions import Distribution

__all__ = [
    "Calendar",
    "Channel",
    "Costs",
    "Demand",
    "Drops",
    "Evidence",
    "Experiment",
    "Generalist",
    "Hall",
    "Item",
    "PoolRule",
    "Profile",
    "Scenario",
    "Shift",
    "StageSettings",
    "Trip",
    "clock_minutes",
    "compared_channels",
]

# Strict: `true` or "5" for a number is a slip, not a number.
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, strict=True)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False, strict=True)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False, strict=True)]
Rank = Annotated[int, Field(strict=True)]
Count = Annotated[int, Field(ge=0, le=100_000, strict=True)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def clock_minutes(text: str) -> int:
    """A time of day such as "09:00" as minutes since midnight; "24:00" is the day's end.

    Raises ValueError.
    """
    hours, colon, minutes = text.partition(":")
    if not (colon and hours.isdigit() and minutes.isdigit() and len(minutes) == 2):
        raise ValueError(f'{text!r} is no time of day: write it like "09:00"')
    total = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or total > 1440:
        raise ValueError(f'{text!r} is no time of day: between "00:00" and "24:00"')
    return total


def _checked_clock(text: str) -> str:
    clock_minutes(text)
    return text


ClockTime = Annotated[str, AfterValidator(_checked_clock)]


class Calendar(Frozen):
    """When places are open. Left out, everything is open always: a textbook queue."""

    start: dt.date = Field(default=dt.date(2023, 6, 5), description="the first day")
    working_days: tuple[Weekday, ...] = Field(
        default=("mon", "tue", "wed", "thu", "fri"), min_length=1
    )
    holidays: tuple[dt.date, ...] = ()
    open: tuple[tuple[ClockTime, ClockTime], ...] = Field(
        default=(), description="opening hours of a working day, lunch left out; empty: always"
    )
    doors: ClockTime | None = Field(
        default=None, description="when one may join a line; default the first opening"
    )
    closing: Literal["serve", "turn_away", "next_day"] = Field(
        default="serve",
        description="at the last closing the ticket machine stops and the line is served "
        "(`serve`), or the line is turned away, or it comes back next day",
    )
    overtime_min: NonNegative = Field(
        default=120,
        description="how long at most the line is served after closing; then it is turned away",
    )

    @model_validator(mode="after")
    def _ordered(self) -> Calendar:
        spans = [(clock_minutes(a), clock_minutes(b)) for a, b in self.open]
        for (a, b), text in zip(spans, self.open, strict=True):
            if b <= a:
                raise ValueError(
                    f"open: {text[0]}-{text[1]} ends before it begins; make it end later"
                )
        for (_, b), (c, _), text in zip(spans, spans[1:], self.open[1:], strict=False):
            if c < b:
                raise ValueError(
                    f"open: {text[0]}-{text[1]} overlaps the hours before it; begin it later"
                )
        if self.doors is not None and spans and clock_minutes(self.doors) > spans[0][0]:
            raise ValueError(f"doors: {self.doors} is after the first opening; make it earlier")
        if spans and self.closing == "serve" and spans[-1][1] + self.overtime_min > 1440:
            raise ValueError("overtime_min: runs past midnight; make it shorter")
        return self


class Shift(Frozen):
    """So many units from one time of day to another."""

    from_: ClockTime = Field(alias="from")
    to: ClockTime
    units: Count

    @model_validator(mode="after")
    def _ordered(self) -> Shift:
        if clock_minutes(self.to) <= clock_minutes(self.from_):
            raise ValueError(
                f"from {self.from_} to {self.to} ends before it begins; make it end later"
            )
        return self


class Hall(Frozen):
    """A place. Every further key is a kind of unit: `clerk = 8`, or a list of shifts."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Count | tuple[Shift, ...]]

    title: Text | None = None
    region: str | None = Field(default=None, description="default: a region of its own")
    open: tuple[tuple[ClockTime, ClockTime], ...] | None = Field(
        default=None, description="its own opening hours, where they differ from the calendar's"
    )

    @property
    def units(self) -> dict[str, int | tuple[Shift, ...]]:
        """Kind -> a count for all open hours, or shifts."""
        return dict(self.__pydantic_extra__ or {})


class PoolRule(Frozen):
    """How a kind's units are shared, where not simply by place."""

    by: Literal["place", "region"] = Field(
        default="place", description="`region`: the halls of a region share their units"
    )
    draws_on: str | None = Field(
        default=None, description="another kind whose units serve this one too"
    )


class Item(Frozen):
    """An item (事项) people come for."""

    title: Text | None = None
    kind: Literal["application", "enquiry"] = "application"
    work: Distribution = Field(description="the work in it, for a clerk at the counter [min]")
    not_through: tuple[str, ...] = Field(
        default=(), description="channels that cannot serve it; it takes their fallback"
    )


class Profile(Frozen):
    """How a day's demand spreads over its hours: shares of equal steps, scaled to sum 1."""

    start: ClockTime = "09:00"
    step_min: Positive = 30
    shares: tuple[NonNegative, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _some(self) -> Profile:
        if sum(self.shares) <= 0:
            raise ValueError("shares: all are 0; at least one must be above 0")
        if clock_minutes(self.start) + self.step_min * len(self.shares) > 1440:
            raise ValueError("shares: they run past midnight; give fewer, or a shorter step_min")
        return self


class Demand(Frozen):
    """One source of needs: who, where, how many, for what."""

    title: Text | None = Field(default=None, description="what a report calls its group")
    group: str | None = Field(default=None, description="the group it counts to; default its name")
    halls: tuple[str, ...] | None = Field(default=None, description="where; default every hall")
    homes: dict[str, Positive] | None = Field(
        default=None,
        description="weights of the home halls, of other regions than the applicant's; "
        "default: the hall itself",
    )
    channel: str | None = Field(
        default=None, description="the channel it always takes; default the one compared"
    )
    start: str = Field(default="", description="a named start of the channel's flow")
    per_day: NonNegative | None = Field(default=None, description="needs a working day, each hall")
    per_hour: NonNegative | None = Field(default=None, description="needs an hour, each hall")
    at_min: tuple[NonNegative, ...] | None = Field(
        default=None, description="exact times since 00:00 of the first day"
    )
    pairs: dict[str, dict[str, NonNegative]] | None = Field(
        default=None, description="needs a working day by hall and home hall"
    )
    load: NonNegative = Field(default=1, description="factor on its rate; keeps what is there")
    profile: Profile | None = Field(default=None, description="default: even over open hours")
    weekday: dict[Weekday, NonNegative] = Field(
        default_factory=dict, description="factors by weekday; default 1"
    )
    day_cv: Annotated[float, Field(ge=0, le=2, strict=True)] = Field(
        default=0, description="variation of whole days, gamma with mean 1"
    )
    items: dict[str, Positive] = Field(min_length=1, description="weights of the items")
    willing: dict[str, Share] = Field(
        default_factory=dict,
        description="share of needs that would seek a channel at all (induced demand); default 1",
    )

    @model_validator(mode="after")
    def _one_rate(self) -> Demand:
        given = [
            k for k in ("per_day", "per_hour", "at_min", "pairs") if getattr(self, k) is not None
        ]
        if len(given) != 1:
            raise ValueError(
                "give one of per_day, per_hour, at_min, pairs"
                + (f", not {' and '.join(given)}" if given else "")
            )
        return self


Choice = Share | Annotated[tuple[Share, ...], Field(min_length=1)]


class StageSettings(Frozen):
    """What chance does in one stage of a channel's flow."""

    time: Distribution | None = Field(default=None, description="its own handling time [min]")
    share: NonNegative | None = Field(
        default=None, description="its share of the case's work, instead of a time of its own"
    )
    cv: NonNegative = Field(default=0, description="the stage's own variation on its share")
    choose: dict[str, Choice] = Field(
        default_factory=dict,
        description="probability of each action but the usual one; a list: by visit, last repeats",
    )
    wait: dict[str, Distribution] = Field(
        default_factory=dict, description="how long one waits before each action [min]"
    )
    room: Count | Distribution | None = Field(
        default=None, description="how many ahead in line one accepts"
    )
    priority: Rank | dict[str, Rank] | None = Field(
        default=None, description="lower goes first; by group if a table"
    )
    for_group: dict[str, StageSettings] = Field(
        default_factory=dict, description="what differs for a group"
    )

    @model_validator(mode="after")
    def _one_time(self) -> StageSettings:
        if self.time is not None and self.share is not None:
            raise ValueError("give `time` or `share`, not both")
        for action, p in self.choose.items():
            for value in p if isinstance(p, tuple) else (p,):
                if not 0 <= value <= 1:
                    raise ValueError(f"choose.{action}: {value} is no probability")
        return self


class Drops(Frozen):
    """Connections that drop, over the stages worked by share, in proportion to the share."""

    lost: Share = Field(default=0, description="share of sessions that end by `action`")
    action: str = Field(default="lost", description="the action that ends such a stage")
    recovered: Share = Field(default=0, description="share of sessions that recover")
    recovery_min: NonNegative = Field(default=2, description="what a recovery costs")


class Generalist(Frozen):
    """The slower work of one who knows several regions' rules and sees few cases of each."""

    regions: Annotated[int, Field(ge=1, le=100, strict=True)] = 4
    per_region: NonNegative = Field(default=0.10, description="slower by this per region more")
    learning: NonNegative = Field(default=0.4, description="extra time at the first case")
    exponent: NonNegative = Field(default=0.23, description="its decline with experience")
    tenure_days: Positive = Field(
        default=220, description="working days of experience; with demand it gives the cases seen"
    )

    def factor(self, cases_seen: float) -> float:
        """(1 + per_region (k - 1)) (1 + learning n^-exponent), n >= 1."""
        n = max(cases_seen, 1.0)
        return float(
            (1 + self.per_region * (self.regions - 1)) * (1 + self.learning * n**-self.exponent)
        )


REMOTE_WINDOW = "virtual_window"
"""The channel of the remote virtual window (远程虚拟窗口), which the live service serves."""


class Channel(Frozen):
    """A way to be served: its flow, and how people and work behave in it."""

    title: Text | None = None
    flow: str | None = Field(default=None, description="default: the flow of the same name")
    remote_factor: Positive = Field(default=1, description="on all work by share")
    return_factor: Positive = Field(default=1, description="on work by share at later visits")
    needs: dict[str, Share] = Field(
        default_factory=dict, description="share of cases that need a kind at all; default 1"
    )
    priority: Rank | dict[str, Rank] = Field(
        default=1, description="in every line of its flow; lower goes first; by group if a table"
    )
    drops: Drops | None = None
    generalist: Generalist | None = None
    stages: dict[str, StageSettings] = Field(default_factory=dict)


class Trip(Frozen):
    """What one way between two regions or halls costs, either direction, door to door."""

    between: tuple[str, str]
    min: NonNegative
    fare_cny: NonNegative = 0
    km: NonNegative | None = None


class UnitCost(Frozen):
    """What a unit of a kind costs."""

    cny_per_min: NonNegative = Field(default=0, description="paid time: makes the kind staff")
    cny_per_day: NonNegative = Field(default=0, description="equipment, each working day")


class Costs(Frozen):
    """Money and citizens' time."""

    kinds: dict[str, UnitCost] = Field(default_factory=dict)
    citizen_cny_per_min: NonNegative = 0
    courier_cny: NonNegative = 0
    local_trip_min: NonNegative = Field(
        default=0, description="to a hall nearby and back, each visit"
    )


class Experiment(Frozen):
    """How the question is put to the model."""

    warm_up_days: Count = Field(default=5, description="working days before measuring")
    days: Annotated[int, Field(ge=1, le=10_000, strict=True)] = Field(
        default=10, description="working days measured"
    )
    follow_up_days: Count = Field(
        default=20, description="working days at most until the last measured case has ended"
    )
    horizon_min: Positive | None = Field(
        default=None, description="instead of days: a run of constant rates, without a calendar"
    )
    warm_up_min: NonNegative | Literal["mser5"] = Field(
        default=0.0, description="with a horizon: what is left out, or found by MSER-5"
    )
    replications: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = 20
    seed: Annotated[int, Field(ge=0, le=2**63 - 1, strict=True)] = 1
    confidence: Annotated[float, Field(gt=0.5, lt=1, strict=True)] = 0.95
    baseline: str | None = Field(default=None, description="default: the first channel")
    compare: tuple[str, ...] | None = Field(
        default=None, description="channels and mixes compared; default all channels"
    )
    load: Positive = Field(
        default=1, description="factor on every demand that takes the compared channel"
    )
    primary: Annotated[tuple[str, ...], Field(max_length=4)] = Field(
        default=(), description='at most four "group.measure", judged together'
    )
    margins: dict[str, NonNegative] = Field(
        default_factory=dict, description="the difference in a measure that does not matter"
    )
    service_target_min: NonNegative | dict[str, NonNegative] = Field(
        default=30.0, description="the T of the service level; by group if a table"
    )
    assumed: tuple[str, ...] = Field(
        default=(), description="measures whose value is an input here, not a finding"
    )
    targets: tuple[str, ...] = Field(
        default=(), description="what is promised, such as `cross.service_level>=0.8`"
    )


class Evidence(Frozen):
    """What is known of some values of this file, and how far off they may be."""

    title: Text = Field(description="what a report calls the input")
    keys: tuple[str, ...] = Field(
        min_length=1,
        description="the keys it is about, moved together; `*` is any text within a part, a "
        "number a place in a list",
    )
    grade: Literal["A", "K", "B", "C"] = Field(
        description="A: found, with a source; K: general knowledge; B: an assumption; "
        "C: looked for and not found. All but A are printed as assumptions"
    )
    values: tuple[NonNegative, NonNegative] | None = Field(
        default=None, description="the least and the most the value may be"
    )
    factors: tuple[NonNegative, NonNegative] | None = Field(
        default=None, description="the same as factors on the values given"
    )
    source: str = Field(default="", description="where a figure of grade A was found")
    reason: Text | None = Field(default=None, description="why an assumption is as it is")

    @model_validator(mode="after")
    def _sound(self) -> Evidence:
        if self.values is not None and self.factors is not None:
            raise ValueError("give `values` or `factors`, not both")
        for name in ("values", "factors"):
            given = getattr(self, name)
            if given is not None and given[0] >= given[1]:
                raise ValueError(f"{name}: {given[0]:g} to {given[1]:g}, write the smaller first")
        if self.grade == "A" and not self.source:
            raise ValueError("source: missing; a figure of grade A says where it was found")
        return self


class Scenario(Frozen):
    """Everything a run needs but the flows it names."""

    title: Text
    question: Text
    flows: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="flows of its own, each as in a flow file"
    )
    calendar: Calendar = Calendar()
    halls: dict[str, Hall] = Field(min_length=1)
    pools: dict[str, PoolRule] = Field(default_factory=dict)
    items: dict[str, Item] = Field(min_length=1)
    demand: dict[str, Demand] = Field(min_length=1)
    channels: dict[str, Channel] = Field(min_length=1)
    mixes: dict[str, dict[str, Positive]] = Field(
        default_factory=dict, description="policies that send shares through several channels"
    )
    travel: tuple[Trip, ...] = ()
    costs: Costs = Costs()
    evidence: tuple[Evidence, ...] = Field(
        default=(), description="what stands behind the values; it changes no result"
    )
    experiment: Experiment = Experiment()


def compared_channels(scenario: Scenario) -> list[str]:
    """The channels that are compared, those of mixes included."""
    names = scenario.experiment.compare or tuple(scenario.channels)
    return list(dict.fromkeys(c for n in names for c in scenario.mixes.get(n, {n: 1.0})))
