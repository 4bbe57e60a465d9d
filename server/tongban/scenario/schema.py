"""The scenario file described from its models: JSON Schema for editors, Markdown for people."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from ..flow import Text
from .model import Scenario, Shift

__all__ = ["json_schema", "scenario_reference"]

CSV = {"type": "string", "pattern": r"\.csv$", "description": "a CSV file beside the scenario"}

PREFACE = """# The scenario file

Generated from the models; a test compares. Do not edit.

A scenario is a TOML file. Durations are minutes, rates per hour or day as named, times of day
`"09:00"`, money CNY. A key that is left out has its default; an unknown key is an error.

- `extends = "other.toml"` at the top lays this file over another beside it: tables merge key by
  key, everything else is replaced. A channel may extend another channel of the file in the same
  way, and leave out stages with `remove = ["dial"]`.
- A shipped scenario goes by its name, as in `tongban compare yrd-tenfold`; `tongban scenarios`
  lists them.
- CSV files beside the scenario may stand in for large tables: `halls = "halls.csv"` (columns
  name, region, title_zh, title_en, then a column for each kind), `halls.NAME.KIND = "roster.csv"`
  (from, to, units), `demand.NAME.pairs = "pairs.csv"` (hall, then a column for each home hall),
  `demand.NAME.at_min = "times.csv"` and `{ dist = "empirical", file = "values.csv" }` (first
  column).
- The flow of a channel is an inline `[flows.NAME]` or a shipped one (see [flows](flows.md)).
- `--set key.path=value` changes a value for one run.
"""


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a scenario file, with what the reader accepts beyond the models."""
    schema = Scenario.model_json_schema(by_alias=True)
    properties, models = schema["properties"], schema["$defs"]
    properties["extends"] = {"type": "string", "description": "a scenario file beside this one"}
    properties["halls"] = {"anyOf": [properties["halls"], CSV]}
    _or_csv(models["Hall"], "additionalProperties")
    for name in ("pairs", "at_min"):
        models["Demand"]["properties"][name]["anyOf"].append(CSV)
    models["Channel"]["properties"] |= {
        "extends": {"type": "string", "description": "another channel of this file"},
        "remove": {"type": "array", "items": {"type": "string"}},
    }
    models["Empirical"]["required"] = ["dist"]
    # A file that extends another may leave out anything of a table; lists it gives whole.
    schema["anyOf"] = [{"required": ["extends"]}, {"required": schema.pop("required")}]
    for name in ("Item", "Demand", "Profile", "Text"):
        del models[name]["required"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tongban scenario",
        "description": "What to try: places, calendar, staffing, demand, items, behaviour, costs.",
    } | {key: value for key, value in schema.items() if key not in ("title", "description")}


def _or_csv(model: dict[str, Any], key: str) -> None:
    model[key] = {"anyOf": [model[key], CSV]}


def scenario_reference() -> str:
    """Every table and key of the file as Markdown."""
    parts = [PREFACE.rstrip()]
    for name, model in _models(Scenario, "the file itself", []):
        doc = (model.__doc__ or "").strip().split("\n\n")[0].replace("\n    ", " ")
        lines = ["| key | type | default | meaning |", "|---|---|---|---|"]
        lines += [_row(key, field) for key, field in model.model_fields.items()]
        parts += [f"## {model.__name__}", f"{doc} Where: {name}.", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def _models(
    model: type[BaseModel], where: str, seen: list[type[BaseModel]]
) -> Iterator[tuple[str, type[BaseModel]]]:
    """Each model once, in the order a reader meets it."""
    seen.append(model)
    yield where, model
    for key, field in model.model_fields.items():
        for found in _inside(field.annotation):
            if found not in seen and found is not Text:
                at = (
                    f"`{field.alias or key}`"
                    if model is Scenario
                    else f"`{field.alias or key}` of {model.__name__}"
                )
                yield from _models(found, at, seen)
    if model.__name__ == "Hall" and Shift not in seen:
        yield from _models(Shift, "a kind of units of Hall, as a list", seen)


def _inside(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in get_args(kind):
        yield from _inside(part)


def _row(name: str, field: FieldInfo) -> str:
    required = field.is_required()
    default = "*required*" if required else _default(field)
    meaning = (field.description or "").replace("|", "\\|")
    kind = _plain(field.annotation) + _bounds(tuple(field.metadata))
    return f"| `{field.alias or name}` | {kind} | {default} | {meaning} |"


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is PydanticUndefined or value is None or value in ((), {}):
        return ""
    if isinstance(value, BaseModel):
        return "its defaults"
    return f"`{value}`"


def _plain(kind: Any) -> str:
    """A type in plain words."""
    origin, args = get_origin(kind), get_args(kind)
    if hasattr(kind, "__metadata__"):
        return _plain(args[0]) + _bounds(kind.__metadata__)
    if origin in (Union, types.UnionType):
        words = dict.fromkeys(_plain(arg) for arg in args if arg is not type(None))
        return "a distribution" if len(words) > 5 else " or ".join(words)
    if origin is Literal:
        return " or ".join(f"`{arg}`" for arg in args)
    if origin is dict:
        return f"table of {_plain(args[1])}"
    if origin is tuple:
        of = dict.fromkeys(_plain(arg) for arg in args if arg is not Ellipsis)
        return "list of " + ", ".join(of)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return (
            "text in both languages"
            if kind is Text
            else f"[{kind.__name__}](#{kind.__name__.lower()})"
        )
    names = {"float": "number", "int": "whole number", "str": "text", "bool": "true or false"}
    return names.get(getattr(kind, "__name__", ""), getattr(kind, "__name__", "anything").lower())


def _bounds(metadata: tuple[Any, ...]) -> str:
    """The range of a number, such as " ≥ 0, ≤ 1"; empty where it has none."""
    words = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    found = []
    for item in metadata:
        for part in getattr(item, "metadata", [item]):
            found += [
                f"{sign} {getattr(part, name)}"
                for name, sign in words.items()
                if isinstance(getattr(part, name, None), int | float)
            ]
    return f" {', '.join(found)}" if found else ""
