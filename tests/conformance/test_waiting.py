"""Lines: who is next, who comes too late, whom closing sends away. Worked out by hand."""

from __future__ import annotations

from typing import Any

from micro import Case, Hours, Row, Visit, flow, stage

LEAVE = {"to": "gone", "while": "waiting"}
QUEUE = flow(start="s", stages={"s": stage("clerk", do={"ok": {"to": "done"}, "leave": LEAVE})})
CLOSING = flow(
    start="s",
    stages={
        "s": stage(
            "clerk",
            closes="shut",
            do={"ok": {"to": "done"}, "shut": LEAVE, "leave": LEAVE},
        )
    },
)
MINUTES = {n: {"s": Visit(n)} for n in (1, 2, 3, 5, 10, 30)}


def test_unit_freed_exactly_at_the_deadline_comes_too_late(played: Any) -> None:
    cases = [Case(0, MINUTES[10]), Case(0, {"s": Visit(5, patience=10, then="leave")})]
    # At 10 the clerk comes back and the patience ends: deadlines are before the grant pass.
    assert played(QUEUE, {"clerk@a": 1}, cases) == [
        (0, "s", 0, 0, 10, "ok"),
        (1, "s", 0, None, 10, "leave"),
    ]


def test_unit_freed_a_minute_before_the_deadline_is_taken(played: Any) -> None:
    cases = [Case(0, MINUTES[10]), Case(0, {"s": Visit(5, patience=11, then="leave")})]
    assert played(QUEUE, {"clerk@a": 1}, cases) == [
        (0, "s", 0, 0, 10, "ok"),
        (1, "s", 0, 10, 15, "ok"),
    ]


def test_closing_wins_a_tie_with_patience(played: Any) -> None:
    cases = [Case(0, {"s": Visit(5, patience=10, then="leave")})]
    found = played(CLOSING, {"clerk@a": 0}, cases, hours={"a": Hours([(0, 10, 10)])})
    assert found == [(0, "s", 0, None, 10, "shut")]


def test_patience_before_closing_is_patience(played: Any) -> None:
    cases = [Case(0, {"s": Visit(5, patience=9, then="leave")})]
    found = played(CLOSING, {"clerk@a": 0}, cases, hours={"a": Hours([(0, 10, 10)])})
    assert found == [(0, "s", 0, None, 9, "leave")]


def test_joining_outside_a_session_takes_the_closing_action(played: Any) -> None:
    cases = [Case(5, MINUTES[1]), Case(20, MINUTES[1]), Case(10, MINUTES[1])]
    # A session holds its first instant and not its last, whether or not a clerk is free.
    found = played(CLOSING, {"clerk@a": 1}, cases, hours={"a": Hours([(10, 20, 20)])})
    assert found == [
        (0, "s", 5, None, 5, "shut"),
        (1, "s", 20, None, 20, "shut"),
        (2, "s", 10, 10, 11, "ok"),
    ]


def test_after_the_ticket_machine_stops_the_line_is_served_until_late(played: Any) -> None:
    cases = [Case(5, MINUTES[1]), Case(12, MINUTES[1]), Case(6, MINUTES[10])]
    # The machine stops at 10: the one at 12 is sent away. A clerk comes at 25; the session is
    # over at 30, by when the third has begun (26) and is finished.
    found = played(
        CLOSING,
        {"clerk@a": [(0, 0), (25, 1)]},
        cases,
        hours={"a": Hours([(0, 10, 30)])},
        early=["s"],
    )
    assert found == [
        (0, "s", 5, 25, 26, "ok"),
        (1, "s", 12, None, 12, "shut"),
        (2, "s", 6, 26, 36, "ok"),
    ]


def test_the_machine_gives_no_ticket_at_the_instant_it_stops(played: Any) -> None:
    cases = [Case(9, MINUTES[1]), Case(10, MINUTES[1])]
    hours = {"a": Hours([(0, 10, 30)])}
    assert played(CLOSING, {"clerk@a": 1}, cases, hours=hours, early=["s"]) == [
        (0, "s", 9, 9, 10, "ok"),
        (1, "s", 10, None, 10, "shut"),
    ]


def test_nothing_missing_after_closing_starts_at_once(played: Any) -> None:
    f = flow(
        start="a",
        stages={
            "a": stage("clerk", do={"ok": {"to": "b"}}),
            "b": stage("clerk", closes="shut", do={"ok": {"to": "done"}, "shut": LEAVE}),
        },
    )
    cases = [Case(5, {"a": Visit(10), "b": Visit(3)})]
    found = played(f, {"clerk@a": 1}, cases, hours={"a": Hours([(0, 10, 10)])})
    assert found == [(0, "a", 5, 5, 15, "ok"), (0, "b", 15, 15, 18, "ok")]


SETS = flow(
    start="both",
    starts={"clerk": "phone", "window": "sit"},
    stages={
        "both": stage("window", "clerk", do={"ok": {"to": "done"}}),
        "phone": stage("clerk", do={"ok": {"to": "done"}}),
        "sit": stage("window", do={"ok": {"to": "done"}}),
    },
)
ONE_EACH = {"window@a": 1, "clerk@a": 1}


