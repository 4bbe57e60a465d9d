"""The wallboard, a hall's call display and the start page, beside what was really done."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from live_pages import Pages, axe, pages_of
from live_world import FORM, ITEM
from over_sockets import Cast, cast, nothing

from tongban.live.board import Curve, Expected, Quantity
from tongban_client import Connection

SCENARIO = {
    "name": "yrd-2023",
    "title": {"zh-CN": "长三角", "en": "Yangtze River Delta"},
    "digest": "sha256:0",
    "is_demo": False,
}
LIGHT = json.dumps({"theme": "light", "easy": False})
LANGUAGES = [pytest.param("zh-CN", id="zh"), pytest.param("en", id="en")]
SPOKEN = """window.spoken = [];
Object.defineProperty(window, "speechSynthesis", { value: Object.assign(new EventTarget(), {
  getVoices: () => [{}], cancel: () => undefined,
  speak: (what) => {
    window.spoken.push([what.lang, what.text]);
    document.documentElement.dataset.spoken = window.spoken.length;
  },
}) });"""


@dataclass
class Stage:
    """The service and those who play on it for as long as the module runs."""

    pages: Pages
    password: str
    assistant: Connection
    clerk: Connection
    done: Cast
    called: str = ""
    frames: list[str] = field(default_factory=list)  # all that a page was told

    def ticket(self, hall: str = "wuhu", region: str = "shanghai") -> str:
        given = self.pages.do(self.pages.service.http.take_ticket(hall, region, ITEM))
        return str(given["number"])

    def call_next(self) -> str:
        """The number that is called, of those who wait in Wuhu."""

        async def call() -> str:
            here = self.assistant
            await here.ask({"type": "call_next"}, lambda: here.line.get("mine") is not None)
            room = self.pages.service.hub.service.room(here.line["mine"])
            return room.state.ticket.number

        self.called = self.pages.do(call())
        return self.called


async def staff(people: AsyncExitStack, pages: Pages, role: str, name: str, place: str) -> Any:
    service = pages.service
    token = service.token(role, name, place)
    return await people.enter_async_context(Connection(service.ws, token))


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One case accepted; then three wait: two in Wuhu for Shanghai, one in Yiwu for Anhui.

    The assistant of Wuhu's window 3 is on duty and free, Shanghai's clerk takes a break.
    """
    with pages_of(tmp_path_factory.mktemp("board")) as pages:
        people = AsyncExitStack()

        async def begin() -> Stage:
            async with cast(pages.service) as three:
                await three.story(nothing)
            assistant = await staff(people, pages, "assistant", "a1", "wuhu")
            clerk = await staff(people, pages, "clerk", "k1", "jingan")
            duty = {"type": "set_duty", "duty": "on_duty", "window": "wuhu-3"}
            await assistant.send(duty)
            await clerk.send({"type": "set_duty", "duty": "break"})
            password = pages.service.hub.accounts.add("boss", "supervisor", "")
            return Stage(pages, password, assistant, clerk, three)

        found = pages.do(begin())
        for hall, region in (("wuhu", "shanghai"), ("wuhu", "shanghai"), ("yiwu", "anhui")):
            found.ticket(hall, region)
        yield found
        pages.do(people.aclose())


Opened = Callable[..., Any]


