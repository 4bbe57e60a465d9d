"""``tongban measures``: a log of real cases, with the measures of a simulated run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import Fault, InputError
from .log import with_store
from .options import Format, Lang, Language, Out
from .serve import Db, MasterKeyFile

__all__ = ["command"]


def command(
    db: Db = Path("tongban.db"),
    scenario: Annotated[
        str, typer.Option(metavar="SCENARIO", help="Whose halls, items and costs.")
    ] = "yrd-2023",
    speed: Annotated[
        float, typer.Option(min=0.1, help="Of a rehearsal: how many times faster than people.")
    ] = 1,
    format_: Annotated[
        Format, typer.Option("--format", help="What stdout carries.")
    ] = Format.table,
    lang: Lang = Language.en,
    out: Out = None,
    master_key: MasterKeyFile = None,
) -> None:
    """Measure a log of the live service as a simulated run is measured.

    One history has no replications, so its figures have no intervals.
    """
    from ..live.history import history_of, measured
    from ..live.journal import all_states
    from ..live.places import places_of
    from ..report import render_answer, write_answer
    from ..report.history import history_answer
    from ..scenario import REMOTE_WINDOW, load, load_catalogue

    source = load(scenario)
    flow, places = source.flow_of(REMOTE_WINDOW), places_of(source)
    states = with_store(
        db, master_key, lambda store: all_states(store, flow, load_catalogue(), places)
    )
    try:
        history = history_of(states, source, speed)
    except ValueError as error:
        message = f"{error}: name the scenario that was served"
        raise InputError(Fault(str(db), "", message)) from None
    answer = history_answer(history, measured(history), lang.value)
    render_answer(answer, format_.value)
    if out is not None:
        for path in write_answer(out, "measures", answer):
            typer.echo(f"wrote {path}", err=True)
