"""Section 7: which local and remote loads are carried together."""

from __future__ import annotations

from ...flow import Language
from ...measures import MEASURES
from ...planning.capacity import ChannelCapacity, Judged
from ...planning.dossier import Absent, Dossier
from ..charts import Place, linear, logarithmic
from ..charts import region as draw_region
from ..markup import Markup, joined
from ..words import say, text
from .frame import Section, absent, figure, note, percent, plus_minus, table
from .growth import own_channel, promise, round_loads

__all__ = ["section"]

TOGETHER = text(
    "本地与远程需求能一起承受多少？", "Which local and remote loads are carried together?"
)
NOT_HERE = text("没有计算承载能力。", "Capacity was not looked at.")
LOAD = text("负荷", "Load")
REGION_LEAD = text("本地需求照旧时：{marks}。", "With the locals as they are: {marks}.")
MARKED = text("×{load}：{word}", "×{load}: {word}")
TODAY = text("今天（×1）", "today (×1)")
NO_MARKS = text("没有可标出的负荷。", "No load is marked.")
INSIDE, OUTSIDE = text("守住目标", "all targets kept"), text("有目标失守", "a target is missed")
LOCAL = text("本地需求（本情景的倍数）", "Local demand, times that of the scenario")
REMOTE = text("远程需求（倍数，对数）", "Remote demand, times as observed (log)")
EDGE = text("本地 ×{local}：最多 ×{load}", "local ×{local}: up to ×{load}")
NO_EDGE = text("本地 ×{local}：{word}", "local ×{local}: {word}")
NO_LOAD = text("任何远程负荷都有目标失守", "a target is missed at every remote load")
MORE = text("试到 ×{load} 仍守住", "still kept at ×{load}")
REGION_CAPTION = text(
    "{channel}：阴影内的组合守住全部目标；边界由每点 {n} 次重复（探索用）求得，种子 {seed}。",
    "“{channel}”: combinations in the shaded part keep all targets; the edge is found with {n} "
    "replications a point (exploratory), seed {seed}.",
)
REGION_HOW = text(
    "边界是估计值，附近的组合既可能守住也可能失守。",
    "The edge is an estimate: near it a combination may keep its targets or miss them.",
)
MARK_TABLE = text("标出的负荷", "The loads marked")
MISSED = text("失守的目标", "Targets missed")
KEPT = text("结果", "Result")
NOTHING = text("无", "none")


def section(d: Dossier, language: Language) -> Section:
    """The region of loads, with today, ×10 and ×50 marked."""
    found = d.capacity
    title = TOGETHER.of(language)
    if isinstance(found, Absent):
        return Section("region", title, NOT_HERE.of(language), absent(found.reason, language))
    own = own_channel(d, found)
    marks = say("semicolon", language).join(
        MARKED.of(language).format(
            load=f"{mark.load:g}", word=(INSIDE if mark.is_inside else OUTSIDE).of(language)
        )
        for mark in own.marks
    )
    lead = REGION_LEAD.of(language).format(marks=marks) if marks else NO_MARKS.of(language)
    caption = REGION_CAPTION.of(language).format(
        channel=own.title.of(language), n=found.region_replications, seed=found.seed
    )
    body = joined(
        figure(
            lambda width: _region(own, width, language), caption, _edges(own, language), language
        ),
        note(REGION_HOW.of(language)),
        _marks(d, own, language),
    )
    return Section("region", title, lead, body)


def _edge_load(own: ChannelCapacity) -> list[tuple[float, float, str]]:
    """(local factor, the most remote load, status) in the order of the factor."""
    return [
        (point.local_factor, point.load if point.load is not None else 0.0, point.status)
        for point in sorted(own.region, key=lambda point: point.local_factor)
    ]


def _region(own: ChannelCapacity, width: float, language: Language) -> Markup:
    edge = _edge_load(own)
    marked = [mark.load for mark in own.marks]
    known = [load for _, load, _ in edge if load > 0]
    low = min([1.0, *known, *marked]) / 1.5
    high = max([10.0, *known, *marked]) * 1.4
    ticks = round_loads(low, high)
    factors = [factor for factor, _, _ in edge] or [0.5, 1, 1.5]
    x = linear([0.0, *factors, 1.0], ticks=5 if width > 500 else 4)
    y = logarithmic(low, high, ticks)
    places = [
        Place(
            factor,
            load if load > 0 else low,
            "",
            _edge_told(factor, load, status, language),
            load > 0,
        )
        for factor, load, status in edge
    ]
    marks = [
        Place(
            1.0,
            mark.load,
            _mark(mark.load, language),
            f"×{mark.load:g}: {(INSIDE if mark.is_inside else OUTSIDE).of(language)}",
        )
        for mark in own.marks
    ]
    border = [(factor, max(load, low)) for factor, load, _ in edge]
    kept = INSIDE.of(language), OUTSIDE.of(language)
    return draw_region(
        TOGETHER.of(language),
        places,
        marks,
        x,
        y,
        LOCAL.of(language),
        REMOTE.of(language),
        kept,
        width,
        edge=border,
        y_names=[f"×{tick:g}" for tick in ticks],
        x_names=[f"×{tick:g}" for tick in x.ticks],
    )


def _mark(load: float, language: Language) -> str:
    return TODAY.of(language) if load == 1 else f"×{load:g}"


def _edge_told(factor: float, load: float, status: str, language: Language) -> str:
    local = f"{factor:.3g}"
    if status == "found":
        return EDGE.of(language).format(local=local, load=f"{load:.3g}")
    word = NO_LOAD.of(language)
    if status == "all kept":
        word = MORE.of(language).format(load=f"{load:.3g}")
    return NO_EDGE.of(language).format(local=local, word=word)


def _edges(own: ChannelCapacity, language: Language) -> Markup:
    rows = [
        [f"×{factor:.3g}", _edge_told(factor, load, status, language)]
        for factor, load, status in _edge_load(own)
    ]
    return table(TOGETHER.of(language), [LOCAL.of(language), REMOTE.of(language)], rows)


def _marks(d: Dossier, own: ChannelCapacity, language: Language) -> Markup:
    rows = [
        [
            f"×{mark.load:g}",
            (INSIDE if mark.is_inside else OUTSIDE).of(language),
            say("semicolon", language).join(_judged(d, j, language) for j in mark.missed)
            or NOTHING.of(language),
        ]
        for mark in own.marks
    ]
    head = [LOAD.of(language), KEPT.of(language), MISSED.of(language)]
    return table(MARK_TABLE.of(language), head, rows)


def _judged(d: Dossier, judged: Judged, language: Language) -> str:
    share = MEASURES[judged.target.measure].unit == "share"
    shown = percent(judged.found.mean, 1) if share else plus_minus(judged.found)
    return f"{promise(d, judged.target, language)} ({shown})"
