"""``tongban log``: the live service's log, exported, verified, replayed, purged, backed up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import Fault, InputError
from .serve import Db, MasterKeyFile, files_of

if TYPE_CHECKING:
    from ..live.sealing import MasterKey
    from ..live.store import SQLiteStore

__all__ = ["app", "with_store"]

app = typer.Typer(no_args_is_help=True, help="The log of the live service.")
Case = Annotated[str | None, typer.Argument(metavar="CASE", help="A case's number.")]
Scenario = Annotated[str, typer.Option(metavar="SCENARIO", help="Whose halls and flow.")]


class Form(StrEnum):
    """How records are written."""

    ndjson = "ndjson"
    csv = "csv"


@app.command("export")
def export(
    case: Case = None,
    all_: Annotated[bool, typer.Option("--all", help="Every case.")] = False,
    form: Annotated[Form, typer.Option("--format", help="Lines of JSON, or CSV.")] = Form.ndjson,
    personal: Annotated[
        bool, typer.Option("--personal", help="With personal data, which is left out otherwise.")
    ] = False,
    db: Db = Path("tongban.db"),
    master_key: MasterKeyFile = None,
) -> None:
    """Write records on stdout: as stored, so that they can be verified, or as CSV."""
    from ..live.journal import exported, streams_of

    if (case is None) != all_:
        raise InputError(Fault("log export", "CASE", "name a case, or give --all"))

    async def go(store: SQLiteStore) -> None:
        cases = await streams_of(store, case)
        text = await exported(store, cases, form.value, is_personal=personal)
        typer.echo(text, nl=False)

    with_store(db, master_key, go)


@app.command("verify")
def verify(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="An export of a whole log.")
    ] = None,
    db: Annotated[Path | None, typer.Option("--db", metavar="FILE", help="A log itself.")] = None,
    master_key: MasterKeyFile = None,
) -> None:
    """Find any edit, deletion or reorder, and say where; exit code 1 if there is one.

    Needs no key for the records; with it, documents are opened as well.
    """
    from ..live.verifying import verified_export, verified_log

    if (file is None) == (db is None):
        raise InputError(Fault("log verify", "FILE", "name an exported file, or a log by --db"))
    if file is not None:
        _check_there(file, "no such file")
        found = verified_export(file)
    else:
        assert db is not None
        _check_there(db, "no such log")
        found = verified_log(db, _master_if_any(db, master_key))
    if found.broken:
        typer.echo(f"broken {found.broken}")
        raise typer.Exit(1)
    documents = "" if found.documents is None else f", {found.documents} documents"
    typer.echo(f"whole: {found.rows} rows{documents}")


@app.command("replay")
def replay(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A case's number.")],
    scenario: Scenario = "yrd-2023",
    db: Db = Path("tongban.db"),
    master_key: MasterKeyFile = None,
) -> None:
    """Fold a case's records again, one by one, and show where that leads."""
    from ..live.journal import folded, streams_of
    from ..live.places import places_of
    from ..scenario import REMOTE_WINDOW, load, load_catalogue

    source = load(scenario)
    flow = source.flow_of(REMOTE_WINDOW)

    async def go(store: SQLiteStore) -> None:
        await streams_of(store, case)
        state, records = await folded(store, case, flow, load_catalogue(), places_of(source))
        for record in records:
            what = getattr(record.body, "action", "") or record.body.type
            typer.echo(f"{record.seq:4d}  {_time(record.at)}  {record.by.role:10s}  {what}")
        outcome = state.ended or "under way"
        typer.echo(f"stage {state.stage}, {outcome}, case number {state.case_number or '-'}")

    with_store(db, master_key, go)


@app.command("purge")
def purge(
    older_than: Annotated[
        str, typer.Option(metavar="90d", help="Cases whose last record is older.")
    ],
    db: Db = Path("tongban.db"),
    master_key: MasterKeyFile = None,
) -> None:
    """Destroy the keys of old cases: what named a person is gone, what happened stays."""
    from ..live.journal import old_cases
    from ..live.service import now_us

    days = older_than.removesuffix("d")
    if not days.isdigit():
        raise InputError(Fault("--older-than", older_than, "write it in days, like 90d"))
    before = now_us() - int(days) * 86_400_000_000

    async def go(store: SQLiteStore) -> None:
        cases = await old_cases(store, before)
        for case in cases:
            await store.purge(case, now_us())
        typer.echo(f"purged {len(cases)} cases")

    with_store(db, master_key, go)


@app.command("backup")
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes.")],
    db: Db = Path("tongban.db"),
    master_key: MasterKeyFile = None,
) -> None:
    """Copy the log while it is in use; its key and accounts are files of their own."""
    if file.exists():
        raise InputError(Fault(str(file), "", "is there already: name a new file"))
    with_store(db, master_key, lambda store: store.backup(file))
    typer.echo(f"wrote {file}", err=True)


def with_store(
    db: Path, master_key: Path | None, what: Callable[[SQLiteStore], Awaitable[Any]]
) -> Any:
    """What comes of doing something with a log; InputError where it, or its key, is not there."""
    from ..live.store import SQLiteStore

    _check_there(db, "no such log: `tongban serve` makes one")

    async def go() -> Any:
        store = SQLiteStore(db, files_of(db, master_key).master())
        try:
            return await what(store)
        finally:
            await store.close()

    return asyncio.run(go())


def _check_there(file: Path, fault: str) -> None:
    if not file.is_file():
        raise InputError(Fault(str(file), "", fault))


def _master_if_any(db: Path, master_key: Path | None) -> MasterKey | None:
    """The log's master key: the one that is named, or lies beside it."""
    files = files_of(db, master_key)
    return files.master() if master_key is not None or files.master_key.exists() else None


def _time(at: int) -> str:
    import datetime as dt

    from ..live.places import ZONE

    return dt.datetime.fromtimestamp(at / 1e6, ZONE).strftime("%Y-%m-%d %H:%M:%S")
