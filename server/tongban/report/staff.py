"""The answer of ``tongban staff``: in one sentence, as tables, as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ..experiment import Estimate
from ..flow import Language
from ..measures import MEASURES, Percentile
from ..planning.staffing import (
    Neighbour,
    SideEffect,
    StaffedUnit,
    Staffing,
    TargetKept,
    shifts_of,
)
from ..planning.targets import Target
from .answer import Answer
from .document import DIGITS, run_document
from .files import write_whole
from .fragment import scenario_fragment
from .grid import Grid
from .values import cell_title, measure_title, shown, shown_amount, unit_title
from .words import say, text

__all__ = ["staff_answer", "tried_text", "write_staffing"]

LEAST = text(
    "能保证全部目标的最少人员：{list}；{cost}。",
    "The least staffing that keeps all targets: {list}; {cost}.",
)
BEST = text(
    "预算{budget}之内能保证全部目标、余量最大的人员：{list}；{cost}。",
    "Within {budget} all targets can be kept; the staffing with the most slack: {list}; {cost}.",
)
SHORT = text(
    "预算{budget}之内无法保证全部目标；差距最小的人员：{list}；{cost}。未达到：{missed}。",
    "Within {budget} not all targets can be kept; the staffing that falls least short: {list}; "
    "{cost}. Missed: {missed}.",
)
GROUP = text("{halls} {after}{kind}（现{before}）", "{halls} {after} {kind} (now {before})")
EACH = text("{halls} 各{after}{kind}（现{before}）", "{halls} {after} {kind} each (now {before})")
AS_NOW = text("其余不变", "the others as now")
ALL_AS_NOW = text("与现在相同", "as it is now")
SAVES = text(
    "每天节省{amount}（由{before}降至{after}）",
    "saves {amount} a day ({after} instead of {before})",
)
COSTS = text(
    "每天多花{amount}（由{before}升至{after}）",
    "costs {amount} more a day ({after} instead of {before})",
)
SAME = text("每天花费不变（{after}）", "costs the same a day ({after})")
MONEY = text("{amount:,.0f} 元", "CNY {amount:,.0f}")
HEADS = text("{amount:,.4g} 人·天", "{amount:,.4g} unit-days")
PAYS = text("没有目标保护而变差的：{clauses}。", "Worse, and no target protects it: {clauses}.")
CLAUSE = text(
    "{who}的{measure}（由 {before} 变为 {after}）",
    "{measure} of {who} (from {before} to {after})",
)
AND = text("、", " / ")
KINDS = {
    "clerk": text("名窗口人员", "clerk"),
    "window": text("个窗口", "window"),
    "assistant": text("名帮办员", "assistant"),
    "generalist": text("名全科人员", "generalist"),
}
KIND = text("个 {kind}", "{kind}")

UNITS = text("人员", "Staffing")
HALL, NOW, ANSWER = text("大厅", "hall"), text("现有", "now"), text("答案", "answer")
RANGE, START = text("范围", "range"), text("厄朗起点", "Erlang's start")
COST_NOW, COST_THEN = text("现每天花费", "cost a day now"), text("之后每天花费", "cost a day then")
SHIFTS = text("班次", "shifts")
TARGETS, TARGET = text("目标", "Targets"), text("目标", "target")
KEPT, MISSED = text("达到", "kept"), text("未达到", "missed")
VERDICT = text("结论", "verdict")
SIDE = text("没有目标保护的指标", "What no target protects")
DIFFERENCE = text("配对差", "paired difference")
NEAR = text("少一个单位的方案", "One unit less")
WHERE, SAVING, MISSES = (
    text("改动", "change"),
    text("每天节省", "saves a day"),
    text("未达到", "misses"),
)
TRIED = text(
    "试算 {levels}（方案 {settings}，重复 {runs}）",
    "trying {levels} (setting {settings}, {runs} replications)",
)

HOW = text(
    "共仿真 {settings} 个方案、{runs} 次重复，所有方案面对同一批申请人。估计值取自第 {first} 至 "
    "{last} 次重复，它们没有参与寻找答案；种子 {seed}，置信水平 {confidence:.0%}。",
    "{settings} settings were simulated, {runs} replications in all, every setting on the same "
    "applicants. The estimates are of replications {first} to {last}, which had no part in "
    "finding the answer; seed {seed}, {confidence:.0%} confidence.",
)
SURE = text(
    "答案以 {confidence:.0%} 的置信度同时达到全部目标，允许的无差异区间："
    "{zones}（占个案的比例；其他指标按其单位）。",
    "The answer keeps all targets together with {confidence:.0%} confidence, up to an "
    "indifference zone: {zones} (a share of the cases; of other measures in their unit).",
)
CHECKED = text(
    "所有少一个单位的方案（{near} 个）都经过仿真，没有一个能保证全部目标；另外仿真了 {exchanges} "
    "个更便宜的方案，也都不能。并未假定人员越多越好；更远的方案只按逐个单位效果相加的模型排除。",
    "No neighbour that costs less meets all targets: every setting of one unit less ({near}) was "
    "simulated, and {exchanges} other cheaper ones. That more units are always better is not "
    "assumed; settings further away were ruled out by a model that adds up the effects of "
    "single units.",
)
GAVE_UP = text(
    "更便宜的方案中，试过的都不能保证目标；模型认为还有可能的其余方案没有再仿真。",
    "Of the cheaper settings the model holds possible, so many failed that the rest were not "
    "simulated.",
)
BUDGET_RULE = text(
    "预算内的“最好”：各目标差距之和（以无差异区间为单位）最小；都能达到时，最小余量最大。"
    "这是搜索找到的最好方案，并非证明。",
    "Best within a budget: the least total shortfall, counted in indifference zones; where all "
    "targets are kept, the most of the smallest slack. It is the best the search found, no proof.",
)
EXACT = text(
    "该情景正是教科书排队，厄朗公式的答案为 {start}，应与仿真的答案一致。",
    "The scenario is a textbook queue: Erlang's formula answers {start}, which simulation must "
    "find.",
)
APPROXIMATE = text(
    "搜索从厄朗公式的近似出发（按全天平均负荷，不计高峰与相互影响），它不影响答案是否成立。",
    "The search began at Erlang's formula with the mean load of the day, which knows no peaks and "
    "no other halls; it decides nothing.",
)


def staff_answer(found: Staffing, language: Language) -> Answer:
    """A staffing in one language."""
    return Answer(
        title=found.title.of(language),
        lead=(_sentence(found, language), *_pays(found, language)),
        grids=tuple(_grids(found, language)),
        notes=tuple(_notes(found, language)),
        document=_document(found, language),
        rows=tuple(found.rows()),
    )


def write_staffing(folder: Path, found: Staffing, language: Language) -> list[Path]:
    """The path of ``staffing.toml``: the scenario with the answer laid over it."""
    changes = [*found.changes, *(f"{unit.key}={unit.written}" for unit in found.units)]
    comment = _sentence(found, language)
    body = scenario_fragment(found.file, changes, folder, comment)
    return write_whole(folder, {"staffing.toml": body})


def tried_text(levels: Sequence[int], settings: int, runs: int, language: Language) -> str:
    """What is being simulated, on one line."""
    return TRIED.of(language).format(
        levels=" ".join(map(str, levels)), settings=settings + 1, runs=runs
    )


def _sentence(found: Staffing, language: Language) -> str:
    words = {"list": _list(found.units, language), "cost": _cost(found, language)}
    if found.budget is None:
        return LEAST.of(language).format(**words)
    words["budget"] = _money(found, found.budget, language)
    if found.met:
        return BEST.of(language).format(**words)
    missed = [_target(kept.target, found, language) for kept in found.targets if not kept.met]
    return SHORT.of(language).format(**words, missed=say("semicolon", language).join(missed))


def _list(units: Sequence[StaffedUnit], language: Language) -> str:
    """The units that change, halls that change alike together."""
    groups: dict[tuple[str, int, str, int], list[str]] = {}
    for unit in units:
        if not _same(unit):
            key = unit.kind, unit.before, _brief(unit), unit.after
            groups.setdefault(key, []).append(unit.hall.of(language))
    parts = []
    for (kind, before, brief, _), halls in groups.items():
        form = EACH if len(halls) > 1 else GROUP
        words = {"halls": AND.of(language).join(halls), "after": brief, "before": before}
        parts.append(form.of(language).format(kind=_kind(kind, brief, language), **words))
    if not parts:
        return ALL_AS_NOW.of(language)
    if any(_same(unit) for unit in units):
        parts.append(AS_NOW.of(language))
    return say("semicolon", language).join(parts)


def _same(unit: StaffedUnit) -> bool:
    return unit.before == unit.after and not shifts_of(unit.written)


def _brief(unit: StaffedUnit) -> str:
    """A head count, or that of each part of the day."""
    shifts = shifts_of(unit.written)
    return "/".join(str(n) for _, _, n in shifts) if shifts else str(unit.after)


def _kind(kind: str, count: str, language: Language) -> str:
    """The kind after its number; a kind of the scenario's own stays as it is written."""
    if kind not in KINDS:
        return KIND.of(language).format(kind=kind)
    several = language == "en" and count != "1"
    return KINDS[kind].of(language) + ("s" if several else "")


