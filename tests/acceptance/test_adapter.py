"""What the adapters make of a system that fails, lies or is gone."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web
from regions import (
    QUICK,
    REGIONS,
    Faults,
    Limits,
    company,
    contents,
    listening,
    run,
    shipped,
    system,
)

from tongban.acceptance import (
    ADAPTERS,
    AcceptanceError,
    Accepted,
    Breaker,
    HttpAdapter,
    NotUnderstood,
    SubmittedMaterial,
    Unavailable,
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
ONCE = Limits(connect_s=1, answer_s=0.5, attempts=1)


def liar(handler: Handler) -> web.Application:
    """A system that answers everything so."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    return app


async def asked(region: str, handler: Handler, limits: Limits = QUICK) -> object:
    async with (
        listening(liar(handler)) as url,
        ADAPTERS[region](url, shipped(), limits=limits) as adapter,
    ):
        return await adapter.submit(company(region), contents)


ANSWERS = {
    "nothing": b"",
    "a page": b"<html>maintenance</html>",
    "another's JSON": b'{"status": "ok", "code": "0"}',
    "a list": b"[]",
    "too deep": b"[" * 50_000,
    "not text": b"\xff\x00\xfe",
    "XML with a document type": "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><受理结果>&b;"
    "</受理结果>".encode("gb18030"),
    "another code": "<?x?><受理结果><结果代码>7</结果代码></受理结果>".encode("gb18030"),
    "too long": b"x" * (2 << 20),
}


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("region", REGIONS)
def test_answer_that_is_none_is_not_understood_and_not_repeated(region: str, answer: str) -> None:
    calls = 0

    async def say(request: web.Request) -> web.Response:
        nonlocal calls
        calls += 1
        await request.read()
        return web.Response(body=ANSWERS[answer])

    async def story() -> None:
        with pytest.raises(NotUnderstood):
            await asked(region, say)

    run(story)
    assert calls == 1


OTHERS = {
    "shanghai": b"""{"status": "ACCEPTED", "requestId": "other", "caseNumber": "7",
      "acceptedAt": "2023-06-06T09:12:33+08:00", "promisedBy": "2023-06-06",
      "statutoryWorkingDays": 1, "ruleVersion": "r", "receiptNo": "1", "hotline": "1"}""",
    "jiangsu": "<?x?><受理结果><结果代码>0</结果代码><流水号>other</流水号></受理结果>".encode(
        "gb18030"
    ),
    "anhui": b'{"ywlsh": "other", "pzh": "P", "ztdm": "01"}',
}


@pytest.mark.parametrize("region", OTHERS)
def test_answer_to_another_submission_is_never_taken_for_ours(region: str) -> None:
    async def say(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=OTHERS[region])

    async def story() -> None:
        with pytest.raises(NotUnderstood, match="'other'"):
            await asked(region, say)

    run(story)


@pytest.mark.parametrize("region", REGIONS)
def test_redirect_is_not_followed(region: str) -> None:
    seen: list[str] = []

    async def say(request: web.Request) -> web.Response:
        seen.append(request.path)
        await request.read()
        raise web.HTTPTemporaryRedirect("/elsewhere")

    async def story() -> None:
        with pytest.raises(NotUnderstood):
            await asked(region, say)

    run(story)
    assert "/elsewhere" not in seen


@pytest.mark.parametrize("region", REGIONS)
def test_nobody_listening_has_surely_not_arrived(region: str) -> None:
    with socket.socket() as taken:  # bound, so nobody else gets it, but not listening
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"

        async def story() -> None:
            async with ADAPTERS[region](url, shipped(), limits=QUICK) as adapter:
                assert not await adapter.is_up()
                with pytest.raises(Unavailable) as caught:
                    await adapter.submit(company(region), contents)
            assert not caught.value.may_have_arrived

        run(story)


@pytest.mark.parametrize("region", REGIONS)
def test_arrived_once_in_all_attempts_may_have_arrived(region: str) -> None:
    """The first attempt is cut after it was read; then nobody listens any more."""

    async def story() -> None:
        stop = asyncio.Event()

        async def cut(request: web.Request) -> web.Response:
            await request.read()
            stop.set()
            assert request.transport is not None
            request.transport.abort()
            return web.Response()

        limits = Limits(connect_s=1, answer_s=2, attempts=3, backoff_s=1, backoff_most_s=1)
        async with listening(liar(cut)) as url:
            adapter = ADAPTERS[region](url, shipped(), limits=limits)
            await adapter.__aenter__()
            asking = asyncio.create_task(adapter.submit(company(region), contents))
            await stop.wait()
        with pytest.raises(Unavailable) as caught:
            await asking
        await adapter.__aexit__(None, None, None)
        assert caught.value.may_have_arrived

    run(story)


@pytest.mark.parametrize("drip", [False, True])
def test_system_that_never_ends_is_left_in_time(drip: bool) -> None:
    async def say(request: web.Request) -> web.StreamResponse:
        await request.read()
        if drip:
            response = web.StreamResponse()
            await response.prepare(request)
            for _ in range(100):
                await response.write(b" ")
                await asyncio.sleep(0.05)
        await asyncio.sleep(5)
        return web.Response()

    async def story() -> None:
        async with asyncio.timeout(3):
            with pytest.raises(Unavailable, match="in time"):
                await asked("shanghai", say, ONCE)

    run(story)


def test_anhui_that_works_for_ever_is_left_in_time() -> None:
    async def story() -> None:
        async with system("anhui", limits=ONCE, work_s=3600) as adapter:
            with pytest.raises(Unavailable, match="in time") as caught:
                await adapter.submit(company("anhui"), contents)
        assert caught.value.may_have_arrived

    run(story)


