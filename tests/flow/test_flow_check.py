"""Each rule of flows, broken alone in a flow that is sound; and the shipped flows keep them all."""

from __future__ import annotations

from typing import Any

import pytest

from tongban.errors import Fault
from tongban.flow import Flow, check_library
from tongban.scenario import flows

HALL, HOME = {"scope": "hall"}, {"scope": "home"}
LEAVE = {"to": "gone", "while": "waiting"}


def document() -> dict[str, Any]:
    """A sound flow with a line, a loop and a way into itself."""
    return {
        "name": "f",
        "start": "sit",
        "starts": {"later": "call"},
        "visits": 3,
        "exhausted": "gone",
        "kinds": {"window": HALL, "clerk": HOME},
        "stages": {
            "sit": {
                "holds": ["window"],
                "order": "ticket",
                "do": {"seated": {"to": "call"}, "leave": LEAVE},
            },
            "call": {
                "holds": ["window", "clerk"],
                "order": "wait",
                "do": {
                    "done": {"to": "served"},
                    "back": {"to": "rest"},
                    "asks": {"to": "served", "only": "enquiry"},
                    "leave": LEAVE,
                },
            },
            "rest": {"clock": "next_day", "do": {"again": {"to": "sit"}}},
        },
        "final": {"served": {"counts_as": "accepted"}, "gone": {"counts_as": "gave_up"}},
    }


def faults(*changes: tuple[str, Any], others: tuple[dict[str, Any], ...] = ()) -> list[Fault]:
    """The faults of the flow with values put at some key paths, and of other flows beside it."""
    raw = document()
    for path, value in changes:
        *above, last = path.split(".")
        table = raw
        for key in above:
            table = table.setdefault(key, {})
        if value is None:
            del table[last]
        else:
            table[last] = value
    library = {flow["name"]: Flow.model_validate(flow) for flow in (raw, *others)}
    return check_library(library, {"f": "f.toml"})


def test_the_flow_is_sound() -> None:
    assert faults() == []


NOBODY = "nobody waits here: it holds nothing; remove it, or hold"
NO_WAY = "no way leads here: name it in an action's `to`, or remove it"
LOOP = (
    "it stands in a loop: say how often a case may enter it (`visits`) and the final stage after "
    "that (`exhausted`), here or at the top of the flow"
)
UNKNOWN = "no stage 'srved'; did you mean 'served'?"
NOT_FINAL = "'call' is not a final stage; name one under [final]"
ENDS_HANDLING = 'that action ends handling only: give it `while = "waiting"`'


