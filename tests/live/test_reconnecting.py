"""Everybody comes back at once: all get in, and what was said meanwhile is carried out once.

``make soak`` has a thousand clients; see docs/topics/reliability.md.
"""

from __future__ import annotations

import asyncio
import os
import random
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from killing import Ledger, Load, Player
from live_world import ITEM
from served import Served

CLIENTS = int(os.environ.get("SOAK_CLIENTS", "200"))
AT_MOST_S = 60.0


@dataclass(frozen=True, slots=True)
class Room:
    """A case and who is in its room."""

    applicant: Player
    staff: tuple[Player, Player]


async def come(load: Load, stack: AsyncExitStack, number: int) -> Room:
    """An applicant with a ticket, and an assistant and a clerk who look at the case."""
    served = load.served
    ticket = await served.http.take_ticket("wuhu", "shanghai", ITEM)
    load.ledger.tickets.add(ticket["case"])
    tokens = (
        ticket["token"],
        served.token("assistant", f"a{number}", "wuhu"),
        served.token("clerk", f"k{number}", "jingan"),
    )
    applicant, *staff = [
        await stack.enter_async_context(load.connection(served.ws, token)) for token in tokens
    ]
    for one in staff:
        await one.join(ticket["case"])
    return Room(applicant, (staff[0], staff[1]))


@pytest.mark.parametrize("how", ["killed", "stopped"])
def test_all_come_back_at_once_and_nothing_is_lost(tmp_path: Path, how: str) -> None:
    async def go() -> None:
        async with Served(tmp_path) as served, AsyncExitStack() as stack:
            load = Load(served, Ledger(served.log), random.Random(1))
            load.up.set()
            coming = (come(load, stack, number) for number in range(CLIENTS // 3))
            rooms = await asyncio.gather(*coming)
            await asyncio.gather(*(room.applicant.tell("say", text="before") for room in rooms))
            load.up.clear()
            await (served.kill() if how == "killed" else served.stop())
            asked = [
                asyncio.create_task(room.applicant.tell("say", text="meanwhile")) for room in rooms
            ]
            await served.start(reborn=True)
            began = asyncio.get_running_loop().time()
            load.up.set()
            async with asyncio.timeout(AT_MOST_S):
                await asyncio.gather(*asked)
                await asyncio.gather(*(room.applicant.tell("say", text="after") for room in rooms))
                for room in rooms:
                    for one in (room.applicant, *room.staff):
                        await one.until(lambda one=one: len(one.view["said"]) == 3)
                        words = [said["body"]["text"] for said in one.view["said"]]
                        # Staff who do not have the case see that something was said, no more.
                        assert words in (["before", "meanwhile", "after"], ["***"] * 3)
                        assert one.comings == 2
            took = asyncio.get_running_loop().time() - began
            load.ledger.check()
            print(
                f"{3 * len(rooms)} clients back at once after it was {how}: {took:.1f} s; "
                f"{len(load.ledger.acknowledged)} commands acknowledged, all found"
            )
            assert served.errors() in ("", "tongban stopped\n")

    asyncio.run(go())
