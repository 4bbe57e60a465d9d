"""The answer to a question of planning, whatever the question: on stdout, or as files.

Each question has a module beside this one that puts its result into an ``Answer``; how that is
printed or written is the same for all.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .document import to_json
from .files import write_whole
from .grid import Grid
from .markdown import to_markdown
from .output import Format
from .rows import rows_to_csv

__all__ = ["Answer", "render_answer", "write_answer"]


@dataclass(frozen=True, eq=False)
class Answer:
    """What a question's result says, in one language and as plain data."""

    title: str
    lead: tuple[str, ...]  # what was found, a sentence each: the first answers the question
    grids: tuple[Grid, ...]
    notes: tuple[str, ...]  # how the figures were made, what is assumed, what to mind
    document: Mapping[str, Any]
    rows: tuple[Mapping[str, Any], ...]  # tidy: the same keys in each


def render_answer(answer: Answer, form: Format) -> None:
    """Print an answer."""
    if form == "json":
        sys.stdout.write(to_json(answer.document))
    elif form == "csv":
        sys.stdout.write(rows_to_csv(answer.rows))
    elif form == "markdown":
        sys.stdout.write(_page(answer))
    else:
        from rich.console import Console
        from rich.text import Text

        from .terminal import draw

        console = Console()
        console.print(Text(answer.title, style="bold"))
        for sentence in answer.lead:
            console.print(Text(sentence, style="bold"))
        draw(answer.grids, answer.notes, console)


def write_answer(folder: Path, name: str, answer: Answer) -> list[Path]:
    """The paths of the answer as a document, a page and a tidy table."""
    files = {
        f"{name}.json": to_json(answer.document),
        f"{name}.md": _page(answer),
        f"{name}.csv": rows_to_csv(answer.rows),
    }
    return write_whole(folder, files)


def _page(answer: Answer) -> str:
    lead = "\n\n".join(answer.lead)
    return to_markdown(answer.title, lead, answer.grids, answer.notes)
