"""``tongban check``: all faults of a scenario file at once."""

from __future__ import annotations

import typer

from .options import Changes, ScenarioFile

__all__ = ["command"]


def command(scenario: ScenarioFile, changes: Changes = None) -> None:
    """Check a scenario file: every fault at once, each with its place and the way out."""
    from ..scenario import load as read

    source = read(scenario, changes or ())
    flows = len({channel.flow or name for name, channel in source.scenario.channels.items()})
    typer.echo(
        f"{source.file}: sound ({len(source.scenario.halls)} halls, "
        f"{len(source.scenario.demand)} demands, {flows} flows)"
    )
