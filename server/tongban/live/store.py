"""The durable log: append-only, one stream for each case, and it is the audit log.

Acknowledged means on disk. One thread writes; whatever waits when it comes round is committed
together (group commit), so that many writers pay for one sync. Reading has a connection of its
own. Times are µs since 1970-01-01 UTC.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import queue
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ..errors import Fault, InputError, TongbanError
from ..session import Record
from .chain import GENESIS, Break, Row, check, link
from .sealing import OVERHEAD, CaseKey, MasterKey, NotReadable, join, split

__all__ = ["Conflict", "Kept", "MemoryStore", "SQLiteStore", "Store", "StoreFailed"]

SCHEMA = 1
CREATE = """
CREATE TABLE log (
    n INTEGER PRIMARY KEY, stream TEXT NOT NULL, seq INTEGER NOT NULL,
    plain BLOB NOT NULL, sealed BLOB NOT NULL, link BLOB NOT NULL, UNIQUE (stream, seq)
) STRICT;
CREATE TABLE keys (stream TEXT PRIMARY KEY, wrapped BLOB NOT NULL) STRICT;
CREATE TABLE purged (stream TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
CREATE TABLE documents (
    stream TEXT NOT NULL, sha256 TEXT NOT NULL, media_type TEXT NOT NULL, sealed BLOB NOT NULL,
    PRIMARY KEY (stream, sha256)
) STRICT;
"""
MIGRATIONS: dict[int, str] = {0: CREATE}
"""Schema version -> what leads to the next one."""
GROUP = 512
"""Records committed together at most, so that the first of them does not wait for ever."""


class Conflict(TongbanError):
    """Somebody else wrote to the stream first: read on, decide again."""


class StoreFailed(TongbanError):
    """The disk did not take it; nothing of it was acknowledged."""


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


@dataclass(frozen=True, slots=True)
class _Append:
    stream: str
    after: int
    records: tuple[Record, ...]
    done: Future[None]


@dataclass(frozen=True, slots=True)
class _Run:
    """Anything else that writes."""

    sql: tuple[tuple[str, tuple[Any, ...]], ...]
    done: Future[None]
    forgets: str | None = None  # the stream whose key is gone


class MemoryStore:
    """The same without a disk: for tests. Nothing in it is sealed."""

    def __init__(self) -> None:
        self._streams: dict[str, list[Record]] = {}
        self._rows: list[Row] = []
        self._documents: dict[tuple[str, str], tuple[bytes, str]] = {}
        self._purged: set[str] = set()

    async def append(self, stream: str, after: int, new: Sequence[Record]) -> None:
        """See ``Store``."""
        _check_numbers(stream, after, new)
        held = self._streams.setdefault(stream, [])
        _check_head(stream, len(held), after)
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
    """The log in one SQLite file: WAL, every commit synced, one writer thread.

    Raises InputError for a file that is no such log, or one of a later version.
    """

    def __init__(self, file: Path, master: MasterKey) -> None:
        self._file, self._master = file, master
        self._inbox: queue.SimpleQueue[_Append | _Run | None] = queue.SimpleQueue()
        self._keys: dict[str, CaseKey] = {}
        self._heads: dict[str, int] = {}
        self._last: tuple[int, bytes] = (0, GENESIS)
        self._connection = _opened(file)
        self._take_up()
        self._thread = threading.Thread(target=self._write, name="log writer", daemon=True)
        self._thread.start()

    async def append(self, stream: str, after: int, new: Sequence[Record]) -> None:
        """See ``Store``."""
        _check_numbers(stream, after, new)
        done: Future[None] = Future()
        self._inbox.put(_Append(stream, after, tuple(new), done))
        await asyncio.wrap_future(done)

    async def read(self, stream: str, after: int = 0) -> list[Record]:
        """See ``Store``."""
        return await asyncio.to_thread(self._read, stream, after)

    async def streams(self) -> list[str]:
        """See ``Store``."""
        sql = "SELECT stream FROM log WHERE seq = 1 ORDER BY n"
        return await asyncio.to_thread(lambda: [name for (name,) in self._rows_of(sql)])

    async def put_document(self, stream: str, data: bytes, media_type: str) -> str:
        """See ``Store``."""
        name = hashlib.sha256(data).hexdigest()
        key = await asyncio.to_thread(self._key_of, stream)
        if key is None:
            raise Conflict(f"{stream}: has no key; it was purged, or not opened yet")
        sealed = key.seal(data, f"{stream}/{name}")
        sql = "INSERT OR IGNORE INTO documents VALUES (?, ?, ?, ?)"
        await self._run((sql, (stream, name, media_type, sealed)))
        return name

    async def get_document(self, stream: str, sha256: str) -> tuple[bytes, str] | None:
        """See ``Store``."""
        sql = "SELECT sealed, media_type FROM documents WHERE stream = ? AND sha256 = ?"
        rows = await asyncio.to_thread(lambda: list(self._rows_of(sql, (stream, sha256))))
        key = await asyncio.to_thread(self._key_of, stream)
        if not rows or key is None:
            return None
        sealed, media_type = rows[0]
        return key.open(sealed, f"{stream}/{sha256}"), media_type

    async def find_document(self, stream: str, sha256: str) -> Kept | None:
        """See ``Store``."""
        sql = "SELECT media_type, LENGTH(sealed) FROM documents WHERE stream = ? AND sha256 = ?"
        rows = await asyncio.to_thread(lambda: list(self._rows_of(sql, (stream, sha256))))
        return Kept(rows[0][0], rows[0][1] - OVERHEAD) if rows else None

    async def purge(self, stream: str, now: int) -> None:
        """See ``Store``."""
        await self._run(
            ("DELETE FROM keys WHERE stream = ?", (stream,)),
            ("DELETE FROM documents WHERE stream = ?", (stream,)),
            ("INSERT OR IGNORE INTO purged VALUES (?, ?)", (stream, now)),
            forgets=stream,
        )
        # What is deleted is overwritten (secure_delete); a checkpoint takes it out of the WAL.
        await asyncio.to_thread(lambda: list(self._rows_of("PRAGMA wal_checkpoint(TRUNCATE)")))

    async def verify(self) -> Break | None:
        """See ``Store``."""
        return await asyncio.to_thread(lambda: check(self.rows(), self._last))

    async def backup(self, file: Path) -> None:
        """A copy of the whole log in another file, taken while it is in use."""
        await asyncio.to_thread(self._back_up, file)

    def rows(self) -> Iterator[Row]:
        """Everything as it is stored."""
        sql = "SELECT n, stream, seq, plain, sealed, link FROM log ORDER BY n"
        return (Row(*row) for row in self._rows_of(sql))

    async def close(self) -> None:
        """See ``Store``."""
        self._inbox.put(None)
        await asyncio.to_thread(self._thread.join)

    # --- the writer thread ------------------------------------------------------------------

    def _write(self) -> None:
        """Until told to stop: everything that waits, committed together."""
        with closing(self._connection):
            while (job := self._inbox.get()) is not None:
                batch, stop = [job], False
                while len(batch) < GROUP and not self._inbox.empty():
                    following = self._inbox.get()
                    if following is None:
                        stop = True
                        break
                    batch.append(following)
                self._commit(batch)
                if stop:
                    return

    def _commit(self, batch: Sequence[_Append | _Run]) -> None:
        """All of a batch on disk, or none of it; each job is told."""
        before = dict(self._heads), self._last, dict(self._keys)
        accepted: list[Future[None]] = []
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for job in batch:
                try:
                    self._do(job)
                    accepted.append(job.done)
                except Conflict as conflict:  # of this job alone: it has written nothing
                    job.done.set_exception(conflict)
            self._connection.execute("COMMIT")
        except Exception as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self._heads, self._last, self._keys = before
            for job in batch:
                if not job.done.done():
                    job.done.set_exception(StoreFailed(f"{self._file}: {error}"))
            return
        for done in accepted:
            done.set_result(None)

    def _do(self, job: _Append | _Run) -> None:
        if isinstance(job, _Run):
            for sql, values in job.sql:
                self._connection.execute(sql, values)
            if job.forgets is not None:
                self._keys.pop(job.forgets, None)
            return
        _check_head(job.stream, self._heads.get(job.stream, 0), job.after)
        key = self._key_for_writing(job.stream, is_new=job.after == 0)
        for record in job.records:
            plain, secret = split(record)
            about = f"{job.stream}/{record.seq}"
            sealed = key.seal(_bytes_of(secret), about) if secret else b""
            n, before = self._last
            row = Row(n + 1, job.stream, record.seq, _bytes_of(plain), sealed)
            here = link(before, row)
            values = (row.n, row.stream, row.seq, row.plain, row.sealed, here)
            self._connection.execute("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)", values)
            self._last, self._heads[job.stream] = (row.n, here), record.seq

    def _key_for_writing(self, stream: str, *, is_new: bool) -> CaseKey:
        if stream in self._keys:
            return self._keys[stream]
        if is_new:
            key, wrapped = self._master.new_case_key()
            self._connection.execute("INSERT INTO keys VALUES (?, ?)", (stream, wrapped))
        else:
            found = self._connection.execute(
                "SELECT wrapped FROM keys WHERE stream = ?", (stream,)
            ).fetchone()
            if found is None:
                raise Conflict(f"{stream}: was purged; nothing can be added to it")
            key = self._master.unwrap(found[0])
        self._keys[stream] = key
        return key

    # --- reading ----------------------------------------------------------------------------

    def _read(self, stream: str, after: int) -> list[Record]:
        key = self._key_of(stream)
        sql = "SELECT seq, plain, sealed FROM log WHERE stream = ? AND seq > ? ORDER BY seq"
        found = []
        for seq, plain, sealed in self._rows_of(sql, (stream, after)):
            about = f"{stream}/{seq}"
            secret = json.loads(key.open(sealed, about)) if key is not None and sealed else {}
            found.append(join(json.loads(plain), secret))
        return found

    def _key_of(self, stream: str) -> CaseKey | None:
        if (known := self._keys.get(stream)) is not None:
            return known
        rows = list(self._rows_of("SELECT wrapped FROM keys WHERE stream = ?", (stream,)))
        return self._master.unwrap(rows[0][0]) if rows else None

    def _rows_of(self, sql: str, values: tuple[Any, ...] = ()) -> Iterator[Any]:
        with closing(_connected(self._file)) as connection:
            yield from connection.execute(sql, values)

    async def _run(self, *sql: tuple[str, tuple[Any, ...]], forgets: str | None = None) -> None:
        done: Future[None] = Future()
        self._inbox.put(_Run(sql, done, forgets))
        await asyncio.wrap_future(done)

    def _back_up(self, file: Path) -> None:
        with closing(_connected(self._file)) as source, closing(sqlite3.connect(file)) as target:
            source.backup(target)

    def _take_up(self) -> None:
        """Where the log stands; InputError where another master key wrapped its keys."""
        sql = "SELECT stream, MAX(seq) FROM log GROUP BY stream"
        self._heads = dict(self._connection.execute(sql))
        row = self._connection.execute("SELECT n, link FROM log ORDER BY n DESC LIMIT 1").fetchone()
        self._last = row or (0, GENESIS)
        wrapped = self._connection.execute("SELECT wrapped FROM keys LIMIT 1").fetchone()
        try:
            if wrapped is not None:
                self._master.unwrap(wrapped[0])
        except NotReadable:
            self._connection.close()
            message = "was written with another master key: name the file of that key"
            raise InputError(Fault(str(self._file), "", message)) from None


def _opened(file: Path) -> sqlite3.Connection:
    """The writer's connection, its schema made or brought up to date."""
    try:
        connection = _connected(file)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA:
            message = f"has version {version}, this program knows {SCHEMA}: use a later program"
            raise InputError(Fault(str(file), "", message))
        while version < SCHEMA:
            connection.executescript(
                f"BEGIN;{MIGRATIONS[version]}PRAGMA user_version = {version + 1};COMMIT;"
            )
            version += 1
    except sqlite3.Error as error:
        message = f"is no log that can be opened ({error}): name another file"
        raise InputError(Fault(str(file), "", message)) from None
    return connection


def _connected(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=10)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _check_head(stream: str, head: int, after: int) -> None:
    if after != head:
        raise Conflict(f"{stream}: has {head} records, not {after}")


def _check_numbers(stream: str, after: int, new: Sequence[Record]) -> None:
    """Raises ValueError unless records are numbered on from those before."""
    if [record.seq for record in new] != list(range(after + 1, after + len(new) + 1)):
        raise ValueError(f"{stream}: the records' numbers do not follow {after}")


def _bytes_of(plain: Any) -> bytes:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
