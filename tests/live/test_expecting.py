"""The expectation of a day: computed beside the service, once, kept, and never in its way."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from over_sockets import Running, hello, live
from websockets.asyncio.client import connect

from tongban.experiment import Host
from tongban.live import expecting as module
from tongban.live.access import Grant
from tongban.live.board import Expected
from tongban.live.expectation import expected_of_board
from tongban.live.expecting import expecting, kept_in
from tongban.live.places import target_us_of
from tongban.live.serving import Files, Options, serving
from tongban.measures import Days
from tongban.planning import expected_day, expected_of
from tongban.scenario import REMOTE_WINDOW, Source, load

ROOT = Path(__file__).resolve().parents[2]
NONE = np.zeros((1, 48), np.int64)


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """The Yangtze River Delta for two days, twice."""
    base, file = ROOT / "scenarios" / "yrd-2023.toml", tmp_path / "short.toml"
    file.write_text(
        f'extends = "{base}"\n[experiment]\ndays = 2\nwarm_up_days = 1\nreplications = 2\n',
        encoding="utf-8",
    )
    return load(file)


def find(source: Source, folder: Path, done: Callable[[], bool] = lambda: False) -> list[Expected]:
    """What is told, until something is or is done."""
    told: list[Expected] = []

    async def go() -> None:
        async with asyncio.timeout(120), expecting(source, folder / "log.db", told.append):
            while not told and not done():
                await asyncio.sleep(0.01)

    asyncio.run(go())
    return told


def no_process(*_: Any, **__: Any) -> Any:
    raise AssertionError("a process was started")


# --- once, and kept -----------------------------------------------------------------------------


def test_it_is_what_the_simulator_finds_and_kept_for_the_next_start(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = find(source, tmp_path)
    assert first == expected_of_board(expected_day(source, REMOTE_WINDOW, host=Host(workers=1)))
    assert (first.digest, first.days, len(first.accepted.mean)) == (source.digest, 4, 48)
    monkeypatch.setattr(module.asyncio, "create_subprocess_exec", no_process)
    assert find(source, tmp_path) == [first]


@pytest.mark.parametrize("spoilt", ["version", "digest", "text", "nothing"])
def test_what_is_kept_of_another_version_or_scenario_is_not_used(
    tmp_path: Path, spoilt: str
) -> None:
    source = load("yrd-2023")
    expected = expected_of_board(nobody(source.digest if spoilt != "digest" else "sha256:0"))
    file = kept_in(tmp_path / "log.db", source.digest)
    kept = {"version": "another", "expected": json.loads(expected.model_dump_json())}
    if spoilt != "version":
        kept["version"] = module.version("tongban")
    if spoilt != "nothing":
        file.write_text(json.dumps(kept) if spoilt != "text" else "{", encoding="utf-8")
    assert module._read(file, source.digest) is None


def nobody(digest: str) -> Any:
    """Of days on which nobody comes."""
    none = np.zeros(1, np.int64)
    runs = [Days(NONE, NONE, NONE, NONE, none, none, none)] * 2
    return expected_of(runs, level=0.95, digest=digest, channel="c", load=1.0, seed=1)


def test_where_nobody_comes_there_is_no_service_level_on_the_board() -> None:
    found = expected_of_board(nobody("sha256:0"))
    assert (found.service_level, found.wait_mean_min) == (None, None)
    assert found.accepted.mean == (0.0,) * 48


# --- where there can be none --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scenario", "why"),
    [
        pytest.param(load("textbook-mmc"), "virtual_window", id="no such channel"),
        pytest.param(load("yrd-2023", ["experiment.seed=2"]), "not the scenario", id="changed"),
    ],
)
def test_a_service_that_cannot_have_it_says_so_and_goes_on(
    tmp_path: Path,
    scenario: Source,
    why: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.WARNING)
    if why == "not the scenario":  # what the process would say of the file, at once
        told = expected_of_board(nobody(load("yrd-2023").digest)).model_dump_json()
        monkeypatch.setattr(module, "PROGRAM", ["-c", f"print({told!r})"])
    assert find(scenario, tmp_path, lambda: bool(caplog.records)) == []
    assert why in caplog.text
    assert "expectation_missing" in caplog.text


def test_a_service_that_stops_meanwhile_leaves_no_process(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[asyncio.subprocess.Process] = []
    begin = asyncio.create_subprocess_exec

    async def noted(*words: Any, **more: Any) -> asyncio.subprocess.Process:
        started.append(await begin(*words, **more))
        return started[-1]

    monkeypatch.setattr(module.asyncio, "create_subprocess_exec", noted)
    assert find(source, tmp_path, lambda: bool(started)) == []
    assert started[0].returncode is not None
    assert list(tmp_path.glob("*.json")) == []


# --- in the service -----------------------------------------------------------------------------


def test_the_board_shows_it_once_it_is_there(source: Source, tmp_path: Path) -> None:
    async def go() -> None:
        urls = dict.fromkeys(("shanghai", "jiangsu", "zhejiang", "anhui"), "http://127.0.0.1:9")
        files = Files.of(tmp_path / "log.db")
        options = Options(files, port=0, region_urls=urls, expects=True)
        async with asyncio.timeout(120), serving(source, options) as (url, hub):
            token = hub.tokens.give(Grant("supervisor", "s1", ""))
            async with connect(url.replace("http", "ws") + "/ws", proxy=None) as socket:
                await socket.send(hello(token))
                boards: list[Any] = []
                while not boards or boards[-1]["expected"] is None:
                    told = json.loads(await socket.recv())
                    boards += [told] if told["type"] == "board" else []
            assert boards[0]["expected"] is None  # ready before it was known
            assert boards[-1]["expected"]["digest"] == source.digest
            assert boards[-1]["service_level"]["target_s"] == 30 * 60

    asyncio.run(go())


def test_the_service_says_which_scenario_it_runs(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        http = service.http
        service.hub.scenario = given = {
            "name": "yrd-2023",
            "title": {"zh-CN": "长三角", "en": "Delta"},
            "digest": "sha256:0",
            "is_demo": True,
        }
        assert json.loads(await http._bytes("GET", "/api/scenario", None, "")) == given

    live(tmp_path, go)


@pytest.mark.parametrize(
    ("target", "minutes"),
    [("20.0", 20), ("{home_local=10.0,cross=15.0}", 15), ("{home_local=10.0}", 30)],
)
def test_the_target_is_that_of_those_who_may_come_by_video(target: str, minutes: int) -> None:
    source = load("yrd-2023", [f"experiment.service_target_min={target}"])
    assert target_us_of(source, REMOTE_WINDOW) == minutes * 60_000_000
