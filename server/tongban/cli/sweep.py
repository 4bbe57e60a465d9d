"""``tongban sweep``: a scenario at every combination of some values."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Fault, InputError
from .options import (
    Changes,
    Cluster,
    EngineName,
    EngineOption,
    Format,
    Lang,
    Language,
    Replications,
    ScenarioFile,
    Seed,
    Workers,
    complete_key,
    host_of,
    names,
    notice_in,
    progress_bar,
)

if TYPE_CHECKING:
    from ..experiment import Factor

__all__ = ["command"]


def command(
    scenario: ScenarioFile,
    vary: Annotated[
        list[str],
        typer.Option(
            metavar="KEY.PATH=VALUES",
            help="A key and its values: 2..8, 2..8:2 or 0.5,1,2. Several: every combination.",
            autocompletion=complete_key,
        ),
    ],
    channels: Annotated[
        str | None, typer.Option(metavar="A,B", help="Channels or mixes to compare.")
    ] = None,
    replications: Replications = None,
    seed: Seed = None,
    changes: Changes = None,
    format_: Annotated[
        Format, typer.Option("--format", help="What stdout carries.")
    ] = Format.table,
    lang: Lang = Language.en,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Also write the table there, and go on from what is finished there."
        ),
    ] = None,
    parquet: Annotated[
        bool, typer.Option("--parquet", help="The table in DIR as Parquet instead of CSV.")
    ] = False,
    engine: EngineOption = EngineName.auto,
    workers: Workers = None,
    cluster: Cluster = None,
) -> None:
    """Run a scenario at every combination of some values of its keys.

    Every point meets the same applicants. With --out each point is kept as soon as it is
    finished: given again, the sweep goes on, and a point that was run before costs nothing.
    """
    from ..experiment import KeepsNothing, factor_of, sweep
    from ..report import KeptPoints, render_sweep, write_sweep

    factors: list[Factor] = []
    faults: list[Fault] = []
    for text in vary:
        try:
            factors.append(factor_of(text))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    with progress_bar("sweeping" if lang is Language.en else "逐点运行中") as progress:
        found = sweep(
            scenario,
            factors,
            changes=changes or (),
            channels=names(channels),
            replications=replications,
            seed=seed,
            host=host_of(engine, workers, cluster),
            keeper=KeptPoints(out) if out else KeepsNothing(),
            progress=progress,
            notice=notice_in(lang),
        )
    render_sweep(found, format_.value, lang.value)
    if out is not None:
        for path in write_sweep(out, found, lang.value, parquet=parquet):
            typer.echo(f"wrote {path}", err=True)
    if len(found.points) < found.planned:
        message = f"interrupted: {len(found.points)} of {found.planned} points are reported"
        typer.echo(message + (f"; run it again to go on from {out}" if out else ""), err=True)
        raise typer.Exit(130)
