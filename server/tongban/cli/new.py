"""``tongban new``: a commented scenario to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import Fault, InputError

__all__ = ["command"]


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
) -> None:
    """Write a commented scenario to start from; an existing file is left alone."""
    from ..report import write_whole
    from ..scenario import template_text

    if file.exists():
        raise InputError(Fault(str(file), "", "exists already: name another file, or remove it"))
    for path in write_whole(file.parent, {file.name: template_text()}):
        typer.echo(f"wrote {path}; next: tongban check {path}", err=True)