@pytest.fixture
def opened(chromium: Any, stage: Stage) -> Iterator[Opened]:
    """Opens a page in a context of its own; afterwards the console must be empty."""
    contexts, errors = [], []

    def listen(frame: str | bytes) -> None:
        stage.frames.append(str(frame))

    def open_(
        path: str,
        language: str = "zh-CN",
        size: tuple[int, int] = (1920, 1080),
        *,
        scenario: dict[str, Any] = SCENARIO,
        signed_in: bool = True,
        may_fail: bool = False,
        **options: Any,
    ) -> Any:
        viewport = {"width": size[0], "height": size[1]}
        context = chromium.new_context(viewport=viewport, reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.add_init_script(
            f"localStorage.setItem('tongban.language', '{language}');"
            f"localStorage.setItem('tongban.look', '{LIGHT}');"
        )
        if signed_in:
            token = stage.pages.service.token("supervisor", "boss", "")
            page.add_init_script(f"sessionStorage.setItem('tongban.board', '{token}');")
        page.route("**/api/scenario", lambda route: route.fulfill(json=scenario))
        if not may_fail:
            page.on("console", lambda said: errors.append(said.text))
            page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("websocket", lambda ws: ws.on("framereceived", listen))
        page.goto(stage.pages.url + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert errors == []


def figure(page: Any, name: str) -> str:
    """A tile's number, once it is there."""
    return str(page.locator(f"[data-figure={name}] .value").inner_text())


def line(page: Any, place: str, what: str) -> str:
    """A cell of a place's line."""
    found = page.locator(f"[data-place={place}] [data-what={what}]").inner_text()
    return " ".join(str(found).split())


def expectation() -> Expected:
    """One that rises by a case an hour from nine to five."""

    def curve(top: float) -> Curve:
        mean = tuple(top * min(max((i + 1) / 2 - 9, 0), 8) / 8 for i in range(48))

        def times(factor: float) -> tuple[float, ...]:
            return tuple(value * factor for value in mean)

        return Curve(
            mean=mean,
            mean_low=times(0.9),
            mean_high=times(1.1),
            day_low=times(0.0),
            day_high=times(2.0),
        )

    ratio = Quantity(mean=0.95, mean_low=0.94, mean_high=0.96, day_low=0.8, day_high=1)
    return Expected(
        digest="sha256:0",
        channel="virtual_window",
        load=1,
        seed=7,
        replications=30,
        days=150,
        mean_level=0.95,
        day_share=0.9,
        came=curve(16),
        accepted=curve(8),
        answered=curve(4),
        waiting=curve(1),
        service_level=ratio,
        wait_mean_min=ratio,
    )


# --- the wallboard ----------------------------------------------------------------------------


def test_a_supervisor_signs_in_and_sees_what_was_done(opened: Opened, stage: Stage) -> None:
    page = opened("/board", "en", signed_in=False)
    page.get_by_label("Name").fill("boss")
    page.get_by_label("Password").fill(stage.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("[data-figure=waiting]").wait_for()
    assert page.evaluate("document.activeElement.localName") == "h1"
    assert [figure(page, name) for name in ("waiting", "accepted", "progress", "level")] == [
        "3",
        "1",
        "3",
        "100%",
    ]
    level = page.locator("[data-figure=level]").inner_text()
    assert "answered within 5 minutes: 1 of 1; 3 not decided yet" in level
    assert re.fullmatch(r"0:\d\d", figure(page, "longest"))
    assert "4 tickets" in page.locator("[data-figure=accepted]").inner_text()
    assert line(page, "shanghai", "waiting") == "2"
    assert line(page, "anhui", "waiting") == "1"
    assert line(page, "jiangsu", "longest") == "nobody"
    assert line(page, "wuhu", "waiting") == "2"
    assert line(page, "yiwu", "waiting") == "1"
    assert line(page, "shanghai", "staff") == "1 on a break"
    assert line(page, "wuhu", "staff") == "1 free"
    stages = page.locator("[data-stage]")
    assert stages.count() == 1
    assert " ".join(stages.inner_text().split()) == (
        "Take a ticket, come to the window 3 3 of them waiting"
    )


def test_what_happens_is_seen_without_loading_anew(opened: Opened, stage: Stage) -> None:
    page = opened("/board")
    tile = page.locator("[data-figure=waiting] .value")
    before = int(tile.inner_text())
    page.evaluate("document.querySelector('tb-wallboard svg').marked = true")
    stage.ticket("chuzhou", "jiangsu")
    page.locator("[data-place=chuzhou] strong", has_text="1").wait_for()
    assert int(tile.inner_text()) == before + 1
    assert page.evaluate("document.querySelector('tb-wallboard svg').marked") is True


def test_the_expectation_is_announced_and_then_shown(opened: Opened, stage: Stage) -> None:
    boards = stage.pages.service.hub.boards
    page = opened("/board", "en")
    chart = page.locator("tb-day-chart")
    chart.get_by_text("The expectation is being computed").wait_for()
    boards.expected = expectation()
    words = chart.get_by_text("Simulated expectation for scenario")
    words.wait_for()
    assert words.inner_text() == (
        "Simulated expectation for scenario “Yangtze River Delta”, 30 replications (150 days), "
        "seed 7. It rests on the scenario's assumptions and is no target."
    )
    for said in ("95% interval of that mean", "90% of single days fall in this band"):
        assert chart.get_by_text(said).first.is_visible()
    drawing = chart.get_by_role("img")
    assert "Accepted · today so far: 1 ·" in drawing.get_attribute("aria-label")
    chart.get_by_role("button", name="Table").click()
    row = chart.get_by_role("row", name="17:00").inner_text().split("\t")
    assert row[2:] == ["8.0", "7.2–8.8", "0–16"]
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Table"
    chart.get_by_role("button", name="Tickets").click()
    assert "Tickets · today so far:" in drawing.get_attribute("aria-label")


def test_a_lost_link_is_said_and_comes_back(opened: Opened, stage: Stage) -> None:
    hub = stage.pages.service.hub
    page = opened("/board", "en", may_fail=True)
    page.get_by_text("Live, as of").wait_for()

    async def cut(*, is_draining: bool) -> None:
        hub.is_draining = is_draining
        for connection in list(hub.connections.values()):
            if connection.grant is not None and connection.grant.role == "supervisor":
                connection.close("restarting")

    stage.pages.do(cut(is_draining=True))
    page.get_by_text("Reconnecting; the figures are as of").first.wait_for()
    assert axe(page) == []
    stage.pages.do(cut(is_draining=False))
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.get_by_text("Live, as of").wait_for()


def test_signed_out_one_signs_in_again(opened: Opened) -> None:
    page = opened("/board", "en")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in as a supervisor").wait_for()
    assert page.evaluate("sessionStorage.getItem('tongban.board')") is None
    page.evaluate("sessionStorage.setItem('tongban.board', 'no token')")


# --- the call display -------------------------------------------------------------------------


def test_a_call_is_shown_and_spoken_in_both_languages(opened: Opened, stage: Stage) -> None:
    stage.ticket()
    page = opened("/board?hall=wuhu", signed_in=False)
    page.get_by_text("请等候叫号").wait_for()
    page.evaluate(SPOKEN)
    page.get_by_role("button", name="打开声音").click()
    number = stage.call_next()
    page.locator(f".calling [data-number={number}]").wait_for()
    assert page.locator(".calling .window").inner_text().split("\n") == ["3号窗口", "Window 3"]
    page.locator("html[data-spoken='3']").wait_for()
    spelled = " ".join(number)
    assert page.evaluate("window.spoken")[1:] == [
        ["zh-CN", f"请 {spelled} 号，到 3号窗口"],
        ["en-GB", f"Number {spelled}, please go to Window 3"],
    ]
    waiting = len(stage.pages.service.hub.service.desk.line("wuhu"))
    assert page.locator("[data-what=waiting]").inner_text() == str(waiting)
    elsewhere = opened("/board?hall=yiwu", signed_in=False)
    elsewhere.get_by_text("请等候叫号").wait_for()
    assert number not in elsewhere.locator("main").inner_text()


def test_who_opens_the_display_later_hears_nothing_of_before(opened: Opened, stage: Stage) -> None:
    page = opened("/board?hall=wuhu", "en", signed_in=False)
    page.locator(f".calling [data-number={stage.called}]").wait_for()
    page.evaluate(SPOKEN)
    page.get_by_role("button", name="Sound on").click()
    page.get_by_role("button", name="Sound off").wait_for()
    page.get_by_role("button", name="Sound off").click()
    assert page.evaluate("window.spoken") == [["en-GB", "The voice is on"]]


def test_there_is_no_display_of_no_hall(opened: Opened) -> None:
    page = opened("/board?hall=nowhere", "en", signed_in=False)
    page.get_by_text("There is no display of such a hall").wait_for()
    page.get_by_role("link", name="Wuhu").click()
    page.get_by_role("heading", name="Wuhu").wait_for()


BAD = "<script>alert(1)</script>"


def test_script_in_what_is_told_stays_text(opened: Opened, stage: Stage) -> None:
    told = json.loads(stage.pages.service.hub.boards.display("wuhu").model_dump_json(by_alias=True))
    call = {"number": BAD, "window": BAD, "at": 1, "is_missed": False}
    told |= {"title": {"zh-CN": BAD, "en": BAD}, "calling": [call], "recent": [call]}
    page = opened("/", signed_in=False)
    page.route_web_socket(
        "**/ws", lambda ws: ws.on_message(lambda _: ws.send(json.dumps(told))) and None
    )
    page.goto(stage.pages.url + "/board?hall=wuhu")
    page.get_by_role("heading", name=BAD).wait_for()
    assert page.locator(".number").inner_text() == BAD


# --- the start page ---------------------------------------------------------------------------


def test_the_start_page_leads_across_a_border_to_each_role(opened: Opened, stage: Stage) -> None:
    page = opened("/", "en", signed_in=False)
    ways = page.get_by_role("navigation").get_by_role("link")
    page.get_by_label("Nearby hall").wait_for()
    assert [way.get_attribute("href") for way in ways.all()] == [
        "/window?hall=wuhu",
        "/desk?region=shanghai",
        "/board",
        "/board?hall=wuhu",
    ]
    page.get_by_label("Nearby hall").select_option(label="Chuzhou")
    page.get_by_label("Home region").select_option(label="Anhui")
    page.get_by_text("The same region").wait_for()
    assert ways.nth(0).get_attribute("href") == "/window?hall=chuzhou"
    assert ways.nth(1).get_attribute("href") == "/desk?region=anhui"
    for way in ways.all():
        assert page.request.get(stage.pages.url + way.get_attribute("href")).ok
    assert page.get_by_text("See it in two windows").count() == 0


def test_a_demonstration_is_explained(opened: Opened) -> None:
    page = opened("/", "en", signed_in=False, scenario=SCENARIO | {"is_demo": True})
    guide = page.locator(".guide")
    guide.get_by_role("heading", name="See it in two windows").wait_for()
    links = [link.get_attribute("href") for link in guide.get_by_role("link").all()]
    assert links == ["/window?hall=wuhu", "/desk?region=shanghai"] * 2


# --- all of them ------------------------------------------------------------------------------

PLACES = {
    "board": ("/board", True, "tb-wallboard .plot svg"),
    "entrance": ("/board", False, "tb-sign-in form"),
    "display": ("/board?hall=wuhu", False, "tb-display .before"),
    "start": ("/", False, "tb-start select"),
}


@pytest.mark.parametrize("place", PLACES)
def test_axe_finds_nothing(opened: Opened, place: str) -> None:
    path, signed_in, shown = PLACES[place]
    demo = SCENARIO | {"is_demo": True}
    page = opened(path, "en", signed_in=signed_in, scenario=demo)
    page.locator(shown).first.wait_for()
    assert axe(page) == []
    for theme in ("dark", "contrast"):
        page.get_by_label("Appearance").select_option(theme)
        assert axe(page, colours=True) == [], theme
    page.get_by_role("button", name="Easy mode").click()
    assert axe(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_a_phone_needs_no_sideways_scroll(opened: Opened, place: str, language: str) -> None:
    path, signed_in, shown = PLACES[place]
    page = opened(path, language, size=(360, 740), signed_in=signed_in)
    page.locator(shown).first.wait_for()
    width = "document.documentElement.scrollWidth"
    assert page.evaluate(width) <= 360
    page.locator("tb-bar button").first.click()
    assert page.evaluate("document.documentElement.hasAttribute('data-easy')")
    assert page.evaluate(width) <= 360


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", ["board", "display"])
def test_a_big_screen_shows_all_at_once(opened: Opened, place: str, language: str) -> None:
    path, signed_in, shown = PLACES[place]
    page = opened(path, language, signed_in=signed_in)
    page.locator(shown).first.wait_for()
    assert page.evaluate("document.documentElement.scrollHeight") <= 1080
    cut = """[...document.querySelectorAll("tb-board .panel")]
      .filter((panel) => panel.scrollHeight > panel.clientHeight + 1).length"""
    assert page.evaluate(cut) == 0


def test_no_page_was_told_anything_of_anybody(stage: Stage) -> None:
    case = stage.pages.service.hub.service.room(stage.done.case).state
    told = "\n".join(stage.frames)
    assert "calling" in told
    assert "throughput" in told
    personal = [FORM[name] for name in ("name", "id_number", "phone", "address")]
    secrets = [*personal, case.case, case.case_number]
    assert [secret for secret in secrets if str(secret) in told] == []
