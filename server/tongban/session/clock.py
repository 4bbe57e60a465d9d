"""What time does to a case, and what a restart must take up again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .rules import Rules
from .state import CaseState

__all__ = ["Owed", "due", "is_settled", "pending"]


def due(rules: Rules, state: CaseState, closes_at: int | None) -> tuple[int, str] | None:
    """When the clock acts next on a case that still waits, and by which action; None: never.

    closes_at  when the line that the case stands in closes, if it does [µs]

    Of the actions by the clock that end waiting, the one named by the stage's `closes` comes at
    the line's closing, any other when nobody has answered for ``no_answer_us``.
    """
    spec = rules.stage(state.stage)
    if spec is None or state.started_at is not None:
        return None
    times: list[tuple[int, str]] = []
    for name, action in rules.actions(state.stage).items():
        if action.by != "clock" or action.during != "waiting":
            continue
        if name == spec.closes and closes_at is not None:
            times.append((closes_at, name))
        if name != spec.closes_next_day and (name != spec.closes or _is_answered(state)):
            times.append((state.entered_at + rules.no_answer_us, name))
    return min(times, default=None)


def _is_answered(state: CaseState) -> bool:
    """Whether somebody else must answer the case here: it holds units and lacks others."""
    return bool(state.units)


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that the service must see to, whatever happened to the process."""

    what: Literal["submission", "call_back", "rectify"]
    since: int
    key: str = ""  # of a submission


def pending(state: CaseState) -> Iterator[Owed]:
    """What a case is owed: its submission's answer, and the duties of a poor rating."""
    submission = state.submission
    if submission is not None and submission.answer is None:
        yield Owed("submission", submission.at, submission.key)
    for duty in state.duties:
        if duty.done_at is None:
            yield Owed(duty.kind, duty.since)


def is_settled(state: CaseState) -> bool:
    """Whether a case has ended and is owed nothing: only a person can add to it now."""
    return state.ended is not None and next(pending(state), None) is None