def _money(found: Staffing, amount: float, language: Language) -> str:
    return (MONEY if found.is_money else HEADS).of(language).format(amount=amount)


def _cost(found: Staffing, language: Language) -> str:
    change = found.cost_after - found.cost_before
    form = SAME if abs(change) < 1e-6 else SAVES if change < 0 else COSTS
    return form.of(language).format(
        amount=_money(found, abs(change), language),
        before=_money(found, found.cost_before, language),
        after=_money(found, found.cost_after, language),
    )


def _pays(found: Staffing, language: Language) -> Iterator[str]:
    """A sentence on what becomes worse without a target that would forbid it."""
    clauses = [
        CLAUSE.of(language).format(
            who=cell_title(side.group, found.group_titles, language),
            measure=_lower(MEASURES[side.measure].title.of(language)),
            before=_with_unit(side.measure, side.before, language),
            after=_with_unit(side.measure, side.after, language),
        )
        for side in found.side_effects
        if _is_worse(side)
    ]
    if clauses:
        yield PAYS.of(language).format(clauses=say("semicolon", language).join(clauses))


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def _is_worse(side: SideEffect) -> bool:
    """Whether it is shown to be worse by more than does not matter."""
    measure, change = MEASURES[side.measure], side.difference
    loss = -change.mean if measure.better == "higher" else change.mean
    return loss - change.half_width > 0 and loss >= (measure.margin or 0)


