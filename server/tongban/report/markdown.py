"""Grids as GitHub tables."""

from __future__ import annotations

from collections.abc import Iterable

from .grid import Grid

__all__ = ["to_markdown"]


def to_markdown(title: str, lead: str, grids: Iterable[Grid], notes: Iterable[str]) -> str:
    """A page: title, what it means, tables, notes."""
    parts = [f"# {title}", lead]
    for grid in grids:
        lines = [_row(grid.head), "|" + "---|" * len(grid.head)]
        lines += [_row(row) for row in grid.rows]
        parts += [f"## {grid.title}", "\n".join(lines)]
    parts += list(notes)
    return "\n\n".join(part for part in parts if part) + "\n"


def _row(cells: Iterable[str]) -> str:
    return (
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in cells) + " |"
    )
