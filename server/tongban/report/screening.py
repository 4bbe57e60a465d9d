"""Which assumptions matter most when all move at once, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..flow import Language
from ..measures import MEASURES
from ..planning import Effect, Screening
from .answer import Answer
from .assumptions import (
    estimate_document,
    head_document,
    how_made,
    input_document,
    places_of,
    plain,
    range_text,
)
from .document import run_document
from .grid import Grid
from .values import measure_title
from .words import say, text

__all__ = ["screening_answer"]

WORDS = {
    "input": text("输入假设", "input"),
    "range": text("范围（现值）", "range (given)"),
    "screening": text("{title}：{method} 全局筛选", "{title}: screening by {method}"),
    "most": text(
        "{alternative}与{baseline}相比，{group}的{measure}之差：{count} 项假设同时变动时，"
        "影响最大的是{list}。",
        "The difference in {measure} for {group}, {alternative} against {baseline}: of {count} "
        "assumptions moved at once, those that matter most are {list}.",
    ),
    "morris": text(
        "Morris 法：μ* 为该输入由范围一端移到另一端时差值变化的平均绝对值（与指标同单位），σ 大表示"
        "非线性或与其他输入相互作用。{samples} 条轨迹，共 {settings} 个取值。",
        "Morris: μ* is the mean size of what the difference changes by over the input's whole "
        "range, in the measure's unit; a large σ means that it is not linear or acts together "
        "with others. {samples} trajectories, {settings} settings.",
    ),
    "sobol": text(
        "Sobol 法：S1 为该输入单独解释的方差份额，ST 为连同相互作用的份额；范围内均匀取值。"
        "样本基数 {samples}，共 {settings} 个取值。",
        "Sobol: S1 is the share of the variance that the input explains alone, ST with all it "
        "does together with others; settings are uniform over the ranges. {samples} base samples, "
        "{settings} settings.",
    ),
    "by salib": text(
        "由 SALib 计算；“±”为 {confidence:.0%} 自助区间，只反映抽样，不含 {replications} 次重复的"
        "噪声（各取值共用同一批申请人，种子 {seed}）。",
        "By SALib; ± is its {confidence:.0%} bootstrap interval over the sample, without the "
        "noise of the {replications} replications (every setting meets the same applicants, "
        "seed {seed}).",
    ),
}


def screening_answer(found: Screening, language: Language) -> Answer:
    """A screening as an answer."""
    method = found.method.capitalize()
    first = [each.input.title.of(language) for each in found.effects[:3]]
    quoted = first if language == "zh-CN" else [f"“{name}”" for name in first]
    lead = _word(
        "most",
        language,
        **places_of(found, language),
        count=len(found.effects),
        list=say("comma", language).join(quoted),
    )
    heads = ("μ*", "μ", "σ") if found.method == "morris" else ("ST", "S1")
    head = (_word("input", language), _word("range", language), *heads)
    rows = tuple(_effect_row(found, each, language) for each in found.effects)
    title = _word("screening", language, title=found.title.of(language), method=method)
    notes = (
        _word(found.method, language, samples=found.samples, settings=found.settings),
        _word("by salib", language, **how_made(found)),
        say("illustrative", language),
    )
    return Answer(
        title=title,
        lead=(lead,),
        grids=(Grid(_grid_title(found, method, language), head, rows),),
        notes=notes,
        document=_screening_document(found, language, lead),
        rows=tuple(_screening_rows(found.effects)),
    )


def _grid_title(found: Screening, method: str, language: Language) -> str:
    """The method, with the unit where its figures have one."""
    if found.method == "sobol":
        return method
    return f"{method}{say('colon', language)}{measure_title(found.headline.measure, language)}"


def _effect_row(found: Screening, each: Effect, language: Language) -> tuple[str, ...]:
    name = f"{each.input.title.of(language)} [{each.input.grade}]"
    if found.method == "sobol":
        cells = [f"{e.mean:.2f} ± {e.half_width:.2f}" for e in (each.total, each.alone)]
    else:
        times = 100 if MEASURES[found.headline.measure].unit == "share" else 1
        total = f"{times * each.total.mean:.3g} ± {times * each.total.half_width:.2g}"
        cells = [total, f"{times * each.alone.mean:+.3g}", f"{times * each.sigma:.3g}"]
    return (name, range_text(each.input), *cells)


def _screening_document(found: Screening, language: Language, lead: str) -> dict[str, Any]:
    names = ("mu_star", "mu") if found.method == "morris" else ("total", "first_order")
    return {
        **head_document(found, language),
        "sentence": lead,
        "method": found.method,
        "samples": found.samples,
        "settings": found.settings,
        "effects": [
            {
                "input": input_document(each.input, language),
                names[0]: estimate_document(each.total),
                names[1]: estimate_document(each.alone),
                "sigma": plain(each.sigma),
            }
            for each in found.effects
        ],
        "run": run_document(found.run),
    }


def _screening_rows(effects: Iterable[Effect]) -> Iterator[dict[str, Any]]:
    for each in effects:
        yield {
            "input": each.input.title.en,
            "keys": " ".join(each.input.keys),
            "total": each.total.mean,
            "total_half_width": each.total.half_width,
            "alone": each.alone.mean,
            "alone_half_width": each.alone.half_width,
            "sigma": each.sigma,
        }


def _word(key: str, language: Language, **values: object) -> str:
    return WORDS[key].of(language).format(**values)
