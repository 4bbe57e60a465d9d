"""Section 2: the share of all needs accepted against time since need."""

from __future__ import annotations

from ...flow import Language
from ...planning.curve import ROUND_H
from ...planning.dossier import Dossier
from ..charts import Line, Panel, Point, Scale, logarithmic, panels
from ..markup import Markup, joined
from ..words import text
from . import names
from .frame import Section, figure, note, percent, table

__all__ = ["drawing", "section"]

TITLE = text("提出需求后多久受理？", "How soon is a need accepted?")
LEAD = text(
    "4 小时内受理：{subject}每百件 {a} 件，{baseline} {b} 件；五天内分别为 {c} 件和 {d} 件。",
    "Within four hours {a} of 100 needs are accepted through “{subject}” and {b} through "
    "“{baseline}”; within five days {c} and {d}.",
)
Y_TITLE = text("已受理的需求占全部需求", "Needs accepted, of all needs")
X_TITLE = text("自需求产生起的时间", "Time since the need arose")
CAPTION = text(
    "{group}；每次重复 {needs} 件需求，{n} 次重复，种子 {seed}。色带为各自的 {level} 置信区间。"
    "曲线与 100% 之间的差距是未办成或十天以后才办成的需求。",
    "{group}; {needs} needs a replication, {n} replications, seed {seed}. Ribbons are {level} "
    "intervals, each by itself. What a curve stays below 100% is lost, or accepted after ten "
    "days.",
)
HOW = text(
    "按全部需求计算，不只算办成的人；夜间和周末也在走时，所以曲线有平台。",
    "Counted over all needs, not over those who were served. Nights and weekends pass too, "
    "hence the level stretches.",
)
WITHIN = text("时限", "Within")
POINT = text(
    "{channel}，{within}内：{share} ± {half}", "{channel}, within {within}: {share} ± {half}"
)
MINUTES, HOURS, DAYS = text("{} 分钟", "{} min"), text("{} 小时", "{} h"), text("{} 天", "{} d")


def duration(hours: float, language: Language) -> str:
    """``15 min``, ``4 h``, ``3 d``."""
    if hours < 1:
        return MINUTES.of(language).format(f"{60 * hours:g}")
    return (
        (HOURS if hours < 24 else DAYS)
        .of(language)
        .format(f"{hours if hours < 24 else hours / 24:g}")
    )


def section(d: Dossier, language: Language) -> Section:
    """How soon needs are accepted."""
    curve = d.curve
    shares = {(a, h): curve.at(a, h)[0] for a in curve.share for h in (4, 120)}
    lead = LEAD.of(language).format(
        subject=names.channel(d, d.subject, language),
        baseline=names.channel(d, d.baseline, language),
        a=f"{100 * shares[d.subject, 4]:.0f}",
        b=f"{100 * shares[d.baseline, 4]:.0f}",
        c=f"{100 * shares[d.subject, 120]:.0f}",
        d=f"{100 * shares[d.baseline, 120]:.0f}",
    )
    caption = CAPTION.of(language).format(
        group=names.group(d, curve.cell, language),
        needs=f"{curve.needs:,.0f}",
        n=curve.replications,
        seed=d.result.seed,
        level=f"{curve.level:.0%}",
    )
    body = joined(
        figure(lambda width: drawing(d, width, language), caption, _table(d, language), language),
        note(HOW.of(language)),
    )
    return Section("completion", TITLE.of(language), lead, body)


def drawing(d: Dossier, width: float, language: Language) -> Markup:
    """The section's drawing at a width."""
    shown = [h for h in ROUND_H if width > 500 or h in (0.25, 1, 4, 24, 72, 240)]
    x = logarithmic(0.25, 240, ROUND_H)
    lines = tuple(_line(d, name, language) for name in d.curve.share)
    y = Scale(0, 1, 0, 1, (0, 0.25, 0.5, 0.75, 1))
    ticks = [duration(h, language) if h in shown else "" for h in ROUND_H]
    part = Panel(Y_TITLE.of(language), y, lines, percent=True)
    return panels(TITLE.of(language), [part], x, X_TITLE.of(language), ticks, width, 300)


def _line(d: Dossier, name: str, language: Language) -> Line:
    title, curve = names.channel(d, name, language), d.curve
    points = []
    for h, share, half in zip(curve.hours, curve.share[name], curve.half_width[name], strict=True):
        told = ""
        if h in ROUND_H:
            told = POINT.of(language).format(
                channel=title,
                within=duration(h, language),
                share=percent(share, 1),
                half=percent(half, 1),
            )
        points.append(Point(h, share, max(share - half, 0), min(share + half, 1), told))
    return Line(title, names.series_of(d, name), tuple(points))


def _table(d: Dossier, language: Language) -> Markup:
    head = [WITHIN.of(language), *(names.channel(d, name, language) for name in d.curve.share)]
    rows = [
        [
            duration(h, language),
            *(
                f"{percent(share, 1)} ± {percent(half, 1)}"
                for share, half in (d.curve.at(name, h) for name in d.curve.share)
            ),
        ]
        for h in ROUND_H
    ]
    return table(Y_TITLE.of(language), head, rows)
