"""What somebody in a room is sent, record after record, and what they must then see."""

from __future__ import annotations

from typing import Any

from story import ROLES, Case, added, rules

from tongban.session import evolve, now_for, record_for, sees_as_before, view
from tongban.session import messages as m

Json = dict[str, Any]
Told = tuple[Json, Json, Json, Json]
"""The view before, the record, what else has changed, and the view after."""


def whole_story() -> Case:
    """A case in which every kind of record occurs that a view is folded from."""
    case = Case().open().seated().connected().identified()
    case.tell("clerk", m.Note(text="a note"))
    case.tell("applicant", m.Say(text="<script>alert(1)</script>"))
    for value in ("Li", "Wang"):
        case.tell("clerk", m.ProposeField(field="name", value=value))
    first, second = case.state.proposals  # type: ignore[union-attr]
    case.tell("applicant", m.AcceptProposal(proposal=first))
    case.tell("applicant", m.DeclineProposal(proposal=second))
    case.tell("clerk", m.ProposeField(field="remark", value="left undecided"))
    case.filled()
    case.tell("assistant", added("photo", "d" * 64))
    case.tell("applicant", m.RemoveMaterial(material="photo"))
    case.shown("rejected").shown().signed().submitted()
    case.answered(reasons=[{"about": "remark", "zh": "缺备注"}])
    case.act("clerk", "returned")
    case.act("applicant", "back", ticket={"number": "A002", "hall": "wuhu"})
    case.seated().connected()
    case.identified()
    case.fill("remark", "here it is")
    case.act("applicant", "filled")
    case.shown().signed().submitted()
    case.answered(case_number="SH-1")
    case.act("clerk", "accepted")
    case.tell("applicant", m.Rate(grade=1, comment="slow"))
    return case


def told(role: str) -> list[Told]:
    """Everything that a role is told of the story while it sees the same parts of the case."""
    found, state, by = [], None, ROLES[role]
    for record in whole_story().stream:
        before, state = state, evolve(rules(), state, record)
        seen = record_for(state, record, by)
        if before is None or seen is None:
            continue
        old, new = view(rules(), before, by), view(rules(), state, by)
        if not sees_as_before(before, state, by):
            continue  # the service sends it all anew
        now = now_for(rules(), state, by)
        found.append((old, seen.model_dump(mode="json"), now, new))
    return found
