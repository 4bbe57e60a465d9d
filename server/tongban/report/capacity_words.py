"""What the answer about capacity says, in both languages."""

from __future__ import annotations

from .words import text

__all__ = ["KINDS", "WORDS"]

KINDS = {
    "window": text("窗口", "windows"),
    "clerk": text("属地坐席", "home clerks"),
    "assistant": text("帮办员", "assistants"),
    "generalist": text("全科人员", "generalists"),
}
"""Kinds of unit as the shipped flows name them; others keep their name."""

WORDS = {
    "found": text(
        "{title}：负荷不超过 ×{load} 时，各项目标均能达到"
        "（每个工作日 {needs} 件跨省需求，其中申办 {applications} 件）；到 ×{first} 时最先"
        "达不到的是：{failing}。",
        "{title}: all targets are kept up to load ×{load} ({needs} remote "
        "needs a working day, {applications} of them applications); at ×{first} the first one is "
        "missed: {failing}.",
    ),
    "all kept": text(
        "{title}：在所搜索的范围（×{least} 至 ×{greatest}）内未找到上限，各项目标始终达到；"
        "可用 --loads 搜索更大的倍数。",
        "{title}: the largest load is not within the range searched: all targets are kept from "
        "×{least} to ×{greatest}; search further up with --loads.",
    ),
    "none kept": text(
        "{title}：在所搜索的范围（×{least} 至 ×{greatest}）没有能达到各项目标的负荷，"
        "在 ×{first} 时：{failing}。请增加人员或放宽目标，或用 --loads 搜索更小的倍数。",
        "{title}: the largest load is not within the range searched: from ×{least} to "
        "×{greatest} every load misses a target; at ×{first} {failing}. Add staff or ask "
        "for less, or search smaller loads with --loads.",
    ),
    "failing": text(
        "{group}的{measure}为 {value}，目标{bound}", "{measure} of {group} {value}, target {bound}"
    ),
    "promise": text("{group}的{measure}{bound}", "{measure} of {group} {bound}"),
    "at least": text("不低于 {bound}", "at least {bound}"),
    "at most": text("不高于 {bound}", "at most {bound}"),
    "saturation applications": text(
        "跨省申请人排队永不间断时，每开放小时受理 {rate} 件，"
        "为{kind}所限上限 {bound} 件的 {reached}。",
        "With an endless line of them it accepts {rate} cases an open hour, {reached} of the "
        "{bound} that {kind} allow.",
    ),
    "saturation enquiries": text(
        "咨询者排队永不间断时，每开放小时答复 {rate} 件，为{kind}所限上限 {bound} 件的 {reached}。",
        "With an endless line of enquirers it answers {rate} an open hour, {reached} of the "
        "{bound} that {kind} allow.",
    ),
    "pays": text(
        "此时{group}只办成 {now}（无跨省申请人时 {before}）",
        "{group} complete {now} of their needs ({before} with no remote applicants)",
    ),
    "meanwhile": text("{list}。", "Meanwhile {list}."),
    "rate": text("{rate}", "{rate}"),
    "rate at least": text("至少 {rate}", "at least {rate}"),
    "largest": text("能达到各项目标的最大负荷", "The largest load that keeps the targets"),
    "saturation": text("饱和吞吐量（排队永不间断）", "Saturation throughput (endless backlog)"),
    "bounds": text("各类资源的上限", "The bound by pool"),
    "region": text(
        "本地负荷与跨省负荷的可行域：各本地负荷下的最大跨省负荷",
        "The region of loads: the largest remote load at each local load",
    ),
    "marks": text("若干需求倍数是否在可行域内", "Inside the region, or outside"),
    "curve": text("{title}：随负荷的变化", "{title}: at each load"),
    "channel": text("渠道", "channel"),
    "load": text("跨省需求倍数", "remote load"),
    "a day": text("件/工作日", "needs a day"),
    "applications a day": text("其中申办", "applications"),
    "last": text("最大负荷处", "at the largest load"),
    "first": text("×{load} 处", "at ×{load}"),
    "target": text("目标", "target"),
    "first missed": text("最先达不到时", "where the first is missed"),
    "per hour": text("件/开放小时", "cases an open hour"),
    "per day": text("件/工作日", "cases a day"),
    "bound": text("上限（件/开放小时）", "bound [cases/h]"),
    "binding": text("决定上限的资源", "what binds"),
    "reached": text("达到上限的比例 [%]", "of it reached [%]"),
    "line empty": text("无人排队的时间 [%]", "line empty [% of time]"),
    "served": text("{group}办成率 [%]（原）", "{group} completed [%] (before)"),
    "kind": text("资源", "kind of unit"),
    "units": text("在岗数", "units on duty"),
    "others": text("被他人占用", "taken by others"),
    "work": text("每件占用 [分钟]", "minutes a case"),
    "waiting": text("占着等候的时间 [%]", "held while waiting [%]"),
    "local load": text("本地负荷", "local load"),
    "inside": text("在内", "inside"),
    "outside": text("在外：{targets}", "outside: {targets}"),
    "outside already": text(
        "在外（更小的负荷已达不到）", "outside (a smaller load misses already)"
    ),
    "at least load": text("≥ ×{load}", "≥ ×{load}"),
    "below load": text("< ×{load}：{target}", "< ×{load}: {target}"),
    "utilisation": text("{kind}利用率 [%]", "{kind} in use [%]"),
    "targets option": text("目标（由选项给出）：{targets}。", "Targets, as given: {targets}."),
    "targets scenario": text(
        "目标取自情景（假设）：{targets}。", "Targets of the scenario (an assumption): {targets}."
    ),
    "targets default": text(
        "情景未给出目标，采用默认值（假设）：{targets}。"
        "可用 --target 或 experiment.targets 另行给出。",
        "The scenario names no targets; the default is used (an assumption): {targets}. Give your "
        "own with --target or in experiment.targets.",
    ),
    "demand": text(
        "负荷 ×1 为情景文件所给的需求（experiment.load = 1）：每个工作日 {needs} 件跨省需求，"
        "其中申办 {applications} 件；情景自身为 ×{load}。",
        "Load ×1 is the demand as the file gives it (experiment.load = 1): {needs} remote "
        "needs a working day, {applications} of them "
        "applications; the scenario itself has ×{load}.",
    ),
    "backlog": text(
        "饱和吞吐量：跨省申办均匀到来、多于所能受理，不含咨询；转往其他渠道的不再跟踪。本地群众、"
        "耐心与先后次序均按情景不变：等不及而离开的人随即有人接上。按办成的时刻、在开放时段内计数。",
        "Saturation: remote applications arrive evenly and faster than they can be accepted, "
        "without enquiries; cases handed on to another channel are not followed. The locals, "
        "patience and who goes first are the scenario's: whoever leaves the line is replaced. "
        "Counted by when cases are completed, within open hours.",
    ),
    "bound note": text(
        "上限 =（在岗数 − 被他人占用）× 60 ÷ 每件占用分钟，取自同一次运行；占着资源等候、"
        "或因配不齐而空闲，使吞吐量低于上限。",
        "Bound = (units on duty − taken by others) × 60 / minutes a case, all of the same run; "
        "units held while waiting, or idle for want of the others, keep throughput below it.",
    ),
    "not endless": text(
        "{title}：队伍在 {empty} 的开放时间内无人，不能称为永不间断，其饱和吞吐量只是下限。",
        "{title}: the line was empty {empty} of the open time, so it was not endless, and the "
        "saturation throughput is only a lower limit.",
    ),
    "exceptions": text(
        "{title}：达到目标的负荷不成区间，例外：{loads}。",
        "{title}: the loads that keep the targets are not an interval; those that do not fit in: "
        "{loads}.",
    ),
    "how": text(
        "饱和吞吐量与最大负荷：{replications} 次独立重复；随负荷的变化：{few} 次（所标倍数除外）；"
        "可行域：{fewest} 次。种子 {seed}，置信水平 {confidence:.0%}，区间各自成立；"
        "各负荷面对同一批申请人"
        "（较小负荷的个案包含于较大负荷）。",
        "{replications} independent replications for saturation and the largest load, {few} for "
        "the load curves but for the loads marked, {fewest} for the region; seed {seed}, "
        "{confidence:.0%} confidence, each interval by itself. Every load meets the same "
        "applicants: those at a smaller load are among those at a larger one.",
    ),
    "interrupted": text(
        "已中断：完成了 {planned} 个渠道中的 {done} 个。",
        "Interrupted: {done} of the {planned} channels planned.",
    ),
}
