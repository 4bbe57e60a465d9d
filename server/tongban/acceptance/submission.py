"""What goes to a home region's acceptance system and what comes back, whatever the region.

All of it is data: an outbox stores a ``Submission`` and its ``Outcome`` as JSON and goes on after
a crash with nothing else. Documents are not in it; they are named by their hash and fetched
when they are sent.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, TypeAdapter

from ..flow import Frozen, Language
from ..scenario import MediaType

__all__ = [
    "Accepted",
    "Contents",
    "Outcome",
    "Reason",
    "ReceiptLine",
    "Refused",
    "Submission",
    "SubmittedMaterial",
    "outcomes",
]

Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class SubmittedMaterial(Frozen):
    """One document, put to one material of the region's checklist."""

    kind: str = Field(description="the material's name in the item catalogue")
    file_name: str = Field(max_length=200, repr=False, description="may name a person")
    media_type: MediaType
    sha256: Sha256
    size: int = Field(ge=1, description="bytes")


class Submission(Frozen):
    """A signed case on its way to the home region's system.

    One key belongs to one content for good: a case sent again after a refusal, changed, takes a
    new key; the same case sent again after a crash or a time-out keeps its own.
    """

    trace_id: Key = Field(description="our own number of the case, over all its visits")
    idempotency_key: Key
    region: str
    item: str
    fields: dict[str, str] = Field(repr=False, description="the form, by field; personal")
    materials: tuple[SubmittedMaterial, ...] = ()
    covers: Sha256 | None = Field(
        default=None, description="the digest of form and materials that the applicant signed"
    )

    @property
    def digest(self) -> str:
        """SHA-256 of what the region gets, in hexadecimal: the same for the same content."""
        content = {
            "region": self.region,
            "item": self.item,
            "fields": self.fields,
            "materials": sorted((m.kind, m.sha256) for m in self.materials),
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


Contents = Callable[[SubmittedMaterial], Awaitable[bytes]]
"""Fetches a document; called each time it is sent, so that nothing large is held meanwhile."""


class ReceiptLine(Frozen):
    """Something more that a region prints on its receipts."""

    zh: str = Field(description="its title")
    en: str
    value: str

    def title(self, language: Language) -> str:
        """Its title in a language."""
        return self.en if language == "en" else self.zh


class Accepted(Frozen):
    """The region has accepted the case (受理): it has a number, and the law's clock runs."""

    outcome: Literal["accepted"] = "accepted"
    region: str
    idempotency_key: Key
    case_number: str = Field(min_length=1, description="办件编号, in the region's own format")
    accepted_at: AwareDatetime
    promised_on: dt.date = Field(description="承诺办结日期")
    statutory_days: float = Field(ge=0, description="working days the law allows, from acceptance")
    rule_version: str = Field(description="of the rules the region judged by")
    receipt: tuple[ReceiptLine, ...] = ()


class Reason(Frozen):
    """Why a region refused, in its own words."""

    code: str = Field(description="the region's own")
    about: str = Field(default="", description="the field or material in our catalogue, if any")
    zh: str = Field(min_length=1)
    en: str = Field(default="", description="empty where the region gives none")

    def of(self, language: Language) -> str:
        """The words in a language; the region's Chinese where it has no English."""
        return self.en if language == "en" and self.en else self.zh


class Refused(Frozen):
    """The region has not accepted the case: something must be put right, or it never will be."""

    outcome: Literal["refused"] = "refused"
    region: str
    idempotency_key: Key
    kind: Literal["deficient", "not_accepted"] = Field(
        description="put it right and send it again (补正), or not accepted at all (不予受理)"
    )
    reasons: tuple[Reason, ...] = Field(min_length=1)


Outcome = Annotated[Accepted | Refused, Field(discriminator="outcome")]
outcomes: TypeAdapter[Accepted | Refused] = TypeAdapter(Outcome)
