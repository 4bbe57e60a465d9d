"""Section 6: how far demand can grow before a promise is broken."""

from __future__ import annotations

import math

from ...flow import Language
from ...measures import MEASURES
from ...planning.capacity import Capacity, ChannelCapacity
from ...planning.dossier import Absent, Dossier
from ...planning.targets import Target
from ..charts import Across, Line, Panel, Point, linear, logarithmic, panels
from ..markup import Markup, element, joined
from ..words import say, text
from . import names
from .frame import Section, absent, figure, inside, note, number, percent, plus_minus, table

__all__ = ["own_channel", "promise", "round_loads", "section"]

GROWTH = text("需求增长到多少就承受不住？", "How far can demand grow?")
NOT_HERE = text("没有计算承载能力。", "Capacity was not looked at.")
FOUND = text(
    "{channel}最多承受观察需求的 ×{load}（每天 {cases} 件），"
    "再往上首先失守的是{group}的目标（{measure}）；积压时每小时办结 {rate} 件，瓶颈是{pool}。",
    "“{channel}” carries up to ×{load} of the demand as observed ({cases} needs a day); beyond "
    "that the target of {group} ({measure}) fails first. With an endless backlog it completes "
    "{rate} an hour, and the limit is {pool}.",
)
ALL_KEPT = text(
    "{channel}在试到的最大需求 ×{load}（每天 {cases} 件）下仍守住全部目标；积压时每小时办结 "
    "{rate} 件，瓶颈是{pool}。",
    "“{channel}” still keeps every target at the largest load tried, ×{load} ({cases} needs a "
    "day). With an endless backlog it completes {rate} an hour, and the limit is {pool}.",
)
NONE_KEPT = text(
    "即使几乎没有远程需求（×{load}），{group}的目标（{measure}）也已失守；积压时每小时办结 "
    "{rate} 件，瓶颈是{pool}。",
    "Even with hardly any remote demand (×{load}) the target of {group} ({measure}) is missed. "
    "With an endless backlog “{channel}” completes {rate} an hour, and the limit is {pool}.",
)
X_TITLE = text("远程需求（观察值的倍数）", "Remote demand, times the demand as observed")
LOCAL_WAIT = text(
    "{group}：等待时间九成分位数（分钟）", "{group}: 90th percentile of the wait (min)"
)
REMOTE_LEVEL = text("{group}：服务水平", "{group}: service level")
TARGET = text("目标 {bound}", "target {bound}")
SATURATED = text("饱和", "saturated")
SCENARIO = text("本情景", "this scenario")
CAPTION = text(
    "{channels}，同一批申请人；细带为 {level} 区间，每个负荷 {n} 次重复（探索用），种子 {seed}。"
    "目标：{targets}（{source}）。",
    "{channels} on the same applicants; ribbons are {level} intervals, {n} replications at each "
    "load (exploratory), seed {seed}. Targets: {targets} ({source}).",
)
SOURCES = {
    "option": text("命令行给出", "from the command line"),
    "scenario": text("情景给出", "from the scenario"),
    "default": text("情景未给出，取默认值", "defaults: the scenario states none"),
}
HOW = text(
    "目标以估计值判断。饱和点是积压运行（{of}）得到的吞吐折算成的需求倍数，即 ×{load}；"
    "超出图的范围时只在这里写出。",
    "Targets are judged by the estimates. The saturation point is the throughput of a run with "
    "an endless backlog of {of}, told as a factor on demand: ×{load}; where that is beyond the "
    "drawing it is told here only.",
)
OF = {"applications": text("办件", "applications"), "enquiries": text("咨询", "enquiries")}
LOAD = text("负荷", "Load")
POINT = text("{channel}，×{load}：{value}", "{channel}, ×{load}: {value}")
BOUNDS = text(
    "饱和吞吐与各资源池的上限（件/小时）",
    "Saturation throughput beside the bound by pool (cases/h)",
)
BOUND_HEAD = (
    text("渠道", "Channel"),
    text("饱和吞吐", "Throughput"),
    text("资源池", "Pool"),
    text("上限", "Bound"),
    text("达到", "Reached"),
)


