"""``tongban compare``: the alternatives of a scenario side by side."""

from __future__ import annotations

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
    Out,
    Replications,
    ScenarioFile,
    Seed,
    Workers,
    exit_if_interrupted,
    host_of,
    names,
    notice_in,
    numbers,
    progress_bar,
)

__all__ = ["command"]


def command(
    scenario: ScenarioFile,
    channels: Annotated[
        str | None, typer.Option(metavar="A,B", help="Channels or mixes to compare.")
    ] = None,
    load: Annotated[
        str | None,
        typer.Option(metavar="1,10,50", help="Factors on the demand that takes them."),
    ] = None,
    replications: Replications = None,
    seed: Seed = None,
    changes: Changes = None,
    format_: Annotated[
        Format, typer.Option("--format", help="What stdout carries.")
    ] = Format.table,
    lang: Lang = Language.en,
    out: Out = None,
    engine: EngineOption = EngineName.auto,
    workers: Workers = None,
    cluster: Cluster = None,
) -> None:
    """Compare the channels of a scenario with handling in person.

    Every alternative meets the same applicants (common random numbers), so differences are
    paired. stdout carries the result only.
    """
    from ..experiment import compare
    from ..report import render, summary_files, write_whole
    from ..scenario import load as read

    source = read(scenario, changes or ())
    with progress_bar("comparing" if lang is Language.en else "比较中") as progress:
        result = compare(
            source,
            channels=names(channels),
            loads=numbers(load, "load"),
            replications=replications,
            seed=seed,
            host=host_of(engine, workers, cluster),
            progress=progress,
            notice=notice_in(lang),
        )
    render(result, format_.value, lang.value)
    if out is not None:
        for path in write_whole(out, summary_files(result, lang.value)):
            typer.echo(f"wrote {path}", err=True)
    exit_if_interrupted(result)
