"""Tables for a terminal, and the same as Markdown between the marks of a document."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Table", "markdown_of", "marks", "replaced"]


@dataclass(frozen=True)
class Table:
    """Rows of text under a title; the first column is words, the others are figures."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""

    def text(self) -> str:
        """For a terminal."""
        lines = [self.columns, *self.rows]
        widths = [max(_width(line[i]) for line in lines) for i in range(len(self.columns))]
        body = ["  ".join(_padded(line, widths)).rstrip() for line in lines]
        return "\n".join([self.title, *(f"  {line}" for line in body), *self._notes("  ")])

    def markdown(self) -> str:
        """For a document."""
        marks = ["---", *("---:" for _ in self.columns[1:])]
        lines = [self.columns, marks, *self.rows]
        body = [f"| {' | '.join(line)} |" for line in lines]
        return "\n".join([f"**{self.title}**", "", *body, *self._notes("\n")])

    def _notes(self, before: str) -> list[str]:
        return [before + self.note] if self.note else []


def _padded(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    gaps = [" " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)]
    first = line[0] + gaps[0]
    return [first, *(gap + cell for cell, gap in zip(line[1:], gaps[1:], strict=True))]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def markdown_of(tables: Sequence[Table]) -> str:
    """All tables, one below the other."""
    return "\n\n".join(table.markdown() for table in tables)


def marks(part: str) -> tuple[str, str]:
    """What stands before and after a part of a document."""
    return f"<!-- {part}:begin -->", f"<!-- {part}:end -->"


def replaced(document: Path, part: str, markdown: str) -> bool:
    """Whether the document has a part's two marks, what stood between them having been replaced."""
    if not document.is_file():
        return False
    text = document.read_text(encoding="utf-8")
    before, begin, rest = text.partition(marks(part)[0])
    _, end, after = rest.partition(marks(part)[1])
    if not (begin and end):
        return False
    document.write_text(f"{before}{begin}\n\n{markdown}\n\n{end}{after}", encoding="utf-8")
    return True
