"""A result in the format asked for: on stdout, or as files."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from ..errors import Fault, InputError
from ..experiment import Breakdown, Result
from ..flow import Language
from ..records import Names, columns_of_records, to_csv
from .document import breakdown_document, document, to_json
from .files import write_whole
from .grid import Grid, comparison_grids, footnotes, run_grids
from .markdown import to_markdown
from .rows import breakdown_rows, rows_to_csv
from .sentence import conclusions

__all__ = ["Format", "parquet_bytes", "render", "render_run", "summary_files", "write_records"]

Format = Literal["table", "json", "csv", "markdown"]


def render(result: Result, form: Format, language: Language) -> None:
    """Print a comparison."""
    if form == "json":
        _print(to_json(document(result, language)))
    elif form == "csv":
        _print(rows_to_csv(result.rows()))
    elif form == "markdown":
        _print(_page(result, language))
    else:
        _draw(result.title.of(language), None, [*conclusions(result, language)], result, language)


def render_run(found: Breakdown, form: Format, language: Language) -> None:
    """Print one channel's measures."""
    if form == "json":
        _print(to_json(breakdown_document(found, language)))
    elif form == "csv":
        _print(rows_to_csv(breakdown_rows(found)))
    elif form == "markdown":
        grids, notes = run_grids(found, language), footnotes(found, language)
        _print(to_markdown(found.title.of(language), "", grids, notes))
    else:
        _draw(found.title.of(language), run_grids(found, language), [], found, language)


def summary_files(result: Result, language: Language) -> dict[str, str]:
    """The files that `--out` writes: name -> text."""
    return {
        "summary.json": to_json(document(result, language)),
        "summary.md": _page(result, language),
        "summary.csv": rows_to_csv(result.rows()),
    }


def _page(result: Result, language: Language) -> str:
    lead = "\n".join(f"- {sentence}" for sentence in conclusions(result, language))
    grids, notes = comparison_grids(result, language), footnotes(result, language)
    return to_markdown(result.title.of(language), lead, grids, notes)


def write_records(folder: Path, found: Breakdown, *, parquet: bool) -> list[Path]:
    """The paths of the first replication's records, a file for each table.

    Raises InputError if Parquet is asked for and pyarrow is not installed.
    """
    lowered = found.trial.lowered
    names = Names(
        halls=tuple(lowered.scenario.halls),
        items=lowered.items,
        groups=lowered.groups,
        channels=lowered.channels,
        pools=lowered.tables.places.pools,
    )
    tables = columns_of_records(found.records(), lowered.tables.flow, names)
    if not parquet:
        return write_whole(folder, {f"{name}.csv": to_csv(t) for name, t in tables.items()})
    return write_whole(folder, {f"{name}.parquet": parquet_bytes(t) for name, t in tables.items()})


def parquet_bytes(columns: Mapping[str, Sequence[Any]]) -> bytes:
    """A table as a Parquet file; InputError if pyarrow is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        message = "needs pyarrow: install tongban[parquet], or leave the option out for CSV"
        raise InputError(Fault("option", "parquet", message)) from None
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(pyarrow.table(dict(columns)), sink)
    found: bytes = sink.getvalue().to_pybytes()
    return found


def _draw(
    title: str,
    grids: list[Grid] | None,
    lead: list[str],
    result: Result | Breakdown,
    language: Language,
) -> None:
    from rich.console import Console
    from rich.text import Text

    from .terminal import columns_that_fit, draw

    console = Console()
    if grids is None:
        assert isinstance(result, Result)
        grids = comparison_grids(result, language, columns_that_fit(console.width))
    console.print(Text(title, style="bold"))
    draw(grids, footnotes(result, language), console)
    for sentence in lead:
        console.print()
        console.print(Text(sentence, style="bold"))


def _print(text: str) -> None:
    sys.stdout.write(text)
