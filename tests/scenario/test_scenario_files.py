"""Reading files: what extends what, changes laid over, tables in CSV files, the digest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tongban.errors import Fault, ScenarioError
from tongban.scenario import Source, flows, gallery, load, template_text

SMALL = """
title = { zh-CN = "小", en = "Small" }
question = { zh-CN = "多久？", en = "How long?" }
[calendar]
open = [["09:00", "12:00"]]
[halls.near]
clerk = 2
[items.matter]
work = { dist = "lognormal", mean = 14, cv = 0.7 }
[demand.people]
per_day = 40
items = { matter = 1 }
[channels.counter]
stages.serve = { share = 1.0 }
stages.file = { share = 0.2 }
[flows.counter]
start = "serve"
kinds = { clerk = { scope = "hall" } }
stages.serve = { holds = ["clerk"], order = "wait", do = { done = { to = "file" } } }
stages.file = { holds = ["clerk"], order = "wait", do = { filed = { to = "served" } } }
final.served = { counts_as = "accepted" }
"""


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Writes files beside one another: name -> text; gives the path of the last."""

    def written(**files: str) -> Path:
        for name, text in files.items():
            path = tmp_path / name.replace("_csv", ".csv").replace("_toml", ".toml")
            path.write_text(text, encoding="utf-8")
        return path

    return written


def faults(file: Path | str, *changes: str) -> tuple[Fault, ...]:
    """The faults of a file that has some."""
    with pytest.raises(ScenarioError) as caught:
        load(file, changes)
    return caught.value.faults


def work(source: Source) -> Any:
    """The distribution of the matter's work, as written."""
    return source.scenario.items["matter"].work.model_dump()


# -- extends ---------------------------------------------------------------------------------


def test_extending_file_merges_tables_and_replaces_values(write: Any) -> None:
    file = write(
        base_toml=SMALL,
        mine_toml='extends = "base.toml"\ndemand.people.load = 3\n'
        'calendar.open = [["10:00", "11:00"]]',
    )
    scenario = load(file).scenario
    demand = scenario.demand["people"]
    assert (demand.per_day, demand.load, scenario.calendar.open) == (40, 3, (("10:00", "11:00"),))


def test_extends_goes_on_over_several_files(write: Any) -> None:
    file = write(
        base_toml=SMALL,
        more_toml='extends = "base.toml"\ndemand.people.per_day = 50\ndemand.people.load = 2',
        most_toml='extends = "more.toml"\ndemand.people.load = 3',
    )
    demand = load(file).scenario.demand["people"]
    assert (demand.per_day, demand.load) == (50, 3)


def test_files_that_extend_one_another_are_refused(write: Any, tmp_path: Path) -> None:
    file = write(a_toml='extends = "b.toml"', b_toml='extends = "a.toml"')
    message = "'b.toml' extends this file again"
    assert faults(file) == (Fault(str(tmp_path / "a.toml"), "extends", message),)


def test_file_that_extends_itself_is_refused(write: Any) -> None:
    file = write(a_toml='extends = "a.toml"')
    assert faults(file) == (Fault(str(file), "extends", "'a.toml' extends this file again"),)


@pytest.mark.parametrize(
    ("given", "shown"), [('"gone.toml"', "'gone.toml'"), ("5", "5"), ('"."', "'.'")]
)
def test_extended_file_must_be_there(write: Any, given: str, shown: str) -> None:
    file = write(a_toml=f"extends = {given}")
    message = f"{shown} given, need the name of a scenario file beside this one"
    assert faults(file) == (Fault(str(file), "extends", message),)


CHEAPER = """
[channels.cheaper]
extends = "counter"
flow = "cheaper"
remove = ["file"]
stages.serve.cv = 0.5
[flows.cheaper]
extends = "counter"
remove = ["file"]
stages.serve.do.done.to = "served"
"""


