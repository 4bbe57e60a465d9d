"""What causes a difference, as a waterfall of causes and a sentence."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from ..experiment import Estimate, Verdict
from ..flow import Language, Text
from ..measures import MEASURES
from ..planning import Causes, Part, Split
from .answer import Answer
from .document import run_document
from .grid import Grid
from .values import cell_title, measure_title, shown, shown_amount, unit_title
from .words import say, text

__all__ = ["CAUSE_TITLES", "causes_answer"]

CAUSE_TITLES: dict[str, Text] = {
    "arrival_clock": text("到场时间（不必乘车赶路）", "the arrival clock (no journey)"),
    "willingness": text(
        "办理意愿（不必出行才来办的人）", "willingness (needs that would not have travelled)"
    ),
    "priority": text("排队规则与优先级", "discipline and priority"),
    "patience": text("耐心（等多久、是否放弃）", "patience (in line, and after a notice)"),
    "first_time_right": text("首办成功率", "first-time-right"),
    "handling": text("远程办理系数", "the handling factor"),
    "session": text(
        "分步会话（接通、评价、事后整理）", "a session in steps (dialling, rating, after-work)"
    ),
    "drops": text("连线中断与重试", "lost connections and retries"),
    "enquiries": text("咨询也走视频", "enquiries by video"),
    "pooling": text(
        "同时占用窗口、帮办员与坐席", "pooling (window and assistant held with the clerk)"
    ),
}
WORDS = {
    "cause": text("原因", "cause"),
    "value": text("至此的数值", "value so far"),
    "change": text("该原因的作用", "what it changes"),
    "opposite": text("按相反顺序", "in the opposite order"),
    "whole": text("{goal}，总差值", "{goal}, the whole"),
    "lead": text(
        "{group}的{measure}：{origin}为 {start}，{goal}为 {end}，相差 {whole}{judged}；"
        "其中{parts}{unclear}。除去路途，余下的差值为 {rest}。",
        "{group}, {measure}: {start} in “{origin}”, {end} in “{goal}”, a difference of "
        "{whole}{judged}; of it {parts}{unclear}. Beyond the journey, {rest} remain.",
    ),
    "equivalent": text("（在界限 {margin}以内）", " (within the margin of {margin})"),
    "nothing": text("没有一项原因显示出作用", "no cause is shown to change anything"),
    "part": text("{change}来自{cause}", "{change} from {cause}"),
    "unclear": text("；与 0 未能区分：{causes}", "; not told from 0: {causes}"),
    "order": text(
        "各原因依次加入，顺序即表中的顺序；每一部分是相邻两个方案在同一批申请人上的配对差，"
        "各部分之和恰为总差值。换一种顺序，各部分会不同（总差值不变）："
        "前一半（会话之前）与后一半各自的顺序可以颠倒，用 --reverse 并列给出。",
        "Causes are added one after another, in the order of the table; each part is the paired "
        "difference of two alternatives that follow one another, on the same applicants, so the "
        "parts add up to the whole. In another order the parts differ and the whole does not: "
        "--reverse gives beside them those with each half of the chain (before and after the "
        "session) turned round.",
    ),
    "turned": text(
        "“按相反顺序”一列：会话之前、之后的原因各自颠倒顺序加入。两列之差即顺序的影响；"
        "各部分在各自顺序内相加均为总差值。",
        "In the opposite order the causes before and after the session are each added the other "
        "way round. How far the two columns differ is how much the order matters; each adds up "
        "to the whole.",
    ),
    "how": text(
        "{replications} 次独立重复，种子 {seed}，置信水平 {confidence:.0%}；"
        "同一张表中各原因的区间为联合区间（Bonferroni），其余区间各自成立。",
        "{replications} independent replications, seed {seed}, {confidence:.0%} confidence. The "
        "intervals of the causes in one table hold together (Bonferroni), the others each by "
        "itself.",
    ),
    "absent": text(
        "表中没有的原因，两个渠道在其上并无不同。",
        "In a cause that is not listed the two channels do not differ.",
    ),
}


def causes_answer(found: Causes, language: Language) -> Answer:
    """The split of a difference as an answer."""
    return Answer(
        title=found.title.of(language),
        lead=tuple(_sentence(found, split, language) for split in found.splits),
        grids=tuple(_grid(found, split, language) for split in found.splits),
        notes=_notes(found, language),
        document=_document(found, language),
        rows=tuple(_rows(found)),
    )


def _sentence(found: Causes, split: Split, language: Language) -> str:
    """What the causes bring whose interval leaves 0 out, the largest first; the others by name."""
    told = [part for part in split.parts if abs(part.change.mean) > part.change.half_width]
    told.sort(key=lambda part: -abs(part.change.mean))
    parts = say("comma", language).join(_clause(split, part, language) for part in told)
    others = [CAUSE_TITLES[p.cause].of(language) for p in split.parts if p not in told]
    unclear = WORDS["unclear"].of(language).format(causes=say("comma", language).join(others))
    margin = _amount(split.measure, split.margin or 0.0, language)
    judged = WORDS["equivalent"].of(language).format(margin=margin)
    return (
        WORDS["lead"]
        .of(language)
        .format(
            group=_group(found, split, language),
            measure=_lower(MEASURES[split.measure].title.of(language)),
            origin=found.origin_title.of(language),
            goal=found.goal_title.of(language),
            start=_with_unit(split.measure, split.start, language),
            end=_with_unit(split.measure, split.end, language),
            whole=_change(split.measure, split.whole, language),
            judged=judged if split.verdict == "equivalent" else "",
            parts=parts or WORDS["nothing"].of(language),
            unclear=unclear if others else "",
            rest=_change(split.measure, split.rest, language),
        )
    )


def _clause(split: Split, part: Part, language: Language) -> str:
    change = _change(split.measure, part.change, language)
    cause = CAUSE_TITLES[part.cause].of(language)
    return WORDS["part"].of(language).format(change=change, cause=cause)


def _grid(found: Causes, split: Split, language: Language) -> Grid:
    """From the first channel's value down to the other's."""
    keys = ["cause", "change", "value"]
    turned = any(part.opposite is not None for part in split.parts)
    head = [WORDS[key].of(language) for key in [*keys, *(["opposite"] if turned else [])]]
    blank = [""] if turned else []
    rows = [[found.origin_title.of(language), "", shown(split.measure, split.start), *blank]]
    for part in split.parts:
        change = f"{_change(split.measure, part.change, language)} {say(part.verdict, language)}"
        row = [CAUSE_TITLES[part.cause].of(language), change, shown(split.measure, part.value)]
        if turned:
            other = part.opposite
            row.append("" if other is None else _change(split.measure, other, language))
        rows.append(row)
    whole = f"{_change(split.measure, split.whole, language)} {say(split.verdict, language)}"
    title = WORDS["whole"].of(language).format(goal=found.goal_title.of(language))
    rows.append([title, whole, shown(split.measure, split.end), *blank])
    measure = measure_title(split.measure, language)
    name = f"{_group(found, split, language)}{say('colon', language)}{measure}"
    return Grid(name, tuple(head), tuple(tuple(row) for row in rows))


def _group(found: Causes, split: Split, language: Language) -> str:
    return cell_title(split.group, found.group_titles, language)


def _change(measure: str, change: Estimate, language: Language) -> str:
    return shown_amount(measure, change.mean, change.half_width, language)


def _with_unit(measure: str, value: Estimate, language: Language) -> str:
    return f"{shown(measure, value)} {unit_title(MEASURES[measure].unit, language)}"


def _amount(measure: str, value: float, language: Language) -> str:
    unit = MEASURES[measure].unit
    if unit == "share":
        return f"{100 * value:g} {say('points', language)}"
    return f"{value:g} {unit_title(unit, language)}"


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def _notes(found: Causes, language: Language) -> tuple[str, ...]:
    how = {
        "replications": found.replications,
        "seed": found.seed,
        "confidence": found.confidence,
    }
    turned = any(part.opposite is not None for split in found.splits for part in split.parts)
    return (
        WORDS["order"].of(language),
        *([WORDS["turned"].of(language)] if turned else []),
        WORDS["absent"].of(language),
        WORDS["how"].of(language).format(**how),
        say("beside", language),
        say("illustrative", language),
    )


def _document(found: Causes, language: Language) -> dict[str, Any]:
    return {
        "title": found.title.of(language),
        "question": found.question.of(language),
        "digest": found.digest,
        "seed": found.seed,
        "replications": found.replications,
        "confidence": found.confidence,
        "from": {"channel": found.origin, "title": found.origin_title.of(language)},
        "to": {"channel": found.goal, "title": found.goal_title.of(language)},
        "causes": {cause: CAUSE_TITLES[cause].of(language) for cause in found.causes},
        "splits": [
            {
                "group": split.group,
                "measure": split.measure,
                "margin": split.margin,
                "start": _estimate(split.start),
                "parts": [
                    {
                        "cause": part.cause,
                        "change": _estimate(part.change),
                        "verdict": part.verdict,
                        "value": _estimate(part.value),
                        "opposite": _estimate(part.opposite),
                    }
                    for part in split.parts
                ],
                "end": _estimate(split.end),
                "whole": _estimate(split.whole),
                "rest": _estimate(split.rest),
                "verdict": split.verdict,
                "sentence": _sentence(found, split, language),
            }
            for split in found.splits
        ],
        "run": run_document(found.run),
    }


def _estimate(value: Estimate | None) -> dict[str, Any] | None:
    if value is None:
        return None
    return {name: v if math.isfinite(v) else None for name, v in asdict(value).items()}


Told = tuple[str, Estimate, Estimate | None, Verdict | None, Estimate | None]


def _rows(found: Causes) -> list[dict[str, Any]]:
    """A row for each cause of each split, with the start and the whole."""
    rows = []
    for split in found.splits:
        told: list[Told] = [("start", split.start, None, None, None)]
        told += [(p.cause, p.value, p.change, p.verdict, p.opposite) for p in split.parts]
        told += [("whole", split.end, split.whole, split.verdict, None)]
        for cause, value, change, word, other in told:
            rows.append(
                {
                    "group": split.group,
                    "measure": split.measure,
                    "cause": cause,
                    "value": value.mean,
                    "value_half_width": value.half_width,
                    "change": change.mean if change else None,
                    "change_half_width": change.half_width if change else None,
                    "verdict": word,
                    "opposite": other.mean if other else None,
                    "opposite_half_width": other.half_width if other else None,
                    "n": value.n,
                }
            )
    return rows
