"""Shanghai's system: one JSON document with everything in it, answered at once."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter

from ..adapter import HttpAdapter
from ..submission import (
    Accepted,
    Contents,
    Outcome,
    Reason,
    ReceiptLine,
    Refused,
    Submission,
    SubmittedMaterial,
)

__all__ = ["ShanghaiAdapter"]

APPLICANT = {"name": "fullName", "id_number": "idNumber", "phone": "mobile", "address": "address"}
NEVER = ("E1001", "E1002")
"""Codes of an application that no supplement can mend."""


class _Accepted(BaseModel):
    status: Literal["ACCEPTED"]
    request_id: str = Field(alias="requestId")
    number: str = Field(alias="caseNumber", min_length=1)
    accepted_at: AwareDatetime = Field(alias="acceptedAt")
    promised_by: dt.date = Field(alias="promisedBy")
    statutory: float = Field(alias="statutoryWorkingDays", ge=0)
    rule_version: str = Field(alias="ruleVersion")
    receipt: str = Field(alias="receiptNo")
    hotline: str


class _Error(BaseModel):
    code: str
    document: str = Field(default="", alias="docType")
    field: str = ""
    zh: str = Field(alias="messageZh")
    en: str = Field(default="", alias="messageEn")


class _Rejected(BaseModel):
    status: Literal["REJECTED"]
    request_id: str = Field(alias="requestId")
    errors: tuple[_Error, ...] = Field(min_length=1)


_answers: TypeAdapter[_Accepted | _Rejected] = TypeAdapter(
    Annotated[_Accepted | _Rejected, Field(discriminator="status")]
)


class ShanghaiAdapter(HttpAdapter):
    """Speaks to ``tongban.acceptance.shanghai``, or to a system with its interface."""

    region: ClassVar[str] = "shanghai"
    health_path: ClassVar[str] = "/health"

    async def _exchange(self, submission: Submission, contents: Contents) -> Outcome:
        reply = await self._send(
            "POST",
            "/api/v2/applications",
            json=await self._body(submission, contents),
            headers={"Idempotency-Key": submission.idempotency_key},
        )
        if reply.status == 409:
            raise self._key_reused(submission)
        answer = _answers.validate_json(reply.body)
        self._check_echo(submission, answer.request_id)
        if isinstance(answer, _Accepted):
            return self._accepted(submission, answer)
        return self._refused(submission, answer)

    async def _body(self, submission: Submission, contents: Contents) -> dict[str, Any]:
        fields, rules = submission.fields, self._rules(submission)
        return {
            "serviceItem": rules.code,
            "ruleVersion": rules.rule_version,
            "traceId": submission.trace_id,
            "applicant": {theirs: fields.get(ours, "") for ours, theirs in APPLICANT.items()},
            "details": {_camel(k): v for k, v in fields.items() if k not in APPLICANT},
            "attachments": [await self._attachment(m, contents) for m in submission.materials],
        }

    async def _attachment(self, material: SubmittedMaterial, contents: Contents) -> dict[str, str]:
        content = await self._content(material, contents)
        return {
            "docType": _camel(material.kind),
            "fileName": material.file_name,
            "mediaType": material.media_type,
            "sha256": material.sha256,
            "contentBase64": base64.b64encode(content).decode(),
        }

    def _accepted(self, submission: Submission, answer: _Accepted) -> Accepted:
        return Accepted(
            region=self.region,
            idempotency_key=submission.idempotency_key,
            case_number=answer.number,
            accepted_at=answer.accepted_at,
            promised_on=answer.promised_by,
            statutory_days=answer.statutory,
            rule_version=answer.rule_version,
            receipt=(
                ReceiptLine(zh="受理单号", en="Receipt number", value=answer.receipt),
                ReceiptLine(zh="咨询电话", en="Hotline", value=answer.hotline),
            ),
        )

    def _refused(self, submission: Submission, answer: _Rejected) -> Refused:
        item = self._item(submission)
        ours = {_camel(name): name for name in (*item.materials, *item.fields)}
        ours |= {theirs: name for name, theirs in APPLICANT.items()}
        return Refused(
            region=self.region,
            idempotency_key=submission.idempotency_key,
            kind="not_accepted" if any(e.code in NEVER for e in answer.errors) else "deficient",
            reasons=tuple(
                Reason(code=e.code, about=ours.get(e.document or e.field, ""), zh=e.zh, en=e.en)
                for e in answer.errors
            ),
        )


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)
