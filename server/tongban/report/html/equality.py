"""Section 10: same quality, same effect (同质同效), as non-inferiority against margins."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ...experiment import Comparison
from ...flow import Language
from ...measures import MEASURES
from ...planning.dossier import Dossier
from ..charts import Row, intervals
from ..markup import Markup, joined
from ..values import shown_amount, unit_title
from ..words import say, text
from . import names
from .frame import Section, figure, minus, note, percent, table

__all__ = ["Judgement", "judged", "section"]

MEASURED = (
    "accepted_within_5d",
    "lost_share",
    "first_time_right",
    "service_level",
    "elapsed_restricted_mean_h",
)
"""What “the same” is judged by: results, losses, correctness, service, speed."""

EDGE = 4.0
"""Margins: a difference beyond stands at the edge of the drawing, without its interval."""

TITLE = text("同质同效了吗？", "The same quality and the same effect (同质同效)?")
LEAD = text(
    "在 {n} 项可判定的指标中，{ok} 项显示不劣于{baseline}，{worse} 项显示更差，{unknown} "
    "项未能显示{assumed}。",
    "Of {n} measures found here, {ok} are shown to be no worse than “{baseline}” by more than "
    "the margin, {worse} are shown to be worse, and {unknown} are not shown{assumed}.",
)
ASSUMED = text("；另有 {n} 项是输入假设，不是结论", "; {n} more is an input, assumed and not found")
WORDS = {
    "not inferior": text("不劣", "no worse"),
    "inferior": text("更差", "worse"),
    "not shown": text("未显示", "not shown"),
}
ASSUMED_WORD = text("（输入假设，非结论）", " (assumed, not found)")
X_TITLE = text("以界限为单位的差值（右为更好）", "Difference in margins (right is better)")
SIDES = text("更差", "worse"), text("更好", "better")
CAPTION = text(
    "{subject}与{baseline}，{group}；灰带为界限。区间整个在左侧界限（−1）右边即为“不劣”；"
    "超出四个界限的差值画在边上。配对差，各自的 {level} 区间（★ 为联合区间），{n} 次重复，种子 "
    "{seed}。",
    "“{subject}” against “{baseline}”, {group}; the grey band is the margin. An interval wholly "
    "right of −1 shows that it is no worse; differences beyond four margins stand at the edge. "
    "Paired differences, {level} intervals each by itself (★: simultaneous), {n} replications, "
    "seed {seed}.",
)
FLIP = text(
    "{measure}是情景的输入（{before} 对 {after}），相等是假设出来的。{channel}若低于 {flip}，"
    "这一判定就会翻转：应先测量它。",
    "{measure} is put in ({before} against {after}), so that they are alike is assumed. Were it "
    "below {flip} for “{channel}”, the verdict would be another: measure it first.",
)
HEAD = (
    text("指标", "Measure"),
    text("差值", "Difference"),
    text("界限", "Margin"),
    text("不劣？", "No worse?"),
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A difference turned so that more is better, in units of the margin."""

    found: Comparison
    value: float
    half_width: float

    @property
    def fits(self) -> bool:
        """Whether its interval lies within the drawing."""
        return abs(self.value) + self.half_width <= EDGE

    @property
    def word(self) -> str:
        """Whether it is shown to be no worse than the margin allows."""
        if self.value - self.half_width > -1:
            return "not inferior"
        return "inferior" if self.value + self.half_width < -1 else "not shown"


def judged(d: Dossier) -> list[Judgement]:
    """The measures of the compared group that have a margin and a better side."""
    found = []
    for name in MEASURED:
        try:
            comparison = d.result.comparison(d.subject, d.cell, name)
        except KeyError:
            continue
        better = MEASURES[name].better
        if (
            comparison.margin
            and better != "none"
            and comparison.half_width == comparison.half_width
        ):
            sign = 1 if better == "higher" else -1
            value = sign * comparison.difference / comparison.margin
            found.append(Judgement(comparison, value, comparison.half_width / comparison.margin))
    return found


def section(d: Dossier, language: Language) -> Section:
    """Whether it is the same."""
    every = judged(d)
    own = [j for j in every if not j.found.assumed]
    words = [j.word for j in own]
    assumed = len(every) - len(own)
    lead = LEAD.of(language).format(
        n=len(own),
        ok=words.count("not inferior"),
        worse=words.count("inferior"),
        unknown=words.count("not shown"),
        baseline=names.channel(d, d.baseline, language),
        assumed=ASSUMED.of(language).format(n=assumed) if assumed else "",
    )
    caption = CAPTION.of(language).format(
        subject=names.channel(d, d.subject, language),
        baseline=names.channel(d, d.baseline, language),
        group=names.group(d, d.cell, language),
        level=f"{d.result.confidence:.0%}",
        n=d.result.replications,
        seed=d.result.seed,
    )
    flips = [note(_flip(d, j.found, language)) for j in every if j.found.assumed]
    grid = table(TITLE.of(language), [cell.of(language) for cell in HEAD], _rows(every, language))
    body = joined(
        figure(lambda width: _drawing(every, width, language), caption, grid, language), *flips
    )
    return Section("equality", TITLE.of(language), lead, body)


def _word(j: Judgement, language: Language) -> str:
    return WORDS[j.word].of(language) + (ASSUMED_WORD.of(language) if j.found.assumed else "")


def _name(j: Judgement, language: Language) -> str:
    star = "★ " if j.found.family == "primary" else ""
    return star + MEASURES[j.found.measure].title.of(language)


def _amount(j: Judgement, language: Language) -> str:
    c = j.found
    return minus(shown_amount(c.measure, c.difference, c.half_width, language))


def _drawing(every: list[Judgement], width: float, language: Language) -> Markup:
    rows = [
        Row(
            name=_name(j, language),
            value=max(-EDGE, min(EDGE, j.value)),
            low=j.value - j.half_width if j.fits else math.nan,
            high=j.value + j.half_width if j.fits else math.nan,
            shown=_word(j, language),
            told=f"{_name(j, language)}: {_amount(j, language)}, {_word(j, language)}",
            margin=1,
            series=3 if j.found.assumed else 1,
        )
        for j in every
    ]
    sides = SIDES[0].of(language), SIDES[1].of(language)
    return intervals(TITLE.of(language), rows, width, X_TITLE.of(language), sides=sides)


def _rows(every: list[Judgement], language: Language) -> list[list[str]]:
    rows = []
    for j in every:
        share = MEASURES[j.found.measure].unit == "share"
        margin = j.found.margin or 0
        shown = (
            f"{100 * margin:g} {say('points', language)}"
            if share
            else f"{margin:g} {unit_title(MEASURES[j.found.measure].unit, language)}"
        )
        rows.append([_name(j, language), _amount(j, language), shown, _word(j, language)])
    return rows


def _flip(d: Dossier, c: Comparison, language: Language) -> str:
    before = d.result.alternatives[d.baseline].groups[c.group][c.measure].mean
    after = d.result.alternatives[d.subject].groups[c.group][c.measure].mean
    return FLIP.of(language).format(
        measure=MEASURES[c.measure].title.of(language),
        before=percent(before, 1),
        after=percent(after, 1),
        flip=percent(before - (c.margin or 0), 1),
        channel=names.channel(d, d.subject, language),
    )
