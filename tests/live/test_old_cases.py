"""Cases that are over are not read at the start, and are there all the same for who asks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest
from live_world import ITEM, World, until, walk
from over_sockets import Running
from over_sockets import live as over_sockets
from story import SECOND

from tongban.live.sealing import MasterKey
from tongban.live.store import MemoryStore, SQLiteStore, Store
from tongban.session import Record
from tongban.session import messages as m
from tongban_client import Connection

DAY = 86_400 * SECOND


class Watched(MemoryStore):
    """Remembers which streams were read."""

    def __init__(self) -> None:
        super().__init__()
        self.read_of: list[str] = []

    async def read(self, stream: str, after: int = 0) -> list[Record]:
        self.read_of.append(stream)
        return await super().read(stream, after)


async def closed(world: World, grade: int = 5) -> str:
    """A case from ticket to close, with some rating."""
    case = (await world.service.take_ticket("wuhu", "shanghai", ITEM)).case
    tell = world.tell

    async def told(case: str, role: str, body: m.Body, command: str | None = None) -> object:
        if isinstance(body, m.Rate):
            body = m.Rate(grade=grade)
        return await tell(case, role, body, command)

    world.tell = told  # type: ignore[method-assign]
    await walk(world, case)
    await world.clock.tick()
    return case


async def next_day(world: World) -> Sequence[str]:
    """Which cases were read when the service began anew on the day after."""
    store = world.store
    assert isinstance(store, Watched)
    await world.clock.tick()
    world.now += DAY
    store.read_of.clear()
    await world.again()
    return store.read_of


def played(what: Callable[[World], Awaitable[None]]) -> None:
    async def go() -> None:
        world = await World(Watched()).begin()
        try:
            await what(world)
        finally:
            await world.service.stop()

    asyncio.run(go())


def test_only_what_goes_on_is_read_at_the_start() -> None:
    async def go(world: World) -> None:
        await closed(world)
        open_ = (await world.service.take_ticket("wuhu", "shanghai", ITEM)).case
        assert await next_day(world) == [open_]
        assert list(world.service.rooms) == [open_]

    played(go)


def test_what_ended_today_is_there_for_the_days_figures_and_numbers() -> None:
    async def go(world: World) -> None:
        case = await closed(world)
        before = world.service.figures.today(world.now)
        await world.again()
        assert world.service.figures.today(world.now) == before
        assert list(world.service.rooms) == [case]
        assert (await world.service.take_ticket("wuhu", "shanghai", ITEM)).number == "A002"

    played(go)


def test_a_case_that_owes_a_call_back_is_taken_up_until_it_is_done() -> None:
    async def go(world: World) -> None:
        case = await closed(world, grade=1)
        assert await next_day(world) == [case]
        for duty in ("call_back", "rectify"):
            body = m.DischargeDuty.model_validate({"duty": duty, "remark": "done"})
            assert isinstance(await world.tell(case, "clerk", body), Record)
        assert await next_day(world) == []

    played(go)


def test_an_old_case_is_found_and_takes_a_note() -> None:
    async def go(world: World) -> None:
        case = await closed(world)
        await next_day(world)
        found = await world.tell(case, "clerk", m.Note(text="asked for the receipt again"))
        assert isinstance(found, Record)
        assert (await world.service.find(case)).state.notes == (found,)
        with pytest.raises(KeyError):
            await world.service.find("nobody")

    played(go)


def test_a_new_day_lets_go_of_what_is_over() -> None:
    async def go(world: World) -> None:
        case = await closed(world)
        open_ = (await world.service.take_ticket("wuhu", "shanghai", ITEM, "key")).case
        world.now += DAY
        await world.clock.tick()
        assert list(world.service.rooms) == [open_]
        assert (await world.service.take_ticket("wuhu", "shanghai", ITEM, "key")).case == open_
        assert (await world.service.find(case)).state.ended == "accepted"

    played(go)


def test_the_receipt_and_the_room_of_an_old_case(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        hub, ticket = service.hub, await service.ticket()
        async with Connection(service.ws, ticket["token"]) as applicant:
            await applicant.act("leave")
        await until(lambda: not hub.service.room(ticket["case"]).listeners)
        del hub.service.rooms[ticket["case"]]  # as on the day after
        async with Connection(service.ws, ticket["token"]) as applicant:
            await applicant.until(lambda: applicant.view.get("ended") == "abandoned")

    over_sockets(tmp_path, go)


def of_disk(folder: Path) -> SQLiteStore:
    return SQLiteStore(folder / "log.db", MasterKey.kept_in(folder / "key"))


@pytest.mark.parametrize(
    "make", [pytest.param(of_disk, id="sqlite"), pytest.param(lambda _: MemoryStore(), id="memory")]
)
def test_settled_streams_are_told_apart_by_when(
    tmp_path: Path, make: Callable[[Path], Store]
) -> None:
    async def go() -> None:
        store = make(tmp_path)
        world = await World(store).begin()
        cases = [(await world.service.take_ticket("wuhu", "shanghai", ITEM)).case for _ in "abcd"]
        await store.settle({cases[0]: 10, cases[1]: 20})
        await store.purge(cases[2], 30)
        assert await store.unsettled(10) == [cases[0], cases[1], cases[3]]
        assert await store.unsettled(20) == [cases[1], cases[3]]
        assert await store.unsettled(21) == [cases[3]]
        await world.service.stop()
        await store.close()

    asyncio.run(go())
