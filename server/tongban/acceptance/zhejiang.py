"""Stand-in of Zhejiang's acceptance system: materials are uploaded first, then referred to.

    POST /materials                  raw content; an id, good for an hour
    POST /declarations               JSON: form items by number, materials by line of the checklist
    GET  /declarations/{declareNo}   a declaration by the sender's own number

Always 200 with a code: 000000 done, 400100 malformed, 400200 to be corrected, 400300 not
accepted, 409001 number used before, 410001 no such material id. Times are milliseconds since
1970. Its own rule: every reference is to a line of its checklist. Case numbers end in a check digit
(invented). Illustrative 示例 throughout.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
import time
from pathlib import Path
from typing import Annotated, Any

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..scenario import Catalogue, CatalogueItem
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
    Register,
    Words,
    assembled,
    json_answer,
    judged,
    now_in_china,
    run,
)

__all__ = ["create_app"]

REGION = "zhejiang"
KEPT_S = 3600
"""How long an upload waits for its declaration [s]."""

WORDS = Words(
    {
        "item_unknown": ("ZJ01", "事项编码“{title}”不在目录内", "{title} is not in the catalogue"),
        "not_remote": ("ZJ02", "{title}，{detail}", "{title}; {detail}"),
        "field_missing": ("ZJ11", "表单项“{title}”未填", "form item left empty: {title}"),
        "field_wrong": ("ZJ12", "表单项“{title}”有误，{detail}", "form item {title}: {detail}"),
        "material_missing": ("ZJ21", "清单材料“{title}”未提交", "not submitted: {title}"),
        "material_unknown": ("ZJ22", "清单中没有第{title}项", "the list has no line {title}"),
        "material_damaged": ("ZJ23", "“{title}”内容为空", "{title} is empty"),
        "media_type": ("ZJ24", "“{title}”文件类型不符", "{title} is of the wrong type"),
    }
)

Short = Annotated[str, Field(max_length=300)]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _FormItem(_Wire):
    code: Short
    value: Short


class _MaterialRef(_Wire):
    seq: Annotated[int, Field(ge=1, le=999)]
    choice: Annotated[int, Field(ge=0, le=99)] = 0
    materialId: Short  # noqa: N815


class _Declaration(_Wire):
    declareNo: Annotated[Short, Field(min_length=1)]  # noqa: N815
    matterCode: Short  # noqa: N815
    formItems: list[_FormItem]  # noqa: N815
    materialRefs: list[_MaterialRef]  # noqa: N815


class _Gone(Exception):
    """A material id that is not there, or no longer."""


routes = web.RouteTableDef()


@routes.post("/materials")
async def upload(request: web.Request) -> web.Response:
    """Keep a material for its declaration. The same one twice has two ids."""
    content = await request.read()
    material_id, digest = f"M{secrets.token_hex(8)}", hashlib.sha256(content).hexdigest()
    kept = {"type": request.content_type, "until": time.time() + KEPT_S, "whole": bool(content)}
    request.app[REGISTER].note(material_id, None, digest, json.dumps(kept))
    return _answer("000000", "成功", {"materialId": material_id, "sha256": digest})


@routes.post("/declarations")
async def declare(request: web.Request) -> web.Response:
    """Accept a declaration, or say what is to be corrected."""
    try:
        body = _Declaration.model_validate_json(await request.read())
    except ValidationError:
        return _answer("400100", "报文不合规", {})
    key, app = body.declareNo, request.app
    catalogue = app[CATALOGUE]
    codes = {item.regions[REGION].code: name for name, item in catalogue.items.items()}
    name = codes.get(body.matterCode, body.matterCode)
    item = catalogue.items.get(name)
    try:
        papers = _papers(body, item, app[REGISTER])
        application = Application(key, name, _answers(body, item), papers)
        found = judged(app, REGION, application, _number)
    except KeyReused:
        return _answer("409001", "申报号已被使用", {"declareNo": key})
    except _Gone as error:
        return _answer("410001", f"材料{error}不存在或已过期", {"declareNo": key})
    if isinstance(found, Case):
        return _answer("000000", "受理成功", _accepted(found, catalogue))
    return _refused(key, item, found)


@routes.get("/declarations/{number}")
async def show(request: web.Request) -> web.Response:
    """A declaration by the sender's number."""
    case = request.app[REGISTER].find_key(request.match_info["number"])
    if case is None:
        return _answer("404001", "无此申报", {})
    return _answer("000000", "成功", _accepted(case, request.app[CATALOGUE]))


