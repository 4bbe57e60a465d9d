"""kill -9 while hundreds of writers wait: what was acknowledged is there, and the chain holds."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from pathlib import Path

from tongban.live.sealing import MasterKey
from tongban.live.store import SQLiteStore

PROGRAM = Path(__file__).with_name("appender.py")
KILLS = 8


def killed_after(folder: Path, prefix: str, acknowledged: int) -> tuple[dict[str, int], int]:
    """What a program acknowledged before it was killed, and how many were in flight then."""
    program = subprocess.Popen(
        [sys.executable, str(PROGRAM), str(folder), prefix], stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    heads: dict[str, int] = {}
    answered, in_flight = 0, 0
    with program, program.stdout as lines:
        assert lines.readline() == "ready\n"
        for line in lines:
            first, *rest = line.split()
            if first == "in":
                in_flight = int(rest[-1])
                continue
            if not rest:
                break  # cut off by the kill
            heads[first] = int(rest[0])
            answered += 1
            in_flight -= 1
            if answered == acknowledged:
                program.kill()
                still_waiting = in_flight
    return heads, still_waiting


def test_every_acknowledged_record_survives_every_kill(tmp_path: Path) -> None:
    chance = random.Random(1)
    heads: dict[str, int] = {}
    for kill in range(KILLS):
        found, waiting = killed_after(tmp_path, f"k{kill}", 250 + chance.randrange(1, 40))
        assert waiting >= 200
        heads |= found
    asyncio.run(check(tmp_path, heads))


async def check(folder: Path, heads: dict[str, int]) -> None:
    """All of it is there, nothing is out of order, and the log takes more."""
    store = SQLiteStore(folder / "log.db", MasterKey.kept_in(folder / "key"))
    try:
        assert await store.verify() is None
        for stream, head in heads.items():
            records = await store.read(stream)
            assert [record.seq for record in records] == list(range(1, len(records) + 1))
            assert len(records) >= head, stream
    finally:
        await store.close()
