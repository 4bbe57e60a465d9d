"""Units: kept, masked, cut, set aside. Worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from micro import Case, Visit, flow, stage

LEAVE = {"to": "gone", "while": "waiting"}
QUEUE = flow(start="s", stages={"s": stage("clerk", do={"ok": {"to": "done"}})})


def test_capacity_cut_below_the_busy_cuts_nobody_off(played: Any) -> None:
    cases = [Case(0, {"s": Visit(10)}), Case(0, {"s": Visit(30)}), Case(1, {"s": Visit(5)})]
    # Two clerks, none from 5, one from 20: at 20 that one is still busy with case 1 until 30.
    assert played(QUEUE, {"clerk@a": [(0, 2), (5, 0), (20, 1)]}, cases) == [
        (0, "s", 0, 0, 10, "ok"),
        (1, "s", 0, 0, 30, "ok"),
        (2, "s", 1, 30, 35, "ok"),
    ]


def test_line_stays_over_lunch(played: Any) -> None:
    cases = [Case(12, {"s": Visit(3)}), Case(11, {"s": Visit(3)})]
    assert played(QUEUE, {"clerk@a": [(0, 1), (10, 0), (20, 1)]}, cases) == [
        (0, "s", 12, 23, 26, "ok"),
        (1, "s", 11, 20, 23, "ok"),
    ]


def test_unit_that_comes_at_the_instant_of_an_arrival_serves_it(played: Any) -> None:
    assert played(QUEUE, {"clerk@a": [(0, 0), (5, 1)]}, [Case(5, {"s": Visit(2)})]) == [
        (0, "s", 5, 5, 7, "ok")
    ]


def test_shared_units_are_kept_and_the_others_given_back(played: Any) -> None:
    f = flow(
        start="sit",
        stages={
            "sit": stage("window", do={"ok": {"to": "talk"}}),
            "talk": stage("window", "clerk", do={"ok": {"to": "file"}}),
            "file": stage("clerk", do={"ok": {"to": "done"}}),
        },
    )
    one = {"sit": Visit(1), "talk": Visit(4), "file": Visit(10)}
    # The window is free at 5, when case 0 files; the clerk only at 15.
    assert played(f, {"window@a": 1, "clerk@a": 1}, [Case(0, one), Case(0, one)]) == [
        (0, "sit", 0, 0, 1, "ok"),
        (0, "talk", 1, 1, 5, "ok"),
        (0, "file", 5, 5, 15, "ok"),
        (1, "sit", 0, 5, 6, "ok"),
        (1, "talk", 6, 15, 19, "ok"),
        (1, "file", 19, 19, 29, "ok"),
    ]


def test_masked_kind_is_neither_awaited_nor_held(played: Any) -> None:
    f = flow(start="s", stages={"s": stage("window", "assistant", do={"ok": {"to": "done"}})})
    cases = [
        Case(0, {"s": Visit(5)}, without=("assistant",)),
        Case(0, {"s": Visit(5)}),
        Case(1, {"s": Visit(5)}, without=("assistant",)),
    ]
    # No assistant before 20; those who need none take the two windows meanwhile.
    assert played(f, {"window@a": 2, "assistant@a": [(0, 0), (20, 1)]}, cases) == [
        (0, "s", 0, 0, 5, "ok"),
        (1, "s", 0, 20, 25, "ok"),
        (2, "s", 1, 1, 6, "ok"),
    ]


def test_kinds_of_the_home_hall_come_from_there(played: Any) -> None:
    f = flow(
        start="s",
        stages={"s": stage("window", "clerk", do={"ok": {"to": "done"}})},
        kinds={"window": {"scope": "hall"}, "clerk": {"scope": "home"}},
    )
    cases = [
        Case(0, {"s": Visit(5)}, hall="a", home="b"),
        Case(0, {"s": Visit(5)}, hall="a", home="c"),
        Case(1, {"s": Visit(5)}, hall="a", home="b"),
    ]
    pools = {"window@a": 3, "clerk@b": 1, "clerk@c": 1}
    assert played(f, pools, cases, halls=("a", "b", "c")) == [
        (0, "s", 0, 0, 5, "ok"),
        (1, "s", 0, 0, 5, "ok"),
        (2, "s", 1, 5, 10, "ok"),
    ]


RESERVE = flow(
    start="call",
    starts={"phone": "phone", "sit": "sit", "check": "check", "review": "review"},
    stages={
        "call": stage("window", "clerk", reserve=True, do={"ok": {"to": "done"}, "leave": LEAVE}),
        "check": stage("window", "reviewer", reserve=True, do={"ok": {"to": "done"}}),
        "phone": stage("clerk", do={"ok": {"to": "done"}}),
        "review": stage("reviewer", do={"ok": {"to": "done"}}),
        "sit": stage("window", do={"ok": {"to": "done"}}),
    },
)


def test_blocked_reserver_sets_aside_what_is_free(played: Any) -> None:
    cases = [
        Case(0, {"phone": Visit(10)}, entry="phone"),
        Case(1, {"call": Visit(5)}),
        Case(2, {"sit": Visit(3)}, entry="sit"),
    ]
    assert played(RESERVE, {"window@a": 1, "clerk@a": 1, "reviewer@a": 1}, cases) == [
        (0, "phone", 0, 0, 10, "ok"),
        (1, "call", 1, 10, 15, "ok"),
        (2, "sit", 2, 15, 18, "ok"),
    ]


def test_every_blocked_reserver_sets_aside(played: Any) -> None:
    cases = [
        Case(0, {"phone": Visit(10)}, entry="phone"),
        Case(0, {"review": Visit(20)}, entry="review"),
        Case(1, {"call": Visit(5)}),
        Case(1, {"check": Visit(5)}, entry="check"),
        Case(2, {"sit": Visit(3)}, entry="sit"),
    ]
    # Both windows are set aside until 10; case 2 gives its one back at 15, while case 3 still
    # keeps the other for the reviewer who is free at 20.
    assert played(RESERVE, {"window@a": 2, "clerk@a": 1, "reviewer@a": 1}, cases) == [
        (0, "phone", 0, 0, 10, "ok"),
        (1, "review", 0, 0, 20, "ok"),
        (2, "call", 1, 10, 15, "ok"),
        (3, "check", 1, 20, 25, "ok"),
        (4, "sit", 2, 15, 18, "ok"),
    ]


def test_reserver_that_leaves_frees_what_it_set_aside(played: Any) -> None:
    cases = [
        Case(0, {"phone": Visit(10)}, entry="phone"),
        Case(1, {"call": Visit(5, patience=5, then="leave")}),
        Case(2, {"sit": Visit(3)}, entry="sit"),
    ]
    assert played(RESERVE, {"window@a": 1, "clerk@a": 1, "reviewer@a": 1}, cases) == [
        (0, "phone", 0, 0, 10, "ok"),
        (1, "call", 1, None, 6, "leave"),
        (2, "sit", 2, 6, 9, "ok"),
    ]


@pytest.mark.parametrize(
    ("clerks", "starts"),
    [
        pytest.param(0, 2, id="none scheduled: the window is not kept idle"),
        pytest.param(1, 15, id="one scheduled: it is"),
    ],
)
def test_nothing_is_set_aside_while_a_pool_has_no_capacity(
    played: Any, clerks: int, starts: int
) -> None:
    cases = [
        Case(0, {"phone": Visit(10)}, entry="phone"),
        Case(1, {"call": Visit(5)}),
        Case(2, {"sit": Visit(3)}, entry="sit"),
    ]
    # The clerk of case 0 goes home at 1 where none is scheduled, and is back at 50.
    pools = {"window@a": 1, "clerk@a": [(0, 1), (1, clerks), (50, 1)], "reviewer@a": 1}
    found = played(RESERVE, pools, cases)
    assert found[2] == (2, "sit", 2, starts, starts + 3, "ok")


def test_reserver_behind_takes_no_unit_from_one_before_it(played: Any) -> None:
    cases = [
        Case(0, {"phone": Visit(10)}, entry="phone"),
        Case(1, {"sit": Visit(3)}, entry="sit"),
        Case(1, {"call": Visit(5)}),
        Case(2, {"sit": Visit(3)}, entry="sit"),
    ]
    # At 1 case 1 takes the window; case 2 sets it aside once it is back at 4.
    assert played(RESERVE, {"window@a": 1, "clerk@a": 1, "reviewer@a": 1}, cases) == [
        (0, "phone", 0, 0, 10, "ok"),
        (1, "sit", 1, 1, 4, "ok"),
        (2, "call", 1, 10, 15, "ok"),
        (3, "sit", 2, 15, 18, "ok"),
    ]


def test_second_free_unit_goes_to_the_line_behind_a_reserver(played: Any) -> None:
    cases = [
        Case(0, {"phone": Visit(50)}, entry="phone"),
        Case(0, {"sit": Visit(15)}, entry="sit"),
        Case(1, {"call": Visit(5)}),
        Case(2, {"sit": Visit(3)}, entry="sit"),
    ]
    # One window is set aside from 1 on; the other comes back at 15, alone.
    assert played(RESERVE, {"window@a": 2, "clerk@a": 1, "reviewer@a": 1}, cases)[2:] == [
        (2, "call", 1, 50, 55, "ok"),
        (3, "sit", 2, 15, 18, "ok"),
    ]
