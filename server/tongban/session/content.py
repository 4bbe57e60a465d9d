"""What content asks: of a command that changes it, and of the action that goes on from it.

Content guards an action only by the kinds of content its stage opens: the stage's usual action
goes on once all of it is complete. No stage or action is named here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..flow import text
from .messages import (
    AcceptProposal,
    AddMaterial,
    Answer,
    Body,
    Call,
    DeclineProposal,
    DischargeDuty,
    EditField,
    Hold,
    JudgeMaterial,
    Miss,
    Missing,
    Note,
    Open,
    ProposeField,
    Reason,
    RemoveMaterial,
    Resume,
    Say,
    Sign,
    Start,
    Submit,
    Transfer,
    WithdrawConsent,
)
from .rules import Rules
from .state import CaseState, content_digest

__all__ = [
    "Refused",
    "answers_of",
    "check_complete",
    "check_content",
    "missing_parts",
    "what_is_missing",
]


class Refused(Exception):
    """Why not: becomes a ``Refusal``."""

    def __init__(self, code: str, zh_cn: str, en: str) -> None:
        super().__init__(en)
        self.code, self.text = code, text(zh_cn, en)


def what_is_missing(rules: Rules, state: CaseState) -> tuple[Missing, ...]:
    """Everything that keeps the case from being accepted, found at once (一次性告知)."""
    return tuple(Missing(**part) for part in missing_parts(rules, state))


def missing_parts(rules: Rules, state: CaseState) -> list[dict[str, Any]]:
    """The same as plain values: every record goes out with them."""
    item, materials = rules.item, state.materials
    found = [_part("field", name) for name in _wrong_fields(rules, state)]
    sound = [name for name, document in materials.items() if document.verdict != "rejected"]
    for need in item.missing(rules.region, answers_of(state), sound):
        rejected = next((name for name in need.any_of if name in materials), None)
        if rejected is None:
            found.append(_part("material", need.material))
        else:
            document = materials[rejected]
            found.append(_part("material", rejected, document.reason, document.remark))
    return found + [_part("region", each.about, remark=each.zh) for each in _refusals(state)]


def _refusals(state: CaseState) -> tuple[Reason, ...]:
    """Why the region refused the content, if it is still as it was submitted."""
    made = state.submission
    reasons = made.answer.reasons if made is not None and made.answer is not None else ()
    is_still_so = reasons and made is not None and made.covers == content_digest(state)
    return reasons if is_still_so else ()


def _part(what: str, name: str, reason: str | None = None, remark: str = "") -> dict[str, Any]:
    return {"what": what, "name": name, "reason": reason, "remark": remark}


def _wrong_fields(rules: Rules, state: CaseState) -> Iterator[str]:
    """The fields with faults, in the order of the form; last those the region asks not."""
    form, filled = rules.item.form(rules.region), state.form
    for name, field in form.items():
        entry = filled.get(name)
        if field.required if entry is None else entry.fault is not None:
            yield name
    if not filled.keys() <= form.keys():
        yield from (name for name in filled if name not in form)


def answers_of(state: CaseState) -> dict[str, str]:
    """The form as it is filled in: field -> value."""
    return {name: entry.value for name, entry in state.form.items()}


# --- going on ------------------------------------------------------------------------------


def check_complete(rules: Rules, state: CaseState, kind: str) -> None:
    """Raises ``Refused`` unless one kind of content is as complete as going on asks."""
    check = _COMPLETE.get(kind)
    if check is not None:
        check(rules, state)


def _consented(rules: Rules, state: CaseState) -> None:
    if "view" not in state.consents:
        raise Refused("not_ready", "申请人尚未同意查看", "the applicant has not consented to view")


def _identified(rules: Rules, state: CaseState) -> None:
    if state.identity is None or not state.identity.matches:
        raise Refused("not_ready", "尚未完成身份核验", "the identity has not been verified")


def _form_filled(rules: Rules, state: CaseState) -> None:
    for name, fault in rules.item.form_faults(rules.region, answers_of(state)).items():
        title = rules.item.form(rules.region)[name].title
        raise Refused(
            "not_ready",
            f"“{title.zh_cn}”{fault.zh_cn}",
            f"the field “{title.en}”: {fault.en}",
        )


def _materials_accepted(rules: Rules, state: CaseState) -> None:
    accepted = [name for name, doc in state.materials.items() if doc.verdict == "accepted"]
    for need in rules.item.missing(rules.region, answers_of(state), accepted):
        title = rules.item.materials[need.material].title
        raise Refused(
            "not_ready",
            f"材料“{title.zh_cn}”尚未核验通过",
            f"the material “{title.en}” has not been accepted",
        )


def _validly_signed(rules: Rules, state: CaseState) -> None:
    if not state.is_signed:
        raise Refused(
            "not_ready",
            "尚未签名，或签名后内容已改动",
            "there is no signature on the form and materials as they are",
        )


def _taken(rules: Rules, state: CaseState) -> None:
    if state.case_number is None:
        raise Refused("not_ready", "属地系统尚未受理", "the home region has not accepted it yet")


def _rated(rules: Rules, state: CaseState) -> None:
    if state.rating is None:
        raise Refused("not_ready", "尚未评价", "there is no rating yet")


_COMPLETE: Mapping[str, Callable[[Rules, CaseState], None]] = {
    "consent": _consented,
    "identity": _identified,
    "form": _form_filled,
    "materials": _materials_accepted,
    "signature": _validly_signed,
    "submission": _taken,
    "rating": _rated,
}
"""Kind of content -> what its stage's usual action asks of it."""


