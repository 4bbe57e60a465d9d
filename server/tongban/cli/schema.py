"""``tongban schema``: the JSON Schema of the scenario file, for editors."""

from __future__ import annotations

import json

import typer

__all__ = ["command"]


def command() -> None:
    """Print the JSON Schema of the scenario file, for editors that check as you type."""
    from ..scenario import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