def section(d: Dossier, language: Language) -> Section:
    """Load against what is promised."""
    found = d.capacity
    if isinstance(found, Absent):
        body = absent(found.reason, language)
        return Section("growth", GROWTH.of(language), NOT_HERE.of(language), body)
    targets = say("semicolon", language).join(promise(d, t, language) for t in found.targets)
    shown = [names.channel(d, name, language) for name in found.channels if name in _curves(found)]
    caption = CAPTION.of(language).format(
        channels=say("comma", language).join(shown),
        level=f"{found.confidence:.0%}",
        n=found.search_replications,
        seed=found.seed,
        targets=targets,
        source=SOURCES[found.targets_from].of(language),
    )
    body = joined(
        figure(
            lambda width: _growth(d, found, width, language),
            caption,
            _growth_table(d, found, language),
            language,
        ),
        note(_how(d, found, language)),
        element("h3", BOUNDS.of(language)),
        _bounds(d, found, language),
    )
    return Section("growth", GROWTH.of(language), _lead(d, found, language), body)


def _how(d: Dossier, found: Capacity, language: Language) -> str:
    of = OF[own_channel(d, found).saturation.of].of(language)
    return HOW.of(language).format(of=of, load=number(_saturating_load(d, found), 0))


def promise(d: Dossier, target: Target, language: Language) -> str:
    """A target in words."""
    share = MEASURES[target.measure].unit == "share"
    bound = percent(target.bound) if share else f"{target.bound:g}"
    sense = "≥" if target.sense == ">=" else "≤"
    title = MEASURES[target.measure].title.of(language)
    return f"{names.group(d, target.group, language)} {title} {sense} {bound}"


def own_channel(d: Dossier, found: Capacity) -> ChannelCapacity:
    """The channel the report is about, or the last there is."""
    return found.channels.get(d.subject) or list(found.channels.values())[-1]


def _curves(found: Capacity) -> dict[str, ChannelCapacity]:
    return {name: channel for name, channel in found.channels.items() if channel.curve}


def _lead(d: Dossier, found: Capacity, language: Language) -> str:
    own = own_channel(d, found)
    largest = own.largest
    forms = {"found": FOUND, "all kept": ALL_KEPT, "none kept": NONE_KEPT}
    load = largest.load if largest.load is not None else largest.searched[0]
    failing = largest.failing
    return (
        forms[largest.status]
        .of(language)
        .format(
            channel=own.title.of(language),
            load=number(load, 1),
            cases=number(load * found.remote_per_day, 0),
            group=names.plain_group(d, failing.target.group, language) if failing else "",
            measure=inside(MEASURES[failing.target.measure].title.of(language)) if failing else "",
            rate=plus_minus(own.saturation.throughput_per_hour),
            pool=inside(names.side(d, names.of_bound(d, own.saturation.binding), language)),
        )
    )


def _panels_of(found: Capacity) -> list[tuple[str, str]]:
    """What is shown: the wait of each group of locals, the service level of the remote ones."""
    known = {pair for c in found.channels.values() for point in c.curve for pair in point.measures}
    wanted = [(group, "wait_p90_min") for group in found.local]
    wanted += [(group, "service_level") for group in found.remote]
    return [pair for pair in wanted if pair in known] or sorted(known)[:3]