@pytest.mark.parametrize(
    ("change", "value", "key", "message"),
    [
        pytest.param(*case[1:], id=case[0])
        for case in [
            # Names
            ("start-nowhere", "start", "srved", "start", UNKNOWN),
            ("starts-nowhere", "starts.x", "srved", "starts.x", UNKNOWN),
            ("ineligible-nowhere", "ineligible", "srved", "ineligible", UNKNOWN),
            ("unwilling-nowhere", "unwilling", "srved", "unwilling", UNKNOWN),
            ("exhausted-nowhere", "exhausted", "srved", "exhausted", UNKNOWN),
            ("ineligible-not-final", "ineligible", "call", "ineligible", NOT_FINAL),
            ("unwilling-not-final", "unwilling", "call", "unwilling", NOT_FINAL),
            ("exhausted-not-final", "exhausted", "call", "exhausted", NOT_FINAL),
            (
                "stage-exhausted-not-final", "stages.rest.exhausted", "call",
                "stages.rest.exhausted", NOT_FINAL,
            ),
            ("everywhere-nowhere", "everywhere.x", {"to": "srved"}, "everywhere.x.to", UNKNOWN),
            (
                "action-nowhere", "stages.call.do.done.to", "srved", "stages.call.do.done.to",
                UNKNOWN,
            ),
            (
                "action-into-an-unknown-flow", "stages.call.do.done.to", "g.served",
                "stages.call.do.done.to", "no stage 'g.served'; did you mean 'f.served'?",
            ),
            ("then-nowhere", "final.gone.then", "srved", "final.gone.then", UNKNOWN),
            (
                "stage-and-final", "final.rest", {"counts_as": "accepted"}, "final.rest",
                "'rest' is also under stages: rename one of them",
            ),
            (
                "unknown-kind", "stages.sit.holds", ["windwo"], "stages.sit.holds",
                "no kind 'windwo'; did you mean 'window'?",
            ),
            (
                "kind-twice", "stages.sit.holds", ["window", "window"], "stages.sit.holds",
                "a kind is listed twice: a case holds one unit of a kind",
            ),
            (
                "closes-by-no-action", "stages.sit.closes", "leaves", "stages.sit.closes",
                "no action 'leaves' here; did you mean 'leave'?",
            ),
            (
                "balk-by-no-action", "stages.sit.balk", "leaves", "stages.sit.balk",
                "no action 'leaves' here; did you mean 'leave'?",
            ),
            (
                "continues-no-stage", "stages.call.continues", "sti", "stages.call.continues",
                "no stage 'sti'; did you mean 'sit'?",
            ),
            # Shape
            ("stage-unreached", "stages.call.do.back.to", "served", "stages.rest", NO_WAY),
            ("final-unreached", "final.x", {"counts_as": "accepted"}, "final.x", NO_WAY),
            (
                "no-action", "stages.rest.do", {}, "stages.rest.do",
                "a dead end: give it an action that ends its handling",
            ),
            (
                "only-actions-while-waiting", "stages.sit.do.seated.while", "waiting",
                "stages.sit.do", "a dead end: give it an action that ends its handling",
            ),
            (
                "usual-action-only-for-enquiries", "stages.call.do.done.only", "application",
                "stages.call.do",
                "the first handling action is the usual one, so it cannot be `only` for one kind "
                "of item: put one that every item may take before it",
            ),
            (
                "two-actions-only-for-enquiries", "stages.call.do.back.only", "enquiry",
                "stages.call.do", "two actions are `only` for 'enquiry': such an item takes one",
            ),
            # Waiting
            (
                "no-order", "stages.sit.order", None, "stages.sit.order",
                'missing: say `order = "ticket"` or `order = "wait"` for its line',
            ),
            ("order-of-nobody", "stages.rest.order", "wait", "stages.rest.order", NOBODY),
            ("reserve-for-nobody", "stages.rest.reserve", True, "stages.rest.reserve", NOBODY),
            (
                "waiting-action-of-nobody", "stages.rest.do.leave", LEAVE, "stages.rest.do.leave",
                "nobody waits here: it holds nothing; remove the action",
            ),
            ("closes-by-handling", "stages.sit.closes", "seated", "stages.sit.closes",
             ENDS_HANDLING),
            ("balk-by-handling", "stages.sit.balk", "seated", "stages.sit.balk", ENDS_HANDLING),
            (
                "next-day-without-closes", "stages.sit.closes_next_day", "leave",
                "stages.sit.closes_next_day", "needs `closes` beside it",
            ),
            (
                "continues-without-patience", "stages.call.continues", "rest",
                "stages.call.continues", "'rest' has no action while waiting",
            ),
        ]
    ],
)  # fmt: skip
def test_rule(change: str, value: Any, key: str, message: str) -> None:
    assert faults((change, value)) == [Fault("f.toml", key, message)]


def test_patience_must_be_able_to_end_where_it_goes_on() -> None:
    assert faults(("stages.sit.do.tires", LEAVE), ("stages.call.continues", "sit")) == [
        Fault(
            "f.toml",
            "stages.call.continues",
            "the clock of 'sit' may end in ['tires'], which cannot be taken here: add the action",
        )
    ]


@pytest.mark.parametrize("rule", ["closes", "balk"])
def test_rule_of_a_line_where_nobody_waits(rule: str) -> None:
    found = faults(("everywhere.leave", {"to": "gone"}), (f"stages.rest.{rule}", "leave"))
    assert found == [Fault("f.toml", f"stages.rest.{rule}", NOBODY)]


def test_every_stage_of_a_loop_needs_an_end_to_it() -> None:
    assert faults(("exhausted", None)) == [
        Fault("f.toml", f"stages.{name}", LOOP) for name in ("sit", "call", "rest")
    ]


def test_loop_whose_stages_each_have_an_end_is_sound() -> None:
    ends = [(f"stages.{name}.exhausted", "gone") for name in ("sit", "call", "rest")]
    assert faults(("exhausted", None), *ends) == []


def test_stage_from_which_nothing_ends_is_a_dead_end() -> None:
    found = faults(("stages.rest.do.again.to", "rest"))
    message = "a dead end: no final stage can be reached from here"
    assert found == [Fault("f.toml", "stages.rest.do", message)]


def test_wrong_names_hide_what_follows_from_them() -> None:
    found = faults(("start", "sti"), ("exhausted", None), ("stages.rest.do", {}))
    assert [fault.key for fault in found] == ["start"]


OTHER = {
    "name": "g",
    "start": "ask",
    "kinds": {"window": HALL, "clerk": HOME},
    "stages": {"ask": {"holds": ["clerk"], "order": "wait", "do": {"ok": {"to": "sign"}}}},
    "final": {"end": {"counts_as": "accepted"}},
}


