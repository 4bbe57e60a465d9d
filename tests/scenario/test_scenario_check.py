"""Each rule between the tables of a scenario, broken alone in a scenario that is sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from tongban.errors import ScenarioError
from tongban.scenario import load

SOUND = """
title = { zh-CN = "小", en = "Small" }
question = { zh-CN = "多久？", en = "How long?" }
[calendar]
open = [["09:00", "12:00"]]
[halls.near]
region = "a"
clerk = 2
window = 1
[halls.home]
region = "b"
clerk = 2
window = 1
[items.matter]
work = { dist = "constant", value = 14 }
[demand.cross]
per_day = 40
halls = ["near"]
homes = { home = 1 }
items = { matter = 1 }
[demand.local]
per_day = 40
channel = "counter"
items = { matter = 1 }
[channels.counter]
[channels.counter.stages]
serve = { share = 1.0 }
prepare = { time = { dist = "constant", value = 60 } }
[channels.video]
[channels.video.stages]
sit.time = { dist = "constant", value = 1 }
sit.wait.leave = { dist = "constant", value = 9 }
call = { share = 1.0 }

[flows.counter]
start = "serve"
visits = 3
exhausted = "gone"
kinds = { clerk = { scope = "home" } }
[flows.counter.stages.serve]
holds = ["clerk"]
order = "wait"
[flows.counter.stages.serve.do]
accepted = { to = "served" }
deficient = { to = "prepare" }
asks = { to = "served", only = "enquiry" }
[flows.counter.stages.prepare]
clock = "next_day"
do = { back = { to = "serve" } }
[flows.counter.final]
served = { counts_as = "accepted" }
gone = { counts_as = "gave_up" }

