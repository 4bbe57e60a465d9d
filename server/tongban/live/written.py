"""A case's records as they go to everybody in its room.

Each is written down once for many, and what has not changed since the record before not again.
Nothing in a state changes, and what a record leaves as it was is shared with the state before:
so `is` tells.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter, is_
from typing import Any

from pydantic_core import to_json

from ..session import (
    Actor,
    CaseState,
    Record,
    Rules,
    case_part,
    content_part,
    own_part,
    record_for,
    sees_content,
)
from .wire import encoded

__all__ = ["Written", "is_same_case", "is_same_content"]


@dataclass(frozen=True, slots=True)
class _Own:
    """What is somebody's own: a part of what they are told, and whether they see the content."""

    part: str
    sees_content: bool


@dataclass(eq=False)
class Written:
    """What everybody in a room is told of a state, beside the record that led to it.

    A part is the inside of a JSON object.
    """

    rules: Rules
    state: CaseState
    _of_case: str | None = None
    _of_content: str | None = None
    _own: dict[tuple[str, str], _Own] = field(default_factory=dict)

    def after(self, state: CaseState) -> Written:
        """The same for a later state."""
        then = Written(self.rules, state)
        if is_same_case(self.state, state):
            then._of_case, then._own = self._of_case, self._own
        if is_same_content(self.state, state):
            then._of_content = self._of_content
        return then

    def told(self, record: Record, text: str, by: Actor) -> str | None:
        """The message with a record to somebody, masked where it must be; None: not for them.

        text  the record as it is, written down
        """
        seen = record_for(self.state, record, by)
        if seen is None:
            return None
        if seen is not record:
            text = encoded(seen)
        own = self._own.get((by.role, by.id)) or self._own_of(by)
        if self._of_case is None:
            self._of_case = _inside(case_part(self.rules, self.state))
        now = f'"seq":{self.state.seq},{self._of_case},{own.part}'
        if own.sees_content:
            if self._of_content is None:
                self._of_content = _inside(content_part(self.rules, self.state))
            now = f"{now},{self._of_content}"
        return f'{{"type":"recorded","record":{text},"now":{{{now}}}}}'

    def _own_of(self, by: Actor) -> _Own:
        part = _inside(own_part(self.rules, self.state, by))
        own = self._own[by.role, by.id] = _Own(part, sees_content(self.state, by))
        return own


def _inside(part: dict[str, Any]) -> str:
    """A part that is not empty, written down."""
    return to_json(part)[1:-1].decode()


_MAKES_CASE = attrgetter(
    "stage",
    "entered_at",
    "started_at",
    "units",
    "consents",
    "calling",
    "stands_aside",
    "ticket",
    "passed",
    "ended",
    "submission",
    "duties",
)
_MAKES_CONTENT = attrgetter("form", "materials", "signature", "submission")


def is_same_case(old: CaseState, new: CaseState) -> bool:
    """Whether all that ``case_part`` and ``own_part`` are made of is shared."""
    return all(map(is_, _MAKES_CASE(old), _MAKES_CASE(new)))


def is_same_content(old: CaseState, new: CaseState) -> bool:
    """Whether all that ``content_part`` is made of is shared."""
    return all(map(is_, _MAKES_CONTENT(old), _MAKES_CONTENT(new)))
