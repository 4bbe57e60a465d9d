"""A log is verified from outside: the chain without any key, keys and documents with it."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from story import Case, added

from tongban.errors import InputError
from tongban.live.sealing import MasterKey
from tongban.live.store import SQLiteStore
from tongban.live.verifying import Verified, verified_log

SCAN = b"a scan of a card"
NAME = hashlib.sha256(SCAN).hexdigest()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log with a case that has a document, and one without."""
    file = tmp_path / "log.db"

    async def write() -> None:
        store = SQLiteStore(file, key(tmp_path))
        for name in ("case-1", "case-2"):
            case = Case(name=name).open().seated()
            await store.append(name, 0, case.stream)
        case = Case(name="case-3").open().seated().connected().identified().filled()
        await store.append("case-3", 0, case.stream)
        assert await store.put_document("case-3", SCAN, "image/png") == NAME
        before = len(case.stream)
        case.tell("applicant", added("id_card", NAME))
        await store.append("case-3", before, case.stream[before:])
        await store.close()

    asyncio.run(write())
    return file


def key(folder: Path) -> MasterKey:
    return MasterKey.kept_in(folder / "log.key")


def changed(log: Path, sql: str) -> None:
    with closing(sqlite3.connect(log)) as db:
        db.executescript(sql)


def test_a_whole_log_is_whole_with_and_without_its_key(log: Path) -> None:
    found = verified_log(log, key(log.parent))
    assert (found.documents, found.broken) == (1, "")
    assert verified_log(log, None) == Verified(found.rows, None, "")


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        pytest.param("UPDATE log SET plain = x'00' WHERE n = 3", "at row 3 (", id="a record"),
        pytest.param("DELETE FROM log WHERE n = 5", "row 5 is missing", id="no record"),
        pytest.param("DELETE FROM documents", "its document is gone", id="no document"),
        pytest.param("DELETE FROM keys WHERE stream = 'case-2'", "its key is gone", id="no key"),
        pytest.param("DROP TABLE keys", "cannot be read", id="no table"),
    ],
)
def test_what_is_amiss_is_found_without_the_key(log: Path, sql: str, what: str) -> None:
    changed(log, sql)
    assert what in verified_log(log, None).broken


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        pytest.param(
            "UPDATE documents SET sealed = zeroblob(60)",
            f"case-3: document {NAME} was changed",
            id="a document",
        ),
        pytest.param(
            "UPDATE keys SET wrapped = zeroblob(60) WHERE stream = 'case-2'",
            "case-2: its key was changed",
            id="a key",
        ),
    ],
)
def test_what_is_sealed_is_opened_with_the_key(log: Path, sql: str, what: str) -> None:
    changed(log, sql)
    assert not verified_log(log, None).broken
    assert what in verified_log(log, key(log.parent)).broken


def test_what_was_purged_is_not_missed(log: Path) -> None:
    async def purge() -> None:
        store = SQLiteStore(log, key(log.parent))
        await store.purge("case-3", 1)
        await store.close()

    asyncio.run(purge())
    found = verified_log(log, key(log.parent))
    assert (found.documents, found.broken) == (0, "")


def test_the_key_of_another_log_is_not_taken_for_a_changed_one(log: Path) -> None:
    with pytest.raises(InputError, match="another master key"):
        verified_log(log, MasterKey.kept_in(log.parent / "other.key"))


def test_any_byte_of_the_file_may_be_changed_and_what_is_kept_is_missed(log: Path) -> None:
    """No byte ends it but in words; and none of what was written is another unnoticed."""
    changed(log, "PRAGMA wal_checkpoint(TRUNCATE)")
    whole, unchanged = log.read_bytes(), content(log)
    copy = log.with_name("copy.db")
    for at in range(100, len(whole), 199):  # behind the header, in which are counters
        copy.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        for beside in ("copy.db-wal", "copy.db-shm"):
            copy.with_name(beside).unlink(missing_ok=True)
        found = verified_log(copy, key(log.parent))
        assert found.broken or content(copy) == unchanged, at


def content(log: Path) -> list[tuple[object, ...]]:
    """What is kept: records, keys and documents."""
    tables = {"log": "*", "keys": "*", "documents": "stream, sha256, sealed"}
    with closing(sqlite3.connect(log)) as db:
        return [
            row
            for table, columns in tables.items()
            for row in db.execute(f"SELECT {columns} FROM {table} ORDER BY rowid")
        ]
