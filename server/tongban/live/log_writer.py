"""The one thread that writes to the log: whatever waits when it comes round is committed together.

So that many writers pay for one sync. A job is told once it is on disk, or why it is not; the
event loop is woken once for all jobs of a commit.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json

from ..errors import TongbanError
from ..session import Record
from .chain import GENESIS, Row, link
from .sealing import CaseKey, MasterKey, nonces, split

__all__ = ["Conflict", "LogWriter", "StoreFailed", "check_head"]

GROUP = 512
"""Jobs committed together at most, so that the first of them does not wait for ever."""
AT_ONCE = (256, 64, 16, 4, 1)
"""Rows to a statement. Each statement lets go of the interpreter's lock and has to get it back."""
INSERT = {n: "INSERT INTO log VALUES " + ", ".join(["(?, ?, ?, ?, ?, ?)"] * n) for n in AT_ONCE}

Done = asyncio.Future[None]
Told = tuple[Done, Exception | None]
Sql = tuple[str, tuple[Any, ...]]


class Conflict(TongbanError):
    """Somebody else wrote to the stream first: read on, decide again."""


class StoreFailed(TongbanError):
    """The disk did not take it; nothing of it was acknowledged."""


@dataclass(frozen=True, slots=True)
class _Append:
    stream: str
    after: int
    records: Sequence[Record]
    done: Done


@dataclass(frozen=True, slots=True)
class _Run:
    """Anything else that writes."""

    sql: Sequence[Sql]
    done: Done
    forgets: str | None  # the stream whose key is gone


_Job = _Append | _Run


class LogWriter:
    """Writes jobs to an open log, from a thread of its own, until it is stopped.

    connection  is the writer's from now on
    """

    def __init__(self, connection: sqlite3.Connection, master: MasterKey) -> None:
        self.connection, self._master = connection, master
        self.keys: dict[str, CaseKey] = {}  # of streams that were written to
        sql = "SELECT n, link FROM log ORDER BY n DESC LIMIT 1"
        self.last: tuple[int, bytes] = connection.execute(sql).fetchone() or (0, GENESIS)
        self._heads: dict[str, int] = {}  # the same
        self._rows: list[Sequence[Any]] = []  # of the commit under way
        self._nonces: list[bytes] = []  # for it
        self._inbox: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="log writer", daemon=True)
        self._thread.start()

    async def append(self, stream: str, after: int, records: Sequence[Record]) -> None:
        """See ``Store``."""
        done: Done = asyncio.get_running_loop().create_future()
        self._inbox.put(_Append(stream, after, records, done))
        await done

    async def run(self, sql: Sequence[Sql], forgets: str | None = None) -> None:
        """Statements that write, together on disk when this returns."""
        done: Done = asyncio.get_running_loop().create_future()
        self._inbox.put(_Run(sql, done, forgets))
        await done

    def stop(self) -> None:
        """Finish what is under way; then nothing more is written."""
        self._inbox.put(None)
        self._thread.join()

    # --- the thread -------------------------------------------------------------------------

    def _write(self) -> None:
        with closing(self.connection):
            while (job := self._inbox.get()) is not None:
                batch, stop = [job], False
                while len(batch) < GROUP and not self._inbox.empty():
                    following = self._inbox.get()
                    if following is None:
                        stop = True
                        break
                    batch.append(following)
                _tell(self._commit(batch))
                if stop:
                    return

    def _commit(self, batch: Sequence[_Job]) -> list[Told]:
        """All of a batch on disk, or none of it; what each job is told."""
        last = self.last
        told: list[Told] = []
        self._nonces = nonces(sum(len(job.records) for job in batch if isinstance(job, _Append)))
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            for job in batch:
                try:
                    self._do(job)
                    told.append((job.done, None))
                except Conflict as conflict:  # of this job alone: it has written nothing
                    told.append((job.done, conflict))
            self._flush()
            self.connection.execute("COMMIT")
        except Exception as error:
            self._take_back(batch, last)
            failed = StoreFailed(f"the log was not written: {error}")
            return [(job.done, failed) for job in batch]
        return told

    def _take_back(self, batch: Sequence[_Job], last: tuple[int, bytes]) -> None:
        """Nothing of a batch was written; what is known of its streams is read again."""
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")
        self.last = last
        self._rows.clear()
        for job in batch:
            if isinstance(job, _Append):
                self._heads.pop(job.stream, None)
                self.keys.pop(job.stream, None)

    def _do(self, job: _Job) -> None:
        if isinstance(job, _Append):
            check_head(job.stream, self._head(job.stream), job.after)
            key = self._key(job.stream, is_new=job.after == 0)
            for record in job.records:
                self._add(job.stream, record, key)
            self._heads[job.stream] = job.after + len(job.records)
            return
        self._flush()  # in the order in which they came
        for sql, values in job.sql:
            self.connection.execute(sql, values)
        if job.forgets is not None:
            self.keys.pop(job.forgets, None)

    def _add(self, stream: str, record: Record, key: CaseKey) -> None:
        plain, secret = split(record)
        about, nonce = f"{stream}/{record.seq}", self._nonces.pop()
        sealed = key.seal(to_json(secret), about, nonce) if secret else b""
        n, before = self.last
        row = Row(n + 1, stream, record.seq, to_json(plain), sealed)
        here = link(before, row)
        self._rows.append((row.n, row.stream, row.seq, row.plain, row.sealed, here))
        self.last = row.n, here

    def _flush(self) -> None:
        rows, begin = self._rows, 0
        for size in AT_ONCE:
            while len(rows) - begin >= size:
                values = [value for row in rows[begin : begin + size] for value in row]
                self.connection.execute(INSERT[size], values)
                begin += size
        rows.clear()

    def _head(self, stream: str) -> int:
        if stream not in self._heads:
            sql = "SELECT MAX(seq) FROM log WHERE stream = ?"
            self._heads[stream] = self.connection.execute(sql, (stream,)).fetchone()[0] or 0
        return self._heads[stream]

    def _key(self, stream: str, *, is_new: bool) -> CaseKey:
        if stream in self.keys:
            return self.keys[stream]
        if is_new:
            key, wrapped = self._master.new_case_key()
            self.connection.execute("INSERT INTO keys VALUES (?, ?)", (stream, wrapped))
        else:
            sql = "SELECT wrapped FROM keys WHERE stream = ?"
            found = self.connection.execute(sql, (stream,)).fetchone()
            if found is None:
                raise Conflict(f"{stream}: was purged; nothing can be added to it")
            key = self._master.unwrap(found[0])
        self.keys[stream] = key
        return key


def check_head(stream: str, head: int, after: int) -> None:
    """Raises Conflict unless a stream ends where a writer thinks it does."""
    if after != head:
        raise Conflict(f"{stream}: has {head} records, not {after}")


def _tell(told: Iterable[Told]) -> None:
    """Each job, from its own loop's thread."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Told]] = {}
    for done, error in told:
        by_loop.setdefault(done.get_loop(), []).append((done, error))
    for loop, those in by_loop.items():
        with suppress(RuntimeError):  # it is closed: nobody waits any more
            loop.call_soon_threadsafe(_set, those)


def _set(told: Iterable[Told]) -> None:
    for done, error in told:
        if done.done():
            continue  # given up
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)
