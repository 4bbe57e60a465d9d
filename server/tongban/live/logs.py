"""What the service writes about itself: events, as lines for people or as JSON for machines.

Every event stands here once, with its level and its fields; a line holds nothing else, so that no
name, number of a person or word of a case can get into it. Cases go by their number, sockets by a
name of their own. A failure is told by its kind and by where it came from: the words of an error
may quote what somebody wrote. What is not wanted costs two look-ups.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
import re
import sqlite3
import sys
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..errors import AcceptanceError

__all__ = [
    "EVENTS",
    "FIELDS",
    "Event",
    "Field",
    "JsonLines",
    "LogFormat",
    "LogLevel",
    "TextLines",
    "note",
    "note_unheard",
    "set_up",
]

log = logging.getLogger(__name__)

LogFormat = Literal["text", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]
OF_SYSTEMS = (OSError, sqlite3.Error, AcceptanceError)
"""Errors whose words are the system's, the disk's or our own of a region, never a person's."""


@dataclass(frozen=True, slots=True)
class Field:
    """What stands under a name, in every event that has it."""

    kind: type[str] | type[int] | type[float]
    what: str


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of line: how much it matters, what it tells, and when it is written."""

    level: LogLevel
    fields: tuple[str, ...]
    when: str


FIELDS: Mapping[str, Field] = {
    "case": Field(str, "the number of the case"),
    "cases": Field(int, "how many go on"),
    "code": Field(str, "why a command is refused, as the protocol has it"),
    "command": Field(str, "its type"),
    "error": Field(str, "in the words of the disk, the link or the simulator"),
    "method": Field(str, "of the request"),
    "ms": Field(float, "how long it took, in milliseconds"),
    "outcome": Field(str, "of the case, or of the region's answer"),
    "place": Field(str, "a hall, or a home region's desk"),
    "received": Field(int, "messages from the client"),
    "region": Field(str, "whose acceptance system"),
    "role": Field(str, "applicant, assistant, clerk, supervisor; display for a hall's display"),
    "route": Field(str, "the address with {names} in place of values; empty: no such address"),
    "seconds": Field(float, "how long it was open"),
    "sent": Field(int, "messages to the client"),
    "socket": Field(str, "a name that all lines of one socket have"),
    "sockets": Field(int, "how many are connected"),
    "stage": Field(str, "where the case ended"),
    "status": Field(int, "of the answer, as HTTP has it"),
    "tries": Field(int, "which attempt this is"),
    "url": Field(str, "where it answers"),
    "what": Field(str, "a command, message or request; or what asyncio calls a task"),
    "why": Field(str, "a word of the protocol for a closed socket"),
}
"""Name -> what it is."""

EVENTS: Mapping[str, Event] = {
    "service_ready": Event("info", ("url", "cases"), "it answers"),
    "service_stopping": Event("info", ("sockets",), "it was told to stop"),
    "service_stopped": Event("info", (), "everything is on disk"),
    "socket_opened": Event("debug", ("socket",), "somebody connects"),
    "socket_known": Event("info", ("socket", "role", "place"), "it is known who speaks"),
    "case_joined": Event("debug", ("socket", "case"), "somebody comes to a case"),
    "socket_closed": Event(
        "info", ("socket", "why", "seconds", "received", "sent"), "a socket is closed"
    ),
    "socket_failed": Event("error", ("socket",), "a mistake of ours; the client may come back"),
    "request_failed": Event("error", ("method", "route"), "a mistake of ours; it is answered 500"),
    "request": Event("debug", ("method", "route", "status", "ms"), "a request is answered"),
    "refused": Event("debug", ("socket", "command", "code"), "a command is refused"),
    "not_kept": Event("error", ("what", "error"), "the disk does not take something"),
    "case_ended": Event("info", ("case", "stage", "outcome"), "a case is over"),
    "submission_sent": Event(
        "debug", ("case", "region", "tries"), "a signed case goes to its region's system"
    ),
    "submission_answered": Event(
        "info", ("case", "region", "tries", "ms", "outcome"), "it has answered; all tries together"
    ),
    "submission_waits": Event(
        "warning", ("case", "region", "tries", "error"), "it has not, and is asked again"
    ),
    "submission_stuck": Event(
        "error", ("case", "region", "tries"), "asking again cannot help: somebody must look"
    ),
    "clock_waits": Event("error", ("error",), "the clock cannot act, and tries again"),
    "clock_failed": Event("error", (), "a mistake of ours; the clock goes on"),
    "telling_failed": Event("error", (), "a line or a board could not be told"),
    "task_failed": Event("error", ("what",), "a mistake of ours in what nobody waits for"),
    "expectation_missing": Event("warning", ("error",), "the board shows no expected day"),
    "expectation_not_kept": Event("warning", ("error",), "it is computed anew at the next start"),
    "partner_left": Event("info", ("role",), "a scripted partner has played for too long"),
    "partner_failed": Event("warning", ("role",), "a scripted partner could not go on"),
}
"""Name -> event, as they may come in a service's life."""
NUMBERS = {
    name: logging.getLevelNamesMapping()[event.level.upper()] for name, event in EVENTS.items()
}
"""Name -> its level as ``logging`` has it."""