# --- a command ---------------------------------------------------------------------------------


def _open(rules: Rules, state: CaseState, body: Open) -> None:
    raise Refused("conflict", "此办件已取号", "this case has been opened already")


def _start(rules: Rules, state: CaseState, body: Start) -> None:
    spec = rules.stage(state.stage)
    missing = {kind for kind in (spec.holds if spec else ()) if kind not in state.units}
    if state.started_at is not None or not missing:
        raise Refused("conflict", "此环节已开始", "this stage has begun already")
    if set(body.units) != missing:
        wanted = "、".join(sorted(missing))
        raise Refused("not_ready", f"需要：{wanted}", f"needs {', '.join(sorted(missing))}")


def _waiting(rules: Rules, state: CaseState, body: Call | Hold) -> None:
    if not state.is_waiting or state.stands_aside:
        raise Refused("conflict", "此号不在等候队列中", "the ticket is not waiting in line")


def _miss(rules: Rules, state: CaseState, body: Miss) -> None:
    if state.calling is None:
        raise Refused("not_ready", "此号尚未叫号", "the ticket has not been called")


def _resume(rules: Rules, state: CaseState, body: Resume) -> None:
    if not state.stands_aside:
        raise Refused("conflict", "此号未被搁置", "the ticket does not stand aside")


def _transfer(rules: Rules, state: CaseState, body: Transfer) -> None:
    if state.units.get(body.kind, body.unit) == body.unit:
        raise Refused("conflict", "无可转接", "there is nothing to take over from another")


def _withdraw(rules: Rules, state: CaseState, body: WithdrawConsent) -> None:
    if body.capability not in state.consents:
        raise Refused("unknown", "尚未同意，无可撤回", "there is no such consent to withdraw")


def _not_under_way(state: CaseState) -> None:
    """What was submitted stays as it is until the region has answered."""
    if state.submission is not None and state.submission.answer is None:
        raise Refused(
            "conflict",
            "已提交属地系统，请等待答复",
            "it has been submitted: wait for the home region's answer",
        )


def _edit(rules: Rules, state: CaseState, body: EditField) -> None:
    _not_under_way(state)
    _known_field(rules, body.field)
    entry = state.form.get(body.field)
    revision = entry.revision if entry else 0
    if body.base != revision:
        raise Refused(
            "conflict",
            f"该项刚被修改（第 {revision} 版），请核对后再填",
            f"somebody changed the field meanwhile (revision {revision}, not {body.base})",
        )


def _propose(rules: Rules, state: CaseState, body: ProposeField) -> None:
    _known_field(rules, body.field)


def _known_field(rules: Rules, name: str) -> None:
    if name not in rules.item.form(rules.region):
        raise Refused("unknown", f"表单没有“{name}”这一项", f"the form has no field {name!r}")


def _accept(rules: Rules, state: CaseState, body: AcceptProposal) -> None:
    _not_under_way(state)
    _proposal(rules, state, body)


def _proposal(rules: Rules, state: CaseState, body: AcceptProposal | DeclineProposal) -> None:
    if body.proposal not in state.proposals:
        raise Refused("unknown", "没有这项建议，或已处理", "there is no such proposal any more")


