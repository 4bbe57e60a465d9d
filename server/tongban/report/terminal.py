"""Grids drawn in the terminal. The only module here that needs rich."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from .grid import Grid

__all__ = ["columns_that_fit", "draw"]

FIRST_COLUMN = 32
COLUMN = 26


def columns_that_fit(width: int) -> int:
    """How many alternatives fit beside one another."""
    return max((width - FIRST_COLUMN) // COLUMN, 2)


def draw(grids: Iterable[Grid], notes: Iterable[str], console: Console) -> None:
    """Print tables and the notes below them."""
    for grid in grids:
        table = Table(
            title=Line(grid.title),
            title_justify="left",
            title_style="bold",
            box=box.SIMPLE_HEAD,
            pad_edge=False,
        )
        for i, head in enumerate(grid.head):
            table.add_column(Line(head), justify="left" if i == 0 else "right")
        for row in grid.rows:
            table.add_row(*(Line(cell) for cell in row))
        console.print(table)
    for note in notes:
        console.print(Line(note))
