"""The service over real sockets on loopback: whole stories, cuts, take-overs, and hostility."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from argon2 import PasswordHasher
from live_world import CATALOGUE, FLOW, FORM, INK, ITEM, PLACES, Region, until
from PIL import Image
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tongban.live.access import Accounts, Grant, Tokens
from tongban.live.app import Hub, create_app
from tongban.live.connection import OUTBOX
from tongban.live.outbox import Outbox
from tongban.live.sealing import MasterKey
from tongban.live.service import Service, staff_of
from tongban.live.store import SQLiteStore
from tongban.session import Actor
from tongban.session.messages import Act
from tongban_client import Connection, Gone, Http, Refused
from tongban_client.http import Failed

CHEAP = PasswordHasher(time_cost=1, memory_cost=64)


@dataclass
class Running:
    """A service that runs, and what one needs to speak to it."""

    hub: Hub
    url: str
    region: Region
    passwords: dict[str, str]

    @property
    def ws(self) -> str:
        return self.url.replace("http", "ws") + "/ws"

    @property
    def http(self) -> Http:
        return Http(self.url)

    def token(self, role: str, name: str, place: str, case: str | None = None) -> str:
        return self.hub.tokens.give(Grant(role, name, place, case))

    async def ticket(self) -> dict[str, Any]:
        return await self.http.take_ticket("wuhu", "shanghai", ITEM)


@asynccontextmanager
async def running(folder: Path, tokens: Tokens | None = None) -> AsyncIterator[Running]:
    store = SQLiteStore(folder / "log.db", MasterKey.kept_in(folder / "key"))
    region = Region()
    outbox = Outbox(store, {"shanghai": region}, PLACES.region_of)
    accounts = Accounts(folder / "accounts.db", CHEAP)
    hub = Hub(Service(store, FLOW, CATALOGUE, PLACES, outbox), accounts, tokens or Tokens())
    runner = web.AppRunner(create_app(hub), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield Running(hub, f"http://127.0.0.1:{port}", region, {})
    finally:
        await runner.cleanup()


def live(folder: Path, what: Callable[[Running], Awaitable[None]]) -> None:
    async def go() -> None:
        async with asyncio.timeout(60), running(folder) as service:
            await what(service)

    asyncio.run(go())


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(out, "PNG")
    return out.getvalue()


@dataclass
class Cast:
    """The three of a case, each with a socket."""

    service: Running
    applicant: Connection
    assistant: Connection
    clerk: Connection
    case: str
    token: str

    async def story(self, cut: Callable[[int], Awaitable[None]]) -> None:
        """From the ticket to the close; `cut` is called before each step."""
        steps = iter(range(100))

        async def step(doing: Coroutine[Any, Any, Any]) -> Any:
            try:
                await cut(next(steps))
            except asyncio.CancelledError:
                doing.close()
                raise
            return await doing

        await step(self.assistant.send({"type": "call_next"}))
        await self.applicant.until(lambda: self.applicant.view.get("called_to") is not None)
        await step(self.assistant.send({"type": "begin", "case": self.case}))
        await self.assistant.until(lambda: "seated" in self.assistant.view.get("actions", []))
        await step(self.assistant.act("seated"))
        await self.clerk.until(lambda: bool(self.clerk.line.get("ringing")))
        await step(self.clerk.send({"type": "begin", "case": self.case}))
        await self.clerk.until(lambda: "connected" in self.clerk.view.get("actions", []))
        self.assistant.case = self.clerk.case = self.case
        await step(self.clerk.act("connected"))
        for capability in ("view", "guide"):
            await step(self.applicant.tell("grant_consent", capability=capability))
        await step(self.clerk.tell("identify", method="card_reader", matches=True))
        await step(self.clerk.act("verified"))
        for name, value in FORM.items():
            await step(self.applicant.tell("edit_field", field=name, value=value, base=0))
        await step(self.applicant.act("filled"))
        kept = await self.service.http.put_document(self.case, picture(), self.token)
        for material in ("id_card", "filing_form"):
            document = {"document": kept["sha256"], "material": material}
            size = {"media_type": kept["media_type"], "size": kept["size"]}
            await step(self.applicant.tell("add_material", **document, **size))
            await step(self.clerk.tell("judge_material", **document, verdict="accepted"))
        await step(self.clerk.act("complete"))
        digest = self.applicant.view["digest"]
        ink = await self.service.http.put_document(self.case, INK, self.token)
        await step(self.applicant.tell("sign", image=ink["sha256"], covers=digest))
        await step(self.applicant.act("signed"))
        await step(self.applicant.tell("submit", covers=digest))
        await self.clerk.until(lambda: self.clerk.view.get("case_number") is not None)
        await step(self.clerk.act("accepted"))
        await step(self.applicant.tell("rate", grade=5))
        await step(self.applicant.act("rated"))
        await step(self.clerk.act("done"))


@asynccontextmanager
async def cast(service: Running) -> AsyncIterator[Cast]:
    ticket = await service.ticket()
    tokens = (
        ticket["token"],
        service.token("assistant", "a1", "wuhu"),
        service.token("clerk", "k1", "jingan"),
    )
    people = [Connection(service.ws, token) for token in tokens]
    async with people[0] as applicant, people[1] as assistant, people[2] as clerk:
        for staff in (assistant, clerk):
            await staff.send({"type": "set_duty", "duty": "on_duty"})
        await applicant.until(lambda: applicant.view.get("stage") == "come_to_window")
        yield Cast(service, applicant, assistant, clerk, ticket["case"], ticket["token"])


async def nothing(_: int) -> None:
    """No cut."""


@asynccontextmanager
async def at_the_form(people: Cast) -> AsyncIterator[None]:
    """The story, up to where the form is filled in together."""

    async def stop(_: int) -> None:
        if people.applicant.view.get("stage") == "fill_form":
            there.set()
            await asyncio.Event().wait()

    there = asyncio.Event()
    playing = asyncio.create_task(people.story(stop))
    await there.wait()
    yield
    playing.cancel()
    with suppress(asyncio.CancelledError):
        await playing


def test_a_whole_story(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with cast(service) as people:
            await people.story(nothing)
            state = service.hub.service.room(people.case).state
            assert (state.ended, state.case_number) == ("accepted", "SH-1")
            assert people.applicant.view["stage"] == "closed"
            page = await service.http.receipt(people.case, people.token)
            assert "SH-1" in page
            assert "张三" in page  # the applicant's own copy
            clerk = await service.http.receipt(people.case, people.clerk.token, "en")
            assert "张三" not in clerk
            assert await service.hub.service.store.verify() is None

    live(tmp_path, go)


STEPS = 8 + 2 + len(FORM) + 1 + 4 + 1 + 4 + 4


@pytest.mark.parametrize("role", ["applicant", "assistant", "clerk"])
def test_a_socket_cut_before_every_step_ends_the_same(tmp_path: Path, role: str) -> None:
    async def go(service: Running) -> None:
        async with cast(service) as people:

            async def cut(step: int) -> None:
                if step < 4:
                    return  # the desk's own calls are said once: see the next test
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


def test_a_command_said_again_gets_its_record_again_also_if_it_was_the_last(
    tmp_path: Path,
) -> None:
    async def go(service: Running) -> None:
        ticket = await service.ticket()
        command = {"id": "once", "body": {"type": "say", "text": "hello"}}
        async with connect(service.ws, proxy=None) as socket:
            await socket.send(hello(ticket["token"]))
            for _ in range(2):
                await socket.send(json.dumps({"type": "tell", "command": command}))
            seen = []
            while len(seen) < 2:
                message = json.loads(await socket.recv())
                if message["type"] == "recorded":
                    seen.append((message["record"]["command"], message["record"]["seq"]))
            assert seen == [("once", 2), ("once", 2)]

    live(tmp_path, go)


def test_a_service_that_starts_anew_is_found_again(tmp_path: Path) -> None:
    async def go() -> None:
        tokens = Tokens()
        async with asyncio.timeout(60):
            async with running(tmp_path, tokens) as service:
                ticket = await service.ticket()
                url = service.ws
                async with Connection(url, ticket["token"]) as one:
                    await one.tell("say", text="hello")
            async with (
                running(tmp_path, tokens) as service,
                Connection(service.ws, ticket["token"]) as two,
            ):
                await two.until(lambda: bool(two.view))
                assert [said["body"]["text"] for said in two.view["said"]] == ["hello"]

    asyncio.run(go())


def test_the_newer_of_two_takes_over_and_the_older_is_told(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        ticket = await service.ticket()
        async with Connection(service.ws, ticket["token"]) as one:
            await one.until(lambda: bool(one.view))
            async with Connection(service.ws, ticket["token"]) as two:
                with pytest.raises(Gone) as caught:
                    await one.until(lambda: False)
                assert caught.value.code == 4409
                await two.tell("say", text="here")

    live(tmp_path, go)


def test_a_refusal_goes_to_its_sender_alone(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with cast(service) as people:
            before = len(people.assistant.records)
            with pytest.raises(Refused) as caught:
                await people.applicant.act("seated")
            assert caught.value.refusal["allowed"] == ["leave"]
            assert len(people.assistant.records) == before

    live(tmp_path, go)


def test_a_line_and_a_position_move(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with cast(service) as people:
            second = await service.ticket()
            async with Connection(service.ws, second["token"]) as other:
                await other.until(lambda: other.position.get("ahead") == 1)
                await people.assistant.until(lambda: len(people.assistant.line["waiting"]) == 2)
                await people.applicant.act("leave")
                await other.until(lambda: other.position.get("ahead") == 0)

    live(tmp_path, go)


def test_pointing_reaches_the_others_only(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with cast(service) as people, at_the_form(people):
            point = {"type": "pass", "what": {"type": "point", "target": "name"}}
            await people.clerk.send(point)
            await people.applicant.until(lambda: bool(people.applicant.passed))
            assert people.applicant.passed[0]["by"]["role"] == "clerk"
            assert people.clerk.passed == []

    live(tmp_path, go)


def test_pointing_needs_consent(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with cast(service) as people, at_the_form(people):
            await people.applicant.tell("withdraw_consent", capability="guide")
            point = {"type": "pass", "what": {"type": "point", "target": "name"}}
            await people.clerk.send(point)
            await people.assistant.send(point)  # needs none: it sits beside the applicant
            await people.applicant.until(lambda: bool(people.applicant.passed))
            assert [p["by"]["role"] for p in people.applicant.passed] == ["assistant"]

    live(tmp_path, go)


def test_a_case_is_handed_over_to_a_colleague(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with cast(service) as people, at_the_form(people):
            token = service.token("clerk", "k2", "jingan")
            async with Connection(service.ws, token) as other:
                await other.send({"type": "set_duty", "duty": "on_duty"})
                await people.clerk.until(lambda: people.clerk.line.get("colleagues") == ["k2"])
                await people.clerk.send({"type": "hand_over", "to": "k2"})
                await other.until(lambda: bool(other.line.get("ringing")))
                await other.send({"type": "begin", "case": people.case})
                await other.until(lambda: other.view.get("units", {}).get("clerk") == "k2")
                await other.tell("propose_field", field="name", value="王示例")
                with pytest.raises(Refused):
                    await people.clerk.tell("propose_field", field="name", value="李示例")

    live(tmp_path, go)


# --- who may not --------------------------------------------------------------------------


async def closed(url: str, *messages: str | bytes, **more: Any) -> int | None:
    """The code with which the service closes a socket after some messages."""
    async with connect(url, proxy=None, **more) as socket:
        for message in messages:
            await socket.send(message)
        try:
            async with asyncio.timeout(15):
                while True:
                    await socket.recv()
        except ConnectionClosed:
            return socket.close_code


def hello(token: str, **more: Any) -> str:
    return json.dumps({"type": "hello", "token": token, **more})


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
            for _ in range(OUTBOX + 1):  # all at once: the writer has no turn
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


# --- HTTP -----------------------------------------------------------------------------------


def test_logging_in_and_guessing(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        password = service.hub.accounts.add("k1", "clerk", "jingan")
        token = await service.http.log_in("k1", password)
        assert service.hub.tokens.read(token) == Grant("clerk", "k1", "jingan")
        statuses = []
        for _ in range(12):
            with pytest.raises(Failed) as caught:
                await service.http.log_in("k1", "wrong")
            statuses.append(caught.value.status)
        assert set(statuses[:9]) == {401}
        assert statuses[-1] == 429

    live(tmp_path, go)


def test_an_item_that_cannot_go_this_way_says_where_to(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        with pytest.raises(Failed) as caught:
            await service.http.take_ticket("wuhu", "shanghai", "first_id_card")
        assert caught.value.status == 409
        assert caught.value.told["text"]["zh-CN"]
        shown = (await service.http.catalogue())["items"]["first_id_card"]["not_here"]
        assert shown["instead"]["en"]

    live(tmp_path, go)


def test_documents_are_for_those_of_the_case(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with cast(service) as people:
            http = service.http
            kept = await http.put_document(people.case, picture(), people.token)
            assert await http.get_document(people.case, kept["sha256"], people.token)
            other = await service.ticket()
            clerk = people.clerk.token
            for token, status in ((other["token"], 401), ("", 401), (clerk, 403)):
                with pytest.raises(Failed) as caught:
                    await http.get_document(people.case, kept["sha256"], token)
                assert caught.value.status == status

    live(tmp_path, go)


def test_a_case_comes_again_with_its_number_at_any_hall(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        http, ticket = service.http, await service.ticket()
        case, desk = ticket["case"], service.hub.service
        desk.desk.set_duty(staff_of("a1", "wuhu", "assistant"), "on_duty", 0)
        await desk.call_next("a1")
        await desk.begin("a1", case)
        here = service.token("assistant", "a2", "yiwu")

        async def told(name: str, token: str) -> tuple[int, str]:
            with pytest.raises(Failed) as caught:
                await http.come_again(name, "yiwu", token)
            return caught.value.status, caught.value.told["error"]

        assert await told(case, here) == (409, "this case takes no ticket now")
        for by, action in (("assistant", "seated"), ("clock", "no_answer")):
            actor = Actor.model_validate({"role": by, "id": "a1"})
            await desk.tell(case, desk.command(Act(action=action)), actor)
        for role, place in (("assistant", "wuhu"), ("clerk", "jingan"), ("clerk", "yiwu")):
            assert (await told(case, service.token(role, "x", place)))[0] == 401
        assert await told("20230606-99999", here) == (
            409,
            "no case has the number '20230606-99999': check it",
        )

        again = await http.come_again(case, "yiwu", here)
        assert again["case"] == case
        async with Connection(service.ws, again["token"]) as applicant:
            await applicant.until(lambda: bool(applicant.view))
            assert applicant.view["ticket"] == {"number": again["number"], "hall": "yiwu"}
            assert service.hub.tokens.read(again["token"]).role == "applicant"

    live(tmp_path, go)


def test_the_signature_can_be_seen_by_the_clerk(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with cast(service) as people:
            seen: list[tuple[int, int]] = []

            async def look(_: int) -> None:
                signed = [r["body"] for r in people.clerk.records if r["body"]["type"] == "sign"]
                if signed and not seen:
                    http, token = service.http, people.clerk.token
                    data = await http.get_document(people.case, signed[0]["image"], token)
                    with Image.open(io.BytesIO(data)) as picture:
                        seen.append(picture.size)

            await people.story(look)
            assert seen == [(640, 256)]

    live(tmp_path, go)


def test_health_readiness_and_metrics_name_nobody(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        await service.ticket()
        http = service.http
        assert json.loads(await http._bytes("GET", "/healthz", None, "")) == {"alive": True}
        assert json.loads(await http._bytes("GET", "/readyz", None, "")) == {"ready": True}
        told = (await http._bytes("GET", "/metrics", None, "")).decode()
        assert 'tongban_waiting{place="wuhu"} 1' in told
        assert "tongban_connections 0" in told

    live(tmp_path, go)


def test_stopping_tells_everybody_and_does_not_wait_for_the_silent(tmp_path: Path) -> None:
    async def go() -> None:
        async with asyncio.timeout(30):
            async with running(tmp_path) as service:
                tokens = [(await service.ticket())["token"] for _ in range(20)]
                sockets = [await connect(service.ws, proxy=None) for _ in tokens]
                for socket, token in zip(sockets, tokens, strict=True):
                    await socket.send(hello(token))
                await until(lambda: len(service.hub.connections) == 20)
                for socket in sockets[:10]:
                    socket.transport.pause_reading()  # dead to the world
                began = asyncio.get_running_loop().time()
            assert asyncio.get_running_loop().time() - began < 10
            codes = []
            for socket in sockets[10:]:
                with suppress(ConnectionClosed):
                    async for _ in socket:  # until it is closed
                        pass
                codes.append(socket.close_code)
            assert codes == [1012] * 10
            for socket in sockets[:10]:
                socket.transport.abort()

    asyncio.run(go())
