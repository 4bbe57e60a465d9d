"""Pages in browsers of their own, and what they complained of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

__all__ = ["Tabs"]

USUAL = {"viewport": {"width": 1366, "height": 900}, "reduced_motion": "reduce"}


class Tabs:
    """Opens pages of a service, each as somebody else's browser has it.

    excused  words in what a browser says that are no complaint about the page
    """

    def __init__(self, browser: Any, url: str, excused: Iterable[str] = ()) -> None:
        self.browser, self.url, self.excused = browser, url, tuple(excused)
        self.contexts: list[Any] = []
        self.complaints: list[str] = []

    def page(
        self,
        path: str,
        language: str = "zh-CN",
        *,
        is_easy: bool = False,
        kept: Mapping[str, str] | None = None,
        answers: Mapping[str, Any] | None = None,
        without: Iterable[str] = (),
        frames: list[str] | None = None,
        before: str = "",
        may_fail: bool = False,
        **options: Any,
    ) -> Any:
        """A page of the service.

        kept      what its session holds already, by the key after `tongban.`
        answers   what an address answers (JSON) in place of the service
        without   addresses of modules that are empty
        frames    gets all that its sockets receive
        before    script that runs before the page's own
        may_fail  whether its complaints are let pass
        options   of the browser's context, in place of the usual
        """
        devices = ["camera", "microphone"]
        context = self.browser.new_context(permissions=devices, **(USUAL | options))
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        stored = {"language": language, "look": json.dumps({"theme": "light", "easy": is_easy})}
        page.add_init_script(
            _storing("localStorage", stored) + _storing("sessionStorage", kept or {})
        )
        page.add_init_script(before)
        for address, answer in (answers or {}).items():
            page.route(address, partial(_answer, json=answer))
        for address in without:
            page.route(address, partial(_answer, body="", content_type="text/javascript"))
        if frames is not None:
            page.on("websocket", partial(_overhear, frames))
        if not may_fail:
            page.on("console", self._heard)
            page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.url + path)
        return page

    def _heard(self, message: Any) -> None:
        is_excused = any(words in message.text for words in self.excused)
        if message.type in ("error", "warning") and not is_excused:
            self.complaints.append(message.text)

    def close(self) -> None:
        """Closes all of them; none may have complained."""
        for context in self.contexts:
            context.close()
        assert self.complaints == []


def _storing(storage: str, values: Mapping[str, str]) -> str:
    """Script that stores what is not there yet."""
    lines = (
        f"{storage}['tongban.{key}'] ??= {json.dumps(value)};" for key, value in values.items()
    )
    return "\n".join(lines)


def _answer(route: Any, **answer: Any) -> None:
    route.fulfill(**answer)


def _overhear(frames: list[str], ws: Any) -> None:
    ws.on("framereceived", lambda frame: frames.append(str(frame)))