def _with_unit(measure: str, estimate: Estimate, language: Language) -> str:
    unit = MEASURES[measure].unit
    value = shown(measure, Estimate(estimate.mean, float("nan"), estimate.n))
    return f"{value}%" if unit == "share" else f"{value} {unit_title(unit, language)}"


def _grids(found: Staffing, language: Language) -> Iterator[Grid]:
    yield _units_grid(found, language)
    yield _targets_grid(found, language)
    if found.side_effects:
        yield _side_grid(found, language)
    if found.neighbours:
        yield _near_grid(found, language)


def _units_grid(found: Staffing, language: Language) -> Grid:
    heads = [HALL, None, NOW, ANSWER, RANGE, START, COST_NOW, COST_THEN]
    head = [h.of(language) if h else say("kind", language) for h in heads]
    rows = []
    for unit in found.units:
        after = _shift_text(unit) or str(unit.after)
        span = f"{unit.low}–{unit.high}"
        costs = [_money(found, c, language) for c in (unit.cost_before, unit.cost_after)]
        counts = [str(unit.before), after, span, str(unit.start)]
        rows.append((unit.hall.of(language), unit.kind, *counts, *costs))
    return Grid(UNITS.of(language), tuple(head), tuple(rows))


def _shift_text(unit: StaffedUnit) -> str:
    return ", ".join(f"{a}–{b} {n}" for a, b, n in shifts_of(unit.written))


def _targets_grid(found: Staffing, language: Language) -> Grid:
    head = tuple(word.of(language) for word in (TARGET, NOW, ANSWER, VERDICT))
    rows = tuple(
        (
            _target(kept.target, found, language),
            shown(kept.target.measure, kept.before),
            shown(kept.target.measure, kept.after),
            (KEPT if kept.met else MISSED).of(language),
        )
        for kept in found.targets
    )
    return Grid(TARGETS.of(language), head, rows)


def _target(target: Target, found: Staffing, language: Language) -> str:
    """A target in words, its bound in the unit of the title."""
    bound = target.bound * (100 if MEASURES[target.measure].unit == "share" else 1)
    who = cell_title(target.group, found.group_titles, language)
    sign = "≥" if target.sense == ">=" else "≤"
    title = measure_title(target.measure, language)
    return f"{who}{say('colon', language)}{title} {sign} {bound:g}"


def _side_grid(found: Staffing, language: Language) -> Grid:
    head = ("", *(word.of(language) for word in (NOW, ANSWER, DIFFERENCE)))
    rows = []
    for side in found.side_effects:
        who = cell_title(side.group, found.group_titles, language)
        change = side.difference
        rows.append(
            (
                f"{who}{say('colon', language)}{measure_title(side.measure, language)}",
                shown(side.measure, side.before),
                shown(side.measure, side.after),
                shown_amount(side.measure, change.mean, change.half_width, language),
            )
        )
    return Grid(SIDE.of(language), head, tuple(rows))


