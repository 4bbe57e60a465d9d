"""``tongban capacity``: how much each channel carries."""

from __future__ import annotations

from typing import Annotated

import typer

from ..errors import Fault, InputError
from .options import (
    Changes,
    Cluster,
    EngineName,
    EngineOption,
    Format,
    KeptOut,
    Lang,
    Language,
    Replications,
    ScenarioFile,
    Seed,
    Workers,
    host_of,
    names,
    progress_bar,
    show_answer,
    study_of,
)

__all__ = ["command"]


def loads_of(text: str | None) -> tuple[float, float] | None:
    """The least and the greatest load that ``0.5..200`` names; InputError for what is no range."""
    if text is None:
        return None
    least, _, greatest = text.partition("..")
    try:
        return float(least), float(greatest)
    except ValueError:
        message = f"{text!r} is no range: write it like 0.5..200"
        raise InputError(Fault("option", "loads", message)) from None


def command(
    scenario: ScenarioFile,
    channels: Annotated[
        str | None, typer.Option(metavar="A,B", help="Channels or mixes to compare.")
    ] = None,
    target: Annotated[
        list[str] | None,
        typer.Option(
            metavar="GROUP.MEASURE>=VALUE",
            help="What must be kept, such as cross.service_level>=0.8; default the scenario's.",
        ),
    ] = None,
    loads: Annotated[
        str | None,
        typer.Option(
            metavar="LEAST..MOST",
            help="Factors on the remote demand to search; default from 1 as far as of interest.",
        ),
    ] = None,
    replications: Replications = None,
    seed: Seed = None,
    changes: Changes = None,
    format_: Annotated[
        Format, typer.Option("--format", help="What stdout carries.")
    ] = Format.table,
    lang: Lang = Language.en,
    out: KeptOut = None,
    engine: EngineOption = EngineName.auto,
    workers: Workers = None,
    cluster: Cluster = None,
) -> None:
    """Say how much each channel carries.

    That is: the cases an open hour with an endless line, beside the bound by pool; the largest
    load that keeps every group's targets, and what is missed first beyond it; and the same at
    other loads of the locals.
    """
    from ..planning import capacity
    from ..report import capacity_answer

    host = host_of(engine, workers, cluster)
    study = study_of(scenario, changes, replications, seed, host, out, lang)
    on = f"; run it again to go on from {out}" if out else ""
    try:
        with progress_bar("searching" if lang is Language.en else "搜索中") as progress:
            found = capacity(
                study,
                channels=names(channels),
                targets=target or (),
                loads=loads_of(loads),
                progress=progress,
            )
    except KeyboardInterrupt:
        typer.echo(f"interrupted: no channel was finished{on}", err=True)
        raise typer.Exit(130) from None
    answer = capacity_answer(found, lang.value)
    show_answer(answer, format_, out, "capacity")
    if len(found.channels) < found.planned:
        done = f"{len(found.channels)} of {found.planned} channels are reported"
        typer.echo(f"interrupted: {done}{on}", err=True)
        raise typer.Exit(130)
