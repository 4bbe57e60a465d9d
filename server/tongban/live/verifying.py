"""Whether a log is what was written: its chain for anybody, its keys and documents for their owner.

A log is only read, and may be in use. The chain covers every record, with the hash of each document
that it names; what is sealed is opened too where the master key is there.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ..errors import Fault, InputError
from .chain import Row, check
from .sealing import CaseKey, MasterKey, NotReadable

__all__ = ["Verified", "verified_export", "verified_log"]


@dataclass(frozen=True, slots=True)
class Verified:
    """How much there is, and the first thing that is not what was written.

    rows       records
    documents  documents that were opened; None: none was, for want of the key
    broken     where, and how; empty if it is whole
    """

    rows: int
    documents: int | None
    broken: str


def verified_export(file: Path) -> Verified:
    """An exported log.

    The export of a whole log can be verified, not that of single cases: their links hang on the
    rows between. Raises InputError for a file that is no such export.
    """
    rows = []
    for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            line = json.loads(text)
            row = Row(
                line["n"],
                line["stream"],
                line["seq"],
                line["plain"].encode(),
                bytes.fromhex(line["sealed"]),
                bytes.fromhex(line["link"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            message = "is no row of an exported log: export it with --format ndjson, unmasked"
            raise InputError(Fault(f"{file}:{number}", "", message)) from None
        rows.append(row)
    return Verified(len(rows), None, _broken(rows))


def verified_log(file: Path, master: MasterKey | None) -> Verified:
    """A log itself.

    master  without it the chain is looked at, and whether all documents are there
    """
    rows: list[Row] = []
    opened: int | None = None
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as log:
            log.execute("BEGIN")  # one state of it, whatever is written meanwhile
            rows.extend(_rows(log))
            broken = _broken(rows) or _missing(log, rows)
            if master is not None and not broken:
                opened, broken = _opened(log, _keys(log, master, file))
    except (sqlite3.Error, UnicodeDecodeError, _NoRow) as error:
        broken = f"after row {len(rows)}, where it cannot be read: {error}"
    return Verified(len(rows), opened, broken)


class _NoRow(Exception):
    """What stands in a row's place is none: a byte may turn a number into a text."""


def _rows(log: sqlite3.Connection) -> Iterator[Row]:
    kinds = (int, str, int, bytes, bytes, bytes)
    for row in log.execute("SELECT n, stream, seq, plain, sealed, link FROM log ORDER BY n"):
        if tuple(map(type, row)) != kinds:
            raise _NoRow("something else stands there")
        yield Row(*row)


def _broken(rows: list[Row]) -> str:
    """The first place at which the chain does not hold."""
    found = check(rows)
    if found is None:
        return ""
    return f"at row {found.n} ({found.stream}, record {found.seq}): {found.what}"


def _missing(log: sqlite3.Connection, rows: list[Row]) -> str:
    """The first case, or document of a case, that was not purged and yet is gone."""
    purged = {stream for (stream,) in log.execute("SELECT stream FROM purged")}
    keyed = {stream for (stream,) in log.execute("SELECT stream FROM keys")}
    kept = set(log.execute("SELECT stream, sha256 FROM documents"))
    for row in rows:
        if row.stream in purged:
            continue
        if row.stream not in keyed:
            return f"{row.stream}: its key is gone, and it was not purged"
        name = _document(row)
        if name is not None and (row.stream, name) not in kept:
            return f"at row {row.n} ({row.stream}, record {row.seq}): its document is gone"
    return ""


def _document(row: Row) -> str | None:
    """The hash of the document that a record names."""
    if b'"document"' not in row.plain:
        return None
    name = json.loads(row.plain)["body"].get("document")
    return name if isinstance(name, str) else None


def _keys(log: sqlite3.Connection, master: MasterKey, file: Path) -> dict[str, CaseKey | None]:
    """Case -> its key, None where it is none; InputError where the master key opens none of all."""
    keys: dict[str, CaseKey | None] = {}
    for stream, wrapped in log.execute("SELECT stream, wrapped FROM keys ORDER BY rowid"):
        try:
            keys[stream] = master.unwrap(wrapped) if isinstance(wrapped, bytes) else None
        except NotReadable:
            keys[stream] = None
    if keys and not any(keys.values()):
        message = "was written with another master key: name the file of that key"
        raise InputError(Fault(str(file), "", message))
    return keys


def _opened(log: sqlite3.Connection, keys: dict[str, CaseKey | None]) -> tuple[int, str]:
    """How many documents could be opened, and the first key or document that could not."""
    for stream, key in keys.items():
        if key is None:
            return 0, f"{stream}: its key was changed after it was stored"
    count = 0
    sql = "SELECT stream, sha256, sealed FROM documents ORDER BY rowid"
    for count, (stream, name, sealed) in enumerate(log.execute(sql), 1):
        if not _is_whole(keys.get(stream), stream, name, sealed):
            return count - 1, f"{stream}: document {name} was changed after it was stored"
    return count, ""


def _is_whole(key: CaseKey | None, stream: str, name: str, sealed: object) -> bool:
    if key is None or not isinstance(sealed, bytes):
        return False
    try:
        return hashlib.sha256(key.open(sealed, f"{stream}/{name}")).hexdigest() == name
    except NotReadable:
        return False
