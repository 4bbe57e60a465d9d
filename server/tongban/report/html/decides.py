"""Section 11: which assumption decides, as a tornado with the values at which the verdict flips."""

from __future__ import annotations

from ...flow import Language
from ...measures import MEASURES
from ...planning.dossier import Absent, Dossier
from ...planning.sensitivity import Sensitivity
from ...planning.tornado import Bar
from ..charts import Swing, tornado
from ..markup import Markup, joined
from ..values import unit_title
from ..words import say, text
from . import names
from .frame import Section, absent, figure, note, plus_minus, signed, table

__all__ = ["section", "setting_text"]

SHOWN = 12
"""Bars in the drawing; the table has all."""

TITLE = text("哪个假设决定结论？", "Which assumption decides?")
LEAD = {
    "flips": text(
        "{n} 个假设中有 {k} 个能在其范围内翻转判定；最先是“{title}”，在 {at} 处。",
        "Of {n} assumptions {k} can flip the verdict within their range; first of all "
        "“{title}”, at {at}.",
    ),
    "none": text(
        "{n} 个假设逐一取到范围两端，判定都不翻转；影响最大的是“{title}”（差值 {low} 至 {high}）。",
        "None of {n} assumptions, moved one at a time to both ends of its range, flips the "
        "verdict; the largest swing is that of “{title}” ({low} to {high}).",
    ),
}
ABSENT_LEAD = text("没有逐一检验假设。", "The assumptions were not moved.")
OTHER = text(
    "但以下假设会翻转其他主要指标的判定：{list}。",
    "Other primary verdicts do flip at an end of: {list}.",
)
CAPTION = text(
    "{group}的{measure}：{subject}减去{baseline}。每个假设单独取其范围的下端（实心）"
    "与上端（斜线），其余不变；◇ 为翻转点。每个设置 {n} 次重复（探索用），同一批申请人，种子 "
    "{seed}。",
    "{measure} of {group}: “{subject}” less “{baseline}”. Each assumption by itself at the low "
    "end of its range (solid) and the high end (hatched); ◇ marks a flip. {n} replications at "
    "each setting (exploratory), the same applicants, seed {seed}.",
)
HOW = text(
    "一次只动一个假设，看不出几个假设一起变化的效果；范围本身也是判断。",
    "One at a time shows nothing of what assumptions do together, and the ranges are judgements "
    "too.",
)
BASE = text("现值 {value}", "as it is {value}")
HEAD = (
    text("假设", "Assumption"),
    text("等级", "Grade"),
    text("范围", "Range"),
    text("差值", "Difference"),
    text("翻转点", "Flips at"),
)
TOLD = text("{name}：{low} 时 {a}，{high} 时 {b}", "{name}: {a} at {low}, {b} at {high}")
FLIPS = text("；在 {at} 翻转", "; flips at {at}")
NEVER = text("范围内没有", "none in range")


def section(d: Dossier, language: Language) -> Section:
    """What decides."""
    found = d.sensitivity
    if isinstance(found, Absent):
        lead = ABSENT_LEAD.of(language)
        return Section("assumptions", TITLE.of(language), lead, absent(found.reason, language))
    caption = CAPTION.of(language).format(
        group=names.group(d, found.headline.group, language),
        measure=_measure(found, language),
        subject=names.channel(d, found.headline.alternative, language),
        baseline=names.channel(d, found.headline.baseline, language),
        n=found.replications,
        seed=found.seed,
    )
    body = joined(
        figure(
            lambda width: _drawing(found, width, language),
            caption,
            _table(found, language),
            language,
        ),
        _others(found, language),
        note(HOW.of(language)),
    )
    return Section("assumptions", TITLE.of(language), _lead(found, language), body)


def setting_text(setting: float, scale: str | None) -> str:
    """A value, or a factor on it."""
    shown = f"{setting:.3g}" if abs(setting) < 1000 else f"{setting:,.0f}"
    return f"×{shown}" if scale == "factor" else shown


def _measure(found: Sensitivity, language: Language) -> str:
    return MEASURES[found.headline.measure].title.of(language)


