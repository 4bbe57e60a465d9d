"""A program that appends to a log without end, many at once, and says what was acknowledged.

Its first line is `ready`; then `STREAM SEQ` for each record that is on disk, and `in flight N`
before each round.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from story import Case

from tongban.live.sealing import MasterKey
from tongban.live.store import SQLiteStore
from tongban.session import messages as m

WRITERS = 250


async def write(store: SQLiteStore, name: str, said: int) -> None:
    """One more thing said in one case, or the case opened."""
    case = CASES.setdefault(name, Case(name=name))
    if case.state is None:
        case.open()
    else:
        case.tell("applicant", m.Say(text=f"word {said}"))
    record = case.stream[-1]
    await store.append(name, record.seq - 1, [record])
    print(name, record.seq, flush=True)


async def main(folder: Path, prefix: str) -> None:
    store = SQLiteStore(folder / "log.db", MasterKey.kept_in(folder / "key"))
    print("ready", flush=True)
    for said in range(1_000_000):
        print("in flight", WRITERS, flush=True)
        await asyncio.gather(*(write(store, f"{prefix}-{i}", said) for i in range(WRITERS)))


CASES: dict[str, Case] = {}

if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
