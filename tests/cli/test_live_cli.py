"""The verbs round the live service: accounts, its log, and serving itself."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from story import Case
from typer.testing import CliRunner, Result

from tongban.cli.app import app
from tongban.errors import InputError
from tongban.live.sealing import MasterKey
from tongban.live.store import SQLiteStore


def tongban(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def said(*words: object) -> str:
    """What a command prints that must succeed."""
    found = tongban(*words)
    assert found.exit_code == 0, found.output
    return found.stdout


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A log with two cases."""
    file = tmp_path / "log.db"

    async def write() -> None:
        store = SQLiteStore(file, MasterKey.kept_in(tmp_path / "log.key"))
        for name in ("20230606-00001", "20230606-00002"):
            case = Case(name=name, at=1_700_000_000_000_000).open().seated()
            case.stream[0] = case.stream[0].model_copy(
                update={"body": case.stream[0].body.model_copy(update={"home": "jingan"})}
            )
            case.connected().identified()
            case.fill("name", "Zhang San")
            await store.append(name, 0, case.stream)
        await store.close()

    asyncio.run(write())
    return file


def test_accounts_are_made_shown_disabled_and_reset(tmp_path: Path) -> None:
    db = tmp_path / "log.db"
    password = said("accounts", "add", "k1", "--role", "clerk", "--place", "jingan", "--db", db)
    assert len(password.strip()) >= 12
    said("accounts", "disable", "k1", "--db", db)
    assert said("accounts", "list", "--db", db) == "k1\tclerk\tjingan\tdisabled\n"
    assert said("accounts", "reset", "k1", "--db", db) != password
    assert "active" in said("accounts", "list", "--db", db)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        pytest.param(("add", "k1", "--role", "clark"), "did you mean 'clerk'", id="no role"),
        pytest.param(("add", "k1", "--role", "clerk"), "missing: where they sit", id="no place"),
        pytest.param(("disable", "nobody"), "no such account", id="no account"),
    ],
)
def test_what_accounts_refuse(tmp_path: Path, words: tuple[str, ...], fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        raise_of("accounts", *words, "--db", tmp_path / "log.db")


def raise_of(*words: object) -> None:
    found = tongban(*words)
    assert found.exception is not None
    raise found.exception


def test_an_export_is_verified_and_a_changed_byte_is_found(db: Path, tmp_path: Path) -> None:
    file = tmp_path / "log.ndjson"
    file.write_text(said("log", "export", "--all", "--db", db), encoding="utf-8")
    assert said("log", "verify", file).startswith("whole: ")
    assert "Zhang" not in file.read_text(encoding="utf-8")
    lines = file.read_text(encoding="utf-8").splitlines()
    row = json.loads(lines[4])
    row["plain"] = row["plain"].replace("clerk", "clark", 1)
    lines[4] = json.dumps(row, ensure_ascii=False)
    file.write_text("\n".join(lines), encoding="utf-8")
    found = tongban("log", "verify", file)
    assert found.exit_code == 1
    assert "broken at row 5" in found.stdout


def test_a_log_that_was_cut_is_found(db: Path) -> None:
    assert said("log", "verify", "--db", db).startswith("whole: ")
    with closing(sqlite3.connect(db)) as connection:
        connection.executescript("DELETE FROM log WHERE n = 7")
    found = tongban("log", "verify", "--db", db)
    assert found.exit_code == 1
    assert "row 7 is missing" in found.stdout


def test_a_case_is_exported_with_its_words_only_if_asked(db: Path) -> None:
    case = "20230606-00001"
    assert "Zhang" in said("log", "export", case, "--personal", "--db", db)
    masked = said("log", "export", case, "--format", "csv", "--db", db)
    assert "Zhang" not in masked
    assert masked.count("\n") == said("log", "export", case, "--db", db).count("\n") + 1


def test_old_cases_are_purged_and_the_log_still_verifies(db: Path) -> None:
    assert said("log", "purge", "--older-than", "90d", "--db", db) == "purged 2 cases\n"
    assert "Zhang" not in said("log", "export", "20230606-00001", "--personal", "--db", db)
    assert said("log", "verify", "--db", db).startswith("whole: ")


def test_a_backup_is_a_log(db: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    said("log", "backup", copy, "--db", db)
    key = ("--master-key", tmp_path / "log.key")
    assert said("log", "verify", "--db", copy, *key) == said("log", "verify", "--db", db)
    case = "20230606-00001"
    assert "Zhang" in said("log", "export", case, "--personal", "--db", copy, *key)


def test_a_log_is_verified_without_its_key_and_read_with_no_other(db: Path, tmp_path: Path) -> None:
    (tmp_path / "log.key").rename(tmp_path / "safe.key")
    assert said("log", "verify", "--db", db).startswith("whole: ")
    for words in (
        ("export", "--all"),
        ("replay", "20230606-00001"),
        ("purge", "--older-than", "9d"),
    ):
        with pytest.raises(InputError, match="needs the key it was written with"):
            raise_of("log", *words, "--db", db)
    with pytest.raises(InputError, match="needs the key it was written with"):
        raise_of("measures", "--db", db)
    with pytest.raises(InputError, match="needs the key it was written with"):
        raise_of("serve", "--db", db, "--port", "0")
    assert not (tmp_path / "log.key").exists()


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        pytest.param(("export",), "name a case, or give --all", id="nothing named"),
        pytest.param(("export", "nobody"), "no such case", id="no such case"),
        pytest.param(("verify",), "name an exported file", id="nothing to verify"),
        pytest.param(("verify", "none.ndjson"), "no such file", id="no such file"),
        pytest.param(("purge", "--older-than", "long"), "like 90d", id="no days"),
    ],
)
def test_what_a_log_refuses(db: Path, words: tuple[str, ...], fault: str) -> None:
    more = () if words[0] == "verify" else ("--db", db)
    with pytest.raises(InputError, match=fault):
        raise_of("log", *words, *more)


def test_serving_says_when_it_is_ready_and_stops_on_sigterm(tmp_path: Path) -> None:
    words = ["--db", str(tmp_path / "log.db"), "--port", "0"]
    for region in ("shanghai", "jiangsu", "zhejiang", "anhui"):
        words += ["--region", f"{region}=http://127.0.0.1:9"]  # nobody is asked
    program = subprocess.Popen(
        [str(Path(sys.executable).with_name("tongban")), "serve", *words],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert program.stdout is not None
        assert program.stdout.readline().startswith("tongban ready http://127.0.0.1:")
        program.send_signal(signal.SIGTERM)
        assert program.wait(20) == 0
    finally:
        program.kill()
        program.wait()
        program.stdout.close()  # type: ignore[union-attr]


def test_serving_needs_a_system_for_every_region(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no acceptance system of"):
        raise_of("serve", "--db", tmp_path / "log.db", "--port", "0")
