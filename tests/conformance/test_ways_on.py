"""Room, patience over several stages, visits, clocks, fallback, the end. Worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from micro import DAY, Case, Hours, Visit, flow, stage, tables_of, workload_of

from tongban.scenario import MINUTE

LEAVE = {"to": "gone", "while": "waiting"}
ROOM = flow(
    start="s", stages={"s": stage("clerk", balk="full", do={"ok": {"to": "done"}, "full": LEAVE})}
)
BUSY = Case(0, {"s": Visit(10)})


def accepts(room: int, need: int, **more: Any) -> Case:
    return Case(need, {"s": Visit(2, room=room)}, **more)


def test_too_many_ahead_in_line_balks(played: Any) -> None:
    cases = [BUSY, accepts(1, 1), accepts(1, 2), accepts(2, 3)]
    assert played(ROOM, {"clerk@a": 1}, cases) == [
        (0, "s", 0, 0, 10, "ok"),
        (1, "s", 1, 10, 12, "ok"),
        (2, "s", 2, None, 2, "full"),
        (3, "s", 3, 12, 14, "ok"),
    ]


def test_one_who_balks_is_not_ahead_of_the_next(played: Any) -> None:
    # Together at 1: none ahead of case 1; one ahead of case 2, which accepts none; case 3 has
    # case 1 ahead and no longer case 2.
    cases = [BUSY, accepts(1, 1), accepts(1, 1), accepts(2, 1)]
    assert played(ROOM, {"clerk@a": 1}, cases) == [
        (0, "s", 0, 0, 10, "ok"),
        (1, "s", 1, 10, 12, "ok"),
        (2, "s", 1, None, 1, "full"),
        (3, "s", 1, 12, 14, "ok"),
    ]


def test_newcomers_are_judged_in_line_order_not_in_that_of_joining(played: Any) -> None:
    # Case 2 goes before case 1 by its group, so it is judged first and case 1 has it ahead.
    cases = [BUSY, accepts(1, 1), accepts(1, 1, group=1)]
    found = played(ROOM, {"clerk@a": 1}, cases, groups=2, priority={(1, "s"): 0})
    assert found == [
        (0, "s", 0, 0, 10, "ok"),
        (1, "s", 1, None, 1, "full"),
        (2, "s", 1, 10, 12, "ok"),
    ]


def test_nobody_is_judged_twice(played: Any) -> None:
    # Case 2 jumps ahead of case 1 later; case 1 accepted the line when it joined.
    cases = [BUSY, accepts(1, 1), accepts(1, 2, group=1)]
    found = played(ROOM, {"clerk@a": 1}, cases, groups=2, priority={(1, "s"): 0})
    assert found == [
        (0, "s", 0, 0, 10, "ok"),
        (1, "s", 1, 12, 14, "ok"),
        (2, "s", 2, 10, 12, "ok"),
    ]


def test_one_who_is_served_at_once_is_not_judged(played: Any) -> None:
    assert played(ROOM, {"clerk@a": 1}, [accepts(0, 1)]) == [(0, "s", 1, 1, 3, "ok")]


def test_lines_of_two_halls_are_not_one(played: Any) -> None:
    cases = [BUSY, accepts(1, 1), accepts(1, 2, hall="b")]
    cases += [Case(0, {"s": Visit(10)}, hall="b")]
    found = played(ROOM, {"clerk@a": 1, "clerk@b": 1}, cases, halls=("a", "b"))
    assert found[2] == (2, "s", 2, 10, 12, "ok")


PATIENT = flow(
    start="sit",
    starts={"phone": "phone", "window": "window"},
    stages={
        "sit": stage("window", do={"ok": {"to": "talk"}, "leave": LEAVE}),
        "talk": stage(
            "window", "clerk", continues="sit", do={"ok": {"to": "done"}, "leave": LEAVE}
        ),
        "phone": stage("clerk", do={"ok": {"to": "done"}}),
        "window": stage("window", do={"ok": {"to": "done"}}),
    },
)
PAIR = {"window@a": 1, "clerk@a": 1}
CLERK_BUSY = Case(0, {"phone": Visit(50)}, entry="phone")


def patient(minutes: int) -> Case:
    return Case(0, {"sit": Visit(minutes, patience=10, then="leave"), "talk": Visit(3)})


def test_patience_goes_on_over_two_waits(played: Any) -> None:
    cases = [CLERK_BUSY, Case(0, {"window": Visit(4)}, entry="window"), patient(0)]
    assert played(PATIENT, PAIR, cases)[2:] == [
        (2, "sit", 0, 4, 4, "ok"),
        (2, "talk", 4, None, 10, "leave"),
    ]


def test_patience_that_ran_out_while_handled_ends_the_next_wait_at_once(played: Any) -> None:
    cases = [CLERK_BUSY, Case(0, {"window": Visit(4)}, entry="window"), patient(8)]
    assert played(PATIENT, PAIR, cases)[2:] == [
        (2, "sit", 0, 4, 12, "ok"),
        (2, "talk", 12, None, 12, "leave"),
    ]


def test_patience_that_ran_out_ends_it_even_if_a_clerk_is_free(played: Any) -> None:
    assert played(PATIENT, PAIR, [patient(11)]) == [
        (0, "sit", 0, 0, 11, "ok"),
        (0, "talk", 11, None, 11, "leave"),
    ]


def test_patience_starts_on_entering_also_without_a_wait(played: Any) -> None:
    assert played(PATIENT, PAIR, [CLERK_BUSY, patient(6)])[1:] == [
        (1, "sit", 0, 0, 6, "ok"),
        (1, "talk", 6, None, 10, "leave"),
    ]


def test_patience_starts_on_entering_also_where_nothing_is_missing(played: Any) -> None:
    stages = {
        "before": stage("window", do={"ok": {"to": "sit"}}),
        **PATIENT["stages"],
    }
    f = PATIENT | {"stages": stages, "start": "before", "starts": {"phone": "phone", "w": "window"}}
    cases = [CLERK_BUSY, Case(0, {"before": Visit(3), **patient(6).draws})]
    # The window of `before` is kept in `sit`, so its clock runs from 3 and is over at 13.
    assert played(f, PAIR, cases)[1:] == [
        (1, "before", 0, 0, 3, "ok"),
        (1, "sit", 3, 3, 9, "ok"),
        (1, "talk", 9, None, 13, "leave"),
    ]


def looping(**more: Any) -> dict[str, Any]:
    spec = stage("clerk", do={"ok": {"to": "done"}, "again": {"to": "pause"}}, **more)
    return flow(
        start="s",
        stages={"s": spec, "pause": stage(do={"ok": {"to": "s"}}, visits=9)},
        visits=3,
        exhausted="gone",
    )


AGAIN = Case(0, {"s": Visit(1, action="again"), "pause": Visit(5)})


@pytest.mark.parametrize(
    ("spec", "visits"),
    [
        pytest.param(looping(), 3, id="the flow's"),
        pytest.param(looping(visits=2), 2, id="the stage's own"),
        pytest.param(looping(visits=1, exhausted="done"), 1, id="to its own final stage"),
    ],
)
def test_visits_used_up_lead_to_the_final_stage(
    played: Any, spec: dict[str, Any], visits: int
) -> None:
    found = played(spec, {"clerk@a": 1}, [AGAIN], finals=True)
    assert sum(row[1] == "s" for row in found) == visits
    end = 6 * visits
    final = "done" if visits == 1 else "gone"
    assert found[-1] == (0, final, end, end, end, None)


PAUSE = {
    clock: flow(start="p", stages={"p": stage(clock=clock, do={"ok": {"to": "done"}})})
    for clock in ("wall", "open", "next_day")
}
OPEN = Hours(
    open=[
        (day * DAY + a, day * DAY + b) for day in (0, 1, 4) for a, b in ((540, 720), (810, 1020))
    ],
    # Days 0, 1 and 4 are working days; after day 4 there is none.
    next_opening=[DAY + 540, 4 * DAY + 540, 4 * DAY + 540, 4 * DAY + 540],
)


@pytest.mark.parametrize(
    ("clock", "begins", "minutes", "ends"),
    [
        pytest.param("wall", 700, 900, 1600, id="wall: through the night"),
        pytest.param("open", 600, 60, 660, id="open: within the morning"),
        pytest.param("open", 700, 30, 820, id="open: over lunch"),
        pytest.param("open", 710, 10, 720, id="open: exactly at closing"),
        pytest.param("open", 1010, 10, 1020, id="open: exactly at the last closing"),
        pytest.param("open", 1010, 11, DAY + 541, id="open: a minute into the next day"),
        pytest.param("open", 1100, 0, DAY + 540, id="open: nothing, at night: till the doors open"),
        pytest.param("open", 720, 0, 810, id="open: nothing, at noon"),
        pytest.param("open", DAY + 1000, 30, 4 * DAY + 550, id="open: over the weekend"),
        pytest.param("next_day", 600, 15, DAY + 555, id="next day"),
        pytest.param("next_day", DAY + 1439, 15, 4 * DAY + 555, id="next day, over the weekend"),
        pytest.param("next_day", 2 * DAY + 5, 0, 4 * DAY + 540, id="next day, from a Saturday"),
        pytest.param("next_day", 4 * DAY, 5, None, id="next day, past the calendar: unfinished"),
    ],
)
def test_delay_ends_by_its_clock(
    played: Any, clock: str, begins: int, minutes: int, ends: int | None
) -> None:
    cases = [Case(begins, {"p": Visit(minutes)})]
    action = None if ends is None else "ok"
    found = played(PAUSE[clock], {}, cases, hours={"a": OPEN})
    assert found == [(0, "p", begins, begins, ends, action)]


def test_fallback_goes_on_in_the_other_flow_with_the_same_ticket(played: Any) -> None:
    first = flow(
        start="take",
        stages={
            "take": stage("window", ticket=True, do={"ok": {"to": "handed"}}),
        },
        final={"handed": {"counts_as": "fallback", "then": "g.counter"}},
    )
    second = flow(
        "g",
        start="counter",
        starts={"phone": "phone"},
        stages={
            "counter": stage("clerk", order="ticket", do={"ok": {"to": "done"}}),
            "phone": stage("clerk", do={"ok": {"to": "done"}}),
        },
    )
    cases = [
        Case(0, {"take": Visit(10), "counter": Visit(1)}),
        Case(1, {"take": Visit(2), "counter": Visit(1)}),
        Case(0, {"phone": Visit(12)}, entry="phone"),
    ]
    found = played([first, second], {"window@a": 2, "clerk@a": 1}, cases, finals=True)
    # Tickets at 0 and 1 hold in the other flow too, though case 1 joined its line first.
    assert [row for row in found if row[0] < 2] == [
        (0, "f.take", 0, 0, 10, "ok"),
        (0, "f.handed", 10, 10, 10, None),
        (0, "g.counter", 10, 12, 13, "ok"),
        (0, "g.done", 13, 13, 13, None),
        (1, "f.take", 1, 1, 3, "ok"),
        (1, "f.handed", 3, 3, 3, None),
        (1, "g.counter", 3, 13, 14, "ok"),
        (1, "g.done", 14, 14, 14, None),
    ]


SERVE = flow(start="s", stages={"s": stage("clerk", do={"ok": {"to": "done"}})})


def test_the_end_cuts_visits_off(played: Any) -> None:
    cases = [Case(0, {"s": Visit(30)}), Case(5, {"s": Visit(1)}), Case(20, {"s": Visit(1)})]
    # What is due at the end itself does not happen: case 2 is never seen.
    assert played(SERVE, {"clerk@a": 1}, cases, end=20) == [
        (0, "s", 0, 0, None, None),
        (1, "s", 5, None, None, None),
    ]


def test_a_run_stops_once_the_measured_cases_have_ended(engine: Any) -> None:
    tables = tables_of(SERVE, {"clerk@a": 1})
    cases = [
        Case(0, {"s": Visit(10)}),
        Case(15, {"s": Visit(1)}, measured=False),
        Case(50, {"s": Visit(1)}, measured=False),
    ]
    records = engine(tables, workload_of(tables, cases, drain_from=20))
    assert records.end == 20 * MINUTE
    assert set(records.visits.case.tolist()) == {0, 1}


def test_a_run_goes_on_until_the_last_measured_case_has_ended(engine: Any) -> None:
    tables = tables_of(SERVE, {"clerk@a": 1})
    cases = [Case(0, {"s": Visit(40)}), Case(30, {"s": Visit(1)}, measured=False)]
    records = engine(tables, workload_of(tables, cases, drain_from=20))
    assert records.end == 40 * MINUTE
    assert records.visits.leave.tolist()[:2] == [40 * MINUTE, 40 * MINUTE]
