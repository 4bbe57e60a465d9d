"""Section 12: every assumption with its grade, and what makes this report again."""

from __future__ import annotations

import datetime as dt
import shlex

from ...flow import Language
from ...planning.dossier import Dossier
from ...planning.inputs import Input
from ..markup import Child, element, joined
from ..words import text
from .decides import setting_text
from .frame import Section, date_text, note, paragraph, table

__all__ = ["command_of", "section"]

TITLE = text(
    "所有假设，以及如何重做这份报告", "Every assumption, and how to make this report again"
)
LEAD = text(
    "{n} 项输入中，{facts} 项有出处，{rest} 项是假设。",
    "Of {n} inputs {facts} have a source; {rest} are assumptions.",
)
NONE = text(
    "情景没有写明依据：请把全部输入当作假设。",
    "The scenario states no evidence: read every input as an assumption.",
)
GRADES = text(
    "A 有出处；K 一般常识，未核实；B 假设；C 查找过但未找到。除 A 外都是假设。",
    "A: found, with a source; K: general knowledge, not confirmed; B: an assumption; C: looked "
    "for and not found. All but A are assumptions.",
)
HEAD = (
    text("输入", "Input"),
    text("等级", "Grade"),
    text("取值", "Value"),
    text("范围", "Range"),
    text("依据", "What stands behind it"),
)
AGAIN = text("重做这份报告", "To make this report again")
FACTS = (
    text("情景摘要", "Scenario digest"),
    text("种子", "Seed"),
    text("置信水平", "Confidence"),
    text("重复次数", "Replications"),
    text("仿真时段", "Measured"),
    text("引擎", "Engine"),
    text("版本", "Versions"),
    text("制作日期", "Made on"),
)
FACT, VALUE = text("项目", "Item"), text("取值", "Value")
PERIOD = text(
    "自 {first} 起 {warm} 个工作日预热，其后 {days} 个工作日",
    "{days} working days, after {warm} of warm-up from {first}",
)
SAME = text(
    "同样的命令、版本与种子给出同样的数字。",
    "The same command, versions and seed give the same figures.",
)
SEVERAL = text("（{n} 项）", " ({n} keys)")


def section(d: Dossier, language: Language, made: dt.date) -> Section:
    """What everything rests on."""
    facts = sum(not each.is_assumption for each in d.inputs)
    lead = NONE.of(language)
    body: list[Child] = []
    if d.inputs:
        lead = LEAD.of(language).format(n=len(d.inputs), facts=facts, rest=len(d.inputs) - facts)
        rows = [_row(each, language) for each in d.inputs]
        body += [table(TITLE.of(language), [cell.of(language) for cell in HEAD], rows)]
        body += [note(GRADES.of(language))]
    body += [
        element("h3", AGAIN.of(language)),
        element("pre", command_of(d), tabindex="0"),
        paragraph(SAME.of(language)),
        _facts(d, language, made),
    ]
    return Section("provenance", TITLE.of(language), lead, joined(*body))


def command_of(d: Dossier) -> str:
    """The command line that gives this report."""
    words = ["tongban", "report", d.name]
    for change in d.changes:
        words += ["--set", change]
    words += ["--replications", str(d.result.replications), "--seed", str(d.result.seed)]
    return shlex.join(words)


def _row(each: Input, language: Language) -> list[Child]:
    values = list(dict.fromkeys(_plain(value) for value in each.given))
    shown = ", ".join(values[:3]) + (" …" if len(values) > 3 else "")
    if len(each.keys) > 1:
        shown += SEVERAL.of(language).format(n=len(each.keys))
    span = "–"
    if each.scale is not None:
        span = f"{setting_text(each.low, each.scale)} – {setting_text(each.high, each.scale)}"
    why = each.source if not each.is_assumption else each.reason.of(language) if each.reason else ""
    return [each.title.of(language), each.grade, shown, span, why]


def _plain(value: object) -> str:
    """A value of the scenario file without brackets."""
    if isinstance(value, list | tuple):
        return ", ".join(_plain(part) for part in value)
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def _facts(d: Dossier, language: Language, made: dt.date) -> Child:
    run, experiment = d.result, d.source.scenario.experiment
    period = PERIOD.of(language).format(
        first=date_text(d.source.scenario.calendar.start, language),
        warm=experiment.warm_up_days,
        days=experiment.days,
    )
    values = (
        run.digest.removeprefix("sha256:"),
        str(run.seed),
        f"{run.confidence:.0%}",
        f"{run.replications:,}",
        period,
        run.run.engine,
        ", ".join(f"{name} {version}" for name, version in run.run.versions.items()),
        date_text(made, language),
    )
    rows = [[name.of(language), value] for name, value in zip(FACTS, values, strict=True)]
    return table(AGAIN.of(language), [FACT.of(language), VALUE.of(language)], rows)