@pytest.mark.parametrize("region", REGIONS)
def test_breaker_opens_spares_the_system_and_closes(region: str) -> None:
    async def story() -> None:
        now = 0.0
        faults = Faults(down=1000)
        breaker = Breaker(failures=4, open_s=30, clock=lambda: now)
        async with system(region, faults, breaker=breaker) as adapter:
            for _ in range(2):  # three attempts each; the fourth opens it
                with pytest.raises(Unavailable):
                    await adapter.submit(company(region), contents)
            assert breaker.state == "open"
            sent = 1000 - faults.down
            assert sent == 4
            with pytest.raises(Unavailable) as caught:
                await adapter.submit(company(region), contents)
            assert (caught.value.retry_after_s, caught.value.may_have_arrived) == (30, False)
            assert 1000 - faults.down == sent
            now, faults.down = 30.0, 0
            assert isinstance(await adapter.submit(company(region), contents), Accepted)
            assert breaker.state == "closed"

    run(story)


def test_refusals_do_not_open_the_breaker() -> None:
    async def story() -> None:
        breaker = Breaker(failures=1)
        async with system("jiangsu", breaker=breaker) as adapter:
            await adapter.submit(company("jiangsu", ()), contents)
        assert breaker.state == "closed"

    run(story)


def test_half_open_lets_one_of_many_through() -> None:
    async def story() -> None:
        now = 0.0
        faults = Faults(down=1)
        breaker = Breaker(failures=1, open_s=30, clock=lambda: now)
        async with system("shanghai", faults, limits=ONCE, breaker=breaker) as adapter:
            with pytest.raises(Unavailable):
                await adapter.submit(company("shanghai"), contents)
            now = 30.0
            answers = await asyncio.gather(
                *(adapter.submit(company("shanghai"), contents) for _ in range(10)),
                return_exceptions=True,
            )
        assert sum(isinstance(answer, Accepted) for answer in answers) == 1
        assert sum(isinstance(answer, Unavailable) for answer in answers) == 9

    run(story)


def test_given_up_attempt_leaves_the_adapter_usable() -> None:
    async def story() -> None:
        faults = Faults(slow=1, slow_s=0.5)
        async with system("zhejiang", faults) as adapter:
            asking = asyncio.create_task(adapter.submit(company("zhejiang"), contents))
            await asyncio.sleep(0.2)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            assert isinstance(await adapter.submit(company("zhejiang"), contents), Accepted)

    run(story)


@pytest.mark.parametrize("region", REGIONS)
def test_no_personal_data_in_logs_and_errors(region: str, caplog: pytest.LogCaptureFixture) -> None:
    async def echo(request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    async def story() -> None:
        submission = company(region)
        caplog.set_level(logging.DEBUG, "tongban")
        with pytest.raises(NotUnderstood) as caught:
            await asked(region, echo)
        async with system(region, Faults(down=9)) as adapter:
            with pytest.raises(Unavailable) as missed:
                await adapter.submit(submission, contents)
        said = f"{caplog.text} {caught.value} {missed.value} {submission!r}"
        assert "attempt failed" in caplog.text
        for name in ("name", "id_number", "phone", "address"):
            assert submission.fields[name] not in said

    run(story)


def test_system_that_says_when_to_come_back_is_not_asked_before() -> None:
    calls = 0

    async def say(request: web.Request) -> web.Response:
        nonlocal calls
        calls += 1
        await request.read()
        return web.Response(status=503, headers={"Retry-After": "60"})

    async def story() -> None:
        with pytest.raises(Unavailable) as caught:
            await asked("shanghai", say)
        assert caught.value.retry_after_s == 60

    run(story)
    assert calls == 1


def test_no_connection_is_used_again() -> None:
    """So nothing a system sends late can be taken for the answer to the next request."""
    ports: list[int] = []

    async def say(request: web.Request) -> web.Response:
        await request.read()
        ports.append(request.get_extra_info("peername")[1])
        return web.Response(status=503)

    async def story() -> None:
        with pytest.raises(Unavailable):
            await asked("shanghai", say)

    run(story)
    assert len(set(ports)) == len(ports) == QUICK.attempts


def test_documents_are_fetched_for_each_attempt_and_not_held() -> None:
    async def story() -> None:
        fetched: list[str] = []

        async def fetch(material: SubmittedMaterial) -> bytes:
            fetched.append(material.kind)
            return await contents(material)

        async with system("anhui", Faults(down=1)) as adapter:
            await adapter.submit(company("anhui"), fetch)
        assert len(fetched) == 2 * len(company("anhui").materials)

    run(story)


def test_submission_for_another_region_is_our_own_fault() -> None:
    async def story() -> None:
        async with system("anhui") as adapter:
            with pytest.raises(ValueError, match="shanghai"):
                await adapter.submit(company("shanghai"), contents)

    run(story)


def test_item_that_left_the_catalogue_is_said() -> None:
    async def story() -> None:
        async with system("anhui") as adapter:
            with pytest.raises(AcceptanceError, match="no item 'gone'"):
                await adapter.submit(company("anhui", item="gone"), contents)

    run(story)


def test_every_region_of_the_catalogue_has_its_adapter() -> None:
    assert set(ADAPTERS) == set(shipped().regions)
    assert all(issubclass(kind, HttpAdapter) for kind in ADAPTERS.values())


def test_titles_a_form_post_goes_by_are_unique() -> None:
    """Jiangsu names fields and materials by their Chinese titles."""
    for item in shipped().items.values():
        for things in (item.fields, item.materials):
            titles = [thing.title.zh_cn for thing in things.values()]
            assert len(set(titles)) == len(titles)