def note(
    logger: logging.Logger, name: str, *, failure: BaseException | bool = False, **fields: Any
) -> None:
    """Write an event, if anybody wants events of its level.

    failure  an exception that goes with it; True: the one that is being handled
    """
    level = NUMBERS[name]
    if logger.isEnabledFor(level):
        told = {key: _plain(fields[key]) for key in EVENTS[name].fields}
        words = " ".join([name, *(f"{key}={_quoted(value)}" for key, value in told.items())])
        extra = {"event": name, "fields": told}
        logger.log(level, "%s", words, exc_info=failure or None, extra=extra)


def _plain(value: Any) -> str | int | float:
    return value if isinstance(value, str | int | float) else str(value)


def _quoted(value: str | float) -> str:
    """As it is, or as JSON has it where it would not be one word of one line."""
    told = str(value)
    return told if re.fullmatch(r'[^\s"=]+', told) else json.dumps(told, ensure_ascii=False)


def note_unheard(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """For an event loop: a mistake that it could hand to nobody, without the values it shows."""
    what, error = context["message"].partition("(")[0], context.get("exception")
    note(log, "task_failed", what=what, failure=error or False)


class TextLines(logging.Formatter):
    """Time, level, and the event with its fields; a failure's lines follow."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, or lines."""
        told = f"{_time(record)} {record.levelname:7} {_words(record)}"
        failure = _failure(record)
        return told if failure is None else f"{told}\n{failure}"


class JsonLines(logging.Formatter):
    """An object a line: ts, level, logger, event, its fields, and failure if there was one."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, Any] = {
            "ts": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        event = getattr(record, "event", None)
        if event is None:  # of a library
            told |= {"event": "message", "text": _words(record)}
        else:
            told |= {"event": event, **record.__dict__["fields"]}
        failure = _failure(record)
        if failure is not None:
            told["failure"] = failure
        return json.dumps(told, ensure_ascii=False)


def _time(record: logging.LogRecord) -> str:
    """ISO 8601, UTC, with milliseconds."""
    at = dt.datetime.fromtimestamp(record.created, dt.UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _words(record: logging.LogRecord) -> str:
    """One line; in those that follow, asyncio shows whatever its tasks hold."""
    return record.getMessage().partition("\n")[0]


def _failure(record: logging.LogRecord) -> str | None:
    """The traceback with the errors' kinds, and with the words of those that cannot be personal."""
    error = record.exc_info[1] if record.exc_info else None
    return None if error is None else "\n".join(_told(error))


def _told(error: BaseException) -> Iterator[str]:
    """What came before an error, then itself, then what it gathers."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _told(before)
        yield "then:"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}: {frame.line}"
    words = f": {_quoted(str(error))}" if isinstance(error, OF_SYSTEMS) else ""
    yield f"{type(error).__module__}.{type(error).__qualname__}{words}"
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield from _told(part)


def set_up(kind: LogFormat, level: LogLevel) -> None:
    """Write what this program has to tell to stderr from now on; said again, only as said last."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if kind == "json" else TextLines())
    handler.name = "tongban"
    root = logging.getLogger()
    root.handlers[:] = [other for other in root.handlers if other.name != handler.name]
    root.addHandler(handler)
    root.setLevel(logging.WARNING)  # of others
    logging.getLogger("tongban").setLevel(level.upper())
