"""Scripted partners over real sockets: whichever side a person plays, the case goes to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from live_world import CATALOGUE, FORM
from live_world import until as happens
from over_sockets import Running, live

from tongban_client import Connection, skills
from tongban_client.partner import Manner, come_as_applicant, serve_as_clerk
from tongban_client.partner.words import WORDS
from tongban_client.pictures import paper, signature

AT_ONCE = Manner(pace=0, language="en")


@asynccontextmanager
async def playing(partner: Coroutine[Any, Any, None]) -> AsyncIterator[asyncio.Task[None]]:
    """A partner who plays meanwhile; a fault of theirs is ours."""
    task = asyncio.create_task(partner)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(here: Connection, true: Callable[[], bool]) -> None:
    await here.until(true, 20)


def said_by(here: Connection, role: str) -> list[str]:
    return [r["body"]["text"] for r in here.view["said"] if r["by"]["role"] == role]


def has_said(here: Connection, role: str, key: str) -> Callable[[], bool]:
    """Whether the partner has said what stands under a name, up to its first blank."""
    words = WORDS[key]["en"].partition("{")[0]
    return lambda: any(text.startswith(words) for text in said_by(here, role))


def pointed_at(here: Connection) -> set[str]:
    return {p["what"]["target"] for p in here.passed if p["what"]["type"] == "point"}


async def is_on_duty(service: Running, name: str) -> None:
    staff = service.hub.service.desk.staff
    await happens(lambda: name in staff and staff[name].duty == "on_duty")


# --- a person at the window, a scripted clerk -----------------------------------------------


class Window:
    """A person at the nearby window who has taken a ticket, and an assistant."""

    def __init__(self, service: Running, ticket: dict[str, Any]) -> None:
        self.service, self.case = service, ticket["case"]
        self.applicant = Connection(service.ws, ticket["token"])
        self.assistant = Connection(service.ws, service.token("assistant", "a1", "wuhu"))

    def clerk(self) -> Coroutine[Any, Any, None]:
        token = self.service.token("clerk", "shanghai-demo-1", "jingan")
        return serve_as_clerk(self.service.url, token, self.case, AT_ONCE)

    async def sit_down(self) -> None:
        await self.assistant.send({"type": "set_duty", "duty": "on_duty"})
        await skills.call(self.assistant, self.case)
        assert await skills.begin(self.assistant, self.case)
        await self.assistant.act("seated")

    async def consent(self, *capabilities: str) -> None:
        await self.at("verify_identity")
        for capability in capabilities or ("view", "guide"):
            await self.applicant.tell("grant_consent", capability=capability)

    async def at(self, stage: str) -> None:
        await until(self.applicant, lambda: self.applicant.view["stage"] == stage)

    async def fill(self) -> None:
        """All fields, in the form's order, once the clerk has proposed something."""
        await self.at("fill_form")
        await until(self.applicant, lambda: bool(self.applicant.view.get("proposals")))
        (proposal,) = self.applicant.view["proposals"]
        await self.applicant.tell("accept_proposal", proposal=proposal)
        for name in skills.unfilled(self.applicant):
            await self.is_pointed_at(f"field:{name}")
            await skills.fill(self.applicant, name, FORM[name])
        await self.applicant.act("filled")

    async def is_pointed_at(self, target: str) -> None:
        await until(self.applicant, lambda: target in pointed_at(self.applicant))

    async def scan(self, material: str, words: str) -> str:
        """The verdict on a scan."""
        http = self.service.http
        await skills.put_material(self.assistant, http, material, paper(material, words))
        await until(self.applicant, lambda: material not in skills.unjudged(self.applicant))
        return str(self.applicant.view["materials"][material]["verdict"])

    async def finish(self) -> None:
        await self.at("sign")
        await skills.sign(self.applicant, self.service.http, "Zhang San")
        await self.applicant.act("signed")
        await skills.submit(self.applicant)
        await self.at("rate")
        await self.applicant.tell("rate", grade=5)
        await self.applicant.act("rated")
        await self.at("closed")


@asynccontextmanager
async def window(service: Running) -> AsyncIterator[Window]:
    person = Window(service, await service.ticket())
    async with person.applicant, person.assistant:
        await until(person.applicant, lambda: bool(person.applicant.view))
        yield person


