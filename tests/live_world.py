"""A live service on one region's stand-in that is no program: for the tests of ``live``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from story import ROLES, SECOND

from tongban.acceptance import Accepted, Contents, Outcome, Submission, Unavailable
from tongban.live.outbox import Outbox
from tongban.live.places import places_of
from tongban.live.service import Service, staff_of
from tongban.live.store import MemoryStore, Store
from tongban.scenario import flows, load, load_catalogue
from tongban.session import Actor, Command

FLOW = flows()["virtual_window"]
PLACES = places_of(load("yrd-2023"))
CATALOGUE = load_catalogue()
ITEM = "medical_filing"
PICTURE = b"a picture"


class Region:
    """A region's system: gives one number to a key, however often it is asked."""

    region: ClassVar[str] = "shanghai"

    def __init__(self) -> None:
        self.numbers: dict[str, str] = {}
        self.is_down = False
        self.asked = 0
        self.got: list[bytes] = []

    async def submit(self, submission: Submission, contents: Contents) -> Outcome:
        self.asked += 1
        if self.is_down:
            raise Unavailable(self.region, "is down", may_have_arrived=False)
        self.got += [await contents(material) for material in submission.materials]
        key = submission.idempotency_key
        number = self.numbers.setdefault(key, f"SH-{len(self.numbers) + 1}")
        return Accepted.model_validate(
            {
                "region": self.region,
                "idempotency_key": key,
                "case_number": number,
                "accepted_at": "2023-06-06T10:00:00+08:00",
                "promised_on": "2023-06-07",
                "statutory_days": 1,
                "rule_version": "1",
            }
        )

    async def is_up(self) -> bool:
        return not self.is_down


class World:
    """A service that can be stopped and started again on the same store."""

    def __init__(self, store: Store) -> None:
        self.store, self.region = store, Region()
        self.now = 1_700_000_000 * SECOND
        self.service: Service

    async def begin(self) -> World:
        outbox = Outbox(self.store, {"shanghai": self.region}, PLACES.region_of)
        self.service = Service(self.store, FLOW, CATALOGUE, PLACES, outbox, clock=lambda: self.now)
        await self.service.start()
        for name, place, role in (
            ("assistant-1", "wuhu", "assistant"),
            ("clerk-1", "jingan", "clerk"),
        ):
            self.service.desk.set_duty(staff_of(name, place, role), "on_duty", self.now)
        return self

    async def again(self) -> None:
        await self.service.stop()
        await self.begin()

    async def tell(self, case: str, role: str, body: Any, command: str | None = None) -> Any:
        self.now += SECOND
        by = Actor(role="applicant", id=case) if role == "applicant" else ROLES[role]
        given = Command(id=command, body=body) if command else self.service.command(body)
        return await self.service.tell(case, given, by)


def live(what: Callable[[World], Coroutine[Any, Any, None]]) -> None:
    async def go() -> None:
        world = await World(MemoryStore()).begin()
        try:
            await what(world)
        finally:
            await world.service.stop()

    asyncio.run(go())


async def until(true: Callable[[], bool]) -> None:
    """Until something is so; fails after five seconds."""
    for _ in range(500):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("did not come about")


FORM = {
    name: value
    for name, value in {
        "name": "张三",
        "id_number": "310101199001011234",
        "phone": "13800000000",
        "address": "上海市静安区某路1号",
        "insured_in": "上海",
        "care_in": "芜湖",
        "kind": "long_term",
        "begins_on": "2023-07-01",
    }.items()
    if name in CATALOGUE.items[ITEM].form("shanghai")
}
