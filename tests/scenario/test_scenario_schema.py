"""The JSON Schema accepts what is shipped and refuses slips; the reference names every key."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tongban.scenario import Scenario, gallery, json_schema, scenario_reference
from tongban.scenario.schema import _models

FULL = tomllib.loads(Path(__file__).with_name("full.toml").read_text(encoding="utf-8"))
TYPES = {
    "object": dict,
    "array": list,
    "string": object,  # a TOML date is a string with a format to JSON Schema
    "number": (int, float),
    "integer": int,
    "boolean": bool,
}


def accepts(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> bool:
    """Whether a value fits, by the keywords of JSON Schema that ours uses."""
    if "$ref" in schema:
        return accepts(root["$defs"][schema["$ref"].rpartition("/")[2]], value, root)
    rules = [
        "anyOf" not in schema or any(accepts(s, value, root) for s in schema["anyOf"]),
        "oneOf" not in schema or sum(accepts(s, value, root) for s in schema["oneOf"]) == 1,
        "const" not in schema or value == schema["const"],
        "enum" not in schema or value in schema["enum"],
        "type" not in schema
        or (schema["type"] == "null" and value is None)
        or (schema["type"] != "null" and isinstance(value, TYPES[schema["type"]])),  # type: ignore[arg-type]
        schema.get("type") != "string" or not isinstance(value, dict | list | int | float),
    ]
    if not all(rules):
        return False
    if isinstance(value, dict):
        return _accepts_table(schema, value, root)
    if isinstance(value, list) and "items" in schema:
        return all(accepts(schema["items"], part, root) for part in value)
    if isinstance(value, str) and "pattern" in schema:
        return re.search(schema["pattern"], value) is not None
    if isinstance(value, int | float):
        low, high = schema.get("minimum", value), schema.get("maximum", value)
        above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
        inside = (above is None or value > above) and (below is None or value < below)
        return bool(low <= value <= high and inside)
    return True


def _accepts_table(schema: dict[str, Any], value: dict[str, Any], root: dict[str, Any]) -> bool:
    known, more = schema.get("properties", {}), schema.get("additionalProperties", True)
    for key, part in value.items():
        rule = known.get(key, more)
        if rule is False or (isinstance(rule, dict) and not accepts(rule, part, root)):
            return False
    return all(key in value for key in schema.get("required", ()))


def fits(document: dict[str, Any]) -> bool:
    """Whether the scenario's schema accepts a document."""
    schema = json_schema()
    return accepts(schema, document, schema)


@pytest.mark.parametrize("name", [*gallery(), "template"])
def test_shipped_file_fits(name: str) -> None:
    file = gallery()["yrd-2023"].with_name(f"{name}.toml")
    assert fits(tomllib.loads(file.read_text(encoding="utf-8")))


def test_file_with_every_key_fits() -> None:
    assert fits(FULL)


@pytest.mark.parametrize(
    "more",
    [
        {"halls": "halls.csv"},
        {"halls": {"near": {"clerk": "roster.csv"}}},
        {"demand": {"people": {"pairs": "pairs.csv", "items": {"matter": 1}}}},
        {"demand": {"people": {"at_min": "times.csv", "items": {"matter": 1}}}},
        {"items": {"matter": {"work": {"dist": "empirical", "file": "observed.csv"}}}},
        {"channels": {"call": {"extends": "hold", "remove": ["dial"]}}},
    ],
    ids=["halls", "roster", "pairs", "times", "empirical", "channel-extends"],
)
def test_what_files_may_hold_beyond_the_models_fits(more: dict[str, Any]) -> None:
    assert fits(FULL | more)


@pytest.mark.parametrize(
    "wrong",
    [
        {"halls": {"near": {"clerk": -1}}},
        {"halls": "halls.xlsx"},
        {"calender": {}},
        {"title": "Text"},
        {"items": {"matter": {"work": {"dist": "normal", "mean": 1}}}},
        {"items": {"matter": {"work": {"dist": "lognormal", "mean": 0, "cv": 1}}}},
        {"experiment": {"confidence": 1}},
        {"travel": [{"between": ["a", "b"]}]},
    ],
    ids=[
        "minus-one", "other-file", "misspelt", "text", "unknown-dist", "mean-0", "confidence",
        "no-minutes",
    ],
)  # fmt: skip
def test_slip_does_not_fit(wrong: dict[str, Any]) -> None:
    assert not fits(FULL | wrong)


@pytest.mark.parametrize("key", ["title", "question", "halls", "items", "demand", "channels"])
def test_table_may_be_left_out_only_by_a_file_that_extends_another(key: str) -> None:
    short = {name: value for name, value in FULL.items() if name != key}
    assert (fits(short), fits({"extends": "base.toml"} | short)) == (False, True)


# -- the reference --------------------------------------------------------------------------------

REFERENCE = scenario_reference()
MODELS = [model for _, model in _models(Scenario, "", [])]


def test_reference_has_one_heading_a_model_in_reading_order() -> None:
    headings = re.findall(r"^## (\w+)$", REFERENCE, re.MULTILINE)
    assert headings == [model.__name__ for model in MODELS]
    assert headings[:4] == ["Scenario", "Calendar", "Hall", "Shift"]
    assert {"Constant", "Lognormal", "Empirical", "Mixture", "Part"} <= set(headings)


@pytest.mark.parametrize("model", MODELS, ids=[model.__name__ for model in MODELS])
def test_reference_has_a_row_for_every_key(model: Any) -> None:
    _, _, rest = REFERENCE.partition(f"\n## {model.__name__}\n")
    section = rest.partition("\n## ")[0]
    keys = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
    assert keys == [field.alias or name for name, field in model.model_fields.items()]


@pytest.mark.parametrize(
    "row",
    [
        "| `overtime_min` | number ≥ 0 | `120` | how long at most the line is served after "
        "closing; then it is turned away |",
        "| `units` | whole number ≥ 0, ≤ 100000 | *required* |  |",
        "| `confidence` | number > 0.5, < 1 | `0.95` |  |",
        "| `work` | a distribution | *required* | the work in it, for a clerk at the counter "
        "[min] |",
    ],
)
def test_reference_says_type_range_default_and_meaning(row: str) -> None:
    assert row in REFERENCE.splitlines()


@pytest.mark.parametrize("word", ["`extends = ", "halls.csv", "`--set key.path=value`", "flows.md"])
def test_reference_begins_with_how_files_are_read(word: str) -> None:
    assert word in REFERENCE.partition("\n## ")[0]
