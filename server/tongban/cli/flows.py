"""``tongban flows``: the shipped flows, listed or drawn."""

from __future__ import annotations

from typing import Annotated

import typer

from ..errors import Fault, InputError, did_you_mean
from .options import Lang, Language

__all__ = ["command"]


def command(
    name: Annotated[str | None, typer.Argument(help="One flow; default: list all.")] = None,
    diagram: Annotated[
        bool, typer.Option("--diagram", help="Draw it as a Mermaid flowchart.")
    ] = False,
    lang: Lang = Language.en,
) -> None:
    """List the flows, show one stage by stage, or draw it."""
    from ..flow import mermaid
    from ..scenario import flows

    library = flows()
    if name is None:
        for flow in library.values():
            typer.echo(f"{flow.name}  {flow.title.of(lang.value) if flow.title else ''}".rstrip())
        return
    if name not in library:
        way_out = did_you_mean(name, list(library))
        raise InputError(Fault("flows", "", f"no flow {name!r}; {way_out}"))
    flow = library[name]
    if diagram:
        typer.echo(mermaid(flow, library, lang.value), nl=False)
        return
    for stage, spec in flow.stages.items():
        title = flow.titles.get(stage)
        held = f" [{' + '.join(spec.holds)}]" if spec.holds else ""
        typer.echo(f"{stage}{held}  {title.of(lang.value) if title else ''}".rstrip())
        for action, act in spec.do.items():
            typer.echo(f"    {action} -> {act.to}")