def test_channel_that_extends_another_keeps_what_it_does_not_change(write: Any) -> None:
    scenario = load(write(a_toml=SMALL + CHEAPER)).scenario
    stages = scenario.channels["cheaper"].stages
    assert {name: (s.share, s.cv) for name, s in stages.items()} == {"serve": (1.0, 0.5)}


def test_flow_that_extends_another_loses_what_it_removes(write: Any) -> None:
    library = load(write(a_toml=SMALL + CHEAPER)).library
    assert {name: list(flow.stages) for name, flow in library.items()} == {
        "counter": ["serve", "file"],
        "cheaper": ["serve"],
    }


def test_channel_in_an_extending_file_extends_one_of_the_file_below(write: Any) -> None:
    file = write(base_toml=SMALL, mine_toml='extends = "base.toml"\n' + CHEAPER)
    assert list(load(file).scenario.channels) == ["counter", "cheaper"]


@pytest.mark.parametrize(
    ("base", "message"),
    [
        ('"countre"', "no channel 'countre' that extends none; did you mean 'counter'?"),
        ('"cheaper"', "no channel 'cheaper' that extends none; known: counter"),
        ("7", "no channel 7 that extends none; known: counter"),
    ],
    ids=["unknown", "itself", "number"],
)
def test_extended_channel_must_be_there(write: Any, base: str, message: str) -> None:
    file = write(a_toml=SMALL + f"[channels.cheaper]\nextends = {base}\n")
    assert faults(file) == (Fault(str(file), "channels.cheaper.extends", message),)


# -- changes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "read", "expected"),
    [
        ("demand.people.per_day=4.5", lambda s: s.demand["people"].per_day, 4.5),
        ("halls.near.clerk = 5", lambda s: s.halls["near"].units, {"clerk": 5}),
        ("calendar.closing=next_day", lambda s: s.calendar.closing, "next_day"),
        ('calendar.closing="next_day"', lambda s: s.calendar.closing, "next_day"),
        ("calendar.open.0.1=11:30", lambda s: s.calendar.open, (("09:00", "11:30"),)),
        ("experiment.compare=[]", lambda s: s.experiment.compare, ()),
        ("experiment.days=3", lambda s: s.experiment.days, 3),
        (
            'items.matter.work={ dist = "constant", value = 7 }',
            lambda s: s.items["matter"].work.value,
            7,
        ),
        ("title.en=a = b", lambda s: s.title.en, "a = b"),
    ],
    ids=[
        "number", "spaces", "plain-text", "quoted-text", "into-a-list", "list", "new-table",
        "table", "equals-sign-in-the-value",
    ],
)  # fmt: skip
def test_change_is_laid_over_the_file(write: Any, change: str, read: Any, expected: Any) -> None:
    assert read(load(write(a_toml=SMALL), [change]).scenario) == expected


def test_later_change_wins(write: Any) -> None:
    changes = ["halls.near.clerk=5", "halls.near.clerk=6"]
    assert load(write(a_toml=SMALL), changes).scenario.halls["near"].units == {"clerk": 6}


@pytest.mark.parametrize(
    ("change", "place", "key", "message"),
    [
        (
            "demand.people.per_dya=4", "FILE", "demand.people.per_dya",
            "unknown key 'per_dya'; did you mean 'per_day'?",
        ),
        ("halls.near.clerk", "--set", "halls.near.clerk", "write it like demand.cross.per_day=4.2"),
        ("=4", "--set", "=4", "write it like demand.cross.per_day=4.2"),
        ("halls..clerk=4", "--set", "halls..clerk=4", "write it like demand.cross.per_day=4.2"),
        (
            "calendar.open.7=1", "FILE", "calendar.open.7",
            "--set calendar.open.7=1: the path leads into no table there",
        ),
        (
            "calendar.open.first=1", "FILE", "calendar.open.first",
            "--set calendar.open.first=1: the path leads into no table there",
        ),
        (
            "demand.people.per_day.x=1", "FILE", "demand.people.per_day.x",
            "--set demand.people.per_day.x=1: the path leads into no table there",
        ),
    ],
    ids=[
        "unknown-key", "no-equals-sign", "no-key", "empty-key", "past-a-list", "no-position",
        "into-a-number",
    ],
)  # fmt: skip
def test_change_that_cannot_be(write: Any, change: str, place: str, key: str, message: str) -> None:
    file = write(a_toml=SMALL)
    assert faults(file, change) == (Fault(place.replace("FILE", str(file)), key, message),)


