"""``tongban scenarios``: the scenarios that are shipped."""

from __future__ import annotations

import typer

from .options import Lang, Language

__all__ = ["command"]


def command(lang: Lang = Language.en) -> None:
    """List the shipped scenarios with the question each answers."""
    from ..scenario import gallery, load

    for name, path in gallery().items():
        scenario = load(path).scenario
        typer.echo(f"{name}  {scenario.title.of(lang.value)}")
        typer.echo(f"    {scenario.question.of(lang.value)}")
        typer.echo(f"    {path}")
