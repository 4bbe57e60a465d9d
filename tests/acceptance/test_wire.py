"""Each system's own wire format, spoken by hand over loopback without the adapters."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import gzip
import hashlib
import tracemalloc
from typing import Any
from xml.etree import ElementTree

import aiohttp
import pytest
from regions import PERSON, REGIONS, SYSTEMS, company, contents, listening, run, shipped, system

CHINA = dt.timezone(dt.timedelta(hours=8))
TUESDAY = dt.datetime(2023, 6, 6, 9, 12, 33, tzinfo=CHINA)
CARD, FORM = b"%PDF card", b"%PDF form"
FILING = {
    "insured_in": "合肥市",
    "care_in": "上海市",
    "kind": "temporary",
    "begins_on": "2023-07-01",
}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def app(region: str, **more: Any) -> Any:
    return SYSTEMS[region].create_app(catalogue=shipped(), clock=lambda: TUESDAY, **more)


def shanghai_body(papers: dict[str, bytes]) -> dict[str, Any]:
    return {
        "serviceItem": "SH-YB-0101",
        "ruleVersion": "沪备2023.1",
        "traceId": "t",
        "applicant": {
            "fullName": PERSON["name"],
            "idNumber": PERSON["id_number"],
            "mobile": PERSON["phone"],
            "address": PERSON["address"],
        },
        "details": {
            "insuredIn": "合肥市",
            "careIn": "上海市",
            "kind": "temporary",
            "beginsOn": "2023-07-01",
        },
        "attachments": [
            {
                "docType": name,
                "fileName": "1.pdf",
                "mediaType": "application/pdf",
                "sha256": sha256(content),
                "contentBase64": base64.b64encode(content).decode(),
            }
            for name, content in papers.items()
        ],
    }


def test_shanghai_takes_json_and_answers_at_once() -> None:
    async def story() -> None:
        async with listening(app("shanghai")) as url, aiohttp.ClientSession(url) as http:
            path, headers = "/api/v2/applications", {"Idempotency-Key": "k1"}
            whole = shanghai_body({"idCard": CARD, "filingForm": FORM})
            answer = await http.post(path, json=whole, headers=headers)
            accepted = {
                "status": "ACCEPTED",
                "caseNumber": "751230606000001",
                "acceptedAt": "2023-06-06T09:12:33+08:00",
                "promisedBy": "2023-06-06",
            }
            more = {
                "requestId": "k1",
                "statutoryWorkingDays": 1.0,
                "ruleVersion": "沪备2023.1",
                "receiptNo": "SL751230606000001",
                "hotline": "12345",
            }
            assert (answer.status, await answer.json()) == (201, accepted | more)
            assert await (await http.get(f"{path}/751230606000001")).json() == accepted
            assert (await http.get(f"{path}/751230606000002")).status == 404

            answer = await http.post(
                path, json=shanghai_body({"idCard": CARD}), headers={"Idempotency-Key": "k2"}
            )
            error = {
                "code": "E3001",
                "docType": "filingForm",
                "messageZh": "缺少申请材料：备案表",
                "messageEn": "Missing document: Filing form",
            }
            refused = {"status": "REJECTED", "requestId": "k2", "errors": [error]}
            assert (answer.status, await answer.json()) == (422, refused)

    run(story)


def jiangsu_form(*kinds: str) -> aiohttp.FormData:
    titles = {
        "insured_in": "参保地",
        "care_in": "就医地",
        "kind": "备案类型",
        "begins_on": "开始日期",
    }
    form = aiohttp.FormData(quote_fields=False, charset="utf-8")
    form.add_field("流水号", "k1")
    form.add_field("事项编码", "320000-YB-07")
    person = ("姓名", "公民身份号码", "联系电话", "联系地址")
    for title, value in zip(person, PERSON.values(), strict=True):
        form.add_field(f"表单.{title}", value)
    for title, value in zip(titles, FILING.values(), strict=True):
        form.add_field(f"表单.{title}", value)
    for title in kinds:
        form.add_field(f"摘要.{title}", sha256(CARD))
        form.add_field(f"材料.{title}", CARD, content_type="application/pdf", filename="1.pdf")
    return form


def test_jiangsu_takes_a_form_and_answers_xml_in_gb18030() -> None:
    async def story() -> None:
        async with listening(app("jiangsu")) as url, aiohttp.ClientSession(url) as http:
            answer = await http.post("/jssl/shouli.do", data=jiangsu_form("居民身份证"))
            assert answer.status == 200
            assert answer.headers["Content-Type"] == "text/xml; charset=GB18030"
            refused = (
                '<?xml version="1.0" encoding="GB18030"?>\n'
                "<受理结果><结果代码>2</结果代码><结果说明>需补正</结果说明><流水号>k1</流水号>"
                '<补正事项><事项 类别="材料" 名称="备案表"><原因代码>2201</原因代码>'
                "<原因>请补交“备案表”</原因><英文说明>please hand in: Filing form</英文说明></事项>"
                "</补正事项></受理结果>"
            )
            assert await answer.read() == refused.encode("gb18030")

            form = jiangsu_form("居民身份证", "备案表")
            answer = await http.post("/jssl/shouli.do", data=form)
            text = (await answer.read()).decode("gb18030")
            root = ElementTree.fromstring(text.partition("?>")[2])
            assert {child.tag: child.text for child in root} == {
                "结果代码": "0",
                "结果说明": "受理成功",
                "流水号": "k1",
                "办件编号": "JS320000-20230606-00001",
                "受理时间": "2023-06-06 09:12:33",
                "承诺办结日期": "2023-06-06",
                "法定工作日": "1",
                "规则版本": "苏医备〔2023〕示1",
                "回执编号": "苏回0606-00001",
                "咨询电话": "12345",
            }
            query = {"办件编号": "JS320000-20230606-00001"}
            found = await (await http.get("/jssl/chaxun.do", params=query)).read()
            assert "<结果代码>0</结果代码>" in found.decode("gb18030")

    run(story)


def test_zhejiang_takes_materials_first_and_then_references_to_them() -> None:
    async def story() -> None:
        async with listening(app("zhejiang")) as url, aiohttp.ClientSession(url) as http:
            answer = await http.post(
                "/materials", data=CARD, headers={"Content-Type": "application/pdf"}
            )
            upload = (await answer.json())["data"]
            assert upload["sha256"] == sha256(CARD)
            values = [*PERSON.values(), *FILING.values()]
            body = {
                "declareNo": "k1",
                "matterCode": "330000yb000301",
                "formItems": [
                    {"code": f"F{i:02d}", "value": value} for i, value in enumerate(values, 1)
                ],
                "materialRefs": [],
            }
            refused = await (await http.post("/declarations", json=body)).json()
            assert refused == {
                "code": "400200",
                "msg": "申报需补正",
                "data": {
                    "declareNo": "k1",
                    "rejectList": [
                        {
                            "type": "MATERIAL",
                            "seq": 1,
                            "reasonCode": "ZJ21",
                            "reason": "清单材料“居民身份证电子证照”未提交",
                            "reasonEn": "not submitted: Identity card as an e-licence",
                        }
                    ],
                },
            }
            body["materialRefs"] = [{"seq": 1, "materialId": upload["materialId"]}]
            accepted = await (await http.post("/declarations", json=body)).json()
            assert accepted["code"] == "000000"
            assert accepted["data"]["acceptNo"] == "33202306060000016"
            assert accepted["data"]["acceptTime"] == 1686013953000
            assert accepted["data"]["promiseDate"] == "2023/06/06"
            shown = await (await http.get("/declarations/k1")).json()
            assert shown["data"] == accepted["data"]

            body["declareNo"], body["materialRefs"] = "k2", [{"seq": 1, "materialId": "M0"}]
            assert (await (await http.post("/declarations", json=body)).json())["code"] == "410001"

    run(story)


def anhui_body(kinds: dict[str, bytes], **more: Any) -> dict[str, Any]:
    names = ("sqrxm", "sfzhm", "lxdh", "txdz")
    return {
        "ywlsh": "k1",
        "sxbm": "YDJYBA",
        "sqr": dict(zip(names, PERSON.values(), strict=True)),
        "qtzd": [{"zdm": name.upper(), "z": value} for name, value in FILING.items()],
        "clqd": [
            {
                "cldm": name,
                "wjlx": "application/pdf",
                "zy": sha256(content),
                "nr": base64.b64encode(gzip.compress(content)).decode(),
            }
            for name, content in kinds.items()
        ],
    } | more


def test_anhui_gives_a_ticket_that_is_polled() -> None:
    async def story() -> None:
        async with listening(app("anhui", work_s=0.2)) as url, aiohttp.ClientSession(url) as http:
            body = anhui_body({"CL_ID_CARD": CARD, "CL_FILING_FORM": FORM})
            answer = await http.post("/wssl/v1/sqd", json=body)
            ticket = await answer.json()
            head = {"ywlsh": "k1", "pzh": ticket["pzh"]}
            assert (answer.status, ticket) == (202, head | {"ztdm": "01"})
            path = answer.headers["Location"]
            assert await (await http.get(path)).json() == head | {"ztdm": "01"}
            again = await (await http.post("/wssl/v1/sqd", json=body)).json()
            assert again == ticket
            await asyncio.sleep(0.25)
            accepted = {
                "ztdm": "02",
                "bjbh": "皖受〔2023〕0606-00001号",
                "slsj": "20230606091233",
                "cnrq": "20230607",
                "fdgzr": 1.0,
                "gzbb": "皖2022版",
                "zxdh": "12345",
            }
            assert await (await http.get(path)).json() == head | accepted
            shown = await http.get("/wssl/v1/bj", params={"bjbh": accepted["bjbh"]})
            assert await shown.json() == accepted

            refused = anhui_body({"CL_ID_CARD": CARD}, ywlsh="k2")
            answer = await http.post("/wssl/v1/sqd", json=refused)
            await asyncio.sleep(0.25)
            found = await (await http.get(answer.headers["Location"])).json()
            assert found["ztdm"] == "03"
            assert found["yylb"] == [
                {
                    "lb": "cl",
                    "dm": "CL_FILING_FORM",
                    "yydm": "21",
                    "yy": "缺材料：备案表",
                    "yyyw": "Material missing: Filing form",
                }
            ]

    run(story)


def test_anhui_does_not_unpack_a_bomb() -> None:
    async def story() -> None:
        bomb = gzip.compress(bytes(100_000_000), compresslevel=1)
        body = anhui_body({"CL_ID_CARD": CARD})
        body["clqd"][0]["nr"] = base64.b64encode(bomb).decode()
        async with listening(app("anhui")) as url, aiohttp.ClientSession(url) as http:
            tracemalloc.start()
            assert (await http.post("/wssl/v1/sqd", json=body)).status == 413
            assert tracemalloc.get_traced_memory()[1] < 60_000_000  # of 20 MB and what grows to it
            tracemalloc.stop()

    run(story)


MALFORMED = {
    "shanghai": ("/api/v2/applications", 400, "MALFORMED"),
    "jiangsu": ("/jssl/shouli.do", 200, "报文格式错误"),
    "zhejiang": ("/declarations", 200, "400100"),
    "anhui": ("/wssl/v1/sqd", 400, "报文格式错误"),
}
HOSTILE = [b"", b"{", b"[" * 100_000, b'{"ywlsh": NaN}', b"\xff\xfe\x00", b'"text"', b"null"]


@pytest.mark.parametrize("region", REGIONS)
def test_malformed_requests_are_answered_as_such(region: str) -> None:
    async def story() -> None:
        path, status, word = MALFORMED[region]
        async with listening(app(region)) as url, aiohttp.ClientSession(url) as http:
            for body in HOSTILE:
                for kind in ("application/json", "application/x-www-form-urlencoded"):
                    answer = await http.post(path, data=body, headers={"Content-Type": kind})
                    text = (await answer.read()).decode(
                        "gb18030" if region == "jiangsu" else "utf8"
                    )
                    assert answer.status == status, text
                    assert word in text.encode().decode("unicode-escape") or word in text

    run(story)


@pytest.mark.parametrize("region", REGIONS)
def test_what_was_written_comes_back_as_text(region: str) -> None:
    """A code that is none is repeated in the refusal, and stays text on every page."""

    async def story() -> None:
        more = {"work_s": 0} if region == "anhui" else {}
        async with (
            listening(app(region, **more)) as url,
            aiohttp.ClientSession(url) as http,
        ):
            assert await REFUSED[region](http, "<script>alert(1)</script>\x01")

    run(story)


async def shanghai_refuses(http: aiohttp.ClientSession, code: str) -> bool:
    body, headers = shanghai_body({}) | {"serviceItem": code}, {"Idempotency-Key": "k"}
    answer = await http.post("/api/v2/applications", json=body, headers=headers)
    return bool((await answer.json())["errors"][0]["code"] == "E1001")


async def jiangsu_refuses(http: aiohttp.ClientSession, code: str) -> bool:
    answer = await http.post("/jssl/shouli.do", data={"流水号": "k", "事项编码": code})
    text = (await answer.read()).decode("gb18030")
    root = ElementTree.fromstring(text.partition("?>")[2])
    return root.findtext("结果代码") == "3" and "<script>" not in text


async def zhejiang_refuses(http: aiohttp.ClientSession, code: str) -> bool:
    body = {"declareNo": "k", "matterCode": code, "formItems": [], "materialRefs": []}
    return bool((await (await http.post("/declarations", json=body)).json())["code"] == "400300")


async def anhui_refuses(http: aiohttp.ClientSession, code: str) -> bool:
    answer = await http.post("/wssl/v1/sqd", json=anhui_body({}, sxbm=code))
    return bool((await (await http.get(answer.headers["Location"])).json())["ztdm"] == "04")


REFUSED = {
    "shanghai": shanghai_refuses,
    "jiangsu": jiangsu_refuses,
    "zhejiang": zhejiang_refuses,
    "anhui": anhui_refuses,
}


@pytest.mark.parametrize("region", REGIONS)
def test_health_and_status_page_show_no_personal_data(region: str) -> None:
    async def story() -> None:
        submission = company(region)
        fields = submission.fields | {"name": "<b>李示例"}
        async with system(region) as adapter:
            await adapter.submit(submission.model_copy(update={"fields": fields}), contents)
            assert await adapter.is_up()
            async with aiohttp.ClientSession(adapter.url) as http:
                text = await (await http.get("/")).text()
                assert (await http.put("/test/faults", json={"down": 1})).status == 404
        assert "示例</h1>" not in text
        assert "&lt;*****" in text
        assert "<b>" not in text
        for value in PERSON.values():
            assert value not in text
        assert "Illustrative" in text

    run(story)
