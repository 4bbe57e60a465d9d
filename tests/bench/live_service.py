"""The live service as a program, on a log of cases whose form is being filled in together.

    live_service.py FOLDER ROOMS

Each case has an applicant, an assistant and a clerk of its own, as ``names_of`` says. Nothing is
left out of the service; only its limits are wider, since all come from one address.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from pathlib import Path

from tongban.live.access import Limits
from tongban.live.sealing import MasterKey
from tongban.live.serving import Files, Options, serve
from tongban.live.store import SQLiteStore
from tongban.scenario import load
from tongban.session import Actor, Record, Ticket
from tongban.session import messages as m

HALL, HOME, ITEM = "wuhu", "jingan", "medical_filing"
REGIONS = ("shanghai", "jiangsu", "zhejiang", "anhui")
WIDE = Limits(messages_per_s=1e6, burst=1_000_000)


def names_of(room: int) -> tuple[str, str, str]:
    """A case, its assistant and its clerk."""
    return f"bench-{room:05d}", f"a-{room:05d}", f"k-{room:05d}"


def stream(room: int, at: int) -> list[Record]:
    """A case's records up to where the form is filled in."""
    case, assistant, clerk = names_of(room)
    applicant = Actor(role="applicant", id=case)
    helper, agent = Actor(role="assistant", id=assistant), Actor(role="clerk", id=clerk)
    seats: dict[str, str] = {"window": f"w-{room:05d}", "assistant": assistant}
    said: list[tuple[Actor, m.Body]] = [
        (
            applicant,
            m.Open(
                home=HOME,
                item=ITEM,
                flow="virtual_window",
                stage="come_to_window",
                ticket=Ticket(number=f"A{room:04d}", hall=HALL),
            ),
        ),
        (helper, m.Start(units=seats)),
        (helper, m.Act(action="seated")),
        (agent, m.Start(units={"clerk": clerk})),
        (agent, m.Act(action="connected")),
        (applicant, m.GrantConsent(capability="view")),
        (applicant, m.GrantConsent(capability="guide")),
        (agent, m.Identify(method="card_reader", matches=True)),
        (agent, m.Act(action="verified")),
    ]
    return [
        Record(case=case, seq=i, at=at + i, by=by, command=f"{case}-{i}", body=body)
        for i, (by, body) in enumerate(said, 1)
    ]


async def prepare(files: Files, rooms: int) -> None:
    """Write the log."""
    store = SQLiteStore(files.log, MasterKey.kept_in(files.master_key))
    now = time.time_ns() // 1000
    streams = [stream(room, now) for room in range(rooms)]
    await asyncio.gather(*(store.append(each[0].case, 0, each) for each in streams))
    await store.close()


def main() -> None:
    """Say where it listens, then serve until told to stop."""
    gc.set_threshold(100_000, 20, 20)  # as the command line does
    folder, rooms = Path(sys.argv[1]), int(sys.argv[2])
    files = Files.of(folder / "log.db")
    if not files.log.exists():
        asyncio.run(prepare(files, rooms))
    urls = dict.fromkeys(REGIONS, "http://127.0.0.1:9")  # nothing is submitted
    options = Options(files, port=0, region_urls=urls, limits=WIDE)
    asyncio.run(serve(load("yrd-2023"), options, lambda url: print(f"ready {url}", flush=True)))


if __name__ == "__main__":
    main()
