"""A region's register of cases: a key gets one case number, whatever happens.

One SQLite file, written with a full sync before anything is answered. Looking a key up, taking
the day's next number and writing the case are one transaction, so neither a crash nor two
processes on one file can give two numbers for a key, or one number twice.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Case", "KeyReused", "Register"]

SCHEMA = """
create table if not exists cases (
  key text primary key, digest text not null, case_number text not null unique,
  day text not null, serial integer not null, item text not null, applicant text not null,
  accepted_at text not null, promised_on text not null, unique (day, serial)
) strict;
create table if not exists notes (
  name text primary key, key text unique, digest text not null, body text not null
) strict;
"""
"""`notes` is what a region keeps besides cases: uploads, tickets."""


class KeyReused(Exception):
    """The key belongs to another content."""


@dataclass(frozen=True)
class Case:
    """An accepted case. Of the applicant there is only a masked name."""

    key: str
    case_number: str
    item: str
    applicant: str
    accepted_at: dt.datetime
    promised_on: dt.date


class Register:
    """The file, or `:memory:` for a test. Used by one thread."""

    def __init__(self, path: str | Path = ":memory:") -> None:
        self._db = sqlite3.connect(path, isolation_level=None, timeout=10)
        self._db.execute("pragma journal_mode=wal")
        self._db.execute("pragma synchronous=full")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def accept(
        self,
        key: str,
        digest: str,
        item: str,
        applicant: str,
        accepted_at: dt.datetime,
        promised_on: dt.date,
        number: Callable[[dt.date, int], str],
    ) -> Case:
        """The case of a key: a new one, or the one the key has already.

        number  the case number of a day's n-th case, n from 1

        Raises KeyReused.
        """
        with self._transaction():
            if known := self._by_key(key, digest):
                return known
            day = accepted_at.date()
            serial = self._next_serial(day)
            case = Case(key, number(day, serial), item, applicant, accepted_at, promised_on)
            self._db.execute(
                "insert into cases values (?,?,?,?,?,?,?,?,?)",
                (
                    key,
                    digest,
                    case.case_number,
                    day.isoformat(),
                    serial,
                    item,
                    applicant,
                    accepted_at.isoformat(),
                    promised_on.isoformat(),
                ),
            )
        return case

    def find(self, case_number: str) -> Case | None:
        """The case of a number."""
        return self._one("case_number", case_number)

    def find_key(self, key: str) -> Case | None:
        """The case of a key."""
        return self._one("key", key)

    def latest(self, most: int = 20) -> list[Case]:
        """The newest cases first."""
        with closing(self._db.execute(f"{_SELECT} order by rowid desc limit ?", (most,))) as rows:
            return [_case(row) for row in rows]

    def count(self) -> int:
        """How many cases there are."""
        return int(self._db.execute("select count(*) from cases").fetchone()[0])

    def note(self, name: str, key: str | None, digest: str, body: str) -> tuple[str, str]:
        """Keep something under a name, or find what the key has already: its name and body.

        Raises KeyReused.
        """
        with self._transaction():
            known = self._db.execute(
                "select name, digest, body from notes where key = ?", (key,)
            ).fetchone()
            if known is None:
                self._db.execute("insert into notes values (?,?,?,?)", (name, key, digest, body))
                return name, body
        if known[1] != digest:
            raise KeyReused(key)
        return str(known[0]), str(known[2])

    def noted(self, name: str) -> tuple[str, str, str] | None:
        """Key, digest and body of what is kept under a name."""
        found = self._db.execute(
            "select coalesce(key, ''), digest, body from notes where name = ?", (name,)
        ).fetchone()
        return tuple(found) if found else None

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    def _by_key(self, key: str, digest: str) -> Case | None:
        row = self._db.execute("select digest from cases where key = ?", (key,)).fetchone()
        if row is not None and row[0] != digest:
            raise KeyReused(key)
        return self._one("key", key)

    def _next_serial(self, day: dt.date) -> int:
        row = self._db.execute(
            "select coalesce(max(serial), 0) + 1 from cases where day = ?", (day.isoformat(),)
        ).fetchone()
        return int(row[0])

    def _one(self, column: str, value: str) -> Case | None:
        row = self._db.execute(f"{_SELECT} where {column} = ?", (value,)).fetchone()
        return _case(row) if row else None


_SELECT = "select key, case_number, item, applicant, accepted_at, promised_on from cases"


def _case(row: tuple[str, str, str, str, str, str]) -> Case:
    key, case_number, item, applicant, accepted_at, promised_on = row
    return Case(
        key,
        case_number,
        item,
        applicant,
        dt.datetime.fromisoformat(accepted_at),
        dt.date.fromisoformat(promised_on),
    )
