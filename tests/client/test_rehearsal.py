"""Scripted people on a real service over loopback: every kind of story ends as it must."""

from __future__ import annotations

import asyncio
import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from argon2 import PasswordHasher
from lines import lines_from
from live_world import CATALOGUE, FLOW, PLACES, Region

from tongban.live.access import Accounts, Tokens
from tongban.live.app import create_app
from tongban.live.hub import Hub
from tongban.live.logs import EVENTS, FIELDS
from tongban.live.outbox import Outbox
from tongban.live.sealing import MasterKey
from tongban.live.service import Service
from tongban.live.serving import demo_accounts
from tongban.live.store import SQLiteStore
from tongban.report.rehearsal import rehearsal_table
from tongban.scenario import load
from tongban_client import Http
from tongban_client.behaviour import scripts
from tongban_client.rehearsal import STORIES, Played, Rehearsal
from tongban_client.skills import ANSWERS

SOURCE = load("yrd-2023")
ITEMS = ["medical_filing", "insurance_transfer", "company_change"]
SECRET = "欧阳隐之"


async def rehearsed(folder: Path, sessions: int) -> tuple[list[Played], SQLiteStore]:
    """Some stories on a service whose regions answer at once."""
    store = SQLiteStore(folder / "log.db", MasterKey.kept_in(folder / "key"))
    regions = {name: Region() for name in PLACES.home_of_region}
    service = Service(store, FLOW, CATALOGUE, PLACES, Outbox(store, regions, PLACES.region_of))
    cheap = PasswordHasher(time_cost=1, memory_cost=64)
    hub = Hub(service, Accounts(folder / "accounts.db", cheap), Tokens())
    passwords = demo_accounts(hub.accounts, SOURCE)
    staff = {a.name: (a.role, a.place, passwords[a.name]) for a in hub.accounts.all()}
    runner = web.AppRunner(create_app(hub), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        http = Http(f"http://127.0.0.1:{runner.addresses[0][1]}")
        rehearsal = Rehearsal(http, staff, speed=5000, secret=SECRET)
        played = await rehearsal.run(scripts(SOURCE, ITEMS, 1), sessions)
        assert await store.verify() is None
        return played, store
    finally:
        await runner.cleanup()


def test_every_kind_of_story_ends_as_scripted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with lines_from("json", "debug"):
        played, _ = asyncio.run(asyncio.wait_for(rehearsed(tmp_path, 2 * len(STORIES)), 120))
    assert {story.wrong for story in played} == {""}
    assert {story.story: story.outcome for story in played} == dict(STORIES)
    assert len({story.case for story in played}) == len(played)
    for file in tmp_path.iterdir():  # what named a person is sealed
        assert SECRET.encode() not in file.read_bytes(), file
    written = capsys.readouterr().err
    assert not [line for line in written.splitlines() if not as_documented(json.loads(line))]
    for event in (
        "request",
        "socket_known",
        "case_joined",
        "socket_closed",
        "case_ended",
        "submission_answered",
    ):
        assert f'"event": "{event}"' in written
    for personal in (SECRET, *(ANSWERS[kind] for kind in ("id_number", "phone", "address"))):
        assert personal not in written


def as_documented(line: dict[str, Any]) -> bool:
    """Whether a line of the log is an event with its fields, and no more."""
    about = line.keys() - {"ts", "level", "logger", "event"}
    known = EVENTS.get(line["event"])
    return (
        known is not None
        and about == set(known.fields)
        and line["level"] == known.level
        and all(isinstance(line[name], FIELDS[name].kind) for name in about)
    )


def test_people_do_what_the_scenario_draws() -> None:
    first, again = (list(islice(scripts(SOURCE, ITEMS, 1), 20)) for _ in range(2))
    assert [s.steps for s in first] == [s.steps for s in again]
    other = list(islice(scripts(SOURCE, ITEMS, 2), 20))
    assert [s.steps for s in first] != [s.steps for s in other]
    for script in first:
        assert script.item in ITEMS
        assert script.hall in PLACES.windows
        assert script.region != PLACES.region_of[script.hall]
        assert script.step("fill_form", 0) is not None


def test_the_table_says_what_went_wrong() -> None:
    right = Played("plain", "c-1", "accepted", wait_s=60, took_s=600)
    wrong = Played("drops", "c-2", "", wrong="TimeoutError: ")
    assert "All 1 stories ended as scripted." in rehearsal_table([right], "en")
    told = rehearsal_table([right, wrong], "zh-CN")
    assert "1 个情节（共 2 个）没有按脚本结束" in told
    assert "c-2 (drops): TimeoutError" in told
