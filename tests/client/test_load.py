"""A load on a real service over loopback: nothing is lost, and what would be is found."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from live_world import ITEM
from over_sockets import Running, running
from pydantic import BaseModel
from typer.testing import CliRunner

from tongban.cli.app import app
from tongban.errors import InputError
from tongban.live.rooms import Room
from tongban.report.load import load_table
from tongban_client.load import Load, LoadFound, Seat, Traffic, seats_for


def seats(service: Running, rooms: int) -> list[Seat]:
    halls = [("wuhu", service.token("assistant", f"a{i}", "wuhu")) for i in range(rooms)]
    clerks = [("shanghai", service.token("clerk", f"k{i}", "jingan")) for i in range(rooms)]
    return seats_for(halls, clerks, rooms)


def loaded(folder: Path, rooms: int, messages: int, commands: float) -> LoadFound:
    """What so many messages in half a second came to."""

    async def go() -> LoadFound:
        async with asyncio.timeout(60), running(folder) as service:
            load = Load(service.http, ITEM)
            found = await load.run(seats(service, rooms), 2 * messages, 0.5, commands)
            assert await service.hub.service.store.verify() is None
            desk = service.hub.service.desk
            assert not any(desk.is_busy(name) for name in desk.staff)
            return found

    return asyncio.run(go())


def test_everything_comes_once(tmp_path: Path) -> None:
    found = loaded(tmp_path, 3, 60, 0.2)
    pointing, commands = found.traffic
    assert (pointing.sent, len(pointing.times_ms)) == (48, 96)
    assert (commands.sent, len(commands.times_ms)) == (12, 12)
    assert (found.is_whole, found.cut, found.rooms) == (True, 0, 3)


PassOn = Callable[[Room, BaseModel, str, str | None], None]


@pytest.mark.parametrize(
    ("times", "lost", "doubled"),
    [pytest.param(0, 8, 0, id="lost"), pytest.param(2, 0, 8, id="doubled")],
)
def test_what_is_lost_or_doubled_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, lost: int, doubled: int
) -> None:
    usual: PassOn = Room.pass_on
    passed = 0

    def every_fifth(room: Room, message: BaseModel, sender: str, to: str | None = None) -> None:
        nonlocal passed
        passed += 1
        for _ in range(1 if passed % 5 else times):
            usual(room, message, sender, to)

    monkeypatch.setattr(Room, "pass_on", every_fifth)
    monkeypatch.setattr("tongban_client.load.LAST_S", 0.5)
    found = loaded(tmp_path, 2, 20, 0)
    (pointing, _) = found.traffic
    assert (pointing.sent, pointing.lost, pointing.doubled) == (20, lost, doubled)
    assert not found.is_whole


def test_a_command_that_is_refused_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def on_nothing(here: object, field: str, value: str) -> None:
        await here.tell("edit_field", field=field, value=value, base=0)  # type: ignore[attr-defined]

    monkeypatch.setattr("tongban_client.load.fill", on_nothing)
    found = loaded(tmp_path, 1, 20, 1)
    assert len(found.refused) > 5  # each field but once
    assert "conflict" in found.refused[0]
    assert not found.is_whole


def test_the_table_in_both_languages() -> None:
    times = tuple(float(i) for i in range(1, 101))
    pointing, commands = Traffic("pointer", 50, 1, 0, times), Traffic("command", 10, 0, 0, ())
    found = LoadFound(2, 10.0, (pointing, commands), 3.2, 1, ("Refused: conflict: late",))
    told = load_table(found, "en")
    assert "50" in told.splitlines()[1]
    assert [word for word in told.splitlines()[1].split() if "." in word] == [
        "51.0",
        "91.0",
        "100.0",
        "100.0",
    ]
    assert "Messages were lost, doubled or refused." in told
    assert "such as: Refused: conflict: late" in told
    assert "有消息丢失、重复或被拒。" in load_table(found, "zh-CN")


@pytest.mark.parametrize("verb", [["load", "--rooms", "1", "--rate", "10"], ["rehearse"]])
def test_where_no_service_answers(verb: list[str], tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("name,role,place,password\na,assistant,wuhu,x\nk,clerk,jingan,x\n")
    words = [*verb, "--url", "http://127.0.0.1:9", "--accounts", str(people)]
    told = CliRunner().invoke(app, words)
    assert isinstance(told.exception, InputError)
    assert "no live service answers" in str(told.exception)


def test_a_load_on_a_service_of_its_own() -> None:
    words = ["load", "--rooms", "2", "--rate", "40", "--seconds", "0.5", "--lang", "zh-CN"]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0, told.output
    assert "无丢失、无重复。" in told.stdout


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        pytest.param(("--rate", "1000"), "--rooms 6", id="too fast for so few"),
        pytest.param(("--url", "http://x"), "go together", id="no accounts"),
        pytest.param(
            ("--url", "http://x", "--accounts", "FILE"), "1 of them for 2 rooms", id="too few"
        ),
    ],
)
def test_what_it_refuses(tmp_path: Path, words: tuple[str, ...], fault: str) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name,role,place,password\na1,assistant,wuhu,x\nk1,clerk,jingan,x\n")
    given = [str(file) if word == "FILE" else word for word in words]
    told = CliRunner().invoke(app, ["load", "--rooms", "2", *given])
    assert isinstance(told.exception, InputError)
    assert fault in str(told.exception)
