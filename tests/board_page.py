"""Wallboard, call display and start page of a service that has something to show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from live_pages import Pages, pages_of
from live_world import ITEM
from over_sockets import Cast, cast, nothing
from tabs import Tabs

from tongban_client import Connection

__all__ = ["SCENARIO", "SPOKEN", "OpenBoard", "Stage", "open_board", "stage_in"]

SCENARIO = {
    "name": "yrd-2023",
    "title": {"zh-CN": "长三角", "en": "Yangtze River Delta"},
    "digest": "sha256:0",
    "is_demo": False,
}
SPOKEN = """window.spoken = [];
Object.defineProperty(window, "speechSynthesis", { value: Object.assign(new EventTarget(), {
  getVoices: () => [{}], cancel: () => undefined,
  speak: (what) => {
    window.spoken.push([what.lang, what.text]);
    document.documentElement.dataset.spoken = window.spoken.length;
  },
}) });"""
OpenBoard = Callable[..., Any]


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


@contextmanager
def stage_in(folder: Path) -> Iterator[Stage]:
    """One case accepted; then three wait: two in Wuhu for Shanghai, one in Yiwu for Anhui.

    The assistant of Wuhu's window 3 is on duty and free, Shanghai's clerk takes a break.
    """
    with pages_of(folder) as pages:
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


def open_board(
    tabs: Tabs,
    stage: Stage,
    path: str,
    language: str = "zh-CN",
    size: tuple[int, int] = (1920, 1080),
    *,
    scenario: dict[str, Any] = SCENARIO,
    signed_in: bool = True,
    may_fail: bool = False,
) -> Any:
    """A page whose frames the stage keeps, on a big screen unless given."""
    return tabs.page(
        path,
        language,
        kept={"board": stage.pages.service.token("supervisor", "boss", "")} if signed_in else {},
        answers={"**/api/scenario": scenario},
        frames=stage.frames,
        may_fail=may_fail,
        viewport={"width": size[0], "height": size[1]},
    )
