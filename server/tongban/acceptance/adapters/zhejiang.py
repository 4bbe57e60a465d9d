"""Zhejiang's system: each material uploaded first, then a declaration that refers to them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar
from urllib.parse import quote

from pydantic import BaseModel, BeforeValidator, Field

from ...errors import Unavailable
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

__all__ = ["ZhejiangAdapter"]

CHINA = dt.timezone(dt.timedelta(hours=8))


def _day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%Y/%m/%d").date()


class _Answer(BaseModel):
    code: str
    msg: str
    data: dict[str, Any]


class _Uploaded(BaseModel):
    material_id: str = Field(alias="materialId", min_length=1)
    sha256: str


class _Accepted(BaseModel):
    number: str = Field(alias="acceptNo", min_length=1)
    accepted_ms: int = Field(alias="acceptTime", ge=0, le=10**14)
    promised_on: Annotated[dt.date, BeforeValidator(_day)] = Field(alias="promiseDate")
    statutory: float = Field(alias="legalDays", ge=0)
    rule_version: str = Field(alias="ruleVersion")
    query_code: str = Field(alias="queryCode")


class _Reject(BaseModel):
    type: str
    seq: int = 0
    code: str = ""
    reason_code: str = Field(alias="reasonCode")
    reason: str = Field(min_length=1)
    en: str = Field(default="", alias="reasonEn")


class _Refused(BaseModel):
    rejects: tuple[_Reject, ...] = Field(alias="rejectList", min_length=1)


class ZhejiangAdapter(HttpAdapter):
    """Speaks to ``tongban.acceptance.zhejiang``, or to a system with its interface.

    Documents its checklist has no line for are not sent: there is no place for them.
    """

    region: ClassVar[str] = "zhejiang"
    health_path: ClassVar[str] = "/health"

    async def _exchange(self, submission: Submission, contents: Contents) -> Outcome:
        body = {
            "declareNo": submission.idempotency_key,
            "matterCode": self._rules(submission).code,
            "formItems": self._form(submission),
            "materialRefs": await self._uploaded(submission, contents),
        }
        reply = await self._send("POST", "/declarations", json=body)
        answer = _Answer.model_validate_json(reply.body)
        if answer.code == "410001":  # an upload ran out meanwhile: the next attempt uploads anew
            raise Unavailable(self.region, "an upload is gone", may_have_arrived=False)
        if answer.code not in ("000000", "409001", "400200", "400300"):
            raise self._not_understood(f"code {answer.code}")
        self._check_echo(submission, str(answer.data.get("declareNo", "")))
        if answer.code == "409001":
            raise self._key_reused(submission)
        if answer.code == "000000":
            return self._accepted(submission, answer.data)
        return self._refused(submission, answer.data, never=answer.code == "400300")

    def _numbers(self, submission: Submission) -> dict[str, str]:
        """The form's fields by the region's numbers: F01 is the first."""
        form = self._item(submission).form(self.region)
        return {name: f"F{i:02d}" for i, name in enumerate(form, 1)}

    def _form(self, submission: Submission) -> list[dict[str, str]]:
        numbers = self._numbers(submission)
        return [{"code": numbers.get(k, k), "value": v} for k, v in submission.fields.items()]

    async def _uploaded(self, submission: Submission, contents: Contents) -> list[dict[str, Any]]:
        places = {
            name: (seq, choice)
            for seq, need in enumerate(self._rules(submission).needs, 1)
            for choice, name in enumerate(need.any_of)
        }
        refs = []
        for material in submission.materials:
            if material.kind in places:
                seq, choice = places[material.kind]
                material_id = await self._upload(material, contents)
                refs.append({"seq": seq, "choice": choice, "materialId": material_id})
        return refs

    async def _upload(self, material: SubmittedMaterial, contents: Contents) -> str:
        reply = await self._send(
            "POST",
            "/materials",
            data=await self._content(material, contents),
            headers={
                "Content-Type": material.media_type,
                "X-File-Name": quote(material.file_name),
            },
        )
        uploaded = _Uploaded.model_validate(_Answer.model_validate_json(reply.body).data)
        if uploaded.sha256 != material.sha256:
            raise Unavailable(self.region, "an upload arrived damaged", may_have_arrived=False)
        return uploaded.material_id

    def _accepted(self, submission: Submission, data: dict[str, Any]) -> Accepted:
        answer = _Accepted.model_validate(data)
        return Accepted(
            region=self.region,
            idempotency_key=submission.idempotency_key,
            case_number=answer.number,
            accepted_at=dt.datetime.fromtimestamp(answer.accepted_ms / 1000, CHINA),
            promised_on=answer.promised_on,
            statutory_days=answer.statutory,
            rule_version=answer.rule_version,
            receipt=(ReceiptLine(zh="查询码", en="Query code", value=answer.query_code),),
        )

    def _refused(self, submission: Submission, data: dict[str, Any], *, never: bool) -> Refused:
        rejects = _Refused.model_validate(data).rejects
        return Refused(
            region=self.region,
            idempotency_key=submission.idempotency_key,
            kind="not_accepted" if never else "deficient",
            reasons=tuple(self._reason(submission, reject) for reject in rejects),
        )

    def _reason(self, submission: Submission, reject: _Reject) -> Reason:
        needs = self._rules(submission).needs
        names = {number: name for name, number in self._numbers(submission).items()}
        about = names.get(reject.code, "")
        if reject.type == "MATERIAL" and 1 <= reject.seq <= len(needs):
            about = needs[reject.seq - 1].material
        return Reason(code=reject.reason_code, about=about, zh=reject.reason, en=reject.en)
