"""What each role sees of a case: as much as its task needs, and no personal data beyond.

A view is made from the state alone. Applicant and assistant share the window's screen and see
the form as it is; a clerk sees form and materials once the applicant has consented to be viewed;
staff who do not have the case, and supervisors, see stages and times.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from .content import answers_of, missing_parts
from .decide import actions_for, may
from .messages import Actor, Record, Role
from .rules import COMMAND_RULES, Rules
from .state import CaseState, Document, content_digest

__all__ = [
    "MASK",
    "case_part",
    "commands_for",
    "content_part",
    "masked",
    "now_for",
    "own_part",
    "record_for",
    "sees_as_before",
    "sees_content",
    "spec",
    "view",
]

MASK = "***"
SEES_CONTENT: Mapping[Role, str | None] = {"applicant": None, "assistant": None, "clerk": "view"}
"""Roles that see form and materials, and the consent they need for it."""


def view(rules: Rules, state: CaseState, by: Actor) -> dict[str, Any]:
    """The case as one role sees it, as plain values."""
    found = now_for(rules, state, by) | {
        "case": state.case,
        "home": state.home,
        "item": state.item,
        "is_enquiry": state.is_enquiry,
    }
    if by.role == "supervisor":
        return found
    talk = _as_is if _is_of_the_case(state, by) else masked
    seen = _as_is if sees_content(state, by) else masked
    found |= {
        "spec": spec(rules),
        "said": [_plain(said.model_copy(update={"body": talk(said.body)})) for said in state.said],
        "notices": [_plain(seen(notice)) for notice in state.notices],
        "rating": _plain(seen(state.rating)) if state.rating else None,
    }
    if by.role == "clerk":
        found["notes"] = [note.model_dump(mode="json") for note in state.notes]
    return found | (_content(state) if sees_content(state, by) else {})


def now_for(rules: Rules, state: CaseState, by: Actor) -> dict[str, Any]:
    """What may have changed with any record: all of a view that is short."""
    found = {"seq": state.seq, **case_part(rules, state), **own_part(rules, state, by)}
    return {**found, **content_part(rules, state)} if sees_content(state, by) else found


def case_part(rules: Rules, state: CaseState) -> dict[str, Any]:
    """What is short in a view and alike for everybody, but for the record's number."""
    tickets = _tickets(rules, state)
    return {
        "stage": state.stage,
        "entered_at": state.entered_at,
        "started_at": state.started_at,
        "ended": state.ended,
        "ticket": state.ticket.model_dump(),
        "visit": max(len(tickets), 1),
        "visit_since": tickets[-1] if tickets else state.opened_at,
        "called_to": state.calling.unit if state.calling else None,
        "stands_aside": state.stands_aside,
        "units": dict(state.units),
        "content": list(rules.content(state.stage)),
        "consents": sorted(state.consents),
        "case_number": state.case_number,
    }


def content_part(rules: Rules, state: CaseState) -> dict[str, Any]:
    """What is short in a view and alike for all who see the content."""
    needs = rules.item.checklist(rules.region, answers_of(state))
    return {
        "needs": [need.material for need in needs],
        "missing": missing_parts(rules, state),
        "digest": content_digest(state),
        "is_signed": state.is_signed,
        "is_submitted": state.submission is not None,
    }


def own_part(rules: Rules, state: CaseState, by: Actor) -> dict[str, Any]:
    """What is short in a view and one's own."""
    found: dict[str, Any] = {"actions": list(actions_for(rules, state, by))}
    if by.role in ("clerk", "supervisor"):
        found["duties"] = [duty.kind for duty in state.duties if duty.done_at is None]
    return found


def _tickets(rules: Rules, state: CaseState) -> list[int]:
    """When each ticket of the case was taken, the newest last [µs]."""
    entered = [(visit.stage, visit.enter) for visit in state.passed]
    stages = [*entered, (state.stage, state.entered_at)]
    return [at for name, at in stages if (stage := rules.stage(name)) and stage.ticket]


