"""The wire's models as TypeScript declarations, for the pages, from their JSON Schema."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from ..session.shapes import CaseView, Now
from . import answers
from .wire import from_client, from_server

__all__ = ["declarations"]

Schema = dict[str, Any]
PREFACE = "// Generated from the service's models by docs/generate.py. Not to be edited.\n"
NAMED = {("Snapshot", "view"): "CaseView", ("Recorded", "now"): "Now"}
"""Fields that are plain values on the wire, for speed, and have a shape all the same."""
PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean"}


def declarations() -> dict[str, str]:
    """File name -> text. What the service sends is whole; what it gets may leave out defaults."""
    given = [getattr(answers, name) for name in answers.__all__]
    return {
        "from-service.d.ts": _file({"FromServer": from_server}, [CaseView, Now, *given]),
        "to-service.d.ts": _file({"FromClient": from_client}, []),
    }


def _file(unions: dict[str, TypeAdapter[Any]], models: list[Any]) -> str:
    """Every model that some unions and models lead to, each once, by name."""
    mode = "serialization" if models else "validation"
    definitions: dict[str, Schema] = {}
    roots: list[str] = []
    for name, adapter in unions.items():
        schema = adapter.json_schema(mode=mode, by_alias=True)  # type: ignore[arg-type]
        definitions |= schema.pop("$defs", {})
        roots.append(f"export type {name} = {_type(schema)};")
    for model in models:
        schema = TypeAdapter(model).json_schema(mode=mode, by_alias=True)  # type: ignore[arg-type]
        definitions |= schema.pop("$defs", {})
        definitions[model.__name__] = schema
    parts = [_declaration(name, part, mode) for name, part in sorted(definitions.items())]
    return "\n".join([PREFACE, *parts, *roots]) + "\n"


def _declaration(name: str, schema: Schema, mode: str) -> str:
    comment = _comment(schema.get("description"), "")
    if "properties" not in schema:
        return f"{comment}export type {_named(name)} = {_type(schema)};\n"
    lines = [f"{comment}export interface {_named(name)} {{"]
    for key, part in schema["properties"].items():
        is_there = key in schema.get("required", ()) or key == "type"  # what tells them apart
        is_there |= mode == "serialization" and "default" in part
        written = (key if key.isidentifier() else json.dumps(key)) + ("" if is_there else "?")
        type_ = NAMED.get((name, key)) or _type(part)
        lines.append(_comment(part.get("description"), "  ") + f"  {written}: {type_};")
    return "\n".join([*lines, "}\n"])


def _named(model: str) -> str:
    """What the pages call a model: a `Record` is something else in TypeScript."""
    return "CaseRecord" if model == "Record" else model


def _comment(text: str | None, indent: str) -> str:
    return f"{indent}/** {' '.join(text.split())} */\n" if text else ""


def _type(schema: Schema) -> str:
    """One type, in TypeScript's words."""
    if "$ref" in schema:
        return _named(str(schema["$ref"]).rpartition("/")[2])
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return " | ".join(dict.fromkeys(_type(part) for part in schema[union]))
    return _structure(schema)


def _structure(schema: Schema) -> str:
    match schema.get("type"):
        case "array" if "prefixItems" in schema:
            return f"[{', '.join(_type(part) for part in schema['prefixItems'])}]"
        case "array":
            inner = _type(schema.get("items", {}))
            return f"({inner})[]" if " " in inner else f"{inner}[]"
        case "object":
            more = schema.get("additionalProperties", True)
            inner = _type(more) if isinstance(more, dict) else "unknown"
            return f"{{ [name: string]: {inner} }}"
        case "null":
            return "null"
        case str(plain):
            return PLAIN[plain]
    return "unknown"
