"""One row a thing: estimates with intervals about a line, waterfalls, tornadoes.

A row's name stands left of it, or above it where the drawing is narrow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..markup import Markup, element, joined
from .parts import drawing, label, lines_of, mark, path, patterns, shape, width_of
from .scales import Scale, linear, tick_text

__all__ = ["Row", "Swing", "intervals", "tornado", "waterfall"]

NARROW = 480.0
"""Below this width names stand above their rows."""

LINE = 15.0

CUT = 0.6
"""A waterfall whose every level is above this part of the largest is drawn without its 0."""


@dataclass(frozen=True, slots=True)
class Row:
    """An estimate with its interval, and what is said beside it and when it is pointed at.

    low, high  nan where there is no interval
    margin     the difference that does not matter: a band about 0; nan for none
    """

    name: str
    value: float
    low: float
    high: float
    shown: str
    told: str
    margin: float = math.nan
    series: int = 1
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Swing:
    """What an input does to an outcome: the outcome at its least and its most.

    flip  the outcome's value where the verdict flips, if an input within its range does that
    """

    name: str
    at_low: float
    at_high: float
    low_text: str
    high_text: str
    told: str
    flip: float | None = None
    flip_text: str = ""


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where names, plot and the numbers beside it stand."""

    width: float
    names: float  # 0: above the rows
    start: float
    end: float

    @classmethod
    def of(cls, width: float, names: Sequence[str], beside: Sequence[str]) -> _Frame:
        room = max([width_of(text) for text in beside], default=0.0)
        room = min(room + 10, width * 0.36) if room else 14.0
        if width < NARROW:
            return cls(width, 0, 16, width - max(room, 16))
        widest = max([width_of(name) for name in names], default=0.0)
        column = min(widest + 14, width * 0.32)
        return cls(width, column, column + 8, width - room)

    def beside(self, text: str, middle: float) -> Markup:
        """What stands right of the plot, in as many lines as it takes."""
        lines = lines_of(text, self.width - self.end - 8)
        first = middle + 4 - 13 * (len(lines) - 1) / 2
        return joined(
            label(self.end + 8, first + 13 * i, line, class_="label number")
            for i, line in enumerate(lines)
        )

    def heading(
        self, name: str, top: float, strong: bool = False
    ) -> tuple[list[Markup], float, float]:
        """The name, the middle of its row, and where the next row begins."""
        class_ = "label strong" if strong else "label"
        if not self.names:
            lines = lines_of(name, self.width)
            drawn = [
                label(0, top + 12 + LINE * i, line, class_=class_) for i, line in enumerate(lines)
            ]
            middle = top + LINE * len(lines) + 14
            return drawn, middle, middle + 18
        lines = lines_of(name, self.names - 12)
        high = max(30.0, LINE * len(lines) + 12)
        middle = top + high / 2
        first = middle + 4 - LINE * (len(lines) - 1) / 2
        drawn = [
            label(self.names - 4, first + LINE * i, line, "end", class_)
            for i, line in enumerate(lines)
        ]
        return drawn, middle, top + high


def intervals(
    title: str,
    rows: Sequence[Row],
    width: float,
    x_title: str,
    *,
    sides: tuple[str, str] = ("", ""),
) -> Markup:
    """Estimates with their intervals about 0, each with the band of its margin.

    sides  what lies left and right of 0, such as "less" and "more"
    """
    frame = _Frame.of(width, [row.name for row in rows], [row.shown for row in rows])
    ends = [v for r in rows for v in (r.value, r.low, r.high, r.margin, -r.margin)]
    x = linear(ends, frame.start, frame.end, ticks=5 if width > NARROW else 3)
    top = 20.0 if any(sides) else 4.0
    drawn = list(_sides(sides, x))
    body: list[Markup] = []
    first = top
    for row in rows:
        heading, middle, top = frame.heading(row.name, top, row.strong)
        body += heading
        if math.isfinite(row.margin):
            body.append(
                element(
                    "rect",
                    x=x(-row.margin),
                    y=middle - 9,
                    width=x(row.margin) - x(-row.margin),
                    height=18,
                    class_="margin",
                )
            )
        body.append(_interval(row, x, middle))
        body.append(frame.beside(row.shown, middle))
    drawn.append(_axis(x, first, top, x_title, width))
    return drawing(width, _below(top, x_title, width), title, *drawn, *body)


