"""Bars from one value to another: the steps between two totals, and what inputs move."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..markup import Markup, element
from .parts import drawing, label, mark, path, patterns, width_of
from .rows import NARROW, Frame, Row, axis_below, height_with
from .scales import Scale, linear

__all__ = ["Swing", "tornado", "waterfall"]

CUT = 0.6
"""A waterfall whose every level is above this part of the largest is drawn without its 0."""


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


def waterfall(
    title: str, steps: Sequence[Row], width: float, x_title: str, *, prefix: str, cut: str
) -> Markup:
    """From one total to another: the first and last rows are totals, those between add up.

    A step's ``value`` is what it adds; its interval is that of the addition.
    prefix  keeps the hatching's name apart from those of other drawings of the page
    cut     said below an axis that does not begin at 0, as where the steps are small beside the
            totals
    """
    frame = Frame.of(width, [s.name for s in steps], [s.shown for s in steps])
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
    axis = axis_below(x, 4, top, x_title, width, zero=not is_cut)
    return drawing(width, height_with(top, x_title, width), title, patterns(prefix), axis, *body)


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
    frame = Frame.of(width, [s.name for s in swings], [])
    ends = [base, *(v for s in swings for v in (s.at_low, s.at_high))]
    x = linear(ends, frame.start, frame.end, ticks=5 if width > NARROW else 3, zero=False)
    top, body = 24.0, []
    first = top
    for swing in swings:
        heading, middle, top = frame.heading(swing.name, top)
        body += [*heading, _swing(swing, base, x, middle, prefix)]
    drawn = [
        axis_below(x, first, top, x_title, width, zero=False),
        path([(x(base), first), (x(base), top)], "base"),
        label(x.held(base), 14, base_text, _anchor(x(base), x), "label strong"),
    ]
    return drawing(width, height_with(top, x_title, width), title, patterns(prefix), *drawn, *body)


def _anchor(at: float, x: Scale) -> str:
    share = (at - x.start) / (x.end - x.start)
    return "start" if share < 0.2 else "end" if share > 0.8 else "middle"


def _swing(swing: Swing, base: float, x: Scale, middle: float, prefix: str) -> Markup:
    # Where both ends lie on one side of the base, only the farther has room for its name.
    ends = sorted((swing.at_low, swing.at_high), key=lambda value: abs(value - base))
    inner = ends[0] if (ends[0] - base) * (ends[1] - base) > 0 else None
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
        if text and value != inner:
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