def test_case_behind_a_blocked_one_overtakes_with_what_that_cannot_use(played: Any) -> None:
    cases = [
        Case(0, {"phone": Visit(10)}, entry="phone"),
        Case(1, {"both": Visit(5)}),
        Case(2, {"sit": Visit(3)}, entry="sit"),
    ]
    assert played(SETS, ONE_EACH, cases) == [
        (0, "phone", 0, 0, 10, "ok"),
        (1, "both", 1, 10, 15, "ok"),
        (2, "sit", 2, 2, 5, "ok"),
    ]


def test_priority_holds_across_different_sets(played: Any) -> None:
    cases = [
        Case(0, {"phone": Visit(10)}, entry="phone"),
        Case(1, {"phone": Visit(4)}, entry="phone"),
        Case(2, {"both": Visit(5)}, group=1),
    ]
    # At 10 the clerk is free: the later one goes first, since its group does.
    found = played(SETS, ONE_EACH, cases, groups=2, priority={(1, "both"): 0})
    assert found == [
        (0, "phone", 0, 0, 10, "ok"),
        (1, "phone", 1, 15, 19, "ok"),
        (2, "both", 2, 10, 15, "ok"),
    ]


def test_equal_keys_go_by_case_number(played: Any) -> None:
    cases = [Case(0, MINUTES[2]), Case(0, MINUTES[3]), Case(0, MINUTES[1])]
    assert played(QUEUE, {"clerk@a": 1}, cases) == [
        (0, "s", 0, 0, 2, "ok"),
        (1, "s", 0, 2, 5, "ok"),
        (2, "s", 0, 5, 6, "ok"),
    ]


def by(order: str) -> dict[str, Any]:
    return flow(
        start="first",
        starts={"phone": "phone"},
        stages={
            "first": stage("window", ticket=True, do={"ok": {"to": "second"}}),
            "second": stage("clerk", order=order, do={"ok": {"to": "done"}}),
            "phone": stage("clerk", do={"ok": {"to": "done"}}),
        },
    )


TICKETS = [
    Case(0, {"first": Visit(10), "second": Visit(2)}),
    Case(1, {"first": Visit(2), "second": Visit(2)}),
    Case(0, {"phone": Visit(12)}, entry="phone"),
]


def test_line_by_ticket_goes_by_the_time_of_the_ticket(played: Any) -> None:
    # Tickets at 0 and 1; they join the second line at 10 and 3; the clerk is free at 12.
    assert played(by("ticket"), {"window@a": 2, "clerk@a": 1}, TICKETS) == [
        (0, "first", 0, 0, 10, "ok"),
        (0, "second", 10, 12, 14, "ok"),
        (1, "first", 1, 1, 3, "ok"),
        (1, "second", 3, 14, 16, "ok"),
        (2, "phone", 0, 0, 12, "ok"),
    ]


def test_line_by_wait_goes_by_the_time_this_wait_began(played: Any) -> None:
    assert played(by("wait"), {"window@a": 2, "clerk@a": 1}, TICKETS) == [
        (0, "first", 0, 0, 10, "ok"),
        (0, "second", 10, 14, 16, "ok"),
        (1, "first", 1, 1, 3, "ok"),
        (1, "second", 3, 12, 14, "ok"),
        (2, "phone", 0, 0, 12, "ok"),
    ]


def test_case_with_a_stage_of_no_time_may_lose_a_unit_to_one_that_needs_one_pass(
    played: Any,
) -> None:
    f = flow(
        start="sit",
        starts={"clerk": "phone", "both": "both"},
        stages={
            "sit": stage("window", do={"ok": {"to": "talk"}}),
            "talk": stage("window", "clerk", do={"ok": {"to": "done"}}),
            "phone": stage("clerk", do={"ok": {"to": "done"}}),
            "both": stage("window", "clerk", do={"ok": {"to": "done"}}),
        },
    )
    cases = [
        Case(0, {"both": Visit(10)}, entry="both"),
        Case(1, {"sit": Visit(0), "talk": Visit(4)}, group=1),
        Case(2, {"phone": Visit(5)}, entry="phone"),
    ]
    # At 10 both units are free. In the first pass case 1, though it goes first everywhere, only
    # misses the window; the clerk goes to case 2 before case 1 wants one.
    found = played(f, ONE_EACH, cases, groups=2, priority={(1, "sit"): 0, (1, "talk"): 0})
    assert found == [
        (0, "both", 0, 0, 10, "ok"),
        (1, "sit", 1, 10, 10, "ok"),
        (1, "talk", 10, 15, 19, "ok"),
        (2, "phone", 2, 10, 15, "ok"),
    ]


def test_chain_of_stages_without_time_passes_at_one_instant(played: Any) -> None:
    f = flow(
        start="a",
        stages={
            "a": stage(do={"ok": {"to": "b"}}),
            "b": stage("clerk", do={"ok": {"to": "c"}}),
            "c": stage(do={"ok": {"to": "done"}}),
        },
    )
    expected: list[Row] = [
        (0, "a", 7, 7, 7, "ok"),
        (0, "b", 7, 7, 7, "ok"),
        (0, "c", 7, 7, 7, "ok"),
        (0, "done", 7, 7, 7, None),
    ]
    assert played(f, {"clerk@a": 1}, [Case(7)], finals=True) == expected
