"""The desk: whose turn it is, who takes whom, and that nobody is lost or taken twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from story import SECOND, Case, rules

from tongban.desk import Desk, NotClaimed, Numbers, Staff
from tongban.desk.desk import OFFER_US
from tongban.session import CaseState, Record, Ticket
from tongban.session import messages as m

FLOW = rules().flow
T0 = 1_700_000_000 * SECOND


def assistant(number: int = 1, hall: str = "hefei") -> Staff:
    units = {"window": f"{hall}-w{number}", "assistant": f"{hall}-a{number}"}
    return Staff(f"{hall}-a{number}", hall, units)


def clerk(number: int = 1, home: str = "shanghai") -> Staff:
    return Staff(f"{home}-k{number}", home, {"clerk": f"{home}-k{number}"})


def waiting(number: int, at: int, hall: str = "hefei") -> CaseState:
    """A case that has just taken its ticket."""
    case = Case(at=T0 + at * SECOND, name=f"case-{number}").open()
    assert case.state is not None
    return replace(case.state, ticket=Ticket(number=f"A{number:03d}", hall=hall))


def desk(*staff: Staff) -> Desk:
    made = Desk(FLOW)
    for i, person in enumerate(staff):
        made.set_duty(person, "on_duty", T0 + i)
    return made


def test_the_first_in_line_is_called_first() -> None:
    here = desk(assistant())
    for number, at in ((1, 30), (2, 10), (3, 20)):
        here.see(waiting(number, at))
    assert [w.number for w in here.line("hefei")] == ["A002", "A003", "A001"]
    assert here.call_next("hefei-a1", T0).case == "case-2"


def test_one_ticket_has_one_claim_and_one_clerk_one_ticket() -> None:
    here = desk(assistant(1), assistant(2))
    here.see(waiting(1, 0))
    claim = here.call_next("hefei-a1", T0)
    assert here.call_next("hefei-a1", T0) == claim
    with pytest.raises(NotClaimed, match="nobody"):
        here.call_next("hefei-a2", T0)
    with pytest.raises(NotClaimed, match="taken"):
        here.call("hefei-a2", "case-1", T0)
    here.release("case-1")
    assert here.call("hefei-a2", "case-1", T0).staff == "hefei-a2"


def test_a_given_ticket_is_called_out_of_turn() -> None:
    here = desk(assistant())
    here.see(waiting(1, 0))
    here.see(waiting(2, 1))
    assert here.call("hefei-a1", "case-2", T0).case == "case-2"
    with pytest.raises(NotClaimed, match="busy"):
        here.call("hefei-a1", "case-1", T0)


@pytest.mark.parametrize(
    ("staff", "reason"),
    [
        pytest.param(clerk(), "not_eligible", id="brings another kind"),
        pytest.param(assistant(hall="wuhu"), "not_eligible", id="stands elsewhere"),
        pytest.param(
            replace(assistant(), items=frozenset({"other"})), "not_eligible", id="knows other items"
        ),
    ],
)
def test_who_may_not_take_a_ticket(staff: Staff, reason: str) -> None:
    here = desk(staff)
    here.see(waiting(1, 0))
    with pytest.raises(NotClaimed, match=reason):
        here.call(staff.id, "case-1", T0)
    with pytest.raises(NotClaimed, match="nobody"):
        here.call_next(staff.id, T0)


def test_who_is_on_a_break_takes_nobody_and_lets_go() -> None:
    here = desk(assistant())
    here.see(waiting(1, 0))
    here.call_next("hefei-a1", T0)
    here.set_duty(here.staff["hefei-a1"], "break", T0)
    assert here.claims == {}
    with pytest.raises(NotClaimed, match="off_duty"):
        here.call_next("hefei-a1", T0)


def test_an_offer_goes_round_until_somebody_answers() -> None:
    here = desk(clerk(1), clerk(2))
    case = Case(at=T0).open().seated()
    assert case.state is not None
    here.see(case.state)
    (first,) = here.ring(T0)
    assert first.staff == "shanghai-k1"  # free for longest
    assert here.ring(T0 + OFFER_US - 1) == []
    (second,) = here.ring(T0 + OFFER_US)
    assert second.staff == "shanghai-k2"
    with pytest.raises(NotClaimed, match="taken"):
        here.answer("shanghai-k1", "case-1", T0 + OFFER_US)
    (third,) = here.ring(T0 + 2 * OFFER_US)  # all have let it pass: again from the first
    assert third.staff == "shanghai-k1"
    assert here.answer("shanghai-k1", "case-1", T0 + 2 * OFFER_US).staff == "shanghai-k1"
    assert here.ring(T0 + 9 * OFFER_US) == []


def test_a_desk_that_takes_another_ticket_rings_no_more() -> None:
    here = desk(assistant(1), assistant(2))
    here.see(waiting(1, 0))
    here.see(waiting(2, 1))
    assert {offer.case: offer.staff for offer in here.ring(T0)} == {
        "case-1": "hefei-a1",
        "case-2": "hefei-a2",
    }
    assert here.call_next("hefei-a2", T0).case == "case-1"
    (offer,) = here.ring(T0)
    assert (offer.case, offer.staff) == ("case-2", "hefei-a1")


def test_what_may_be_seen_of_it_has_changed_or_not(case: Case) -> None:
    here = desk(assistant(), clerk())
    case.seated()
    here.see(case.state)  # type: ignore[arg-type]
    (offer,) = here.ring(T0)
    seen = [here.changes]
    for what in (
        lambda: here.answer(offer.staff, offer.case, T0),
        lambda: case.connected() and here.see(case.state),  # type: ignore[arg-type]
        lambda: here.set_duty(here.staff["hefei-a1"], "break", T0),
    ):
        what()
        assert here.changes > seen[-1]
        seen.append(here.changes)
    case.identified()
    here.see(case.state)  # type: ignore[arg-type]
    here.ring(T0)
    assert here.changes == seen[-1]


def test_one_who_stands_aside_is_not_called(case: Case) -> None:
    here = desk(assistant())
    case.tell("assistant", m.Hold())
    assert case.state is not None
    here.see(case.state)
    assert (here.line("hefei"), [w.case for w in here.aside("hefei")]) == ([], ["case-1"])
    with pytest.raises(NotClaimed, match="nobody"):
        here.call_next("hefei-a1", T0)


@pytest.fixture
def case() -> Case:
    return Case(at=T0).open()


def test_a_begun_case_makes_its_people_busy(case: Case) -> None:
    here = Desk(FLOW)
    here.set_duty(Staff("a1", "hefei", {"window": "w1", "assistant": "assistant-1"}), "on_duty", T0)
    case.tell("assistant", m.Start(units={"window": "w1", "assistant": "assistant-1"}))
    here.see(case.state)  # type: ignore[arg-type]
    assert here.is_busy("a1")
    case.act("applicant", "leave")
    here.see(case.state)  # type: ignore[arg-type]
    assert not here.is_busy("a1")


def test_a_case_under_way_is_handed_over_to_one_who_is_free(case: Case) -> None:
    here = desk(clerk(1), clerk(2), clerk(3, home="hefei"))
    case.seated()
    case.tell("clerk", m.Start(units={"clerk": "shanghai-k1"}))
    here.see(case.state)  # type: ignore[arg-type]
    for staff, to, reason in (
        ("shanghai-k2", "shanghai-k1", "not_eligible"),
        ("shanghai-k1", "hefei-k3", "unknown"),
        ("shanghai-k1", "shanghai-k1", "unknown"),
    ):
        with pytest.raises(NotClaimed, match=reason):
            here.hand_over(staff, "case-1", to, T0)
    assert here.hand_over("shanghai-k1", "case-1", "shanghai-k2", T0).staff == "shanghai-k2"
    with pytest.raises(NotClaimed, match="taken"):
        here.take_over("shanghai-k1", "case-1")
    assert here.take_over("shanghai-k2", "case-1").id == "shanghai-k2"
    here.hand_over("shanghai-k1", "case-1", "shanghai-k2", T0)
    here.ring(T0 + OFFER_US)  # nobody took it: it stays where it is
    assert here.handovers == {}


def test_nothing_rings_where_nobody_can_be_reached() -> None:
    here = desk(assistant(1), assistant(2))
    here.set_absent("hefei-a1", is_absent=True)
    here.see(waiting(1, 0))
    assert [offer.staff for offer in here.ring(T0)] == ["hefei-a2"]
    assert here.free("hefei") == ("hefei-a2",)
    here.set_absent("hefei-a1", is_absent=False)
    assert here.free("hefei") == ("hefei-a1", "hefei-a2")


def test_who_is_lost_for_a_moment_keeps_what_they_claimed_and_their_duty() -> None:
    here = desk(assistant(1))
    here.see(waiting(1, 0))
    claim = here.call_next("hefei-a1", T0)
    here.set_absent("hefei-a1", is_absent=True)
    assert here.call_next("hefei-a1", T0) == claim
    assert here.staff["hefei-a1"].duty == "on_duty"


# --- expected wait --------------------------------------------------------------------------


def test_the_expected_wait_is_that_of_the_line_over_those_on_duty() -> None:
    here = desk(assistant(1), assistant(2))
    for number in range(1, 6):
        here.see(waiting(number, number))
    mean = here.expected.setdefault("hefei", _expected()).mean_busy_us
    ahead, wait = here.position("case-1", T0)  # type: ignore[misc]
    assert (ahead, wait) == (0, 0)  # somebody is free
    ahead, wait = here.position("case-5", T0)  # type: ignore[misc]
    assert (ahead, wait) == (4, round(3 * mean / 2))
    assert here.position("nobody", T0) is None


def test_nobody_on_duty_foretells_nothing() -> None:
    here = Desk(FLOW)
    here.see(waiting(1, 0))
    assert here.position("case-1", T0) == (0, None)


def _expected():  # type: ignore[no-untyped-def]
    from tongban.desk import ExpectedWait

    return ExpectedWait()


def test_the_error_of_what_was_told_is_measured() -> None:
    expected = _expected()
    for case, told, came in (("a", 10, 12), ("b", 10, 6)):
        expected.tell(case, 0, told)
        expected.tell(case, 5, 999)  # the first word counts
        expected.over(case, came)
    expected.tell("c", 0, 10)
    expected.forget("c")
    assert (expected.errors.n, expected.errors.mean, expected.errors.mean_absolute) == (2, -1, 3)


# --- numbers --------------------------------------------------------------------------------


def test_numbers_run_by_hall_home_and_day() -> None:
    numbers = Numbers(["shanghai", "anhui"])
    assert [numbers.next("h", "shanghai", 1) for _ in range(2)] == ["A001", "A002"]
    assert numbers.next("h", "anhui", 1) == "B001"
    assert numbers.next("h", "shanghai", 2) == "A001"
    assert numbers.next("other", "shanghai", 1) == "A001"
    numbers.seen("h", "A017", 1)
    assert numbers.next("h", "shanghai", 1) == "A018"


# --- anything, in any order -----------------------------------------------------------------


class Hall(RuleBasedStateMachine):
    """A hall and a home with some staff; tickets come, are called, begun, missed and left."""

    def __init__(self) -> None:
        super().__init__()
        self.staff = [assistant(1), assistant(2), clerk(1), clerk(2)]
        self.desk = desk(*self.staff)
        self.cases: dict[str, Case] = {}
        self.now = T0

    def see(self, case: Case) -> None:
        assert case.state is not None
        self.desk.see(case.state)

    @rule()
    def ticket(self) -> None:
        self.now += SECOND
        name = f"case-{len(self.cases) + 1}"
        case = self.cases[name] = Case(at=self.now, name=name).open()
        self.see(case)

    @rule(number=st.integers(0, 3))
    def call_next(self, number: int) -> None:
        person = self.staff[number]
        before = [w for w in self.desk.line(person.place) if w.case not in self.desk.claims]
        able = [w for w in before if set(w.needs) <= set(person.units)]
        mine = [c for c in self.desk.claims.values() if c.staff == person.id]
        is_able = self.desk.staff[person.id].duty == "on_duty" and not self.desk.is_busy(person.id)
        if mine or (is_able and able):  # the oldest eligible first
            wanted = mine[0].case if mine else able[0].case
            assert self.desk.call_next(person.id, self.now).case == wanted
        else:
            with pytest.raises(NotClaimed):
                self.desk.call_next(person.id, self.now)

    @rule()
    def ring(self) -> None:
        self.now += OFFER_US // 2
        for offer in self.desk.ring(self.now):
            assert not self.desk.is_busy(offer.staff)

    @rule(number=st.integers(0, 3))
    def answer(self, number: int) -> None:
        person = self.staff[number]
        for offer in [o for o in self.desk.offers.values() if o.staff == person.id]:
            self.desk.answer(person.id, offer.case, self.now)

    @precondition(lambda self: self.desk.claims)
    @rule(is_missed=st.booleans())
    def begin_or_miss(self, is_missed: bool) -> None:
        claim = next(iter(self.desk.claims.values()))
        person, case = self.desk.staff[claim.staff], self.cases[claim.case]
        role = "clerk" if "clerk" in person.units else "assistant"
        state = case.state
        assert state is not None
        case.at = self.now
        if is_missed:
            case.tell(role, m.Call(unit="x"))
            case.tell(role, m.Miss())
        else:
            case.tell(role, m.Start(units=dict(person.units)))
            action = m.Act(action="seated" if role == "assistant" else "connected")
            assert isinstance(case.try_(role, action, by=person.id), Record)
        self.see(case)

    @precondition(lambda self: self.cases)
    @rule(data=st.data())
    def leave_or_resume(self, data: st.DataObject) -> None:
        case = self.cases[data.draw(st.sampled_from(sorted(self.cases)))]
        state = case.state
        assert state is not None
        if state.stands_aside:
            case.at = self.now
            case.tell("assistant", m.Resume())
        elif state.ended is None:
            case.act("applicant", "leave")
        self.see(case)

    @rule(number=st.integers(0, 3), is_on=st.booleans())
    def duty(self, number: int, is_on: bool) -> None:
        person = self.desk.staff[self.staff[number].id]
        self.desk.set_duty(person, "on_duty" if is_on else "break", self.now)

    @invariant()
    def nobody_has_two_and_no_ticket_is_shared(self) -> None:
        staff = [claim.staff for claim in self.desk.claims.values()]
        assert len(staff) == len(set(staff))
        assert not set(self.desk.claims) & set(self.desk.offers)
        rings = [offer.staff for offer in self.desk.offers.values()]
        assert len(rings) == len(set(rings))

    @invariant()
    def every_waiting_ticket_is_visible(self) -> None:
        for case in self.cases.values():
            state = case.state
            assert state is not None
            if not state.is_waiting:
                continue
            places = {"hefei", "shanghai"}
            lines = [*map(self.desk.line, places), *map(self.desk.aside, places)]
            assert any(w.case == state.case for line in lines for w in line)

    @invariant()
    def a_desk_made_anew_is_the_same(self) -> None:
        again = desk(*self.desk.staff.values())
        for case in self.cases.values():
            assert case.state is not None
            again.see(case.state)
        for place in ("hefei", "shanghai"):
            assert again.line(place) == self.desk.line(place)
            assert again.aside(place) == self.desk.aside(place)
        for person in self.staff:
            claimed = any(c.staff == person.id for c in self.desk.claims.values())
            assert claimed or again.is_busy(person.id) == self.desk.is_busy(person.id)


Hall.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestHall = Hall.TestCase
