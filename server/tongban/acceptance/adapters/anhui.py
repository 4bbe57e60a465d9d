"""Anhui's system: an application gets a ticket, and the ticket is polled for the answer.

The ticket need not be kept: the same serial number gets the same ticket again.
"""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import gzip
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import quote

from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter

from ..adapter import HttpAdapter, Reply
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

__all__ = ["AnhuiAdapter"]

CHINA = dt.timezone(dt.timedelta(hours=8))
APPLICANT = {"name": "sqrxm", "id_number": "sfzhm", "phone": "lxdh", "address": "txdz"}
POLL_S = (0.05, 1.0)
"""The first wait between polls and the longest; each is half as long again as the last [s]."""


def _time(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=CHINA)


def _day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%Y%m%d").date()


class _Ticket(BaseModel):
    ywlsh: str
    pzh: str = Field(min_length=1, max_length=100)


class _InWork(_Ticket):
    ztdm: Literal["01"]


class _Accepted(_Ticket):
    ztdm: Literal["02"]
    bjbh: str = Field(min_length=1)
    slsj: Annotated[dt.datetime, BeforeValidator(_time)]
    cnrq: Annotated[dt.date, BeforeValidator(_day)]
    fdgzr: float = Field(ge=0)
    gzbb: str
    zxdh: str


class _Reason(BaseModel):
    lb: Literal["cl", "bd"]
    dm: str
    yydm: str
    yy: str = Field(min_length=1)
    yyyw: str = ""


class _Refused(_Ticket):
    ztdm: Literal["03", "04"]
    yylb: tuple[_Reason, ...] = Field(min_length=1)


_answers: TypeAdapter[_InWork | _Accepted | _Refused] = TypeAdapter(
    Annotated[_InWork | _Accepted | _Refused, Field(discriminator="ztdm")]
)


class AnhuiAdapter(HttpAdapter):
    """Speaks to ``tongban.acceptance.anhui``, or to a system with its interface."""

    region: ClassVar[str] = "anhui"
    health_path: ClassVar[str] = "/health"

    async def _exchange(self, submission: Submission, contents: Contents) -> Outcome:
        body = await self._body(submission, contents)
        answer = self._parsed(submission, await self._send("POST", "/wssl/v1/sqd", json=body))
        wait_s, longest_s = POLL_S
        while isinstance(answer, _InWork):  # until the time of the attempt is over
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 1.5, longest_s)
            path = f"/wssl/v1/sqd/{quote(answer.pzh, safe='')}"
            answer = self._parsed(submission, await self._send("GET", path))
        if isinstance(answer, _Accepted):
            return self._accepted(submission, answer)
        return self._refused(submission, answer)

    async def _body(self, submission: Submission, contents: Contents) -> dict[str, Any]:
        fields = submission.fields
        return {
            "ywlsh": submission.idempotency_key,
            "sxbm": self._rules(submission).code,
            "sqr": {theirs: fields.get(ours, "") for ours, theirs in APPLICANT.items()},
            "qtzd": [{"zdm": k.upper(), "z": v} for k, v in fields.items() if k not in APPLICANT],
            "clqd": [await self._material(m, contents) for m in submission.materials],
        }

    async def _material(self, material: SubmittedMaterial, contents: Contents) -> dict[str, str]:
        content = await self._content(material, contents)
        return {
            "cldm": f"CL_{material.kind.upper()}",
            "wjlx": material.media_type,
            "zy": material.sha256,
            "nr": base64.b64encode(gzip.compress(content, compresslevel=1)).decode(),
        }

    def _parsed(self, submission: Submission, reply: Reply) -> _InWork | _Accepted | _Refused:
        if reply.status == 409:
            raise self._key_reused(submission)
        answer = _answers.validate_json(reply.body)
        self._check_echo(submission, answer.ywlsh)
        return answer

    def _accepted(self, submission: Submission, answer: _Accepted) -> Accepted:
        return Accepted(
            region=self.region,
            idempotency_key=submission.idempotency_key,
            case_number=answer.bjbh,
            accepted_at=answer.slsj,
            promised_on=answer.cnrq,
            statutory_days=answer.fdgzr,
            rule_version=answer.gzbb,
            receipt=(
                ReceiptLine(zh="凭证号", en="Ticket", value=answer.pzh),
                ReceiptLine(zh="咨询电话", en="Hotline", value=answer.zxdh),
            ),
        )

    def _refused(self, submission: Submission, answer: _Refused) -> Refused:
        item = self._item(submission)
        ours = {theirs: name for name, theirs in APPLICANT.items()}
        ours |= {name.upper(): name for name in item.fields}
        ours |= {f"CL_{name.upper()}": name for name in item.materials}
        return Refused(
            region=self.region,
            idempotency_key=submission.idempotency_key,
            kind="not_accepted" if answer.ztdm == "04" else "deficient",
            reasons=tuple(
                Reason(code=r.yydm, about=ours.get(r.dm, ""), zh=r.yy, en=r.yyyw)
                for r in answer.yylb
            ),
        )
