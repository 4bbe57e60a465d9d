"""``tongban why``: what causes the difference between two channels."""

from __future__ import annotations

from typing import Annotated

import typer

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
    progress_bar,
    show_answer,
    study_of,
)

__all__ = ["command"]


def command(
    scenario: ScenarioFile,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="CHANNEL", help="A channel one travels to; default the baseline."
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(metavar="CHANNEL", help="A remote window; default virtual_window."),
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[GROUP.]NAME", help="A measure to split, in place of the primary ones."
        ),
    ] = None,
    reverse: Annotated[
        bool, typer.Option("--reverse", help="Beside it, the causes in the opposite order.")
    ] = False,
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
    """Split the difference between going in person and the remote window by its causes.

    Alternatives stand between the two, each with one cause more: the arrival clock, discipline
    and priority, patience, the handling factor, and so on to the whole remote window. All meet
    the same applicants, so the parts add up.
    """
    from ..planning import causes_of
    from ..report import causes_answer

    host = host_of(engine, workers, cluster)
    study = study_of(scenario, changes, replications, seed, host, out, lang)
    try:
        with progress_bar("splitting" if lang is Language.en else "分解中") as progress:
            found = causes_of(
                study,
                origin=from_,
                goal=to,
                measures=measure or (),
                opposite=reverse,
                progress=progress,
            )
    except KeyboardInterrupt:
        kept = f"; what is finished is kept: run it again to go on from {out}" if out else ""
        typer.echo(f"interrupted{kept}", err=True)
        raise typer.Exit(130) from None
    answer = causes_answer(found, lang.value)
    show_answer(answer, format_, out, "why")
