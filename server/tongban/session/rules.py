"""What a case's session goes by: the flow, and what its item asks for in its home region.

Who may say what stands here once, as a table; the rest is read from the flow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..flow import Action, Final, Flow, Stage, Text, text
from ..scenario import CatalogueItem
from .messages import Role

__all__ = ["COMMAND_RULES", "COMMAND_TITLES", "CommandRule", "Rules"]


@dataclass(frozen=True, eq=False)
class Rules:
    """Everything ``decide`` needs to know besides the case itself.

    item, region  what the catalogue asks of the case, in its home region's version
    no_answer_us  how long a case waits for a clerk before the flow's clock acts [µs]
    """

    flow: Flow
    item: CatalogueItem
    region: str
    no_answer_us: int = 180_000_000
    _actions: dict[str, Mapping[str, Action]] = field(default_factory=dict, init=False, repr=False)

    def stage(self, name: str) -> Stage | None:
        """A stage that is not final, or None."""
        return self.flow.stages.get(name)

    def final(self, name: str) -> Final | None:
        """A final stage, or None."""
        return self.flow.final.get(name)

    def actions(self, stage: str) -> Mapping[str, Action]:
        """The actions that leave a stage; none leave a final one."""
        found = self._actions.get(stage)
        if found is None:
            found = self.flow.actions(stage) if stage in self.flow.stages else {}
            self._actions[stage] = found
        return found

    def usual(self, stage: str) -> str | None:
        """The action that goes on: the first that ends the stage's handling."""
        found = (name for name, action in self.actions(stage).items() if action.ends_handling)
        return next(found, None)

    def path(self) -> tuple[str, ...]:
        """The stages of the usual way, from the first ticket to the end of the case."""
        found = [self.flow.start]
        while (action := self.usual(found[-1])) is not None:
            to = self.actions(found[-1])[action].to
            if to in found or self.stage(to) is None:
                break
            found.append(to)
        return tuple(found)

    def content(self, stage: str) -> tuple[str, ...]:
        """The kinds of content a stage opens."""
        spec = self.stage(stage)
        return spec.content if spec else ()

    def title(self, name: str) -> Text:
        """What a person calls a stage or an action."""
        return self.flow.titles.get(name) or text(name, name)


@dataclass(frozen=True, slots=True)
class CommandRule:
    """Who may give a command, and where."""

    roles: frozenset[Role]
    content: str | None = None  # the kind of content the stage must open; None: any stage
    consent: str | None = None  # what the applicant must have allowed
    after_end: bool = False  # also once the case is over
    by_anyone: bool = False  # of the role: also by staff who do not hold the case


def _rule(
    *roles: Role,
    content: str | None = None,
    consent: str | None = None,
    after_end: bool = False,
    by_anyone: bool = False,
) -> CommandRule:
    return CommandRule(frozenset(roles), content, consent, after_end, by_anyone)


COMMAND_RULES: Mapping[str, CommandRule] = {
    "open": _rule(),  # by the desk, which alone gives tickets
    "call": _rule("assistant", "clerk", by_anyone=True),
    "miss": _rule("assistant", "clerk", by_anyone=True),
    "hold": _rule("assistant", "clerk", "supervisor", by_anyone=True),
    "resume": _rule("assistant", "clerk", "supervisor", by_anyone=True),
    "start": _rule("assistant", "clerk", by_anyone=True),
    "transfer": _rule("assistant", "clerk", by_anyone=True),
    "act": _rule("applicant", "assistant", "clerk", "clock"),  # as the flow says of each action
    "grant_consent": _rule("applicant"),
    "withdraw_consent": _rule("applicant"),
    "identify": _rule("clerk", content="identity", consent="view"),
    "edit_field": _rule("applicant", "assistant", content="form"),
    "propose_field": _rule("clerk", content="form", consent="guide"),
    "accept_proposal": _rule("applicant", content="form"),
    "decline_proposal": _rule("applicant", content="form"),
    "add_material": _rule("applicant", "assistant", content="materials"),
    "remove_material": _rule("applicant", "assistant", content="materials"),
    "judge_material": _rule("clerk", content="materials", consent="view"),
    "sign": _rule("applicant", content="signature"),
    "submit": _rule("applicant", content="submission"),
    "answer": _rule("region", after_end=True),  # late, it still is the case's number
    "rate": _rule("applicant", content="rating"),
    "discharge_duty": _rule("clerk", "supervisor", after_end=True, by_anyone=True),
    "say": _rule("applicant", "assistant", "clerk"),
    "note": _rule("clerk", after_end=True, by_anyone=True),
    "point": _rule("applicant", "assistant", "clerk", content="pointer", consent="guide"),
    "type": _rule("applicant", "assistant", "clerk", content="form"),
    "signal": _rule("applicant", "assistant", "clerk"),
}
"""Every command and momentary message: a role that is not listed may never give it."""

COMMAND_TITLES: Mapping[str, Text] = {
    "open": text("取号", "take a ticket"),
    "call": text("叫号", "call a ticket"),
    "miss": text("标记过号", "mark a ticket as missed"),
    "hold": text("搁置", "set a ticket aside"),
    "resume": text("恢复排队", "put a ticket back in line"),
    "start": text("开始办理", "begin the case"),
    "transfer": text("接办", "take the case over"),
    "act": text("进行下一步", "go on"),
    "grant_consent": text("授权同意", "give consent"),
    "withdraw_consent": text("撤回同意", "withdraw consent"),
    "identify": text("核验身份", "verify the identity"),
    "edit_field": text("填写表单", "fill in the form"),
    "propose_field": text("建议填写", "propose a value"),
    "accept_proposal": text("采用建议", "accept a proposal"),
    "decline_proposal": text("谢绝建议", "decline a proposal"),
    "add_material": text("提交材料", "add a material"),
    "remove_material": text("撤下材料", "remove a material"),
    "judge_material": text("核验材料", "judge a material"),
    "sign": text("签名", "sign"),
    "submit": text("提交申请", "submit"),
    "answer": text("答复受理", "answer for the region"),
    "rate": text("评价", "rate"),
    "discharge_duty": text("办结整改事项", "discharge a duty"),
    "say": text("发送消息", "send a message"),
    "note": text("记录备注", "write a note"),
    "point": text("指引", "point"),
    "type": text("提示正在填写", "show that somebody types"),
    "signal": text("连接视频", "connect the video"),
}
"""What a person calls each of them, in a refusal."""
