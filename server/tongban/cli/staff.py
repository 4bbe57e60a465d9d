"""``tongban staff``: the least staffing that keeps all targets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import (
    Changes,
    Cluster,
    EngineName,
    EngineOption,
    Format,
    Lang,
    Language,
    ScenarioFile,
    Seed,
    Workers,
    host_of,
    notice_in,
)

if TYPE_CHECKING:
    from ..planning.staffing import Told

__all__ = ["command"]


def command(
    scenario: ScenarioFile,
    target: Annotated[
        list[str] | None,
        typer.Option(
            metavar="GROUP.MEASURE>=BOUND",
            help="What is promised, as cross.service_level>=0.8 or home_local.wait_p90_min<=30. "
            "Several: all. Default the scenario's experiment.targets.",
        ),
    ] = None,
    units: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=A..B",
            help="What may change, as halls.*.clerk=1..12. Default every paid kind at every "
            "hall, from 1 to twice what it has.",
        ),
    ] = None,
    budget: Annotated[
        float | None,
        typer.Option(metavar="CNY", help="Of a day for these units: the best within it."),
    ] = None,
    shifts: Annotated[
        str | None,
        typer.Option(
            metavar="PARTS",
            help="Afterwards fewer in parts of the day: `sessions`, between breaks, or minutes.",
        ),
    ] = None,
    channel: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The channel or mix staffed for; default the first that is not the baseline.",
        ),
    ] = None,
    indifference: Annotated[
        float,
        typer.Option(
            metavar="SHARE",
            help="How near a bound either verdict is right: a share of the cases, or of the bound.",
        ),
    ] = 0.01,
    replications: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="At most so many to confirm; default ten times the scenario's."
        ),
    ] = None,
    seed: Seed = None,
    changes: Changes = None,
    format_: Annotated[
        Format, typer.Option("--format", help="What stdout carries.")
    ] = Format.table,
    lang: Lang = Language.en,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Also write the answer there, staffing.toml to run it, and go on from what is "
            "kept there.",
        ),
    ] = None,
    engine: EngineOption = EngineName.auto,
    workers: Workers = None,
    cluster: Cluster = None,
) -> None:
    """Find the least staffing by hall that keeps all targets.

    Every setting meets the same applicants. The answer is confirmed on replications that had no
    part in finding it, and every setting of one unit less is simulated too.
    """
    from ..experiment import KeepsNothing
    from ..planning.staffing import staff
    from ..report import KeptPoints, render_answer, staff_answer, write_answer, write_staffing

    try:
        with _told(lang) as told:
            found = staff(
                scenario,
                target or (),
                units=units or (),
                budget=budget,
                shifts=shifts,
                channel=channel,
                changes=changes or (),
                indifference=indifference,
                replications=replications,
                seed=seed,
                host=host_of(engine, workers, cluster),
                keeper=KeptPoints(out) if out else KeepsNothing(),
                told=told,
                notice=notice_in(lang),
            )
    except KeyboardInterrupt:
        kept = f"; what is finished is kept: run it again to go on from {out}" if out else ""
        typer.echo(f"interrupted: no answer yet{kept}", err=True)
        raise typer.Exit(130) from None
    answer = staff_answer(found, lang.value)
    render_answer(answer, format_.value)
    if out is not None:
        written = write_answer(out, "staffing", answer)
        for path in [*written, *write_staffing(out, found, lang.value)]:
            typer.echo(f"wrote {path}", err=True)


@contextmanager
def _told(lang: Language) -> Iterator[Told]:
    """Shows on stderr what is being tried; nothing where stderr is no terminal."""
    from rich.console import Console

    from ..report import tried_text

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda levels, settings, runs: None
        return
    with console.status("") as status:

        def told(levels: Sequence[int], settings: int, runs: int) -> None:
            status.update(tried_text(levels, settings, runs, lang.value))

        yield told
