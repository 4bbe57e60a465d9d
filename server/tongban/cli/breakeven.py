"""``tongban breakeven``: up to what factor an alternative is worth it."""

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
    complete_key,
    host_of,
    progress_bar,
    show_answer,
    study_of,
)

__all__ = ["command"]


def command(
    scenario: ScenarioFile,
    factor: Annotated[
        str | None,
        typer.Option(
            metavar="KEY.PATH",
            help="What varies; default the alternative's remote_factor.",
            autocompletion=complete_key,
        ),
    ] = None,
    span: Annotated[
        str | None,
        typer.Option(
            "--range",
            metavar="LOW..HIGH",
            help="Where to seek; default half to three times what the scenario has.",
        ),
    ] = None,
    channel: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="What is compared with the baseline; default the first other."
        ),
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(metavar="[GROUP.]NAME", help="A further measure, beside the four questions."),
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
    """Find the factor up to which a channel is worth as much as going in person.

    Four questions: the applicants' time at the hall, the wait of the halls' own applicants, paid
    minutes and social cost of an accepted case. Beside them the factor at which some pool could
    not do its work any more, and what pooling is worth by formula.
    """
    from ..planning import breakeven
    from ..report import breakeven_answer

    host = host_of(engine, workers, cluster)
    study = study_of(scenario, changes, replications, seed, host, out, lang)
    try:
        with progress_bar("seeking" if lang is Language.en else "求解中") as progress:
            found = breakeven(
                study,
                key=factor,
                span=_span_of(span),
                channel=channel,
                measures=measure or (),
                progress=progress,
            )
    except KeyboardInterrupt:
        kept = f"run it again to go on from {out}" if out else "with --out DIR it could go on"
        typer.echo(f"interrupted; {kept}", err=True)
        raise typer.Exit(130) from None
    answer = breakeven_answer(found, lang.value)
    show_answer(answer, format_, out, "breakeven")


def _span_of(text: str | None) -> tuple[float, float] | None:
    """The two numbers of ``0.5..3``; InputError for what is none."""
    if text is None:
        return None
    try:
        low, high = (float(part) for part in text.split(".."))
    except ValueError:
        low, high = 1.0, 0.0
    if not 0 < low < high < float("inf"):
        message = f"{text!r} is no range: write two numbers above 0, as in 0.5..3"
        raise InputError(Fault("option", "range", message))
    return low, high
