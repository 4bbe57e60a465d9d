"""kill -9 of the whole service under load: nothing acknowledged is lost, doubled or stuck.

``make soak`` kills a thousand times; see docs/topics/reliability.md.
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
from pathlib import Path
from statistics import median

import pytest
from killing import IN_FLIGHT, Ledger, Load
from live_world import CATALOGUE, FLOW, PLACES
from served import COMMAND, Served
from stand_ins import listening

from tongban.live.sealing import MasterKey
from tongban.live.store import SQLiteStore
from tongban.session import CaseState, Rules, evolve

KILLS = int(os.environ.get("SOAK_KILLS", "50"))
IN_ONE_LOG = 25
"""Kills of a service on one log: a start reads all of it."""
LEDGERS: list[Ledger] = []
BY_COMMAND = 10
"""Each tenth start is that of the command itself, the others a copy of one that has started."""


async def killed(folder: Path, kills: int, seed: int) -> Ledger:
    """The ledger of a service that was killed so often, after every story has come to its end."""
    async with listening() as regions, Served(folder, regions.urls) as served:
        load = Load(served, Ledger(served.log), random.Random(seed))
        await load.begin()
        for number in range(1, kills + 1):
            await load.kill(reborn=number % BY_COMMAND != 0)
        await load.end()
        await served.stop()
        load.ledger.check()
        assert "Traceback" not in served.errors()
        verify = [sys.executable, *COMMAND, "log", "verify", "--db", str(served.log)]
        assert subprocess.run(verify, capture_output=True, check=False).returncode == 0
        cases = await states(folder)
        assert [case.case for case in cases if case.ended is None] == []
        submitted = {c.submission.key: c.case_number for c in cases if c.submission}
        taken = regions.numbers()
        assert submitted == taken
        assert len(set(taken.values())) == len(taken)
    return load.ledger


async def states(folder: Path) -> list[CaseState]:
    """Every case as its records leave it."""
    store = SQLiteStore(folder / "log.db", MasterKey.kept_in(folder / "log.key"))
    found = []
    for stream in await store.streams():
        state: CaseState | None = None
        for record in await store.read(stream):
            if state is None:
                region = PLACES.region_of[record.body.home]
                rules = Rules(FLOW, CATALOGUE.items[record.body.item], region)
            state = evolve(rules, state, record)
        assert state is not None
        found.append(state)
    await store.close()
    return found


@pytest.mark.parametrize("first", range(0, KILLS, IN_ONE_LOG))
def test_a_service_killed_again_and_again_loses_doubles_and_sticks_nothing(
    tmp_path: Path, first: int
) -> None:
    kills = min(IN_ONE_LOG, KILLS - first)
    ledger = asyncio.run(killed(tmp_path, kills, seed=first))
    assert len(ledger.in_flight) == kills
    assert min(ledger.in_flight) >= IN_FLIGHT
    LEDGERS.append(ledger)
    print("\n".join(lines(LEDGERS)))


def lines(ledgers: list[Ledger]) -> list[str]:
    """The ledger as it is printed: of all logs so far. It says what the tests have asserted."""
    flying = [number for ledger in ledgers for number in ledger.in_flight]
    acknowledged = sum(len(ledger.acknowledged) for ledger in ledgers)
    found = sum(len(each.acknowledged.keys() & each.stored.keys()) for each in ledgers)
    return [
        f"kills                       {len(flying)}",
        f"in flight at each kill      least {min(flying)}, median {median(flying):.0f}",
        f"commands acknowledged       {acknowledged}",
        f"found again                 {found}",
        "doubled                     0",
        f"cases                       {sum(len(ledger.tickets) for ledger in ledgers)}",
        "stuck                       0",
        f"records in the logs         {sum(ledger.records for ledger in ledgers)}",
    ]
