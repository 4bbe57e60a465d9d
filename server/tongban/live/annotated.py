"""One session, message by message, for the protocol's page: made by the session itself.

What stands in the page is what the models and ``decide`` give, so it cannot go stale. Long parts
(the item's catalogue, lists that did not change) are left out where it says so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from ..session import (
    Actor,
    CaseState,
    Command,
    Record,
    Refusal,
    Rules,
    Ticket,
    decide,
    evolve,
    now_for,
    record_for,
    sees_as_before,
    view,
)
from ..session import messages as m
from . import wire

__all__ = ["annotated_session"]

CASE = "20230606-7K2Q"
PEOPLE: Mapping[str, Actor] = {
    "applicant": Actor(role="applicant", id=CASE),
    "assistant": Actor(role="assistant", id="hefei-a1"),
    "clerk": Actor(role="clerk", id="shanghai-k1"),
}
START_US, STEP_US = 1_686_016_800_000_000, 20_000_000
SHOWN = frozenset({"stage", "actions", "content", "consents"})
"""What is shown of a view or of `now`; the rest is told to be there."""


@dataclass
class _Session:
    """A case under way, and how its messages are written down."""

    rules: Rules
    home: str
    state: CaseState | None = None
    commands: int = 0
    lines: list[str] = field(default_factory=list)

    def says(self, who: str, message: BaseModel, why: str) -> None:
        """A message of somebody to the service."""
        self._line(f"{who} → service", message, why)

    def hears(self, who: str, message: BaseModel, why: str = "") -> None:
        """A message of the service to somebody."""
        self._line(f"service → {who}", message, why)

    def tell(self, who: str, body: Any, why: str, *, to: tuple[str, ...]) -> None:
        """A command of somebody, and what those in the room are told of it."""
        self.commands += 1
        command = Command(id=f"{who}-{self.commands}", body=body)
        self.says(who, wire.Tell(command=command), why)
        assert self.state is not None
        found = decide(self.rules, self.state, command, PEOPLE[who])
        if isinstance(found, Refusal):
            self.hears(who, wire.NotDone(refusal=found), "To the sender alone.")
            return
        assert found is not None
        before, record = self.state, self._record(found, PEOPLE[who], command.id)
        for listener in to:
            self._told(listener, before, record)

    def quietly(self, who: str, body: Any) -> None:
        """Something that happens and is not shown."""
        self._record(body, PEOPLE[who], None)

    def snapshot(self, who: str) -> wire.Snapshot:
        """The case as somebody sees it."""
        assert self.state is not None
        seen = view(self.rules, self.state, PEOPLE[who])
        return wire.Snapshot(case=CASE, seq=self.state.seq, view=seen)

    def _told(self, who: str, before: CaseState, record: Record) -> None:
        assert self.state is not None
        by = PEOPLE[who]
        seen = record_for(self.state, record, by)
        if seen is None:
            return
        now = now_for(self.rules, self.state, by)
        self.hears(who, wire.Recorded(record=seen, now=now))
        if not sees_as_before(before, self.state, by):
            self.hears(who, self.snapshot(who), "They see more of the case now, so all anew.")

    def _record(self, body: Any, by: Actor, command: str | None) -> Record:
        seq = 1 if self.state is None else self.state.seq + 1
        at = START_US + seq * STEP_US
        record = Record(case=CASE, seq=seq, at=at, by=by, command=command, body=body)
        self.state = evolve(self.rules, self.state, record)
        return record

    def _line(self, way: str, message: BaseModel, why: str) -> None:
        plain = _short(message.model_dump(mode="json", by_alias=True))
        text = json.dumps(plain, ensure_ascii=False)
        said = f"**{way}.** {why}".rstrip()
        self.lines.append(f"{said}\n\n```json\n{text}\n```")


def _short(message: dict[str, Any]) -> dict[str, Any]:
    """A message with the long parts left out, and told so."""
    for name in ("view", "now"):
        if isinstance(message.get(name), dict):
            whole = message[name]
            message[name] = {key: whole[key] for key in whole if key in SHOWN} | {"…": "…"}
    return message


def annotated_session(rules: Rules, home: str) -> str:
    """Markdown: how a case is called, connected, consented to, filled in and refused something."""
    session = _Session(rules, home)
    for part in (_joins, _speaks, _comes_back):
        part(session)
    return "\n\n".join(session.lines)


def _joins(it: _Session) -> None:
    flow = it.rules.flow
    ticket = Ticket(number="A001", hall="hefei")
    it.quietly(
        "applicant",
        m.Open(
            home=it.home, item="medical_filing", flow=flow.name, stage=flow.start, ticket=ticket
        ),
    )
    it.says(
        "applicant",
        wire.Hello(token="(of the ticket)"),
        "The ticket came over HTTP. Its token goes into the first message.",
    )
    welcome = wire.Welcome(epoch="e1", you=PEOPLE["applicant"], place="hefei", now=START_US)
    it.hears("applicant", welcome)
    it.hears("applicant", it.snapshot("applicant"), "The case as the applicant sees it.")
    it.hears("applicant", wire.Position(ahead=0, expected_wait_s=None), "Again as it moves.")
    it.says("assistant", wire.SetDuty(duty="on_duty", window="3"), "Another socket.")
    it.says("assistant", wire.CallNext(), "The first in line is theirs, and their window shown.")
    it.quietly("assistant", m.Call(unit="3"))
    it.says("assistant", wire.Begin(case=CASE), "The applicant has come and sat down.")
    it.quietly("assistant", m.Start(units={"window": "3", "assistant": "hefei-a1"}))
    everybody = ("applicant", "assistant")
    it.tell("assistant", m.Act(action="seated"), "An action, as `actions` listed it.", to=everybody)
    it.hears("clerk", _ring(it), "It rings at the desk of a clerk who is free.")
    it.says("clerk", wire.Begin(case=CASE), "The clerk answers, and is in the room.")
    it.quietly("clerk", m.Start(units={"clerk": "shanghai-k1"}))
    it.quietly("clerk", m.Act(action="connected"))
    it.hears("clerk", it.snapshot("clerk"), "Without form and materials: no consent yet.")


def _ring(it: _Session) -> wire.Line:
    assert it.state is not None
    since = it.state.entered_at
    ringing: wire.Ringing = {
        "case": CASE,
        "number": it.state.ticket.number,
        "item": it.state.item,
        "hall": it.state.ticket.hall,
        "since": since,
        "until": since + STEP_US,
        "by": None,
    }
    return wire.Line(waiting=(), ringing=(ringing,))


def _speaks(it: _Session) -> None:
    both = ("applicant", "clerk")
    propose = m.ProposeField(field="name", value="(a name)")
    it.tell("clerk", propose, "Too early, so it is refused.", to=both)
    consent = m.GrantConsent(capability="view")
    it.tell("applicant", consent, "The applicant allows the clerk to see.", to=both)
    it.quietly("applicant", m.GrantConsent(capability="guide"))
    it.quietly("clerk", m.Identify(method="card_reader", matches=True))
    it.quietly("clerk", m.Act(action="verified"))
    point = wire.Pass(what=m.Point(target="field:name"))
    it.says("clerk", point, "The clerk points at a field. Nothing of it is kept.")
    it.hears("applicant", wire.Passed(by=PEOPLE["clerk"], what=m.Point(target="field:name")))
    edit = m.EditField(field="name", value="张示例", base=0)
    it.tell("applicant", edit, "`base` is the revision that was seen.", to=both)
    clash = m.EditField(field="name", value="张", base=0)
    it.tell("assistant", clash, "Typed upon what is out of date: a conflict.", to=both)


def _comes_back(it: _Session) -> None:
    assert it.state is not None
    again = wire.Hello(token="(of the ticket)", after=it.state.seq - 1, epoch="e1")
    it.says(
        "applicant",
        again,
        "The socket was lost. What came after a number is sent again, and only that; a command "
        "that had no answer is said again under its own id.",
    )
