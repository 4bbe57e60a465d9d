"""What is said about a case: commands on their way in, records once they have happened.

A command that is accepted becomes a record of the same name; there is no second vocabulary. An
*action* (``Act``) leaves a stage and stands in the flow; everything else changes content within
one. What is *momentary* (a pointer, typing, signalling) is passed on at once and never recorded.

Every field of a record that may name a person is marked ``personal``: views mask by that mark,
and the store encrypts by it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from ..flow import Frozen, Text

__all__ = [
    "COMMANDS",
    "VERSION",
    "AcceptProposal",
    "Act",
    "Actor",
    "AddMaterial",
    "Answer",
    "Body",
    "Call",
    "Capability",
    "Command",
    "DeclineProposal",
    "DischargeDuty",
    "EditField",
    "GrantConsent",
    "Hold",
    "Identify",
    "JudgeMaterial",
    "Miss",
    "Missing",
    "Momentary",
    "Note",
    "Notice",
    "Open",
    "Point",
    "ProposeField",
    "Rate",
    "Reason",
    "Record",
    "Refusal",
    "RefusalCode",
    "RemoveMaterial",
    "Resume",
    "Role",
    "Say",
    "Sign",
    "Signal",
    "Start",
    "Submit",
    "Ticket",
    "Transfer",
    "Type",
    "WithdrawConsent",
    "commands",
    "momentary",
    "records",
]

VERSION: Literal[1] = 1
"""Of the wire and of the records; a reader refuses a version it does not know."""

Role = Literal["applicant", "assistant", "clerk", "supervisor", "clock", "region"]
Capability = Literal["view", "guide", "record"]
Verdict = Literal["accepted", "rejected"]

Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Micros = Annotated[int, Field(ge=0, le=2**62, description="µs since 1970-01-01 UTC")]
Line = Annotated[str, Field(max_length=200)]
Paragraph = Annotated[str, Field(max_length=2000)]


def personal(**more: Any) -> Any:
    """A field that may name a person."""
    return Field(json_schema_extra={"personal": True}, **more)


class Actor(Frozen):
    """Who did it: a role, and which account, ticket or system in that role."""

    role: Role
    id: Name


class Ticket(Frozen):
    """One visit: the number the hall printed."""

    number: Name
    hall: Name


class Missing(Frozen):
    """One thing that must be put right before the case can be accepted."""

    what: Literal["field", "material", "region"]
    name: str = Field(max_length=64)
    reason: Name | None = Field(default=None, description="of the region's list, if it was chosen")
    remark: Paragraph = personal(default="")


class Notice(Frozen):
    """The one-time notice (一次性告知): everything that is missing, together."""

    missing: tuple[Missing, ...] = Field(min_length=1)
    remark: Paragraph = personal(default="")


# --- actions --------------------------------------------------------------------------------


class Open(Frozen):
    """A case begins with its first ticket."""

    type: Literal["open"] = "open"
    home: Name
    item: Name
    is_enquiry: bool = False
    flow: Name
    stage: Name
    ticket: Ticket


class Start(Frozen):
    """Units are granted, and the stage's handling begins: called, seated, answered."""

    type: Literal["start"] = "start"
    units: dict[Name, Name] = Field(description="kind -> unit, of the kinds that were missing")


class Call(Frozen):
    """A waiting ticket is called: shown and spoken in the hall, or ringing at a desk."""

    type: Literal["call"] = "call"
    unit: Name = Field(description="the window or desk it is called to")


class Miss(Frozen):
    """Nobody came when the ticket was called (过号): it stands aside until it is resumed."""

    type: Literal["miss"] = "miss"


class Hold(Frozen):
    """A waiting ticket is set aside on purpose; it keeps its place in the line."""

    type: Literal["hold"] = "hold"


class Resume(Frozen):
    """A ticket that stands aside is in line again: at its old place, or last if missed."""

    type: Literal["resume"] = "resume"


class Transfer(Frozen):
    """Another unit of a kind goes on with the case; said by whoever takes it over."""

    type: Literal["transfer"] = "transfer"
    kind: Name
    unit: Name


class Act(Frozen):
    """An action of the flow leaves the stage."""

    type: Literal["act"] = "act"
    action: Name
    remark: Paragraph = personal(default="")
    ticket: Ticket | None = Field(default=None, description="where the next stage takes one")
    notice: Notice | None = Field(
        default=None, description="with an action that means deficiency; filled in by the service"
    )


# --- content --------------------------------------------------------------------------------


class GrantConsent(Frozen):
    """The applicant allows a capability."""

    type: Literal["grant_consent"] = "grant_consent"
    capability: Capability


class WithdrawConsent(Frozen):
    """The applicant takes it back; it stops at once."""

    type: Literal["withdraw_consent"] = "withdraw_consent"
    capability: Capability


class Identify(Frozen):
    """The clerk has compared the person with the document."""

    type: Literal["identify"] = "identify"
    method: Literal["card_reader", "face", "document"]
    matches: bool
    document_number: Line = personal(default="")


class EditField(Frozen):
    """A field of the form gets a value."""

    type: Literal["edit_field"] = "edit_field"
    field: Name
    value: Paragraph = personal()
    base: int = Field(ge=0, description="the revision that was seen; 0 where it was empty")


class ProposeField(Frozen):
    """The clerk proposes a value; it counts once the applicant accepts it."""

    type: Literal["propose_field"] = "propose_field"
    field: Name
    value: Paragraph = personal()


class AcceptProposal(Frozen):
    """The applicant takes a proposed value."""

    type: Literal["accept_proposal"] = "accept_proposal"
    proposal: Name


class DeclineProposal(Frozen):
    """The applicant does not."""

    type: Literal["decline_proposal"] = "decline_proposal"
    proposal: Name


