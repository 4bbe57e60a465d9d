"""Who is across from a page under test: they do at once what the test says, through the service."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from live_pages import Pages
from live_world import FORM, INK, ITEM
from over_sockets import picture

from tongban.live.service import staff_of
from tongban.session import Actor, CaseState, Record, content_digest
from tongban.session import messages as m

__all__ = ["Clerk", "Window", "numbers", "say"]

numbers = count(1)
"""Tells people apart."""


def say(pages: Pages, case: str, role: str, name: str, *bodies: Any) -> None:
    """Commands to a case, one after another; each is carried out."""
    service = pages.service.hub.service
    actor = Actor.model_validate({"role": role, "id": name})

    async def go() -> None:
        for body in bodies:
            found = await service.tell(case, service.command(body), actor)
            assert isinstance(found, Record), found

    pages.do(go())


@dataclass
class Window:
    """An applicant and an assistant in Wuhu, who do at once what the test says."""

    pages: Pages
    case: str = ""
    token: str = ""
    number: str = ""
    window: str = field(default_factory=lambda: f"a{next(numbers)}")

    def calls(self, *, is_enquiry: bool = False) -> Window:
        """With a ticket, seated, and calling the home clerks."""

        async def call() -> None:
            service = self.pages.service.hub.service
            taken = await service.take_ticket("wuhu", "shanghai", ITEM, is_enquiry=is_enquiry)
            self.case, self.number = taken.case, taken.number
            self.token = self.pages.service.token("applicant", taken.case, "wuhu", taken.case)
            assistant = staff_of(self.window, "wuhu", "assistant", f"w-{self.window}")
            service.desk.set_duty(assistant, "on_duty", 0)
            await service.call_ticket(self.window, taken.case)
            await service.begin(self.window, taken.case)
            service.desk.set_duty(assistant, "off", 0)

        self.pages.do(call())
        self.says(m.Act(action="seated"), role="assistant")
        return self

    def says(self, *bodies: Any, role: str = "applicant") -> None:
        """Commands of the applicant's, or of the assistant's."""
        ids = {"applicant": self.case, "assistant": self.window}
        say(self.pages, self.case, role, ids[role], *bodies)

    def consents(self) -> None:
        self.says(m.GrantConsent(capability="view"), m.GrantConsent(capability="guide"))

    def fills(self, **other: str) -> None:
        values = FORM | other
        edits = [m.EditField(field=name, value=value, base=0) for name, value in values.items()]
        self.says(*edits, m.Act(action="filled"))

    def shows(self, *materials: str, file_name: str = "scan.png") -> None:
        data = picture()
        kept = {"document": self._kept(data), "media_type": "image/png", "size": len(data)}
        for name in materials:
            added = kept | {"material": name, "file_name": file_name}
            self.says(m.AddMaterial.model_validate(added), role="assistant")

    def signs(self) -> None:
        covers = content_digest(self.state)
        self.says(m.Sign(image=self._kept(INK), covers=covers), m.Act(action="signed"))

    def submits(self) -> None:
        self.says(m.Submit(covers=content_digest(self.state)))

    @property
    def state(self) -> CaseState:
        """The case as it is now."""
        return self.pages.service.hub.service.room(self.case).state

    def _kept(self, data: bytes) -> str:
        store = self.pages.service.hub.service.store
        return self.pages.do(store.put_document(self.case, data, "image/png"))


@dataclass
class Clerk:
    """A clerk of Shanghai who does at once what the test says, and the applicant's part at will."""

    pages: Pages
    name: str

    def answers(self, case: str) -> None:
        """The case rings and is taken, and its applicant greeted."""

        async def answer() -> None:
            service = self.pages.service.hub.service
            for other in [p for p in service.desk.staff.values() if p.place == "jingan"]:
                service.desk.set_duty(other, "off", 0)  # of the other tests
            service.desk.set_duty(staff_of(self.name, "jingan", "clerk"), "on_duty", 0)
            while service.desk.offers.get(case) is None:
                service.desk.ring(service.clock())
                await asyncio.sleep(0.02)
            assert isinstance(await service.begin(self.name, case), Record)

        self.pages.do(answer())
        self.says(case, m.Act(action="connected"))

    def says(self, case: str, *bodies: Any, role: str = "clerk") -> None:
        """Commands of the clerk's, or of the applicant's, to a case."""
        ids = {"applicant": case, "clerk": self.name}
        say(self.pages, case, role, ids[role], *bodies)

    def verifies(self, case: str) -> None:
        """Consents are given and the identity is found to match."""
        allowed = [m.GrantConsent(capability="view"), m.GrantConsent(capability="guide")]
        self.says(case, *allowed, role="applicant")
        self.says(case, m.Identify(method="card_reader", matches=True), m.Act(action="verified"))

    def fills(self, case: str) -> None:
        """The form is filled in, as the applicant would."""
        edits = [m.EditField(field=name, value=value, base=0) for name, value in FORM.items()]
        self.says(case, *edits, m.Act(action="filled"), role="applicant")

    def judges(self, case: str, verdict: str = "accepted", action: str = "complete") -> None:
        """Every material that lies there is judged, and the case goes on."""
        materials = self.pages.service.hub.service.room(case).state.materials
        why = {"reason": "unreadable"} if verdict == "rejected" else {}
        judged = [
            m.JudgeMaterial.model_validate(
                {"material": name, "document": document.sha256, "verdict": verdict} | why
            )
            for name, document in materials.items()
        ]
        self.says(case, *judged, m.Act(action=action))
