"""Stand-in of Jiangsu's acceptance system: a form post, answered with XML in GB18030.

    POST /jssl/shouli.do            multipart form with Chinese names; always 200, see the XML
    GET  /jssl/chaxun.do?办件编号=   a case

Fields: 流水号, 追踪号, 事项编码, then for each form field 表单.<title>, and a file 材料.<title>
for each material, whose 摘要.<title> is its SHA-256. Result codes: 0 accepted, 1 malformed,
2 to be supplemented, 3 not accepted, 4 serial number used before.

Its own rule: file names end in .pdf, .jpg or .png, as their content is. Case numbers are invented.
Illustrative 示例 throughout.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from xml.etree import ElementTree

from aiohttp import web

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
    Words,
    assembled,
    judged,
    now_in_china,
    run,
)

__all__ = ["create_app"]

REGION = "jiangsu"
PATH = "/jssl/"
ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}

WORDS = Words(
    {
        "item_unknown": ("2001", "未找到事项“{title}”", "no item {title} was found"),
        "not_remote": (
            "3001",
            "不予受理：{title}；{detail}",
            "not accepted: {title}; {detail}",
        ),
        "field_missing": ("2101", "请补填“{title}”", "please fill in: {title}"),
        "field_wrong": ("2102", "“{title}”不符合要求（{detail}）", "{title}: {detail}"),
        "material_missing": ("2201", "请补交“{title}”", "please hand in: {title}"),
        "material_unknown": ("2202", "“{title}”不在材料清单内", "{title} is not on the list"),
        "material_damaged": ("2203", "“{title}”与摘要不符", "{title} does not match its digest"),
        "media_type": (
            "2204",
            "“{title}”应为PDF、JPG或PNG且扩展名一致",
            "{title} must be PDF, JPG or PNG and be named so",
        ),
    }
)

Form = tuple[dict[str, str], dict[str, Paper]]
FORM: web.RequestKey[Form] = web.RequestKey("form")

routes = web.RouteTableDef()


@routes.post("/jssl/shouli.do")
async def shouli(request: web.Request) -> web.Response:
    """Accept an application, or say what is to be supplemented."""
    try:
        texts, papers = await _read(request)
    except ValueError:  # no form, or none that can be read
        texts, papers = {}, {}
    key = texts.get("流水号", "")
    item_code = texts.get("事项编码", "")
    if not key or not item_code:
        return _xml("受理结果", {"结果代码": "1", "结果说明": "报文格式错误", "流水号": key})
    catalogue = request.app[CATALOGUE]
    items = {item.regions[REGION].code: name for name, item in catalogue.items.items()}
    name = items.get(item_code, item_code)
    application = _application(key, name, catalogue.items.get(name), texts, papers)
    try:
        found = judged(request.app, REGION, application, _number)
    except KeyReused:
        return _xml("受理结果", {"结果代码": "4", "结果说明": "流水号已被使用", "流水号": key})
    if isinstance(found, Case):
        return _accepted(found, catalogue)
    return _refused(key, found)


@routes.get("/jssl/chaxun.do")
async def chaxun(request: web.Request) -> web.Response:
    """A case by its number."""
    case = request.app[REGISTER].find(request.query.get("办件编号", ""))
    if case is None:
        return _xml("查询结果", {"结果代码": "9", "结果说明": "无此办件"})
    return _xml("查询结果", {"结果代码": "0", "结果说明": "已受理"} | _case(case))


def _application(
    key: str,
    name: str,
    item: CatalogueItem | None,
    texts: dict[str, str],
    papers: dict[str, Paper],
) -> Application:
    """In the catalogue's names; a title the item does not have stays as it is."""
    fields, materials = (item.fields, item.materials) if item else ({}, {})
    names = {field.title.zh_cn: n for n, field in fields.items()}
    kinds = {material.title.zh_cn: n for n, material in materials.items()}
    answers = {
        names.get(title := label.removeprefix("表单."), title): value
        for label, value in texts.items()
        if label.startswith("表单.")
    }
    return Application(key, name, answers, {kinds.get(t, t): p for t, p in papers.items()})


