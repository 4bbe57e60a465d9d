"""The receipt says what was decided, in either language, and repeats nothing as markup."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from regions import COMPANY, PAPERS, material, shipped

from tongban.acceptance import (
    STYLE_HASH,
    Accepted,
    JudgedMaterial,
    Receipt,
    ReceiptLine,
    render_receipt,
)
from tongban.flow import Language

CHINA = dt.timezone(dt.timedelta(hours=8))
ACCEPTED = Accepted(
    region="anhui",
    idempotency_key="VW-20230606-0001.1",
    case_number="皖受〔2023〕0606-00001号",
    accepted_at=dt.datetime(2023, 6, 6, 9, 12, 33, tzinfo=CHINA),
    promised_on=dt.date(2023, 6, 8),
    statutory_days=3,
    rule_version="皖2022版",
    receipt=(ReceiptLine(zh="凭证号", en="Ticket", value="P1"),),
)
RECEIPT = Receipt(
    accepted=ACCEPTED,
    item="company_change",
    trace_id="VW-20230606-0001",
    fields=COMPANY,
    materials=tuple(
        JudgedMaterial(kind=kind, sha256=material(kind).sha256, verdict="accepted")
        for kind in PAPERS
    ),
    covers="ab" * 32,
)


class Text(HTMLParser):
    """The words of a page, and its elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += [data.strip()] if data.strip() else []


def page(receipt: Receipt = RECEIPT, language: Language = "zh-CN", masked: bool = True) -> str:
    return render_receipt(receipt, shipped(), language, masked=masked)


def pairs(words: list[str]) -> dict[str, str]:
    return dict(pairwise(words))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "zh-CN",
            {
                "受理编号": "皖受〔2023〕0606-00001号",
                "办件编号": "VW-20230606-0001",
                "受理地": "安徽省",
                "事项": "公司变更登记（住所）",
                "受理时间": "2023-06-06 09:12",
                "承诺办结日期": "2023-06-08",
                "法定时限": "3个工作日",
                "费用": "不收费",
                "规则版本": "皖2022版",
                "凭证号": "P1",
                "房屋使用方式": "租赁",
                "股东会决议": "合格",
            },
        ),
        (
            "en",
            {
                "Case number of the home region": "皖受〔2023〕0606-00001号",
                "Home region": "Anhui",
                "Promised by": "2023-06-08",
                "Statutory limit": "3 working days",
                "Fee": "free of charge",
                "Ticket": "P1",
                "Premises": "leased",
                "Resolution of the shareholders": "accepted",
            },
        ),
    ],
)
def test_receipt_says_what_was_decided(language: Language, said: dict[str, str]) -> None:
    words = Text(page(language=language)).words
    assert said.items() <= pairs(words).items()
    for one in RECEIPT.materials:
        assert one.sha256 in words
    assert RECEIPT.covers in words
    assert any(word.startswith(("示例", "Illustrative")) for word in words)


def test_language_is_declared() -> None:
    assert '<html lang="en">' in page(language="en")
    assert '<html lang="zh-CN">' in page()


def test_personal_fields_are_masked_unless_it_is_the_applicants_copy() -> None:
    masked, own = page(), page(masked=False)
    for name in ("name", "id_number", "phone", "address"):
        assert COMPANY[name] not in masked
        assert COMPANY[name] in own
    assert "李**" in masked
    assert COMPANY["company_name"] in masked


EVIL = "<script>alert('x')</script>&\"><img src=x onerror=alert(1)>"


@pytest.mark.parametrize("masked", [True, False])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_nothing_people_or_regions_write_is_markup(language: Language, masked: bool) -> None:
    accepted = ACCEPTED.model_copy(
        update={
            "case_number": EVIL,
            "rule_version": EVIL,
            "receipt": (ReceiptLine(zh=EVIL, en=EVIL, value=EVIL),),
        }
    )
    judged = JudgedMaterial(kind=EVIL, sha256="0" * 64, verdict="rejected", reason=EVIL)
    evil = RECEIPT.model_copy(
        update={
            "accepted": accepted,
            "trace_id": EVIL,
            "fields": dict.fromkeys(COMPANY, EVIL),
            "materials": (judged,),
        }
    )
    found = Text(page(evil, language, masked))
    assert set(found.tags).isdisjoint({"script", "img"})
    assert set(found.tags) <= set(Text(page(language=language)).tags)
    assert EVIL in found.words


def test_rejected_material_carries_its_reason() -> None:
    judged = JudgedMaterial(
        kind="lease_contract", sha256="0" * 64, verdict="rejected", reason="no_right"
    )
    words = Text(page(RECEIPT.model_copy(update={"materials": (judged,)}), "en")).words
    assert pairs(words)["Lease"] == "rejected: it does not prove the right to use the premises"


def test_fee_and_immediate_limit() -> None:
    fields = {"property_use": "other"}
    update = {"item": "mortgage_registration", "fields": fields, "materials": ()}
    accepted = ACCEPTED.model_copy(update={"statutory_days": 0})
    words = Text(page(RECEIPT.model_copy(update=update | {"accepted": accepted}), "en")).words
    assert pairs(words)["Fee"] == "CNY 550"
    assert pairs(words)["Statutory limit"] == "on the spot"


def test_style_passes_a_strict_policy_by_its_hash_and_prints() -> None:
    text = page()
    [style] = re.findall("<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" == STYLE_HASH
    assert "@media print" in style
    assert "@page" in style
    assert "style=" not in text
    assert "http" not in text


def test_linked_items_are_both_named() -> None:
    update = {"item": "death_settlement", "fields": {}, "materials": ()}
    text = page(RECEIPT.model_copy(update=update))
    assert "参保人员死亡待遇核定" in text
    assert "医保个人账户清算" in text