def test_a_scripted_clerk_leads_a_person_to_the_end(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with window(service) as person, playing(person.clerk()) as clerk:
            await person.sit_down()
            await person.consent()
            await person.fill()
            verdicts = [await person.scan("id_card", words) for words in ("first", "again")]
            verdicts.append(await person.scan("filing_form", "first"))
            assert verdicts == ["rejected", "accepted", "accepted"]
            await person.finish()
            await asyncio.wait_for(clerk, 20)
            said = [r["body"] for r in person.applicant.records if r["by"]["role"] == "clerk"]
            rejected = [b for b in said if b["type"] == "judge_material" and b["reason"]]
            assert [b["reason"] for b in rejected] == ["unreadable"]
            assert sum(b["type"] == "propose_field" for b in said) == 1
            assert any("SH-1" in b["text"] for b in said if b["type"] == "say")
            assert {"material:id_card", "material:filing_form"} <= pointed_at(person.applicant)
            assert service.hub.service.desk.staff["shanghai-demo-1"].duty == "off"

    live(tmp_path, go)


def test_a_scripted_clerk_waits_for_what_was_not_allowed(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with window(service) as person, playing(person.clerk()):
            await person.sit_down()
            await person.at("verify_identity")
            await until(person.applicant, has_said(person.applicant, "clerk", "consent"))
            assert person.applicant.view["identity"] is None
            await person.consent("view")
            await person.at("fill_form")
            await until(person.applicant, has_said(person.applicant, "clerk", "guide"))
            assert person.applicant.view["proposals"] == {}
            await person.applicant.tell("withdraw_consent", capability="view")
            await person.applicant.tell("grant_consent", capability="guide")
            await person.applicant.tell("grant_consent", capability="view")
            await until(person.applicant, lambda: bool(person.applicant.view["proposals"]))

    live(tmp_path, go)


def test_a_scripted_clerk_answers_what_is_said(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with window(service) as person, playing(person.clerk()):
            await person.sit_down()
            await person.consent()
            await person.applicant.tell("say", text="Hello?")
            await until(person.applicant, has_said(person.applicant, "clerk", "clerk_replies"))

    live(tmp_path, go)


def test_a_scripted_clerk_signs_off_where_the_applicant_leaves(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with window(service) as person, playing(person.clerk()) as clerk:
            await person.sit_down()
            await person.consent()
            await person.at("fill_form")
            await person.applicant.act("leave")
            await asyncio.wait_for(clerk, 20)
            assert service.hub.service.desk.staff["shanghai-demo-1"].duty == "off"

    live(tmp_path, go)


def test_a_scripted_clerk_leaves_the_case_to_a_colleague_who_was_faster(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        token = service.token("clerk", "k1", "jingan")
        async with window(service) as person, Connection(service.ws, token) as colleague:
            await colleague.send({"type": "set_duty", "duty": "on_duty"})
            await person.sit_down()
            assert await skills.call(colleague, person.case)
            async with playing(person.clerk()) as clerk:
                await is_on_duty(service, "shanghai-demo-1")
                assert await skills.begin(colleague, person.case)
                await asyncio.wait_for(clerk, 20)
                assert skills.has_case(colleague)

    live(tmp_path, go)


def test_a_scripted_clerk_gives_up_after_long_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def go(service: Running) -> None:
        async with window(service) as person, playing(person.clerk()) as clerk:
            await person.sit_down()
            await until(person.applicant, has_said(person.applicant, "clerk", "consent"))
            await asyncio.wait_for(clerk, 20)
            await until(person.applicant, has_said(person.applicant, "clerk", "signs_off"))
            away = [p for p in person.applicant.people if p["role"] == "clerk"]
            assert away[0]["away_since"] is not None  # so the clock sees that it is gone

    monkeypatch.setattr("tongban_client.partner.acting.SILENCE_S", 0.5)
    live(tmp_path, go)


# --- a person at the desk, a scripted applicant ---------------------------------------------


class Desk:
    """A person at the desk in Shanghai, and the case of a scripted applicant."""

    def __init__(self, service: Running, ticket: dict[str, Any]) -> None:
        self.service, self.case, self.token = service, ticket["case"], ticket["token"]
        self.clerk = Connection(service.ws, service.token("clerk", "k1", "jingan"))

    def applicant(self) -> Coroutine[Any, Any, None]:
        tokens = self.token, self.service.token("assistant", "wuhu-demo-1", "wuhu")
        return come_as_applicant(self.service.url, tokens, self.case, "wuhu", AT_ONCE)

    async def answer(self) -> None:
        await until(self.clerk, lambda: bool(self.clerk.line.get("ringing")))
        assert await skills.begin(self.clerk, self.case)
        await self.clerk.act("connected")
        await until(self.clerk, lambda: {"view", "guide"} <= set(self.clerk.view["consents"]))
        await self.clerk.tell("identify", method="card_reader", matches=True)
        await self.clerk.act("verified")

    async def help_with_the_form(self) -> None:
        await until(self.clerk, has_said(self.clerk, "applicant", "asks"))
        await self.clerk.tell("propose_field", field="kind", value="temporary")
        await self.at("verify_materials")

    async def at(self, stage: str) -> None:
        await until(self.clerk, lambda: self.clerk.view["stage"] == stage)

    async def judge(self, material: str, verdict: str, **more: str) -> bytes:
        """The document that was judged."""
        await until(self.clerk, lambda: material in skills.unjudged(self.clerk))
        sha = self.clerk.view["materials"][material]["sha256"]
        judged = {"material": material, "document": sha, "verdict": verdict}
        await self.clerk.tell("judge_material", **judged, **more)
        return await self.service.http.get_document(self.case, sha, self.clerk.token)

    async def accept(self) -> None:
        await self.clerk.act("complete")
        await until(self.clerk, lambda: self.clerk.view["case_number"] is not None)
        await self.clerk.act("accepted")
        await self.at("after_work")
        await self.clerk.act("done")


@asynccontextmanager
async def desk(service: Running) -> AsyncIterator[Desk]:
    person = Desk(service, await service.ticket())
    async with person.clerk as clerk:
        await clerk.send({"type": "set_duty", "duty": "on_duty"})
        yield person


def test_a_scripted_applicant_goes_with_a_person_at_the_desk_to_the_end(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with desk(service) as person, playing(person.applicant()) as applicant:
            await person.answer()
            await person.help_with_the_form()
            typed = [p["what"] for p in person.clerk.passed if p["what"]["type"] == "type"]
            assert {t["field"] for t in typed} >= {"name", "phone", "care_in"}
            assert [t["is_typing"] for t in typed[:2]] == [True, False]
            first = await person.judge("id_card", "rejected", reason="unreadable")
            again = await person.judge("id_card", "accepted")
            assert first != again
            await person.judge("filing_form", "accepted")
            await person.accept()
            await asyncio.wait_for(applicant, 20)
            state = service.hub.service.room(person.case).state
            assert (state.ended, state.case_number) == ("accepted", "SH-1")
            assert state.rating is not None
            assert state.rating.grade == 5
            assert state.form["kind"].value in ("temporary", "long_term")
            assert service.hub.service.desk.staff["wuhu-demo-1"].duty == "off"

    live(tmp_path, go)


def test_a_scripted_applicant_comes_again_with_what_was_missing(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        async with desk(service) as person, playing(person.applicant()) as applicant:
            await person.answer()
            await person.help_with_the_form()
            await person.judge("id_card", "rejected", reason="expired")
            await until(person.clerk, lambda: skills.unjudged(person.clerk) != [])
            await person.judge("id_card", "rejected", reason="expired")
            await person.clerk.act("deficient")
            await skills.leave_room(person.clerk)
            await person.answer()
            await person.at("verify_materials")
            for material in ("id_card", "filing_form"):
                await person.judge(material, "accepted")
            await person.accept()
            await asyncio.wait_for(applicant, 20)
            state = service.hub.service.room(person.case).state
            assert (state.ended, len(state.notices)) == ("accepted", 1)
            assert state.ticket.number == "A002"

    live(tmp_path, go)


def test_a_scripted_applicant_whom_nobody_answers_goes_elsewhere(tmp_path: Path) -> None:
    async def go(service: Running) -> None:
        ticket = await service.ticket()
        room = service.hub.service.room(ticket["case"])
        room.rules = replace(room.rules, no_answer_us=0)
        async with playing(Desk(service, ticket).applicant()) as applicant:
            await asyncio.wait_for(applicant, 20)
            assert room.state.ended == "fallback"

    live(tmp_path, go)


# --- what they put in and show --------------------------------------------------------------


def test_scripted_people_fill_in_every_form() -> None:
    faults = {
        (name, region): item.form_faults(
            region,
            {
                field: skills.answer_for(spec.model_dump() | {"regex": spec.regex})
                for field, spec in item.form(region).items()
            },
        )
        for name, item in CATALOGUE.items.items()
        for region in item.regions
    }
    assert set(map(str, faults.values())) == {"{}"}


def test_what_scripted_people_say_exists_in_both_languages() -> None:
    for words in WORDS.values():
        assert set(words) == {"zh-CN", "en"}
        blanks = [
            sorted(f for _, f, _, _ in Formatter().parse(text) if f) for text in words.values()
        ]
        assert blanks[0] == blanks[1]


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_papers_and_signatures_differ_by_what_they_say() -> None:
    assert paper("Identity card", "1") == paper("Identity card", "1") != paper("Identity card", "2")
    assert paper("Identity card", is_blurred=True) != paper("Identity card")
    assert signature("Zhang") == signature("Zhang") != signature("Li")
