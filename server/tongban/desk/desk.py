"""Who waits for whom, and the one allocator that says who takes whom.

The desk is a projection of the case streams: ``see`` each case as it changes, after a restart all
of them, and it is as it was. What is not in the streams is here only: who is on duty, and claims
and offers under way. Nothing waits and no clock is read; the caller is the only one who changes
it, so two clerks never get one ticket.

The order of a line is the engines' (``flow.line_key``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from ..errors import did_you_mean
from ..flow import Flow, LineKey, line_key
from ..session import CaseState
from .duties import Duties
from .expected import ExpectedWait

__all__ = ["Claim", "Desk", "NotClaimed", "Offer", "Staff", "Waiting"]

DutyState = Literal["on_duty", "break", "off"]
Reason = Literal["nobody", "taken", "not_eligible", "off_duty", "busy", "unknown"]
OFFER_US = 20_000_000
"""How long a clerk has to answer before the next is asked (assumption: twenty seconds)."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who takes cases: where, which kinds of unit they bring, what they can handle."""

    id: str
    place: str  # a hall, or a home
    units: Mapping[str, str]  # kind -> the unit they bring, such as their window
    items: frozenset[str] | None = None  # None: all
    duty: DutyState = "off"
    since: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case in line."""

    case: str
    number: str
    key: LineKey
    item: str
    since: int  # when this wait began
    needs: Mapping[str, str]  # kind -> place whose units it lacks


@dataclass(frozen=True, slots=True)
class Claim:
    """A ticket that one has taken and not begun yet. Nobody else gets it meanwhile."""

    case: str
    staff: str
    at: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A ticket that rings at somebody's desk until then."""

    case: str
    staff: str
    until: int


