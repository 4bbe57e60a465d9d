"""The durable log: append-only, one stream for each case, and it is the audit log.

Acknowledged means on disk. One thread writes; whatever waits when it comes round is committed
together (group commit), so that many writers pay for one sync. Reading has a connection of its
own. Times are µs since 1970-01-01 UTC.
"""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pydantic_core import from_json

from ..errors import Fault, InputError
from ..session import Record
from .chain import GENESIS, Break, Row, check, link
from .log_file import connected, opened
from .log_writer import Conflict, LogWriter, StoreFailed, check_head
from .sealing import OVERHEAD, CaseKey, MasterKey, NotReadable, join, split

__all__ = ["Conflict", "Kept", "MemoryStore", "SQLiteStore", "Store", "StoreFailed"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept:
    """A document that is kept: its media type, and its size [bytes]."""

    media_type: str
    size: int


class Store(Protocol):
    """Streams of records that only grow."""

    async def append(self, stream: str, after: int, new: Sequence[Record]) -> None:
        """Write records that follow number `after`; on disk when this returns.

        Raises Conflict where the stream has gone on, StoreFailed where the disk would not.
        """

    async def read(self, stream: str, after: int = 0) -> list[Record]:
        """A stream's records from a number on; personal fields of a purged case are masked."""

    async def streams(self) -> list[str]:
        """All streams, in the order in which they began."""

    async def settle(self, streams: Mapping[str, int]) -> None:
        """Remember that nothing will happen in some streams by itself any more; stream -> when
        its last record was [µs]. That is no part of the log: it saves reading them at the start.
        """

    async def unsettled(self, since: int) -> list[str]:
        """Streams that are not settled, or have been since a time [µs]; purged ones are."""

    async def put_document(self, stream: str, data: bytes, media_type: str) -> str:
        """Keep a document of a case, sealed; its SHA-256."""

    async def get_document(self, stream: str, sha256: str) -> tuple[bytes, str] | None:
        """A document and its media type; None if there is none, or its case was purged."""

    async def find_document(self, stream: str, sha256: str) -> Kept | None:
        """What is known of a document without opening it; None as above."""

    async def purge(self, stream: str, now: int) -> None:
        """Destroy a case's key and documents; what happened and when stays."""

    async def verify(self) -> Break | None:
        """The first place at which the log is not what was written, or None."""

    async def close(self) -> None:
        """Finish what is under way."""


class MemoryStore:
    """The same without a disk: for tests. Nothing in it is sealed."""

    def __init__(self) -> None:
        self._streams: dict[str, list[Record]] = {}
        self._rows: list[Row] = []
        self._documents: dict[tuple[str, str], tuple[bytes, str]] = {}
        self._purged: set[str] = set()
        self._settled: dict[str, int] = {}

    async def append(self, stream: str, after: int, new: Sequence[Record]) -> None:
        """See ``Store``."""
        _check_numbers(stream, after, new)
        held = self._streams.setdefault(stream, [])
        check_head(stream, len(held), after)
        for record in new:
            plain = record.model_dump_json().encode()
            row = Row(len(self._rows) + 1, stream, record.seq, plain, b"")
            before = self._rows[-1].link if self._rows else GENESIS
            self._rows.append(Row(row.n, stream, row.seq, plain, b"", link(before, row)))
            held.append(record)

    async def read(self, stream: str, after: int = 0) -> list[Record]:
        """See ``Store``."""
        found = self._streams.get(stream, [])[after:]
        return [join(split(r)[0], {}) for r in found] if stream in self._purged else found

    async def streams(self) -> list[str]:
        """See ``Store``."""
        return list(self._streams)

    async def settle(self, streams: Mapping[str, int]) -> None:
        """See ``Store``."""
        self._settled |= streams

    async def unsettled(self, since: int) -> list[str]:
        """See ``Store``."""
        old = {stream for stream, at in self._settled.items() if at < since} | self._purged
        return [stream for stream in self._streams if stream not in old]

    async def put_document(self, stream: str, data: bytes, media_type: str) -> str:
        """See ``Store``."""
        name = hashlib.sha256(data).hexdigest()
        self._documents[stream, name] = data, media_type
        return name

    async def get_document(self, stream: str, sha256: str) -> tuple[bytes, str] | None:
        """See ``Store``."""
        return self._documents.get((stream, sha256))

    async def find_document(self, stream: str, sha256: str) -> Kept | None:
        """See ``Store``."""
        found = self._documents.get((stream, sha256))
        return None if found is None else Kept(found[1], len(found[0]))

    async def purge(self, stream: str, now: int) -> None:
        """See ``Store``."""
        self._purged.add(stream)
        self._documents = {k: v for k, v in self._documents.items() if k[0] != stream}

    async def verify(self) -> Break | None:
        """See ``Store``."""
        return check(self._rows, (len(self._rows), self._rows[-1].link) if self._rows else None)

    async def close(self) -> None:
        """See ``Store``."""


class SQLiteStore:
    """The log in one SQLite file, with one thread that writes and one that reads.

    Raises InputError for a file that is no such log, one of a later version, or one whose keys
    another master key wrapped.
    """

    def __init__(self, file: Path, master: MasterKey) -> None:
        self._file, self._master = file, master
        connection = opened(file)
        _check_master(connection, file, master)
        self._writer = LogWriter(connection, master)
        self._reader = connected(file)
        self._reading = ThreadPoolExecutor(1, "log reader")

    async def append(self, stream: str, after: int, new: Sequence[Record]) -> None:
        """See ``Store``."""
        _check_numbers(stream, after, new)
        await self._writer.append(stream, after, tuple(new))

    async def read(self, stream: str, after: int = 0) -> list[Record]:
        """See ``Store``."""
        return await self._read_by(self._read, stream, after)

    async def streams(self) -> list[str]:
        """See ``Store``."""
        rows = await self._read_by(self._found, "SELECT stream FROM log WHERE seq = 1 ORDER BY n")
        return [name for (name,) in rows]

    async def settle(self, streams: Mapping[str, int]) -> None:
        """See ``Store``."""
        sql = "INSERT OR REPLACE INTO settled VALUES (?, ?)"
        await self._writer.run([(sql, row) for row in streams.items()])

    async def unsettled(self, since: int) -> list[str]:
        """See ``Store``."""
        sql = """
            SELECT stream FROM keys WHERE NOT EXISTS (
                SELECT 1 FROM settled WHERE settled.stream = keys.stream AND at < ?
            ) ORDER BY keys.rowid
        """
        return [name for (name,) in await self._read_by(self._found, sql, since)]

    async def put_document(self, stream: str, data: bytes, media_type: str) -> str:
        """See ``Store``."""
        name = hashlib.sha256(data).hexdigest()
        key = await self._read_by(self._key_of, stream)
        if key is None:
            raise Conflict(f"{stream}: has no key; it was purged, or not opened yet")
        sealed = key.seal(data, f"{stream}/{name}")
        sql = "INSERT OR IGNORE INTO documents VALUES (?, ?, ?, ?)"
        await self._writer.run([(sql, (stream, name, media_type, sealed))])
        return name

    async def get_document(self, stream: str, sha256: str) -> tuple[bytes, str] | None:
        """See ``Store``."""
        sql = "SELECT sealed, media_type FROM documents WHERE stream = ? AND sha256 = ?"
        rows = await self._read_by(self._found, sql, stream, sha256)
        key = await self._read_by(self._key_of, stream)
        if not rows or key is None:
            return None
        sealed, media_type = rows[0]
        return key.open(sealed, f"{stream}/{sha256}"), media_type

    async def find_document(self, stream: str, sha256: str) -> Kept | None:
        """See ``Store``."""
        sql = "SELECT media_type, LENGTH(sealed) FROM documents WHERE stream = ? AND sha256 = ?"
        rows = await self._read_by(self._found, sql, stream, sha256)
        return Kept(rows[0][0], rows[0][1] - OVERHEAD) if rows else None

    async def purge(self, stream: str, now: int) -> None:
        """See ``Store``."""
        await self._writer.run(
            [
                ("DELETE FROM keys WHERE stream = ?", (stream,)),
                ("DELETE FROM documents WHERE stream = ?", (stream,)),
                ("INSERT OR IGNORE INTO purged VALUES (?, ?)", (stream, now)),
            ],
            forgets=stream,
        )
        # What is deleted is overwritten (secure_delete); a checkpoint takes it out of the WAL.
        await self._read_by(self._found, "PRAGMA wal_checkpoint(TRUNCATE)")

    async def verify(self) -> Break | None:
        """See ``Store``."""
        return await asyncio.to_thread(lambda: check(self.rows(), self._writer.last))

    async def backup(self, file: Path) -> None:
        """A copy of the whole log in another file, taken while it is in use."""
        await asyncio.to_thread(self._back_up, file)

    def rows(self) -> Iterator[Row]:
        """Everything as it is stored, by a connection of its own: it may take long."""
        sql = "SELECT n, stream, seq, plain, sealed, link FROM log ORDER BY n"
        with closing(connected(self._file)) as connection:
            yield from (Row(*row) for row in connection.execute(sql))

    async def close(self) -> None:
        """See ``Store``."""
        await asyncio.to_thread(self._writer.stop)
        await self._read_by(self._reader.close)
        self._reading.shutdown()

    # --- in the reader's thread -------------------------------------------------------------

    async def _read_by(self, reading: Callable[..., T], *arguments: Any) -> T:
        """What the reader's thread finds."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, reading, *arguments)

    def _read(self, stream: str, after: int) -> list[Record]:
        key = self._key_of(stream)
        sql = "SELECT seq, plain, sealed FROM log WHERE stream = ? AND seq > ? ORDER BY seq"
        found = []
        for seq, plain, sealed in self._found(sql, stream, after):
            about = f"{stream}/{seq}"
            secret = from_json(key.open(sealed, about)) if key is not None and sealed else {}
            found.append(join(from_json(plain), secret))
        return found

    def _key_of(self, stream: str) -> CaseKey | None:
        if (known := self._writer.keys.get(stream)) is not None:
            return known
        rows = self._found("SELECT wrapped FROM keys WHERE stream = ?", stream)
        return self._master.unwrap(rows[0][0]) if rows else None

    def _found(self, sql: str, *values: Any) -> list[Any]:
        return self._reader.execute(sql, values).fetchall()

    def _back_up(self, file: Path) -> None:
        with closing(connected(self._file)) as source, closing(sqlite3.connect(file)) as target:
            source.backup(target)


def _check_master(connection: sqlite3.Connection, file: Path, master: MasterKey) -> None:
    """Raises InputError where another master key wrapped the log's keys."""
    wrapped = connection.execute("SELECT wrapped FROM keys LIMIT 1").fetchone()
    try:
        if wrapped is not None:
            master.unwrap(wrapped[0])
    except NotReadable:
        connection.close()
        message = "was written with another master key: name the file of that key"
        raise InputError(Fault(str(file), "", message)) from None


def _check_numbers(stream: str, after: int, new: Sequence[Record]) -> None:
    """Raises ValueError unless records are numbered on from those before."""
    if [record.seq for record in new] != list(range(after + 1, after + len(new) + 1)):
        raise ValueError(f"{stream}: the records' numbers do not follow {after}")
