"""``tongban rehearse``: scripted people play whole stories on a live service."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import Fault, InputError
from .options import Lang, Language, progress_bar

if TYPE_CHECKING:
    from tongban_client import Http
    from tongban_client.rehearsal import Played

    from ..experiment import Progress
    from ..scenario import Source

__all__ = ["Accounts", "ServiceUrl", "Staff", "catalogue_of", "command", "read_accounts"]

Staff = Mapping[str, tuple[str, str, str]]
"""Name -> role, place and password."""
ServiceUrl = Annotated[
    str | None, typer.Option("--url", metavar="URL", help="A service; default: one of its own.")
]
Accounts = Annotated[
    Path | None,
    typer.Option(
        "--accounts", metavar="FILE", help="Who plays on it: the file of `serve --demo-accounts`."
    ),
]


def command(
    sessions: Annotated[int, typer.Option(min=1, help="How many stories.")] = 24,
    url: ServiceUrl = None,
    accounts: Accounts = None,
    speed: Annotated[float, typer.Option(min=0.1, help="How many times faster than people.")] = 60,
    scenario: Annotated[
        str, typer.Option(metavar="SCENARIO", help="Whose times and choices.")
    ] = "yrd-2023",
    seed: Annotated[int, typer.Option(help="The seed of all chance.")] = 1,
    lang: Lang = Language.en,
) -> None:
    """Rehearse with scripted applicants, assistants and clerks, over real connections.

    Plain stories, deficiencies and returns, declined proposals, lost connections, people who
    leave, poor ratings. Exit code 1 if any story did not end as scripted.
    """
    import asyncio

    from ..report.rehearsal import rehearsal_table
    from ..scenario import load

    if (url is None) != (accounts is None):
        message = "go together: a service, and the accounts of those who play on it"
        raise InputError(Fault("option", "url, accounts", message))
    source = load(scenario)
    with progress_bar("rehearsing" if lang is Language.en else "演练中") as progress:
        if url is not None and accounts is not None:
            played = asyncio.run(
                _play(url, read_accounts(accounts), source, sessions, speed, seed, progress)
            )
        else:
            played = asyncio.run(_alone(source, sessions, speed, seed, progress))
    typer.echo(rehearsal_table(played, lang.value))
    if any(story.wrong for story in played):
        raise typer.Exit(1)


async def catalogue_of(http: Http, url: str) -> dict[str, Any]:
    """What the service at an address offers; InputError where none answers."""
    from tongban_client.http import Failed

    try:
        return await http.catalogue()
    except Failed as error:
        message = f"no live service answers ({error}): start one with `tongban serve`"
        raise InputError(Fault("--url", url, message)) from None


async def _play(
    url: str,
    staff: Staff,
    source: Source,
    sessions: int,
    speed: float,
    seed: int,
    progress: Progress,
) -> list[Played]:
    from tongban_client import Http
    from tongban_client.behaviour import scripts
    from tongban_client.rehearsal import Rehearsal

    http = Http(url.rstrip("/"))
    known = (await catalogue_of(http, url))["items"]
    items = [name for name, item in known.items() if item["not_here"] is None]
    return await Rehearsal(http, staff, speed).run(scripts(source, items, seed), sessions, progress)


async def _alone(
    source: Source, sessions: int, speed: float, seed: int, progress: Progress
) -> list[Played]:
    """On a service of its own, with the stand-ins, all of it gone afterwards."""
    import tempfile

    from ..live.serving import Files, Options, demo_accounts, serving

    with tempfile.TemporaryDirectory() as folder:
        files = Files.of(Path(folder) / "log.db")
        async with serving(source, Options(files, port=0, with_regions=True)) as (url, hub):
            passwords = demo_accounts(hub.accounts, source)
            staff = {
                account.name: (account.role, account.place, passwords[account.name])
                for account in hub.accounts.all()
            }
            return await _play(url, staff, source, sessions, speed, seed, progress)


def read_accounts(file: Path) -> Staff:
    """Name -> role, place and password; InputError for a file that is not of that form."""
    import csv

    try:
        with file.open(encoding="utf-8", newline="") as rows:
            return {
                row["name"]: (row["role"], row["place"], row["password"])
                for row in csv.DictReader(rows)
            }
    except (OSError, KeyError, UnicodeDecodeError) as error:
        message = f"no file of accounts ({error}): `tongban serve --demo-accounts FILE` writes one"
        raise InputError(Fault(str(file), "", message)) from None
