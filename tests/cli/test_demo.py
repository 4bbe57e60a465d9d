"""``tongban demo``: what it starts, says and refuses, and the partners it brings."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from live_world import until
from over_sockets import Running, live
from typer.testing import CliRunner

from tongban.cli import demo
from tongban.cli.app import app
from tongban.cli.options import Language
from tongban.errors import InputError
from tongban.live.serving import Options
from tongban.scenario import Source, load

PROGRAM = Path(sys.executable).with_name("tongban")


@contextmanager
def demonstration(*words: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The program while it runs, and what it said up to being ready."""
    program = subprocess.Popen(
        [str(PROGRAM), "demo", "--no-open", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a group of its own, to which a terminal's Ctrl-C goes
    )
    assert program.stdout is not None
    try:
        said: list[str] = []
        while not said or "Ctrl-C" not in said[-1]:
            said.append(program.stdout.readline())
            assert said[-1], said
        yield program, said
    finally:
        program.kill()
        program.communicate()


def test_a_demonstration_answers_and_on_ctrl_c_stops_cleanly_leaving_nothing() -> None:
    with demonstration("--port", "0") as (program, said):
        text = "".join(said)
        (url,) = re.findall(r"tongban ready (\S+)", text)
        for address in ("/window?hall=wuhu", "/desk?region=shanghai", "/board", "/board?hall=wuhu"):
            assert f"{url}{address}\n" in text
            with urlopen(url + address, timeout=10) as page:
                assert page.headers.get_content_type() == "text/html"
        (people,) = re.findall(r"passwords: (\S+);", text)
        assert "shanghai-k1,clerk,jingan," in Path(people).read_text(encoding="utf-8")
        os.killpg(program.pid, signal.SIGINT)  # to its stand-ins, too, as a terminal does
        _, told = program.communicate(timeout=20)
        assert (program.returncode, told) == (0, "tongban stopped\n")
        assert not Path(people).parent.exists()


def test_for_a_machine_it_writes_events_and_nothing_else() -> None:
    with demonstration("--port", "0", "--log-format", "json", "--log-level", "info") as (it, _):
        it.terminate()
        _, told = it.communicate(timeout=20)
    events = [json.loads(line)["event"] for line in told.splitlines()]
    assert events == ["service_ready", "service_stopping", "service_stopped"]


def test_a_port_that_is_taken_and_was_asked_for_is_bad_input() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        found = CliRunner().invoke(app, ["demo", "--no-open", "--port", str(port)])
    assert isinstance(found.exception, InputError)
    assert f"127.0.0.1:{port}: cannot listen there" in str(found.exception)
    assert "choose another --port" in str(found.exception)


@pytest.mark.parametrize(
    ("port", "asked", "answers_at", "is_said"),
    [
        pytest.param(None, (8080, True), 8080, False, id="the usual one"),
        pytest.param(None, (8080, True), 41234, True, id="the usual one is taken"),
        pytest.param(8090, (8090, False), 8090, False, id="a given one"),
    ],
)
def test_another_port_than_the_usual_one_is_said(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    port: int | None,
    asked: tuple[int, bool],
    answers_at: int,
    is_said: bool,
) -> None:
    url, opened = f"http://127.0.0.1:{answers_at}", []

    async def serve(_: Source, options: Options, ready: Callable[[str], None]) -> None:
        assert (options.port, options.any_port) == asked
        assert options.with_regions
        ready(url)

    monkeypatch.setattr("tongban.live.serving.serve", serve)
    monkeypatch.setattr(demo, "_open", lambda addresses, language: opened.extend(addresses))
    demo.command(is_opened=True, port=port, lang=Language.zh_cn)
    said = capsys.readouterr()
    assert (f"端口 8080 已被占用，改用 {url}" in said.out) is is_said
    assert said.err == "通办演示已停止\n"
    pages = ("/window?hall=wuhu", "/desk?region=shanghai", "/board")
    assert opened == [url + address for address in pages]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        pytest.param(("--scenario", "textbook-mmc"), "try yrd-2023", id="no halls"),
        pytest.param(("--scenario", "yrd-2032"), "no such file", id="no scenario"),
        pytest.param(("--db", "nowhere/log.db"), "its folder is not there", id="no folder"),
    ],
)
def test_what_a_demonstration_refuses(words: tuple[str, ...], fault: str) -> None:
    found = CliRunner().invoke(app, ["demo", "--no-open", *words])
    assert isinstance(found.exception, InputError)
    assert fault in str(found.exception)


def test_the_help_says_what_it_is() -> None:
    told = CliRunner().invoke(app, ["demo", "--help"], env={"COLUMNS": "80"})
    assert told.exit_code == 0
    for option in ("--no-open", "--port", "--scenario", "--db", "--pace", "--lang"):
        assert option in told.output


def test_all_it_says_exists_in_both_languages() -> None:
    for zh_cn, en in demo.WORDS.values():
        assert re.findall(r"\{\w+\}", zh_cn) == re.findall(r"\{\w+\}", en)
        assert re.search("[一-鿿]", zh_cn)
        assert en.isascii()


@pytest.mark.parametrize(
    ("changes", "hall"),
    [
        pytest.param([], "wuhu", id="Hefei is a home hall, Wuhu in its region"),
        pytest.param(["halls.hefei.window=1"], "hefei", id="Hefei has a window"),
    ],
)
def test_the_window_is_in_hefei_or_near_it(changes: list[str], hall: str) -> None:
    assert demo._addresses(load("yrd-2023", changes)) == {
        "window": f"/window?hall={hall}",
        "desk": "/desk?region=shanghai",
        "board": "/board",
        "display": f"/board?hall={hall}",
    }


async def asked(service: Running, **body: Any) -> dict[str, Any]:
    data = json.dumps(body).encode()
    found: dict[str, Any] = json.loads(
        await service.http._bytes("POST", "/api/demo/partner", data, "")
    )
    return found


def test_two_partners_play_a_whole_case_with_one_another(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        item = "medical_filing"
        given = await asked(service, role="applicant", region="shanghai", item=item, language="en")
        await asked(service, role="clerk", case=given["case"])
        state = service.hub.service.room(given["case"])
        await until_slowly(lambda: state.state.ended is not None)
        assert state.state.ended == "accepted"
        assert [said.by.role for said in state.state.said].count("clerk") >= 5
        verdicts = [r.body.verdict for r in state.stream if r.body.type == "judge_material"]
        assert verdicts.count("rejected") == 1
        assert service.hub.demo is not None
        await until(lambda: not service.hub.demo.partners.parts)  # type: ignore[union-attr]

    live(tmp_path, go, demo._player(0))


async def until_slowly(true: Any) -> None:
    async with asyncio.timeout(40):
        while not true():
            await asyncio.sleep(0.05)
