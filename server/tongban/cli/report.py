"""``tongban report``: everything about a scenario as one HTML file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Fault, InputError, did_you_mean
from .options import (
    Changes,
    Cluster,
    EngineName,
    EngineOption,
    Lang,
    Language,
    Replications,
    ScenarioFile,
    Seed,
    Workers,
    host_of,
    names,
    notice_in,
    progress_steps,
)

if TYPE_CHECKING:
    from ..flow import Text
    from ..planning.dossier import Steps

__all__ = ["command"]


def command(
    scenario: ScenarioFile,
    without: Annotated[
        str | None,
        typer.Option(metavar="A,B", help="Parts to leave out: causes, capacity, sensitivity."),
    ] = None,
    staffing: Annotated[
        bool,
        typer.Option(
            "--staffing", help="Also seek each channel's least staffing, which takes minutes."
        ),
    ] = False,
    replications: Replications = None,
    seed: Seed = None,
    changes: Changes = None,
    lang: Lang = Language.en,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Where report.html goes, default here; given, what is finished is kept there "
            "and a second run goes on from it.",
        ),
    ] = None,
    engine: EngineOption = EngineName.auto,
    workers: Workers = None,
    cluster: Cluster = None,
) -> None:
    """Write everything about a scenario as one HTML file: report.html.

    It works offline, on a phone and on paper, and holds both languages; --lang says in which it
    opens. A part that the scenario cannot answer says why.
    """
    from ..planning.dossier import dossier
    from ..report import KeptPoints, write_whole
    from ..report.html import page

    parts = _parts(without)
    try:
        with _progress(lang) as steps:
            found = dossier(
                scenario,
                changes or (),
                replications=replications,
                seed=seed,
                without=parts,
                staffing=staffing,
                host=host_of(engine, workers, cluster),
                keeper=KeptPoints(out) if out else None,
                steps=steps,
                notice=notice_in(lang),
            )
    except KeyboardInterrupt:
        kept = f"run it again to go on from {out}" if out else "with --out DIR it could go on"
        typer.echo(f"interrupted: no report yet; {kept}", err=True)
        raise typer.Exit(130) from None
    made = page(found, lang.value, dt.date.today())
    for path in write_whole(out or Path(), {"report.html": made}):
        typer.echo(f"wrote {path}", err=True)


def _parts(text: str | None) -> list[str]:
    """The parts to leave out; InputError for what is none."""
    from ..planning.dossier import PARTS

    chosen = names(text) or []
    faults = [
        Fault("option", "without", f"no part {name!r}; {did_you_mean(name, PARTS)}")
        for name in chosen
        if name not in PARTS
    ]
    if faults:
        raise InputError(faults)
    return chosen


@contextmanager
def _progress(lang: Language) -> Iterator[Steps]:
    """A bar that names what is looked at."""
    with progress_steps() as bar:

        def steps(what: Text, done: int, total: int) -> None:
            bar(what.of(lang.value), done, total)

        yield steps
