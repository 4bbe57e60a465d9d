"""``tongban trace``: one case's way through the system."""

from __future__ import annotations

from typing import Annotated

import typer

from .options import Changes, Lang, Language, ScenarioFile, Seed

__all__ = ["command"]


def command(
    scenario: ScenarioFile,
    case: Annotated[
        int, typer.Option(metavar="N", help="The Nth measured case of the group and item, from 1.")
    ] = 1,
    channel: Annotated[
        str | None, typer.Option(metavar="NAME", help="Default: the first compared.")
    ] = None,
    group: Annotated[
        str | None, typer.Option(metavar="NAME", help="Default: the scenario's first.")
    ] = None,
    item: Annotated[str | None, typer.Option(metavar="NAME", help="Default: any item.")] = None,
    seed: Seed = None,
    changes: Changes = None,
    lang: Lang = Language.en,
) -> None:
    """Follow one case from its need to its end, minute by minute.

    The same number is the same applicant in every channel.
    """
    from ..experiment import one_case
    from ..report import trace_lines
    from ..scenario import load as read

    source = read(scenario, changes or ())
    records, lowered, number = one_case(
        source, channel=channel, group=group, item=item, case=case, seed=seed
    )
    for line in trace_lines(records, lowered, number, lang.value):
        typer.echo(line)
