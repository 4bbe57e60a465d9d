"""The shape of a case as a role sees it: what ``view`` gives, for those who read it elsewhere.

The pages' types and the protocol's reference are generated from here; a test holds every view of
every role against it. Values are plain (what JSON knows), since a view goes over the wire.
"""

from __future__ import annotations

from typing import Literal, NotRequired

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

from .messages import Answer, Capability, Identify, Missing, Notice, Rate, Record, Ticket, Verdict

__all__ = ["CaseView", "Now", "Spec"]

exactly = with_config(ConfigDict(extra="forbid"))

Words = TypedDict("Words", {"zh-CN": str, "en": str})
"""What a person reads, in both languages."""


@exactly
class FieldSpec(TypedDict):
    """A field of the form."""

    title: Words
    type: str
    required: bool
    personal: bool
    pattern: str | None
    hint: Words | None
    options: dict[str, Words]
    only_in: list[str] | None
    regex: str
    wrong: Words  # what to say of a value that does not match it


@exactly
class MaterialSpec(TypedDict):
    """A material, and what a clerk may find wrong with it."""

    title: Words
    note: Words | None
    accepts: list[str]
    reasons: dict[str, Words]


NeedSpec = TypedDict(
    "NeedSpec",
    {"material": str, "or": list[str], "when": dict[str, str], "note": Words | None},
)
"""A line of the region's checklist: one material, or any of some others."""


@exactly
class FeeSpec(TypedDict):
    """What is to be paid."""

    title: Words
    cny: float
    when: dict[str, str]


@exactly
class ActionSpec(TypedDict):
    """What an action of the flow is; null where stages that share its name differ.

    to         the stage it leads to
    counts_as  as what the case ends with it, if it does
    """

    by: str | None
    to: str | None
    means: Literal["acceptance", "deficiency"] | None
    counts_as: str | None


@exactly
class Spec(TypedDict):
    """What the case's item asks for in its home region, and the words of its flow."""

    title: Words
    region: str
    rule_version: str
    promised_days: float
    statutory_days: float
    is_illustrative: bool
    must_record: bool
    fields: dict[str, FieldSpec]
    materials: dict[str, MaterialSpec]
    needs: list[NeedSpec]
    fees: list[FeeSpec]
    path: list[str]  # the stages of the usual way
    actions: dict[str, ActionSpec]
    titles: dict[str, Words]


@exactly
class FormEntry(TypedDict):
    """A field's value, its revision, and the role that gave it."""

    value: str
    revision: int
    by: str


@exactly
class ProposalView(TypedDict):
    """A value that the clerk proposes."""

    field: str
    value: str


@exactly
class DocumentView(TypedDict):
    """What lies for a material, and the verdict on it."""

    sha256: str
    media_type: str
    size: int
    file_name: str
    verdict: Verdict | None
    reason: str | None
    remark: str


@exactly
class Now(TypedDict):
    """What may change with any record, beside what the record itself says. Times in µs."""

    seq: int
    stage: str
    entered_at: int
    started_at: int | None
    ended: str | None
    ticket: Ticket
    visit: int  # 1 at the first ticket
    visit_since: int  # when this visit's ticket was taken
    called_to: str | None
    stands_aside: bool
    units: dict[str, str]
    actions: list[str]
    content: list[str]
    consents: list[Capability]
    case_number: str | None
    needs: NotRequired[list[str]]  # materials of the lines that apply to this form
    missing: NotRequired[list[Missing]]
    digest: NotRequired[str]
    is_signed: NotRequired[bool]
    is_submitted: NotRequired[bool]
    duties: NotRequired[list[str]]


@exactly
class CaseView(Now):
    """A case as one role sees it; what it may not see is not there."""

    case: str
    home: str
    item: str
    is_enquiry: bool
    spec: NotRequired[Spec]
    said: NotRequired[list[Record]]
    notes: NotRequired[list[Record]]
    notices: NotRequired[list[Notice]]
    rating: NotRequired[Rate | None]
    form: NotRequired[dict[str, FormEntry]]
    proposals: NotRequired[dict[str, ProposalView]]
    materials: NotRequired[dict[str, DocumentView]]
    identity: NotRequired[Identify | None]
    signature: NotRequired[str | None]  # the SHA-256 of its picture
    answer: NotRequired[Answer | None]
