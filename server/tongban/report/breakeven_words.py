"""What the answer about break-even values says, in both languages."""

from __future__ import annotations

from ..flow import Text
from .words import text

__all__ = ["BUDGETS", "QUESTION_TITLES", "VIOLATION_TITLES", "WORDS"]

QUESTION_TITLES: dict[str, Text] = {
    "hall_time": text("{group}每次到厅时长", "time at the hall of {group}, each visit"),
    "local_wait": text("{group}的等待", "wait of {group}"),
    "staff_minutes": text(
        "{group}每件受理的工作人员用时", "paid minutes for each accepted case of {group}"
    ),
    "social_cost": text(
        "{group}每件受理的社会成本（公共与群众）",
        "public and citizens' cost of each accepted case of {group}",
    ),
    "measure": text("{group}的{measure}", "{measure} of {group}"),
}
SAME_ROSTER = text("现有排班不变", "the roster as given")
BUDGETS: dict[str, Text] = {
    "hall_time": SAME_ROSTER,
    "local_wait": SAME_ROSTER,
    "staff_minutes": text("实际办理的工作分钟", "minutes handled"),
    "social_cost": text(
        "办理分钟工资、快递、路费与群众时间",
        "wages of minutes handled, parcels, fares, citizens' time",
    ),
    "measure": SAME_ROSTER,
}
VIOLATION_TITLES: dict[str, Text] = {
    "rates": text("到达率随时间变化", "arrival rates vary over the day"),
    "others": text("同一批人员还服务其他人群", "the same people serve others too"),
    "work": text("工作量不是同一个指数分布", "the work has not one exponential distribution"),
    "stage": text(
        "办理分多个环节或同时占用多种资源", "a case passes several stages or holds several units"
    ),
    "patience": text("有人会离队", "people may leave the line"),
    "separate": text(
        "基准不是各自独立的单人窗口", "the baseline is not single windows with a line each"
    ),
    "pooled": text("替代方案并未合并全部坐席", "the alternative does not pool all its clerks"),
    "factor": text(
        "所变动的不是替代方案的处理时间系数", "what varies is not the alternative's handling factor"
    ),
}
WORDS: dict[str, Text] = {
    "title": text("{title}：{factor} 的临界值", "{title}: break-even values of {factor}"),
    "lead": text(
        "{alternative}（{factor}，现值 {given:g}）与{baseline}相比：{list}。",
        "{alternative} ({factor}, {given:g} as given) against {baseline}: {list}.",
    ),
    "at": text(
        "{question}在系数为 {at}{interval} 时相等",
        "{question}: equal at a factor of {at}{interval}",
    ),
    "above": text(
        "{question}在 {low:g} 至 {high:g} 之间始终高于基准，无临界值",
        "{question}: none from {low:g} to {high:g}, above the baseline's throughout",
    ),
    "below": text(
        "{question}在 {low:g} 至 {high:g} 之间始终低于基准，无临界值",
        "{question}: none from {low:g} to {high:g}, below the baseline's throughout",
    ),
    "mixed": text(
        "{question}在 {low:g} 至 {high:g} 之间没有相等之处，但在某些系数上与基准未能区分",
        "{question}: nowhere equal from {low:g} to {high:g}, but not told from the baseline's at "
        "some factors",
    ),
    "up to": text("（到 {at} 为止最多差 {margin}）", " (up to {at} no more than {margin} worse)"),
    "down to": text(
        "（不低于 {at} 时最多差 {margin}）", " (down to {at} no more than {margin} worse)"
    ),
    "stays within": text("（始终最多差 {margin}）", " (no more than {margin} worse throughout)"),
    "beyond": text("（始终差 {margin}以上）", " (more than {margin} worse throughout)"),
    "cap": text(
        "稳定上限：系数达到 {at} 时，{pool} 的负荷达到 1（现值下为 {load}）；超过后排队不断增长。",
        "Stability cap: at a factor of {at} the load of {pool} reaches 1 (it is {load} as given); "
        "beyond it lines grow without end.",
    ),
    "no cap": text("没有资源的负荷随该系数增长。", "No pool's load grows with the factor."),
    "grid": text("临界值", "Break-even values"),
    "question": text("问题", "question"),
    "budget": text("口径", "budget"),
    "given": text("现值处的差值", "difference as given"),
    "equal": text("相等于", "equal at"),
    "within": text("差到界限", "worse by the margin at"),
    "none": text("范围内无（{sign}）", "none in range ({sign})"),
    "sign above": text("始终高于", "above throughout"),
    "sign below": text("始终低于", "below throughout"),
    "sign mixed": text("未能区分", "not told apart"),
    "curve": text("沿系数的差值", "The difference along the factor"),
    "factor": text("系数", "factor"),
    "pooling": text(
        "n 个独立单人窗口与 n 人合并：平均等待相等的处理时间系数（厄朗 C，精确）",
        "n separate single windows against n pooled clerks: the factor of equal mean wait "
        "(Erlang C, exact)",
    ),
    "servers": text("n ＼ 负荷 ρ", "n \\ load ρ"),
    "applies": text(
        "情景正是该公式的系统（n = {servers}，ρ = {load:.3g}）：公式给出 {factor:.4g}。",
        "The scenario is just such a system (n = {servers}, ρ = {load:.3g}): the formula gives "
        "{factor:.4g}.",
    ),
    "not": text(
        "公式表的前提在本情景中不成立（{list}），仅供对照：它只含合并的效果。",
        "The table by formula is for comparison only: its premises do not hold here ({list}). It "
        "has the effect of pooling alone.",
    ),
    "how": text(
        "共看 {settings} 个系数值，每个 {replications} 次独立重复，种子 {seed}，"
        "置信水平 {confidence:.0%}；同一批申请人，差值配对。区间由反演得到：其中的系数使差值的区间"
        "包含该值；各区间各自成立。",
        "{settings} values of the factor, {replications} independent replications each, seed "
        "{seed}, {confidence:.0%} confidence; the same applicants throughout, differences paired. "
        "Intervals are by inversion: the factors at which the interval of the difference holds the "
        "threshold; each holds by itself.",
    ),
    "several": text(
        "{question}：差值在范围内多次越过该值，所列为离现值最近者。",
        "{question}: the difference crosses more than once in the range; the crossing nearest to "
        "the factor as given is told.",
    ),
    "load is": text(
        "负荷为全天办理时间除以排班时间；高峰时段更早达到 1，占着窗口等待的时间也未计入。",
        "The load is the time worked over the time rostered, the whole day together: a morning "
        "peak reaches 1 earlier, and time a window is held waiting is not in it.",
    ),
    "undefined": text("此处没有数值或恒为 0：{list}。", "No value here, or 0 throughout: {list}."),
}
