"""A scripted clerk of the home region, for a person who sits at the nearby window."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from .. import skills
from ..connection import Connection, Gone, Refused
from .acting import SILENCE_S, Acting, Manner, Step

__all__ = ["serve_as_clerk"]

LOOK = ((0.25, 0.2), (0.5, 0.45), (0.75, 0.7))
"""Where a clerk's pointer goes on a document while they read it."""
USUAL_REASON = "unreadable"
AGAIN_S = 0.5
NEEDS_VIEW = {"identity", "form", "materials"}
"""Kinds of content that a clerk can do nothing about without seeing the case."""
EASY_TO_PROPOSE = ("choice", "date", "number")
"""Types of fields, none of them personal, that a clerk proposes a value for."""


async def serve_as_clerk(url: str, token: str, case: str, manner: Manner | None = None) -> None:
    """Answer a case's call, lead it to its end, and sign off.

    url    of the service, such as ``http://127.0.0.1:8080``
    token  of a clerk of the case's home region, who has no other case

    Gives up where a colleague takes the case, where it is lost, or after ten minutes of silence.
    """
    async with Connection(url.replace("http", "ws", 1) + "/ws", token) as here:
        clerk = Clerk(here, manner or Manner(), frozenset({"applicant", "assistant"}), case=case)
        try:
            await clerk.serve()
        finally:
            await here.send({"type": "set_duty", "duty": "off"})


@dataclass(eq=False, kw_only=True)
class Clerk(Acting):
    """At the desk."""

    case: str
    has_proposed: bool = False
    has_rejected: bool = False

    async def serve(self) -> None:
        """From the call to the end."""
        try:
            if await self._answer():
                await self.act()
                await skills.leave_room(self.here)
        except TimeoutError:
            if skills.has_case(self.here):
                with suppress(Refused, Gone, TimeoutError):
                    await self.say("signs_off")
            # No goodbye to the room: the case is lost, as with anyone who is gone, and called back.

    async def _answer(self) -> bool:
        """Whether the case is ours, once it has rung for a while."""
        await self.here.until(self._waits, SILENCE_S)
        await self.manner.pause()
        await self.here.send({"type": "set_duty", "duty": "on_duty"})
        while self._waits():
            if await skills.call(self.here, self.case):
                return await skills.begin(self.here, self.case)
            await asyncio.sleep(AGAIN_S)  # it may ring at a colleague's desk, who lets it pass
        return False  # a colleague was faster, or the applicant has left

    def _waits(self) -> bool:
        """Whether the case waits for a clerk, at whoever's desk it rings."""
        return any(waiting["case"] == self.case for waiting in self.here.line.get("waiting", ()))

    # --- what comes next --------------------------------------------------------------------

    def is_over(self) -> bool:
        """Once the case is not in this clerk's hands."""
        return not skills.has_case(self.here)

    def next_step(self) -> Step | None:
        """By what the stage is for."""
        content, consents = set(self.here.view["content"]), self.here.view["consents"]
        if "view" not in consents and not content.isdisjoint(NEEDS_VIEW):
            return self.replying() or self.saying("consent")
        by_kind: dict[str, Callable[[], Step | None]] = {
            "identity": self._identity,
            "materials": self._materials,
            "form": self._form,
            "signature": lambda: self.saying("signature"),
            "submission": self._submission,
            "rating": lambda: self.saying("rating"),
            "pointer": lambda: self.saying("consult") or self.usual(),
        }
        step = next((step for kind, step in by_kind.items() if kind in content), self.usual)
        return self.replying() or step()

    def _identity(self) -> Step | None:
        identity = self.here.view.get("identity")
        if identity and identity["matches"]:
            return self.usual()
        identify = partial(self.here.tell, "identify", method="card_reader", matches=True)
        return self.saying("identity") or identify

    def _form(self) -> Step | None:
        open_ = [missing["name"] for missing in self._missing() if missing["what"] == "field"]
        if not open_:
            return self.saying("filled")
        if "guide" not in self.here.view["consents"]:
            return self.saying("guide")
        proposable = None if self.has_proposed else self._proposable(open_)
        return (
            self.saying("form")
            or (partial(self._propose, proposable) if proposable else None)
            or self.pointing(f"field:{open_[0]}")
        )

    def _materials(self) -> Step | None:
        if waiting := skills.unjudged(self.here):
            return partial(self._judge, waiting[0])
        kinds = ("field", "material")
        open_ = [f"{m['what']}:{m['name']}" for m in self._missing() if m["what"] in kinds]
        if open_:
            return self.saying("materials") or self.pointing(open_[0])
        return self.saying("complete") or self.usual()

    def _submission(self) -> Step | None:
        answers = [r["body"] for r in self.here.records if r["body"]["type"] == "answer"]
        if number := self.here.view["case_number"]:
            return self.saying("accepted", number=number) or self.usual()
        if answers and answers[-1]["reasons"]:
            return partial(self.here.act, "returned")
        return self.saying("submission")

    # --- how it is done ---------------------------------------------------------------------

    def _missing(self) -> list[skills.Json]:
        found: list[skills.Json] = self.here.view.get("missing", [])
        return found

    def _proposable(self, fields: list[str]) -> str | None:
        """The first of some fields that is easy to propose a value for."""
        specs = self.here.view["spec"]["fields"]
        easy = (name for name in fields if specs[name]["type"] in EASY_TO_PROPOSE)
        return next((name for name in easy if not self.here.view["form"].get(name)), None)

    async def _propose(self, field: str) -> None:
        self.has_proposed = True
        await self.point(f"field:{field}")
        await self.say("propose", title=self.title("fields", field))
        value = skills.answer_for(self.here.view["spec"]["fields"][field])
        await self.here.tell("propose_field", field=field, value=value)

    async def _judge(self, material: str) -> None:
        """Look at a document, then say what it is worth: the first is to be scanned again."""
        document = self.here.view["materials"][material]["sha256"]
        for x, y in LOOK:
            await self.point(f"material:{material}", x, y)
            await self.manner.pause(0.4)
        judge = partial(self.here.tell, "judge_material", material=material, document=document)
        if self.has_rejected:
            await judge(verdict="accepted")
            return
        reasons = list(self.here.view["spec"]["materials"][material]["reasons"])
        reason = USUAL_REASON if USUAL_REASON in reasons else next(iter(reasons), None)
        remark = "" if reason else self.title("materials", material)
        await judge(verdict="rejected", reason=reason, remark=remark)
        self.has_rejected = True
        await self.say("rejected", title=self.title("materials", material))
