"""Whole stories over real sockets: cuts, resuming, take-overs, what reaches whom."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from over_sockets import Running, at_the_form, cast, hello, live, nothing, running
from websockets.asyncio.client import connect

from tongban.live.access import Tokens
from tongban.session import Actor, Command
from tongban.session.messages import Say
from tongban_client import Connection, Gone, Refused


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
            point = {"type": "pass", "what": {"type": "point", "target": "field:name"}}
            await people.clerk.send(point)
            await people.applicant.until(lambda: bool(people.applicant.passed))
            assert people.applicant.passed[0]["by"]["role"] == "clerk"
            assert people.clerk.passed == []

    live(tmp_path, go)


def test_pointing_needs_consent(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with cast(service) as people, at_the_form(people):
            await people.applicant.tell("withdraw_consent", capability="guide")
            point = {"type": "pass", "what": {"type": "point", "target": "field:name"}}
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
                ringing = other.line["ringing"][0]
                assert (ringing["case"], ringing["by"], ringing["hall"]) == (
                    people.case,
                    people.clerk.me,
                    "wuhu",
                )
                await people.clerk.until(
                    lambda: people.clerk.line["handing"] == {"to": "k2", "until": ringing["until"]}
                )
                await other.send({"type": "begin", "case": people.case})
                await other.until(lambda: other.view.get("units", {}).get("clerk") == "k2")
                await other.tell("propose_field", field="name", value="王示例")
                with pytest.raises(Refused):
                    await people.clerk.tell("propose_field", field="name", value="李示例")

    live(tmp_path, go)


def test_a_clerk_is_told_their_duty_and_what_rings(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with cast(service) as people:
            await people.assistant.ask({"type": "call_next"}, people._is_called)
            await people.assistant.join(people.case)
            await people.assistant.ask(people._begin(), lambda: people._has(people.assistant))
            await people.assistant.act("seated")
            await people.clerk.until(lambda: bool(people.clerk.line.get("ringing")))
            line, ticket = people.clerk.line, people.applicant.view["ticket"]
            assert (line["duty"], line["handing"], line["owed"]) == ("on_duty", None, [])
            [waits], [rings] = line["waiting"], line["ringing"]
            assert (waits["number"], waits["hall"]) == (ticket["number"], ticket["hall"])
            assert waits | {"until": rings["until"], "by": None} == rings
            await people.clerk.send({"type": "set_duty", "duty": "break"})
            await people.clerk.until(lambda: people.clerk.line["duty"] == "break")

    live(tmp_path, go)


def test_who_closed_their_page_is_called_no_more(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        desk = service.hub.service.desk
        token = service.token("clerk", "k2", "jingan")
        async with Connection(service.ws, token) as clerk, Connection(service.ws, token):
            await clerk.send({"type": "set_duty", "duty": "on_duty"})
            await clerk.until(lambda: clerk.line.get("duty") == "on_duty")
            assert desk.free("jingan") == ("k2",)
        async with asyncio.timeout(5):
            while desk.free("jingan"):
                await asyncio.sleep(0.01)
        async with Connection(service.ws, token) as clerk:  # the same duty as before
            await clerk.until(lambda: clerk.line.get("duty") == "on_duty")
            assert desk.free("jingan") == ("k2",)

    live(tmp_path, go)


@pytest.mark.parametrize(
    ("missed", "kind", "messages"), [(99, "recorded", 99), (300, "snapshot", 1)]
)
def test_who_missed_much_sees_the_case_anew(
    tmp_path: Path, missed: int, kind: str, messages: int
) -> None:
    async def go(service: Running) -> None:
        ticket = await service.ticket()
        case, desk = ticket["case"], service.hub.service
        by = Actor(role="applicant", id=case)
        for i in range(missed):
            await desk.tell(case, Command(id=f"c{i}", body=Say(text="hello")), by)
        async with connect(service.ws, proxy=None) as socket:
            await socket.send(hello(ticket["token"], after=1, epoch=service.hub.epoch))
            got = [json.loads(await socket.recv()) for _ in range(1 + messages)]
            assert [message["type"] for message in got] == ["welcome", *[kind] * messages]
            assert (got[-1].get("seq") or got[-1]["record"]["seq"]) == missed + 1

    live(tmp_path, go)
