"""The verbs put together, and what an error or Ctrl-C means for the exit code."""

from __future__ import annotations

import gc
import sys
from typing import Annotated

import typer

from ..errors import InputError, TongbanError, TooFewReplications
from . import (
    accounts,
    breakeven,
    capacity,
    check,
    compare,
    demo,
    flows,
    load,
    log,
    measures,
    new,
    rehearse,
    report,
    run,
    scenarios,
    schema,
    sensitivity,
    serve,
    staff,
    sweep,
    trace,
    why,
)

__all__ = ["app", "main"]

OUR_FAULT = 1
BAD_INPUT = 2
INTERRUPTED = 130

app = typer.Typer(
    name="tongban",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Tongban (通办): the remote virtual window, simulated and compared with handling in "
    "person.",
)
for module in (
    compare,
    report,
    run,
    sweep,
    capacity,
    staff,
    why,
    sensitivity,
    breakeven,
    trace,
    new,
    check,
    scenarios,
    flows,
    schema,
    demo,
    serve,
    rehearse,
    load,
    measures,
):
    app.command(module.__name__.rpartition(".")[2])(module.command)
for group in (accounts, log):
    app.add_typer(group.app, name=group.__name__.rpartition(".")[2])


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    if version:
        from importlib.metadata import version as version_of

        typer.echo(f"tongban {version_of('tongban')}")
        raise typer.Exit


def main() -> None:
    """Run the command line; exits with 0 done, 2 bad input, 130 interrupted."""
    # What is imported stays, and a run makes few cycles: looking for them cost a tenth of it.
    gc.set_threshold(100_000, 20, 20)
    try:
        app()
    except InputError as error:
        for fault in error.faults:
            typer.echo(str(fault), err=True)
        sys.exit(BAD_INPUT)
    except TooFewReplications as error:  # options ask for enough: only Ctrl-C leaves fewer
        typer.echo(f"interrupted: {error}", err=True)
        sys.exit(INTERRUPTED)
    except TongbanError as error:
        typer.echo(f"a fault in tongban, not in your input; please report it: {error}", err=True)
        sys.exit(OUR_FAULT)
    except KeyboardInterrupt:
        typer.echo("interrupted: nothing was finished", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
