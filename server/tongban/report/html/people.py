"""Section 5: winners and losers, in minutes a day."""

from __future__ import annotations

from ...flow import Language
from ...planning.dossier import Dossier
from ...planning.people import Share
from ..charts import Row, intervals
from ..markup import Markup, joined
from ..words import text
from . import names
from .frame import Section, figure, note, number, plus_minus, table

__all__ = ["drawing", "section"]

TITLE = text("谁省了时间，谁多花了时间？", "Who gains time, and who loses it?")
LEAD = text(
    "与{baseline}相比，每天省时最多的是{winner}（{gain} 分钟），多花时间最多的是{loser}（{loss} "
    "分钟）。",
    "Against “{baseline}”, {winner} gain most ({gain} min a day, all together) and {loser} lose "
    "most ({loss} min a day).",
)
NOBODY = text("无人", "nobody")
X_TITLE = text(
    "每个工作日合计的分钟数（与基准之差）",
    "Minutes a working day, all together (against the baseline)",
)
SIDES = text("省时", "less time"), text("多花", "more time")
CAPTION = text(
    "{subject}减去{baseline}，配对差与各自的 {level} 区间；{n} 次重复，种子 {seed}。申请人："
    "在厅、在线与路途时间，无论办成与否；工作人员：被占用的时间，含等待。",
    "“{subject}” less “{baseline}”: paired differences with {level} intervals, each by itself; "
    "{n} replications, seed {seed}. Applicants: time in halls, online and on the way, whatever "
    "comes of it; staff: time held by cases, waiting included.",
)
HOW = text(
    "一分钟对谁更值钱，这里不做判断。提前离开的人花的时间少，却没有办成，"
    "因此表中另列每天少办成的件数。",
    "Whose minute is worth more is not judged here. Who leaves early spends less time and is "
    "not served: the table gives the needs lost beside the minutes.",
)
ENQUIRIES = text(
    "咨询在一个渠道不必出门、在另一个渠道要到窗口时，咨询者就多跑一趟。",
    "An enquiry that is settled without a journey in one channel and at a window in the other "
    "costs the enquirer the way there.",
)
HEAD = (
    text("谁", "Who"),
    text("每天规模", "A day"),
    text("基准 (分钟)", "Baseline (min)"),
    text("差值 (分钟)", "Difference (min)"),
    text("人均 (分钟)", "Each (min)"),
    text("未办成之差 (件/天)", "Needs lost, difference (a day)"),
)
NEEDS, ROSTERED = text("{} 件需求", "{} needs"), text("排班 {} 分钟", "{} min rostered")
TOLD = text("{who}：每天 {minutes} 分钟", "{who}: {minutes} min a day")


def section(d: Dossier, language: Language) -> Section:
    """Whose time it costs."""
    gaining = [s for s in d.people if s.minutes.mean + s.minutes.half_width < 0]
    losing = [s for s in d.people if s.minutes.mean - s.minutes.half_width > 0]
    winner = min(gaining, key=lambda s: s.minutes.mean, default=None)
    loser = max(losing, key=lambda s: s.minutes.mean, default=None)
    lead = LEAD.of(language).format(
        baseline=names.channel(d, d.baseline, language),
        winner=_inside(d, winner, language),
        gain=plus_minus(winner.minutes, 0, sign=True) if winner else 0,
        loser=_inside(d, loser, language),
        loss=plus_minus(loser.minutes, 0, sign=True) if loser else 0,
    )
    caption = CAPTION.of(language).format(
        subject=names.channel(d, d.subject, language),
        baseline=names.channel(d, d.baseline, language),
        level=f"{d.result.confidence:.0%}",
        n=d.observed.replications,
        seed=d.result.seed,
    )
    body = joined(
        figure(lambda width: drawing(d, width, language), caption, _table(d, language), language),
        note(HOW.of(language)),
        note(ENQUIRIES.of(language)) if any(s.who.endswith("_enquiries") for s in losing) else None,
    )
    return Section("people", TITLE.of(language), lead, body)


def who(d: Dossier, share: Share, language: Language) -> str:
    """The people's name as at the beginning of a row."""
    if "@" in share.who:
        return names.side(d, share.who, language)
    return names.group(d, share.who, language)


def _inside(d: Dossier, share: Share | None, language: Language) -> str:
    """The same within a sentence."""
    if share is None:
        return NOBODY.of(language)
    name = who(d, share, language)
    return name[:1].lower() + name[1:]


def drawing(d: Dossier, width: float, language: Language) -> Markup:
    """The section's drawing at a width."""
    rows = []
    for share in d.people:
        name, m = who(d, share, language), share.minutes
        beside = plus_minus(m, 0, sign=True)
        told = TOLD.of(language).format(who=name, minutes=beside)
        rows.append(Row(name, m.mean, m.mean - m.half_width, m.mean + m.half_width, beside, told))
    sides = SIDES[0].of(language), SIDES[1].of(language)
    return intervals(TITLE.of(language), rows, width, X_TITLE.of(language), sides=sides)


def _table(d: Dossier, language: Language) -> Markup:
    rows = []
    for share in d.people:
        staff = share.lost is None
        size = (
            (ROSTERED if staff else NEEDS)
            .of(language)
            .format(number(share.size, 0 if staff else 1))
        )
        each = "–" if staff else number(share.minutes.mean / share.size, 1) if share.size else "–"
        lost = "–" if share.lost is None else plus_minus(share.lost, 2, sign=True)
        rows.append(
            [
                who(d, share, language),
                size,
                number(share.before, 0),
                plus_minus(share.minutes, 0, sign=True),
                each,
                lost,
            ]
        )
    return table(TITLE.of(language), [cell.of(language) for cell in HEAD], rows)
