"""The fixed words of reports, in both languages."""

from __future__ import annotations

from ..flow import Language, text

__all__ = ["say", "text"]


WORDS = {
    "measure": text("指标", "measure"),
    "kind": text("资源", "kind of unit"),
    "points": text("个百分点", "points"),
    "all": text("全部需求", "all needs"),
    "group": text("群体", "group"),
    "hall": text("所在大厅", "hall"),
    "home": text("属地大厅", "home hall"),
    "item": text("事项", "item"),
    "half_hour": text("半小时", "half hour"),
    "channel": text("渠道", "channel"),
    "_everyone": text("（含不适用事项）", " (every item)"),
    "_enquiries": text("（咨询）", " (enquiries)"),
    "needs a run": text("{cell}：每次重复 {needs} 件需求", "{cell}: {needs} needs a replication"),
    "higher": text("↑ 更高", "↑ higher"),
    "lower": text("↓ 更低", "↓ lower"),
    "equivalent": text("≈ 相当", "≈ equivalent"),
    "not shown": text("· 未显示差异", "· not shown"),
    "assumed": text("输入假设", "assumed"),
    "baseline": text("基准", "baseline"),
    "primary": text("★ 主要指标", "★ primary measure"),
    "how": text(
        "{replications} 次独立重复，种子 {seed}，置信水平 {confidence:.0%}。"
        "数值为合并全部个案的估计 ± 半宽；差值为与基准在同一批申请人上的配对差。"
        "★ 主要指标的差值采用联合置信区间"
        "（Bonferroni）。",
        "{replications} independent replications, seed {seed}, {confidence:.0%} confidence. "
        "Values are over the pooled cases, ± half-width; differences are paired with the "
        "baseline on the same applicants. Intervals of ★ primary differences hold "
        "simultaneously (Bonferroni).",
    ),
    "illustrative": text(
        "示例：多数输入为假设，来源与假设均在情景文件中注明。“输入假设”表示该指标由情景设定，并非结论。",
        "Illustrative: most inputs are assumptions, each labelled in the scenario file. "
        "“assumed” marks a measure the scenario puts in, not a finding.",
    ),
    "beside": text(
        "等待时间只统计办成者，须与“未办成比例”一起读。",
        "Waits are of those served: read them beside the share lost.",
    ),
    "against": text(
        "与{baseline}相比，{title}：{clauses}。", "{title}, against {baseline}: {clauses}."
    ),
    "pays": text("代价：{list}。", " The price: {list}."),
    "alone": text(
        "只运行了{title}，没有可比较的基准。", "Only {title} was run: nothing to compare."
    ),
    "for group": text("{group}的", "for {group}, "),
    "comma": text("、", ", "),
    "semicolon": text("；", "; "),
    "clause higher": text("{measure}更高（{difference}）", "{measure} is higher ({difference})"),
    "clause lower": text("{measure}更低（{difference}）", "{measure} is lower ({difference})"),
    "clause equivalent": text(
        "{measure}相当（{difference}）", "{measure} is equivalent ({difference})"
    ),
    "clause not shown": text(
        "{measure}的差异未能显示（{difference}）",
        "no difference in {measure} is shown ({difference})",
    ),
    "colon": text("：", ": "),
    "sweep interrupted": text(
        "已中断：计划的 {planned} 个点完成了 {points} 个。",
        "Interrupted: {points} of the {planned} points planned.",
    ),
    "sweep": text(
        "{points} 个点（其中 {reused} 个取自先前的结果），每点 {replications} 次独立重复，"
        "种子 {seed}，置信水平 {confidence:.0%}；所有点面对同一批申请人。",
        "{points} points ({reused} kept from before), {replications} independent replications "
        "each, seed {seed}, {confidence:.0%} confidence; every point meets the same applicants.",
    ),
    "warning": text("注意", "warning"),
    "reached": text(
        "运行了 {replications} 次重复：{group}的{measure}在每种渠道中的半宽都不超过估计值的 "
        "{target}（最宽 {worst}），达到要求即停止。",
        "{replications} replications were run until the half-width of {measure} of {group} was "
        "at most {target} of the estimate in every alternative (at most {worst} now).",
    ),
    "limit": text(
        "运行到上限 {most} 次重复仍未达到要求：{group}的{measure}的半宽最宽为估计值的 {worst}，"
        "要求 {target}。",
        "Stopped at the limit of {most} replications: the half-width of {measure} of {group} is "
        "up to {worst} of the estimate, {target} was asked for.",
    ),
    "interrupted": text(
        "已中断：只统计了计划的 {planned} 次中的 {replications} 次重复。",
        "Interrupted: {replications} of the {planned} replications planned are counted.",
    ),
}


def say(key: str, language: Language, **values: object) -> str:
    """A word or sentence, its values filled in."""
    return WORDS[key].of(language).format(**values)
