"""Who is there: joined, away for a moment, or gone. Never recorded; rebuilt as people come.

A participant whose connection is lost is *away* for a grace time, in which the case goes on; then
it is *gone*, and the flow's clock may act for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from .messages import Actor, Role

__all__ = ["GRACE_US", "Participant", "Presence"]

GRACE_US: Mapping[Role, int] = {
    "applicant": 60_000_000,
    "assistant": 60_000_000,
    "clerk": 30_000_000,
}
"""How long one may be away. A window that is restarted needs a minute; a clerk's absence is
felt at once, and another can take over (assumptions)."""


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in the room, with the connection that speaks for them."""

    actor: Actor
    connection: str
    away_since: int | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """Everyone in a case's room."""

    people: Mapping[str, Participant] = field(default_factory=dict)  # actor id -> participant

    def joined(self, actor: Actor, connection: str) -> tuple[Presence, str | None]:
        """With somebody in the room, and the older connection of theirs that must give way."""
        old = self.people.get(actor.id)
        takes_over = old is not None and old.connection != connection and old.away_since is None
        people = {**self.people, actor.id: Participant(actor, connection)}
        return replace(self, people=people), old.connection if old and takes_over else None

    def away(self, actors: Iterable[Actor], now: int) -> Presence:
        """With people who should be there and have not come: after a restart, everybody."""
        new = {actor.id: Participant(actor, "", now) for actor in actors}
        return replace(self, people={**new, **self.people})

    def lost(self, connection: str, now: int) -> Presence:
        """With the participant of a connection away from now on; a replaced one changes nothing."""
        people = {
            key: replace(person, away_since=now) if person.connection == connection else person
            for key, person in self.people.items()
        }
        return replace(self, people=people)

    def left(self, actor: Actor) -> Presence:
        """Without somebody who left on purpose."""
        return replace(self, people={k: p for k, p in self.people.items() if k != actor.id})

    def gone(self, now: int) -> tuple[Actor, ...]:
        """Those who have been away for longer than their role's grace."""
        return tuple(
            person.actor
            for person in self.people.values()
            if person.away_since is not None
            and now - person.away_since >= GRACE_US.get(person.actor.role, 0)
        )

    def next_gone(self) -> int | None:
        """When the next of those away will be gone; None if nobody is away."""
        return min(
            (
                person.away_since + GRACE_US.get(person.actor.role, 0)
                for person in self.people.values()
                if person.away_since is not None
            ),
            default=None,
        )

    def here(self, role: Role) -> bool:
        """Whether somebody in a role is in the room and not away."""
        return any(p.actor.role == role and p.away_since is None for p in self.people.values())
