"""The wallboard and the halls' displays: who is told what, when, and nothing of anybody's."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import live_world
import pytest
from live_world import FORM, ITEM, World, until, walk
from over_sockets import Running, cast, closed, hello, live, nothing
from pydantic import BaseModel
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tongban.live import wire
from tongban.live.board import Board, Display, MyDay, StaffNow
from tongban.live.telling import Boards, my_day
from tongban.session import messages as m
from tongban_client import Connection

Json = dict[str, Any]


@dataclass
class Watcher:
    """A socket that only listens, and all it heard."""

    socket: ClientConnection
    heard: list[Json] = field(default_factory=list)

    async def until(self, true: Callable[[Json], bool]) -> Json:
        """The first message, heard already or not, that makes it so."""
        for message in self.heard:
            if true(message):
                return message
        async with asyncio.timeout(20):
            while True:
                self.heard.append(json.loads(await self.socket.recv()))
                if true(self.heard[-1]):
                    return self.heard[-1]


@asynccontextmanager
async def watcher(service: Running, greeting: str) -> AsyncIterator[Watcher]:
    async with connect(service.ws, proxy=None) as socket:
        await socket.send(greeting)
        yield Watcher(socket)


def display(hall: str = "wuhu", **more: Any) -> str:
    return json.dumps({"type": "hello", "hall": hall, **more})


def supervisor(service: Running) -> str:
    return hello(service.token("supervisor", "s1", ""))


# --- what they are told -----------------------------------------------------------------------


def test_a_supervisor_is_told_the_board_at_once_and_when_it_changes(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with watcher(service, supervisor(service)) as board:
            first = await board.until(lambda each: each["type"] == "board")
            assert [each["type"] for each in board.heard] == ["welcome", "board"]
            assert (first["waiting"], first["expected"]) == (0, None)
            await service.ticket()
            told = await board.until(lambda each: each.get("waiting") == 1)
            assert told["throughput"]["came"][-1] == 1
            (hall,) = [each for each in told["halls"] if each["waiting"]]
            (region,) = [each for each in told["regions"] if each["waiting"]]
            assert (hall["hall"], region["region"]) == ("wuhu", "shanghai")
            assert told["stages"] == [{"stage": "come_to_window", "cases": 1, "waiting": 1}]

    live(tmp_path, go)


def test_a_display_shows_the_call_and_then_that_it_was(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with (
            watcher(service, display()) as hall,
            watcher(service, display("yiwu")) as elsewhere,
            cast(service) as people,
        ):
            await hall.until(lambda each: each["waiting"] == 1)
            await people.assistant.send({"type": "call_next"})
            told = await hall.until(lambda each: bool(each["calling"]))
            (call,) = told["calling"]
            assert (call["number"], call["window"]) == ("A001", "wuhu-1")
            await people.assistant.send({"type": "begin", "case": people.case})
            told = await hall.until(lambda each: bool(each["recent"]))
            assert (told["calling"], told["waiting"]) == ([], 0)
            assert told["recent"] == [call]
            await elsewhere.until(lambda each: each["type"] == "display")
            assert len(elsewhere.heard) == 1  # nothing happened there

    live(tmp_path, go)


def test_staff_are_told_their_own_day(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        token = service.token("clerk", "k1", "jingan")
        async with cast(service) as people:
            await people.story(nothing)
        async with watcher(service, hello(token)) as clerk:
            day = await clerk.until(lambda each: each["type"] == "my_day")
            assert (day["cases"], day["answered"]) == (1, 1)
            assert day["handling_mean_s"] > 0

    live(tmp_path, go)


class Hearing(Connection):
    """Keeps the type of every message."""

    async def _take(self, message: Json) -> None:
        self.types = getattr(self, "types", set()) | {message["type"]}
        await super()._take(message)


CASE = {"snapshot", "recorded", "people"}
MAY_HEAR = {
    "applicant": {*CASE, "position", "refused", "passed", "fault"},
    "assistant": {*CASE, "line", "my_day", "refused", "passed", "fault"},
    "clerk": {*CASE, "line", "my_day", "refused", "passed", "fault"},
    "supervisor": {"welcome", "board"},
    "display": {"display"},
}


def test_nobody_is_told_what_is_for_others_and_boards_name_nobody(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with (
            watcher(service, supervisor(service)) as board,
            watcher(service, display()) as hall,
        ):
            async with cast(service, applicant=Hearing, assistant=Hearing, clerk=Hearing) as people:
                await people.story(nothing)
                told = await board.until(
                    lambda each: each["type"] == "board" and each["throughput"]["accepted"][-1] == 1
                )
                assert told["clerks"]["free"] + told["clerks"]["busy"] == 1
            await hall.until(lambda each: bool(each["recent"]))
            for role in ("applicant", "assistant", "clerk"):
                assert getattr(people, role).types <= MAY_HEAR[role]
            text = json.dumps([*board.heard, *hall.heard], ensure_ascii=False)
            assert {each["type"] for each in board.heard} == MAY_HEAR["supervisor"]
            assert {each["type"] for each in hall.heard} == MAY_HEAR["display"]
            personal = [FORM[name] for name in ("name", "id_number", "phone", "address")]
            of_somebody = [people.case, "SH-1", "a1", "k1", *personal]
            assert [each for each in of_somebody if f'"{each}"' in text] == []

    live(tmp_path, go)


# --- what they may say ------------------------------------------------------------------------

SAID: dict[str, Json] = {
    "hello": {"hall": "wuhu"},
    "join": {"case": "c"},
    "leave_room": {},
    "tell": {"command": {"id": "x", "body": {"type": "say", "text": "hello"}}},
    "pass": {"what": {"type": "point", "target": "field:name"}},
    "set_duty": {"duty": "on_duty"},
    "call_next": {},
    "call_ticket": {"case": "c"},
    "begin": {"case": "c"},
    "hand_over": {"to": "k1"},
    "let_pass": {"case": "c"},
}
SILENT = ("leave_room", "pass")
FOR_STAFF = ("join", "set_duty", "call_next", "call_ticket", "begin", "hand_over", "let_pass")


def outcome(role: str, type_: str) -> str | int:
    """What comes of a message from somebody who is not staff."""
    if role == "display":
        return 4401
    if type_ == "hello":
        return 4400
    if type_ in FOR_STAFF:
        return "not_eligible"
    if type_ in SILENT:
        return "nothing"
    return "recorded" if role == "applicant" else "refused"


def test_every_message_of_the_client_is_in_the_matrix() -> None:
    union, _ = get_args(wire.FromClient)
    assert set(SAID) == {kind.model_fields["type"].default for kind in get_args(union)}


@pytest.mark.parametrize("role", ["applicant", "supervisor", "display"])
def test_what_comes_of_each_message_by_role(tmp_path: Path, role: str) -> None:
    async def go(service: Running) -> None:
        found = {type_: await said(service, role, type_) for type_ in SAID}
        assert found == {type_: outcome(role, type_) for type_ in SAID}

    live(tmp_path, go)


async def said(service: Running, role: str, type_: str) -> str | int:
    """The first answer to a message: a fault's code, `recorded`, a close's code, or nothing."""
    greeting = display() if role == "display" else supervisor(service)
    if role == "applicant":
        greeting = hello((await service.ticket())["token"])
    answers = ("fault", "recorded", "refused")
    async with watcher(service, greeting) as one:
        await one.until(lambda each: each["type"] in ("snapshot", "board", "display"))
        await one.socket.send(json.dumps({"type": type_, **SAID[type_]}))
        if type_ in SILENT and role != "display":  # what is said next is answered first
            await one.socket.send(json.dumps({"type": "begin", "case": "none"}))
            answer = await one.until(lambda each: each["type"] in answers)
            return "nothing" if answer.get("code") == "not_eligible" else answer["type"]
        try:
            answer = await one.until(lambda each: each["type"] in answers)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 0
        return str(answer.get("code", answer["type"]))


@pytest.mark.parametrize(
    ("greeting", "code"),
    [
        pytest.param(display("nowhere"), 4401, id="no such hall"),
        pytest.param(display("jingan"), 4401, id="a home has no windows"),
        pytest.param(display(token="x"), 4400, id="a hall and a token"),
        pytest.param('{"type": "hello"}', 4401, id="neither"),
        pytest.param(display("../wuhu"), 4400, id="no name"),
    ],
)
def test_a_display_says_a_hall_there_is_and_nothing_else(
    tmp_path: Path, greeting: str, code: int
) -> None:
    async def go(service: Running) -> None:
        assert await closed(service.ws, greeting) == code

    live(tmp_path, go)


def test_there_is_an_end_to_displays_and_who_goes_makes_room(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        service.hub.boards.most_displays = 1
        async with watcher(service, display()) as one:
            await one.until(lambda each: each["type"] == "display")
            assert await closed(service.ws, display("yiwu")) == 4429
            async with watcher(service, supervisor(service)) as board:  # is no display
                await board.until(lambda each: each["type"] == "board")
        await until(lambda: not service.hub.connections)
        async with watcher(service, display("yiwu")) as one:
            await one.until(lambda each: each["type"] == "display")

    live(tmp_path, go)


# --- when, and after a restart ----------------------------------------------------------------


def test_a_board_is_told_once_a_second_at_most_and_a_display_at_once() -> None:
    async def go(world: World) -> None:
        told: dict[str, list[BaseModel]] = {"board": [], "hall": [], "elsewhere": []}
        boards = Boards(world.service)
        boards.add("one", told["board"].append, None)
        boards.add("two", told["hall"].append, "wuhu")
        boards.add("three", told["elsewhere"].append, "yiwu")

        def counts() -> list[int]:
            return [len(each) for each in told.values()]

        boards.tell(10.0, has_changed=False)
        assert counts() == [1, 1, 1]  # at once, and then nothing has changed
        await world.service.take_ticket("wuhu", "shanghai", ITEM)
        boards.tell(10.1, has_changed=True)
        assert counts() == [1, 2, 1]
        boards.tell(11.0, has_changed=False)
        assert counts() == [2, 2, 1]
        world.now += 1000
        boards.tell(12.0, has_changed=True)
        assert counts() == [2, 2, 1]  # that time goes by is no news
        boards.remove("one")
        await world.service.take_ticket("wuhu", "shanghai", ITEM)
        boards.tell(13.0, has_changed=True)
        assert counts() == [2, 3, 1]
        boards.tell(20.0, has_changed=False)
        assert counts() == [2, 4, 2]  # ten seconds after the first time: the link is there
        boards.tell(21.0, has_changed=False)
        assert counts() == [2, 4, 2]

    live_world.live(go)


def shown(world: World) -> tuple[Board, Display, MyDay]:
    """All but the staff, who say anew that they are on duty."""
    boards, nobody = Boards(world.service), StaffNow()
    board = boards.board()
    regions = tuple(each.model_copy(update={"clerks": nobody}) for each in board.regions)
    halls = tuple(each.model_copy(update={"assistants": nobody}) for each in board.halls)
    update = {"regions": regions, "halls": halls, "clerks": nobody, "assistants": nobody}
    return board.model_copy(update=update), boards.display("wuhu"), my_day(world.service, "clerk-1")


def test_after_a_restart_boards_are_as_they_were() -> None:
    async def go(world: World) -> None:
        service = world.service
        done = await service.take_ticket("wuhu", "shanghai", ITEM)
        await walk(world, done.case)
        gone = await service.take_ticket("yiwu", "shanghai", ITEM)
        await world.tell(gone.case, "applicant", m.Act(action="leave"))
        await service.take_ticket("wuhu", "shanghai", ITEM)
        await world.service.call_next("assistant-1")
        before = shown(world)
        await world.again()
        assert shown(world) == before
        board, hall, day = before
        assert (board.throughput.accepted[-1], board.throughput.abandoned[-1]) == (1, 1)
        assert (board.waiting, len(hall.calling), len(hall.recent)) == (1, 1, 1)
        assert (day.cases, day.answered) == (1, 1)

    live_world.live(go)