def _near_grid(found: Staffing, language: Language) -> Grid:
    head = tuple(word.of(language) for word in (WHERE, SAVING, MISSES))
    rows = tuple(
        (
            _where(near),
            _money(found, near.saves, language),
            say("semicolon", language).join(_target(t, found, language) for t in near.missed),
        )
        for near in found.neighbours
    )
    return Grid(NEAR.of(language), head, rows)


def _where(near: Neighbour) -> str:
    if near.span is None:
        return f"{near.key} = {near.level}"
    a, b = (f"{minute // 60:02d}:{minute % 60:02d}" for minute in near.span)
    return f"{near.key} {a}–{b} = {near.level}"


def _notes(found: Staffing, language: Language) -> Iterator[str]:
    for warning in found.warnings:
        yield f"{say('warning', language)}: {warning.of(language)}"
    last = found.first_fresh + found.replications - 1
    yield HOW.of(language).format(
        settings=found.settings,
        runs=found.runs,
        first=found.first_fresh,
        last=last,
        seed=found.seed,
        confidence=found.confidence,
    )
    if found.met:
        zones = say("semicolon", language).join(_zone(kept, language) for kept in found.targets)
        yield SURE.of(language).format(confidence=found.confidence, zones=zones)
    if found.budget is None:
        near = len(found.neighbours)
        yield CHECKED.of(language).format(near=near, exchanges=found.exchanges)
        if found.gave_up:
            yield GAVE_UP.of(language)
    else:
        yield BUDGET_RULE.of(language)
    start = "/".join(str(unit.start) for unit in found.units)
    yield (EXACT if found.exact_start else APPROXIMATE).of(language).format(start=start)
    yield say("beside", language)
    yield say("illustrative", language)


def _zone(kept: TargetKept, language: Language) -> str:
    measure = MEASURES[kept.target.measure]
    is_share = measure.unit == "share" or isinstance(measure.formula, Percentile)
    size = (
        f"{kept.zone:.1%}" if is_share else f"{kept.zone:.3g} {unit_title(measure.unit, language)}"
    )
    return f"{kept.target} ± {size}"


def _document(found: Staffing, language: Language) -> dict[str, Any]:
    """The whole answer as plain values."""
    return {
        "title": found.title.of(language),
        "answer": _sentence(found, language),
        "digest": found.digest,
        "channel": found.channel,
        "met": found.met,
        "budget": found.budget,
        "cost_unit": "CNY a day" if found.is_money else "unit-days",
        "cost_before": _plain(found.cost_before),
        "cost_after": _plain(found.cost_after),
        "units": [{k: _plain(v) for k, v in row.items()} for row in found.rows()],
        "targets": [_kept_document(kept) for kept in found.targets],
        "side_effects": [_side_document(side) for side in found.side_effects],
        "neighbours": [
            {
                "change": _where(near),
                "saves": _plain(near.saves),
                "misses": [str(target) for target in near.missed],
            }
            for near in found.neighbours
        ],
        "exchanges": found.exchanges,
        "gave_up": found.gave_up,
        "shifts": found.shifts,
        "erlang_is_exact": found.exact_start,
        "settings": found.settings,
        "replications_in_all": found.runs,
        "replications": [found.first_fresh, found.first_fresh + found.replications - 1],
        "confidence": found.confidence,
        "indifference": found.indifference,
        "seed": found.seed,
        "warnings": [warning.of(language) for warning in found.warnings],
        "run": run_document(found.run),
    }


def _kept_document(kept: TargetKept) -> dict[str, Any]:
    return {
        "target": str(kept.target),
        "met": kept.met,
        "before": _estimate(kept.before),
        "after": _estimate(kept.after),
        "indifference_zone": _plain(kept.zone),
        "replications": kept.replications,
    }


def _side_document(side: SideEffect) -> dict[str, Any]:
    return {
        "group": side.group,
        "measure": side.measure,
        "before": _estimate(side.before),
        "after": _estimate(side.after),
        "difference": _estimate(side.difference),
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    mean, half_width = _plain(estimate.mean), _plain(estimate.half_width)
    return {"mean": mean, "half_width": half_width, "n": estimate.n}


def _plain(value: Any) -> Any:
    if not isinstance(value, float):
        return value
    return float(f"{value:.{DIGITS}g}") if value - value == 0 else None
