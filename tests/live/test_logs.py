"""The service's own lines: every event as the table says, for people and for machines."""

from __future__ import annotations

import ast
import asyncio
import gc
import json
import logging
import os
import signal
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from lines import lines_from
from over_sockets import Running, live
from served import COMMAND, NOWHERE

import tongban.live
from tongban.acceptance import Submission
from tongban.live.logs import EVENTS, FIELDS, LogFormat, note, note_unheard
from tongban_client.http import Failed

LOG = logging.getLogger("tongban.live.test")
NAMED = "somebody's name"


def noted() -> list[tuple[str, set[str | None]]]:
    """Every place of the code that writes an event: its name, and the fields it is given."""
    (folder,) = tongban.live.__path__
    calls = [
        node
        for file in Path(folder).glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "note"
    ]
    return [
        (str(ast.literal_eval(call.args[1])), {word.arg for word in call.keywords} - {"failure"})
        for call in calls
    ]


def test_every_field_is_one_of_some_event_and_says_what_it_is() -> None:
    assert {field for event in EVENTS.values() for field in event.fields} == set(FIELDS)


def test_every_event_is_written_somewhere_with_its_fields() -> None:
    found = noted()
    assert {name for name, _ in found} == set(EVENTS)
    for name, fields in found:
        named = {field for field in fields if field is not None}  # None: ** of several
        assert named <= set(EVENTS[name].fields), name
        assert None in fields or named == set(EVENTS[name].fields), name


@pytest.mark.parametrize("kind", ["text", "json"])
def test_a_line_holds_the_event_and_its_failure(
    kind: LogFormat, capsys: pytest.CaptureFixture[str]
) -> None:
    with lines_from(kind, "info"):
        note(LOG, "socket_known", socket="a1", role="clerk", place="jingan")
        note(LOG, "socket_opened", socket="a1")  # matters too little
        try:
            raise ValueError("broken")
        except ValueError:
            note(LOG, "socket_failed", socket="a1", failure=True)
        logging.getLogger("other").warning("a library's %s", "word")
        logging.getLogger("other").info("chat")
    lines = capsys.readouterr().err.splitlines()
    if kind == "text":
        assert lines[0][24:] == " INFO    socket_known socket=a1 role=clerk place=jingan"
        assert lines[1][24:] == " ERROR   socket_failed socket=a1"
        assert lines[-2] == "builtins.ValueError"
        assert lines[-1][24:] == " WARNING a library's word"
        return
    known, failed, other = map(json.loads, lines)
    ts = known.pop("ts")
    assert (ts[10], ts[-5], ts[-1]) == ("T", ".", "Z")
    assert known == {
        "level": "info",
        "logger": "tongban.live.test",
        "event": "socket_known",
        "socket": "a1",
        "role": "clerk",
        "place": "jingan",
    }
    assert failed["failure"].endswith('raise ValueError("broken")\nbuiltins.ValueError')
    assert (other["event"], other["text"]) == ("message", "a library's word")


@pytest.mark.parametrize("kind", ["text", "json"])
def test_a_mistake_does_not_quote_what_it_was_given(
    kind: LogFormat, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        try:
            Submission.model_validate({"trace_id": "c-1", "fields": {"name": NAMED}})
        except ValueError:
            {}[NAMED]
    except KeyError:
        with lines_from(kind, "info"):
            note(LOG, "submission_stuck", case="c-1", region="anhui", tries=1, failure=True)
            try:
                raise OSError(28, "no space left")
            except OSError as error:
                parts = [KeyError(NAMED), error]
                note(LOG, "clock_failed", failure=ExceptionGroup(NAMED, parts))
    told = capsys.readouterr().err
    assert NAMED not in told
    assert told.index("ValidationError") < told.index("KeyError")  # what led to it comes first
    assert "no space left" in told


@pytest.mark.parametrize("kind", ["text", "json"])
def test_what_nobody_waits_for_is_told_without_its_values(
    kind: LogFormat, capsys: pytest.CaptureFixture[str]
) -> None:
    async def fails(who: str) -> None:
        raise LookupError(who)

    async def go() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(note_unheard)
        task = loop.create_task(fails(NAMED))
        await asyncio.wait([task])
        del task  # and with it the last who could ask how it went
        gc.collect()
        loop.call_soon(int, NAMED)
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    with lines_from(kind, "info"):
        asyncio.run(go())
        logging.getLogger("asyncio").error("a task was lost\nfuture: %r", NAMED)
    told = capsys.readouterr().err
    assert (told.count("task_failed"), "LookupError" in told, "ValueError" in told) == (
        2,
        True,
        True,
    )
    assert "a task was lost" in told
    assert NAMED not in told


def test_one_line_of_text_stays_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with lines_from("text", "info"):
        note(LOG, "clock_waits", error='full\n2026-01-01T00:00:00.000Z INFO "forged"')
        note(LOG, "socket_known", socket="a1", role="clerk", place="")
    forged, known = capsys.readouterr().err.splitlines()
    assert forged.endswith(r'clock_waits error="full\n2026-01-01T00:00:00.000Z INFO \"forged\""')
    assert known.endswith('place=""')


def test_a_request_that_we_fail_is_an_event_without_an_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def go(service: Running) -> None:
        async def lost(_: str) -> None:
            raise LookupError(NAMED)

        monkeypatch.setattr(service.hub.service, "find", lost)
        with pytest.raises(Failed) as caught:
            await service.http.receipt("c-1", service.token("clerk", "k1", "jingan"))
        assert caught.value.status == 500

    with lines_from("json", "debug"):
        live(tmp_path, go)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    failed, answered = (line for line in lines if line["event"].startswith("request"))
    route = "/api/cases/{case}/receipt"
    assert (failed["event"], failed["route"]) == ("request_failed", route)
    assert (answered["status"], answered["route"]) == (500, route)
    assert failed["failure"].endswith("LookupError")
    assert not [line for line in lines if "127.0.0.1" in str(line) or NAMED in str(line)]


def test_for_a_machine_the_service_writes_nothing_else(tmp_path: Path) -> None:
    asyncio.run(asyncio.wait_for(_served(tmp_path), 60))


async def _served(folder: Path) -> None:
    words = ["serve", "--db", str(folder / "log.db"), "--port", "0", "--log-format", "json"]
    words += ["--log-level", "info", "--demo-accounts", str(folder / "people.csv")]
    words += [word for pair in NOWHERE.items() for word in ("--region", "=".join(pair))]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *COMMAND, *words, stdout=PIPE, stderr=PIPE
    )
    assert process.stdout is not None
    assert (await process.stdout.readline()).startswith(b"tongban ready")
    os.kill(process.pid, signal.SIGTERM)
    _, errors = await process.communicate()
    events = [json.loads(line)["event"] for line in errors.splitlines()]
    assert events == ["service_ready", "service_stopping", "service_stopped"]
