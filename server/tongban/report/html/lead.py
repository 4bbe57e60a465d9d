"""Section 1: the question, and the answer in one sentence chosen by what was found."""

from __future__ import annotations

from collections.abc import Callable

from ...experiment import Estimate
from ...flow import Language
from ...measures import MEASURES
from ...planning.dossier import Dossier
from ...planning.findings import (
    AssumptionDriven,
    Finding,
    Mixed,
    NotShown,
    Sparse,
    Stress,
    findings_of,
)
from ..values import cell_title
from ..words import text
from . import names
from .decides import setting_text
from .facts import facts_of
from .frame import inside, number, plus_minus

__all__ = ["sentence", "sentences"]

SPARSE = text(
    "两种渠道都不因能力不足而排队：{subject}为每位办件人节省 {h} 小时，使{group}的平均等待变化 "
    "{d} 分钟{pays}。",
    "Neither channel queues for capacity: “{subject}” saves each applicant {h} hours and "
    "changes the mean wait of {group} by {d} min{pays}.",
)
PAYS = text("；从每天 {k} 件起，专用窗口才划算", "; a dedicated window pays from {k} cases a day")
MIXED = text(
    "每百件需求中，{subject}当天受理 {a} 件，{baseline} {b} 件{journey}；{x} 件最终未办成；"
    "{group}平均{wait}{priority}。",
    "Of 100 needs {a} are accepted the same day by “{subject}” and {b} by "
    "“{baseline}”{journey}; {x} are not accepted in the end; {group} wait {wait}{priority}.",
)
LONGER = text("多等 {d} 分钟", "{d} min longer")
SHORTER = text("少等 {d} 分钟", "{d} min less")
JOURNEY = text(
    "（其中不必赶路的作用为 {j} 个百分点）",
    " (of that, {j} points are the journey that falls away)",
)
PRIORITY = text("，其中 {p} 分钟来自视频优先", ", of which {p} min comes from video priority")
STRESS = {
    "limit": text(
        "每天远程需求超过 {L} 件时，{pool}到了极限，{group}的目标（{measure}）首先失守；{relief}。",
        "Above {L} remote needs a day the limit is {pool}, and the target of {group} "
        "({measure}) fails first; {relief}.",
    ),
    "always": text(
        "即使每天只有 {L} 件远程需求，{group}的目标（{measure}）也已失守；远程需求压在{pool}上；"
        "{relief}。",
        "Even at {L} remote needs a day, the fewest tried, the target of {group} ({measure}) is "
        "missed; what comes in falls on {pool}; {relief}.",
    ),
}
RELIEF = {
    "clerks": text("增加 {m} 人可达到目标", "{m} more staff would keep the targets"),
    "policy": text("改用“{policy}”可提高到 {L2} 件", "the policy “{policy}” moves it to {L2}"),
    "both": text(
        "增加 {m} 人，或改用“{policy}”（提高到 {L2} 件）",
        "{m} more staff, or the policy “{policy}”, which moves it to {L2}",
    ),
    "none": text("所比较的渠道都不能提高这一极限", "no channel compared here moves it"),
}
NOT_SHOWN = {
    "needed": text(
        "目前的 {n} 次重复显示不出任何主要差异；大约需要 {needed} 次。",
        "No primary difference is shown with {n} replications; about {needed} would be needed.",
    ),
    "never": text(
        "目前的 {n} 次重复显示不出任何主要差异；差异小到再多重复也难以显示。",
        "No primary difference is shown with {n} replications, and they are too small for more "
        "to show them.",
    ),
}
TURNS = text(
    "结论取决于一个假设：“{title}”到 {v} 时判定翻转（范围 {low} 至 {high}），请先测量它。",
    "The answer turns at {title} = {v} (its range is {low} to {high}): measure it first.",
)
LOCALS = text("本地群众", "locals")


def sentences(d: Dossier, language: Language) -> list[str]:
    """What is said first, then what else holds."""
    return [sentence(d, found, language) for found in findings_of(facts_of(d))]


def sentence(d: Dossier, found: Finding, language: Language) -> str:
    """A finding in words."""
    of: dict[type, Callable[..., str]] = {
        Sparse: _sparse,
        Mixed: _mixed,
        Stress: _stress,
        NotShown: _not_shown,
        AssumptionDriven: _turns,
    }
    return of[type(found)](d, found, language)


def _group(d: Dossier, cell: str, language: Language) -> str:
    if not cell:
        return LOCALS.of(language)
    return cell_title(cell, d.result.group_titles, language)


def _sparse(d: Dossier, found: Sparse, language: Language) -> str:
    pays = ""
    if found.window_pays_from is not None:
        pays = PAYS.of(language).format(k=number(found.window_pays_from))
    return SPARSE.of(language).format(
        subject=names.channel(d, d.subject, language),
        h=number(found.hours_saved),
        group=_group(d, found.local_group, language),
        d=plus_minus(found.local_wait, sign=True),
        pays=pays,
    )


def _mixed(d: Dossier, found: Mixed, language: Language) -> str:
    wait, priority, journey = found.local_wait, "", ""
    size = Estimate(abs(wait.mean), wait.half_width, wait.n)
    if found.from_journey is not None:
        part = found.from_journey
        points = Estimate(100 * part.mean, 100 * part.half_width, part.n)
        journey = JOURNEY.of(language).format(j=plus_minus(points, 0))
    if found.from_priority is not None:
        priority = PRIORITY.of(language).format(p=plus_minus(found.from_priority))
    return MIXED.of(language).format(
        a=number(100 * found.same_day, 0),
        b=number(100 * found.same_day_baseline, 0),
        subject=names.channel(d, d.subject, language),
        baseline=names.channel(d, d.baseline, language),
        journey=journey,
        x=number(100 * found.lost),
        group=_group(d, found.local_group, language),
        wait=(LONGER if wait.mean >= 0 else SHORTER).of(language).format(d=plus_minus(size)),
        priority=priority,
    )


def _stress(d: Dossier, found: Stress, language: Language) -> str:
    limit, relief = found.limit, found.relief
    moves = relief.policy is not None and relief.cases is not None
    key = {
        (True, True): "both",
        (True, False): "clerks",
        (False, True): "policy",
        (False, False): "none",
    }[relief.clerks is not None, moves]
    words = (
        RELIEF[key]
        .of(language)
        .format(
            m=relief.clerks,
            policy=relief.policy.of(language) if relief.policy else "",
            L2=number(relief.cases, 0) if relief.cases is not None else "",
        )
    )
    return (
        STRESS["always" if limit.cases is None else "limit"]
        .of(language)
        .format(
            L=number(limit.least if limit.cases is None else limit.cases, 0),
            pool=inside(names.side(d, limit.pool, language)),
            group=_group(d, limit.group, language),
            measure=inside(MEASURES[limit.measure].title.of(language)) if limit.measure else "",
            relief=words,
        )
    )


def _not_shown(d: Dossier, found: NotShown, language: Language) -> str:
    key = "never" if found.needed is None else "needed"
    return (
        NOT_SHOWN[key].of(language).format(n=d.result.replications, needed=f"{found.needed or 0:,}")
    )


def _turns(_: Dossier, found: AssumptionDriven, language: Language) -> str:
    turn = found.turn
    low, high = (setting_text(end, turn.scale) for end in (turn.low, turn.high))
    return TURNS.of(language).format(
        title=turn.title.of(language), v=setting_text(turn.at, turn.scale), low=low, high=high
    )
