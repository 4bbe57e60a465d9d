"""The protocol described from its models: JSON Schema, AsyncAPI, and a page for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..session import COMMAND_RULES, VERSION
from .logs import EVENTS, FIELDS
from .wire import CLOSE, from_client, from_server

__all__ = ["asyncapi", "events_page", "protocol_page", "protocol_schema"]

DEFINITIONS = "#/components/schemas/{model}"

PREFACE = """# The protocol

Generated from the models. Machines read [protocol.schema.json](protocol.schema.json) (JSON
Schema of every message) and [protocol.asyncapi.json](protocol.asyncapi.json) (AsyncAPI 3).
Everything goes over one WebSocket at `/ws`, as JSON text of at most 64 KiB; tickets, documents,
receipts and logging in go over HTTP, since they need no socket.

1. The client connects and says `hello` with its token within ten seconds. The token travels
   here and nowhere else; it says who speaks, at which place or about which case, and expires.
2. The service answers `welcome`. A token for one case enters its room at once; staff `join`.
3. In a room one gets a `snapshot` once, then every record as `recorded`, with what else has
   changed in `now`. A refusal comes to its sender alone as `refused`, with the actions that are
   allowed.
4. A command has an id of its own. Who does not know whether it arrived says it again: it is
   carried out once, and its record comes again.
5. Who lost the socket says `hello` (and `join`) with `after`, the last record received, and the
   `epoch` of the welcome: what was missed comes; in another epoch, a snapshot.
6. `pass` sends what is momentary (pointing, typing, signalling) to the others in the room;
   nothing of it is recorded.
7. A supervisor is told the `board` at once, then when it has changed, once a second at most, and
   every ten seconds. A hall's public display says `hello` with its `hall` and no token: it is
   told the `display`, gets no `welcome`, and any message of its own closes the socket. Staff are
   told `my_day`. None of these names a person.
"""

JSON: Mapping[type, str] = {str: "text", int: "whole number", float: "number"}
EVENTS_PREFACE = """# What the live service writes about itself

Generated from the table of events. `tongban serve` and `tongban demo` write to stderr;
`--log-level` says from which level on (default `warning`), `--log-format json` makes each line an
object with `ts` (UTC, ISO 8601, milliseconds), `level`, `logger`, `event` and the event's fields.
`failure` is the traceback of a mistake of ours, without what it says where that may quote somebody;
a line of a library is the event `message` with its `text`. As text, a value that is not one word
stands in quotation marks, so that one line stays one line.

No line names a person, or holds a word of a case: a case goes by its number, a socket by a name
that ties its lines together. What happened in a case is in
[the log](../howto/live-service.md#look-into-the-log),
which is another thing.
"""


def events_page() -> str:
    """The events as a page."""
    events = [
        (f"`{name}`", event.level, ", ".join(f"`{field}`" for field in event.fields), event.when)
        for name, event in EVENTS.items()
    ]
    fields = [(f"`{name}`", JSON[field.kind], field.what) for name, field in FIELDS.items()]
    parts = [
        EVENTS_PREFACE,
        _table("Events", ("event", "level", "fields", "when"), events),
        _table("Fields", ("field", "in JSON", "what"), fields),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def protocol_schema() -> dict[str, Any]:
    """The JSON Schema of what either side may say."""
    ways = {"client": from_client, "service": from_server}
    schemas: dict[str, Any] = {}
    definitions: dict[str, Any] = {}
    for name, adapter in ways.items():
        schema = adapter.json_schema(ref_template="#/$defs/{model}", by_alias=True)
        definitions |= schema.pop("$defs", {})
        schemas[name] = schema
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Tongban protocol, version {VERSION}",
        "properties": schemas,
        "$defs": dict(sorted(definitions.items())),
    }


def asyncapi() -> dict[str, Any]:
    """The same as an AsyncAPI 3 document."""
    messages: dict[str, Any] = {}
    components: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for action, adapter in (("receive", from_client), ("send", from_server)):
        schema = adapter.json_schema(ref_template=DEFINITIONS, by_alias=True)
        components |= schema.pop("$defs", {})
        names = []
        for type_, reference in schema["discriminator"]["mapping"].items():
            model = reference.rpartition("/")[2]
            name = f"{action}_{type_}"
            summary = components[model].get("description", "")
            messages[name] = {"name": type_, "summary": summary, "payload": {"$ref": reference}}
            names.append({"$ref": f"#/channels/socket/messages/{name}"})
        operations[action] = {
            "action": action,
            "channel": {"$ref": "#/channels/socket"},
            "messages": names,
        }
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Tongban live service", "version": str(VERSION)},
        "defaultContentType": "application/json",
        "channels": {"socket": {"address": "/ws", "messages": messages}},
        "operations": operations,
        "components": {"schemas": dict(sorted(components.items()))},
    }


def protocol_page(session: str) -> str:
    """What a person who writes a client wants to know.

    session  one session with remarks, see ``annotated``
    """
    parts = [PREFACE]
    for title, adapter in (("From the client", from_client), ("From the service", from_server)):
        schema = adapter.json_schema(by_alias=True)
        rows = [
            _message(type_, schema["$defs"][reference.rpartition("/")[2]])
            for type_, reference in schema["discriminator"]["mapping"].items()
        ]
        parts.append(_table(title, ("message", "fields", "meaning"), rows))
    parts.append(
        _table(
            "Commands: who may give them",
            ("command", "roles", "content", "consent", "meaning"),
            _commands(),
        )
        + "\n\nAn action (`act`) may be taken by the role that the flow names, see "
        "[flows](flows.md). *content*: the stage must open it. *consent*: a clerk needs it. Staff "
        "speak only of cases they hold, but for those marked *."
    )
    parts.append(f"## One session\n\n{session}")
    codes = [(str(code), why.replace("_", " ")) for why, code in CLOSE.items()]
    parts.append(_table("Why a socket is closed", ("code", "because"), codes))
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _commands() -> list[tuple[str, ...]]:
    definitions = from_client.json_schema()["$defs"]
    meaning = {
        model["properties"]["type"]["const"]: model.get("description", "")
        for model in definitions.values()
        if "const" in model.get("properties", {}).get("type", {})
    }
    return [
        (
            f"`{name}`" + ("*" if rule.by_anyone else ""),
            ", ".join(sorted(rule.roles)) or "the desk",
            rule.content or "",
            rule.consent or "",
            meaning.get(name, ""),
        )
        for name, rule in COMMAND_RULES.items()
    ]


def _message(type_: str, model: dict[str, Any]) -> tuple[str, ...]:
    fields = [
        f"`{name}`" + ("" if name in model.get("required", ()) else "?")
        for name in model["properties"]
        if name != "type"
    ]
    return f"`{type_}`", ", ".join(fields), model.get("description", "")


def _table(title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    lines += [f"| {' | '.join(cell.replace(chr(10), ' ') for cell in row)} |" for row in rows]
    return f"## {title}\n\n" + "\n".join(lines)
