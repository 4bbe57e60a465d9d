"""``tongban serve``: the live service, until it is told to stop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Fault, InputError
from ..live.logs import LogFormat, LogLevel

if TYPE_CHECKING:
    from ..live.ice import Ice
    from ..live.serving import Files
    from ..scenario import Source

__all__ = [
    "Db",
    "LogAs",
    "LogFrom",
    "MasterKeyFile",
    "command",
    "files_of",
    "pages_folder",
    "write_accounts",
]

Db = Annotated[Path, typer.Option("--db", metavar="FILE", help="The log; made if it is not there.")]
MasterKeyFile = Annotated[
    Path | None,
    typer.Option("--master-key", metavar="FILE", help="Its key; default beside the log."),
]
LogAs = Annotated[
    LogFormat, typer.Option("--log-format", help="How the service writes about itself, to stderr.")
]
LogFrom = Annotated[
    LogLevel, typer.Option("--log-level", help="What is written: what matters at least so much.")
]


def command(
    db: Db = Path("tongban.db"),
    master_key: MasterKeyFile = None,
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="At which port; 0: any free one.")] = 8080,
    scenario: Annotated[
        str, typer.Option(metavar="SCENARIO", help="Whose halls and flow.")
    ] = "yrd-2023",
    with_regions: Annotated[
        bool, typer.Option("--with-regions", help="Start stand-ins of the four acceptance systems.")
    ] = False,
    region: Annotated[
        list[str] | None,
        typer.Option("--region", metavar="NAME=URL", help="Where a region's system answers."),
    ] = None,
    demo_accounts: Annotated[
        Path | None,
        typer.Option(
            "--demo-accounts", metavar="FILE", help="Make accounts; their passwords go there."
        ),
    ] = None,
    cert: Annotated[Path | None, typer.Option(metavar="FILE", help="A certificate, PEM.")] = None,
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="Its key, PEM.")] = None,
    self_signed: Annotated[
        bool, typer.Option("--self-signed", help="HTTPS with a certificate made for it.")
    ] = False,
    ice: Annotated[
        str,
        typer.Option(
            "--ice", metavar="SERVERS", help="For video across networks: stun:HOST,turn:HOST."
        ),
    ] = "",
    turn_secret: Annotated[
        Path | None,
        typer.Option(
            "--turn-secret", metavar="FILE", help="Shared with TURN; or TONGBAN_TURN_SECRET."
        ),
    ] = None,
    log_format: LogAs = "text",
    log_level: LogFrom = "warning",
) -> None:
    """Serve the remote window: tickets, cases, the desk and the four regions' systems.

    Says when it is ready, and stops cleanly on Ctrl-C and SIGTERM. Browsers give camera and
    microphone only to localhost or over HTTPS: --self-signed is for two machines.
    """
    import asyncio

    from ..live.logs import set_up
    from ..live.serving import Options, serve
    from ..scenario import load

    def said(words: str) -> None:
        if log_format == "text":  # a machine is told by events, and by nothing else
            typer.echo(words, err=True)

    set_up(log_format, log_level)
    if (cert is None) != (key is None):
        raise InputError(Fault("option", "cert, key", "a certificate and its key go together"))
    source, files = load(scenario), files_of(db, master_key)
    options = Options(
        files=files,
        host=host,
        port=port,
        certificate=cert,
        key=key,
        is_self_signed=self_signed,
        with_regions=with_regions,
        region_urls=_urls(region or []),
        ice=_ice(ice, turn_secret),
        pages=pages_folder(),
        expects=True,
    )
    if demo_accounts is not None:
        write_accounts(demo_accounts, files, source)
        said(f"wrote {demo_accounts}")

    def ready(url: str) -> None:
        typer.echo(f"tongban ready {url}")

    asyncio.run(serve(source, options, ready))
    said("tongban stopped")


def files_of(db: Path, master_key: Path | None = None) -> Files:
    """The files that belong to a log; InputError where its folder is not there."""
    from ..live.serving import Files

    if not db.parent.is_dir():
        raise InputError(Fault("--db", str(db), "its folder is not there: make it first"))
    return Files.of(db, master_key)


def pages_folder() -> Path:
    """Where the browser's pages are."""
    from importlib.util import find_spec

    client = find_spec("tongban_client")  # found, not loaded
    assert client is not None
    assert client.origin is not None
    return Path(client.origin).parent / "web"


def _ice(servers: str, secret_file: Path | None) -> Ice:
    """The ICE servers, with the secret they share with the service."""
    import os

    from ..live.ice import TURN_SECRET, ice_of, turn_secret

    return ice_of(servers, turn_secret(secret_file, os.environ.get(TURN_SECRET, "")))


def _urls(given: list[str]) -> dict[str, str]:
    faults, urls = [], {}
    for text in given:
        name, equals, url = text.partition("=")
        if not equals or not url.startswith(("http://", "https://")):
            message = "write it like shanghai=http://127.0.0.1:8101"
            faults.append(Fault("--region", text, message))
        urls[name] = url
    if faults:
        raise InputError(faults)
    return urls


def write_accounts(file: Path, files: Files, source: Source) -> None:
    """Names, roles, places and passwords, for their owner alone to read."""
    import csv
    import os

    from ..live.access import LIGHT, Accounts
    from ..live.serving import demo_accounts

    accounts = Accounts(files.accounts, LIGHT)
    made = demo_accounts(accounts, source)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["name", "role", "place", "password"])
        for account in accounts.all():
            password = made.get(account.name) or accounts.reset(account.name)
            writer.writerow([account.name, account.role, account.place, password])
