"""How a scripted partner acts: one thing after another, each decided anew by what is seen.

Nothing is planned ahead. Whatever the person on the other side does, the next step follows from
the case as it is then; where there is none, the partner waits. What was refused is not tried
again before something has changed.
"""

from __future__ import annotations

import asyncio
import random
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from ..connection import Connection, Refused
from .words import WORDS

__all__ = ["Acting", "Manner", "Step"]

Step = Callable[[], Awaitable[Any]]
SILENCE_S = 600.0
"""A partner who has heard nothing for so long gives up."""
MOST_REPLIES = 3


@dataclass(frozen=True, slots=True)
class Manner:
    """How a partner behaves.

    pace  seconds that a step takes, by and large; 0: as fast as the service
    """

    pace: float = 2.0
    language: Literal["zh-CN", "en"] = "zh-CN"

    async def pause(self, share: float = 1.0) -> None:
        """As long as a step of a person, or a share of one, takes."""
        await asyncio.sleep(self.pace * share * random.uniform(0.75, 1.5))


@dataclass(eq=False)
class Acting(ABC):
    """Somebody at their place in a case. Who plays it says what comes next, and when it is over."""

    here: Connection
    manner: Manner
    others: frozenset[str]  # the roles of the other side
    _said: set[str] = field(default_factory=set)
    _pointed: set[str] = field(default_factory=set)
    _heard: int = 0  # the last record that was replied to
    _replies: int = 0

    @abstractmethod
    def next_step(self) -> Step | None:
        """What to do as the case stands; None: wait."""

    @abstractmethod
    def is_over(self) -> bool:
        """Whether there is nothing more to do here."""

    async def act(self) -> None:
        """Until it is over. Raises TimeoutError after long silence, or Gone."""
        while not self.is_over():
            if self.next_step() is None:
                await self._until_changed()
                continue
            await self.manner.pause()
            step, seq = self.next_step(), self.here.view["seq"]  # much may have happened meanwhile
            if step is None or self.is_over():
                continue
            try:
                await step()
            except Refused:
                await self._until_changed(seq)

    async def _until_changed(self, seq: int | None = None) -> None:
        """Until the case has another record than some number, or something else calls for a step.

        seq  None: the record it has now
        """
        known = self.here.view["seq"] if seq is None else seq
        was_refused = seq is not None
        await self.here.until(
            lambda: (
                self.here.view["seq"] != known
                or self.is_over()
                or (not was_refused and self.next_step() is not None)
            ),
            SILENCE_S,
        )

    # --- what both sides do -----------------------------------------------------------------

    def usual(self) -> Step | None:
        """The action that goes on from here, if it is ours to take."""
        actions = [name for name in self.here.view["actions"] if name not in ASIDE]
        return partial(self.here.act, actions[0]) if actions else None

    def saying(self, key: str, **more: str) -> Step | None:
        """Some words, once; None if they were said."""
        return None if key in self._said else partial(self.say, key, **more)

    async def say(self, key: str, **more: str) -> None:
        """Words by their name, in the partner's language."""
        self._said.add(key)
        await self.here.tell("say", text=self.words(key, **more))

    def words(self, key: str, **more: str) -> str:
        """The words themselves."""
        return WORDS[key][self.manner.language].format(**more)

    def replying(self) -> Step | None:
        """A short reply to what the other side has said last, now and then."""
        said = self.here.view.get("said", [])
        heard = [r["seq"] for r in said if r["by"]["role"] in self.others]
        if not heard or heard[-1] <= self._heard or self._replies >= MOST_REPLIES:
            return None
        return partial(self._reply, heard[-1])

    async def _reply(self, seq: int) -> None:
        self._heard, self._replies = seq, self._replies + 1
        await self.say("clerk_replies" if "applicant" in self.others else "applicant_replies")

    def pointing(self, target: str) -> Step | None:
        """Point at `field:NAME` or `material:NAME`, once."""
        return None if target in self._pointed else partial(self.point, target)

    async def point(self, target: str, x: float = 0.5, y: float = 0.5) -> None:
        """Show the others `field:NAME` or `material:NAME`, and where on its picture."""
        self._pointed.add(target)
        await self.pass_on(type="point", target=target, x=x, y=y)

    async def pass_on(self, **what: Any) -> None:
        """Something momentary."""
        await self.here.send({"type": "pass", "what": what})

    def title(self, table: str, name: str) -> str:
        """What a person calls a field or a material."""
        return str(self.here.view["spec"][table][name]["title"][self.manner.language])


ASIDE = ("leave", "consults")
"""Actions that do not go on with an application."""
