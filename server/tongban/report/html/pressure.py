"""Section 8: pressure by half hour beside the roster, and calls that nobody answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...flow import Language
from ...planning.dossier import Dossier
from ...planning.pressure import Pressure, UnitsByHalfHour
from ..charts import Cell, Day, days, heat
from ..markup import Markup, element, joined
from ..words import text
from . import names
from .frame import Section, figure, note, number, percent, table

__all__ = ["section"]

TITLE = text("什么时候、哪里最紧？", "When and where is it tight?")
LEAD = text(
    "{side}在 {hour} 最忙：在岗 {rostered} 个中有 {held} 个被占用（{share}）。",
    "{side} are busiest at {hour}: {held} of {rostered} on duty are held ({share}).",
)
CALLS = text(
    "每天 {calls} 次向属地的呼叫中，{unanswered} 次无人应答（{share}）；最差的是{region} "
    "{hour}（{worst}）。",
    " Of {calls} calls to the home side a day {unanswered} go unanswered ({share}), most of all "
    "in {region} at {hour} ({worst}).",
)
QUIET = text("没有无人应答的呼叫。", " No call goes unanswered.")
HELD, ROSTERED = text("平均被占用", "held, on average"), text("排班在岗", "on duty")
CAPTION = text(
    "{channel}：每半小时平均被占用的人或窗口（含等待与加班）与排班；{n} 次重复、每次 {days} "
    "个工作日，种子 {seed}。",
    "“{channel}”: units held in each half hour, waiting and overtime included, beside the "
    "roster; {n} replications of {days} working days, seed {seed}.",
)
SHADES = ("0–2%", "2–5%", "5–10%", "10–20%", ">20%")
FEWEST_CALLS = 20
BOUNDS = (0.02, 0.05, 0.10, 0.20)
POOL_SHADES = ("<40%", "40–60%", "60–80%", "80–95%", "≥95%")
POOL_BOUNDS = (0.4, 0.6, 0.8, 0.95)
CALLS_TITLE = text(
    "呼叫无人应答的比例，按属地地区与半小时", "Calls unanswered, by home region and half hour"
)
CALLS_CAPTION = text(
    "每格为该半小时呼出而无人应答的比例（%）；呼叫按开始时间计。虚线格的呼叫不足 20 次。",
    "In each cell the share, in per cent, of calls begun in that half hour that nobody "
    "answered. A dashed cell had fewer than 20 calls.",
)
POOLS_TITLE = text("每个资源池的忙碌程度", "How busy each pool is")
POOLS_CAPTION = text(
    "被占用的人或窗口占排班的比例；逐个大厅。",
    "Units held over units on duty, hall by hall.",
)
HALF_HOUR = text("半小时", "Half hour")
POOL = text("资源池", "Pool")
HOW = text(
    "平均值看不出某一天的高峰；接近 100% 的半小时里，多一位来人就意味着有人要等。",
    "A mean hides the peak of a single day. Where it comes near 100%, one more applicant means "
    "that somebody waits.",
)
TOLD = text(
    "{name}，{hour}：{rostered} 个在岗，{held} ± {half} 个被占用（{share}）",
    "{name}, {hour}: {rostered} on duty, {held} ± {half} held ({share})",
)
CALL_TOLD = text(
    "{region}，{hour}：每天 {calls} 次呼叫，{share} 无人应答",
    "{region}, {hour}: {calls} calls a day, {share} unanswered",
)


def section(d: Dossier, language: Language) -> Section:
    """Where it is tight."""
    p = d.pressure
    caption = CAPTION.of(language).format(
        channel=names.channel(d, p.alternative, language),
        n=p.replications,
        days=d.source.scenario.experiment.days,
        seed=d.result.seed,
    )
    body = [
        figure(lambda w: _days(d, w, language), caption, _days_table(d, language), language),
        note(HOW.of(language)),
    ]
    if any(counts.sum() > 0 for counts in p.calls.values()):
        body += [
            element("h3", CALLS_TITLE.of(language)),
            figure(
                lambda w: _calls(d, w, language),
                CALLS_CAPTION.of(language),
                _calls_table(d, language),
                language,
            ),
        ]
    body += [
        element("h3", POOLS_TITLE.of(language)),
        figure(
            lambda w: _pools(d, w, language),
            POOLS_CAPTION.of(language),
            _pools_table(d, language),
            language,
        ),
    ]
    lead = _lead(d, language)
    return Section("pressure", TITLE.of(language), lead, joined(*body))


def _lead(d: Dossier, language: Language) -> str:
    p = d.pressure
    share = {side: np.nan_to_num(units.share) for side, units in p.sides.items()}
    side = max(share, key=lambda s: float(share[s].max()))
    t = int(share[side].argmax())
    units = p.sides[side]
    lead = LEAD.of(language).format(
        side=names.side(d, "@".join(side), language),
        hour=_clock(t),
        rostered=number(float(units.rostered[t]), 0),
        held=number(float(units.held[t])),
        share=percent(float(share[side][t])),
    )
    return lead + _calls_lead(p, language)


def _calls_lead(p: Pressure, language: Language) -> str:
    calls = sum(float(counts.sum()) for counts in p.calls.values())
    unanswered = sum(float(counts.sum()) for counts in p.unanswered.values())
    if not unanswered:
        return QUIET.of(language) if calls else ""
    worst = {
        (region, t): share
        for region in p.calls
        for t, share in enumerate(_share(p, region))
        if share == share  # nan: too few calls
    }
    region, t = max(worst or {(next(iter(p.calls)), 0): 0.0}, key=lambda at: worst.get(at, 0.0))
    return CALLS.of(language).format(
        calls=number(calls),
        unanswered=number(unanswered),
        share=percent(unanswered / calls),
        region=names.region(region, language),
        hour=_clock(t),
        worst=percent(worst.get((region, t), 0.0)),
    )


def _share(p: Pressure, region: str) -> NDArray[np.float64]:
    """[48] of the half hours with enough calls to speak of a share; nan elsewhere."""
    calls = p.calls[region]
    out, enough = np.full(len(calls), np.nan), calls * p.days * p.replications >= FEWEST_CALLS
    return np.asarray(np.divide(p.unanswered[region], calls, out=out, where=enough))


def _clock(t: int) -> str:
    return f"{t // 2:02d}:{t % 2 * 30:02d}"


def _days(d: Dossier, width: float, language: Language) -> Markup:
    p = d.pressure
    pools = []
    for side, units in p.sides.items():
        name = names.side(d, "@".join(side), language)
        told = tuple(_told(name, units, t, language) for t in p.hours)
        rostered, held = units.rostered[p.hours], units.held[p.hours]
        pools.append(Day(name, tuple(rostered.tolist()), tuple(held.tolist()), told))
    hours = [_clock(t) for t in p.hours]
    names_ = HELD.of(language), ROSTERED.of(language)
    return days(TITLE.of(language), pools, hours, *names_, width)


def _told(name: str, units: UnitsByHalfHour, t: int, language: Language) -> str:
    return TOLD.of(language).format(
        name=name,
        hour=_clock(t),
        rostered=number(float(units.rostered[t])),
        held=number(float(units.held[t]), 2),
        half=number(float(units.half_width[t]), 2),
        share=percent(float(units.share[t])),
    )


def _days_table(d: Dossier, language: Language) -> Markup:
    p = d.pressure
    head = [HALF_HOUR.of(language)]
    head += [names.side(d, "@".join(side), language) for side in p.sides]
    rows = [
        [
            _clock(t),
            *(
                f"{number(float(u.held[t]), 2)} / {number(float(u.rostered[t]), 0)}"
                for u in p.sides.values()
            ),
        ]
        for t in p.hours
    ]
    return table(f"{HELD.of(language)} / {ROSTERED.of(language)}", head, rows)


def _step(share: float, bounds: Sequence[float]) -> float:
    """Where a share lies among the shades, as ``heat`` wants it."""
    if share != share:  # nan
        return share
    return (sum(share >= bound for bound in bounds) + 0.5) / (len(bounds) + 1)


def _calls(d: Dossier, width: float, language: Language) -> Markup:
    p, rows = d.pressure, []
    for region in p.calls:
        title, share = names.region(region, language), _share(p, region)
        cells = []
        for t in p.hours:
            told = CALL_TOLD.of(language).format(
                region=title,
                hour=_clock(t),
                calls=number(float(p.calls[region][t]), 2),
                share=percent(float(share[t])),
            )
            shown = f"{100 * share[t]:.0f}" if share[t] == share[t] else ""
            cells.append(Cell(_step(float(share[t]), BOUNDS), shown, told))
        rows.append((title, cells))
    return heat(CALLS_TITLE.of(language), rows, [_clock(t) for t in p.hours], width, SHADES)


def _calls_table(d: Dossier, language: Language) -> Markup:
    p = d.pressure
    head = [HALF_HOUR.of(language), *(names.region(region, language) for region in p.calls)]
    rows = []
    for t in p.hours:
        cells = [
            f"{percent(float(_share(p, region)[t]))} / {number(float(p.calls[region][t]), 2)}"
            for region in p.calls
        ]
        rows.append([_clock(t), *cells])
    return table(CALLS_TITLE.of(language), head, rows)


def _pools(d: Dossier, width: float, language: Language) -> Markup:
    p, rows = d.pressure, []
    for pool, units in p.pools.items():
        title = _pool(d, pool, language)
        cells = [
            Cell(
                _step(float(units.share[t]), POOL_BOUNDS),
                f"{100 * units.share[t]:.0f}" if units.share[t] == units.share[t] else "",
                _told(title, units, t, language),
            )
            for t in p.hours
        ]
        rows.append((title, cells))
    hours = [_clock(t) for t in p.hours]
    return heat(POOLS_TITLE.of(language), rows, hours, width, POOL_SHADES)


def _pool(d: Dossier, pool: str, language: Language) -> str:
    kind, _, hall = pool.partition("@")
    return f"{names.place(d, hall, language)} · {names.unit(kind, language)}"


def _pools_table(d: Dossier, language: Language) -> Markup:
    p = d.pressure
    head = [POOL.of(language), *(_clock(t) for t in p.hours)]
    rows = [
        [_pool(d, pool, language), *(percent(float(units.share[t])) for t in p.hours)]
        for pool, units in p.pools.items()
    ]
    return table(POOLS_TITLE.of(language), head, rows)