def other(**stages: Any) -> dict[str, Any]:
    """Another flow, whose first stage is `ask`."""
    return OTHER | {"stages": OTHER["stages"] | stages}  # type: ignore[operator]


def test_kind_has_one_scope_in_all_flows() -> None:
    sign = {"do": {"ok": {"to": "end"}}}
    found = faults(others=(other(sign=sign) | {"kinds": {"clerk": HALL}},))
    message = "'hall' here but 'home' in flow 'f': a kind has one scope; rename one of them"
    assert found == [Fault("flow g", "kinds.clerk.scope", message)]


def test_circular_holds_over_two_flows() -> None:
    sign = {"holds": ["clerk", "window"], "order": "wait", "do": {"ok": {"to": "end"}}}
    assert faults(others=(other(sign=sign),)) == [
        Fault(
            "flow g",
            "stages.sign.holds",
            "circular holds can deadlock: clerk is held while window is wanted at g.sign; window "
            "is held while clerk is wanted at f.call; take them in one order, or all at once",
        )
    ]


def test_giving_a_unit_back_first_is_no_circular_hold() -> None:
    sign = {"holds": ["window"], "order": "wait", "do": {"ok": {"to": "end"}}}
    assert faults(others=(other(sign=sign),)) == []


def test_final_stages_that_hand_a_case_round() -> None:
    sign = {"do": {"ok": {"to": "end"}, "stuck": {"to": "over"}}}
    final = {
        "end": {"counts_as": "accepted"},
        "over": {"counts_as": "fallback", "then": "f.gone"},
    }
    found = faults(("final.gone.then", "g.over"), others=(other(sign=sign) | {"final": final},))
    message = "a ring of final stages with no way out: f.gone -> g.over -> f.gone"
    assert found == [Fault("f.toml", "final.gone.then", message)]


def used_up(**more: Any) -> list[Fault]:
    """Two flows: who may not enter `a` again goes on in the other, which leads back to `a`."""
    again = {"do": {"ok": {"to": "done"}, "again": {"to": "a"}}}
    over = {"counts_as": "fallback", "then": "g.b"}
    one = {
        "name": "f",
        "start": "a",
        "visits": 2,
        "exhausted": "over",
        "stages": {"a": again},
        "final": {"done": {"counts_as": "accepted"}, "over": over},
    }
    other_one = {
        "name": "g",
        "start": "b",
        "stages": {"b": {"do": {"ok": {"to": "f.a"}, "stop": {"to": "out"}}}},
        "final": {"out": {"counts_as": "gave_up"}},
        **more,
    }
    return check_library({f["name"]: Flow.model_validate(f) for f in (one, other_one)})


def test_loop_closed_only_by_used_up_visits_is_a_loop() -> None:
    (found,) = used_up()
    assert (found.place, found.key) == ("flow g", "stages.b")
    assert "it stands in a loop" in found.message
    assert used_up(visits=3, exhausted="out") == []


def test_used_up_visits_may_not_hand_a_case_round() -> None:
    final = {"out": {"counts_as": "gave_up"}, "round": {"counts_as": "fallback", "then": "f.a"}}
    (found,) = used_up(visits=3, exhausted="round", final=final)
    assert "a ring of final stages with no way out" in found.message


def test_stage_of_another_flow_may_be_the_only_way_into_a_stage() -> None:
    sign = {"do": {"ok": {"to": "end"}, "on": {"to": "f.extra"}}}
    extra = {"counts_as": "fallback"}
    assert faults(("final.extra", extra), others=(other(sign=sign),)) == []


# -- the shipped flows --------------------------------------------------------------------------

SHIPPED = flows()


def test_shipped_flows_are_sound_together() -> None:
    assert check_library(SHIPPED) == []


@pytest.mark.parametrize("flow", SHIPPED.values(), ids=list(SHIPPED))
def test_shipped_flow_is_titled_in_both_languages(flow: Flow) -> None:
    actions = {act for stage in flow.stages for act in flow.actions(stage)}
    named = {*flow.stages, *flow.final, *actions}
    titled = {name for name, text in flow.titles.items() if text.en and text.zh_cn}
    assert (named - titled, flow.title is not None) == (set(), True)


@pytest.mark.parametrize("flow", SHIPPED.values(), ids=list(SHIPPED))
def test_shipped_flow_says_its_chinese_in_chinese(flow: Flow) -> None:
    texts = [flow.title, *flow.titles.values()]
    latin = [t.en for t in texts if t is None or t.zh_cn.isascii() or not t.en.isascii()]
    assert latin == []
