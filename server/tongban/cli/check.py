"""``tongban check``: all faults of a scenario file or an item catalogue at once, or its keys."""

from __future__ import annotations

from pathlib import Path
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
    """Check a scenario file, or a catalogue's folder: every fault at once.

    Each fault comes with its place and the way out.
    """
    from ..scenario import is_catalogue
    from ..scenario import keys as keys_of
    from ..scenario import load as read

    if is_catalogue(Path(scenario)):
        _check_catalogue(Path(scenario))
        return
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


def _check_catalogue(folder: Path) -> None:
    from ..scenario import load_catalogue

    found = load_catalogue(folder)
    typer.echo(f"{folder}: sound ({len(found.items)} items, {len(found.regions)} regions)")


def _shown(value: object) -> str:
    """A value about as TOML writes it."""
    return str(value).lower() if isinstance(value, bool) else repr(value)
