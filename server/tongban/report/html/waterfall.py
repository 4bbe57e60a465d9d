"""Section 4: the waterfall of causes."""

from __future__ import annotations

from ...experiment import Estimate
from ...flow import Language
from ...measures import MEASURES
from ...planning.causes import Causes, Split
from ...planning.dossier import Absent, Dossier
from ..charts import Row, waterfall
from ..markup import Markup, element, joined
from ..values import unit_title
from ..why import CAUSE_TITLES
from ..words import say, text
from . import names
from .frame import Section, absent, figure, note, plus_minus, table

__all__ = ["section"]

TITLE = text("差异从何而来？", "What causes the difference?")
LEAD = text(
    "{measure}的总差异为 {whole}；其中最大的一项是“{cause}”（{part}）。",
    "The whole difference in {measure} is {whole}; the largest part of it is “{cause}” ({part}).",
)
ABSENT_LEAD = text("没有拆分。", "Not split.")
CAPTION = text(
    "{group}，{measure}。各项按次序加入，均为同一批申请人上的配对差，相加等于总差异；"
    "细线为各自的 {level} 区间。{n} 次重复，种子 {seed}。",
    "{group}, {measure}. Causes are added one after another; each bar is a paired difference on "
    "the same applicants, and they add up to the whole. Thin lines are {level} intervals, each "
    "by itself. {n} replications, seed {seed}.",
)
HOW = text(
    "次序会影响各项的大小：先加入的原因看上去更大。远程窗口不应被归功于列车时刻造成的差异。",
    "The order matters: a cause added early may look larger. Nothing that the train timetable "
    "causes is to the window's credit.",
)
CUT = text("（轴不从 0 开始）", "(the axis does not begin at 0)")
COLUMN = (text("原因", "Cause"), text("变化", "Change"), text("判定", "Verdict"))


def section(d: Dossier, language: Language) -> Section:
    """What the difference is made of."""
    if isinstance(d.causes, Absent):
        lead = ABSENT_LEAD.of(language)
        return Section("causes", TITLE.of(language), lead, absent(d.causes.reason, language))
    first = d.causes.splits[0]
    waits = [split for split in d.causes.splits[1:] if split.group in d.locals]
    most = sorted(waits, key=lambda split: -abs(split.whole.mean))[:1]
    figures = [_figure(d, d.causes, split, language) for split in (first, *most)]
    body = joined(*figures, note(HOW.of(language)))
    return Section("causes", TITLE.of(language), _lead(first, language), body)


def _lead(split: Split, language: Language) -> str:
    largest = max(split.parts, key=lambda part: abs(part.change.mean))
    return LEAD.of(language).format(
        measure=_measure(split, language),
        whole=_told(split, split.whole, language),
        cause=_cause(largest.cause, language),
        part=_told(split, largest.change, language),
    )


def _measure(split: Split, language: Language) -> str:
    title = MEASURES[split.measure].title.of(language)
    return title[:1].lower() + title[1:]


def _told(split: Split, found: Estimate, language: Language, *, sign: bool = True) -> str:
    """A number of the measure with its unit; shares in points."""
    unit = MEASURES[split.measure].unit
    scaled = _scaled(split, found)
    word = say("points", language) if unit == "share" and sign else unit_title(unit, language)
    return f"{plus_minus(scaled, sign=sign)} {word}"


def _scaled(split: Split, found: Estimate) -> Estimate:
    times = 100 if MEASURES[split.measure].unit == "share" else 1
    return Estimate(times * found.mean, times * found.half_width, found.n)


def _figure(d: Dossier, causes: Causes, split: Split, language: Language) -> Markup:
    title = f"{names.group(d, split.group, language)} · {names.measure(split.measure, language)}"
    caption = CAPTION.of(language).format(
        group=names.group(d, split.group, language),
        measure=_measure(split, language),
        level=f"{causes.confidence:.0%}",
        n=causes.replications,
        seed=causes.seed,
    )
    steps = _steps(causes, split, language)
    prefix = f"{language[:2]}-{split.group}-{split.measure}"
    grid = table(
        title,
        [column.of(language) for column in COLUMN],
        [
            [
                _cause(part.cause, language),
                _told(split, part.change, language),
                say(part.verdict, language),
            ]
            for part in split.parts
        ],
    )
    unit = names.measure(split.measure, language)
    drawn = figure(
        lambda width: waterfall(
            title, steps, width, unit, prefix=f"{prefix}-{width:.0f}", cut=CUT.of(language)
        ),
        caption,
        grid,
        language,
    )
    return joined(element("h3", title), drawn)


def _steps(causes: Causes, split: Split, language: Language) -> list[Row]:
    def row(name: str, found: Estimate, *, total: bool = False) -> Row:
        scaled = _scaled(split, found)
        told = _told(split, found, language, sign=not total)
        low, high = scaled.mean - scaled.half_width, scaled.mean + scaled.half_width
        beside = plus_minus(scaled, sign=not total)
        return Row(name, scaled.mean, low, high, beside, f"{name}: {told}", strong=total)

    return [
        row(causes.origin_title.of(language), split.start, total=True),
        *(row(_cause(part.cause, language), part.change) for part in split.parts),
        row(causes.goal_title.of(language), split.end, total=True),
    ]


def _cause(name: str, language: Language) -> str:
    title = CAUSE_TITLES[name].of(language)
    return title[:1].upper() + title[1:]
