"""``tongban compare``: the alternatives of a scenario side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

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
    exit_if_interrupted,
    host_of,
    names,
    notice_in,
    numbers,
    progress_bar,
)

if TYPE_CHECKING:
    from ..experiment import Precision

__all__ = ["command"]


def precision_of(text: str | None, measure: str | None, most: int) -> Precision | None:
    """What the options ask for; InputError where they do not go together or are no number."""
    from ..experiment import Precision

    if text is None and measure is None:
        return None
    if text is None or measure is None:
        missing = "precision" if text is None else "measure"
        message = (
            "missing: --precision 2% goes with --measure wait_mean_min, or cross.wait_mean_min"
        )
        raise InputError(Fault("option", missing, message))
    try:
        relative = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        message = f"{text!r} is no number: write it like 2% or 0.02"
        raise InputError(Fault("option", "precision", message)) from None
    return Precision(relative, measure, most)


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
    precision: Annotated[
        str | None,
        typer.Option(
            metavar="2%", help="Replications until the half-width is so much of the estimate."
        ),
    ] = None,
    measure: Annotated[
        str | None,
        typer.Option(metavar="[GROUP.]NAME", help="The measure whose precision it is."),
    ] = None,
    max_replications: Annotated[
        int, typer.Option(metavar="N", help="The limit of --precision.")
    ] = 1000,
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
    """Compare the channels of a scenario with handling in person.

    Every alternative meets the same applicants (common random numbers), so differences are
    paired. stdout carries the result only. An engine that is named runs everything anew.
    """
    from ..experiment import KeepsNothing, compare
    from ..report import KeptPoints, render, summary_files, write_whole
    from ..scenario import load as read

    source = read(scenario, changes or ())
    with progress_bar("comparing" if lang is Language.en else "比较中") as progress:
        result = compare(
            source,
            channels=names(channels),
            loads=numbers(load, "load"),
            replications=replications,
            seed=seed,
            precision=precision_of(precision, measure, max_replications),
            host=host_of(engine, workers, cluster),
            keeper=KeptPoints(out) if out and engine is EngineName.auto else KeepsNothing(),
            progress=progress,
            notice=notice_in(lang),
        )
    render(result, format_.value, lang.value)
    if out is not None:
        for path in write_whole(out, summary_files(result, lang.value)):
            typer.echo(f"wrote {path}", err=True)
    exit_if_interrupted(result)