class AddMaterial(Frozen):
    """A document is put to a material of the item's list, in place of one that was there."""

    type: Literal["add_material"] = "add_material"
    material: Name
    document: Sha256
    media_type: Line
    size: int = Field(ge=1, le=20_000_000, description="bytes")
    file_name: Line = personal(default="")


class RemoveMaterial(Frozen):
    """It is taken away again."""

    type: Literal["remove_material"] = "remove_material"
    material: Name


class JudgeMaterial(Frozen):
    """The clerk's verdict on one document."""

    type: Literal["judge_material"] = "judge_material"
    material: Name
    document: Sha256
    verdict: Verdict
    reason: Name | None = None
    remark: Paragraph = personal(default="")


class Sign(Frozen):
    """The applicant's signature on form and materials as they are."""

    type: Literal["sign"] = "sign"
    image: Sha256
    covers: Sha256 = Field(description="the digest of form and materials that was shown")


class Submit(Frozen):
    """The applicant hands the signed case to the home region's system."""

    type: Literal["submit"] = "submit"
    covers: Sha256


class Reason(Frozen):
    """Why the home region's system refused, in its own words."""

    about: str = Field(default="", max_length=64, description="a field or material, if any")
    zh: Paragraph
    en: Paragraph = Field(default="", description="empty where the region has none")


class Answer(Frozen):
    """What the home region's system says: a case number, or reasons in its own words."""

    type: Literal["answer"] = "answer"
    key: Name = Field(description="the submission it answers")
    case_number: Line | None = None
    accepted_at: Line = Field(default="", description="by the region's clock, ISO 8601")
    promised_on: Line = Field(default="", description="the day, ISO 8601")
    statutory_days: float = Field(default=0.0, ge=0)
    rule_version: Line = ""
    printed: tuple[tuple[Line, Line, Line], ...] = Field(
        default=(), description="what its receipts say beside: title zh, title en, value"
    )
    reasons: tuple[Reason, ...] = ()
    is_final: bool = Field(default=False, description="not accepted at all (不予受理)")


class Rate(Frozen):
    """The applicant's rating (好差评), 5 very satisfied to 1 very dissatisfied."""

    type: Literal["rate"] = "rate"
    grade: int = Field(ge=1, le=5, strict=True)
    comment: Paragraph = personal(default="")


class DischargeDuty(Frozen):
    """A duty that a bad rating opened is done."""

    type: Literal["discharge_duty"] = "discharge_duty"
    duty: Literal["call_back", "rectify"]
    remark: Paragraph = personal(min_length=1)


class Say(Frozen):
    """Text, where the voice fails or is not wanted."""

    type: Literal["say"] = "say"
    text: Paragraph = personal(min_length=1)


class Note(Frozen):
    """The clerk's own note; the applicant does not see it."""

    type: Literal["note"] = "note"
    text: Paragraph = personal(min_length=1)


Body = Annotated[
    Open
    | Call
    | Miss
    | Hold
    | Resume
    | Start
    | Transfer
    | Act
    | GrantConsent
    | WithdrawConsent
    | Identify
    | EditField
    | ProposeField
    | AcceptProposal
    | DeclineProposal
    | AddMaterial
    | RemoveMaterial
    | JudgeMaterial
    | Sign
    | Submit
    | Answer
    | Rate
    | DischargeDuty
    | Say
    | Note,
    Field(discriminator="type"),
]


class Command(Frozen):
    """What somebody asks for; its id makes sure that it happens once."""

    id: Name
    body: Body


class Record(Frozen):
    """What has happened, in the order of the case's stream."""

    v: Literal[1] = VERSION
    case: Name
    seq: int = Field(ge=1)
    at: Micros
    by: Actor
    command: Name | None = Field(default=None, description="the id of the command it answers")
    body: Body


RefusalCode = Literal[
    "not_allowed",  # the role may never do this, or not in this stage
    "not_ready",  # something is missing first
    "conflict",  # somebody was faster
    "unknown",  # it names what is not there
    "ended",  # the case is over
    "not_kept",  # the service could not write it down; said again later, it may be
]


class Refusal(Frozen):
    """Why a command was not carried out; goes to its sender alone."""

    command: Name
    code: RefusalCode
    text: Text
    allowed: tuple[str, ...] = Field(default=(), description="the actions this role may take now")


# --- momentary ------------------------------------------------------------------------------


class Point(Frozen):
    """Where somebody points: a field, a material, or a place on a document's picture."""

    type: Literal["point"] = "point"
    target: str = Field(
        max_length=80,
        pattern=r"^(field|material):[A-Za-z0-9_.-]+$",
        description="field:NAME or material:NAME",
    )
    x: float | None = Field(default=None, ge=0, le=1)
    y: float | None = Field(default=None, ge=0, le=1)


class Type(Frozen):
    """Somebody is typing in a field; others see it locked until they stop."""

    type: Literal["type"] = "type"
    field: Name
    is_typing: bool


class Signal(Frozen):
    """WebRTC signalling for another participant."""

    type: Literal["signal"] = "signal"
    to: Name
    data: dict[str, Any]


Momentary = Annotated[Point | Type | Signal, Field(discriminator="type")]

commands: TypeAdapter[Command] = TypeAdapter(Command)
records: TypeAdapter[Record] = TypeAdapter(Record)
momentary: TypeAdapter[Point | Type | Signal] = TypeAdapter(Momentary)

COMMANDS: tuple[str, ...] = tuple(
    kind.model_fields["type"].default
    for kind in Body.__origin__.__args__  # type: ignore[attr-defined]
)
"""The types of commands and records, in the order of the reference."""
