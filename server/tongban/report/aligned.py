"""Rows of text in columns, for a terminal in which a Chinese character takes two places."""

from __future__ import annotations

from collections.abc import Collection, Sequence

__all__ = ["aligned"]


def aligned(rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> list[str]:
    """A line for each row; `right` are the columns that stand to the right, as figures do."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            _padded(cell, width, to_the_right=i in right)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _width(cell: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in cell)


def _padded(cell: str, width: int, *, to_the_right: bool) -> str:
    gap = " " * (width - _width(cell))
    return gap + cell if to_the_right else cell + gap
