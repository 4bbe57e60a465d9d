"""Jiangsu's system: a form with files, under the Chinese titles; XML in GB18030 comes back."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar
from xml.etree import ElementTree

import aiohttp
from pydantic import BaseModel, Field

from ..adapter import HttpAdapter
from ..submission import (
    Accepted,
    Contents,
    Outcome,
    Reason,
    ReceiptLine,
    Refused,
    Submission,
)

__all__ = ["JiangsuAdapter"]

CHINA = dt.timezone(dt.timedelta(hours=8))
ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


class _Accepted(BaseModel):
    number: str = Field(alias="办件编号", min_length=1)
    accepted_at: dt.datetime = Field(alias="受理时间")
    promised_on: dt.date = Field(alias="承诺办结日期")
    statutory: float = Field(alias="法定工作日", ge=0)
    rule_version: str = Field(alias="规则版本")
    receipt: str = Field(alias="回执编号")
    hotline: str = Field(alias="咨询电话")


class JiangsuAdapter(HttpAdapter):
    """Speaks to ``tongban.acceptance.jiangsu``, or to a system with its interface."""

    region: ClassVar[str] = "jiangsu"
    health_path: ClassVar[str] = "/health"

    async def _exchange(self, submission: Submission, contents: Contents) -> Outcome:
        form = await self._form(submission, contents)
        reply = await self._send("POST", "/jssl/shouli.do", data=form)
        root = self._parsed(reply.body)
        code = root.findtext("结果代码")
        if code == "1":
            raise self._not_understood("it calls our form malformed")
        self._check_echo(submission, root.findtext("流水号") or "")
        if code == "4":
            raise self._key_reused(submission)
        if code == "0":
            return self._accepted(submission, root)
        if code in ("2", "3"):
            return self._refused(submission, root, never=code == "3")
        raise self._not_understood(f"result code {code!r}")

    async def _form(self, submission: Submission, contents: Contents) -> aiohttp.FormData:
        item = self._item(submission)
        form = aiohttp.FormData(quote_fields=False, charset="utf-8")
        form.add_field("流水号", submission.idempotency_key)
        form.add_field("追踪号", submission.trace_id)
        form.add_field("事项编码", self._rules(submission).code)
        for name, value in submission.fields.items():
            title = item.fields[name].title.zh_cn if name in item.fields else name
            form.add_field(f"表单.{title}", value)
        for i, material in enumerate(submission.materials, 1):
            known = item.materials.get(material.kind)
            title = known.title.zh_cn if known else material.kind
            form.add_field(f"摘要.{title}", material.sha256)
            form.add_field(
                f"材料.{title}",
                await self._content(material, contents),
                content_type=material.media_type,
                # Its names must end as the content is; the applicant's own name is not needed.
                filename=f"{i:02d}{ENDINGS[material.media_type]}",
            )
        return form

    def _parsed(self, body: bytes) -> ElementTree.Element:
        """The root. Python's parser knows no GB18030, so the text is decoded before it."""
        try:
            text = body.decode("gb18030")
            if "<!" in text:  # no document type, so no entities either
                raise self._not_understood("its XML has a document type")
            root = ElementTree.fromstring(text.partition("?>")[2].strip())
        except (UnicodeDecodeError, ElementTree.ParseError):
            raise self._not_understood("not XML in GB18030") from None
        if root.tag != "受理结果":
            raise self._not_understood(f"<{root.tag}> where <受理结果> was expected")
        return root

    def _accepted(self, submission: Submission, root: ElementTree.Element) -> Accepted:
        answer = _Accepted.model_validate({child.tag: child.text or "" for child in root})
        return Accepted(
            region=self.region,
            idempotency_key=submission.idempotency_key,
            case_number=answer.number,
            accepted_at=answer.accepted_at.replace(tzinfo=CHINA),
            promised_on=answer.promised_on,
            statutory_days=answer.statutory,
            rule_version=answer.rule_version,
            receipt=(
                ReceiptLine(zh="回执编号", en="Receipt number", value=answer.receipt),
                ReceiptLine(zh="咨询电话", en="Hotline", value=answer.hotline),
            ),
        )

    def _refused(
        self, submission: Submission, root: ElementTree.Element, *, never: bool
    ) -> Refused:
        item = self._item(submission)
        names = {
            "表单": {field.title.zh_cn: name for name, field in item.fields.items()},
            "材料": {material.title.zh_cn: name for name, material in item.materials.items()},
        }
        reasons = tuple(_reason(entry, names) for entry in root.iterfind("补正事项/事项"))
        return Refused(
            region=self.region,
            idempotency_key=submission.idempotency_key,
            kind="not_accepted" if never else "deficient",
            reasons=reasons,
        )


def _reason(entry: ElementTree.Element, names: dict[str, dict[str, str]]) -> Reason:
    about = names.get(entry.get("类别", ""), {}).get(entry.get("名称", ""), "")
    code, zh, en = (entry.findtext(name) or "" for name in ("原因代码", "原因", "英文说明"))
    return Reason(code=code, about=about, zh=zh, en=en)