def _interval(row: Row, x: Scale, middle: float) -> Markup:
    if not math.isfinite(row.value):
        return Markup()
    looks = [shape(x(row.value), middle, row.series)]
    if math.isfinite(row.low) and math.isfinite(row.high):
        ends = x(row.low), x(row.high)
        looks.insert(0, path([(ends[0], middle), (ends[1], middle)], f"line s{row.series % 6}"))
        looks += [
            path([(at, middle - 4), (at, middle + 4)], f"line s{row.series % 6}") for at in ends
        ]
    return mark(x(row.value), middle, row.told, *looks)


def waterfall(
    title: str, steps: Sequence[Row], width: float, x_title: str, *, prefix: str, cut: str
) -> Markup:
    """From one total to another: the first and last rows are totals, those between add up.

    A step's ``value`` is what it adds; its interval is that of the addition.
    prefix  keeps the hatching's name apart from those of other drawings of the page
    cut     said below an axis that does not begin at 0, as where the steps are small beside the
            totals
    """
    frame = _Frame.of(width, [s.name for s in steps], [s.shown for s in steps])
    places = _places(steps)
    reached = [finish for _, finish in places]
    is_cut = min(reached) > CUT * max(reached)
    ends = [*reached] if is_cut else [v for place in places for v in place]
    for step, (begin, _) in zip(steps, places, strict=True):
        ends += [begin + v for v in (step.low, step.high) if math.isfinite(v)]
    ticks = 5 if width > NARROW else 3
    x = linear(ends, frame.start, frame.end, ticks=ticks, zero=not is_cut)
    x_title = f"{x_title} {cut}" if is_cut else x_title
    top, body = 4.0, []
    joint: tuple[float, float] | None = None
    for i, (step, (begin, finish)) in enumerate(zip(steps, places, strict=True)):
        total = i in (0, len(steps) - 1)
        heading, middle, top = frame.heading(step.name, top, total)
        body += heading
        if joint is not None:
            body.append(path([joint, (joint[0], middle - 10)], "joint"))
        class_ = "total" if total else "more" if finish > begin else "less"
        fill = f"url(#{prefix}-hatch)" if class_ == "more" else None
        left, right = sorted((max(x(begin), x.start), x(finish)))
        bar = element(
            "rect",
            x=left,
            y=middle - 10,
            width=max(right - left, 1),
            height=20,
            class_=f"step {class_}",
            fill=fill,
        )
        looks = [bar]
        if math.isfinite(step.low) and math.isfinite(step.high):
            spans = [(x(begin + step.low), middle), (x(begin + step.high), middle)]
            looks.append(path(spans, "whisker"))
        body.append(mark(x(finish), middle, step.told, *looks))
        body.append(frame.beside(step.shown, middle))
        joint = (x(finish), middle + 10)
    axis = _axis(x, 4, top, x_title, width, zero=not is_cut)
    return drawing(width, _below(top, x_title, width), title, patterns(prefix), axis, *body)


def _places(steps: Sequence[Row]) -> list[tuple[float, float]]:
    """From where to where each bar reaches."""
    found, at = [], 0.0
    for i, step in enumerate(steps):
        if i in (0, len(steps) - 1):
            found.append((0.0, step.value))
            at = step.value
        else:
            found.append((at, at + step.value))
            at += step.value
    return found