def test_all_wrong_changes_are_told_at_once(write: Any) -> None:
    found = faults(write(a_toml=SMALL), "nonsense", "title.en=ok", "more nonsense")
    assert [fault.key for fault in found] == ["nonsense", "more nonsense"]


# -- what may stand on the disk -----------------------------------------------------------------


def test_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.encode())
    assert load(file).scenario.title.zh_cn == "小"


def test_empty_file_misses_every_table_that_is_needed(write: Any) -> None:
    found = faults(write(a_toml="# nothing yet\n"))
    assert [(fault.key, fault.message) for fault in found] == [
        (key, "missing: give it a value")
        for key in ("title", "question", "halls", "items", "demand", "channels")
    ]


def test_file_in_another_encoding(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes('title = "静安"'.encode("gb18030"))
    message = "byte 9 is not UTF-8: save the file as UTF-8 text"
    assert faults(file) == (Fault(str(file), "", message),)


def test_folder_is_no_scenario(tmp_path: Path) -> None:
    (tmp_path / "yrd").mkdir()
    (fault,) = faults(str(tmp_path / "yrd"))
    assert fault.message.startswith("a folder, not a file; of the shipped scenarios, known: ")


def test_missing_file_suggests_a_shipped_scenario() -> None:
    message = "no such file; of the shipped scenarios, did you mean 'textbook-mmc'?"
    assert faults("textbok-mmc.toml") == (Fault("textbok-mmc.toml", "", message),)


def test_shipped_scenario_goes_by_its_name() -> None:
    assert load("textbook-mmc").scenario.title.en == "A textbook queue: M/M/3"


# -- the digest ---------------------------------------------------------------------------------


def test_digest_stays_when_only_words_of_the_author_change(write: Any) -> None:
    spaced = "# why\n" + SMALL.replace("per_day = 40", "per_day   =  40.0  # a guess")
    assert load(write(a_toml=spaced)).digest == load(write(b_toml=SMALL)).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("per_day = 40", "per_day = 41"),
        ("share = 0.2", "share = 0.25"),
        ('order = "wait", do = { done', 'order = "ticket", do = { done'),
    ],
    ids=["demand", "channel", "flow"],
)
def test_digest_changes_with_a_value(write: Any, old: str, new: str) -> None:
    assert SMALL.count(old) == 1
    assert load(write(a_toml=SMALL.replace(old, new))).digest != load(write(b_toml=SMALL)).digest


def test_digest_is_that_of_the_question_as_run(write: Any) -> None:
    over = load(write(a_toml=SMALL), ["demand.people.per_day=41"])
    assert over.digest == load(write(b_toml=SMALL.replace("= 40", "= 41"))).digest


# -- what is shipped ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(gallery()))
def test_gallery_loads(name: str) -> None:
    assert load(name).file == str(gallery()[name])


def test_gallery_holds_the_scenarios_but_not_the_template() -> None:
    assert list(gallery()) == [
        "hold-call-reserve",
        "induced-demand",
        "lunch-break",
        "lunch-in-turns",
        "mixed-channels",
        "one-more-clerk",
        "shared-or-dedicated",
        "textbook-mmc",
        "weak-network",
        "yrd-2023",
        "yrd-stress",
        "yrd-tenfold",
    ]


def test_template_loads_and_marks_what_it_assumes(write: Any) -> None:
    scenario = load(write(a_toml=template_text())).scenario
    assert list(scenario.channels) == ["in_person", "virtual_window"]
    assert template_text().count("assumption 假设") > 10


def test_shipped_flows_are_found_by_name() -> None:
    assert {name: flow.name for name, flow in flows().items()} == {name: name for name in flows()}
