"""Every key of a full scenario, spoilt in every way a person might: an author can act on it.

``full.toml`` beside this file uses each table and each key of the scenario file and of a flow.
"""

from __future__ import annotations

import copy
import math
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from tongban.errors import Fault, FlowError, ScenarioError
from tongban.flow import Flow
from tongban.scenario import Scenario, files, load
from tongban.scenario.faults import A_DISTRIBUTION, key_path

FULL = Path(__file__).with_name("full.toml")
DOCUMENT = tomllib.loads(FULL.read_text(encoding="utf-8"))
Keys = tuple[str | int, ...]
JARGON = re.compile(r"[Ii]nput should|valid (string|number|int|dict)|discriminator|tag |pydantic")
WAY_OUT = re.compile(
    r"need |did you mean|known: |give |write it like|remove |rename |leave |missing: |must be |"
    r"needs |between |dead end|leads|make it shorter|name one|name of a scenario"
)


def every_key(here: Any, above: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """Each key path of a document with its value, tables before what is in them."""
    for key, value in here.items() if isinstance(here, dict) else enumerate(here):
        yield (*above, key), value
        if isinstance(value, dict | list):
            yield from every_key(value, (*above, key))


ALL = list(every_key(DOCUMENT))


def cases(*wanted: Any) -> Any:
    """Parametrize over the key paths whose value is one of some types."""
    found = [keys for keys, value in ALL if type(value) in wanted]
    return pytest.mark.parametrize("keys", [pytest.param(k, id=key_path(k)) for k in found])


def changed(keys: Keys, value: Any = None, *, name: str | None = None) -> dict[str, Any]:
    """The full document with another value at one key, or another name for it, or without it."""
    document = copy.deepcopy(DOCUMENT)
    table: Any = document
    for key in keys[:-1]:
        table = table[key]
    old = table.pop(keys[-1], None) if isinstance(table, dict) else table[keys[-1]]
    if name is not None:
        table[name] = old
    elif value is not None:
        table[keys[-1]] = value
    return document


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The faults of a document, or none if it loads."""

    def found(document: dict[str, Any]) -> tuple[Fault, ...]:
        read, is_full = files._tables_of, FULL.read_bytes()
        monkeypatch.setattr(
            files,
            "_tables_of",
            lambda data: copy.deepcopy(document) if data == is_full else read(data),
        )
        try:
            load(FULL)
        except (ScenarioError, FlowError) as error:
            return error.faults
        return ()

    return found


def assert_helpful(found: tuple[Fault, ...]) -> None:
    """Each fault says where, what, and what would be right, in the words of the file."""
    assert found, "no fault was found"
    for fault in found:
        assert fault.place.startswith((str(FULL), "flows/")), fault
        assert fault.key, fault
        assert not JARGON.search(fault.message), fault
        assert WAY_OUT.search(fault.message), fault
    places = [(fault.place, fault.key) for fault in found]
    repeated = {place for place in places if places.count(place) > 1}
    assert not {key for _, key in repeated if not key.endswith((".stages", ".between"))}, found


def written(keys: Keys) -> str:
    """A key path as a message shows it: a flow's keys stand after the flow's own place."""
    text = key_path(keys)
    return text.replace("flows.queue.", "flows.queue: ", 1)


def test_the_document_loads() -> None:
    assert load(FULL).scenario.title.en == "Full"


def models() -> Iterator[type[BaseModel]]:
    """Every model of a scenario and a flow, once."""
    seen: dict[type[BaseModel], None] = {}
    todo: list[Any] = [Scenario, Flow]
    while todo:
        kind = todo.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel) and get_origin(kind) is None:
            if kind not in seen:
                seen[kind] = None
                todo += [field.annotation for field in kind.model_fields.values()]
        else:
            todo += get_args(kind)
    yield from seen


def test_the_document_uses_every_key_there_is() -> None:
    used = {key for keys, _ in ALL for key in keys}
    known = {f.alias or n for model in models() for n, f in model.model_fields.items()}
    # Left out: what cannot stand beside what is there, and what needs a second file or flow.
    assert known - used == {"horizon_min", "file", "continues", "extends", "name"}


@cases(int, float)
@pytest.mark.parametrize("wrong", ["three", {"a": 1}, [[1]]], ids=["text", "table", "list"])
def test_no_number_where_one_is_needed(faults: Any, keys: Keys, wrong: Any) -> None:
    found = faults(changed(keys, wrong))
    assert_helpful(found)
    assert any(written(keys) in str(fault) for fault in found), found


@cases(int, float)
@pytest.mark.parametrize("wrong", [math.nan, math.inf], ids=["nan", "inf"])
def test_no_finite_number(faults: Any, keys: Keys, wrong: float) -> None:
    found = faults(changed(keys, wrong))
    assert_helpful(found)
    assert [written(keys) in str(f) and f"{wrong} given" in str(f) for f in found] == [True]


@cases(int, float)
def test_negative_number(faults: Any, keys: Keys) -> None:
    found = faults(changed(keys, -1))
    if "priority" in keys:
        assert found == ()
        return
    assert_helpful(found)
    assert [written(keys) in str(f) and "-1 given" in f.message for f in found] == [True], found


BOUNDED = {
    "lost": 1,
    "recovered": 1,
    "assistant": 1,
    "in_person": 1,
    "by_train": 1,
    "gives_up": 1,
    "day_cv": 2,
    "regions": 100,
    "k": 1000,
    "replications": 1_000_000,
    "days": 10_000,
    "warm_up_days": 100_000,
    "follow_up_days": 100_000,
    "visits": 1000,
    "units": 100_000,
    "window": 100_000,
    "room": 100_000,
    "seed": 2**63 - 1,
}


@pytest.mark.parametrize(
    ("keys", "most"),
    [
        pytest.param(keys, BOUNDED[str(keys[-1])], id=key_path(keys))
        for keys, value in ALL
        if type(value) in (int, float) and keys[-1] in BOUNDED and keys[0] != "mixes"
    ],
)
def test_number_over_its_range(faults: Any, keys: Keys, most: int) -> None:
    found = faults(changed(keys, most + 1))
    assert_helpful(found)
    assert [(written(keys) in str(f), f.message) for f in found] in (
        [(True, f"{most + 1} given, need at most {most}{more}")]
        for more in ("", " or a list", f" or {A_DISTRIBUTION}")
    )


@cases(str)
@pytest.mark.parametrize("wrong", [5, {"a": 1}, [[1]]], ids=["number", "table", "list"])
def test_no_text_where_it_is_needed(faults: Any, keys: Keys, wrong: Any) -> None:
    found = faults(changed(keys, wrong))
    assert_helpful(found)
    parent = written(keys[:-1])  # a wrong `dist` is told of the distribution
    assert any(written(keys) in str(f) or parent in str(f) for f in found), found


@cases(dict, list)
@pytest.mark.parametrize("wrong", [5, 1.5, True], ids=["number", "fraction", "true"])
def test_no_table_or_list_where_one_is_needed(faults: Any, keys: Keys, wrong: Any) -> None:
    found = faults(changed(keys, wrong))
    # Where a number may stand as well, it is another way to write the same.
    if not found:
        assert keys[-1] in ("clerk", "priority", "deficient", "service_target_min")
        return
    assert_helpful(found)
    assert any(written(keys) in str(f) or f.key == key_path(keys) for f in found), found


KEYS = {f.alias or n for model in models() for n, f in model.model_fields.items()}
NAMES = {"halls", "items", "demand", "channels", "flows", "stages", "final", "kinds", "do"} | {
    "pools", "titles", "mixes", "starts", "everywhere", "needs", "choose", "wait", "for_group",
    "homes", "pairs", "willing", "margins", "service_target_min", "near", "weekday", "both",
}  # fmt: skip


def is_name(keys: Keys) -> bool:
    """Whether the author chose this key, as that of a hall."""
    above = keys[-2] if len(keys) > 1 else ""
    owned = ("priority",) if above == "priority" else ()
    in_hall = len(keys) == 3 and keys[0] == "halls" and keys[-1] in ("clerk", "window")
    item = len(keys) > 2 and keys[-2] == "items"
    return above in NAMES or bool(owned) or in_hall or item


FIXED = [
    keys
    for keys, _ in ALL
    if isinstance(keys[-1], str)
    and (not is_name(keys) or (len(keys) == 4 and keys[-2] == "near" and keys[-1] in KEYS))
]


def ids(found: list[Keys]) -> Any:
    """Parametrize over key paths."""
    return pytest.mark.parametrize("keys", [pytest.param(k, id=key_path(k)) for k in found])


@ids([keys for keys in FIXED if keys[-1] != "dist" and not (keys[0] == "halls" and len(keys) == 3)])
def test_misspelt_key(faults: Any, keys: Keys) -> None:
    wrong = f"{keys[-1]}x"
    found = faults(changed(keys, name=wrong))
    assert_helpful(found)
    at = written((*keys[:-1], wrong))
    unknown = [f for f in found if str(f).startswith(f"{FULL}: {at}: unknown key {wrong!r}; ")]
    assert [f"did you mean {keys[-1]!r}" in f.message for f in unknown] == [True], found


@ids([keys for keys in FIXED if keys[-1] == "dist"])
def test_misspelt_dist(faults: Any, keys: Keys) -> None:
    assert faults(changed(keys, name="dits")) == (
        Fault(
            str(FULL),
            key_path(keys[:-1]),
            'a table given, need a `dist` in it, as { dist = "exponential", mean = 8 }',
        ),
    )


@ids([keys for keys, _ in ALL if keys[0] == "halls" and len(keys) == 3])
def test_misspelt_key_of_a_hall_may_have_been_meant_as_a_kind(faults: Any, keys: Keys) -> None:
    wrong = f"{keys[-1]}x"
    found = faults(changed(keys, name=wrong))
    assert_helpful(found)
    assert f"did you mean {keys[-1]!r}" in str(found[-1]), found


# Left out where it must stand: the key, and so nothing of it is told of.
REQUIRED = [
    *[(k,) for k in ("title", "question", "halls", "items", "demand", "channels")],
    *[keys for keys in FIXED if keys[-1] in ("zh-CN", "en", "low", "mode", "high", "mean", "cv")],
    *[keys for keys in FIXED if keys[-1] in ("value", "values", "parts", "weight", "of", "shape")],
    *[keys for keys in FIXED if keys[-1] in ("from", "to", "units", "work", "items", "shares")],
    *[keys for keys in FIXED if keys[-1] in ("between", "min", "start", "scope", "counts_as", "k")],
]


@ids(
    [
        keys
        for keys in dict.fromkeys(REQUIRED)
        if not (keys[-1] == "start" and keys[0] != "flows")
        and not (keys[-1] == "cv" and keys[-2] == "counter")
        and not (keys[-1] == "values" and keys[0] == "evidence")
    ]
)
def test_required_key_left_out(faults: Any, keys: Keys) -> None:
    found = faults(changed(keys))
    assert_helpful(found)
    assert [str(f).startswith(f"{FULL}: {written(keys)}: missing: give it") for f in found] == [
        True
    ]


@pytest.mark.parametrize(
    ("keys", "value", "key", "message"),
    [
        *[
            pytest.param(
                keys, {}, key_path(keys), "an empty table given, need 1 or more entries",
                id=key_path(keys),
            )
            for keys in (("halls",), ("items",), ("demand", "cross", "items"))
        ],
        *[
            pytest.param(
                keys, [], key_path(keys), "[] given, need 1 or more entries", id=key_path(keys)
            )
            for keys in (
                ("calendar", "working_days"),
                ("demand", "cross", "profile", "shares"),
                ("channels", "in_person", "stages", "phone", "time", "values"),
                ("channels", "in_person", "stages", "prepare", "time", "parts"),
            )
        ],
        pytest.param(
            ("experiment", "primary"), ["a.b"] * 5, "experiment.primary",
            "['a.b', 'a.b', 'a.b', 'a.b', 'a.b'] given, need 4 entries at most", id="five-primary",
        ),
        pytest.param(
            ("experiment", "warm_up_min"), "mser", "experiment.warm_up_min",
            "'mser' given, need a number or 'mser5'", id="number-or-one-word",
        ),
        pytest.param(
            ("channels", "queue", "stages", "serve", "room"), {"mean": 5},
            "channels.queue.stages.serve.room",
            "a table given, need a whole number or a `dist` in it, as "
            '{ dist = "exponential", mean = 8 }',
            id="number-or-distribution",
        ),
        pytest.param(
            ("items", "normal", "work"), 14, "items.normal.work",
            f"14 given, need {A_DISTRIBUTION}", id="number-for-a-distribution",
        ),
        pytest.param(
            ("items", "normal", "work", "dist"), "lognorm", "items.normal.work",
            "no dist 'lognorm'; did you mean 'lognormal'?", id="unknown-distribution",
        ),
        pytest.param(
            ("calendar", "closing"), "serves", "calendar.closing",
            "'serves' given, need 'serve', 'turn_away' or 'next_day'", id="one-of-three-words",
        ),
        pytest.param(
            ("calendar", "start"), "today", "calendar.start",
            "'today' given, need a date such as 2023-06-05", id="date",
        ),
        pytest.param(
            ("calendar", "doors"), "09:30", "calendar.doors",
            "09:30 is after the first opening; make it earlier",
            id="a-rule-of-the-table-names-its-key",
        ),
        pytest.param(
            ("calendar", "overtime_min"), 600, "calendar.overtime_min",
            "runs past midnight; make it shorter", id="overtime-past-midnight",
        ),
        pytest.param(
            ("halls", "near", "clerk", 0, "to"), "08:00", "halls.near.clerk[0]",
            "from 09:00 to 08:00 ends before it begins; make it end later", id="shift-backwards",
        ),
        pytest.param(
            ("demand", "cross", "profile", "shares"), [0, 0], "demand.cross.profile.shares",
            "all are 0; at least one must be above 0", id="no-share",
        ),
        pytest.param(
            ("demand", "cross", "profile", "step_min"), 600, "demand.cross.profile.shares",
            "they run past midnight; give fewer, or a shorter step_min", id="shares-past-midnight",
        ),
        pytest.param(
            ("channels", "queue", "stages", "serve", "time"), {"dist": "constant", "value": 1},
            "channels.queue.stages.serve", "give `time` or `share`, not both", id="time-and-share",
        ),
        pytest.param(
            ("demand", "cross", "at_min"), [1], "demand.cross",
            "give one of per_day, per_hour, at_min, pairs, not per_day and at_min", id="two-rates",
        ),
        pytest.param(
            ("flows", "queue", "stages", "serve", "ticket"), 5, "stages.serve.ticket",
            "5 given, need true or false", id="truth",
        ),
    ],
)  # fmt: skip
def test_message(faults: Any, keys: Keys, value: Any, key: str, message: str) -> None:
    found = faults(changed(keys, value))
    assert [(fault.key, fault.message) for fault in found] == [(key, message)]
