"""``tongban check``: all faults of a scenario file at once, or its keys."""

from __future__ import annotations

from typing import Annotated

import typer

from .options import Changes, ScenarioFile

__all__ = ["command"]


def command(
    scenario: ScenarioFile,
    changes: Changes = None,
    keys: Annotated[
        bool, typer.Option("--keys", help="List the keys that --set and --vary take, as they are.")
    ] = False,
) -> None:
    """Check a scenario file: every fault at once, each with its place and the way out."""
    from ..scenario import keys as keys_of
    from ..scenario import load as read

    source = read(scenario, changes or ())
    if keys:
        for key, value in keys_of(scenario).items():
            typer.echo(f"{key} = {_shown(value)}")
        return
    flows = len({channel.flow or name for name, channel in source.scenario.channels.items()})
    typer.echo(
        f"{source.file}: sound ({len(source.scenario.halls)} halls, "
        f"{len(source.scenario.demand)} demands, {flows} flows)"
    )


def _shown(value: object) -> str:
    """A value about as TOML writes it."""
    return str(value).lower() if isinstance(value, bool) else repr(value)
