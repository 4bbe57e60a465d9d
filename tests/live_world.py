"""A live service on one region's stand-in that is no program: for the tests of ``live``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from story import ROLES, SECOND

from tongban.acceptance import Accepted, Contents, Outcome, Submission, Unavailable
from tongban.live.clock import Clock
from tongban.live.outbox import Outbox
from tongban.live.places import places_of
from tongban.live.service import Service, staff_of
from tongban.live.store import MemoryStore, Store
from tongban.scenario import flows, load, load_catalogue
from tongban.session import Actor, Command, Record, content_digest
from tongban.session import messages as m
from tongban_client.pictures import signature

FLOW = flows()["virtual_window"]
PLACES = places_of(load("yrd-2023"))
CATALOGUE = load_catalogue()
ITEM = "medical_filing"
PICTURE = b"a picture"
INK = signature("Zhang San")


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
        self.clock: Clock

    async def begin(self) -> World:
        outbox = Outbox(self.store, {"shanghai": self.region}, PLACES.region_of)
        self.service = Service(self.store, FLOW, CATALOGUE, PLACES, outbox, clock=lambda: self.now)
        self.clock = Clock(self.service)
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


Step = Callable[[World, str], Coroutine[Any, Any, Any]]


def said(role: str, body: Any) -> Step:
    async def step(world: World, case: str) -> None:
        name = f"{role}-{body.type}-{getattr(body, 'action', '')}{getattr(body, 'field', '')}"
        if isinstance(body, m.GrantConsent):
            name += body.capability
        found = await world.tell(case, role, body, name)
        assert isinstance(found, Record), found

    return step


async def called(world: World, case: str) -> None:
    assert (await world.service.call_next("assistant-1")).case == case
    await world.service.begin("assistant-1", case)


async def answered(world: World, case: str) -> None:
    world.service.desk.ring(world.now)
    await world.service.begin("clerk-1", case)


async def shown(world: World, case: str) -> None:
    store = world.store
    sha = await store.put_document(case, PICTURE, "image/png")
    for name in ("id_card", "filing_form"):
        added = m.AddMaterial(
            material=name, document=sha, media_type="image/png", size=len(PICTURE)
        )
        await world.tell(case, "assistant", added, f"add-{name}")
        judged = m.JudgeMaterial(material=name, document=sha, verdict="accepted")
        await world.tell(case, "clerk", judged, f"judge-{name}")


async def signed(world: World, case: str) -> None:
    digest = content_digest(world.service.room(case).state)
    image = await world.store.put_document(case, INK, "image/png")
    await world.tell(case, "applicant", m.Sign(image=image, covers=digest), "sign")


async def submitted(world: World, case: str) -> None:
    digest = content_digest(world.service.room(case).state)
    await world.tell(case, "applicant", m.Submit(covers=digest), "submit")
    await until(lambda: world.service.room(case).state.case_number is not None)


STEPS: list[Step] = [
    called,
    said("assistant", m.Act(action="seated")),
    answered,
    said("clerk", m.Act(action="connected")),
    said("applicant", m.GrantConsent(capability="view")),
    said("applicant", m.GrantConsent(capability="guide")),
    said("clerk", m.Identify(method="card_reader", matches=True)),
    said("clerk", m.Act(action="verified")),
    *[said("applicant", m.EditField(field=k, value=v, base=0)) for k, v in FORM.items()],
    said("applicant", m.Act(action="filled")),
    shown,
    said("clerk", m.Act(action="complete")),
    signed,
    said("applicant", m.Act(action="signed")),
    submitted,
    said("clerk", m.Act(action="accepted")),
    said("applicant", m.Rate(grade=5)),
    said("applicant", m.Act(action="rated")),
    said("clerk", m.Act(action="done")),
]


async def walk(world: World, case: str, *, again_before: int | None = None) -> None:
    for i, step in enumerate(STEPS):
        if i == again_before:
            await world.again()
        await step(world, case)
