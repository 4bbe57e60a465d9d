"""What goes over a socket, either way: envelopes round what a session says.

The first message is ``hello``; what is not understood closes the socket with its own code. A
record reaches everybody in the room, the sender too, and carries its command's id; a refusal
goes to the sender alone.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, TypeAdapter, model_validator
from typing_extensions import TypedDict

from ..flow import Frozen, Text
from ..session import Actor, Command, Momentary, Record, Refusal, Role
from ..session.messages import Name
from .board import Board, Display, MyDay

__all__ = [
    "CLOSE",
    "FromClient",
    "FromServer",
    "Hello",
    "Join",
    "Recorded",
    "encoded",
    "from_client",
    "from_server",
]

Duty = Literal["on_duty", "break", "off"]

CLOSE = {
    "bye": 1000,
    "failed": 1011,
    "restarting": 1012,
    "not_understood": 4400,
    "not_allowed": 4401,
    "no_hello": 4408,
    "taken_over": 4409,
    "too_slow": 4413,
    "too_many": 4429,
}
"""Why the service closes a socket -> the code it closes it with."""


# --- from the client ------------------------------------------------------------------------


class Hello(Frozen):
    """Who speaks, and in which version. A token for a case enters its room at once.

    A supervisor's is told the board at once. A hall's public display says its hall and has no
    token: it is told the display and may say nothing more.
    """

    type: Literal["hello"] = "hello"
    v: Literal[1] = 1
    token: str = Field(default="", max_length=2000)
    hall: Name | None = Field(default=None, description="of a public display, instead of a token")
    after: int = Field(default=0, ge=0, description="the last record that was received")
    epoch: Name | None = Field(default=None, description="of the service it was received from")

    @model_validator(mode="after")
    def _one_of_two(self) -> Hello:
        if self.token and self.hall is not None:
            raise ValueError("a public display has a hall and no token")
        return self


class Join(Frozen):
    """Enter a case's room."""

    type: Literal["join"] = "join"
    case: Name
    after: int = Field(default=0, ge=0)
    epoch: Name | None = None


class Leave(Frozen):
    """Leave the room; the case goes on."""

    type: Literal["leave_room"] = "leave_room"


class Tell(Frozen):
    """A command to the case whose room one is in."""

    type: Literal["tell"] = "tell"
    command: Command


class Pass(Frozen):
    """Something momentary for the others in the room."""

    type: Literal["pass"] = "pass"
    what: Momentary


class SetDuty(Frozen):
    """Staff come on duty, take a break, or go."""

    type: Literal["set_duty"] = "set_duty"
    duty: Duty
    window: Name | None = Field(default=None, description="where an assistant sits")


class CallNext(Frozen):
    """The next in line, please."""

    type: Literal["call_next"] = "call_next"


class CallTicket(Frozen):
    """A given ticket, out of turn."""

    type: Literal["call_ticket"] = "call_ticket"
    case: Name


class Begin(Frozen):
    """The case that was called, or rings, begins with me."""

    type: Literal["begin"] = "begin"
    case: Name


class HandOver(Frozen):
    """The case I have shall ring at a colleague's desk."""

    type: Literal["hand_over"] = "hand_over"
    to: Name


class LetPass(Frozen):
    """The call that rings, or the ticket that was claimed, is for another."""

    type: Literal["let_pass"] = "let_pass"
    case: Name


FromClient = Annotated[
    Hello
    | Join
    | Leave
    | Tell
    | Pass
    | SetDuty
    | CallNext
    | CallTicket
    | Begin
    | HandOver
    | LetPass,
    Field(discriminator="type"),
]
from_client: TypeAdapter[Any] = TypeAdapter(FromClient)


# --- from the service -----------------------------------------------------------------------


class Welcome(Frozen):
    """You are in."""

    type: Literal["welcome"] = "welcome"
    v: Literal[1] = 1
    epoch: Name
    you: Actor
    place: str
    now: int = Field(description="µs since 1970-01-01 UTC by the service's clock")


class Snapshot(Frozen):
    """A case as your role sees it; what was received of it before is replaced."""

    type: Literal["snapshot"] = "snapshot"
    case: Name
    seq: int
    view: dict[str, Any]


class Recorded(Frozen):
    """Something has happened; what one sees now beside it."""

    type: Literal["recorded"] = "recorded"
    record: Record
    now: dict[str, Any] = Field(description="stage, actions, and what else may have changed")


class NotDone(Frozen):
    """A command was refused."""

    type: Literal["refused"] = "refused"
    refusal: Refusal


class Passed(Frozen):
    """Something momentary from another."""

    type: Literal["passed"] = "passed"
    by: Actor
    what: Momentary


class Person(TypedDict):
    """Somebody in a room, and since when [µs] the connection is lost, if it is."""

    role: Role
    id: str
    away_since: int | None


class People(Frozen):
    """Who is in the room, and who is away for a moment."""

    type: Literal["people"] = "people"
    people: tuple[Person, ...]


class InLine(TypedDict):
    """A ticket that waits, of which hall, and since when [µs]."""

    case: str
    number: str
    item: str
    hall: str
    since: int


class Ringing(InLine):
    """A case that rings at one's desk, until then [µs]; `by` a colleague, if one hands it over."""

    until: int
    by: str | None


class Handing(TypedDict):
    """One's case rings at a colleague's desk, until then [µs]."""

    to: str
    until: int


class Owed(InLine):
    """A duty that a bad rating opened, and since when [µs]."""

    duty: str


class Line(Frozen):
    """The line of one's place: who waits, who stands aside, who rings at one's desk."""

    type: Literal["line"] = "line"
    waiting: tuple[InLine, ...]
    aside: tuple[InLine, ...] = ()
    ringing: tuple[Ringing, ...] = ()
    colleagues: tuple[Name, ...] = Field(default=(), description="those free to take a case over")
    mine: Name | None = Field(default=None, description="the case one has, or has claimed")
    duty: Duty = Field(default="off", description="one's own")
    handing: Handing | None = Field(default=None, description="one's case, to a colleague")
    owed: tuple[Owed, ...] = Field(default=(), description="by the place, the oldest first")


class Position(Frozen):
    """How many stand in front of one's ticket, and how long that may take."""

    type: Literal["position"] = "position"
    ahead: int
    expected_wait_s: int | None


class Fault(Frozen):
    """A message could not be carried out; the socket stays open."""

    type: Literal["fault"] = "fault"
    code: str
    text: Text


FromServer = Annotated[
    Welcome
    | Snapshot
    | Recorded
    | NotDone
    | Passed
    | People
    | Line
    | Position
    | Board
    | Display
    | MyDay
    | Fault,
    Field(discriminator="type"),
]
from_server: TypeAdapter[Any] = TypeAdapter(FromServer)


def encoded(message: BaseModel) -> str:
    """A message as it goes over the wire."""
    return message.model_dump_json(by_alias=True)
