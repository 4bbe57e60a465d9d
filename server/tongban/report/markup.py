"""HTML and SVG put together from values, so that nothing a scenario says is ever markup.

A string is escaped wherever it stands; only what ``element`` made is taken as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TypeAlias

__all__ = ["Attribute", "Child", "Markup", "element", "joined"]


class Markup(str):
    """Text that is markup already. Only ``element``, ``joined`` and files of ours make it."""

    __slots__ = ()


Child: TypeAlias = "str | float | Iterable[Child] | None"
"""What stands in an element: text, a number, other markup, nothing, or several of these."""

Attribute: TypeAlias = "str | float | bool | None"
"""A value; None and False leave the attribute out, True gives it without a value."""

VOID = frozenset({"br", "hr", "input", "link", "meta"})
"""Elements of HTML that have no end."""


def element(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """An element. Underscores in the names of attributes stand for hyphens; a last one goes."""
    start = f"<{name}{_attributes(attributes)}>"
    return Markup(start if name in VOID else f"{start}{joined(*children)}</{name}>")


def joined(*children: Child) -> Markup:
    """Children one after another, text escaped."""
    parts: list[str] = []
    for child in children:
        if child is None:
            continue
        if isinstance(child, Markup):
            parts.append(child)
        elif isinstance(child, str):
            parts.append(escape(child, quote=False))
        elif isinstance(child, int | float):
            parts.append(_number(child))
        else:
            parts.append(joined(*child))
    return Markup("".join(parts))


def _attributes(values: dict[str, Attribute]) -> str:
    found = []
    for name, value in values.items():
        if value is None or value is False:
            continue
        name = name.rstrip("_").replace("_", "-")
        if value is True:
            found.append(f" {name}")
        else:
            text = value if isinstance(value, str) else _number(value)
            found.append(f' {name}="{escape(text)}"')
    return "".join(found)


def _number(value: float) -> str:
    """As short as a hundredth of a pixel allows."""
    text = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return "0" if text == "-0" else text
