"""A socket that is cut at any message: what was said is carried out once, and all goes on."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from live_world import FORM, until
from over_sockets import Cast, Running, at_the_form, cast, live, nothing

import tongban.live.connection
from tongban_client import Connection, Refused

Moment = Literal["unsent", "unread", "unheard"]
"""Of a cut: the message never left; it left; it was carried out and its answer never arrived."""
TAKEN: Counter[str] = Counter()
"""Who said how many messages that were carried out."""


@pytest.fixture(autouse=True)
def _counted(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = tongban.live.connection.Connection
    take = kind._take

    async def counted(self: Any, data: str | bytes) -> None:
        await take(self, data)
        TAKEN[self.grant.id] += 1

    TAKEN.clear()
    monkeypatch.setattr(kind, "_take", counted)


@dataclass(eq=False)
class Cut(Connection):
    """Loses its socket at each of its messages, once."""

    moment: Moment = "unread"
    cuts: int = 0
    _said: set[str] = field(default_factory=set)

    async def send(self, message: dict[str, Any]) -> None:
        name = f"{message}"
        if name in self._said or self._socket is None:
            await super().send(message)
            return
        self._said.add(name)
        self.cuts += 1
        if self.moment == "unsent":
            await self.drop()
            await super().send(message)
            return
        if self.moment == "unheard":
            before = TAKEN[self.me]
            self._socket.transport.pause_reading()
            await super().send(message)
            await until(lambda: TAKEN[self.me] > before)
        else:
            await super().send(message)
        await self.drop()


async def what_happened(service: Running, case: str) -> list[tuple[str, str]]:
    """Who did what, in order, each command once."""
    records = await service.hub.service.store.read(case)
    names = [record.command for record in records]
    assert len(names) == len(set(names))
    return [(r.by.role, f"{r.body.type} {getattr(r.body, 'action', '')}") for r in records]


@pytest.mark.parametrize("moment", ["unsent", "unread", "unheard"])
@pytest.mark.parametrize("role", ["applicant", "assistant", "clerk"])
def test_a_socket_cut_at_each_of_its_messages_ends_the_same(
    tmp_path: Path, role: str, moment: Moment
) -> None:
    async def go(service: Running) -> None:
        async with cast(service) as people:
            await people.story(nothing)
            expected = await what_happened(service, people.case)

        def kind(url: str, token: str) -> Cut:
            return Cut(url, token, moment=moment)

        async with cast(service, **{role: kind}) as people:
            await people.story(nothing)
            assert await what_happened(service, people.case) == expected
            state = service.hub.service.room(people.case).state
            assert (state.ended, state.case_number) == ("accepted", "SH-2")
            assert getattr(people, role).cuts >= {"assistant": 5}.get(role, 10)

    live(tmp_path, go)


@pytest.mark.parametrize("moment", ["unsent", "unread", "unheard"])
def test_handing_over_is_done_once_though_both_are_cut(tmp_path: Path, moment: Moment) -> None:
    def kind(url: str, token: str) -> Cut:
        return Cut(url, token, moment=moment)

    async def go(service: Running) -> None:
        async with cast(service, clerk=kind) as people, at_the_form(people):
            async with kind(service.ws, service.token("clerk", "k2", "jingan")) as other:
                await other.send({"type": "set_duty", "duty": "on_duty"})
                await people.clerk.until(lambda: people.clerk.line.get("colleagues") == ["k2"])
                over = {"type": "hand_over", "to": "k2"}
                assert await people.clerk.ask(over, lambda: bool(other.line.get("ringing")))
                await other.join(people.case)
                begin = {"type": "begin", "case": people.case}
                assert await other.ask(begin, lambda: has(other, "k2"))
                await other.tell("propose_field", field="name", value="王示例")
                with pytest.raises(Refused):
                    await people.clerk.tell("propose_field", field="name", value="李示例")
            happened = await what_happened(service, people.case)
            assert sum(what == "transfer " for _, what in happened) == 1

    live(tmp_path, go)


@pytest.mark.parametrize("moment", ["unsent", "unread", "unheard"])
def test_what_is_let_pass_rings_at_the_next(tmp_path: Path, moment: Moment) -> None:
    def kind(url: str, token: str) -> Cut:
        return Cut(url, token, moment=moment)

    async def go(service: Running) -> None:
        async with cast(service, clerk=kind) as people:
            playing = asyncio.create_task(until_it_rings(people))
            await people.clerk.until(lambda: bool(people.clerk.line.get("ringing")))
            await playing
            async with Connection(service.ws, service.token("clerk", "k2", "jingan")) as other:
                await other.send({"type": "set_duty", "duty": "on_duty"})
                await people.clerk.until(lambda: people.clerk.line.get("colleagues") == ["k2"])
                let_pass = {"type": "let_pass", "case": people.case}
                clerk = people.clerk
                assert await clerk.ask(let_pass, lambda: clerk.line.get("ringing") == [])
                await other.until(lambda: bool(other.line.get("ringing")))
                begin = {"type": "begin", "case": people.case}
                assert await other.ask(begin, lambda: has(other, "k2"))

    live(tmp_path, go)


def has(staff: Connection, name: str) -> bool:
    return staff.view.get("units", {}).get("clerk") == name


async def until_it_rings(people: Cast) -> None:
    """The story, up to where a clerk is asked."""

    async def stop(step: int) -> None:
        if step == 4:
            raise asyncio.CancelledError

    with suppress(asyncio.CancelledError):
        await people.story(stop)


STEPS = 8 + 2 + len(FORM) + 1 + 4 + 1 + 4 + 4


@pytest.mark.parametrize("role", ["applicant", "assistant", "clerk"])
def test_a_socket_cut_before_every_step_ends_the_same(tmp_path: Path, role: str) -> None:
    async def go(service: Running) -> None:
        async with cast(service) as people:

            async def cut(_: int) -> None:
                connection: Connection = getattr(people, role)
                comings = connection.comings
                await connection.drop()
                await connection.until(lambda: connection.comings > comings)

            await people.story(cut)
            state = service.hub.service.room(people.case).state
            assert (state.ended, state.case_number) == ("accepted", "SH-1")
            records = await service.hub.service.store.read(people.case)
            names = [record.command for record in records]
            assert len(names) == len(set(names))
            seen = [r["seq"] for r in people.applicant.records]
            assert seen == sorted(set(seen))

    live(tmp_path, go)


def test_a_command_whose_answer_was_lost_is_carried_out_once(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with cast(service) as people:
            applicant = people.applicant
            for _ in range(10):
                telling = asyncio.create_task(applicant.tell("say", text="hello"))
                await asyncio.sleep(0)  # it is on its way
                await applicant.drop()
                await telling
            records = await service.hub.service.store.read(people.case)
            assert sum(record.body.type == "say" for record in records) == 10

    live(tmp_path, go)
