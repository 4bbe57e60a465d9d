"""The service without sockets: tickets, calls, the clock, a restart anywhere, what is owed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from live_world import ITEM, PICTURE, STEPS, World, called, live, submitted, until, walk
from story import SECOND

from tongban.desk import NotClaimed
from tongban.live.rooms import Listener
from tongban.live.sealing import MasterKey
from tongban.live.service import NoTicket
from tongban.live.store import MemoryStore, SQLiteStore
from tongban.session import Actor, Record, Refusal, content_digest
from tongban.session import messages as m


def test_a_case_from_ticket_to_close() -> None:
    async def go(world: World) -> None:
        taken = await world.service.take_ticket("wuhu", "shanghai", ITEM)
        assert (taken.number, taken.home) == ("A001", "jingan")
        await walk(world, taken.case)
        state = world.service.room(taken.case).state
        assert (state.ended, state.case_number) == ("accepted", "SH-1")
        assert world.region.got == [PICTURE] * 2
        assert await world.store.verify() is None

    live(go)


@pytest.mark.parametrize("i", range(len(STEPS)))
def test_a_restart_before_any_step_changes_nothing(i: int) -> None:
    async def go(world: World) -> None:
        taken = await world.service.take_ticket("wuhu", "shanghai", ITEM)
        await walk(world, taken.case, again_before=i)
        state = world.service.room(taken.case).state
        assert (state.ended, state.case_number) == ("accepted", "SH-1")
        acts = [r.body.action for r in await world.store.read(taken.case) if r.body.type == "act"]
        assert len(acts) == len(set(acts)) == 9

    live(go)


def test_every_command_three_times_is_once() -> None:
    async def go(world: World) -> None:
        taken = await world.service.take_ticket("wuhu", "shanghai", ITEM)
        await called(world, taken.case)
        found = [
            await world.tell(taken.case, "assistant", m.Act(action="seated"), "once")
            for _ in range(3)
        ]
        assert found[0] == found[1] == found[2]
        assert len(await world.store.read(taken.case)) == found[0].seq

    live(go)


def test_a_submission_survives_a_region_that_is_down_and_a_restart() -> None:
    async def go(world: World) -> None:
        taken = await world.service.take_ticket("wuhu", "shanghai", ITEM)
        at = STEPS.index(submitted)
        for step in STEPS[:at]:
            await step(world, taken.case)
        world.region.is_down = True
        digest = content_digest(world.service.room(taken.case).state)
        await world.tell(taken.case, "applicant", m.Submit(covers=digest))
        await until(lambda: world.region.asked > 0)
        late = await world.tell(taken.case, "applicant", m.Submit(covers=digest))
        assert isinstance(late, Refusal)
        await world.service.stop()
        world.region.is_down = False
        await world.begin()
        await until(lambda: world.service.room(taken.case).state.case_number is not None)
        assert world.region.numbers == {
            world.service.room(taken.case).state.submission.key: "SH-1"  # type: ignore[union-attr]
        }

    live(go)


def test_a_call_that_nobody_answers_ends_by_the_clock() -> None:
    async def go(world: World) -> None:
        taken = await world.service.take_ticket("wuhu", "shanghai", ITEM)
        await called(world, taken.case)
        await world.tell(taken.case, "assistant", m.Act(action="seated"))
        world.now += world.service.room(taken.case).rules.no_answer_us
        await world.clock.tick()
        assert world.service.room(taken.case).state.stage == "call_back"
        again = await world.service.come_again(taken.case, "chuzhou")
        assert (again.case, again.hall, again.number) == (taken.case, "chuzhou", "A001")
        with pytest.raises(NoTicket):
            await world.service.come_again(taken.case, "wuhu")

    live(go)


def test_who_is_gone_too_long_loses_the_connection() -> None:
    async def go(world: World) -> None:
        taken = await world.service.take_ticket("wuhu", "shanghai", ITEM)
        for step in STEPS[:5]:
            await step(world, taken.case)
        room = world.service.room(taken.case)
        clerk = Actor(role="clerk", id="clerk-1")
        room.enter(Listener(clerk, "one", lambda message: None), 0)
        room.lost("one", world.now)
        world.now += 29 * SECOND
        await world.clock.tick()
        assert room.state.stage == "verify_identity"
        world.now += 2 * SECOND
        await world.clock.tick()
        assert room.state.stage == "call_back"

    live(go)


@pytest.mark.parametrize(
    ("hall", "region", "item", "said"),
    [
        pytest.param("whu", "shanghai", ITEM, "did you mean 'wuhu'", id="no such hall"),
        pytest.param("wuhu", "shanghia", ITEM, "did you mean 'shanghai'", id="no such region"),
        pytest.param("wuhu", "shanghai", "filing", "medical_filing", id="no such item"),
        pytest.param("wuhu", "shanghai", "first_id_card", "ingerprint", id="not eligible"),
    ],
)
def test_no_ticket_says_why_and_where_to_go(hall: str, region: str, item: str, said: str) -> None:
    async def go(world: World) -> None:
        with pytest.raises(NoTicket, match=said) as caught:
            await world.service.take_ticket(hall, region, item)
        assert caught.value.text.zh_cn
        assert await world.store.streams() == []

    live(go)


def test_a_ticket_that_is_anothers_is_not_begun() -> None:
    async def go(world: World) -> None:
        taken = await world.service.take_ticket("wuhu", "shanghai", ITEM)
        with pytest.raises(NotClaimed, match="taken"):
            await world.service.begin("clerk-1", taken.case)

    live(go)


def test_a_ticket_asked_for_twice_is_one_ticket_even_after_a_restart() -> None:
    async def go(world: World) -> None:
        first = await world.service.take_ticket("wuhu", "shanghai", ITEM, "key-1")
        assert await world.service.take_ticket("wuhu", "shanghai", ITEM, "key-1") == first
        await world.again()
        assert await world.service.take_ticket("wuhu", "shanghai", ITEM, "key-1") == first
        assert await world.store.streams() == [first.case]
        await called(world, first.case)
        await world.tell(first.case, "assistant", m.Act(action="seated"))
        world.now += world.service.room(first.case).rules.no_answer_us
        await world.clock.tick()
        second = await world.service.come_again(first.case, "wuhu", "key-2")
        assert await world.service.come_again(first.case, "wuhu", "key-2") == second
        assert second.number != first.number

    live(go)


def test_numbers_go_on_after_a_restart() -> None:
    async def go(world: World) -> None:
        first = await world.service.take_ticket("wuhu", "shanghai", ITEM)
        await world.again()
        second = await world.service.take_ticket("wuhu", "shanghai", ITEM)
        assert (first.number, second.number) == ("A001", "A002")
        assert first.case != second.case

    live(go)


def test_the_same_on_disk(tmp_path: Path) -> None:
    async def go() -> None:
        key = MasterKey.kept_in(tmp_path / "key")
        world = await World(SQLiteStore(tmp_path / "log.db", key)).begin()
        taken = await world.service.take_ticket("wuhu", "shanghai", ITEM)
        await walk(world, taken.case, again_before=9)
        assert world.service.room(taken.case).state.case_number == "SH-1"
        assert await world.store.verify() is None
        await world.service.stop()
        await world.store.close()
        for file in tmp_path.iterdir():
            assert "张三".encode() not in file.read_bytes()

    asyncio.run(go())


class Slow(MemoryStore):
    """Whoever waits for it may stop waiting after it has written."""

    async def append(self, stream: str, after: int, new: Sequence[Record]) -> None:
        await super().append(stream, after, new)
        await asyncio.sleep(0)


def test_a_case_goes_on_though_one_stopped_waiting_for_what_was_written() -> None:
    async def go() -> None:
        world = await World(Slow()).begin()
        case = (await world.service.take_ticket("wuhu", "shanghai", ITEM)).case
        given_up = asyncio.create_task(world.tell(case, "applicant", m.Say(text="one"), "one"))
        await asyncio.sleep(0)
        given_up.cancel()
        with suppress(asyncio.CancelledError):
            await given_up
        two = await world.tell(case, "applicant", m.Say(text="two"), "two")
        one = await world.tell(case, "applicant", m.Say(text="one"), "one")
        assert [(one.seq, one.body.text), (two.seq, two.body.text)] == [(2, "one"), (3, "two")]
        assert world.service.room(case).stream == await world.store.read(case)
        await world.service.stop()

    asyncio.run(go())
