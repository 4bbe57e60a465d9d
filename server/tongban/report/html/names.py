"""What the report calls groups, channels, units and measures, in one language."""

from __future__ import annotations

from ...flow import Language
from ...measures import MEASURES
from ...planning.capacity import PoolBound
from ...planning.dossier import Dossier
from ..values import cell_title, unit_title
from ..words import text

__all__ = [
    "channel",
    "group",
    "measure",
    "of_bound",
    "place",
    "plain_group",
    "region",
    "series_of",
    "side",
    "unit",
]

KINDS = {
    "clerk": text("坐席", "clerks"),
    "window": text("远程窗口", "remote windows"),
    "assistant": text("帮办人员", "assistants"),
    "generalist": text("代办人员", "generalists"),
}
SIDES = {
    "home": text("属地大厅{kind}", "{kind} of the home halls"),
    "nearby": text("就近大厅{kind}", "{kind} of the nearby halls"),
}
NEARBY_CLERKS = text("就近大厅人员（兼帮办）", "staff of the nearby halls (also assistants)")
APPLICATIONS = text("（办件）", " (applications)")
REGIONS = {
    "shanghai": text("上海", "Shanghai"),
    "jiangsu": text("江苏", "Jiangsu"),
    "zhejiang": text("浙江", "Zhejiang"),
    "anhui": text("安徽", "Anhui"),
}


def channel(d: Dossier, name: str, language: Language) -> str:
    """An alternative's title."""
    return d.result.alternatives[name].title.of(language)


def group(d: Dossier, cell: str, language: Language) -> str:
    """A cell's title, its first letter large as at the beginning of a row."""
    title = plain_group(d, cell, language)
    return title[:1].upper() + title[1:]


def plain_group(d: Dossier, cell: str, language: Language) -> str:
    """The same within a sentence; applications are called that where there are enquiries too."""
    whole = cell.removesuffix("_everyone")
    title = cell_title(whole, d.result.group_titles, language)
    apart = f"{whole}_enquiries" in d.result.groups
    return title + APPLICATIONS.of(language) if apart and cell != whole else title


def measure(name: str, language: Language) -> str:
    """A measure's title with its unit."""
    found = MEASURES[name]
    return f"{found.title.of(language)} ({unit_title(found.unit, language)})"


def side(d: Dossier, who: str, language: Language) -> str:
    """``clerk@home`` as a person says it."""
    kind, _, where = who.partition("@")
    rule = d.source.scenario.pools.get("assistant")
    if where == "nearby" and rule is not None and kind in (rule.draws_on, "assistant"):
        return _large(NEARBY_CLERKS.of(language))
    name = unit(kind, language)
    return _large(SIDES[where].of(language).format(kind=name)) if where in SIDES else name


def of_bound(d: Dossier, bound: PoolBound) -> str:
    """Which units a bound is of, as ``clerk@home``."""
    places = {pool.partition("@")[2] for pool in bound.pools}
    at = {"home" if place in d.homes else "nearby" for place in places}
    return f"{bound.kind}@{at.pop()}" if len(at) == 1 and "+" not in bound.kind else bound.kind


def unit(kind: str, language: Language) -> str:
    """A kind of unit, or several of them with a plus sign between."""
    names = [KINDS[k].of(language) if k in KINDS else k for k in kind.split("+")]
    return ("、" if language == "zh-CN" else " and ").join(names)


def place(d: Dossier, hall: str, language: Language) -> str:
    """A hall's title."""
    spec = d.source.scenario.halls.get(hall)
    return spec.title.of(language) if spec and spec.title else region(hall, language)


def region(name: str, language: Language) -> str:
    """A region's name."""
    return REGIONS[name].of(language) if name in REGIONS else name


def series_of(d: Dossier, name: str) -> int:
    """0 for the baseline, 1 for what the report is about, then the others in order."""
    rest = [n for n in d.result.alternatives if n not in (d.baseline, d.subject)]
    return [d.baseline, d.subject, *rest].index(name)


def _large(words: str) -> str:
    return words[:1].upper() + words[1:]
