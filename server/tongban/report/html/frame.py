"""The parts every section is made of: figures with their tables, notes, numbers by language."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...experiment import Estimate
from ...flow import Language, Text
from ..markup import Child, Markup, element, joined
from ..words import text

__all__ = [
    "NARROW",
    "WIDE",
    "Section",
    "absent",
    "date_text",
    "figure",
    "folded",
    "inside",
    "minus",
    "money",
    "note",
    "number",
    "paragraph",
    "percent",
    "plus_minus",
    "signed",
    "table",
]

WIDE, NARROW = 760.0, 322.0
"""Widths of a drawing, for screen and paper and for a phone: text is never shrunk."""

AS_TABLE = text("这张图的数据表", "The numbers of this figure")
NOT_HERE = text("这里没有答案：", "Not answered here: ")


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the report in one language."""

    name: str  # of its anchor
    title: str
    lead: str  # what it says, in a sentence
    body: Markup


def figure(
    draw: Callable[[float], Markup], caption: str, grid: Markup | None, language: Language
) -> Markup:
    """A drawing at two widths, its caption, and its numbers as a table folded below it."""
    wide = element("div", draw(WIDE), class_="wide")
    narrow = element("div", draw(NARROW), class_="narrow")
    fold = folded(AS_TABLE.of(language), grid) if grid is not None else None
    below = element("figcaption", caption)
    return joined(element("figure", wide, narrow, below), fold)


def table(
    caption: str, head: Sequence[str], rows: Sequence[Sequence[Child]], *, first: bool = True
) -> Markup:
    """A table that scrolls by itself where it is too wide.

    first  whether the first column names the rows
    """
    top = element("tr", [element("th", cell, scope="col") for cell in head])
    body = []
    for row in rows:
        cells = [
            element("th", cell, scope="row") if first and i == 0 else element("td", cell)
            for i, cell in enumerate(row)
        ]
        body.append(element("tr", cells))
    grid = element(
        "table",
        element("caption", caption),
        element("thead", top),
        element("tbody", body),
    )
    return element("div", grid, class_="scroll", tabindex="0", role="region", aria_label=caption)


def folded(summary: str, *children: Child) -> Markup:
    """Something shown on demand."""
    return element("details", element("summary", summary), *children)


def paragraph(*children: Child) -> Markup:
    """A paragraph."""
    return element("p", *children)


def note(*children: Child) -> Markup:
    """A remark on how to read what stands above."""
    return element("p", *children, class_="note")


def absent(reason: Text, language: Language) -> Markup:
    """Why a part is not there."""
    return element("p", NOT_HERE.of(language), reason.of(language), class_="absent")


def inside(words: str) -> str:
    """A title within a sentence."""
    return words[:1].lower() + words[1:]


def minus(shown: str) -> str:
    """A number's hyphen as a minus sign."""
    return re.sub(r"(?<![\w.])-(?=\d)", "\N{MINUS SIGN}", shown)


def number(value: float, digits: int = 1) -> str:
    """With thousands apart, digits kept only while they tell something."""
    if value != value:  # nan
        return "–"
    if abs(value) >= 1000:
        digits = 0
    shown = f"{value:,.{digits}f}"
    return minus(shown if float(shown.replace(",", "")) else shown.lstrip("-"))


def signed(value: float, digits: int = 1) -> str:
    """With its sign, if it is not 0."""
    shown = number(value, digits)
    return f"+{shown}" if value > 0 and float(shown.replace(",", "")) else shown


def plus_minus(estimate: Estimate, digits: int = 1, *, sign: bool = False) -> str:
    """``+12.3 ± 0.4``."""
    shown = signed(estimate.mean, digits) if sign else number(estimate.mean, digits)
    if not estimate.half_width > 0:  # nan, or an amount that chance has no part in
        return shown
    if 0 < estimate.half_width < 0.5 * 10**-digits:
        return plus_minus(estimate, digits + 1, sign=sign)
    return f"{shown} ± {number(estimate.half_width, digits)}"


def percent(share: float, digits: int = 0) -> str:
    """A share in per cent."""
    return f"{number(100 * share, digits)}%" if share == share else "–"


def money(cny: float, language: Language, digits: int = 0) -> str:
    """An amount of CNY."""
    shown = number(cny, digits)
    return f"{shown} 元" if language == "zh-CN" else f"CNY {shown}"


def date_text(day: dt.date, language: Language) -> str:
    """A date as one writes it."""
    if language == "zh-CN":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {day:%B %Y}"
