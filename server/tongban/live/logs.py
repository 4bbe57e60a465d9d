"""What the service writes about itself: events, as lines for people or as JSON for machines.

Every event stands here once, with its level and its fields; a line holds nothing else, so that no
name, number of a person or word of a case can get into it. Cases go by their number, sockets by a
name of their own. Of a mistake its kind and the lines of code are told, not its words: many quote
what they were given. What is not wanted costs a comparison.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..errors import TongbanError

__all__ = ["EVENTS", "Event", "JsonLines", "LogFormat", "LogLevel", "TextLines", "note", "set_up"]

LogFormat = Literal["text", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of line: how much it matters, what it tells, and when it is written."""

    level: LogLevel
    fields: tuple[str, ...]
    when: str


EVENTS: Mapping[str, Event] = {
    "service_ready": Event("info", ("url", "cases"), "it answers; so many cases go on"),
    "service_stopping": Event("info", ("sockets",), "it was told to stop; so many are connected"),
    "service_stopped": Event("info", (), "everything is on disk"),
    "socket_opened": Event("debug", ("socket",), "somebody connects"),
    "socket_known": Event("info", ("socket", "role", "place"), "it is known who speaks"),
    "socket_closed": Event(
        "info",
        ("socket", "why", "seconds", "received", "sent"),
        "a socket is closed, why, and how many messages there were",
    ),
    "socket_failed": Event("error", ("socket",), "a mistake of ours; the client may come back"),
    "request_failed": Event("error", ("method", "route"), "a mistake of ours; it is answered 500"),
    "request": Event("debug", ("method", "route", "status", "ms"), "a request is answered"),
    "refused": Event("debug", ("socket", "command", "code"), "a command is refused"),
    "not_kept": Event("error", ("what", "error"), "the disk does not take something"),
    "case_ended": Event("info", ("case", "stage", "outcome"), "a case is over"),
    "submission_sent": Event("debug", ("case", "region", "tries"), "it goes to a region's system"),
    "submission_answered": Event(
        "info", ("case", "region", "tries", "ms", "outcome"), "a region's system has answered"
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
    "expectation_missing": Event("warning", ("error",), "the board shows no expected day"),
    "expectation_not_kept": Event("warning", ("error",), "it is computed anew at the next start"),
    "partner_left": Event("info", ("role",), "a scripted partner has played for too long"),
    "partner_failed": Event("warning", ("role", "error"), "a scripted partner could not go on"),
}
"""Name -> event, as they may come in a service's life."""
NUMBERS = {
    name: logging.getLevelNamesMapping()[event.level.upper()] for name, event in EVENTS.items()
}
"""Name -> its level as ``logging`` has it."""


def note(log: logging.Logger, name: str, *, failure: bool = False, **fields: Any) -> None:
    """Write an event, if anybody wants events of its level.

    failure  the exception that is being handled goes with it
    """
    number = NUMBERS[name]
    if log.isEnabledFor(number):
        event = EVENTS[name]
        told = " ".join(f"{key}={fields[key]}" for key in event.fields)
        extra = {"event": name, "fields": {key: fields[key] for key in event.fields}}
        log.log(number, "%s", f"{name} {told}".rstrip(), exc_info=failure or None, extra=extra)


class TextLines(logging.Formatter):
    """Time, level, and the event with its fields; a failure's lines follow."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, or lines."""
        told = f"{_time(record)} {record.levelname:7} {record.getMessage()}"
        return f"{told}\n{_failure(record)}" if record.exc_info else told


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
            told |= {"event": "message", "text": record.getMessage()}
        else:
            told |= {"event": event, **record.__dict__["fields"]}
        if record.exc_info:
            told["failure"] = _failure(record)
        return json.dumps(told, ensure_ascii=False, default=str)


def _time(record: logging.LogRecord) -> str:
    """ISO 8601, UTC, with milliseconds."""
    at = dt.datetime.fromtimestamp(record.created, dt.UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _failure(record: logging.LogRecord) -> str:
    """The traceback of what went wrong."""
    error = record.exc_info[1] if record.exc_info else None
    return "" if error is None else "".join(_traced(error)).rstrip()


def _traced(error: BaseException) -> Iterator[str]:
    """Where an error comes from, what led to it first. Ours and the system's may say what it is."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _traced(before)
    yield from traceback.format_tb(error.__traceback__)
    words = f": {error}" if isinstance(error, TongbanError | OSError) else ""
    yield f"{type(error).__name__}{words}\n"


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
