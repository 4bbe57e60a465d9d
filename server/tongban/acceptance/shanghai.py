"""Stand-in of Shanghai's acceptance system: JSON with English keys, answered at once.

    POST /api/v2/applications            header Idempotency-Key; 201 accepted, 422 rejected
    GET  /api/v2/applications/{number}   a case

Its own rule: an application states the rule version it was prepared by, and an outdated one is
rejected. Case numbers have 15 digits (invented). Illustrative 示例 throughout.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
from pathlib import Path
from typing import Annotated, Any

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..scenario import Catalogue
from .stand_in import (
    CATALOGUE,
    REGISTER,
    Application,
    Case,
    Clock,
    Faults,
    Finding,
    KeyReused,
    Paper,
    Words,
    assembled,
    json_answer,
    judged,
    now_in_china,
    run,
)

__all__ = ["create_app"]

REGION = "shanghai"
PATH = "/api/v2/applications"
BASIC = {"fullName": "name", "idNumber": "id_number", "mobile": "phone", "address": "address"}

WORDS = Words(
    {
        "item_unknown": ("E1001", "事项编码{title}不存在", "No service item {title}"),
        "not_remote": (
            "E1002",
            "本事项不适用远程虚拟窗口：{title}。{detail}",
            "Not available through the remote window: {title}. Instead: {detail}",
        ),
        "field_missing": ("E2001", "“{title}”为必填项", "{title} is required"),
        "field_wrong": ("E2002", "“{title}”填写有误：{detail}", "{title} is invalid: {detail}"),
        "material_missing": ("E3001", "缺少申请材料：{title}", "Missing document: {title}"),
        "material_unknown": (
            "E3002",
            "不识别的材料类型：{title}",
            "Unknown document type: {title}",
        ),
        "material_damaged": (
            "E3003",
            "材料“{title}”传输不完整，请重新上传",
            "{title} did not arrive whole; please upload it again",
        ),
        "media_type": (
            "E3004",
            "材料“{title}”格式不支持",
            "The format of {title} is not supported",
        ),
        "outdated": (
            "E1003",
            "办事指南已更新为{title}，请按新版办理",
            "The rules have changed to {title}; please follow them",
        ),
    }
)

Short = Annotated[str, Field(max_length=300)]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Attachment(_Wire):
    docType: Short  # noqa: N815
    fileName: Short  # noqa: N815
    mediaType: Short  # noqa: N815
    sha256: Short
    contentBase64: str  # noqa: N815


class _Applicant(_Wire):
    fullName: Short  # noqa: N815
    idNumber: Short  # noqa: N815
    mobile: Short
    address: Short


class _Body(_Wire):
    serviceItem: Short  # noqa: N815
    ruleVersion: Short  # noqa: N815
    traceId: Short  # noqa: N815
    applicant: _Applicant
    details: dict[Short, Short]
    attachments: list[_Attachment]


routes = web.RouteTableDef()


@routes.post(PATH)
async def apply(request: web.Request) -> web.Response:
    """Accept or reject an application."""
    key = request.headers.get("Idempotency-Key", "")
    try:
        body = _Body.model_validate_json(await request.read())
        papers = {_snake(a.docType): _paper(a) for a in body.attachments}
    except (ValidationError, binascii.Error):
        return json_answer({"status": "MALFORMED", "requestId": key}, status=400)
    if not key:
        return json_answer({"status": "MALFORMED", "requestId": key}, status=400)
    return _decided(request.app, key, body, papers)


def _decided(app: web.Application, key: str, body: _Body, papers: dict[str, Paper]) -> web.Response:
    catalogue = app[CATALOGUE]
    codes = {item.regions[REGION].code: name for name, item in catalogue.items.items()}
    answers = {BASIC[k]: v for k, v in body.applicant.model_dump().items()}
    answers |= {_snake(k): v for k, v in body.details.items()}
    application = Application(key, codes.get(body.serviceItem, body.serviceItem), answers, papers)
    try:
        outdated = _outdated(catalogue, application.item, body.ruleVersion)
        found = judged(app, REGION, application, _number, outdated)
    except KeyReused:
        return json_answer({"status": "KEY_REUSED", "requestId": key}, status=409)
    if isinstance(found, Case):
        return json_answer(_accepted(catalogue, found), status=201)
    errors = [_error(finding) for finding in found]
    return json_answer({"status": "REJECTED", "requestId": key, "errors": errors}, status=422)


def _accepted(catalogue: Catalogue, case: Case) -> dict[str, Any]:
    rules = catalogue.items[case.item].regions[REGION]
    return _case(case) | {
        "requestId": case.key,
        "statutoryWorkingDays": rules.statutory_days,
        "ruleVersion": rules.rule_version,
        "receiptNo": f"SL{case.case_number}",
        "hotline": catalogue.regions[REGION].hotline,
    }


@routes.get(PATH + "/{number}")
async def show(request: web.Request) -> web.Response:
    """A case by its number."""
    case = request.app[REGISTER].find(request.match_info["number"])
    if case is None:
        return json_answer({"status": "NOT_FOUND"}, status=404)
    return json_answer(_case(case))


def _case(case: Case) -> dict[str, Any]:
    return {
        "status": "ACCEPTED",
        "caseNumber": case.case_number,
        "acceptedAt": case.accepted_at.isoformat(),
        "promisedBy": case.promised_on.isoformat(),
    }


def _number(day: dt.date, serial: int) -> str:
    """An invented form: 751, the day, the day's serial number; 15 digits."""
    return f"751{day:%y%m%d}{serial:06d}"


def _error(finding: Finding) -> dict[str, str]:
    is_document = finding.code.startswith(("material", "media"))
    names = {ours: theirs for theirs, ours in BASIC.items()}
    return {
        "code": WORDS.code(finding),
        "docType" if is_document else "field": names.get(finding.about, _camel(finding.about)),
        "messageZh": WORDS.of(finding, "zh-CN"),
        "messageEn": WORDS.of(finding, "en"),
    }


def _outdated(catalogue: Catalogue, name: str, version: str) -> list[Finding]:
    item = catalogue.items.get(name)
    if item is None or version == (current := item.regions[REGION].rule_version):
        return []
    return [Finding("outdated", current)]


def _paper(attachment: _Attachment) -> Paper:
    content = base64.b64decode(attachment.contentBase64, validate=True)
    digest = hashlib.sha256(content).hexdigest()
    return Paper(attachment.mediaType, digest, bool(content) and digest == attachment.sha256)


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)


def create_app(
    *,
    store: str | Path = ":memory:",
    catalogue: Catalogue | None = None,
    clock: Clock = now_in_china,
    faults: Faults | None = None,
) -> web.Application:
    """The service. A store in memory is forgotten when it stops."""
    return assembled(
        REGION, routes, PATH, store=store, catalogue=catalogue, clock=clock, faults=faults
    )


if __name__ == "__main__":
    run(REGION, create_app)