@lru_cache(maxsize=256)
def spec(rules: Rules) -> dict[str, Any]:
    """What the case's item asks for in its home region, and the words of its flow."""
    item, region = rules.item, rules.item.regions[rules.region]
    return {
        "title": _plain(item.title),
        "region": rules.region,
        "rule_version": region.rule_version,
        "promised_days": region.promised_days,
        "statutory_days": region.statutory_days,
        "is_illustrative": region.illustrative,
        "must_record": item.must_record,
        "fields": {
            name: _plain(field) | {"regex": field.regex, "wrong": _plain(field.wrong)}
            for name, field in item.form(rules.region).items()
        },
        "materials": {
            name: _plain(item.materials[name])
            | {"reasons": {key: _plain(text) for key, text in item.reasons_for(name).items()}}
            for need in region.needs
            for name in need.any_of
        },
        "needs": [_plain(need) for need in region.needs],
        "fees": [_plain(fee) for fee in region.fees],
        "path": list(rules.path()),
        "actions": _actions(rules),
        "titles": {name: _plain(title) for name, title in rules.flow.titles.items()},
    }


def _actions(rules: Rules) -> dict[str, Any]:
    """Action -> what it means and where it leads; null where stages that share the name differ."""
    found: dict[str, dict[str, Any]] = {}
    for stage in rules.flow.stages:
        for name, action in rules.actions(stage).items():
            final = rules.final(action.to)
            facts = {
                "by": action.by,
                "to": action.to,
                "means": action.means,
                "counts_as": final.counts_as if final else None,
            }
            known = found.setdefault(name, facts)
            found[name] = {key: fact if known[key] == fact else None for key, fact in facts.items()}
    return found


def _plain(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True)


def _as_is(model: BaseModel) -> BaseModel:
    return model


def record_for(state: CaseState, record: Record, by: Actor) -> Record | None:
    """A record as somebody sees it: whole, masked, or not at all."""
    if record.body.type == "note":
        return record if by.role == "clerk" else None
    is_talk = record.body.type == "say" and _is_of_the_case(state, by)
    if is_talk or sees_content(state, by):
        return record
    return record.model_copy(update={"body": masked(record.body)})


def masked(model: BaseModel) -> Any:
    """A copy with every personal field masked, those of its parts too."""
    changes: dict[str, Any] = {}
    for name, spec in type(model).model_fields.items():
        value = getattr(model, name)
        if isinstance(spec.json_schema_extra, dict) and spec.json_schema_extra.get("personal"):
            changes[name] = MASK if value else value
        elif isinstance(value, BaseModel):
            changes[name] = masked(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            changes[name] = tuple(masked(part) for part in value)
    return model.model_copy(update=changes)


def commands_for(rules: Rules, state: CaseState, by: Actor) -> list[str]:
    """The commands a role may give now, by type."""
    return [kind for kind in COMMAND_RULES if may(rules, state, kind, by)]


def sees_as_before(before: CaseState, after: CaseState, by: Actor) -> bool:
    """Whether somebody sees the same parts of a case as before, neither more nor less."""
    if before.units is after.units and before.consents is after.consents:
        return True  # what is not changed is shared
    return sees_content(before, by) == sees_content(after, by) and _is_of_the_case(
        before, by
    ) == _is_of_the_case(after, by)


def sees_content(state: CaseState, by: Actor) -> bool:
    """Whether somebody sees form, materials and documents."""
    if by.role not in SEES_CONTENT or not _is_of_the_case(state, by):
        return False
    consent = SEES_CONTENT[by.role]
    return consent is None or consent in state.consents


def _is_of_the_case(state: CaseState, by: Actor) -> bool:
    """Whether somebody is the applicant, or staff who have the case."""
    return by.role == "applicant" or by.id in state.units.values()


def _content(state: CaseState) -> dict[str, Any]:
    """Form and materials, what is proposed, and what the region answered."""
    return {
        "form": {
            name: {"value": entry.value, "revision": entry.revision, "by": entry.by.role}
            for name, entry in state.form.items()
        },
        "proposals": {
            name: {"field": proposal.field, "value": proposal.value}
            for name, proposal in state.proposals.items()
        },
        "materials": {name: _document(document) for name, document in state.materials.items()},
        "identity": state.identity.model_dump(mode="json") if state.identity else None,
        "signature": state.signature.image if state.signature else None,
        "answer": (
            state.submission.answer.model_dump(mode="json")
            if state.submission and state.submission.answer
            else None
        ),
    }


def _document(document: Document) -> dict[str, Any]:
    return {name: getattr(document, name) for name in Document.__dataclass_fields__}
