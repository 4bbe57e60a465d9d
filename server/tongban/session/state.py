"""A case as its records leave it. ``evolve`` is the only way to a state; it refuses nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from pydantic_core import to_json

from ..flow import CountsAs, Text
from .carried import Carried
from .messages import (
    AcceptProposal,
    Act,
    Actor,
    AddMaterial,
    Answer,
    Call,
    Capability,
    DeclineProposal,
    DischargeDuty,
    EditField,
    GrantConsent,
    Hold,
    Identify,
    JudgeMaterial,
    Miss,
    Note,
    Notice,
    Open,
    ProposeField,
    Rate,
    Record,
    RemoveMaterial,
    Resume,
    Say,
    Sign,
    Start,
    Submit,
    Ticket,
    Transfer,
    Verdict,
    WithdrawConsent,
)
from .rules import Rules

__all__ = [
    "Calling",
    "CaseState",
    "Document",
    "Duty",
    "Entry",
    "Proposal",
    "Submission",
    "Visit",
    "content_digest",
    "evolve",
]

V = TypeVar("V")
Changes = dict[str, object]
"""Fields of ``CaseState``, as they are from now on."""

POOR_GRADES = (1, 2)
"""Grades that open duties: dissatisfied and very dissatisfied (国办发〔2019〕51号)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A field's value; each change of it is a revision.

    fault  what is wrong with it by the region's form, worked out once: every record goes out with
           what is still missing
    """

    value: str
    revision: int
    by: Actor
    fault: Text | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value that the clerk proposed and nobody has decided on."""

    field: str
    value: str
    by: Actor


@dataclass(frozen=True, slots=True)
class Document:
    """What lies for a material, and the verdict on it."""

    sha256: str
    media_type: str
    size: int
    file_name: str
    verdict: Verdict | None = None
    reason: str | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """A case handed to the home region's system, and its answer once there is one."""

    key: str  # the same for the same content, so that it is never taken twice
    covers: str
    at: int
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """What a bad rating obliges the home region to."""

    kind: Literal["call_back", "rectify"]
    since: int
    done_at: int | None = None


@dataclass(frozen=True, slots=True)
class Calling:
    """Who called the ticket, to where, and when."""

    by: Actor
    unit: str
    at: int


@dataclass(frozen=True, slots=True)
class Visit:
    """A stage that was passed: what the simulator's records say of it, too. Times in µs."""

    stage: str
    enter: int
    start: int | None
    leave: int
    action: str


@dataclass(frozen=True, eq=False)
class CaseState:
    """Everything about one case. Nothing in it changes; ``evolve`` makes the next."""

    case: str
    home: str
    item: str
    is_enquiry: bool
    opened_at: int
    seq: int
    stage: str
    entered_at: int
    started_at: int | None
    ticket: Ticket
    ticket_at: int
    line_since: int  # what its place in line goes by
    calling: Calling | None = None
    stands_aside: bool = False
    missed: int = 0  # how often it did not come when called, in this wait
    units: Mapping[str, str] = field(default_factory=dict)  # kind -> unit held
    passed: tuple[Visit, ...] = ()
    ended: CountsAs | None = None
    accepted: bool = False
    consents: frozenset[Capability] = frozenset()
    identity: Identify | None = None
    form: Mapping[str, Entry] = field(default_factory=dict)
    proposals: Mapping[str, Proposal] = field(default_factory=dict)
    materials: Mapping[str, Document] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    signature: Sign | None = None
    submission: Submission | None = None
    rating: Rate | None = None
    duties: tuple[Duty, ...] = ()
    said: tuple[Record, ...] = ()
    notes: tuple[Record, ...] = ()
    commands: Carried = field(default_factory=Carried)

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for units at its stage."""
        return self.started_at is None and self.ended is None

    @property
    def case_number(self) -> str | None:
        """The home region's number, once its system has accepted the case."""
        answer = self.submission.answer if self.submission else None
        return answer.case_number if answer else None

    @property
    def is_signed(self) -> bool:
        """Whether there is a signature and it is of the content as it is."""
        return self.signature is not None and self.signature.covers == content_digest(self)


def content_digest(state: CaseState) -> str:
    """SHA-256 over form and materials: what a signature covers and a submission carries.

    Of JSON with sorted keys and no spaces.
    """
    content = {
        "case": state.case,
        "form": {name: state.form[name].value for name in sorted(state.form)},
        "item": state.item,
        "materials": {name: state.materials[name].sha256 for name in sorted(state.materials)},
    }
    return hashlib.sha256(to_json(content)).hexdigest()


def evolve(rules: Rules, state: CaseState | None, record: Record) -> CaseState:
    """The state after one more record of the case's stream.

    Raises ValueError where the record is not the next one of this case.
    """
    if state is None:
        return _opened(record)
    if (record.case, record.seq) != (state.case, state.seq + 1):
        raise ValueError(
            f"record {record.seq} of {record.case} does not follow {state.seq} of {state.case}"
        )
    changes = _changes(rules, state, record)
    changes["seq"] = record.seq
    if record.command:
        changes["commands"] = state.commands.after(record.command, record.seq)
    return _with(state, changes)