def _growth(d: Dossier, found: Capacity, width: float, language: Language) -> Markup:
    curves = _curves(found)
    loads = sorted({point.load for c in curves.values() for point in c.curve})
    low, high = loads[0], loads[-1]
    ticks = round_loads(low, high)
    x = logarithmic(low, max(high, low * 1.01), ticks)
    parts = []
    for group, measure in _panels_of(found):
        lines = tuple(_line(d, c, (group, measure), language) for c in curves.values())
        share = MEASURES[measure].unit == "share"
        values = [p.y for line in lines for p in line.points]
        targets = [t for t in found.targets if (t.group, t.measure) == (group, measure)]
        y = linear([*values, *(t.bound for t in targets), *([1.0] if share else [])], ticks=4)
        across = [Across(t.bound, _target(t.bound, share, language)) for t in targets]
        saturated = _saturating_load(d, found)
        if low <= found.load <= high:
            across.append(Across(found.load, SCENARIO.of(language), upright=True))
        if low <= saturated <= high:
            across.append(Across(saturated, SATURATED.of(language), upright=True))
        title = (LOCAL_WAIT if measure == "wait_p90_min" else REMOTE_LEVEL).of(language)
        title = title.format(group=names.group(d, group, language))
        parts.append(Panel(title, y, lines, tuple(across), percent=share))
    named = [f"×{tick:g}" for tick in ticks]
    return panels(GROWTH.of(language), parts, x, X_TITLE.of(language), named, width, 150)


def _saturating_load(d: Dossier, found: Capacity) -> float:
    """The factor on demand at which as much would arise as the backlogged channel completes."""
    own = own_channel(d, found).saturation
    arising = found.remote_per_day
    if own.of == "applications":
        arising = found.remote_applications_per_day
    if not arising:
        return math.inf
    return own.throughput_per_hour.mean * found.open_hours_per_day / arising


def _target(bound: float, share: bool, language: Language) -> str:
    return TARGET.of(language).format(bound=percent(bound) if share else f"{bound:g}")


def round_loads(low: float, high: float) -> list[float]:
    """1, 2 and 5 times powers of ten within the loads; fewer where these are many."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    every = [m * 10.0**p for p in powers for m in (1, 2, 5) if low <= m * 10.0**p <= high]
    return [v for v in every if math.log10(v) % 1 == 0] if len(every) > 8 else every


def _line(d: Dossier, c: ChannelCapacity, pair: tuple[str, str], language: Language) -> Line:
    title, points = names.channel(d, c.name, language), []
    share = MEASURES[pair[1]].unit == "share"
    for at in c.curve:
        e = at.measures.get(pair)
        if e is None:
            continue
        shown = f"{percent(e.mean, 1)} ± {percent(e.half_width, 1)}" if share else plus_minus(e)
        told = POINT.of(language).format(channel=title, load=f"{at.load:.3g}", value=shown)
        points.append(Point(at.load, e.mean, e.mean - e.half_width, e.mean + e.half_width, told))
    return Line(title, names.series_of(d, c.name), tuple(points))


def _growth_table(d: Dossier, found: Capacity, language: Language) -> Markup:
    pairs = _panels_of(found)
    head = [text("渠道", "Channel").of(language), LOAD.of(language)]
    head += [f"{names.group(d, g, language)} · {names.measure(m, language)}" for g, m in pairs]
    rows = []
    for c in _curves(found).values():
        for at in c.curve:
            cells = []
            for pair in pairs:
                e = at.measures.get(pair)
                share = MEASURES[pair[1]].unit == "share"
                cells.append("–" if e is None else percent(e.mean, 1) if share else plus_minus(e))
            rows.append([names.channel(d, c.name, language), f"×{at.load:.3g}", *cells])
    return table(GROWTH.of(language), head, rows)


def _bounds(d: Dossier, found: Capacity, language: Language) -> Markup:
    rows = []
    for c in found.channels.values():
        for i, bound in enumerate(c.saturation.bounds):
            rate = plus_minus(c.saturation.throughput_per_hour) if i == 0 else ""
            name = c.title.of(language) if i == 0 else ""
            rows.append(
                [
                    name,
                    rate,
                    names.side(d, names.of_bound(d, bound), language),
                    plus_minus(bound.bound_per_hour),
                    percent(bound.reached.mean),
                ]
            )
    return table(BOUNDS.of(language), [cell.of(language) for cell in BOUND_HEAD], rows, first=False)
