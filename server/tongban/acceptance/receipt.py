"""The acceptance receipt (受理回执): a page to print, in one language.

Everything on it that comes from people or regions is escaped by the template engine; the style
is the only markup that goes in as it is, and its hash lets it through a strict content policy.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import Annotated, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from pydantic import Field

from ..flow import Frozen, Language, text
from ..scenario import Catalogue, CatalogueItem
from .submission import Accepted

__all__ = ["STYLE_HASH", "JudgedMaterial", "Receipt", "render_receipt"]

STYLE = (files(__package__) / "templates/receipt.css").read_text(encoding="utf-8")
STYLE_HASH = f"'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
"""For `style-src` of the page's Content-Security-Policy."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class JudgedMaterial(Frozen):
    """A material as it stood when the case was accepted."""

    kind: str
    sha256: Sha256
    verdict: Literal["accepted", "rejected", "open"]
    reason: str | None = Field(default=None, description="of the item's reasons, if rejected")


class Receipt(Frozen):
    """What a receipt says."""

    accepted: Accepted
    item: str
    trace_id: str
    fields: dict[str, str] = Field(repr=False)
    materials: tuple[JudgedMaterial, ...] = ()
    covers: Sha256 | None = None


WORDS = {
    "title": text("受理回执", "Acceptance receipt"),
    "illustrative": text(
        "示例：本回执由演示系统生成，规则、时限与受理编号为虚构，不具法律效力。",
        "Illustrative: made by a demonstration. Rules, limits and case number are invented and "
        "have no legal effect.",
    ),
    "case_number": text("受理编号", "Case number of the home region"),
    "trace_id": text("办件编号", "Case number"),
    "region": text("受理地", "Home region"),
    "item": text("事项", "Item"),
    "part": text("包含", "Includes"),
    "accepted_at": text("受理时间", "Accepted at"),
    "promised_on": text("承诺办结日期", "Promised by"),
    "statutory": text("法定时限", "Statutory limit"),
    "fee": text("费用", "Fee"),
    "rule_version": text("规则版本", "Rule version"),
    "form": text("申请内容", "Application"),
    "materials": text("申请材料", "Materials"),
    "material": text("材料", "Material"),
    "verdict": text("核验结果", "Verdict"),
    "covers": text(
        "申请人签名所涵盖内容的摘要（SHA-256）", "The applicant's signature covers (SHA-256)"
    ),
    "footer": text(
        "本回执证明受理，不代表办结；收件不等于受理。",
        "This receipt proves acceptance of the application, not its outcome.",
    ),
}
VERDICTS = {
    "accepted": text("合格", "accepted"),
    "rejected": text("不合格", "rejected"),
    "open": text("未核验", "not judged"),
}
AT_ONCE = text("即办", "on the spot")
WORKING_DAYS = text("{:g}个工作日", "{:g} working days")
FREE = text("不收费", "free of charge")
COST = text("{:g}元", "CNY {:g}")

_page = Environment(
    loader=PackageLoader("tongban.acceptance"), autoescape=True, undefined=StrictUndefined
).get_template("receipt.html")


def render_receipt(
    receipt: Receipt, catalogue: Catalogue, language: Language, *, masked: bool = True
) -> str:
    """The receipt as a page of HTML.

    masked  whether personal fields are masked: not for the applicant's own copy
    """
    item, region = catalogue.items[receipt.item], receipt.accepted.region
    cost, days = item.fee_cny(region, receipt.fields), receipt.accepted.statutory_days
    return _page.render(
        language=language,
        style=Markup(STYLE),  # our own file
        words={name: text.of(language) for name, text in WORDS.items()},
        receipt=receipt,
        accepted=receipt.accepted,
        region=catalogue.regions[region],
        item=item,
        rules=item.regions[region],
        statutory=WORKING_DAYS.of(language).format(days) if days else AT_ONCE.of(language),
        fee=COST.of(language).format(cost) if cost else FREE.of(language),
        form=_form(receipt, item, language, masked=masked),
        materials=[_material(m, item, language) for m in receipt.materials],
    )


def _form(
    receipt: Receipt, item: CatalogueItem, language: Language, *, masked: bool
) -> list[tuple[str, str]]:
    rows = []
    for name, field in item.form(receipt.accepted.region).items():
        if value := receipt.fields.get(name, ""):
            shown = field.masked(value) if masked else value
            rows.append((field.title.of(language), field.shown(shown, language)))
    return rows


def _material(
    material: JudgedMaterial, item: CatalogueItem, language: Language
) -> tuple[str, str, str]:
    known = item.materials.get(material.kind)
    verdict = VERDICTS[material.verdict].of(language)
    if material.reason is not None:
        reason = item.reasons.get(material.reason)
        verdict += f": {reason.of(language) if reason else material.reason}"
    return known.title.of(language) if known else material.kind, verdict, material.sha256
