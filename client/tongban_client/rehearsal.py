"""A rehearsal: scripted applicants, assistants and clerks play whole stories on a service.

Everybody acts on what they see, as a person would: the actions the service lists, the form and
materials the item asks for. How long they take and what chance decides comes from the scenario
(``behaviour``); which story an applicant plays is dealt in turn, so that every kind occurs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle
from typing import Literal

from . import skills
from .behaviour import Script
from .connection import Connection, Gone, Refused
from .http import Failed, Http
from .pictures import paper

__all__ = ["STORIES", "Played", "Rehearsal"]

Story = Literal["plain", "deficient", "declines", "drops", "leaves", "poor rating"]
STORIES: Mapping[Story, str] = {
    "plain": "accepted",
    "deficient": "accepted",  # a material is not readable; comes again with another
    "declines": "accepted",  # the clerk proposes a value, which is declined
    "drops": "accepted",  # every socket of theirs is cut once in each stage
    "leaves": "abandoned",  # once seated: before the clerk answers, if nothing is in the way
    "poor rating": "accepted",
}
"""What an applicant does -> how the case must end."""

BLURRED = "blurred.png"
"""The file name by which a clerk of a rehearsal knows what cannot be read."""


@dataclass
class Played:
    """How one story went. Times are as they would be at the speed of people [s]."""

    story: Story
    case: str = ""
    outcome: str = ""
    wait_s: float | None = None  # from ticket to clerk, by the service's clock, at full length
    took_s: float | None = None  # from ticket to the end
    wrong: str = ""  # what did not go as scripted


@dataclass(eq=False)
class Rehearsal:
    """A service, the people who play on it, and how fast.

    staff     name -> (role, place, password)
    speed     how many times faster than people
    secret    a name that must be found nowhere afterwards
    connect   makes a connection of an address and a token
    """

    http: Http
    staff: Mapping[str, tuple[str, str, str]]
    speed: float
    secret: str = ""
    connect: Callable[[str, str], Connection] = Connection
    played: list[Played] = field(default_factory=list)

    async def run(
        self,
        scripts: Iterator[Script],
        sessions: int,
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> list[Played]:
        """So many stories, as many at once as there are windows."""
        plans: dict[str, tuple[Story, Script]] = {}
        tokens = await self._logged_in()
        halls = {self.staff[name][1] for name in tokens if self.staff[name][0] == "assistant"}
        places, stories = asyncio.Semaphore(3 * max(len(halls), 1)), cycle(STORIES)
        async with asyncio.TaskGroup() as staff:
            people = [
                staff.create_task(self._staff(name, token, plans)) for name, token in tokens.items()
            ]
            async with asyncio.TaskGroup() as group:
                for _ in range(sessions):
                    await places.acquire()
                    story, script = next(stories), next(scripts)
                    task = group.create_task(self._applicant(story, script, plans))
                    task.add_done_callback(lambda _: places.release())
                    task.add_done_callback(lambda _: progress(len(self.played), sessions))
            for person in people:
                person.cancel()
        return self.played

    async def _logged_in(self) -> dict[str, str]:
        """Name -> token of all who take cases. Raises Failed."""
        names = [name for name, (role, _, _) in self.staff.items() if role != "supervisor"]
        given = [self.http.log_in(name, self.staff[name][2]) for name in names]
        return dict(zip(names, await asyncio.gather(*given), strict=True))

    @property
    def ws(self) -> str:
        """The address of the socket."""
        return self.http.url.replace("http", "ws", 1) + "/ws"

    async def _applicant(
        self, story: Story, script: Script, plans: dict[str, tuple[Story, Script]]
    ) -> None:
        played = Played(story)
        try:
            await Applicant(self, story, script, played).play(plans)
        except (Failed, Gone, Refused, TimeoutError) as error:
            played.wrong = f"{type(error).__name__}: {error}"
        if not played.wrong and played.outcome != STORIES[story]:
            played.wrong = f"ended {played.outcome!r}, scripted {STORIES[story]!r}"
        self.played.append(played)

    async def _staff(self, name: str, token: str, plans: dict[str, tuple[Story, Script]]) -> None:
        role, place, _ = self.staff[name]
        async with self.connect(self.ws, token) as here:
            window = {"window": f"{place}-{name}"} if role == "assistant" else {}
            await here.send({"type": "set_duty", "duty": "on_duty", **window})
            person = Assistant if role == "assistant" else Clerk
            await person(self, here, plans).work()


@dataclass(eq=False)
class Person:
    """What all who play have in common."""

    rehearsal: Rehearsal

    async def take(self, script: Script | None, stage: str, visit: int) -> None:
        """As long as the script says a stage takes, at the speed of the rehearsal."""
        step = script.step(stage, visit) if script else None
        await asyncio.sleep((step.seconds if step else 5.0) / self.rehearsal.speed)


@dataclass(eq=False)
class Applicant(Person):
    """Fills in, shows, signs, submits, rates; comes again if told to."""

    story: Story
    script: Script
    played: Played
    visit: int = 0
    cuts: set[str] = field(default_factory=set)

    async def play(self, plans: dict[str, tuple[Story, Script]]) -> None:
        """From the ticket to the end of the case."""
        http, script = self.rehearsal.http, self.script
        ticket = await http.take_ticket(script.hall, script.region, script.item)
        self.played.case = ticket["case"]
        plans[ticket["case"]] = self.story, script
        while True:
            async with self.rehearsal.connect(self.rehearsal.ws, ticket["token"]) as here:
                ended = await self._visit(here)
            if ended:
                return
            self.visit += 1
            ticket = await http.come_again(ticket["case"], script.hall, ticket["token"])

    async def _visit(self, here: Connection) -> bool:
        """One visit; whether the case has ended with it."""
        await here.until(lambda: bool(here.view))
        seen: str | None = None
        while True:
            stage = here.view["stage"]
            if here.view["ended"] is not None:
                self._note(here)
                return True
            if self._is_told_to_come_again(here):
                self._note(here)
                return False
            if self.story == "drops" and stage not in self.cuts:
                self.cuts.add(stage)
                await here.drop()
            if self.story == "leaves" and stage != here.view["spec"]["path"][0]:
                await here.act("leave")
            elif here.view["started_at"] is not None and stage != seen:
                seen = stage
                with suppress(Refused):  # the stage may have gone on meanwhile
                    await self._do(here, stage)
            else:
                await here.until_after(here.view["seq"])

    def _is_told_to_come_again(self, here: Connection) -> bool:
        return "back" in here.view["actions"]

    def _note(self, here: Connection) -> None:
        """What came of the visit, and how long it took at the speed of people."""
        self.played.outcome = here.view["ended"] or ""
        times = [record["at"] for record in here.records]
        begun = [r["at"] for r in here.records if "clerk" in r["body"].get("units", {})]
        speed = self.rehearsal.speed
        if times:
            self.played.took_s = (times[-1] - times[0]) / 1e6 * speed
        if begun:
            self.played.wait_s = (begun[0] - times[0]) / 1e6 * speed

    async def _do(self, here: Connection, stage: str) -> None:
        content = here.view["content"]
        if "consent" in content:
            for capability in ("view", "guide"):
                await here.tell("grant_consent", capability=capability)
            return
        await self.take(self.script, stage, self.visit) if self._acts_here(here) else None
        if content == ["form", "pointer"]:
            await self._fill(here)
        elif "materials" in content:
            await self._show(here)
        elif "signature" in content:
            await skills.sign(here, self.rehearsal.http, here.view["case"])
        elif "submission" in content:
            await skills.submit(here)
        elif "rating" in content:
            await here.tell("rate", grade=2 if self.story == "poor rating" else 5)
        for action in here.view["actions"][:1]:
            if action != "leave":
                await here.act(action)

    def _acts_here(self, here: Connection) -> bool:
        return bool(here.view["actions"]) and here.view["actions"][0] != "leave"

    async def _fill(self, here: Connection) -> None:
        if self.story == "declines":
            await here.until(lambda: bool(here.view.get("proposals")), 60)
            for proposal in list(here.view["proposals"]):
                with suppress(Refused):
                    await here.tell("decline_proposal", proposal=proposal)
        for name in skills.unfilled(here):
            spec = here.view["spec"]["fields"][name]
            secret = self.rehearsal.secret if spec["type"] == "name" else ""
            await skills.fill(here, name, secret or skills.answer_for(spec))

    async def _show(self, here: Connection) -> None:
        bad = self.story == "deficient" and self.visit == 0
        for need in here.view["spec"]["needs"]:
            name = need["material"]
            about = "blurred" if bad else f"{name} {here.view['case']} {self.visit}"
            file_name = BLURRED if bad else "scan.png"
            picture = paper(name, about)
            await skills.put_material(here, self.rehearsal.http, name, picture, file_name)


@dataclass(eq=False)
class Assistant(Person):
    """Calls the next in line, seats them, and is there."""

    here: Connection
    plans: dict[str, tuple[Story, Script]]

    async def work(self) -> None:
        """Until cancelled."""
        here = self.here
        while True:
            await here.until(lambda: bool(here.line.get("waiting")) or skills.has_case(here), 3600)
            if not skills.has_case(here):
                if not await here.ask({"type": "call_next"}, lambda: bool(here.line.get("mine"))):
                    await asyncio.sleep(0.05)  # another was faster
                    continue
                await skills.begin(here, here.line["mine"])
            here.case = here.view.get("case")
            _, script = self.plans.get(here.case or "", (None, None))
            if "seated" in here.view.get("actions", []):
                await self.take(script, here.view["stage"], 0)
                with suppress(Refused):
                    await here.act("seated")
            await here.until(lambda: not skills.has_case(here), 3600)
            await skills.leave_room(here)
            here.line = {}  # which may still say that the case is ours


@dataclass(eq=False)
class Clerk(Person):
    """Answers what rings, and leads through the stages by what the service lists."""

    here: Connection
    plans: dict[str, tuple[Story, Script]]
    proposed: set[str] = field(default_factory=set)  # cases to which a value was proposed

    async def work(self) -> None:
        """Until cancelled."""
        here = self.here
        while True:
            await here.until(lambda: bool(here.line.get("ringing") or here.line.get("mine")), 3600)
            case = here.line.get("mine") or here.line["ringing"][0]["case"]
            here.view, here.line = {}, {}
            if await skills.begin(here, case):
                await self._lead(here, *self.plans.get(case, ("plain", None)))
                await skills.leave_room(here)

    async def _lead(self, here: Connection, story: Story, script: Script | None) -> None:
        """A case, until this clerk no longer has it."""
        while skills.has_case(here):
            before = here.view["seq"]
            with suppress(Refused):
                await self._do(here, story, script)
            if here.view["seq"] == before:
                await here.until_after(before)

    async def _do(self, here: Connection, story: Story, script: Script | None) -> None:
        """What there is to do at this stage, if anything."""
        content, stage = here.view["content"], here.view["stage"]
        if "identity" in content:
            if "view" not in here.view["consents"]:
                return
            await here.tell("identify", method="card_reader", matches=True)
        elif content == ["form", "pointer"]:
            if story == "declines" and here.view["case"] not in self.proposed:
                self.proposed.add(here.view["case"])
                await here.tell("propose_field", field="name", value="王示例")
            return
        elif "materials" in content:
            await self._judge(here)
            return
        elif "submission" in content:
            await self._close(here)
            return
        mine = [action for action in here.view["actions"] if action != "consults"]
        if mine:
            await self.take(script, stage, 0)
            await here.act(mine[0])

    async def _judge(self, here: Connection) -> None:
        materials, spec = here.view.get("materials", {}), here.view["spec"]
        if any(need["material"] not in materials for need in spec["needs"]):
            return
        if any(document["verdict"] == "rejected" for document in materials.values()):
            return  # of an earlier visit: another will be shown
        bad = [name for name, d in materials.items() if d["file_name"] == BLURRED]
        for name, document in materials.items():
            await here.tell(
                "judge_material",
                material=name,
                document=document["sha256"],
                verdict="rejected" if name in bad else "accepted",
                remark="看不清 not readable" if name in bad else "",
            )
        await here.act("deficient" if bad else "complete")

    async def _close(self, here: Connection) -> None:
        if here.view.get("case_number") is not None:
            await here.act("accepted")
