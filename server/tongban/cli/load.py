"""``tongban load``: rooms full of people who point and fill in, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import Fault, InputError, TongbanError
from .options import Lang, Language, progress_bar
from .rehearse import Accounts, ServiceUrl, Staff, catalogue_of, read_accounts

if TYPE_CHECKING:
    from tongban_client.load import LoadFound, Seat

    from ..experiment import Progress
    from ..live.serving import Files, Options

__all__ = ["command"]

ITEM = "medical_filing"
MOST_PER_S = 60
"""Messages that one connection may send a second: the service closes one that sends more."""


def command(
    url: ServiceUrl = None,
    accounts: Accounts = None,
    rooms: Annotated[int, typer.Option(min=1, help="Rooms of three people.")] = 12,
    rate: Annotated[float, typer.Option(min=0.1, help="Messages a second, in all rooms.")] = 200,
    seconds: Annotated[float, typer.Option(min=0.1, help="For how long.")] = 10,
    commands: Annotated[
        float, typer.Option(min=0, max=1, help="The share of them that is journalled commands.")
    ] = 0.1,
    lang: Lang = Language.en,
) -> None:
    """Put a steady load on a live service: people in many rooms point and fill in forms.

    Prints how many messages came, how soon, and whether any was lost or came twice: then the exit
    code is 1. Each room needs an assistant and a clerk of its own, so the accounts say how many
    there can be; the cases stay in the log. A service of its own has as many as are asked for.
    """
    import asyncio

    from ..report.load import load_table

    if (url is None) != (accounts is None):
        message = "go together: a service, and the accounts of those who sit in its rooms"
        raise InputError(Fault("option", "url, accounts", message))
    if rate / rooms > 3 * MOST_PER_S:
        least = int(rate / (3 * MOST_PER_S)) + 1
        message = f"more than {MOST_PER_S} messages a second for each person: --rooms {least}"
        raise InputError(Fault("option", f"rate {rate:g}", message))
    with progress_bar("rooms" if lang is Language.en else "房间") as progress:
        if url is not None and accounts is not None:
            found = asyncio.run(
                _on(url, read_accounts(accounts), rooms, rate, seconds, commands, progress)
            )
        else:
            with _own_service(rooms) as (own, seats):
                found = asyncio.run(_load(own, seats, rate, seconds, commands, progress))
    typer.echo(load_table(found, lang.value))
    if not found.is_whole:
        raise typer.Exit(1)


async def _load(
    url: str,
    seats: list[Seat],
    rate: float,
    seconds: float,
    commands: float,
    progress: Progress,
) -> LoadFound:
    from tongban_client import Http
    from tongban_client.load import Load

    return await Load(Http(url), ITEM).run(seats, rate, seconds, commands, progress)


async def _on(
    url: str,
    staff: Staff,
    rooms: int,
    rate: float,
    seconds: float,
    commands: float,
    progress: Progress,
) -> LoadFound:
    """On a service that runs, by its accounts."""
    import asyncio

    from tongban_client import Http
    from tongban_client.load import seats_for

    of = {
        role: {name: each for name, each in staff.items() if each[0] == role}
        for role in ("assistant", "clerk")
    }
    _check_enough(of, rooms)
    http = Http(url.rstrip("/"))
    known = (await catalogue_of(http, url))["regions"]
    region_of = {region["home"]: name for name, region in known.items()}
    tokens = {
        role: await asyncio.gather(
            *(http.log_in(name, password) for name, (_, _, password) in list(those.items())[:rooms])
        )
        for role, those in of.items()
    }
    places = {role: [place for _, place, _ in those.values()] for role, those in of.items()}
    halls = list(zip(places["assistant"], tokens["assistant"], strict=False))
    regions = [region_of[place] for place in places["clerk"]]
    seats = seats_for(halls, list(zip(regions, tokens["clerk"], strict=False)), rooms)
    return await _load(http.url, seats, rate, seconds, commands, progress)


def _check_enough(of: dict[str, dict[str, Any]], rooms: int) -> None:
    """Raises InputError unless there is somebody of each role for every room."""
    faults = [
        Fault(
            "accounts",
            role,
            f"{len(those)} of them for {rooms} rooms: fewer --rooms, or `tongban accounts add`",
        )
        for role, those in of.items()
        if len(those) < rooms
    ]
    if faults:
        raise InputError(faults)


@contextmanager
def _own_service(rooms: int) -> Iterator[tuple[str, list[Seat]]]:
    """A service in a process of its own, on a log that is gone afterwards, and seats in it."""
    import multiprocessing
    import tempfile

    from ..live.access import Limits
    from ..live.serving import Files, Options

    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        files = Files.of(Path(folder) / "log.db")
        limits = Limits(tickets_per_min=rooms + 1, connections=3 * rooms + 100)
        nowhere = dict.fromkeys(REGIONS, "http://127.0.0.1:9")  # nothing is submitted
        options = Options(files, port=0, region_urls=nowhere, limits=limits)
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(options, there), daemon=True)
        process.start()
        there.close()
        try:
            yield _address(here), _seats(files, rooms)
        finally:
            process.terminate()
            process.join()


def _address(told: Any) -> str:
    """Where the other process serves."""
    try:
        return str(told.recv())
    except EOFError:
        raise TongbanError("a service of its own did not start") from None


REGIONS = ("shanghai", "jiangsu", "zhejiang", "anhui")


def _serve(options: Options, told: Any) -> None:
    """The other process: serves until it is terminated."""
    import asyncio
    import gc

    from ..live.serving import serve
    from ..scenario import load

    gc.set_threshold(100_000, 20, 20)
    asyncio.run(serve(load("yrd-2023"), options, told.send))


def _seats(files: Files, rooms: int) -> list[Seat]:
    """Seats over all halls and home regions in turn, with tokens by the service's own key."""
    from itertools import cycle, islice

    from tongban_client.load import seats_for

    from ..live.access import Grant, Tokens
    from ..live.places import places_of
    from ..live.sealing import MasterKey
    from ..scenario import load

    places = places_of(load("yrd-2023"))
    tokens = Tokens(MasterKey.kept_in(files.master_key).derived("tokens"))
    halls = islice(cycle(places.windows), rooms)
    homes = islice(cycle(places.home_of_region.items()), rooms)
    return seats_for(
        [
            (hall, tokens.give(Grant("assistant", f"load-a{i}", hall)))
            for i, hall in enumerate(halls)
        ],
        [
            (region, tokens.give(Grant("clerk", f"load-k{i}", home)))
            for i, (region, home) in enumerate(homes)
        ],
        rooms,
    )
