"""Stand-in of Anhui's acceptance system: asynchronous, and its names are initials of pinyin.

    POST /wssl/v1/sqd          JSON; 202 and a ticket (pzh) for the serial number (ywlsh)
    GET  /wssl/v1/sqd/{pzh}    ztdm 01 in work, 02 accepted, 03 to be supplemented, 04 not accepted
    GET  /wssl/v1/bj?bjbh=     a case

Contents (nr) are gzip in base64, with the SHA-256 (zy) of what is inside. Times are written
20230606091233. A ticket outlives a restart: it is answered when its time has come, by whoever
asks. Its own rule: all contents of an application are 20 MB at most. Case numbers look like those
of its documents (invented). Illustrative 示例 throughout.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import secrets
import time
import zlib
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
    findings,
    json_answer,
    masked_applicant,
    now_in_china,
    registered,
    run,
)

__all__ = ["create_app"]

REGION = "anhui"
PATH = "/wssl/v1/sqd"
BASIC = {"sqrxm": "name", "sfzhm": "id_number", "lxdh": "phone", "txdz": "address"}
MOST_BYTES = 20_000_000
WORK_S: web.AppKey[float] = web.AppKey("work_s", float)

WORDS = Words(
    {
        "item_unknown": ("01", "本省无此事项：{title}", "This province has no such item: {title}"),
        "not_remote": (
            "02",
            "该事项{title}，本系统不予受理。{detail}",
            "Not accepted by this system: {title}. {detail}",
        ),
        "field_missing": ("11", "申请表缺项：{title}", "Entry missing in the form: {title}"),
        "field_wrong": ("12", "申请表错项：{title}，{detail}", "Wrong entry: {title}, {detail}"),
        "material_missing": ("21", "缺材料：{title}", "Material missing: {title}"),
        "material_unknown": ("22", "多余材料：{title}", "Not asked for: {title}"),
        "material_damaged": ("23", "材料摘要校验失败：{title}", "Digest check failed: {title}"),
        "media_type": ("24", "材料格式不符：{title}", "Wrong format: {title}"),
    }
)

Short = Annotated[str, Field(max_length=300)]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Sqr(_Wire):
    sqrxm: Short
    sfzhm: Short
    lxdh: Short
    txdz: Short


class _Zd(_Wire):
    zdm: Short
    z: Short


class _Cl(_Wire):
    cldm: Short
    wjlx: Short
    zy: Short
    nr: str


class _Sqd(_Wire):
    ywlsh: Annotated[Short, Field(min_length=1)]
    sxbm: Short
    sqr: _Sqr
    qtzd: list[_Zd]
    clqd: list[_Cl]


class _TooLarge(Exception):
    """More than this system takes."""


routes = web.RouteTableDef()


@routes.post(PATH)
async def receive(request: web.Request) -> web.Response:
    """Receive an application (收件): a ticket. It is not accepted yet."""
    try:
        body = _Sqd.model_validate_json(await request.read())
        papers = _papers(body)
    except (ValidationError, ValueError, zlib.error):
        return json_answer({"cwdm": "0400", "cwxx": "报文格式错误"}, status=400)
    except _TooLarge:
        return json_answer({"cwdm": "0413", "cwxx": "材料总大小超过限制"}, status=413)
    catalogue = request.app[CATALOGUE]
    codes = {item.regions[REGION].code: name for name, item in catalogue.items.items()}
    answers = {BASIC[k]: v for k, v in body.sqr.model_dump().items()}
    answers |= {entry.zdm.lower(): entry.z for entry in body.qtzd}
    application = Application(body.ywlsh, codes.get(body.sxbm, body.sxbm), answers, papers)
    ready_at = time.time() + request.app[WORK_S]
    kept = _kept(catalogue, application) | {"ready_at": ready_at}
    try:
        ticket, _ = request.app[REGISTER].note(
            f"P{secrets.token_hex(6).upper()}", body.ywlsh, application.digest, json.dumps(kept)
        )
    except KeyReused:
        return json_answer({"cwdm": "0409", "cwxx": "业务流水号重复"}, status=409)
    answer = {"ywlsh": body.ywlsh, "pzh": ticket, "ztdm": "01"}
    return json_answer(answer, status=202, headers={"Location": f"{PATH}/{ticket}"})


@routes.get(PATH + "/{ticket}")
async def progress(request: web.Request) -> web.Response:
    """How far the application of a ticket is."""
    found = request.app[REGISTER].noted(ticket := request.match_info["ticket"])
    if found is None:
        return json_answer({"cwdm": "0404", "cwxx": "凭证号不存在"}, status=404)
    key, digest, body = found
    kept = json.loads(body)
    head = {"ywlsh": key, "pzh": ticket}
    if time.time() < kept["ready_at"]:
        return json_answer(head | {"ztdm": "01"})
    if kept["yylb"]:
        return json_answer(head | {"ztdm": kept["ztdm"], "yylb": kept["yylb"]})
    case = registered(request.app, REGION, key, digest, kept["item"], kept["applicant"], _number)
    return json_answer(head | _accepted(case, request.app[CATALOGUE]))


@routes.get("/wssl/v1/bj")
async def show(request: web.Request) -> web.Response:
    """A case by its number."""
    case = request.app[REGISTER].find(request.query.get("bjbh", ""))
    if case is None:
        return json_answer({"cwdm": "0404", "cwxx": "办件不存在"}, status=404)
    return json_answer(_accepted(case, request.app[CATALOGUE]))


def _papers(body: _Sqd) -> dict[str, Paper]:
    papers, left = {}, MOST_BYTES
    for entry in body.clqd:
        inflater = zlib.decompressobj(wbits=31)
        # Never more than is allowed, however well a bomb was packed.
        content = inflater.decompress(base64.b64decode(entry.nr, validate=True), left + 1)
        left -= len(content)
        if left < 0:
            raise _TooLarge
        digest = hashlib.sha256(content).hexdigest()
        name = entry.cldm.removeprefix("CL_").lower()
        papers[name] = Paper(entry.wjlx, digest, bool(content) and digest == entry.zy)
    return papers


def _kept(catalogue: Catalogue, application: Application) -> dict[str, Any]:
    """What is kept with a ticket: the verdict, and no personal data."""
    found = findings(catalogue, REGION, application)
    never = any(finding.code in ("not_remote", "item_unknown") for finding in found)
    return {
        "item": application.item,
        "applicant": "" if found else masked_applicant(catalogue, application),
        "ztdm": "04" if never else "03",
        "yylb": [_refusal(finding) for finding in found],
    }


def _refusal(finding: Finding) -> dict[str, str]:
    names = {ours: theirs for theirs, ours in BASIC.items()}
    is_material = finding.code.startswith(("material", "media"))
    about = f"CL_{finding.about.upper()}" if is_material else finding.about.upper()
    return {
        "lb": "cl" if is_material else "bd",
        "dm": names.get(finding.about, about),
        "yydm": WORDS.code(finding),
        "yy": WORDS.of(finding, "zh-CN"),
        "yyyw": WORDS.of(finding, "en"),
    }


def _accepted(case: Case, catalogue: Catalogue) -> dict[str, Any]:
    rules = catalogue.items[case.item].regions[REGION]
    return {
        "ztdm": "02",
        "bjbh": case.case_number,
        "slsj": f"{case.accepted_at:%Y%m%d%H%M%S}",
        "cnrq": f"{case.promised_on:%Y%m%d}",
        "fdgzr": rules.statutory_days,
        "gzbb": rules.rule_version,
        "zxdh": catalogue.regions[REGION].hotline,
    }


def _number(day: dt.date, serial: int) -> str:
    """An invented form, like a document's: 皖受〔2023〕0606-00001号."""
    return f"皖受〔{day:%Y}〕{day:%m%d}-{serial:05d}号"


def create_app(
    *,
    store: str | Path = ":memory:",
    catalogue: Catalogue | None = None,
    clock: Clock = now_in_china,
    faults: Faults | None = None,
    work_s: float = 0.5,
) -> web.Application:
    """The service. A store in memory is forgotten when it stops.

    work_s  how long an application is in work [s]
    """
    app = assembled(
        REGION, routes, PATH, store=store, catalogue=catalogue, clock=clock, faults=faults
    )
    app[WORK_S] = work_s
    return app


if __name__ == "__main__":
    run(REGION, create_app)
