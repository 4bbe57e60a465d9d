"""``tongban sensitivity``: which assumption decides."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

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
    names,
    progress_bar,
    show_answer,
    study_of,
)

__all__ = ["command"]


class Screen(StrEnum):
    """Ways to move all inputs at once."""

    morris = "morris"
    sobol = "sobol"


def command(
    scenario: ScenarioFile,
    measure: Annotated[
        str | None,
        typer.Option(
            metavar="[GROUP.]NAME", help="The measure; default the scenario's first primary one."
        ),
    ] = None,
    channel: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="What is compared with the baseline; default the first other."
        ),
    ] = None,
    only: Annotated[
        str | None, typer.Option(metavar="KEY,KEY", help="Move the inputs of these keys only.")
    ] = None,
    screen: Annotated[
        Screen | None,
        typer.Option(help="Move all inputs at once instead (needs tongban[screening])."),
    ] = None,
    samples: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=2, help="Trajectories (morris, 10) or base samples (sobol, 64)."
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
    """Move every assumption over its range: which of them would overturn the result?

    The ranges are those of the scenario's [[evidence]]. One input moves at a time, on the same
    applicants, and where the verdict is another at an end, the value at which it flips is found.
    """
    from ..planning import screening, sensitivity
    from ..report import (
        screening_answer,
        sensitivity_answer,
    )

    host = host_of(engine, workers, cluster)
    study = study_of(scenario, changes, replications, seed, host, out, lang)
    keys = names(only) or ()
    planned = done = 0
    try:
        with progress_bar("moving" if lang is Language.en else "逐项变动中") as progress:
            if screen is None:
                found = sensitivity(
                    study, channel=channel, measure=measure, only=keys, progress=progress
                )
                planned, done = found.planned, found.moved
                answer = sensitivity_answer(found, lang.value)
            else:
                screened = screening(
                    study,
                    screen.value,
                    samples=samples,
                    channel=channel,
                    measure=measure,
                    only=keys,
                    progress=progress,
                )
                answer = screening_answer(screened, lang.value)
    except KeyboardInterrupt:
        _tell_how_to_go_on("interrupted", out)
    show_answer(answer, format_, out, screen.value if screen else "sensitivity")
    if done < planned:
        _tell_how_to_go_on(f"interrupted: {done} of {planned} inputs are reported", out)


def _tell_how_to_go_on(message: str, out: Path | None) -> NoReturn:
    kept = f"run it again to go on from {out}" if out else "with --out DIR it could go on"
    typer.echo(f"{message}; {kept}", err=True)
    raise typer.Exit(130) from None
