"""Section 3: the primary measures with their verdicts; the rest folded away."""

from __future__ import annotations

from ...experiment import Comparison
from ...flow import Language
from ...measures import MEASURES
from ...planning.dossier import Dossier
from ..grid import comparison_grids
from ..markup import Markup, element, joined
from ..values import shown, shown_difference
from ..words import say, text
from . import names
from .frame import Section, folded, minus, note, table

__all__ = ["section"]

TITLE = text("主要指标与判定", "The primary measures and their verdicts")
COUNTS = text(
    "{channel}与{baseline}相比，{n} 项主要指标中 {clear} 项有相关差异，{same} 项在界限内相当，"
    "{unknown} 项未能显示差异。",
    "“{channel}” against “{baseline}”: of {n} primary measures {clear} differ relevantly, "
    "{same} are equivalent within their margin, and for {unknown} no difference is shown.",
)
HEAD = (
    text("渠道", "Channel"),
    text("估计值", "Estimate"),
    text("与基准之差（联合区间）", "Difference (simultaneous)"),
    text("判定", "Verdict"),
)
CAPTION = text(
    "主要指标：{n} 次重复、同一批申请人上的配对差；全部 {pairs} 个差值的区间以 {level} "
    "的概率同时成立（Bonferroni）。",
    "Primary measures: differences on the same applicants, {n} replications; the intervals of "
    "all {pairs} differences hold together with probability {level} (Bonferroni).",
)
MARGIN = text("界限 ± {margin}", "margin ± {margin}")
NEEDED = text("约需 {needed} 次重复", "about {needed} replications would show it")
REST = text(
    "其余指标（描述性，区间各自成立）", "All other measures (descriptive, intervals each by itself)"
)
HOW = text(
    "判定只看区间与界限：整个区间在界限内为“相当”；区间不含 0 且差值不小于界限为“更高/更低”；"
    "其余一律“未显示差异”。",
    "A verdict is the interval against the margin: wholly within it is equivalent; without 0 "
    "and no smaller than the margin is higher or lower; anything else is not shown.",
)


def section(d: Dossier, language: Language) -> Section:
    """What differs, and how surely."""
    own = [d.result.comparison(d.subject, cell, name) for cell, name in d.result.primary]
    words = [found.verdict for found in own]
    lead = COUNTS.of(language).format(
        channel=names.channel(d, d.subject, language),
        baseline=names.channel(d, d.baseline, language),
        n=len(own),
        clear=sum(word in ("higher", "lower") for word in words),
        same=words.count("equivalent"),
        unknown=words.count("not shown"),
    )
    body = joined(_primary(d, language), note(HOW.of(language)), _rest(d, language))
    return Section("measures", TITLE.of(language), lead, body)


def _primary(d: Dossier, language: Language) -> Markup:
    result = d.result
    others = [name for name in result.alternatives if name != d.baseline]
    caption = CAPTION.of(language).format(
        n=result.replications,
        pairs=len(result.primary) * len(others),
        level=f"{result.confidence:.0%}",
    )
    head = element("tr", [element("th", cell.of(language), scope="col") for cell in HEAD])
    bodies = [_measure(d, cell, name, others, language) for cell, name in result.primary]
    grid = element(
        "table", element("caption", caption), element("thead", head), bodies, class_="verdicts"
    )
    return element("div", grid, class_="scroll", tabindex="0", role="region", aria_label=caption)


def _measure(d: Dossier, cell: str, name: str, others: list[str], language: Language) -> Markup:
    """One measure's rows: the baseline, then each alternative beside it."""
    found = {other: d.result.comparison(other, cell, name) for other in others}
    margin = next(iter(found.values())).margin
    title = f"{names.measure(name, language)} · {names.group(d, cell, language)}"
    if margin is not None:
        unit = MEASURES[name].unit
        points = f"{100 * margin:g} {say('points', language)}"
        shown_margin = points if unit == "share" else f"{margin:g}"
        title += f" · {MARGIN.of(language).format(margin=shown_margin)}"
    first = element("th", title, scope="rowgroup", colspan="4")
    rows = [element("tr", first, class_="head"), _row(d, d.baseline, cell, name, None, language)]
    rows += [_row(d, other, cell, name, found[other], language) for other in others]
    return element("tbody", rows)


def _row(
    d: Dossier, other: str, cell: str, name: str, found: Comparison | None, language: Language
) -> Markup:
    title = names.channel(d, other, language)
    estimate = minus(shown(name, d.result.alternatives[other].groups[cell][name]))
    if found is None:
        word = element("span", say("baseline", language), class_="tag")
        cells = [element("td", estimate), element("td", "–"), element("td", word)]
    else:
        difference, words = _difference(found, language)
        more = []
        if found.verdict == "not shown" and found.needed is not None:
            more = [element("br"), NEEDED.of(language).format(needed=f"{found.needed:,}")]
        cells = [element("td", estimate), element("td", difference), element("td", words, *more)]
    return element("tr", element("th", title, scope="row"), cells)


def _difference(found: Comparison, language: Language) -> tuple[str, str]:
    """The number with its interval, and the words."""
    whole, word = minus(shown_difference(found, language)), say(found.verdict, language)
    number, _, rest = whole.partition(f" {word}")
    return number, word + rest


def _rest(d: Dossier, language: Language) -> Markup:
    grids = [
        joined(element("h3", grid.title), table(grid.title, grid.head, _cells(grid.rows)))
        for grid in comparison_grids(d.result, language)
    ]
    return folded(REST.of(language), *grids)


def _cells(rows: tuple[tuple[str, ...], ...]) -> list[list[str]]:
    return [[minus(cell) for cell in row] for row in rows]
