"""The SQLite file of the log: its tables, how it is opened, and what an older one becomes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from ..errors import Fault, InputError

__all__ = ["connected", "opened"]

SCHEMA = 2
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
SETTLED = "CREATE TABLE settled (stream TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;"
MIGRATIONS: dict[int, str] = {0: CREATE, 1: SETTLED}
"""Schema version -> what leads to the next one."""


def opened(file: Path) -> sqlite3.Connection:
    """A connection for writing, the schema made or brought up to date.

    Raises InputError for a file that is no such log, or one of a later version.
    """
    try:
        connection = connected(file)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA:
            message = f"has version {version}, this program knows {SCHEMA}: use a later program"
            raise InputError(Fault(str(file), "", message))
        while version < SCHEMA:
            connection.executescript(
                f"BEGIN;{MIGRATIONS[version]}PRAGMA user_version = {version + 1};COMMIT;"
            )
            version += 1
    except (sqlite3.Error, UnicodeDecodeError) as error:
        message = f"is no log that can be opened ({error}): name another file"
        raise InputError(Fault(str(file), "", message)) from None
    return connection


def connected(file: Path) -> sqlite3.Connection:
    """A connection: WAL, every commit synced, what is deleted overwritten."""
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=10)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
