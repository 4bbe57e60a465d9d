"""A sweep in the format asked for: on stdout, or as files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..experiment import Estimate, Sweep
from ..flow import Language
from .document import run_document, to_json
from .files import write_whole
from .grid import Grid
from .markdown import to_markdown
from .output import Format, parquet_bytes
from .rows import rows_to_csv
from .values import cell_title, measure_title, shown
from .words import say

__all__ = ["render_sweep", "write_sweep"]


def render_sweep(found: Sweep, form: Format, language: Language) -> None:
    """Print a sweep."""
    if form == "json":
        sys.stdout.write(to_json(_document(found, language)))
    elif form == "csv":
        sys.stdout.write(rows_to_csv(found.rows()))
    elif form == "markdown":
        grids, notes = _grids(found, language, None), _notes(found, language)
        sys.stdout.write(to_markdown(found.title.of(language), "", grids, notes))
    else:
        from rich.console import Console
        from rich.text import Text

        from .terminal import columns_that_fit, draw

        console = Console()
        console.print(Text(found.title.of(language), style="bold"))
        grids = _grids(found, language, columns_that_fit(console.width))
        draw(grids, _notes(found, language), console)


def write_sweep(folder: Path, found: Sweep, language: Language, *, parquet: bool) -> list[Path]:
    """The paths of the whole sweep as a tidy table and as one document."""
    files: dict[str, str | bytes] = {"sweep.json": to_json(_document(found, language))}
    if parquet:
        rows = list(found.rows())
        files["sweep.parquet"] = parquet_bytes({key: [r[key] for r in rows] for key in rows[0]})
    else:
        files["sweep.csv"] = rows_to_csv(found.rows())
    return write_whole(folder, files)


def _document(found: Sweep, language: Language) -> dict[str, Any]:
    return {
        "title": found.title.of(language),
        "seed": found.seed,
        "replications": found.replications,
        "confidence": found.confidence,
        "factors": {factor.key: list(factor.values) for factor in found.factors},
        "planned": found.planned,
        "points": [{"settings": dict(p.settings), "digest": p.digest} for p in found.points],
        "run": run_document(found.run),
    }


def _grids(found: Sweep, language: Language, columns: int | None) -> list[Grid]:
    """A table for each primary measure: a row for each point, a column for each alternative."""
    names = list(found.alternatives)
    size = columns or len(names)
    parts = [names[i : i + size] for i in range(0, len(names), size)]
    return [
        _grid(found, cell, measure, part, language)
        for cell, measure in found.primary
        for part in parts
    ]


def _grid(found: Sweep, cell: str, measure: str, names: Sequence[str], language: Language) -> Grid:
    keys = [factor.key for factor in found.factors]
    rows = []
    for point in found.points:
        at = {
            row["alternative"]: Estimate(row["mean"], row["half_width"], row["n"])
            for row in point.rows
            if (row["of"], row["cell"], row["measure"]) == ("group", cell, measure)
        }
        where = ", ".join(str(point.settings[key]) for key in keys)
        rows.append((where, *(shown(measure, at[name]) for name in names)))
    group = cell_title(cell, found.group_titles, language)
    title = f"{group}{say('colon', language)}{measure_title(measure, language)}"
    head = (", ".join(keys), *(found.alternatives[name].of(language) for name in names))
    return Grid(title, head, tuple(rows))


def _notes(found: Sweep, language: Language) -> list[str]:
    notes = []
    if len(found.points) < found.planned:
        notes.append(
            say("sweep interrupted", language, points=len(found.points), planned=found.planned)
        )
    how = say(
        "sweep",
        language,
        points=len(found.points),
        reused=found.reused,
        replications=found.replications,
        seed=found.seed,
        confidence=found.confidence,
    )
    return [*notes, how, say("beside", language), say("illustrative", language)]
