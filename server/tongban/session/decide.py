"""What a command leads to: the body that is recorded, or a refusal that says what is allowed.

Nothing here waits, reads a clock or changes anything. The checks go from the general (may this
role ever?) to the particular (``content``), so that a refusal names the first thing in the way.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..flow import Action
from .content import Refused, check_complete, check_content, what_is_missing
from .messages import Act, Actor, Body, Command, Notice, Refusal
from .rules import COMMAND_RULES, COMMAND_TITLES, Rules
from .state import CaseState

__all__ = ["actions_for", "decide", "may", "refusal"]


def decide(rules: Rules, state: CaseState, command: Command, by: Actor) -> Body | Refusal | None:
    """The body to record; a refusal; or None where this command was carried out before."""
    if command.id in state.commands:
        return None
    try:
        _check_role(rules, state, command.body.type, by)
        return _decided(rules, state, command.body, by)
    except Refused as refused:
        return refusal(rules, state, command, by, refused)


def refusal(
    rules: Rules, state: CaseState, command: Command, by: Actor, refused: Refused
) -> Refusal:
    """What the sender of a command is told that is not carried out."""
    return Refusal.model_validate(
        {
            "command": command.id,
            "code": refused.code,
            "text": refused.text,
            "allowed": actions_for(rules, state, by),
        }
    )


def may(rules: Rules, state: CaseState, kind: str, by: Actor) -> bool:
    """Whether a role may give a command, or a momentary message, of some type now."""
    try:
        _check_role(rules, state, kind, by)
    except Refused:
        return False
    return True


def actions_for(rules: Rules, state: CaseState, by: Actor) -> tuple[str, ...]:
    """The actions of the flow that a role may take now, the usual one first."""
    if state.ended is not None or not _holds(rules, state, by):
        return ()
    kind = "enquiry" if state.is_enquiry else "application"
    return tuple(
        name
        for name, action in rules.actions(state.stage).items()
        if action.by == by.role and action.only in (None, kind) and _is_time_for(state, action)
    )


# --- may this role, here and now? -----------------------------------------------------------


def _check_role(rules: Rules, state: CaseState, kind: str, by: Actor) -> None:
    """Raises ``Refused`` unless a role may give a command of some type here and now."""
    rule, called = COMMAND_RULES[kind], COMMAND_TITLES[kind]
    if by.role not in rule.roles:
        raise Refused(
            "not_allowed",
            f"{_ROLE[by.role][0]}不能{called.zh_cn}",
            f"{_ROLE[by.role][1]} may not {called.en}",
        )
    if state.ended is not None and not rule.after_end:
        raise Refused("ended", "此办件已结束", "this case has ended")
    if not rule.by_anyone and not _holds(rules, state, by):
        raise Refused("not_allowed", "此办件由他人承办", "somebody else has this case")
    if rule.content is not None and rule.content not in rules.content(state.stage):
        title = rules.title(state.stage)
        raise Refused(
            "not_allowed",
            f"“{title.zh_cn}”环节不能{called.zh_cn}",
            f"at the stage “{title.en}” one cannot {called.en}",
        )
    if rule.consent is not None and by.role == "clerk" and rule.consent not in state.consents:
        raise Refused(
            "not_ready",
            f"申请人尚未同意“{_CONSENT[rule.consent][0]}”",
            f"the applicant has not allowed the clerk to {_CONSENT[rule.consent][1]}",
        )


def _holds(rules: Rules, state: CaseState, by: Actor) -> bool:
    """Whether somebody is one of those who have the case, or no kind of theirs is held."""
    if by.role not in ("assistant", "clerk"):
        return True
    mine = {unit for kind, unit in state.units.items() if rules.flow.kinds[kind].by == by.role}
    return not mine or by.id in mine


_ROLE: Mapping[str, tuple[str, str]] = {
    "applicant": ("申请人", "the applicant"),
    "assistant": ("帮办员", "the assistant"),
    "clerk": ("属地坐席", "the clerk"),
    "supervisor": ("管理员", "the supervisor"),
    "clock": ("时钟", "the clock"),
    "region": ("属地系统", "the home region's system"),
}
_CONSENT: Mapping[str, tuple[str, str]] = {
    "view": ("查看", "see the form and materials"),
    "guide": ("指引", "point and propose"),
    "record": ("录制", "record"),
}


# --- what it leads to -----------------------------------------------------------------------


def _decided(rules: Rules, state: CaseState, body: Body, by: Actor) -> Body:
    """The body as it is recorded; raises ``Refused``."""
    if isinstance(body, Act):
        return _act(rules, state, body, by)
    check_content(rules, state, body)
    return body


def _is_time_for(state: CaseState, action: Action) -> bool:
    return action.ends_waiting if state.started_at is None else action.ends_handling


def _act(rules: Rules, state: CaseState, act: Act, by: Actor) -> Act:
    """An action with what it carries: a ticket into a ticket stage, the notice of a deficiency."""
    action = rules.actions(state.stage).get(act.action)
    if action is None or act.action not in actions_for(rules, state, by):
        title, stage = rules.title(act.action), rules.title(state.stage)
        raise Refused(
            "not_allowed",
            f"{_ROLE[by.role][0]}此时不能在“{stage.zh_cn}”环节进行“{title.zh_cn}”",
            f"{_ROLE[by.role][1]} may not take “{title.en}” at the stage “{stage.en}” now",
        )
    missing = what_is_missing(rules, state)
    notice = None
    if action.means == "deficiency":
        if not missing:
            raise Refused(
                "not_ready",
                "没有需要补正的内容：请先逐一核验材料",
                "nothing is missing: judge the materials first",
            )
        notice = Notice(missing=missing, remark=act.remark)
    elif act.action == rules.usual(state.stage):
        for kind in rules.content(state.stage):
            check_complete(rules, state, kind)
    if action.means == "acceptance" and state.case_number is None:
        raise Refused(
            "not_ready",
            "属地系统尚未给出受理编号",
            "the home region's system has given no case number yet",
        )
    target = rules.stage(action.to)
    takes_ticket = target is not None and target.ticket
    if takes_ticket != (act.ticket is not None):
        raise Refused("not_ready", "需要重新取号", "this takes a ticket at a hall, and only this")
    return act.model_copy(update={"notice": notice})
