"""Every store keeps what it acknowledged, in order; what is purged is gone and still verifies."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from story import PAPER, Case

from tongban.errors import InputError
from tongban.live.sealing import MasterKey, NotReadable, join, split
from tongban.live.store import Conflict, Kept, MemoryStore, SQLiteStore, Store, StoreFailed
from tongban.session import Record
from tongban.session.messages import Say

Make = Callable[[Path], Store]


def sqlite(folder: Path) -> SQLiteStore:
    return SQLiteStore(folder / "log.db", MasterKey.kept_in(folder / "master.key"))


def memory(_: Path) -> MemoryStore:
    return MemoryStore()


STORES = [pytest.param(sqlite, id="sqlite"), pytest.param(memory, id="memory")]
every_store = pytest.mark.parametrize("make", STORES)


def story(name: str = "case-1") -> list[Record]:
    case = Case(name=name).open().seated().connected().identified()
    case.fill("name", "Zhang San")
    return case.stream


def run(folder: Path, make: Make, what: Callable[[Store], Coroutine[Any, Any, Any]]) -> Any:
    async def go() -> Any:
        store = make(folder)
        try:
            return await what(store)
        finally:
            await store.close()

    return asyncio.run(go())


@every_store
def test_what_was_appended_is_read_again(make: Make, tmp_path: Path) -> None:
    records = story()

    async def go(store: Store) -> None:
        await store.append("case-1", 0, records[:3])
        await store.append("case-1", 3, records[3:])
        assert await store.read("case-1") == records
        assert await store.read("case-1", 5) == records[5:]
        assert await store.read("nobody") == []
        assert await store.verify() is None

    run(tmp_path, make, go)


@every_store
def test_who_was_slower_is_told(make: Make, tmp_path: Path) -> None:
    records = story()

    async def go(store: Store) -> None:
        await store.append("case-1", 0, records[:3])
        with pytest.raises(Conflict, match="has 3 records, not 2"):
            await store.append("case-1", 2, records[2:4])
        with pytest.raises(ValueError, match="do not follow"):
            await store.append("case-1", 3, records[4:])
        assert await store.read("case-1") == records[:3]
        assert await store.verify() is None

    run(tmp_path, make, go)


@every_store
def test_many_at_once_of_whom_one_wins_each_place(make: Make, tmp_path: Path) -> None:
    names = [f"case-{i}" for i in range(20)]

    async def go(store: Store) -> None:
        both = [store.append(name, 0, story(name)) for name in names for _ in range(2)]
        found = await asyncio.gather(*both, return_exceptions=True)
        assert [sum(r is None for r in found[i : i + 2]) for i in range(0, 40, 2)] == [1] * 20
        assert sorted(await store.streams()) == sorted(names)
        for name in names:
            assert await store.read(name) == story(name)
        assert await store.verify() is None

    run(tmp_path, make, go)


@every_store
def test_documents_and_purging(make: Make, tmp_path: Path) -> None:
    async def go(store: Store) -> None:
        await store.append("case-1", 0, story())
        name = await store.put_document("case-1", b"a picture", "image/png")
        assert await store.get_document("case-1", name) == (b"a picture", "image/png")
        assert await store.get_document("case-1", PAPER) is None
        assert await store.find_document("case-1", name) == Kept("image/png", len(b"a picture"))
        assert await store.find_document("case-1", PAPER) is None
        await store.purge("case-1", 5)
        assert await store.get_document("case-1", name) is None
        assert await store.find_document("case-1", name) is None
        seen = await store.read("case-1")
        assert [r.body.type for r in seen] == [r.body.type for r in story()]
        assert "Zhang" not in repr(seen)
        assert await store.verify() is None

    run(tmp_path, make, go)


# --- on disk --------------------------------------------------------------------------------


def test_a_log_is_taken_up_where_it_was(tmp_path: Path) -> None:
    records = story()
    run(tmp_path, sqlite, lambda store: store.append("case-1", 0, records[:4]))
    run(tmp_path, sqlite, lambda store: store.append("case-1", 4, records[4:]))
    assert run(tmp_path, sqlite, lambda store: store.read("case-1")) == records
    assert run(tmp_path, sqlite, lambda store: store.verify()) is None


def test_no_personal_word_stands_in_the_file(tmp_path: Path) -> None:
    async def go(store: Store) -> None:
        await store.append("case-1", 0, story())
        await store.put_document("case-1", b"Zhang San's picture", "image/png")

    run(tmp_path, sqlite, go)
    for file in tmp_path.iterdir():
        assert b"Zhang" not in file.read_bytes(), file


def test_a_purged_case_is_in_no_file_and_takes_nothing_more(tmp_path: Path) -> None:
    records = story()

    async def go(store: Store) -> None:
        await store.append("case-1", 0, records[:-1])
        await store.purge("case-1", 1)
        with pytest.raises(Conflict, match="purged"):
            await store.append("case-1", len(records) - 1, records[-1:])

    run(tmp_path, sqlite, go)
    with closing(sqlite3.connect(tmp_path / "log.db")) as db:
        assert db.execute("SELECT COUNT(*) FROM keys").fetchone() == (0,)


@pytest.mark.parametrize(
    ("sql", "n", "what"),
    [
        pytest.param(
            "UPDATE log SET plain = CAST(replace(plain, 'seated', 'sealed') AS BLOB) WHERE n = 3",
            3,
            "changed",
            id="edited",
        ),
        pytest.param("DELETE FROM log WHERE n = 4", 5, "row 4 is missing", id="deleted"),
        pytest.param("DELETE FROM log WHERE n > 6", 6, "ends here", id="cut off at the end"),
        pytest.param(
            "UPDATE log SET n = CASE n WHEN 3 THEN -4 WHEN 4 THEN -3 ELSE n END;"
            "UPDATE log SET n = -n WHERE n < 0",
            3,
            "out of order",
            id="another order",
        ),
        pytest.param("UPDATE log SET sealed = x'00' WHERE n = 9", 9, "changed", id="sealed part"),
    ],
)
def test_what_was_tampered_with_is_found(tmp_path: Path, sql: str, n: int, what: str) -> None:
    async def go(store: Store) -> None:
        await store.append("case-1", 0, story())
        with closing(sqlite3.connect(tmp_path / "log.db")) as db:
            db.executescript(sql)
        found = await store.verify()
        assert found is not None
        assert (found.n, what in found.what) == (n, True), found

    run(tmp_path, sqlite, go)


def test_a_sealed_part_belongs_to_its_place(tmp_path: Path) -> None:
    key, wrapped = MasterKey.kept_in(tmp_path / "k").new_case_key()
    sealed = key.seal(b"x", "case-1/3")
    assert MasterKey.kept_in(tmp_path / "k").unwrap(wrapped).open(sealed, "case-1/3") == b"x"
    with pytest.raises(NotReadable):
        key.open(sealed, "case-1/4")


def test_a_disk_that_does_not_take_it_acknowledges_nothing(tmp_path: Path) -> None:
    records = story()

    async def go(store: Store) -> None:
        assert isinstance(store, SQLiteStore)
        await store.append("case-1", 0, records[:3])
        pages = store._writer.connection.execute("PRAGMA page_count").fetchone()[0]
        store._writer.connection.execute(f"PRAGMA max_page_count = {pages}")  # the disk is full
        one = Case(name="case-2").open().stream[0]
        more = [one.model_copy(update={"case": f"x-{i}"}) for i in range(2000)]
        appends = [store.append(record.case, 0, [record]) for record in more]
        found = await asyncio.gather(*appends, return_exceptions=True)
        assert any(isinstance(error, StoreFailed) and "full" in str(error) for error in found)
        for record, error in zip(more, found, strict=True):
            assert await store.read(record.case) == ([record] if error is None else [])
        store._writer.connection.execute("PRAGMA max_page_count = 1000000")
        await store.append("case-1", 3, records[3:])
        assert await store.read("case-1") == records
        assert await store.verify() is None

    run(tmp_path, sqlite, go)


def test_another_master_key_is_told_so(tmp_path: Path) -> None:
    run(tmp_path, sqlite, lambda store: store.append("case-1", 0, story()))
    with pytest.raises(InputError, match="another master key"):
        SQLiteStore(tmp_path / "log.db", MasterKey.kept_in(tmp_path / "other.key"))


@pytest.mark.parametrize("content", [b"", b"xyz", b"00" * 31], ids=["empty", "no hex", "short"])
def test_a_file_that_holds_no_key(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "k").write_bytes(content)
    with pytest.raises(InputError, match="holds no key"):
        MasterKey.kept_in(tmp_path / "k")


def test_a_key_that_is_not_on_disk_is_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(handle: int) -> None:
        raise OSError(f"no room for {handle}")

    monkeypatch.setattr("os.fsync", fails)
    with pytest.raises(OSError, match="no room"):
        MasterKey.kept_in(tmp_path / "k")
    monkeypatch.undo()
    assert not (tmp_path / "k").exists()
    MasterKey.kept_in(tmp_path / "k")
    assert [file.name for file in tmp_path.iterdir()] == ["k"]


def test_a_later_log_is_not_touched(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "log.db")) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(InputError, match="has version 99"):
        sqlite(tmp_path)


def test_what_is_no_log_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_bytes(b"not a database, but long enough to look at" * 40)
    with pytest.raises(InputError, match="no log that can be opened"):
        sqlite(tmp_path)


def test_a_backup_is_a_whole_log(tmp_path: Path) -> None:
    async def go(store: Store) -> None:
        assert isinstance(store, SQLiteStore)
        await store.append("case-1", 0, story())
        await store.backup(tmp_path / "copy.db")

    run(tmp_path, sqlite, go)
    copy = SQLiteStore(tmp_path / "copy.db", MasterKey.kept_in(tmp_path / "master.key"))

    async def look() -> None:
        assert await copy.read("case-1") == story()
        assert await copy.verify() is None
        await copy.close()

    asyncio.run(look())


def test_every_record_of_the_story_comes_apart_and_together(case: Case) -> None:
    case.seated().connected().identified().filled().shown("rejected")
    case.act("clerk", "deficient", remark="Zhang forgot")
    case.tell("applicant", Say(text="I am Zhang"))
    for record in case.stream:
        plain, secret = split(record)
        assert "Zhang" not in repr(plain)
        assert join(plain, secret) == record


@pytest.fixture
def case() -> Case:
    return Case().open()


def test_a_log_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    run(tmp_path, sqlite, lambda store: store.append("case-1", 0, story()))
    with closing(sqlite3.connect(tmp_path / "log.db")) as db:
        db.executescript("DROP TABLE settled; PRAGMA user_version = 1;")
    assert run(tmp_path, sqlite, lambda store: store.unsettled(5)) == ["case-1"]
    assert run(tmp_path, sqlite, lambda store: store.read("case-1")) == story()
    assert run(tmp_path, sqlite, lambda store: store.verify()) is None