def _add(rules: Rules, state: CaseState, body: AddMaterial) -> None:
    _not_under_way(state)
    material = rules.item.materials.get(body.material)
    if material is not None and body.media_type not in material.accepts:
        raise Refused(
            "unknown",
            f"此材料不收 {body.media_type} 格式",
            f"this material is taken as {', '.join(material.accepts)}, not {body.media_type}",
        )
    if material is None:
        raise Refused(
            "unknown",
            f"材料清单没有“{body.material}”",
            f"the item's list has no material {body.material!r}",
        )


def _remove(rules: Rules, state: CaseState, body: RemoveMaterial) -> None:
    _not_under_way(state)
    if body.material not in state.materials:
        raise Refused("unknown", "没有这份材料", "there is no such material")


def _judge(rules: Rules, state: CaseState, body: JudgeMaterial) -> None:
    document = state.materials.get(body.material)
    if document is None or document.sha256 != body.document:
        raise Refused("conflict", "材料已更换", "the material is another one now")
    reasons = rules.item.reasons_for(body.material)
    if body.verdict == "rejected" and body.reason is None and not body.remark.strip():
        raise Refused("not_ready", "请说明不通过的理由", "say why it is rejected")
    if body.reason is not None and body.reason not in reasons:
        raise Refused("unknown", "没有这项理由", f"the region has no reason {body.reason!r}")


def _sign(rules: Rules, state: CaseState, body: Sign) -> None:
    if body.covers != content_digest(state):
        raise Refused(
            "conflict",
            "内容已改动，请核对后重新签名",
            "form or materials changed: look again, then sign",
        )


def _submit(rules: Rules, state: CaseState, body: Submit) -> None:
    _validly_signed(rules, state)
    if body.covers != content_digest(state):
        raise Refused("conflict", "内容已改动，请重新签名", "form or materials changed: sign again")
    pending = state.submission
    if pending is not None and pending.covers == body.covers:
        raise Refused("conflict", "已提交", "it has been submitted already")


def _answer(rules: Rules, state: CaseState, body: Answer) -> None:
    pending = state.submission
    if pending is None or pending.key != body.key:
        raise Refused("unknown", "没有对应的提交", "it answers no submission of this case")
    if pending.answer is not None:
        raise Refused("conflict", "属地系统已答复", "the submission has been answered already")
    if (body.case_number is None) == (not body.reasons):
        raise Refused("not_ready", "答复不完整", "an answer has a case number or reasons")


def _discharge(rules: Rules, state: CaseState, body: DischargeDuty) -> None:
    if not any(duty.kind == body.duty and duty.done_at is None for duty in state.duties):
        raise Refused("unknown", "没有待办的整改事项", "there is no such duty to discharge")


_CHECKS: Mapping[type, Callable[..., None]] = {
    Open: _open,
    Call: _waiting,
    Hold: _waiting,
    Miss: _miss,
    Resume: _resume,
    Transfer: _transfer,
    Start: _start,
    WithdrawConsent: _withdraw,
    EditField: _edit,
    ProposeField: _propose,
    AcceptProposal: _accept,
    DeclineProposal: _proposal,
    AddMaterial: _add,
    RemoveMaterial: _remove,
    JudgeMaterial: _judge,
    Sign: _sign,
    Submit: _submit,
    Answer: _answer,
    DischargeDuty: _discharge,
}
"""Type of body -> what must hold of it. Types that are not here are always in order."""


MOST_RECORDS, MOST_WORDS = 2_000, 500
"""Of one case, and of its messages and notes each: a long one has a tenth. Everybody who looks at
a case is sent all of it, so one who writes without end must not make it ever longer."""
ENDS = (Call, Miss, Hold, Resume, Start, Transfer, Answer, DischargeDuty)
"""What a case that is full still takes, beside actions: what brings it to its end."""


def _check_length(state: CaseState, body: Body) -> None:
    if state.seq >= MOST_RECORDS and not isinstance(body, ENDS):
        raise Refused(
            "not_allowed",
            f"此办件的记录已达上限（{MOST_RECORDS} 条），只能结束办理",
            f"this case has {MOST_RECORDS} entries, the most one may have: bring it to an end",
        )
    words = {Say: state.said, Note: state.notes}.get(type(body), ())
    if len(words) >= MOST_WORDS:
        raise Refused(
            "not_allowed",
            f"此办件的文字消息已达上限（{MOST_WORDS} 条）",
            f"this case has {MOST_WORDS} messages, the most one may have",
        )


def check_content(rules: Rules, state: CaseState, body: Body) -> None:
    """Raises ``Refused`` unless a command that is no action is in order as the case stands."""
    _check_length(state, body)
    check = _CHECKS.get(type(body))
    if check is not None:
        check(rules, state, body)
