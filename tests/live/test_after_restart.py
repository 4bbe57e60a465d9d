"""What the service does after it has started anew on its log: nobody is there yet."""

from __future__ import annotations

import pytest
from live_world import ITEM, World, answered, called, live, said
from story import ROLES, SECOND

from tongban.live.rooms import Listener
from tongban.session import GRACE_US, Record
from tongban.session import messages as m


async def at_work(world: World) -> str:
    """A case in which a clerk has answered."""
    case = (await world.service.take_ticket("wuhu", "shanghai", ITEM)).case
    for step in (called, said("assistant", m.Act(action="seated")), answered):
        await step(world, case)
    return case


def test_a_case_whose_people_do_not_come_back_is_not_stuck() -> None:
    async def go(world: World) -> None:
        case = await at_work(world)
        await world.again()
        state = world.service.room(case).state
        assert (state.stage, state.ended) == ("dial", None)
        world.now += GRACE_US["clerk"] + SECOND
        await world.clock.tick()
        state = world.service.room(case).state
        assert state.stage == "call_back"
        assert not world.service.desk.is_busy("clerk-1")

    live(go)


def test_a_case_whose_people_come_back_goes_on() -> None:
    async def go(world: World) -> None:
        case = await at_work(world)
        await world.again()
        room = world.service.room(case)
        for role in ("assistant", "clerk"):
            room.enter(Listener(ROLES[role], role, lambda text: None), 0)
        applicant = ROLES["applicant"].model_copy(update={"id": case})
        room.enter(Listener(applicant, "applicant", lambda text: None), 0)
        world.now += 10 * GRACE_US["applicant"]
        await world.clock.tick()
        assert room.state.stage == "dial"

    live(go)


@pytest.mark.parametrize("role", ["assistant", "clerk"])
def test_beginning_what_is_begun_already_changes_nothing(role: str) -> None:
    async def go(world: World) -> None:
        case = await at_work(world)
        before = list(world.service.room(case).stream)
        found = await world.service.begin(f"{role}-1", case)
        assert isinstance(found, Record)
        assert world.service.room(case).stream == before

    live(go)
