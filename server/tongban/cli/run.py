"""``tongban run``: one channel, its measures by place, item, group and time of day."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
    exit_if_interrupted,
    host_of,
    notice_in,
    progress_bar,
)

__all__ = ["command"]


def command(
    scenario: ScenarioFile,
    channel: Annotated[str, typer.Option(metavar="NAME", help="The channel or mix to run.")],
    load: Annotated[
        float | None, typer.Option(metavar="X", help="Factor on the demand that takes it.")
    ] = None,
    records: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Also write the first replication's records there."),
    ] = None,
    parquet: Annotated[
        bool, typer.Option("--parquet", help="Records as Parquet instead of CSV.")
    ] = False,
    replications: Replications = None,
    seed: Seed = None,
    changes: Changes = None,
    format_: Annotated[
        Format, typer.Option("--format", help="What stdout carries.")
    ] = Format.table,
    lang: Lang = Language.en,
    engine: EngineOption = EngineName.auto,
    workers: Workers = None,
    cluster: Cluster = None,
) -> None:
    """Run one channel: its measures by group, hall, home hall, item and half hour of the day."""
    from ..experiment import run
    from ..report import render_run, write_records
    from ..scenario import load as read

    source = read(scenario, changes or ())
    with progress_bar("running" if lang is Language.en else "运行中") as progress:
        result = run(
            source,
            channel,
            load=load,
            replications=replications,
            seed=seed,
            host=host_of(engine, workers, cluster),
            progress=progress,
            notice=notice_in(lang),
        )
    render_run(result, format_.value, lang.value)
    if records is not None:
        for path in write_records(records, result, parquet=parquet):
            typer.echo(f"wrote {path}", err=True)
    exit_if_interrupted(result)
