"""A scripted applicant with an assistant at a nearby window, for a person at a home desk."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from .. import skills
from ..connection import Connection, Gone, Refused
from ..http import Http
from ..pictures import paper
from .acting import Acting, Manner, Step

__all__ = ["come_as_applicant"]

MOST_VISITS = 3
AWAY = 3.0
"""How long one who was told to come again is away [steps]; a real one comes another day."""
PATIENCE = 8.0
"""How long an applicant who asked what to put in waits for a proposal [steps]."""
GIVE_UP = ("gives_up", "travels", "leave")
NAME = skills.answer_for({"type": "name", "regex": ".*"})


async def come_as_applicant(
    url: str, tokens: tuple[str, str], case: str, hall: str, manner: Manner | None = None
) -> None:
    """Sit down with a case's ticket, call, and go through it; come again if told to.

    url     of the service, such as ``http://127.0.0.1:8080``
    tokens  of the case's applicant, and of an assistant of the hall who has no other case

    Gives up after ten minutes of silence, or on the third notice of what is missing.
    """
    http, ws = Http(url), url.replace("http", "ws", 1) + "/ws"
    manner, (token, assistants) = manner or Manner(), tokens
    async with Connection(ws, assistants) as helper:
        await helper.send({"type": "set_duty", "duty": "on_duty", "window": f"{helper.me}-w"})
        try:
            for _ in range(MOST_VISITS):
                async with Connection(ws, token) as here:
                    visit = Applicant(here, manner, frozenset({"clerk"}), helper=helper, http=http)
                    is_to_come_again = await visit.visit()
                if not is_to_come_again:
                    return
                await manner.pause(AWAY)
                token = (await http.come_again(case, hall, token))["token"]
            async with Connection(ws, token) as here:
                await _give_up(here)
        finally:
            await helper.send({"type": "set_duty", "duty": "off"})


async def _give_up(here: Connection) -> None:
    """Leave the case in a way that the flow knows, if there is one."""
    with suppress(Refused, Gone, TimeoutError):
        await here.until(lambda: bool(here.view))
        for action in [name for name in GIVE_UP if name in here.view["actions"]][:1]:
            await here.act(action)


@dataclass(eq=False, kw_only=True)
class Applicant(Acting):
    """At the window, for one visit; the assistant does what needs hands."""

    helper: Connection
    http: Http
    asked: set[str] = field(default_factory=set)
    scans: int = 0
    notices: int = 0  # those there were before this visit

    async def visit(self) -> bool:
        """The whole visit; whether the applicant was told to come again."""
        here = self.here
        try:
            await here.until(lambda: bool(here.view))
            self.notices = len(here.view["notices"])
            await self.act()
            await skills.leave_room(self.helper)
        except TimeoutError:
            with suppress(Refused, Gone, TimeoutError):
                await self.say("leaves")
            await _give_up(here)
        may_come_again = "back" in here.view["actions"]
        is_told = may_come_again and len(here.view["notices"]) > self.notices
        if may_come_again and not is_told:  # nobody answered, or the line broke
            await _give_up(here)
        return is_told

    # --- what comes next --------------------------------------------------------------------

    def is_over(self) -> bool:
        """Once the case has ended, needs another visit, or its rating is given."""
        view = self.here.view
        has_rated = view.get("rating") is not None and "rating" not in view["content"]
        return view["ended"] is not None or "back" in view["actions"] or has_rated

    def next_step(self) -> Step | None:
        """By what the stage is for; nothing while a clerk is waited for."""
        view = self.here.view
        if view["started_at"] is None:
            return None if view["units"] else self._sit_down
        by_kind = {
            "consent": self._consent,
            "materials": self._materials,
            "form": self._form,
            "signature": lambda: self.usual() if view["is_signed"] else self._sign,
            "submission": self._submission,
            "rating": self._rating,
        }
        kind = next((kind for kind in by_kind if kind in view["content"]), None)
        if kind is None:
            return None
        return self.replying() or self._accepting() or by_kind[kind]()

    def _accepting(self) -> Step | None:
        proposal = next(iter(self.here.view.get("proposals", {})), None)
        if proposal is None or "form" not in self.here.view["content"]:
            return None
        return partial(self.here.tell, "accept_proposal", proposal=proposal)

    def _consent(self) -> Step | None:
        view = self.here.view
        wanted = ["view", "guide"] + (["record"] if view["spec"]["must_record"] else [])
        for capability in wanted:
            if capability not in view["consents"]:
                return partial(self.here.tell, "grant_consent", capability=capability)
        return None

    def _form(self) -> Step | None:
        empty = skills.unfilled(self.here)
        return partial(self._fill, empty[0]) if empty else self.usual()

    def _materials(self) -> Step | None:
        view = self.here.view
        materials = view.get("materials", {})
        for need in view["spec"]["needs"]:
            shown = [name for name in (need["material"], *need["or"]) if name in materials]
            if any(materials[name]["verdict"] != "rejected" for name in shown):
                continue
            if need["material"] in view["needs"]:
                return partial(self._show, shown[0] if shown else need["material"])
        return None

    def _submission(self) -> Step | None:
        has_submitted = any(r["body"]["type"] == "submit" for r in self.here.records)
        return None if has_submitted else partial(skills.submit, self.here)

    def _rating(self) -> Step | None:
        if self.here.view["rating"] is not None:
            return self.usual()
        thanks = partial(self.here.tell, "rate", grade=5, comment=self.words("thanks"))
        return self.saying("thanks") or thanks

    # --- how it is done ---------------------------------------------------------------------

    async def _sit_down(self) -> None:
        """The assistant calls the ticket; the applicant comes to the window and sits down."""
        case, helper = self.here.view["case"], self.helper
        if await skills.call(helper, case):
            await self.manner.pause()
            if await skills.begin(helper, case):
                await self.manner.pause()
                await helper.act("seated")

    async def _fill(self, name: str) -> None:
        """A field, with others seeing that it is typed in; of the first choice one asks first."""
        spec = self.here.view["spec"]["fields"][name]
        if spec["options"] and not self.asked:
            self.asked.add(name)
            await self.point(f"field:{name}")
            await self.say("asks", title=self.title("fields", name))
            with suppress(TimeoutError):
                patience_s = PATIENCE * self.manner.pace
                await self.here.until(lambda: self._accepting() is not None, patience_s)
            return
        await self.pass_on(type="type", field=name, is_typing=True)
        await self.manner.pause(0.6)
        try:
            await skills.fill(self.here, name, skills.answer_for(spec))
        finally:
            await self.pass_on(type="type", field=name, is_typing=False)

    async def _show(self, material: str) -> None:
        """The assistant scans a material; the first scan of all is out of focus."""
        known = self.here.view["materials"].get(material)
        if known is not None:
            await self.say("rescans", title=self.title("materials", material))
        self.scans += 1
        title = self.here.view["spec"]["materials"][material]["title"]["en"]
        picture = paper(
            title,
            f"{self.here.view['case']}  {self.scans}",
            width=960,
            is_blurred=self.scans == 1 and not self.notices,
        )
        await skills.put_material(self.helper, self.http, material, picture, f"{material}.png")

    async def _sign(self) -> None:
        await skills.sign(self.here, self.http, NAME)
