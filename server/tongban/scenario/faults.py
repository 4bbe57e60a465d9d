"""What pydantic found wrong, said to the author of a file: key path, value, way out."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ..errors import Fault, did_you_mean

__all__ = ["faults_of", "key_path"]

A_DISTRIBUTION = 'a distribution, as { dist = "exponential", mean = 8 }'
KINDS = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "string_type": "text in quotes",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": A_DISTRIBUTION,  # of a tagged union only
    "union_tag_not_found": 'a `dist` in it, as { dist = "exponential", mean = 8 }',
    "tuple_type": "a list",
    "list_type": "a list",
    "date_type": "a date such as 2023-06-05",
    "date_parsing": "a date such as 2023-06-05",
    "date_from_datetime_parsing": "a date such as 2023-06-05",
    "date_from_datetime_inexact": "a date such as 2023-06-05",
}


def faults_of(
    error: ValidationError, model: type[BaseModel], document: Mapping[str, Any], place: str
) -> list[Fault]:
    """One fault for each place that is wrong, in the words of the file.

    document  what was validated, from which wrong values are shown
    """
    by_key: dict[str, list[tuple[ErrorDetails, list[Any]]]] = {}
    for detail in error.errors(include_url=False):
        path = _real_path(detail["loc"], document, detail["type"] == "missing")
        by_key.setdefault(key_path(path), []).append((detail, path))
    # Of an untagged union every branch complains; a value wrong in depth hides its parents.
    found = [
        (key, details)
        for key, details in by_key.items()
        if not any(other.startswith((f"{key}.", f"{key}[")) for other in by_key)
    ]
    return [_fault(place, key, details, model) for key, details in found]


def _fault(
    place: str, key: str, details: list[tuple[ErrorDetails, list[Any]]], model: type[BaseModel]
) -> Fault:
    message = _message(details, model) + _perhaps_misspelt(model, details[0][1])
    if details[0][0]["type"] == "value_error":
        # A validator of a whole table says which key of it is wrong: "open: ... overlaps ...".
        name, colon, rest = message.partition(": ")
        if colon and name in _siblings(model, [*details[0][1], name]):
            return Fault(place, f"{key}.{name}" if key else name, rest)
    return Fault(place, key, message)


def key_path(path: Sequence[str | int]) -> str:
    """``channels.in_person.stages.counter.choose.deficient[1]``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _real_path(loc: Sequence[str | int], document: Any, missing: bool) -> list[Any]:
    """The location without the union tags pydantic puts in: the keys the file really has."""
    path: list[Any] = []
    here = document
    for i, part in enumerate(loc):
        if _has(here, part):
            path.append(part)
            here = here[part]
        elif missing and i == len(loc) - 1:
            path.append(part)
    return path


def _has(here: Any, part: str | int) -> bool:
    if isinstance(here, (list, tuple)):
        return isinstance(part, int) and part < len(here)
    return isinstance(here, Mapping) and part in here


def _message(details: list[tuple[ErrorDetails, list[Any]]], model: type[BaseModel]) -> str:
    detail, path = details[0]
    kind, value = detail["type"], detail["input"]
    context = detail.get("ctx", {})
    if kind == "missing":
        return "missing: give it a value" + _described(model, path)
    if kind == "extra_forbidden":
        known = sorted(_siblings(model, path))
        return f"unknown key {path[-1]!r}; {did_you_mean(str(path[-1]), known)}"
    if kind == "value_error":
        return str(context.get("error", detail["msg"]))
    if kind == "union_tag_invalid":
        tags = [t.strip().strip("'") for t in str(context["expected_tags"]).split(",")]
        return f"no dist {context['tag']!r}; {did_you_mean(str(context['tag']), tags)}"
    if len(details) > 1 or kind in KINDS:
        wanted = dict.fromkeys(w for d, _ in details if (w := _wanted(d)))
        return f"{_shown(value)} given, need {' or '.join(wanted)}"
    return f"{_shown(value)} given, need {_wanted(detail)}"


def _wanted(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    bounds = {
        "greater_than": "more than {gt}",
        "greater_than_equal": "at least {ge}",
        "less_than": "less than {lt}",
        "less_than_equal": "at most {le}",
        "too_short": "{min_length} or more entries",
        "too_long": "{max_length} entries at most",
        "string_pattern_mismatch": "text like {pattern}",
    }
    if kind in bounds:
        whole = {k: int(v) for k, v in context.items() if isinstance(v, float) and v.is_integer()}
        return bounds[kind].format(**(context | whole))
    if kind == "literal_error":
        return str(context["expected"])
    return KINDS.get(kind, detail["msg"][:1].lower() + detail["msg"][1:])


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "a table" if value else "an empty table"
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) < 60 else text[:57] + "..."


def _described(model: type[BaseModel], path: Sequence[Any]) -> str:
    for owner in _models_at(model, path[:-1]):
        for name, field in owner.model_fields.items():
            if (field.alias or name) == path[-1] and field.description:
                return f" ({field.description})"
    return ""


def _siblings(model: type[BaseModel], path: Sequence[Any]) -> set[str]:
    """The keys that may stand where an unknown one does."""
    return {
        field.alias or name
        for owner in _models_at(model, path[:-1])
        for name, field in owner.model_fields.items()
    }


def _perhaps_misspelt(model: type[BaseModel], path: Sequence[Any]) -> str:
    """A second way out, for a key taken for a name because its model takes any name."""
    for i, part in enumerate(path):
        for owner in _models_at(model, path[:i]):
            if owner.model_config.get("extra") == "allow":
                known = _siblings(model, path[: i + 1])
                near = difflib.get_close_matches(str(part), sorted(known), n=1)
                if near and part not in known:
                    return f"; or did you mean {near[0]!r} by {part!r}?"
    return ""


def _models_at(model: type[BaseModel], path: Sequence[Any]) -> list[type[BaseModel]]:
    """The models a key path may lead into."""
    kinds: list[Any] = [model]
    for part in path:
        kinds = [found for kind in kinds for found in _into(kind, part)]
    return [k for kind in kinds for k in _branches(kind) if _is_model(k)]


def _into(kind: Any, part: Any) -> Iterator[Any]:
    for branch in _branches(kind):
        if _is_model(branch):
            for name, field in branch.model_fields.items():
                if (field.alias or name) == part:
                    yield field.annotation
                    break
            else:
                if branch.model_config.get("extra") == "allow":
                    yield from _into(get_type_hints(branch)["__pydantic_extra__"], part)
        elif get_origin(branch) is dict:
            yield get_args(branch)[1]
        elif get_origin(branch) in (tuple, list):
            yield get_args(branch)[0]


def _branches(kind: Any) -> Iterator[Any]:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        for branch in get_args(kind):
            yield from _branches(branch)
    elif hasattr(kind, "__metadata__"):
        yield from _branches(get_args(kind)[0])
    else:
        yield kind


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
