"""Who may not come in, or not say it, over real sockets."""

from __future__ import annotations

from pathlib import Path

import pytest
from over_sockets import Running, cast, closed, hello, live
from websockets.exceptions import InvalidStatus

from tongban.live.sending import MOST_MESSAGES
from tongban_client import Connection

HOSTILE = [
    pytest.param("{", 4400, id="no JSON"),
    pytest.param("[]", 4400, id="no object"),
    pytest.param('{"type": "tell"}', 4400, id="no hello first"),
    pytest.param('{"type": "hello", "token": "x"}', 4401, id="no token of ours"),
    pytest.param('{"type": "hello", "token": "x", "more": 1}', 4400, id="unknown field"),
    pytest.param('{"type": "hello", "v": 2, "token": "x"}', 4400, id="another version"),
    pytest.param("[" * 20_000, 4400, id="deeply nested"),
    pytest.param(b"\xff\xfe", 4400, id="no UTF-8"),
    pytest.param('{"type": "hello", "token": NaN}', 4400, id="NaN"),
    pytest.param("x" * 70_000, 1009, id="too large"),
]


@pytest.mark.parametrize(("message", "code"), HOSTILE)
def test_what_is_not_understood_closes_the_socket(
    tmp_path: Path, message: str | bytes, code: int
) -> None:
    async def go(service: Running) -> None:
        assert await closed(service.ws, message) == code
        ticket = await service.ticket()
        async with Connection(service.ws, ticket["token"]) as other:  # others go on
            await other.tell("say", text="hello")

    live(tmp_path, go)


@pytest.mark.parametrize("origin", ["null", "http://127.0.0.1:1", "https://127.0.0.1.evil.org"])
def test_a_page_of_another_origin_does_not_connect(tmp_path: Path, origin: str) -> None:
    async def go(service: Running) -> None:
        with pytest.raises(InvalidStatus) as caught:
            await closed(service.ws, origin=origin)
        assert caught.value.response.status_code == 403

    live(tmp_path, go)


def test_the_services_own_page_connects(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        assert await closed(service.ws, "{", origin=service.url) == 4400

    live(tmp_path, go)


def test_who_says_too_much_is_closed(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        ticket = await service.ticket()
        flood = ['{"type": "leave_room"}'] * 1000
        assert await closed(service.ws, hello(ticket["token"]), *flood) == 4429

    live(tmp_path, go)


def test_who_does_not_read_is_closed_and_delays_nobody(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with cast(service) as people:
            room = service.hub.service.room(people.case)
            connection = service.hub.connections[next(iter(room.listeners))]
            for _ in range(MOST_MESSAGES + 2):  # all at once: the writer has no turn
                connection.send(room.snapshot(room.listeners[connection.name].actor))
            comings = people.applicant.comings
            await people.applicant.until(lambda: people.applicant.comings > comings)
            await people.applicant.tell("say", text="back")

    live(tmp_path, go)


def test_a_clerk_of_another_place_enters_no_room(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        ticket = await service.ticket()
        async with Connection(service.ws, service.token("clerk", "k9", "hefei")) as clerk:
            await clerk.send({"type": "join", "case": ticket["case"]})
            await clerk.until(lambda: bool(clerk.faults))
            assert clerk.faults[0]["code"] == "not_eligible"
        async with Connection(service.ws, ticket["token"]) as applicant:
            await applicant.send({"type": "set_duty", "duty": "on_duty"})
            await applicant.until(lambda: bool(applicant.faults))
            assert applicant.faults[0]["code"] == "not_eligible"

    live(tmp_path, go)
