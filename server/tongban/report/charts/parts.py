"""What every drawing is made of: text that fits, marks that tell their numbers, keys of series.

A drawing names classes and never a colour: the page's style sheet gives those, for light, dark and
paper. Whatever colour says, a dash, a shape or a pattern says too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ..markup import Child, Markup, element, joined

__all__ = [
    "DASHES",
    "SIZE",
    "Key",
    "drawing",
    "key_of_series",
    "label",
    "lines_of",
    "mark",
    "path",
    "patterns",
    "shape",
    "width_of",
]

SIZE = 12.0
"""Of all text, in the drawing's pixels; drawings are shown at their own size."""

DASHES = ("7 4", "", "2 3", "9 3 2 3", "12 4", "4 2 1 2 1 2")
"""Of series 0, 1, …: the first is the baseline, the second, unbroken, what it is compared with."""

CORNERS: dict[str, list[tuple[float, float]]] = {
    "square": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
    "triangle": [(0, -1.3), (1.2, 0.9), (-1.2, 0.9)],
    "diamond": [(0, -1.4), (1.4, 0), (0, 1.4), (-1.4, 0)],
    "wedge": [(0, 1.3), (1.2, -0.9), (-1.2, -0.9)],
    "bar": [(-0.6, -1.4), (0.6, -1.4), (0.6, 1.4), (-0.6, 1.4)],
}
SHAPES = ("square", "circle", "triangle", "diamond", "wedge", "bar")


@dataclass(frozen=True, slots=True)
class Key:
    """One entry below a drawing's top: a series' name and what it looks like."""

    name: str
    look: Markup


def drawing(width: float, height: float, title: str, *children: Child) -> Markup:
    """A whole drawing; its name is what a screen reader says first."""
    return element(
        "svg",
        *children,
        class_="chart",
        viewBox=f"0 0 {width:g} {height:g}",
        width=width,
        height=round(height, 1),
        role="group",
        aria_label=title,
        xmlns="http://www.w3.org/2000/svg",
    )


def label(x: float, y: float, text: str, anchor: str = "start", class_: str = "label") -> Markup:
    """Text at a place; ``anchor`` says which of its ends or its middle stands there."""
    return element("text", text, x=x, y=y, text_anchor=anchor, class_=class_)


def path(points: Sequence[tuple[float, float]], class_: str, dash: str = "", **more: str) -> Markup:
    """A line through points."""
    where = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return element("path", d=where, class_=class_, stroke_dasharray=dash or None, **more)


def mark(x: float, y: float, text: str, *looks: Child, reach: float = 11) -> Markup:
    """Something that tells its numbers when pointed at, tapped or come to by keyboard.

    reach  how near a finger must come, in pixels
    """
    return element(
        "g",
        element("title", text),
        element("circle", cx=x, cy=y, r=reach, class_="reach"),
        *looks,
        class_="mark",
    )


def shape(x: float, y: float, series: int, size: float = 4) -> Markup:
    """The marker of a series."""
    kind, class_ = SHAPES[series % len(SHAPES)], f"dot s{series % 6}"
    if kind == "circle":
        return element("circle", cx=x, cy=y, r=size, class_=class_)
    corners = CORNERS[kind]
    points = " ".join(f"{x + a * size:.1f},{y + b * size:.1f}" for a, b in corners)
    return element("polygon", points=points, class_=class_)


def key_of_series(name: str, series: int) -> Key:
    """The key of a line: its dash and its marker."""
    line = path([(0, 0), (26, 0)], f"line s{series % 6}", DASHES[series % 6])
    return Key(name, joined(line, shape(13, 0, series)))


def keys(entries: Sequence[Key], width: float, x: float = 0, y: float = 10) -> tuple[Markup, float]:
    """The entries in as many lines as they take, and the height of these."""
    placed: list[Markup] = []
    at, top = x, y
    for entry in entries:
        needed = 32 + width_of(entry.name) + 18
        if at > x and at + needed > width:
            at, top = x, top + 19
        look = element("g", entry.look, transform=f"translate({at:.1f} {top:.1f})")
        placed.append(joined(look, label(at + 32, top + 4, entry.name)))
        at += needed
    return joined(*placed), top + 14 if entries else 0.0


def patterns(prefix: str) -> Markup:
    """Hatchings that tell areas apart without colour; ``prefix`` keeps names apart on a page."""
    line = path([(0, 0), (0, 7)], "hatch")
    return element(
        "defs",
        element(
            "pattern",
            element("rect", width=7, height=7, class_="hatch-ground"),
            line,
            id=f"{prefix}-hatch",
            width=7,
            height=7,
            patternUnits="userSpaceOnUse",
            patternTransform="rotate(45)",
        ),
    )


def width_of(text: str, size: float = SIZE) -> float:
    """About how wide text is: a Han character takes a square, a Latin letter about half."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return size * (wide + 0.56 * (len(text) - wide))


def lines_of(text: str, width: float, size: float = SIZE) -> list[str]:
    """Text broken to fit a width, between words or Han characters."""
    lines, line = [], ""
    for word in _words(text):
        if line and width_of(line + word.rstrip(), size) > width:
            lines.append(line.rstrip())
            line = word.lstrip()
        else:
            line += word
    return [*lines, line.rstrip()]


def _words(text: str) -> list[str]:
    """The pieces a line may be broken between."""
    found: list[str] = []
    for c in text:
        wide = unicodedata.east_asian_width(c) in "WF" and c not in "，。；：、）》”"
        if not found or wide or (found[-1].endswith(" ") and c != " "):
            found.append(c)
        else:
            found[-1] += c
    return found
