"""What goes over HTTP: logging in, tickets, documents, health."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from over_sockets import Running, cast, live, picture
from PIL import Image

from tongban.live.access import Grant
from tongban.live.service import staff_of
from tongban.session import Actor
from tongban.session.messages import Act
from tongban_client import Connection
from tongban_client.http import Failed


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