def _times(found: Sensitivity) -> float:
    return 100 if MEASURES[found.headline.measure].unit == "share" else 1


def _unit(found: Sensitivity, language: Language) -> str:
    unit = MEASURES[found.headline.measure].unit
    return say("points", language) if unit == "share" else unit_title(unit, language)


def _lead(found: Sensitivity, language: Language) -> str:
    times, unit = _times(found), _unit(found, language)
    if found.decisive:
        first = found.decisive[0]
        flip = first.flips[0]
        return (
            LEAD["flips"]
            .of(language)
            .format(
                n=found.moved,
                k=len(found.decisive),
                title=first.input.title.of(language),
                at=setting_text(flip.at, first.input.scale),
            )
        )
    first = found.bars[0]
    return (
        LEAD["none"]
        .of(language)
        .format(
            n=found.moved,
            title=first.input.title.of(language),
            low=f"{signed(times * first.low.difference.mean)} {unit}",
            high=f"{signed(times * first.high.difference.mean)} {unit}",
        )
    )


def _others(found: Sensitivity, language: Language) -> Markup | None:
    headline = (found.headline.group, found.headline.measure)
    turning = [
        bar.input.title.of(language)
        for bar in found.bars
        if any(pair != headline for pair in bar.primary)
    ]
    if not turning:
        return None
    return note(OTHER.of(language).format(list=say("comma", language).join(turning)))


def _drawing(found: Sensitivity, width: float, language: Language) -> Markup:
    times, base = _times(found), found.base.difference.mean * _times(found)
    swings = [_swing(bar, times, language) for bar in found.bars[:SHOWN]]
    title = f"{_measure(found, language)} ({_unit(found, language)})"
    prefix = f"{language[:2]}-tornado-{width:.0f}"
    shown = BASE.of(language).format(value=signed(base))
    return tornado(TITLE.of(language), swings, base, shown, width, title, prefix=prefix)


def _swing(bar: Bar, times: float, language: Language) -> Swing:
    each = bar.input
    low, high = setting_text(each.low, each.scale), setting_text(each.high, each.scale)
    told = TOLD.of(language).format(
        name=each.title.of(language),
        low=low,
        high=high,
        a=signed(times * bar.low.difference.mean),
        b=signed(times * bar.high.difference.mean),
    )
    flip = None
    if bar.flips:
        told += FLIPS.of(language).format(at=setting_text(bar.flips[0].at, each.scale))
        flip = times * _at_flip(bar)
    return Swing(
        each.title.of(language),
        times * bar.low.difference.mean,
        times * bar.high.difference.mean,
        low,
        high,
        told,
        flip,
    )


def _at_flip(bar: Bar) -> float:
    """About where the difference is at the flip: between the scenario's and the end beyond it."""
    flip, each = bar.flips[0], bar.input
    end = bar.high if flip.at > each.base else bar.low
    base = (bar.low.difference.mean + bar.high.difference.mean) / 2
    share = (flip.at - each.base) / (end.setting - each.base)
    return base + share * (end.difference.mean - base)


def _table(found: Sensitivity, language: Language) -> Markup:
    times, rows = _times(found), []
    for bar in found.bars:
        each = bar.input
        flips = [setting_text(flip.at, each.scale) for flip in bar.flips]
        ends = setting_text(each.low, each.scale), setting_text(each.high, each.scale)
        rows.append(
            [
                each.title.of(language),
                each.grade,
                f"{ends[0]} – {ends[1]}",
                " … ".join(signed(times * end.difference.mean) for end in (bar.low, bar.high)),
                say("comma", language).join(flips) or NEVER.of(language),
            ]
        )
    title = f"{_measure(found, language)} ({_unit(found, language)})"
    base = BASE.of(language).format(value=plus_minus(_scaled(found, times), sign=True))
    return table(f"{title}, {base}", [cell.of(language) for cell in HEAD], rows)


def _scaled(found: Sensitivity, times: float):  # type: ignore[no-untyped-def]
    from ...experiment import Estimate

    e = found.base.difference
    return Estimate(times * e.mean, times * e.half_width, e.n)
