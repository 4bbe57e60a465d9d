"""Section 9: money, under three budgets."""

from __future__ import annotations

from ...experiment import Estimate
from ...flow import Language, Text
from ...planning.dossier import Absent, Dossier
from ...planning.money import WHAT, Budget
from ..charts import Row, intervals
from ..markup import Child, Markup, element, joined
from ..words import text
from . import names
from .frame import Section, absent, figure, note, number, plus_minus, table

__all__ = ["section"]

TITLE = text("花多少钱，谁来付？", "What does it cost, and who pays?")
LEAD = text(
    "人员不变时，公共支出每天变化 {public} 元，群众的时间与路费每天变化 {citizens} 元。",
    "With the same staff, public spending changes by CNY {public} a day, and citizens' time and "
    "fares by CNY {citizens} a day.",
)
BUDGETS: dict[str, Text] = {
    "same staff": text(
        "① 带薪时间相等：人员不变", "1 · Equal paid minutes: the same staff everywhere"
    ),
    "staff added": text(
        "② 属地坐席不变，就近大厅为窗口增加 {staff} 名人员",
        "2 · Same home clerks, {staff} staff added at the nearby halls for the windows",
    ),
}
LEAST = text(
    "③ 各渠道按各自最低成本达到同样目标",
    "3 · Each channel at its own least cost for the same targets",
)
LEAST_HEAD = (
    text("渠道", "Channel"),
    text("最低成本 (元/天)", "Least cost (CNY a day)"),
    text("目标", "Targets"),
)
KEPT, MISSED = text("全部达到", "all kept"), text("未全部达到", "not all kept")
LEAST_HOW = text(
    "各渠道人员与设备的最低成本，{confidence} 置信、无差别区 {zone}；两边不是同一批人员，"
    "不作配对。",
    "The least cost of staff and terminals for each channel, with {confidence} confidence and "
    "an indifference zone of {zone}; the two are sought each by itself.",
)
LINES = {
    "wages": text("工资（排班与加班）", "Wages, rostered and overtime"),
    "terminals": text("终端设备", "Terminals"),
    "parcels": text("快递", "Parcels"),
    "citizens": text("群众的时间与路费", "Citizens' time and fares"),
    "public": text("公共支出合计", "Public, together"),
    "total": text("社会成本合计", "Together"),
}
X_TITLE = text("每个工作日的元（与基准之差）", "CNY a working day (against the baseline)")
SIDES = text("更省", "cheaper"), text("更贵", "dearer")
CAPTION = text(
    "{subject}减去{baseline}，全部需求合计；配对差与各自的 {level} 区间，{n} 次重复，种子 "
    "{seed}。只有使用终端的渠道才计终端费用。",
    "“{subject}” less “{baseline}”, all needs together; paired differences with {level} "
    "intervals, each by itself, {n} replications, seed {seed}. Terminals are charged only to a "
    "channel that uses them.",
)
HOW = text(
    "单价是情景中的假设（见第 12 节）。群众时间按 {price} 元/分钟折算，只是为了放在一起看，"
    "并非财政支出。",
    "Prices are assumptions of the scenario (section 12). Citizens' time is valued at CNY "
    "{price} a minute to set it beside the rest; it is no public spending.",
)
HEAD = (
    text("项目", "Item"),
    text("基准 (元/天)", "Baseline (CNY a day)"),
    text("差值 (元/天)", "Difference (CNY a day)"),
)
TOLD = text("{line}：每天 {amount} 元", "{line}: CNY {amount} a day")


def section(d: Dossier, language: Language) -> Section:
    """What a day costs."""
    same = d.money[0]
    lead = LEAD.of(language).format(
        public=plus_minus(same.added["public"], 0, sign=True),
        citizens=plus_minus(same.added["citizens"], 0, sign=True),
    )
    parts: list[Child] = [_budget(d, budget, language) for budget in d.money]
    parts += [element("h3", LEAST.of(language)), _least(d, language)]
    price = d.source.scenario.costs.citizen_cny_per_min
    parts.append(note(HOW.of(language).format(price=f"{price:g}")))
    return Section("money", TITLE.of(language), lead, joined(*parts))


def _budget(d: Dossier, budget: Budget, language: Language) -> Markup:
    title = BUDGETS[budget.name].of(language).format(staff=budget.staff)
    caption = CAPTION.of(language).format(
        subject=names.channel(d, d.subject, language),
        baseline=names.channel(d, d.baseline, language),
        level=f"{d.result.confidence:.0%}",
        n=budget.replications,
        seed=d.result.seed,
    )
    lines = [LINES[what].of(language) for what in (*WHAT[:3], "public", "citizens", "total")]
    keys = (*WHAT[:3], "public", "citizens", "total")
    grid = table(
        title,
        [cell.of(language) for cell in HEAD],
        [
            [line, number(budget.before[what], 0), plus_minus(budget.added[what], 0, sign=True)]
            for what, line in zip(keys, lines, strict=True)
        ],
    )

    def draw(width: float) -> Markup:
        rows = [
            _row(line, budget.added[what], what, language)
            for what, line in zip(keys, lines, strict=True)
        ]
        sides = SIDES[0].of(language), SIDES[1].of(language)
        return intervals(title, rows, width, X_TITLE.of(language), sides=sides)

    return joined(element("h3", title), figure(draw, caption, grid, language))


def _row(line: str, found: Estimate, what: str, language: Language) -> Row:
    beside = plus_minus(found, 0, sign=True)
    told = TOLD.of(language).format(line=line, amount=beside)
    low, high = found.mean - found.half_width, found.mean + found.half_width
    strong = what in ("public", "total")
    return Row(line, found.mean, low, high, beside, told, strong=strong)


def _least(d: Dossier, language: Language) -> Markup:
    found = d.staffing
    if isinstance(found, Absent):
        return absent(found.reason, language)
    rows = [
        [
            names.channel(d, name, language),
            number(least.cost_after, 0),
            (KEPT if least.met else MISSED).of(language),
        ]
        for name, least in found.items()
    ]
    first = next(iter(found.values()))
    how = LEAST_HOW.of(language).format(
        confidence=f"{first.confidence:.0%}", zone=f"{first.indifference:.0%}"
    )
    head = [cell.of(language) for cell in LEAST_HEAD]
    return joined(table(LEAST.of(language), head, rows), note(how))
