"""The options several verbs share, each said once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Fault, InputError

if TYPE_CHECKING:
    from ..experiment import Breakdown, Host, Notice, Progress, Result
    from ..flow import Text
    from ..planning import Study
    from ..report import Answer

__all__ = [
    "Changes",
    "Cluster",
    "EngineName",
    "EngineOption",
    "Format",
    "KeptOut",
    "Lang",
    "Language",
    "Out",
    "Replications",
    "ScenarioFile",
    "Seed",
    "Workers",
    "complete_key",
    "exit_if_interrupted",
    "host_of",
    "names",
    "notice_in",
    "numbers",
    "progress_bar",
    "progress_steps",
    "show_answer",
    "study_of",
]


class Language(StrEnum):
    """The languages of what a person reads."""

    zh_cn = "zh-CN"
    en = "en"


class Format(StrEnum):
    """How a result is written."""

    table = "table"
    json = "json"
    csv = "csv"
    markdown = "markdown"


class EngineName(StrEnum):
    """The engines, and the choice between them by the size of the job."""

    auto = "auto"
    simpy = "simpy"
    compiled = "compiled"


ScenarioFile = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A scenario file, or the name of a shipped one.")
]


def complete_key(ctx: typer.Context, incomplete: str) -> list[str]:
    """The keys of the scenario on the command line that begin so, each up to its next dot."""
    from ..errors import TongbanError
    from ..scenario import keys

    try:
        # An option that still wants its value leaves the arguments before it unread.
        known = keys(ctx.params.get("scenario") or next(iter(ctx.args), "template"))
    except TongbanError:
        return []
    depth = incomplete.count(".") + 1
    ends = {".".join(key.split(".")[:depth]) for key in known if key.startswith(incomplete)}
    return sorted(end + ("=" if end in known else ".") for end in ends)


Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY.PATH=VALUE",
        help="Change a value of the scenario; `tongban check --keys` lists the keys.",
        autocompletion=complete_key,
    ),
]
Lang = Annotated[Language, typer.Option("--lang", help="The language of the result.")]
Replications = Annotated[
    int | None, typer.Option("--replications", metavar="N", help="How often chance is drawn anew.")
]
Seed = Annotated[int | None, typer.Option("--seed", metavar="S", help="The seed of all chance.")]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers", metavar="N", min=1, help="Replications at once; default one a processor."
    ),
]
EngineOption = Annotated[
    EngineName,
    typer.Option("--engine", help="What runs it: the answers are equal, the time is not."),
]
Cluster = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Run on the workers of this Dask scheduler."),
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Also write the result there.")
]

KeptOut = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="Also write the answer there, and go on from what is kept there.",
    ),
]


def study_of(
    scenario: str,
    changes: list[str] | None,
    replications: int | None,
    seed: int | None,
    host: Host,
    out: Path | None,
    language: Language,
) -> Study:
    """The study that a question of planning is answered by; what it runs is kept in `out`."""
    from ..experiment import KeepsNothing
    from ..planning import Study
    from ..report import KeptPoints

    return Study(
        scenario,
        changes or (),
        replications=replications,
        seed=seed,
        host=host,
        keeper=KeptPoints(out) if out else KeepsNothing(),
        notice=notice_in(language),
    )


def show_answer(answer: Answer, format_: Format, out: Path | None, name: str) -> None:
    """Print an answer, and write it where `out` is given."""
    from ..report import render_answer, write_answer

    render_answer(answer, format_.value)
    if out is not None:
        for path in write_answer(out, name, answer):
            typer.echo(f"wrote {path}", err=True)


def names(text: str | None) -> list[str] | None:
    """The parts of a list with commas."""
    return [part.strip() for part in text.split(",") if part.strip()] if text else None


def numbers(text: str | None, option: str) -> list[float] | None:
    """The same as numbers; InputError for what is none."""
    result, faults = [], []
    for part in names(text) or []:
        try:
            result.append(float(part))
        except ValueError:
            faults.append(Fault("option", option, f"{part!r} is no number: write it like 1,10,50"))
    if faults:
        raise InputError(faults)
    return result or None


def exit_if_interrupted(result: Result | Breakdown) -> None:
    """Leave with 130 where Ctrl-C cut a run short, having said what is in the result."""
    if result.replications < result.planned:
        typer.echo(
            f"interrupted: {result.replications} of {result.planned} replications are reported",
            err=True,
        )
        raise typer.Exit(130)


def host_of(engine: EngineName, workers: int | None, cluster: str | None) -> Host:
    """Where to run what the options ask for."""
    from ..experiment import Host

    return Host(engine.value, workers or os.cpu_count() or 1, cluster)


def notice_in(language: Language) -> Notice:
    """Tells the user on stderr what is waited for."""

    def notice(text: Text) -> None:
        typer.echo(text.of(language.value), err=True)

    return notice


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """A bar on stderr with the time that is left; nothing where stderr is no terminal."""
    with progress_steps() as steps:
        yield lambda done, total: steps(label, done, total)


@contextmanager
def progress_steps() -> Iterator[Callable[[str, int, int], None]]:
    """The same for work of several steps: told what is done now, how far, of how much."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda label, done, total: bar.update(
            task, description=label, completed=done, total=total
        )