def tornado(
    title: str,
    swings: Sequence[Swing],
    base: float,
    base_text: str,
    width: float,
    x_title: str,
    *,
    prefix: str,
) -> Markup:
    """Each input's swing about the outcome as it is, widest first as given; flips marked."""
    frame = _Frame.of(width, [s.name for s in swings], [])
    ends = [base, *(v for s in swings for v in (s.at_low, s.at_high))]
    x = linear(ends, frame.start, frame.end, ticks=5 if width > NARROW else 3, zero=False)
    top, body = 24.0, []
    first = top
    for swing in swings:
        heading, middle, top = frame.heading(swing.name, top)
        body += [*heading, _swing(swing, base, x, middle, prefix)]
    drawn = [
        _axis(x, first, top, x_title, width, zero=False),
        path([(x(base), first), (x(base), top)], "base"),
        label(x.held(base), 14, base_text, _anchor(x(base), x), "label strong"),
    ]
    return drawing(width, _below(top, x_title, width), title, patterns(prefix), *drawn, *body)


def _anchor(at: float, x: Scale) -> str:
    share = (at - x.start) / (x.end - x.start)
    return "start" if share < 0.2 else "end" if share > 0.8 else "middle"


def _swing(swing: Swing, base: float, x: Scale, middle: float, prefix: str) -> Markup:
    looks = []
    for value, text, high in (
        (swing.at_low, swing.low_text, False),
        (swing.at_high, swing.high_text, True),
    ):
        if not math.isfinite(value):
            continue
        left, right = sorted((x(base), x(value)))
        fill = f"url(#{prefix}-hatch)" if high else None
        class_ = f"step {'more' if high else 'less'}"
        looks.append(
            element(
                "rect",
                x=left,
                y=middle - 9,
                width=max(right - left, 1),
                height=18,
                class_=class_,
                fill=fill,
            )
        )
        if text:
            rightward = value >= base
            looks.append(_end_text(x, x(value), middle, text, rightward))
    flips = []
    if swing.flip is not None:
        at = x.held(swing.flip)
        corners = (at, middle - 11), (at + 7, middle), (at, middle + 11), (at - 7, middle)
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
        flips = [element("polygon", points=points, class_="flip")]
    return mark((x(swing.at_low) + x(swing.at_high)) / 2, middle, swing.told, *looks, *flips)


def _end_text(x: Scale, at: float, middle: float, text: str, rightward: bool) -> Markup:
    """An input's value at the end of its bar, inside the drawing in any case."""
    needed = width_of(text, 11) + 6
    if (rightward and at + needed > x.end + 8) or (not rightward and at - needed < x.start - 8):
        anchor, place = ("end", at - 4) if rightward else ("start", at + 4)
    else:
        anchor, place = ("start", at + 4) if rightward else ("end", at - 4)
    return label(place, middle + 4, text, anchor, "label small haloed")


def _below(top: float, x_title: str, width: float) -> float:
    """The height of the drawing, its axis and that axis' title included."""
    return top + 25 + 15 * len(lines_of(x_title, width))


def _sides(sides: tuple[str, str], x: Scale) -> list[Markup]:
    if not any(sides):
        return []
    less, more = sides
    return [
        label(x(0) - 8, 12, f"← {less}", "end", "label quiet"),
        label(x(0) + 8, 12, f"{more} →", "start", "label quiet"),
    ]


def _axis(
    x: Scale, top: float, bottom: float, title: str, width: float, *, zero: bool = True
) -> Markup:
    found = []
    for tick in x.ticks:
        class_ = "axis" if zero and tick == 0 else "grid"
        found.append(path([(x(tick), top), (x(tick), bottom)], class_))
        text = tick_text(tick, x.ticks)
        half = width_of(text) / 2
        at = min(max(x(tick), half), width - half)  # its name stays on the drawing
        found.append(label(at, bottom + 16, text, "middle", "label number"))
    for i, line in enumerate(lines_of(title, width)):
        found.append(label(width / 2, bottom + 33 + 15 * i, line, "middle", "label quiet"))
    return joined(*found)
