"""A log of real cases read by the simulator's measures."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from live_world import ITEM, STEPS, World, walk
from typer.testing import CliRunner

from tongban.cli.app import app
from tongban.errors import InputError
from tongban.live.history import history_of, measured
from tongban.live.sealing import MasterKey
from tongban.live.store import SQLiteStore
from tongban.scenario import load
from tongban.session import CaseState
from tongban.session import messages as m

SOURCE = load("yrd-2023")
ANOTHER_NAME = load(
    "yrd-2023",
    [
        'flows.elsewhere={ extends = "virtual_window" }',
        'channels.virtual_window.flow="elsewhere"',
    ],
)
MINUTE = 60_000_000


async def lived(folder: Path) -> list[CaseState]:
    """One case that was accepted, one that was left, one under way; a minute before each."""
    store = SQLiteStore(folder / "log.db", MasterKey.kept_in(folder / "log.key"))
    world = await World(store).begin()
    for part in ("whole", "left", "begun"):
        world.now += MINUTE
        taken = await world.service.take_ticket("wuhu", "shanghai", ITEM)
        world.now += MINUTE  # it waits
        if part == "whole":
            await walk(world, taken.case)
        elif part == "left":
            await world.tell(taken.case, "applicant", m.Act(action="leave"))
        else:
            for step in STEPS[:4]:
                await step(world, taken.case)
    await world.service.stop()
    states = [room.state for room in world.service.rooms.values()]
    await store.close()
    return states


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lived")


@pytest.fixture(scope="module")
def states(folder: Path) -> list[CaseState]:
    return asyncio.run(lived(folder))


def test_what_happened_is_counted(states: list[CaseState]) -> None:
    found = measured(history_of(states, SOURCE))
    cross = found.cells.index("cross")
    for name, expected in {
        "needs": 3,
        "accepted": 1,
        "abandoned": 1,
        "unfinished": 1,
        "accepted_same_day": 1 / 3,
        "first_time_right": 1.0,
    }.items():
        assert found.value(name)[cross] == pytest.approx(expected), name


def test_waits_and_handling_are_those_of_the_stream(states: list[CaseState]) -> None:
    found = measured(history_of(states, SOURCE))
    cross = found.cells.index("cross")
    whole = states[0]
    begun = [(v.enter, v.start or v.leave, v.leave) for v in whole.passed]
    wait = sum(start - enter for enter, start, _ in begun)
    handling = sum(leave - start for _, start, leave in begun)
    assert found.value("wait_mean_min")[cross] == pytest.approx(wait / MINUTE)
    assert found.value("handling_mean_min")[cross] == pytest.approx(handling / MINUTE)
    assert wait >= MINUTE


def test_a_rehearsal_is_measured_at_the_speed_of_people(states: list[CaseState]) -> None:
    once, played = (measured(history_of(states, SOURCE, speed)) for speed in (1, 60))
    for name in ("wait_mean_min", "handling_mean_min"):
        assert played.value(name)[0] == pytest.approx(60 * once.value(name)[0]), name
    for name in ("needs", "accepted", "abandoned", "unfinished"):
        assert played.value(name)[0] == once.value(name)[0], name


def test_the_flow_may_have_another_name_than_the_channel(states: list[CaseState]) -> None:
    usual, other = (measured(history_of(states, source)) for source in (SOURCE, ANOTHER_NAME))
    for name in ("wait_mean_min", "accepted", "unfinished"):
        assert other.value(name)[0] == usual.value(name)[0] > 0, name


def test_records_keep_the_rules_of_records(states: list[CaseState]) -> None:
    history = history_of(states, SOURCE)
    visits = history.records.visits
    same = visits.case[1:] == visits.case[:-1]
    assert np.array_equal(visits.enter[1:][same], visits.leave[:-1][same])
    assert (visits.enter >= 0).all()
    assert history.records.end > visits.enter.max()


def test_what_the_scenario_does_not_have_is_left_out(states: list[CaseState]) -> None:
    other = replace(states[1], item="mortgage_registration")
    history = history_of([states[0], other], SOURCE)
    assert history.left_out == {"mortgage_registration": 1}
    assert len(history.records.cases) == 1
    with pytest.raises(ValueError, match="no case"):
        history_of([other], SOURCE)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param((), "3 cases from 2023-11-15 to 2023-11-15", id="table"),
        pytest.param(("--lang", "zh-CN"), "共 3 件", id="Chinese"),
        pytest.param(("--format", "csv"), "cross,needs,cases,3", id="csv"),
        pytest.param(("--format", "json"), '"accepted": 1.0', id="json"),
    ],
)
@pytest.mark.usefixtures("states")
def test_the_verb(folder: Path, words: tuple[str, ...], said: str) -> None:
    found = CliRunner().invoke(app, ["measures", "--db", str(folder / "log.db"), *words])
    assert found.exit_code == 0, found.output
    assert said in found.stdout


@pytest.mark.parametrize("words", [("measures",), ("log", "replay", "c-1")], ids=lambda w: w[-1])
def test_a_scenario_without_the_channel_is_refused(folder: Path, words: tuple[str, ...]) -> None:
    db = ["--db", str(folder / "log.db"), "--scenario", "textbook-mmc"]
    found = CliRunner().invoke(app, [*words, *db])
    assert "no channel 'virtual_window'; known: queue, direct" in str(found.exception)
    assert isinstance(found.exception, InputError)
