"""The disk is full: what cannot be written is refused in words, nothing is lost, and it goes on."""

from __future__ import annotations

import asyncio
import io
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import pytest
from live_world import ITEM, STEPS, World, submitted, until
from over_sockets import Running, at_the_form, cast, live
from PIL import Image
from story import SECOND

from tongban.live import clock, outbox
from tongban.live.store import MemoryStore, SQLiteStore, StoreFailed
from tongban.session import Record, content_digest
from tongban.session import messages as m
from tongban_client import Http, Refused
from tongban_client.http import Failed


def disk_of(service: Running) -> sqlite3.Connection:
    store = service.hub.service.store
    assert isinstance(store, SQLiteStore)
    return store._writer.connection


def fill(disk: sqlite3.Connection) -> None:
    (pages,) = disk.execute("PRAGMA page_count").fetchone()
    disk.execute(f"PRAGMA max_page_count = {pages}")


def make_room(disk: sqlite3.Connection) -> None:
    disk.execute("PRAGMA max_page_count = 1000000")


async def told_until_refused(people: Any) -> tuple[list[int], Refused]:
    """The records that were acknowledged before the disk was full, and then the refusal."""
    seqs = []
    while True:
        try:
            seqs.append((await people.applicant.tell("say", text="x" * 2000))["seq"])
        except Refused as refused:
            return seqs, refused


def noise() -> bytes:
    """A picture that takes 300 kB, however it is packed."""
    out = io.BytesIO()
    Image.effect_noise((640, 480), 100).save(out, "PNG")
    return out.getvalue()


async def until_failed(ask: Callable[[], Awaitable[Any]]) -> Failed:
    """How asking fails in the end: what is small may still find room for a while."""
    try:
        while True:
            await ask()
    except Failed as failed:
        return failed


def test_a_full_disk_refuses_in_words_and_loses_nothing(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with cast(service) as people, at_the_form(people):
            disk = disk_of(service)
            fill(disk)
            seqs, refused = await told_until_refused(people)
            assert refused.refusal["code"] == "not_kept"
            assert "try again later" in refused.refusal["text"]["en"]
            assert refused.refusal["text"]["zh-CN"]
            http, large = Http(service.url, patience_s=0), noise()
            for asking in (
                lambda: http.take_ticket("wuhu", "shanghai", ITEM),
                lambda: http.put_document(people.case, large, people.token),
            ):
                failed = await until_failed(asking)
                assert failed.status == 503
                assert failed.told["text"]["en"] == refused.refusal["text"]["en"]
            people.clerk.faults.clear()
            await people.clerk.send({"type": "hand_over", "to": "nobody"})  # it still answers
            await people.clerk.until(lambda: bool(people.clerk.faults))

            make_room(disk)
            again = await people.applicant.tell("say", text="here")
            stored = [r.seq for r in await service.hub.service.store.read(people.case)]
            assert stored == list(range(1, again["seq"] + 1))
            assert set(seqs) <= set(stored)
            assert await service.hub.service.store.verify() is None
            await service.ticket()

    live(tmp_path, go)


class Full(MemoryStore):
    """A store whose disk can be full."""

    is_full = False
    refused = 0

    async def append(self, stream: str, after: int, new: Sequence[Record]) -> None:
        if self.is_full:
            self.refused += 1
            raise StoreFailed("the log was not written: database or disk is full")
        await super().append(stream, after, new)


def with_a_disk_that_fills(what: Callable[[World, Full], Coroutine[Any, Any, None]]) -> None:
    async def go() -> None:
        store = Full()
        world = await World(store).begin()
        try:
            await what(world, store)
        finally:
            await world.service.stop()

    asyncio.run(go())


def test_a_call_that_could_not_be_written_is_made_again() -> None:
    async def go(world: World, store: Full) -> None:
        case = (await world.service.take_ticket("wuhu", "shanghai", ITEM)).case
        store.is_full = True
        with pytest.raises(StoreFailed):
            await world.service.call_next("assistant-1")
        with pytest.raises(StoreFailed):
            await world.service.begin("assistant-1", case)
        store.is_full = False
        assert (await world.service.call_next("assistant-1")).case == case
        await world.service.begin("assistant-1", case)
        kinds = [record.body.type for record in await store.read(case)]
        assert kinds == ["open", "call", "start"]

    with_a_disk_that_fills(go)


def test_a_regions_answer_that_could_not_be_written_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outbox, "FIRST_S", 0.01)

    async def go(world: World, store: Full) -> None:
        case = (await world.service.take_ticket("wuhu", "shanghai", ITEM)).case
        for step in STEPS[: STEPS.index(submitted)]:
            await step(world, case)
        room = world.service.room(case)
        world.region.is_down = True
        await world.tell(case, "applicant", m.Submit(covers=content_digest(room.state)))
        store.is_full, world.region.is_down = True, False
        await until(lambda: store.refused >= 2)
        assert room.state.case_number is None
        store.is_full = False
        await until(lambda: room.state.case_number == "SH-1")
        assert world.region.numbers == {room.state.submission.key: "SH-1"}
        assert sum(r.body.type == "answer" for r in await store.read(case)) == 1

    with_a_disk_that_fills(go)


def test_the_clock_says_once_that_it_cannot_act_and_then_does(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(clock, "TICK_S", 0.01)

    async def go(world: World, store: Full) -> None:
        case = (await world.service.take_ticket("wuhu", "shanghai", ITEM)).case
        for step in STEPS[:2]:
            await step(world, case)
        ticking = asyncio.create_task(world.clock.run())
        store.is_full = True
        world.now += 3600 * SECOND  # no clerk has answered for long
        await until(lambda: store.refused >= 3)
        store.is_full = False
        await until(lambda: world.service.room(case).state.stage != "dial")
        ticking.cancel()

    with_a_disk_that_fills(go)
    said = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [record.exc_info for record in said] == [None]
    assert said[0].getMessage().startswith("clock_waits")