[flows.video]
start = "sit"
kinds = { window = { scope = "hall" }, clerk = { scope = "home" } }
[flows.video.stages.sit]
holds = ["window"]
order = "wait"
do = { seated = { to = "call" }, leave = { to = "gone", while = "waiting" } }
[flows.video.stages.call]
holds = ["window", "clerk"]
order = "wait"
continues = "sit"
[flows.video.stages.call.do]
done = { to = "served" }
lost = { to = "gone" }
cut = { to = "gone" }
leave = { to = "gone", while = "waiting" }
[flows.video.final]
served = { counts_as = "accepted" }
gone = { counts_as = "gave_up" }
"""
SECOND = '{ flow = "counter", stages = { serve = { share = 1 }, prepare = { share = 1 } } }'
CONSTANT = '{ dist = "constant", value = 1 }'


def faults(folder: Path, *changes: str) -> list[tuple[str, str]]:
    """(key, message) of each fault of the sound scenario with some changes."""
    file = folder / "mine.toml"
    file.write_text(SOUND, encoding="utf-8")
    try:
        load(file, changes)
    except ScenarioError as error:
        return [(fault.key, fault.message) for fault in error.faults]
    return []


def test_sound_scenario_has_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path) == []


GROUP = (
    "is no name for a group: `all`, names with a dot and those that end in _everyone or "
    "_enquiries stand for sums in the results; rename it"
)


@pytest.mark.parametrize(
    ("change", "key", "message"),
    [
        pytest.param(*case[1:], id=case[0])
        for case in [
            # Channels
            (
                "two-channels-of-one-flow", f"channels.other={SECOND}", "channels.other.flow",
                "'counter' is the flow of channel 'counter' already: let a flow of its own extend "
                "it",
            ),
            (
                "flow-without-a-channel", "flows.video.final.gone.then=in_person.travel",
                "channels.in_person",
                "missing: cases can get into the flow 'in_person', so say how it works",
            ),
            (
                "mix-named-like-a-channel", "mixes.video={ counter = 1 }", "mixes.video",
                "is the name of a channel too: give it another",
            ),
            (
                "mix-of-an-unknown-channel", "mixes.both={ vidio = 1 }", "mixes.both",
                "no channel 'vidio'; did you mean 'video'?",
            ),
            # Stages
            (
                "unknown-stage", f"channels.counter.stages.serv={{ time = {CONSTANT} }}",
                "channels.counter.stages", "no stage 'serv'; did you mean 'serve'?",
            ),
            (
                "kind-no-flow-needs", "channels.counter.needs.window=0.5",
                "channels.counter.needs", "no kind 'window'; known: clerk",
            ),
            (
                "priority-of-an-unknown-group", "channels.counter.priority={ croos = 0 }",
                "channels.counter.priority", "no group 'croos'; did you mean 'cross'?",
            ),
            (
                "stage-priority-of-an-unknown-group",
                "channels.counter.stages.serve.priority={ croos = 0 }",
                "channels.counter.stages.serve.priority",
                "no group 'croos'; did you mean 'cross'?",
            ),
            (
                "settings-for-an-unknown-group", "channels.counter.stages.serve.for_group.croos={}",
                "channels.counter.stages.serve.for_group",
                "no group 'croos'; did you mean 'cross'?",
            ),
            (
                "stage-without-a-time", "channels.counter.stages.serve={}",
                "channels.counter.stages.serve",
                "missing: give it a `time`, or a `share` of the case's work",
            ),
            (
                "patience-that-goes-on-from-nowhere", "channels.video.stages.sit.wait={}",
                "channels.video.stages.sit.wait",
                "missing: 'call' goes on with its patience, so say how long that is",
            ),
            (
                "drops-by-an-unknown-action", "channels.video.drops={ action = 'lots' }",
                "channels.video.drops.action",
                "no action 'lots' that ends handling in 'call'; did you mean 'lost'?",
            ),
            (
                "choose-of-an-unknown-action", "channels.counter.stages.serve.choose.defect=0.1",
                "channels.counter.stages.serve.choose",
                "no action that ends handling 'defect'; did you mean 'deficient'?",
            ),
            (
                "choose-of-the-usual-action", "channels.counter.stages.serve.choose.accepted=0.9",
                "channels.counter.stages.serve.choose.accepted",
                "is the usual action and takes what the others leave: remove it",
            ),
            (
                "choose-of-an-only-action", "channels.counter.stages.serve.choose.asks=0.1",
                "channels.counter.stages.serve.choose.asks", "every enquiry takes it: remove it",
            ),
            (
                "choose-over-one-at-a-later-visit",
                "channels.video.stages.call.choose={ lost = [0.5, 1], cut = 0.1 }",
                "channels.video.stages.call.choose", "the probabilities sum to 1.1 at visit 2",
            ),
            (
                "choose-for-a-group",
                "channels.counter.stages.serve.for_group.cross.choose.defect=0.1",
                "channels.counter.stages.serve.for_group.cross.choose",
                "no action that ends handling 'defect'; did you mean 'deficient'?",
            ),
            (
                "wait-before-a-handling-action",
                f"channels.video.stages.call.wait.done={CONSTANT}",
                "channels.video.stages.call.wait",
                "no action that ends waiting 'done'; known: leave",
            ),
            (
                "room-without-balk", "channels.counter.stages.serve.room=3",
                "channels.counter.stages.serve.room",
                "the flow says nothing about a full line: give 'serve' a `balk`",
            ),
            # Items
            (
                "item-not-through-an-unknown-channel", 'items.matter.not_through=["vidio"]',
                "items.matter.not_through", "no channel 'vidio'; did you mean 'video'?",
            ),
            (
                "item-without-a-way-round", 'items.matter.not_through=["video"]',
                "items.matter.not_through", "the flow 'video' has no `ineligible` stage for it",
            ),
            # Demand
            (
                "demand-at-an-unknown-hall", 'demand.local.halls=["nere"]', "demand.local.halls",
                "no hall 'nere'; did you mean 'near'?",
            ),
            (
                "demand-for-an-unknown-home", "demand.cross.homes.hoem=1", "demand.cross.homes",
                "no hall 'hoem'; did you mean 'home'?",
            ),
            (
                "demand-for-an-unknown-item", "demand.cross.items.mater=1", "demand.cross.items",
                "no item 'mater'; did you mean 'matter'?",
            ),
            (
                "demand-willing-for-an-unknown-channel", "demand.cross.willing.vidio=1",
                "demand.cross.willing", "no channel 'vidio'; did you mean 'video'?",
            ),
            (
                "demand-through-an-unknown-channel", "demand.local.channel=vidio",
                "demand.local.channel", "no channel 'vidio'; did you mean 'video'?",
            ),
            (
                "start-a-flow-does-not-have", "demand.local.start=later", "demand.local.start",
                "the flow 'counter' has no start 'later'; known: none",
            ),
            (
                "unwilling-where-the-flow-has-no-end-for-it", "demand.cross.willing.video=0.9",
                "demand.cross.willing.video", "the flow 'video' has no `unwilling` stage",
            ),
            (
                "home-in-the-hall's-own-region", "demand.cross.homes={ near = 1 }",
                "demand.cross.homes",
                "none is of another region than 'near': leave that hall out of `halls`",
            ),
            (
                "profile-after-closing",
                'demand.local.profile={ start = "12:00", shares = [1] }',
                "demand.local.profile.start", "is after the last closing",
            ),
            ("group-all", "demand.local.group=all", "demand.local", f"'all' {GROUP}"),
            ("group-dot", "demand.local.group=a.b", "demand.local", f"'a.b' {GROUP}"),
            (
                "group-everyone", "demand.local.group=x_everyone", "demand.local",
                f"'x_everyone' {GROUP}",
            ),
            (
                "group-enquiries", "demand.local.group=x_enquiries", "demand.local",
                f"'x_enquiries' {GROUP}",
            ),
            # Travel, costs, pools, halls
            (
                "trip-from-nowhere", 'travel=[{ between = ["a", "c"], min = 5 }]',
                "travel[0].between", "no hall or region 'c'; known: near, home, a, b",
            ),
            (
                "cost-of-an-unknown-kind", "costs.kinds.clrek={}", "costs.kinds",
                "no kind 'clrek'; did you mean 'clerk'?",
            ),
            (
                "pool-of-an-unknown-kind", "pools.clrek={}", "pools",
                "no kind 'clrek'; did you mean 'clerk'?",
            ),
            (
                "pool-that-draws-on-an-unknown-kind", "pools.clerk.draws_on=windwo",
                "pools.clerk.draws_on", "no kind 'windwo'; did you mean 'window'?",
            ),
            (
                "unknown-kind-in-a-hall", "halls.near.clrek=1", "halls.near",
                "no key or kind 'clrek'; did you mean 'clerk'?",
            ),
            # The run
            (
                "compare-of-nothing-known", 'experiment.compare=["vidio"]', "experiment.compare",
                "no channel or mix 'vidio'; did you mean 'video'?",
            ),
            (
                "baseline-of-nothing-known", "experiment.baseline=vidio", "experiment.baseline",
                "no channel or mix 'vidio'; did you mean 'video'?",
            ),
            (
                "target-of-an-unknown-group", "experiment.service_target_min={ croos = 5 }",
                "experiment.service_target_min", "no group 'croos'; did you mean 'cross'?",
            ),
            (
                "horizon-with-opening-hours", "experiment.horizon_min=600",
                "experiment.horizon_min",
                "a horizon is for constant rates, and this calendar has opening hours: give `days`",
            ),
            (
                "neither-hours-nor-horizon", "calendar.open=[]", "calendar.open",
                'missing: give opening hours, as [["09:00", "12:00"], ["13:30", "17:00"]], or for '
                "a textbook queue an experiment.horizon_min",
            ),
            (
                "mser5-with-a-calendar", "experiment.warm_up_min=mser5", "experiment.warm_up_min",
                "MSER-5 judges constant rates, and this run has a calendar: give `warm_up_days`",
            ),
        ]
    ],
)  # fmt: skip
def test_rule(tmp_path: Path, change: str, key: str, message: str) -> None:
    assert faults(tmp_path, change) == [(key, message)]


TEXTBOOK = ("calendar.open=[]", "experiment.horizon_min=600")


@pytest.mark.parametrize(
    ("changes", "key", "message"),
    [
        pytest.param(
            (*TEXTBOOK, "demand.local.profile={ shares = [1] }"),
            "demand.local.profile",
            "needs a calendar with opening hours",
            id="profile-without-hours",
        ),
        pytest.param(
            (*TEXTBOOK, "experiment.warm_up_min=600"),
            "experiment.warm_up_min",
            "600 given, need less than the horizon",
            id="nothing-left-to-measure",
        ),
        pytest.param(
            (
                "flows.counter.stages.prepare.do.stay={ to = 'prepare', while = 'always' }",
                f"channels.counter.stages.prepare.wait.stay={CONSTANT}",
            ),
            "channels.counter.stages.prepare.wait",
            "nobody waits here: the stage holds nothing; remove it",
            id="patience-where-nobody-waits",
        ),
        pytest.param(
            ("demand.cross={ pairs = { nere = { home = 1 } }, items = { matter = 1 } }",),
            "demand.cross.pairs",
            "no hall 'nere'; did you mean 'near'?",
            id="pairs-of-an-unknown-hall",
        ),
        pytest.param(
            ("demand.cross={ pairs = { near = { hoem = 1 } }, items = { matter = 1 } }",),
            "demand.cross.pairs.near",
            "no hall 'hoem'; did you mean 'home'?",
            id="pairs-of-an-unknown-home",
        ),
    ],
)
def test_rule_between_several_values(
    tmp_path: Path, changes: tuple[str, ...], key: str, message: str
) -> None:
    assert faults(tmp_path, *changes) == [(key, message)]


def test_kinds_that_draw_on_one_another_in_a_ring(tmp_path: Path) -> None:
    found = faults(tmp_path, "pools.clerk.draws_on=window", "pools.window.draws_on=clerk")
    message = "a ring of kinds that draw on one another"
    assert found == [(f"pools.{kind}.draws_on", message) for kind in ("clerk", "window")]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    found = faults(tmp_path, "experiment.baseline=x", "halls.near.x=1", "channels.video.needs.x=1")
    assert [key for key, _ in found] == [
        "halls.near",
        "experiment.baseline",
        "channels.video.needs",
    ]


# -- pools --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            ("halls.near={ region = 'a', clerk = 2 }",),
            [
                (
                    "halls.near.window",
                    "missing: video.sit needs one there; say how many, or 0",
                )
            ],
            id="hall-without-a-window",
        ),
        pytest.param(
            ("halls.home={ region = 'b' }",),
            [("halls.home.clerk", "missing: counter.serve needs one there; say how many, or 0")],
            id="home-hall-without-a-clerk",
        ),
        pytest.param(("halls.home.clerk=0",), [], id="no-clerk-on-purpose"),
        pytest.param(
            ("halls.home={ region = 'a' }", "halls.near.region=z", "pools.clerk.by=region"),
            [("halls.a.clerk", "missing: counter.serve needs one there; say how many, or 0")],
            id="region-without-a-clerk",
        ),
        pytest.param(
            ("halls.home={ region = 'b' }", "halls.more={ region = 'b', clerk = 1 }",
             "pools.clerk.by=region"),
            [],
            id="a-clerk-elsewhere-in-the-region",
        ),
        pytest.param(
            ("pools.window.draws_on=clerk", "demand.local.channel=video"),
            [
                (
                    "pools",
                    "video.call would need two units of clerk@home at once (hall 'home', home hall "
                    "'home'): let one kind have units of its own",
                )
            ],
            id="two-units-of-one-pool",
        ),
        pytest.param(
            ("pools.window.draws_on=clerk",), [], id="window-drawn-from-the-clerks-of-another-hall"
        ),
        pytest.param(
            (
                "pools.window.draws_on=clerk",
                "demand.back={ per_day = 1, halls = ['home'], homes = { near = 1 }, "
                "items = { matter = 1 } }",
            ),
            [
                (
                    "pools",
                    "circular holds can deadlock: clerk@home is held while clerk@near is wanted, "
                    "clerk@near is held while clerk@home is wanted; let one of the kinds have "
                    "units of its own",
                )
            ],
            id="halls-that-wait-for-one-another",
        ),
        pytest.param(
            (
                "flows.video.stages.call.do.lost.to=call", "flows.video.visits=3",
                "flows.video.exhausted=gone", "channels.video.stages.call.share=0",
            ),
            [
                (
                    "channels.video.stages.call.time",
                    "a loop that takes no time: video.call -> video.call; give one of them a time",
                )
            ],
            id="loop-that-takes-no-time",
        ),
        pytest.param(
            (
                "flows.video.stages.call.do.lost.to=call", "flows.video.visits=3",
                "flows.video.exhausted=gone", "channels.video.stages.call.share=0.1",
            ),
            [],
            id="loop-that-takes-time",
        ),
    ],
)  # fmt: skip
def test_pools(tmp_path: Path, changes: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    assert faults(tmp_path, *changes) == expected


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        pytest.param('["halls.near.clerks"]', "did you mean 'halls.near.clerk'", id="no such key"),
        pytest.param('["halls.near.region"]', "is no number", id="a range for what is no number"),
    ],
)
def test_evidence_is_about_keys_of_the_file(tmp_path: Path, keys: str, said: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        SOUND
        + f'[[evidence]]\ntitle = {{ zh-CN = "甲", en = "A" }}\nkeys = {keys}\n'
        + 'grade = "B"\nfactors = [0.5, 2]\n',
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError, match=said):
        load(file)