async def _read(request: web.Request) -> Form:
    """The form's texts, and its papers by title. Kept with the request: its files are closed."""
    kept: Form | None = request.get(FORM)
    if kept is None:
        form = await request.post()
        texts = {name: value for name, value in form.items() if isinstance(value, str)}
        papers = {}
        for label, part in form.items():
            if isinstance(part, web.FileField):
                title = label.removeprefix("材料.")
                papers[title] = _paper(part, texts.get(f"摘要.{title}", ""))
        request[FORM] = kept = texts, papers
    return kept


def _paper(part: web.FileField, announced: str) -> Paper:
    with part.file:
        content = part.file.read()
    digest = hashlib.sha256(content).hexdigest()
    is_named = part.filename.lower().endswith(ENDINGS.get(part.content_type, "?"))
    media_type = part.content_type if is_named else "misnamed"
    return Paper(media_type, digest, bool(content) and digest == announced)


def _accepted(case: Case, catalogue: Catalogue) -> web.Response:
    rules = catalogue.items[case.item].regions[REGION]
    answer = {"结果代码": "0", "结果说明": "受理成功", "流水号": case.key} | _case(case)
    answer |= {
        "法定工作日": f"{rules.statutory_days:g}",
        "规则版本": rules.rule_version,
        "回执编号": f"苏回{case.case_number[-10:]}",
        "咨询电话": catalogue.regions[REGION].hotline,
    }
    return _xml("受理结果", answer)


def _case(case: Case) -> dict[str, str]:
    return {
        "办件编号": case.case_number,
        "受理时间": f"{case.accepted_at:%Y-%m-%d %H:%M:%S}",
        "承诺办结日期": case.promised_on.isoformat(),
    }


def _refused(key: str, found: tuple[Finding, ...]) -> web.Response:
    never = any(finding.code in ("not_remote", "item_unknown") for finding in found)
    head = (
        {"结果代码": "3", "结果说明": "不予受理"}
        if never
        else {"结果代码": "2", "结果说明": "需补正"}
    )
    root = _element("受理结果", head | {"流水号": key})
    listed = ElementTree.SubElement(root, "补正事项")
    for finding in found:
        name = finding.title.zh_cn if finding.title else finding.about
        what = "材料" if finding.code.startswith(("material", "media")) else "表单"
        entry = ElementTree.SubElement(listed, "事项", {"类别": what, "名称": name})
        ElementTree.SubElement(entry, "原因代码").text = WORDS.code(finding)
        ElementTree.SubElement(entry, "原因").text = WORDS.of(finding, "zh-CN")
        ElementTree.SubElement(entry, "英文说明").text = WORDS.of(finding, "en")
    return _written(root)


def _number(day: dt.date, serial: int) -> str:
    """An invented form: JS, the region's code, the day, the day's serial number."""
    return f"JS320000-{day:%Y%m%d}-{serial:05d}"


def _xml(root: str, texts: dict[str, str]) -> web.Response:
    return _written(_element(root, texts))


def _element(name: str, texts: dict[str, str]) -> ElementTree.Element:
    root = ElementTree.Element(name)
    for child, text in texts.items():
        ElementTree.SubElement(root, child).text = text
    return root


def _written(root: ElementTree.Element) -> web.Response:
    for element in root.iter():  # what was sent may hold characters XML cannot
        element.text = _printable(element.text)
        for name, value in element.items():
            element.set(name, _printable(value))
    text = ElementTree.tostring(root, encoding="unicode")
    body = f'<?xml version="1.0" encoding="GB18030"?>\n{text}'.encode("gb18030")
    return web.Response(body=body, headers={"Content-Type": "text/xml; charset=GB18030"})


def _printable(text: str | None) -> str:
    return "".join(c for c in text or "" if c.isprintable())


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
