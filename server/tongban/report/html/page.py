"""The whole page: both languages in one file, with all it needs inside it."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Sequence
from importlib import resources

from ...flow import Language
from ...planning.dossier import Dossier
from ..markup import Child, Markup, element, joined
from ..words import say, text
from . import (
    completion,
    decides,
    equality,
    growth,
    measures,
    money,
    people,
    pressure,
    provenance,
    region,
    waterfall,
)
from .frame import Section, date_text
from .lead import sentences

__all__ = ["LANGUAGES", "page", "picture", "sections"]

LANGUAGES: tuple[Language, ...] = ("zh-CN", "en")
IDS = {"zh-CN": "zh", "en": "en"}
ITSELF = {"zh-CN": "中文", "en": "English"}
QUESTION = text("问题", "The question")
ANSWER = text("一句话回答", "The answer in one sentence")
ALSO = text("还发现", "What else was found")
CONTENTS = text("目录", "Contents")
ILLUSTRATIVE = text(
    "示例：多数输入是假设（见第 12 节）；在换成自己的数据之前，请勿据此决策。",
    "Illustrative: most inputs are assumptions (section 12). Put your own figures in their "
    "place before you decide anything.",
)
META = text(
    "通办 · {replications} 次重复 · 种子 {seed} · {confidence} 置信 · 情景 {digest} · {made}",
    "Tongban · {replications} replications · seed {seed} · {confidence} confidence · scenario "
    "{digest} · {made}",
)
CHOOSE = "语言 Language"
SKIP = text("跳到正文", "Skip to the report")
PICTURE = ".paper { fill: var(--paper); } .chart { font-family: sans-serif; }\n"
FOOT = text(
    "由 tongban report 制作。图中的线型、标记与斜线在黑白打印时仍可区分；每张图下有数据表。",
    "Made by `tongban report`. Dashes, markers and hatching tell the series apart in black and "
    "white; below each figure its numbers stand in a table.",
)


def page(d: Dossier, language: Language, made: dt.date) -> str:
    """The report as one HTML file that needs nothing else.

    language  the one it opens in; the other is a click away
    made      the day it says it was made on
    """
    articles = [_article(d, each, made) for each in LANGUAGES]
    body = element(
        "body", _switch(language), articles, element("script", Markup(_file("report.js")))
    )
    return f"<!doctype html>\n{element('html', _head(d, language), body, lang=language)}\n"


def sections(d: Dossier, language: Language, made: dt.date) -> list[Section]:
    """Sections 2 to 12 in their order."""
    return [
        completion.section(d, language),
        measures.section(d, language),
        waterfall.section(d, language),
        people.section(d, language),
        growth.section(d, language),
        region.section(d, language),
        pressure.section(d, language),
        money.section(d, language),
        equality.section(d, language),
        decides.section(d, language),
        provenance.section(d, language, made),
    ]


def picture(drawing: str) -> str:
    """A drawing as a file of its own, with its colours, for a README or a slide."""
    style = element("style", Markup(_file("palette.css") + _file("charts.css") + PICTURE))
    start, rest = drawing.split(">", 1)
    ground = element("rect", width="100%", height="100%", class_="paper")
    return f"{start}>{style}{ground}{rest}\n"


def _head(d: Dossier, language: Language) -> Markup:
    style = _file("palette.css") + _file("charts.css") + _file("report.css")
    script = _file("report.js")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        element("title", d.result.title.of(language)),
        element("style", Markup(style)),
    )


def _digest(content: str) -> str:
    """What names a piece of the page in its security policy: nothing else may run or style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _file(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _switch(language: Language) -> Markup:
    """Two radios, which show one article each by style alone."""
    radios = [
        element(
            "input",
            type_="radio",
            name_="language",
            id=f"show-{IDS[each]}",
            class_="choose",
            checked=each == language,
        )
        for each in LANGUAGES
    ]
    labels = [
        element("label", ITSELF[each], for_=f"show-{IDS[each]}", lang=each) for each in LANGUAGES
    ]
    name = element("legend", CHOOSE, class_="unseen")
    pairs = [joined(radio, label) for radio, label in zip(radios, labels, strict=True)]
    return element("header", element("fieldset", name, pairs), class_="switch")


def _article(d: Dossier, language: Language, made: dt.date) -> Markup:
    first, *others = sentences(d, language)
    parts = sections(d, language, made)
    title = d.result.title.of(language)
    meta = META.of(language).format(
        replications=d.result.replications,
        seed=d.result.seed,
        confidence=f"{d.result.confidence:.0%}",
        digest=d.result.digest.removeprefix("sha256:")[:12],
        made=date_text(made, language),
    )
    head = element(
        "header",
        element("h1", title),
        element("p", d.result.question.of(language), class_="question"),
        element("p", first, class_="answer", id=f"{IDS[language]}-answer"),
        _also(others, language),
        [element("p", warning.of(language), class_="warning") for warning in d.result.warnings],
        element("p", ILLUSTRATIVE.of(language), class_="note"),
        element("p", meta, class_="meta"),
    )
    body = [_section(n, part, language) for n, part in enumerate(parts, 2)]
    foot = element("footer", element("p", FOOT.of(language), class_="note"))
    main = element("main", head, _contents(parts, language), body, foot, class_="page")
    return element("article", main, lang=language, data_title=title)


def _also(others: Sequence[str], language: Language) -> Markup | None:
    if not others:
        return None
    items = [element("li", each) for each in others]
    return joined(
        element("p", ALSO.of(language), say("colon", language).strip(), class_="meta"),
        element("ul", items, class_="also"),
    )


def _contents(parts: Sequence[Section], language: Language) -> Markup:
    items: list[Child] = [
        element("li", element("a", part.title, href=f"#{IDS[language]}-{part.name}"))
        for part in parts
    ]
    return element("nav", element("ol", items, start="2"), aria_label=CONTENTS.of(language))


def _section(number: int, part: Section, language: Language) -> Markup:
    name = f"{IDS[language]}-{part.name}"
    count = element("span", str(number), class_="count")
    return element(
        "section",
        element("h2", count, part.title, id=name),
        element("p", part.lead, class_="lead"),
        part.body,
        aria_labelledby=name,
    )