def _answers(body: _Declaration, item: CatalogueItem | None) -> dict[str, str]:
    """Form items go by number, F01 the first of the form; another stays as it is."""
    form = item.form(REGION) if item else {}
    numbers = {f"F{i:02d}": name for i, name in enumerate(form, 1)}
    return {numbers.get(entry.code, entry.code): entry.value for entry in body.formItems}


def _papers(body: _Declaration, item: CatalogueItem | None, register: Register) -> dict[str, Paper]:
    needs = item.regions[REGION].needs if item else ()
    papers = {}
    for ref in body.materialRefs:
        kept = register.noted(ref.materialId)
        if kept is None or (about := json.loads(kept[2]))["until"] < time.time():
            raise _Gone(ref.materialId)
        any_of = needs[ref.seq - 1].any_of if ref.seq <= len(needs) else ()
        name = any_of[ref.choice] if ref.choice < len(any_of) else str(ref.seq)
        papers[name] = Paper(about["type"], kept[1], about["whole"])
    return papers


def _accepted(case: Case, catalogue: Catalogue) -> dict[str, Any]:
    rules = catalogue.items[case.item].regions[REGION]
    return {
        "declareNo": case.key,
        "acceptNo": case.case_number,
        "acceptTime": int(case.accepted_at.timestamp() * 1000),
        "promiseDate": f"{case.promised_on:%Y/%m/%d}",
        "legalDays": rules.statutory_days,
        "ruleVersion": rules.rule_version,
        "queryCode": hashlib.sha256(case.case_number.encode()).hexdigest()[:6].upper(),
    }


def _refused(key: str, item: CatalogueItem | None, found: tuple[Finding, ...]) -> web.Response:
    never = any(finding.code in ("not_remote", "item_unknown") for finding in found)
    code, message = ("400300", "不予受理") if never else ("400200", "申报需补正")
    listed = [_reject(finding, item) for finding in found]
    return _answer(code, message, {"declareNo": key, "rejectList": listed})


def _reject(finding: Finding, item: CatalogueItem | None) -> dict[str, Any]:
    about: dict[str, Any] = {"type": "FORM", "code": finding.about}
    if item and finding.code.startswith("field"):
        numbers = {name: f"F{i:02d}" for i, name in enumerate(item.form(REGION), 1)}
        about = {"type": "FORM", "code": numbers.get(finding.about, finding.about)}
    elif item and finding.code.startswith(("material", "media")):
        lines = [need.any_of for need in item.regions[REGION].needs]
        seq = next((i for i, names in enumerate(lines, 1) if finding.about in names), 0)
        about = {"type": "MATERIAL", "seq": seq}
    return about | {
        "reasonCode": WORDS.code(finding),
        "reason": WORDS.of(finding, "zh-CN"),
        "reasonEn": WORDS.of(finding, "en"),
    }


def _number(day: dt.date, serial: int) -> str:
    """An invented form: 33, the day, the day's serial number, the digits' sum modulo 10."""
    digits = f"33{day:%Y%m%d}{serial:06d}"
    return f"{digits}{sum(map(int, digits)) % 10}"


def _answer(code: str, message: str, data: dict[str, Any]) -> web.Response:
    return json_answer({"code": code, "msg": message, "data": data})


def create_app(
    *,
    store: str | Path = ":memory:",
    catalogue: Catalogue | None = None,
    clock: Clock = now_in_china,
    faults: Faults | None = None,
) -> web.Application:
    """The service. A store in memory is forgotten when it stops."""
    return assembled(
        REGION,
        routes,
        "/declarations",
        store=store,
        catalogue=catalogue,
        clock=clock,
        faults=faults,
    )


if __name__ == "__main__":
    run(REGION, create_app)
