"""A case's records as they go to everybody in its room.

Each is written down once for many, and what has not changed since the record before not again.
Nothing in a state changes, and what a record leaves as it was is shared with the state before:
so `is` tells.
"""

from __future__ import annotations

from dataclasses import dataclass, field

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
from .wire import encoded, recorded

__all__ = ["Written"]


@dataclass(eq=False)
class Written:
    """What everybody in a room is told of a state, beside the record that led to it."""

    rules: Rules
    state: CaseState
    _of_case: bytes | None = None
    _of_content: bytes | None = None
    _own: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def after(self, state: CaseState) -> Written:
        """The same for a later state."""
        then = Written(self.rules, state)
        if _is_same_case(self.state, state):
            then._of_case, then._own = self._of_case, self._own
        if _is_same_content(self.state, state):
            then._of_content = self._of_content
        return then

    def told(self, record: Record, text: str, by: Actor) -> str | None:
        """The message with a record to somebody, masked where it must be; None: not for them.

        text  the record as it is, written down
        """
        seen = record_for(self.state, record, by)
        if seen is None:
            return None
        return recorded(text if seen is record else encoded(seen), self._now(by))

    def _now(self, by: Actor) -> list[bytes]:
        """The parts of what one sees that is short, as JSON objects."""
        rules, state = self.rules, self.state
        if self._of_case is None:
            self._of_case = to_json(case_part(rules, state))
        own = self._own.get((by.role, by.id))
        if own is None:
            own = self._own[by.role, by.id] = to_json(own_part(rules, state, by))
        parts = [b'{"seq":%d}' % state.seq, self._of_case, own]
        if sees_content(state, by):
            if self._of_content is None:
                self._of_content = to_json(content_part(rules, state))
            parts.append(self._of_content)
        return parts


def _is_same_case(old: CaseState, new: CaseState) -> bool:
    """Whether all that ``case_part`` and ``own_part`` are made of is shared."""
    return (
        old.stage is new.stage
        and old.entered_at is new.entered_at
        and old.started_at is new.started_at
        and old.units is new.units
        and old.consents is new.consents
        and old.calling is new.calling
        and old.stands_aside is new.stands_aside
        and old.ticket is new.ticket
        and old.passed is new.passed
        and old.ended is new.ended
        and old.submission is new.submission
        and old.duties is new.duties
    )


def _is_same_content(old: CaseState, new: CaseState) -> bool:
    """Whether all that ``content_part`` is made of is shared."""
    return (
        old.form is new.form
        and old.materials is new.materials
        and old.signature is new.signature
        and old.submission is new.submission
    )