def _opened(record: Record) -> CaseState:
    body = record.body
    if not isinstance(body, Open) or record.seq != 1:
        raise ValueError(f"record {record.seq} of {record.case} opens no case")
    none = Carried()
    return CaseState(
        case=record.case,
        home=body.home,
        item=body.item,
        is_enquiry=body.is_enquiry,
        opened_at=record.at,
        seq=1,
        stage=body.stage,
        entered_at=record.at,
        started_at=None,
        ticket=body.ticket,
        ticket_at=record.at,
        line_since=record.at,
        commands=none.after(record.command, 1) if record.command else none,
    )


def _changes(rules: Rules, state: CaseState, record: Record) -> Changes:
    """What one body changes. A case for each type, in the order of ``messages``."""
    body, at = record.body, record.at
    match body:
        case Call():
            return {"calling": Calling(record.by, body.unit, at)}
        case Miss():
            return {"calling": None, "stands_aside": True, "missed": state.missed + 1}
        case Hold():
            return {"calling": None, "stands_aside": True}
        case Resume():
            return {"stands_aside": False, "line_since": at if state.missed else state.line_since}
        case Start():
            return {"started_at": at, "calling": None, "units": {**state.units, **body.units}}
        case Transfer():
            return {"units": {**state.units, body.kind: body.unit}}
        case Act():
            return _moved(rules, state, body, at)
        case GrantConsent():
            return {"consents": state.consents | {body.capability}}
        case WithdrawConsent():
            return {"consents": state.consents - {body.capability}}
        case Identify():
            return {"identity": body}
        case EditField():
            return {"form": _filled(rules, state, body.field, body.value, record.by)}
        case ProposeField():
            proposal = Proposal(body.field, body.value, record.by)
            name = record.command or str(record.seq)
            return {"proposals": {**state.proposals, name: proposal}}
        case AcceptProposal():
            taken = state.proposals[body.proposal]
            return {
                "form": _filled(rules, state, taken.field, taken.value, record.by),
                "proposals": _without(state.proposals, body.proposal),
            }
        case DeclineProposal():
            return {"proposals": _without(state.proposals, body.proposal)}
        case AddMaterial():
            document = Document(body.document, body.media_type, body.size, body.file_name)
            return {"materials": {**state.materials, body.material: document}}
        case RemoveMaterial():
            return {"materials": _without(state.materials, body.material)}
        case JudgeMaterial():
            document = replace(
                state.materials[body.material],
                verdict=body.verdict,
                reason=body.reason,
                remark=body.remark,
            )
            return {"materials": {**state.materials, body.material: document}}
        case Sign():
            return {"signature": body}
        case Submit():
            return {"submission": Submission(_key(state), body.covers, at)}
        case Answer():
            assert state.submission is not None
            return {"submission": replace(state.submission, answer=body)}
        case Rate():
            poor = body.grade in POOR_GRADES
            opened = (Duty("call_back", at), Duty("rectify", at)) if poor else ()
            return {"rating": body, "duties": opened}
        case DischargeDuty():
            return {
                "duties": tuple(
                    replace(duty, done_at=at) if duty.kind == body.duty else duty
                    for duty in state.duties
                )
            }
        case Say():
            return {"said": (*state.said, record)}
        case Note():
            return {"notes": (*state.notes, record)}
        case Open():
            raise ValueError(f"{state.case} is opened twice")


def _moved(rules: Rules, state: CaseState, act: Act, at: int) -> Changes:
    """The case in the stage that an action leads to."""
    action = rules.actions(state.stage)[act.action]
    to = action.to.rpartition(".")[2] if action.to.startswith(f"{rules.flow.name}.") else action.to
    visit = Visit(state.stage, state.entered_at, state.started_at, at, act.action)
    final, spec = rules.final(to), rules.stage(to)
    holds = spec.holds if spec else ()
    units = {kind: unit for kind, unit in state.units.items() if kind in holds}
    missing = [kind for kind in holds if kind not in units]
    changes: Changes = {
        "stage": to,
        "entered_at": at,
        "started_at": None if missing else at,
        "line_since": state.ticket_at if spec and spec.order == "ticket" else at,
        "calling": None,
        "stands_aside": False,
        "missed": 0,
        "units": units,
        "passed": (*state.passed, visit),
        "notices": (*state.notices, act.notice) if act.notice else state.notices,
        "accepted": state.accepted or action.means == "acceptance",
        "ended": final.counts_as if final else None,
    }
    if act.ticket is not None:  # another visit: who is there is asked anew, and allows anew
        changes |= {"ticket": act.ticket, "consents": frozenset(), "identity": None}
        changes |= {"proposals": {}}
    return changes


def _filled(rules: Rules, state: CaseState, name: str, value: str, by: Actor) -> dict[str, Entry]:
    """The form with another value in a field."""
    old = state.form.get(name)
    fault = rules.item.fault(rules.region, name, value)
    return {**state.form, name: Entry(value, old.revision + 1 if old else 1, by, fault)}


def _key(state: CaseState) -> str:
    """The idempotency key of a submission: the case and what it contains."""
    return f"{state.case}-{content_digest(state)[:16]}"


def _without(table: Mapping[str, V], name: str) -> dict[str, V]:
    return {key: value for key, value in table.items() if key != name}


def _with(state: CaseState, changes: Changes) -> CaseState:
    """The state with some of it changed. ``dataclasses.replace`` goes through all forty fields
    one by one, which cost more than everything else that a record does.
    """
    new = object.__new__(CaseState)
    new.__dict__.update(state.__dict__)
    new.__dict__.update(changes)
    return new
