"""Files as people break them, each with the whole message they get.

Every text is the small sound scenario below with one thing changed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tongban.errors import InputError
from tongban.scenario import load

SOUND = """
title = { zh-CN = "小情景", en = "A small scenario" }
question = { zh-CN = "要等多久？", en = "How long is the wait?" }

[calendar]
open = [["09:00", "12:00"], ["13:30", "17:00"]]

[halls.near]
clerk = 2

[items.matter]
work = { dist = "lognormal", mean = 14, cv = 0.7 }

[demand.people]
per_day = 40
items = { matter = 1 }

[channels.counter]
stages.serve = { share = 1.0, choose = { deficient = 0.1 } }
stages.prepare = { time = { dist = "constant", value = 60 } }

[flows.counter]
start = "serve"
visits = 3
exhausted = "gone"
[flows.counter.kinds]
clerk = { scope = "hall" }
[flows.counter.stages.serve]
holds = ["clerk"]
order = "ticket"
ticket = true
do = { accepted = { to = "served" }, deficient = { to = "prepare" } }
[flows.counter.stages.prepare]
clock = "next_day"
do = { back = { to = "serve" } }
[flows.counter.final]
served = { counts_as = "accepted" }
gone = { counts_as = "gave_up" }

[experiment]
days = 5
compare = ["counter"]
"""

RING = """do = { accepted = { to = "fetch" }, deficient = { to = "prepare" } }
[flows.counter.stages.fetch]
holds = ["clerk", "safe"]
order = "wait"
do = { fetched = { to = "seal" } }
[flows.counter.stages.seal]
holds = ["safe"]
order = "wait"
do = { sealed = { to = "sign" } }
[flows.counter.stages.sign]
holds = ["safe", "clerk"]
order = "wait"
do = { signed = { to = "served" } }"""
DO = 'do = { accepted = { to = "served" }, deficient = { to = "prepare" } }'


def written(folder: Path, *changes: tuple[str, str]) -> Path:
    """The sound file with some text replaced, each of which stands in it once."""
    text = SOUND
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file = folder / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_scenario_they_break_is_sound(tmp_path: Path) -> None:
    assert load(written(tmp_path)).scenario.title.en == "A small scenario"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param(
            [("stages.prepare = {", "stages.prepair = {")],
            (
                "channels.counter.stages: no stage 'prepair'; did you mean 'prepare'?\n"
                "channels.counter.stages.prepare: missing: give it a `time`, or a `share` of the "
                "case's work"
            ),
            id="typo-in-a-stage-name",
        ),
        pytest.param(
            [("mean = 14, cv", "mean = 14 cv")],
            ("not TOML: Unclosed inline table (at line 12, column 40)"),
            id="missing-comma",
        ),
        pytest.param(
            [('"13:30", "17:00"', '"11:30", "17:00"')],
            ("calendar.open: 11:30-17:00 overlaps the hours before it; begin it later"),
            id="lunch-overlaps",
        ),
        pytest.param(
            [("clerk = 2", "clerk = -1")],
            ("halls.near.clerk: -1 given, need at least 0 or a list"),
            id="minus-one-clerk",
        ),
        pytest.param(
            [("items = { matter = 1 }", "items = { mater = 1 }")],
            ("demand.people.items: no item 'mater'; did you mean 'matter'?"),
            id="unknown-item",
        ),
        pytest.param(
            [("deficient = 0.1", "deficient = 1.1")],
            ("channels.counter.stages.serve.choose.deficient: 1.1 given, need at most 1 or a list"),
            id="probability-over-1",
        ),
        pytest.param(
            [('compare = ["counter"]', 'compare = ["online"]')],
            ("experiment.compare: no channel or mix 'online'; known: counter"),
            id="compare",
        ),
        pytest.param(
            [(DO, RING), ('{ scope = "hall" }', '{ scope = "hall" }\nsafe = { scope = "hall" }')],
            (
                "flows.counter: stages.fetch.holds: circular holds can deadlock: clerk is held "
                "while safe is wanted at counter.fetch; safe is held while clerk is wanted at "
                "counter.sign; take them in one order, or all at once"
            ),
            id="circular-holds",
        ),
        pytest.param(
            [('back = { to = "serve" }', "")],
            (
                "flows.counter: stages.prepare.do: a dead end: give it an action that ends its "
                "handling"
            ),
            id="dead-end",
        ),
        pytest.param(
            [("per_day = 40", "per_day = 40\nper_hour = 5")],
            (
                "demand.people: give one of per_day, per_hour, at_min, pairs, not per_day and "
                "per_hour"
            ),
            id="two-rates",
        ),
        pytest.param(
            [("days = 5", "days = 5\ndays = 6")],
            ("not TOML: Cannot overwrite a value (at line 42, column 9)"),
            id="key-twice",
        ),
        pytest.param(
            [('"09:00", "12:00"', '"9am", "12:00"')],
            ("calendar.open[0][0]: '9am' is no time of day: write it like \"09:00\""),
            id="time-of-day",
        ),
        pytest.param(
            [("mean = 14", 'mean = "14 min"')],
            ("items.matter.work.mean: '14 min' given, need a number"),
            id="unit-in-a-number",
        ),
        pytest.param(
            [("per_day = 40", "per_day = true")],
            ("demand.people.per_day: true given, need a number"),
            id="true-for-a-number",
        ),
        pytest.param(
            [('dist = "lognormal"', 'dist = "normal"')],
            ("items.matter.work: no dist 'normal'; did you mean 'lognormal' or 'uniform'?"),
            id="unknown-dist",
        ),
        pytest.param(
            [("days = 5", "days = 0"), ("clerk = 2", "clerk = 2.5"), ("per_day", "per_dya")],
            (
                "halls.near.clerk: 2.5 given, need a whole number or a list\n"
                "demand.people.per_dya: unknown key 'per_dya'; did you mean 'per_day'?\n"
                "experiment.days: 0 given, need at least 1"
            ),
            id="three-things-at-once",
        ),
    ],
)
def test_message(tmp_path: Path, changes: list[tuple[str, str]], message: str) -> None:
    file = written(tmp_path, *changes)
    with pytest.raises(InputError) as caught:
        load(file)
    assert str(caught.value) == "\n".join(f"{file}: {line}" for line in message.splitlines())


def test_bad_cell_of_a_csv_file(tmp_path: Path) -> None:
    (tmp_path / "times.csv").write_text("min\n545\n\n9:10\n", encoding="utf-8")
    file = written(tmp_path, ("per_day = 40", 'at_min = "times.csv"'))
    with pytest.raises(InputError) as caught:
        load(file)
    assert str(caught.value) == (
        f"{file}: demand.people.at_min: times.csv: row 4: '9:10' given, need a number, at least 0"
    )
