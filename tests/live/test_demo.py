"""What only a demonstration has: free accounts to sign in to, and partners, a few at a time."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from live_world import PLACES, until
from over_sockets import Running, cast, live

from tongban.errors import InputError
from tongban.live import partners
from tongban.live.partners import MOST, Part
from tongban.live.serving import Files, Options, demo_accounts, serving
from tongban.scenario import load
from tongban_client import Connection
from tongban_client.http import Failed

SOURCE = load("yrd-2023")
REGIONS = ("shanghai", "jiangsu", "zhejiang", "anhui")


async def stays(_: Part) -> None:
    """A partner who does nothing, until sent away."""
    await asyncio.Event().wait()


def demo(
    folder: Path,
    what: Callable[[Running], Awaitable[None]],
    play: Callable[[Part], Awaitable[None]] = stays,
) -> None:
    """With a demonstration that runs, and its accounts."""

    async def go(service: Running) -> None:
        demo_accounts(service.hub.accounts, SOURCE)
        await what(service)

    live(folder, go, play)


async def asked(service: Running, path: str, **body: Any) -> dict[str, Any]:
    given = await service.http._bytes("POST", f"/api/demo/{path}", json.dumps(body).encode(), "")
    found: dict[str, Any] = json.loads(given)
    return found


async def refused(service: Running, path: str, **body: Any) -> Failed:
    with pytest.raises(Failed) as caught:
        await asked(service, path, **body)
    return caught.value


async def sign_in(service: Running, role: str, place: str = "") -> dict[str, Any]:
    return await asked(service, "sign-in", role=role, place=place)


async def partner(service: Running, **body: Any) -> dict[str, Any]:
    return await asked(service, "partner", **body)


def test_nothing_of_it_is_there_outside_a_demonstration(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        for path in ("sign-in", "partner"):
            assert (await refused(service, path, role="clerk")).status == 404

    live(tmp_path, go)


@pytest.mark.parametrize("any_port", [True, False])
def test_a_port_that_is_taken_is_replaced_only_where_any_will_do(
    tmp_path: Path, any_port: bool
) -> None:
    async def go(port: int) -> str:
        options = Options(Files.of(tmp_path / "log.db"), port=port, any_port=any_port)
        options = replace(options, region_urls=dict.fromkeys(REGIONS, "http://127.0.0.1:9"))
        async with serving(SOURCE, options) as (url, _):
            return url

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        if any_port:
            assert asyncio.run(go(port)) != f"http://127.0.0.1:{port}"
        else:
            with pytest.raises(InputError, match=f"{port}: cannot listen there"):
                asyncio.run(go(port))
            assert list(tmp_path.iterdir()) == []  # nothing was begun


# --- signing in -----------------------------------------------------------------------------


def test_two_desks_sign_in_to_two_accounts_that_work(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        first, second = [await sign_in(service, "clerk", "shanghai") for _ in range(2)]
        assert (first["name"], second["name"]) == ("shanghai-k1", "shanghai-k2")
        assert (first["role"], first["place"]) == ("clerk", "jingan")
        async with (
            Connection(service.ws, first["token"]) as one,
            Connection(service.ws, second["token"]) as two,
        ):
            assert (one.me, two.me) == ("shanghai-k1", "shanghai-k2")

    demo(tmp_path, go)


def test_an_account_that_is_in_use_is_given_only_if_all_are(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        first = await sign_in(service, "assistant", "wuhu")
        async with Connection(service.ws, first["token"]):
            names = [(await sign_in(service, "assistant", "wuhu"))["name"] for _ in range(3)]
            assert names == ["wuhu-a2"] * 3
            other = await sign_in(service, "assistant", "wuhu")
            async with Connection(service.ws, other["token"]):
                assert (await sign_in(service, "assistant", "wuhu"))["name"] == "wuhu-a1"

    demo(tmp_path, go)


def test_a_supervisor_needs_no_place(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        given = await sign_in(service, "supervisor")
        assert (given["name"], given["role"]) == ("supervisor", "supervisor")

    demo(tmp_path, go)


def test_a_place_without_accounts_is_said_in_both_languages(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        told = await refused(service, "sign-in", role="assistant", place="whu")
        assert told.status == 404
        assert "did you mean 'wuhu'" in told.told["text"]["en"]
        assert "whu" in told.told["text"]["zh-CN"]
        assert (await refused(service, "sign-in", role="applicant")).status == 400

    demo(tmp_path, go)


def test_a_page_of_another_origin_gets_nothing(tmp_path: Path) -> None:
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    def ask(url: str) -> int:
        body = json.dumps({"role": "supervisor"}).encode()
        request = Request(f"{url}/api/demo/sign-in", body, {"Origin": "http://127.0.0.1:1"})
        try:
            with urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except HTTPError as error:
            with error:
                return error.code

    async def go(service: Running) -> None:
        assert await asyncio.to_thread(ask, service.url) == 403

    demo(tmp_path, go)


# --- partners -------------------------------------------------------------------------------


def test_a_partner_is_told_what_it_needs_to_play(tmp_path: Path) -> None:
    played: list[Part] = []

    async def play(part: Part) -> None:
        played.append(part)

    async def go(service: Running) -> None:
        ticket = await service.ticket()
        given = await partner(service, role="clerk", case=ticket["case"], language="en")
        await until(lambda: len(played) == 1)
        (part,) = played
        assert given["partner"] == part.name == "shanghai-demo-1"
        assert (part.url, part.case, part.language) == (service.url, ticket["case"], "en")
        (token,) = part.tokens
        grant = service.hub.tokens.read(token)
        assert (grant.role, grant.id, grant.place) == ("clerk", part.name, "jingan")

    demo(tmp_path, go, play)


def test_an_applicant_comes_to_a_quiet_hall_of_another_region(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        given = [await partner(service, role="applicant", region="shanghai") for _ in range(3)]
        halls = [each["hall"] for each in given]
        assert len(set(halls)) == 3
        assert all(PLACES.region_of[hall] != "shanghai" for hall in halls)
        assert len({each["item"] for each in given}) == 3
        room = service.hub.service.room(given[0]["case"])
        assert (room.state.home, room.state.ticket.number) == ("jingan", given[0]["number"])

    demo(tmp_path, go)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        pytest.param({"region": "shanghia"}, "did you mean 'shanghai'", id="region"),
        pytest.param({"region": "shanghai", "hall": "whu"}, "did you mean 'wuhu'", id="hall"),
        pytest.param(
            {"region": "shanghai", "item": "first_id_card"}, "ingerprint", id="not remotely"
        ),
    ],
)
def test_an_applicant_who_cannot_come_for_that(
    tmp_path: Path, wanted: dict[str, str], said: str
) -> None:
    async def go(service: Running) -> None:
        told = await refused(service, "partner", role="applicant", **wanted)
        assert (told.status, said in told.told["text"]["en"]) == (409, True)
        assert told.told["text"]["zh-CN"]

    demo(tmp_path, go)


def test_a_case_has_one_partner_however_often_it_is_asked_for(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        case = (await service.ticket())["case"]
        both = [await partner(service, role="clerk", case=case) for _ in range(2)]
        assert both[0] == both[1]

    demo(tmp_path, go)


def test_no_clerk_comes_to_a_case_that_needs_none(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        told = await refused(service, "partner", role="clerk", case="nobody")
        assert told.status == 404
        async with cast(service) as people:

            async def ask(_: int) -> None:
                if people.applicant.view["stage"] == "fill_form" and not found:
                    found.append(await refused(service, "partner", role="clerk", case=people.case))

            found: list[Failed] = []
            await people.story(ask)
            found.append(await refused(service, "partner", role="clerk", case=people.case))
            assert [each.status for each in found] == [409, 409]
            words = [each.told["text"]["en"] for each in found]
            assert words == ["a clerk has this case already", "this case has ended"]

    demo(tmp_path, go)


def test_there_are_only_so_many_partners_at_once(tmp_path: Path) -> None:
    done = asyncio.Event()

    async def play(part: Part) -> None:
        if part.number == "A001" and part.hall == "wuhu":
            await done.wait()
        else:
            await stays(part)

    async def go(service: Running) -> None:
        wanted = {"role": "applicant", "region": "shanghai", "hall": "wuhu"}
        for _ in range(MOST):
            await partner(service, **wanted)
        told = await refused(service, "partner", **wanted)
        assert told.status == 503
        assert "8 scripted partners are at work" in told.told["text"]["en"]
        assert "8 位演示搭档" in told.told["text"]["zh-CN"]
        done.set()
        await until(lambda: "A001" not in numbers(service))
        await partner(service, **wanted)

    def numbers(service: Running) -> set[str]:
        assert service.hub.demo is not None
        return {part.number for part in service.hub.demo.partners.parts.values()}

    demo(tmp_path, go, play)


def test_a_partner_whom_nobody_needs_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partners, "ALONE_S", 0.2)
    monkeypatch.setattr(partners, "LOOK_S", 0.05)
    gone: list[str] = []

    async def play(part: Part) -> None:
        try:
            await stays(part)
        finally:
            gone.append(part.case)

    async def go(service: Running) -> None:
        left, here = await service.ticket(), await service.ticket()
        async with Connection(service.ws, here["token"]):
            for ticket in (here, left):
                await partner(service, role="clerk", case=ticket["case"])
            await until(lambda: gone == [left["case"]])
        await until(lambda: gone == [left["case"], here["case"]])

    demo(tmp_path, go, play)


def test_a_partner_who_fails_harms_nobody_and_makes_room(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def play(_: Part) -> None:
        raise Failed(500, {"error": "out of ink"})

    async def go(service: Running) -> None:
        case = (await service.ticket())["case"]
        for _ in range(2):
            await partner(service, role="clerk", case=case)
            assert service.hub.demo is not None
            await until(lambda: not service.hub.demo.partners.parts)  # type: ignore[union-attr]
        assert caplog.text.count("partner_failed role=clerk") == 2

    demo(tmp_path, go, play)


def test_partners_leave_before_the_service_stops(tmp_path: Path) -> None:
    there = asyncio.Event()
    codes: list[int | None] = []

    async def play(part: Part) -> None:
        async with Connection(part.url.replace("http", "ws") + "/ws", part.tokens[0]) as here:
            there.set()
            try:
                await stays(part)
            finally:
                codes.append(None if here._socket is None else here._socket.close_code)

    async def go(service: Running) -> None:
        case = (await service.ticket())["case"]
        await partner(service, role="clerk", case=case)
        await there.wait()

    demo(tmp_path, go, play)
    assert codes == [None]  # its socket was still open when it left


def test_a_partner_who_is_sent_away_while_it_comes_leaves_no_socket(tmp_path: Path) -> None:
    async def play(part: Part) -> None:
        async with Connection(part.url.replace("http", "ws") + "/ws", part.tokens[0]):
            await stays(part)

    async def go(service: Running) -> None:
        case = (await service.ticket())["case"]
        await partner(service, role="clerk", case=case)
        await until(lambda: len(service.hub.connections) == 1)
        assert service.hub.demo is not None
        await service.hub.demo.partners.stop()
        await until(lambda: not service.hub.connections)

    demo(tmp_path, go, play)
