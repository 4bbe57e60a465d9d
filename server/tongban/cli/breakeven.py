"""``tongban breakeven``: up to what factor an alternative is worth it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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
    notice_in,
    progress_bar,
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
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Also write the answer there, and go on from what is kept there."
        ),
    ] = None,
    engine: EngineOption = EngineName.auto,
    workers: Workers = None,
    cluster: Cluster = None,
) -> None:
    """Find the factor up to which a channel is worth as much as going in person.

    Four questions: the applicants' time at the hall, the wait of the halls' own applicants, paid
    minutes and social cost of an accepted case. Beside them the factor at which some pool could
    not do its work any more, and what pooling is worth by formula.
    """
    from ..experiment import KeepsNothing
    from ..planning import Study, breakeven
    from ..report import KeptPoints, breakeven_answer, render_answer, write_answer

    study = Study(
        scenario,
        changes or (),
        replications=replications,
        seed=seed,
        host=host_of(engine, workers, cluster),
        keeper=KeptPoints(out) if out else KeepsNothing(),
        notice=notice_in(lang),
    )
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
    render_answer(answer, format_.value)
    if out is not None:
        for path in write_answer(out, "breakeven", answer):
            typer.echo(f"wrote {path}", err=True)


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
