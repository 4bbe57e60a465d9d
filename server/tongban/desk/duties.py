"""What bad ratings oblige each home to, until somebody there has done it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..session import CaseState

__all__ = ["Duties", "OpenDuty"]


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """A duty that is open, of which case, and since when [µs]."""

    case: str
    number: str
    item: str
    hall: str
    kind: str
    since: int


@dataclass(eq=False)
class Duties:
    """The open duties of all homes, projected from the streams: ``see`` each case as it changes."""

    _open: dict[str, dict[str, tuple[OpenDuty, ...]]] = field(default_factory=dict)  # home -> case

    def see(self, state: CaseState) -> bool:
        """A case as it is now; whether its open duties are others than before."""
        here = self._open.setdefault(state.home, {})
        before = here.get(state.case, ())
        found = tuple(
            OpenDuty(
                state.case,
                state.ticket.number,
                state.item,
                state.ticket.hall,
                duty.kind,
                duty.since,
            )
            for duty in state.duties
            if duty.done_at is None
        )
        if found:
            here[state.case] = found
        else:
            here.pop(state.case, None)
        return found != before

    def of(self, home: str) -> tuple[OpenDuty, ...]:
        """Those of a home, the oldest first."""
        found = (duty for duties in self._open.get(home, {}).values() for duty in duties)
        return tuple(sorted(found, key=lambda duty: (duty.since, duty.case, duty.kind)))
