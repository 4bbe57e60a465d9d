"""``tongban log``: the live service's log, exported, verified, replayed, purged, backed up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import Fault, InputError
from .serve import Db, files_of

if TYPE_CHECKING:
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
) -> None:
    """Write records on stdout: as stored, so that they can be verified, or as CSV."""
    from ..live.journal import exported, streams_of

    if (case is None) != all_:
        raise InputError(Fault("log export", "CASE", "name a case, or give --all"))

    async def go(store: SQLiteStore) -> None:
        cases = await streams_of(store, case)
        text = await exported(store, cases, form.value, is_personal=personal)
        typer.echo(text, nl=False)

    with_store(db, go)


@app.command("verify")
def verify(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="An export of a whole log.")
    ] = None,
    db: Annotated[Path | None, typer.Option("--db", metavar="FILE", help="A log itself.")] = None,
) -> None:
    """Find any edit, deletion or reorder, and say where; exit code 1 if there is one."""
    from ..live.journal import verified_file

    if (file is None) == (db is None):
        raise InputError(Fault("log verify", "FILE", "name an exported file, or a log by --db"))
    if file is not None:
        if not file.is_file():
            raise InputError(Fault(str(file), "", "no such file"))
        size, found = verified_file(file)
    else:
        assert db is not None
        if not db.is_file():
            raise InputError(Fault(str(db), "", "no such log"))

        async def go(store: SQLiteStore) -> tuple[int, Any]:
            return sum(1 for _ in store.rows()), await store.verify()

        size, found = with_store(db, go)
    if found is not None:
        typer.echo(f"broken at row {found.n} ({found.stream}, record {found.seq}): {found.what}")
        raise typer.Exit(1)
    typer.echo(f"whole: {size} rows")


@app.command("replay")
def replay(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A case's number.")],
    scenario: Scenario = "yrd-2023",
    db: Db = Path("tongban.db"),
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

    with_store(db, go)


@app.command("purge")
def purge(
    older_than: Annotated[
        str, typer.Option(metavar="90d", help="Cases whose last record is older.")
    ],
    db: Db = Path("tongban.db"),
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

    with_store(db, go)


@app.command("backup")
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes.")],
    db: Db = Path("tongban.db"),
) -> None:
    """Copy the log while it is in use; its key and accounts are files of their own."""
    if file.exists():
        raise InputError(Fault(str(file), "", "is there already: name a new file"))
    with_store(db, lambda store: store.backup(file))
    typer.echo(f"wrote {file}", err=True)


def with_store(db: Path, what: Callable[[SQLiteStore], Awaitable[Any]]) -> Any:
    """What comes of doing something with a log; InputError where there is none."""
    from ..live.sealing import MasterKey
    from ..live.store import SQLiteStore

    if not db.is_file():
        raise InputError(Fault(str(db), "", "no such log: `tongban serve` makes one"))

    async def go() -> Any:
        store = SQLiteStore(db, MasterKey.kept_in(files_of(db).master_key))
        try:
            return await what(store)
        finally:
            await store.close()

    return asyncio.run(go())


def _time(at: int) -> str:
    import datetime as dt

    from ..live.places import ZONE

    return dt.datetime.fromtimestamp(at / 1e6, ZONE).strftime("%Y-%m-%d %H:%M:%S")
