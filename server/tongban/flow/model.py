"""The flow as its author writes it: stages, what each holds, and the actions that leave it.

A flow is data. There are no guards and no code in it: a rule that seems to need one is another
stage or another action. Who reads it: the lowering for the engines, the live session, the
diagrams. What is deliberately not here: times, probabilities, staffing (the scenario's) and
the materials of an item (the item catalogue's).
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "Action",
    "Clock",
    "CountsAs",
    "Final",
    "Flow",
    "Kind",
    "Language",
    "Means",
    "Order",
    "Role",
    "Scope",
    "Stage",
    "StageIs",
    "Text",
    "While",
    "text",
]

Language = Literal["zh-CN", "en"]
Scope = Literal["hall", "home"]
Role = Literal["applicant", "assistant", "clerk", "clock", "region"]
While = Literal["handling", "waiting", "always"]
Means = Literal["acceptance", "deficiency"]
Clock = Literal["wall", "open", "next_day"]
Order = Literal["ticket", "wait"]
StageIs = Literal["travel", "courier", "review", "self_service", "after_work"]
CountsAs = Literal[
    "accepted",
    "answered",
    "abandoned",
    "turned_away",
    "balked",
    "ineligible",
    "gave_up",
    "fallback",
]


class Frozen(BaseModel):
    """A value: never changes, knows all its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Frozen):
    """A short text in both languages."""

    zh_cn: str = Field(alias="zh-CN", description="Simplified Chinese")
    en: str = Field(description="English")

    def of(self, language: Language) -> str:
        """The text in one of the two languages."""
        return self.en if language == "en" else self.zh_cn


def text(zh_cn: str, en: str) -> Text:
    """A text from its two languages."""
    return Text.model_validate({"zh-CN": zh_cn, "en": en})


class Kind(Frozen):
    """A kind of unit a case can hold: a window, an assistant, a clerk."""

    scope: Scope = Field(
        description="whose pool serves a case: the hall where it stands, or its home hall"
    )
    by: Role = Field(default="clerk", description="who starts the stage in the live service")


class Action(Frozen):
    """One way out of a stage."""

    to: str = Field(description="the next stage, or `flow.stage` in another flow")
    by: Role = Field(default="clerk", description="who may take it")
    during: While | None = Field(
        default=None,
        alias="while",
        description="whether it ends the stage's handling, its waiting, or either; "
        "default `handling`, in `everywhere` `always`",
    )
    means: Means | None = Field(default=None, description="what measures read from it")
    only: Literal["application", "enquiry"] | None = Field(
        default=None, description="the one kind of item it exists for; such items always take it"
    )

    def during_or(self, default: While) -> Action:
        """The same action with `while` filled in."""
        return self if self.during else self.model_copy(update={"during": default})

    @property
    def ends_handling(self) -> bool:
        """Whether a case being handled may take it."""
        return self.during in ("handling", "always")

    @property
    def ends_waiting(self) -> bool:
        """Whether a case still waiting may take it."""
        return self.during in ("waiting", "always")


class Stage(Frozen):
    """A step a case passes: what it holds there, how it waits, how it ends."""

    holds: tuple[str, ...] = Field(default=(), description="kinds held while it is handled")
    do: dict[str, Action] = Field(
        default_factory=dict,
        description="the actions that leave it; the first handling action is the usual one",
    )
    order: Order | None = Field(
        default=None,
        description="what its line goes by: the ticket's time or the time this wait began",
    )
    place: Scope | None = Field(
        default=None,
        description="whose opening hours and line it follows; default home if all it holds is",
    )
    clock: Clock = Field(default="wall", description="the clock its handling time runs on")
    ticket: bool = Field(default=False, description="entering it takes a new ticket")
    reserve: bool = Field(
        default=False, description="a blocked case here sets aside what is free of its set"
    )
    closes: str | None = Field(
        default=None, description="the action that sends a waiting case away when its line closes"
    )
    closes_next_day: str | None = Field(
        default=None, description="the same under the closing policy `next_day`; default `closes`"
    )
    balk: str | None = Field(
        default=None, description="the action of one who finds the line too long"
    )
    continues: str | None = Field(
        default=None, description="the earlier stage whose patience clock goes on here"
    )
    visits: int | None = Field(
        default=None, ge=1, le=1000, strict=True, description="how often one case may enter it"
    )
    exhausted: str | None = Field(
        default=None, description="the final stage entered instead once the visits are used up"
    )
    is_: StageIs | None = Field(default=None, alias="is", description="what measures read from it")
    draw: str | None = Field(
        default=None,
        description="a name its draws go by; stages that share one share the draws",
    )
    content: tuple[str, ...] = Field(
        default=(), description="kinds of content the live session opens here"
    )


class Final(Frozen):
    """A stage that ends a case, or hands it on to another flow."""

    counts_as: CountsAs = Field(description="what measures read from it")
    then: str | None = Field(default=None, description="the stage the case goes on in, at once")


class Flow(Frozen):
    """One declarative flow, its `extends` already merged in."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Text | None = None
    extends: str | None = Field(default=None, description="the flow this one changes")
    start: str = Field(description="the first stage of a case")
    starts: dict[str, str] = Field(
        default_factory=dict,
        description="other first stages, by the demand's `start` or the item's kind",
    )
    ineligible: str | None = Field(
        default=None, description="the final stage of an item this flow cannot serve"
    )
    unwilling: str | None = Field(
        default=None, description="the final stage of a need that does not seek this channel"
    )
    visits: int = Field(
        default=1,
        ge=1,
        le=1000,
        strict=True,
        description="how often one case may enter a stage of a loop",
    )
    exhausted: str | None = Field(
        default=None, description="the final stage once those visits are used up"
    )
    kinds: dict[str, Kind] = Field(default_factory=dict)
    everywhere: dict[str, Action] = Field(
        default_factory=dict, description="actions every stage has"
    )
    stages: dict[str, Stage] = Field(default_factory=dict)
    final: dict[str, Final] = Field(default_factory=dict)
    titles: dict[str, Text] = Field(
        default_factory=dict, description="titles of stages and actions in both languages"
    )

    def actions(self, stage: str) -> dict[str, Action]:
        """The actions that leave one stage, `while` filled in: its own, then those all have."""
        own = {name: act.during_or("handling") for name, act in self.stages[stage].do.items()}
        shared = {name: act.during_or("always") for name, act in self.everywhere.items()}
        return own | {name: act for name, act in shared.items() if name not in own}

    def place(self, stage: str) -> Scope:
        """Whose hours and line a stage follows."""
        spec = self.stages[stage]
        if spec.place is not None:
            return spec.place
        scopes = {self.kinds[kind].scope for kind in spec.holds if kind in self.kinds}
        return "home" if scopes == {"home"} else "hall"


def merged(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """A flow's raw tables with those of a flow that extends it laid over them.

    Tables merge key by key; everything else is replaced. `remove` lists stages to leave out.
    """
    removed = set(change.get("remove", ()))
    result = dict(base)
    for key, value in change.items():
        if key == "remove":
            continue
        old = result.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        result[key] = merged(old, value) if both else value  # type: ignore[arg-type]
    if removed:
        for table in ("stages", "final"):
            result[table] = {k: v for k, v in result.get(table, {}).items() if k not in removed}
    return result