class NotClaimed(Exception):
    """A ticket cannot be taken; ``reason`` says why, in one of a few words."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(eq=False)
class Desk:
    """The lines of all places, those who serve them, and what is claimed.

    changes  goes up whenever a line, a claim, an offer or somebody's state becomes another
    """

    flow: Flow
    staff: dict[str, Staff] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)  # case -> claim
    offers: dict[str, Offer] = field(default_factory=dict)  # case -> offer
    handovers: dict[str, Offer] = field(default_factory=dict)  # case under way -> to whom
    expected: dict[str, ExpectedWait] = field(default_factory=dict)  # place -> what it observed
    duties: Duties = field(default_factory=Duties)  # of bad ratings
    absent: set[str] = field(default_factory=set)  # staff whom nobody can reach now
    changes: int = 0
    _waiting: dict[str, Waiting] = field(default_factory=dict)
    _aside: dict[str, Waiting] = field(default_factory=dict)
    _held: dict[str, tuple[str, int]] = field(default_factory=dict)  # unit -> case, since when
    _holds: dict[str, frozenset[str]] = field(default_factory=dict)  # case -> its units in _held
    _declined: dict[str, set[str]] = field(default_factory=dict)

    # --- what happens -----------------------------------------------------------------------

    def see(self, state: CaseState) -> None:
        """A case as it is now."""
        if self.duties.see(state):
            self.changes += 1
        case, was = state.case, self._waiting.pop(state.case, None)
        stood_aside = self._aside.pop(case, None) is not None
        waiting = self._place(state) if state.is_waiting else None
        if waiting is not None and waiting.needs:
            (self._aside if state.stands_aside else self._waiting)[case] = waiting
        if was is not None and (waiting is None or waiting.since != was.since):
            self._wait_over(was, state)
        if was is None or was != waiting or state.stands_aside:  # another wait, or none
            self.release(case)
            self.offers.pop(case, None)
            self._declined.pop(case, None)
        if state.ended is not None or waiting is not None:
            self.handovers.pop(case, None)
        if was is not None or waiting is not None or stood_aside:
            self.changes += 1
        self._see_busy(state)

    def set_duty(self, staff: Staff, duty: DutyState, now: int) -> None:
        """Somebody comes on duty, takes a break, or goes; what they had not begun is let go."""
        self.staff[staff.id] = replace(staff, duty=duty, since=now)
        self.changes += 1
        if duty != "on_duty":
            gone = [offer.case for offer in self.offers.values() if offer.staff == staff.id]
            for case in gone:
                del self.offers[case]
            mine = [claim.case for claim in self.claims.values() if claim.staff == staff.id]
            for case in mine:
                del self.claims[case]

    def set_absent(self, staff: str, *, is_absent: bool) -> None:
        """Somebody's last link is lost, or one is there again: nothing new rings at no page.

        What they have, or have claimed, stays theirs, and so does their duty.
        """
        if is_absent != (staff in self.absent):
            (self.absent.add if is_absent else self.absent.discard)(staff)
            self.changes += 1

    def is_there(self, person: Staff) -> bool:
        """Whether somebody is on duty and can be reached."""
        return person.duty == "on_duty" and person.id not in self.absent

    # --- who waits --------------------------------------------------------------------------

    def line(self, place: str) -> list[Waiting]:
        """Those who lack a unit of a place, in order."""
        found = (w for w in self._waiting.values() if place in w.needs.values())
        return sorted(found, key=lambda waiting: waiting.key)

    def aside(self, place: str) -> list[Waiting]:
        """Those who stand aside there: on hold, or missed when called."""
        found = (w for w in self._aside.values() if place in w.needs.values())
        return sorted(found, key=lambda waiting: waiting.key)

    def position(self, case: str, now: int) -> tuple[int, int | None] | None:
        """How many stand in front and the expected wait [µs]; None if it does not wait."""
        return self.positions(now).get(case)

    def positions(self, now: int) -> dict[str, tuple[int, int | None]]:
        """The same of all who wait. Where several places lack units, the longest counts."""
        found: dict[str, tuple[int, int | None]] = {}
        for place in {place for w in self._waiting.values() for place in w.needs.values()}:
            for case, (ahead, wait) in self._positions_at(place, now).items():
                if case in found:
                    other, longer = found[case]
                    ahead = max(ahead, other)
                    wait = None if wait is None or longer is None else max(wait, longer)
                found[case] = ahead, wait
        return found

    def free(self, place: str) -> tuple[str, ...]:
        """Those on duty at a place who can be reached and have no case."""
        return tuple(
            person.id
            for person in self.staff.values()
            if person.place == place and self.is_there(person) and not self.is_busy(person.id)
        )

    def case_of(self, staff: str) -> str | None:
        """The case that somebody has claimed, or has; None if they have none."""
        for claim in self.claims.values():
            if claim.staff == staff:
                return claim.case
        person = self.staff.get(staff)
        return self._held_by(person) if person is not None else None

    def is_busy(self, staff: str) -> bool:
        """Whether somebody has a case, or has claimed one."""
        return self.case_of(staff) is not None

    # --- who takes whom ---------------------------------------------------------------------

    def call_next(self, staff: str, now: int) -> Claim:
        """The first whom somebody may take is theirs; ``NotClaimed`` if there is nobody.

        Who has claimed one and not begun it gets the same again.
        """
        mine = next((claim for claim in self.claims.values() if claim.staff == staff), None)
        if mine is not None:
            return mine
        person = self._available(staff)
        for waiting in self._eligible(person):
            return self._claim(waiting, person, now)
        raise NotClaimed("nobody")

    def call(self, staff: str, case: str, now: int) -> Claim:
        """A given ticket is theirs, out of turn; one that stands aside must be resumed first."""
        held = self.claims.get(case)
        if held is not None and held.staff == staff:
            return held
        person = self._available(staff)
        waiting = self._waiting.get(case)
        if waiting is None:
            raise NotClaimed("unknown")
        if not self._may_take(person, waiting):
            raise NotClaimed("not_eligible")
        return self._claim(waiting, person, now)

    def release(self, case: str) -> None:
        """A claim is given back; the ticket stands where it stood."""
        if self.claims.pop(case, None) is not None:
            self.changes += 1

    def ring(self, now: int) -> list[Offer]:
        """New offers: each first of a line to the one who has been free for longest.

        An offer that nobody answered in time passes to the next; once all have let it pass,
        all are asked again.
        """
        for offer in [offer for offer in self.offers.values() if offer.until <= now]:
            self.decline(offer.case, offer.staff)
        for handed in [handed for handed in self.handovers.values() if handed.until <= now]:
            self.decline(handed.case, handed.staff)
        made, free = [], list(self._free()) if self._waiting else []
        for waiting in sorted(self._waiting.values(), key=lambda waiting: waiting.key):
            if not free:
                break
            if waiting.case in self.offers or waiting.case in self.claims:
                continue
            able = [person for person in free if self._may_take(person, waiting)]
            if not able:
                continue
            declined = self._declined.get(waiting.case, set())
            if all(person.id in declined for person in able):
                declined.clear()
            chosen = min((p for p in able if p.id not in declined), key=lambda p: (p.since, p.id))
            offer = Offer(waiting.case, chosen.id, now + OFFER_US)
            self.offers[waiting.case] = offer
            self.changes += 1
            free.remove(chosen)
            made.append(offer)
        return made

    def answer(self, staff: str, case: str, now: int) -> Claim:
        """Somebody takes the offer that rings at their desk."""
        offer = self.offers.get(case)
        if offer is None or offer.staff != staff:
            raise NotClaimed("taken")
        return self._claim(self._waiting[case], self._available(staff), now)

    def decline(self, case: str, staff: str) -> None:
        """An offer is let pass."""
        handed = self.handovers.get(case)
        if handed is not None and handed.staff == staff:
            del self.handovers[case]
            self.changes += 1
        if (offer := self.offers.get(case)) is not None and offer.staff == staff:
            del self.offers[case]
            self.changes += 1
            self._declined.setdefault(case, set()).add(staff)

    # --- handing over -----------------------------------------------------------------------

    def hand_over(self, staff: str, case: str, to: str, now: int) -> Offer:
        """A case under way rings at another's desk of the same place, who may take it over.

        Raises NotClaimed where it is not theirs to give, or the other cannot take it.
        """
        person, other = self.staff.get(staff), self.staff.get(to)
        if person is None or self._held_by(person) != case:
            raise NotClaimed("not_eligible")
        if other is None or other.place != person.place or to == staff:
            raise NotClaimed("unknown")
        self._available(to)
        offer = self.handovers[case] = Offer(case, to, now + OFFER_US)
        self.changes += 1
        return offer

    def take_over(self, staff: str, case: str) -> Staff:
        """Somebody takes a case that was handed to them; NotClaimed if none was."""
        offer = self.handovers.get(case)
        if offer is None or offer.staff != staff:
            raise NotClaimed("taken")
        person = self._available(staff)
        del self.handovers[case]
        self.changes += 1
        return person

    # --- within -----------------------------------------------------------------------------

    def _place(self, state: CaseState) -> Waiting:
        spec = self.flow.stages[state.stage]
        lacks = [kind for kind in spec.holds if kind not in state.units]
        needs = {
            kind: state.ticket.hall if self.flow.kinds[kind].scope == "hall" else state.home
            for kind in lacks
        }
        key = line_key(1, state.line_since, _rank(state.case))
        return Waiting(state.case, state.ticket.number, key, state.item, state.entered_at, needs)

    def _wait_over(self, was: Waiting, state: CaseState) -> None:
        started = state.started_at is not None
        for place in set(was.needs.values()):
            here = self._expected(place)
            if started and state.started_at is not None:
                here.over(was.case, state.started_at)
            else:
                here.forget(was.case)

    def _see_busy(self, state: CaseState) -> None:
        """Which units the case holds, and how long those it let go were busy with it."""
        held, units = self._holds.get(state.case, frozenset()), frozenset(state.units.values())
        if units == held:
            return
        self.changes += 1
        for unit in held - units:
            _, since = self._held.pop(unit)
            for person in [p for p in self.staff.values() if unit in p.units.values()]:
                if self._held_by(person) is None:
                    self._expected(person.place).observe(max(state.entered_at - since, 0))
                    self.staff[person.id] = replace(person, since=state.entered_at)
        begun = state.started_at if state.started_at is not None else state.entered_at
        mine = [u for u in units if self._held.setdefault(u, (state.case, begun))[0] == state.case]
        self._holds[state.case] = frozenset(mine)
        if not mine:
            del self._holds[state.case]

    def _held_by(self, person: Staff) -> str | None:
        """The case that holds a unit of somebody's."""
        found = (self._held.get(unit) for unit in person.units.values())
        return next((held[0] for held in found if held is not None), None)

    def _positions_at(self, place: str, now: int) -> dict[str, tuple[int, int | None]]:
        """Of each who lacks a unit of a place."""
        on_duty = sum(p.place == place and self.is_there(p) for p in self.staff.values())
        free, expected = len(self.free(place)), self._expected(place)
        found: dict[str, tuple[int, int | None]] = {}
        for ahead, waiting in enumerate(self.line(place)):
            wait = expected.of(ahead, on_duty, free)
            expected.tell(waiting.case, now, wait)
            found[waiting.case] = ahead, wait
        return found

    def _expected(self, place: str) -> ExpectedWait:
        return self.expected.setdefault(place, ExpectedWait())

    def _available(self, staff: str) -> Staff:
        """Somebody who can take a case now; KeyError if there is no such person."""
        person = self.staff.get(staff)
        if person is None:
            raise KeyError(f"no staff {staff!r}; {did_you_mean(staff, list(self.staff))}")
        if person.duty != "on_duty":
            raise NotClaimed("off_duty")
        if self.is_busy(staff):
            raise NotClaimed("busy")
        return person

    def _free(self) -> Iterator[Staff]:
        ringing = {offer.staff for offer in self.offers.values()}
        for person in self.staff.values():
            idle = person.id not in ringing and not self.is_busy(person.id)
            if self.is_there(person) and idle:
                yield person

    def _eligible(self, person: Staff) -> Iterable[Waiting]:
        """Those whom somebody may take, in line order, claimed ones left out."""
        taken = self.claims
        return (
            w for w in self.line(person.place) if w.case not in taken and self._may_take(person, w)
        )

    def _may_take(self, person: Staff, waiting: Waiting) -> bool:
        """Whether one brings, at the right place, all that a case lacks, and knows its item."""
        brings = all(
            kind in person.units and place == person.place for kind, place in waiting.needs.items()
        )
        return brings and (person.items is None or waiting.item in person.items)

    def _claim(self, waiting: Waiting, person: Staff, now: int) -> Claim:
        held = self.claims.get(waiting.case)
        if held is not None and held.staff != person.id:
            raise NotClaimed("taken")
        self.offers.pop(waiting.case, None)
        for other in [o.case for o in self.offers.values() if o.staff == person.id]:
            del self.offers[other]  # it rings at a desk that is busy now: soon at another
        claim = self.claims[waiting.case] = Claim(waiting.case, person.id, now)
        self.changes += 1
        return claim


def _rank(case: str) -> int:
    """A number to break ties by: that at the end of the case's name, if it has one."""
    digits = case.rpartition("-")[2]
    return int(digits) if digits.isdigit() else 0
