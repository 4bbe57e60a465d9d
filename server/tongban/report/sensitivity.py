"""Which assumption decides: a tornado as tables, and where the verdict flips."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from ..flow import Language
from ..measures import MEASURES
from ..planning import Bar, Headline, Input, Sensitivity, Swing
from .answer import Answer
from .assumptions import (
    amount_text,
    bare_amount,
    estimate_document,
    head_document,
    how_made,
    input_document,
    places_of,
    plain,
    range_text,
    setting_text,
)
from .document import run_document
from .grid import Grid
from .values import cell_title, measure_title, shown_amount
from .words import say, text

__all__ = ["sensitivity_answer"]

WORDS = {
    "title": text("{title}：敏感性", "{title}: sensitivity"),
    "base": text(
        "{alternative}与{baseline}相比，{group}的{measure}相差 {difference}（{verdict}）。",
        "{alternative} against {baseline}, for {group}, {measure}: {difference} ({verdict}). ",
    ),
    "assumed": text("该指标本身是输入假设。", "That measure is itself put in, not found. "),
    "none": text(
        "{moved} 项假设逐一在各自范围内变动，没有一项使这一结论翻转；影响最大的是{first}"
        "（从 {low} 到 {high}）。",
        "Of {moved} assumptions moved over their ranges, one at a time, none flips this verdict; "
        "the one that moves it most is “{first}” (from {low} to {high}).",
    ),
    "nothing": text(
        "{moved} 项假设逐一在各自范围内变动，没有一项使其改变。",
        "Of {moved} assumptions moved over their ranges, one at a time, none changes it.",
    ),
    "flips": text(
        "{moved} 项假设逐一在各自范围内变动，{count} 项会使这一结论翻转：{list}。",
        "Of {moved} assumptions moved over their ranges, one at a time, {count} would flip this "
        "verdict: {list}.",
    ),
    "flip": text("{at}{side}：{verdict}", "{side} {at}: {verdict}"),
    "flips of": text("{input}（{list}）", "{input} ({list})"),
    "above": text("以上", "from"),
    "below": text("以下", "down from"),
    "input": text("输入假设", "input"),
    "grade": text("等级", "grade"),
    "range": text("范围（现值）", "range (given)"),
    "low": text("下限处的差值", "at the least"),
    "high": text("上限处的差值", "at the most"),
    "change": text("由下限至上限的变化", "change"),
    "flips at": text("结论翻转于", "flips at"),
    "stays": text("范围内不翻转", "does not flip"),
    "tornado": text(
        "{measure}：差值，影响大者在前", "{measure}: the difference, largest effect first"
    ),
    "measure": text("其他主要指标", "other primary measure"),
    "inputs": text("在其范围某一端使结论不同的输入", "inputs with another verdict at an end"),
    "others": text("其他主要指标的结论", "Verdicts on the other primary measures"),
    "no input": text("无", "none"),
    "rest": text("未起作用与未变动的输入", "Inputs without effect, and inputs not moved"),
    "why": text("说明", "what it is"),
    "without_effect": text(
        "变动后每次重复中该差值都不变", "moved: the difference stays in every replication"
    ),
    "out_of_reach": text("两个方案都用不到", "neither alternative gets to it"),
    "without_range": text("未给出范围，不变动", "no range stated: not moved"),
    "fact": text("有来源：{source}", "found: {source}"),
    "interrupted": text(
        "已中断：{planned} 项中完成了 {moved} 项。",
        "Interrupted: {moved} of {planned} inputs were moved.",
    ),
    "how": text(
        "每个取值 {replications} 次独立重复，种子 {seed}，置信水平 {confidence:.0%}；各取值面对"
        "同一批申请人，差值配对；各区间各自成立（非联合）。其余输入保持现值，联合作用见 --screen。",
        "{replications} independent replications at each setting, seed {seed}, {confidence:.0%} "
        "confidence; every setting meets the same applicants and differences are paired; each "
        "interval holds by itself. The other inputs stay as given: for what inputs do together, "
        "--screen.",
    ),
    "verdicts": text(
        "结论按 {margin} 的界限判定；翻转处精确到范围的二百分之一，“±”为差值的半宽。",
        "Verdicts are against a margin of {margin}; a flip is found to 1/200 of the range.",
    ),
    "no margin": text("（无界限，只判正负）", "0 (only the sign is judged)"),
}


def sensitivity_answer(found: Sensitivity, language: Language) -> Answer:
    """A tornado as an answer."""
    return Answer(
        title=_word("title", language, title=found.title.of(language)),
        lead=(_sentence(found, language),),
        grids=tuple(_grids(found, language)),
        notes=tuple(_notes(found, language)),
        document=_document(found, language),
        rows=tuple(_rows(found)),
    )


def _word(key: str, language: Language, **values: object) -> str:
    return WORDS[key].of(language).format(**values)


def _sentence(found: Sensitivity, language: Language) -> str:
    """What is found, and whether any assumption would overturn it."""
    h, base = found.headline, found.base
    first = _word(
        "base",
        language,
        **places_of(found, language),
        difference=amount_text(h, base.difference, language),
        verdict=say(base.verdict, language),
    )
    if h.assumed:
        first += _word("assumed", language)
    decisive = found.decisive
    if decisive:
        told = say("comma", language).join(_flips_of(bar, language) for bar in decisive)
        return first + _word("flips", language, moved=found.moved, count=len(decisive), list=told)
    if not found.bars:
        return first + _word("nothing", language, moved=found.moved)
    bar = found.bars[0]
    low, high = (amount_text(h, swing.difference, language) for swing in (bar.low, bar.high))
    title = bar.input.title.of(language)
    return first + _word("none", language, moved=found.moved, first=title, low=low, high=high)


def _flips_of(bar: Bar, language: Language) -> str:
    told = [
        _word(
            "flip",
            language,
            at=setting_text(bar.input, flip.at),
            side=_word("above" if flip.at >= bar.input.base else "below", language),
            verdict=say(flip.verdict, language),
        )
        for flip in bar.flips
    ]
    both = say("semicolon", language).join(told)
    return _word("flips of", language, input=bar.input.title.of(language), list=both)


def _grids(found: Sensitivity, language: Language) -> Iterator[Grid]:
    title = _word("tornado", language, measure=measure_title(found.headline.measure, language))
    rows = tuple(_bar_row(found.headline, bar, language) for bar in found.bars)
    yield Grid(title, _heads(language, "input", "range", "low", "high", "change", "flips at"), rows)
    yield _others(found, language)
    unmoved = tuple(
        (each.title.of(language), each.grade, _word(key, language, source=each.source))
        for key, inputs in _rest(found).items()
        for each in inputs
    )
    yield Grid(_word("rest", language), _heads(language, "input", "grade", "why"), unmoved)


def _heads(language: Language, *keys: str) -> tuple[str, ...]:
    return tuple(_word(key, language) for key in keys)


def _bar_row(headline: Headline, bar: Bar, language: Language) -> tuple[str, ...]:
    def swing(one: Swing) -> str:
        return f"{bare_amount(headline, one.difference)}\n{say(one.verdict, language)}"

    flips = "\n".join(
        f"{setting_text(bar.input, flip.at)} {say(flip.verdict, language)}" for flip in bar.flips
    )
    return (
        f"{bar.input.title.of(language)} [{bar.input.grade}]",
        range_text(bar.input),
        swing(bar.low),
        swing(bar.high),
        bare_amount(headline, bar.change),
        flips or _word("stays", language),
    )


def _others(found: Sensitivity, language: Language) -> Grid:
    """For each other primary measure the inputs that have another verdict at an end."""
    rows = []
    for group, measure in found.primary:
        if (group, measure) == (found.headline.group, found.headline.measure):
            continue
        names = [b.input.title.of(language) for b in found.bars if (group, measure) in b.primary]
        name = f"{cell_title(group, found.group_titles, language)}{say('colon', language)}"
        name += MEASURES[measure].title.of(language)
        rows.append((name, "\n".join(names) or _word("no input", language)))
    head = (_word("measure", language), _word("inputs", language))
    return Grid(_word("others", language), head, tuple(rows))


def _rest(found: Sensitivity) -> dict[str, tuple[Input, ...]]:
    return {
        "without_effect": found.without_effect,
        "out_of_reach": found.out_of_reach,
        "without_range": found.without_range,
        "fact": found.facts,
    }


def _notes(found: Sensitivity, language: Language) -> Iterator[str]:
    if found.moved < found.planned:
        yield _word("interrupted", language, planned=found.planned, moved=found.moved)
    yield _word("how", language, **how_made(found))
    margin = found.headline.margin
    told = _word("no margin", language)
    if margin is not None:
        told = shown_amount(found.headline.measure, margin, math.nan, language).removeprefix("+")
    yield _word("verdicts", language, margin=told)
    yield say("illustrative", language)


def _document(found: Sensitivity, language: Language) -> dict[str, Any]:
    return {
        **head_document(found, language),
        "sentence": _sentence(found, language),
        "base": _swing(found.base),
        "bars": [
            {
                "input": input_document(bar.input, language),
                "low": _swing(bar.low),
                "high": _swing(bar.high),
                "change": estimate_document(bar.change),
                "span": plain(bar.span),
                "flips": [
                    {
                        "at": flip.at,
                        "before": flip.before,
                        "after": flip.after,
                        "verdict": flip.verdict,
                    }
                    for flip in bar.flips
                ],
                "other_verdicts": [".".join(pair) for pair in bar.primary],
            }
            for bar in found.bars
        ],
        **{
            key: [input_document(each, language) for each in inputs]
            for key, inputs in _rest(found).items()
        },
        "planned": found.planned,
        "settings": found.settings,
        "run": run_document(found.run),
    }


def _swing(swing: Swing) -> dict[str, Any]:
    return {
        "setting": plain(swing.setting),
        "difference": estimate_document(swing.difference),
        "verdict": swing.verdict,
    }


def _rows(found: Sensitivity) -> Iterator[dict[str, Any]]:
    """A row for each input that was moved."""
    h = found.headline
    for bar in found.bars:
        flips = [(flip.at, flip.verdict) for flip in bar.flips]
        yield {
            "input": bar.input.title.en,
            "keys": " ".join(bar.input.keys),
            "grade": bar.input.grade,
            "scale": bar.input.scale,
            "group": h.group,
            "measure": h.measure,
            "base": found.base.difference.mean,
            "low": bar.low.setting,
            "difference_at_low": bar.low.difference.mean,
            "half_width_at_low": bar.low.difference.half_width,
            "verdict_at_low": bar.low.verdict,
            "high": bar.high.setting,
            "difference_at_high": bar.high.difference.mean,
            "half_width_at_high": bar.high.difference.half_width,
            "verdict_at_high": bar.high.verdict,
            "span": bar.span,
            "flips_at": " ".join(f"{at:.6g}" for at, _ in flips) or None,
            "flips_to": ", ".join(word for _, word in flips) or None,
        }
