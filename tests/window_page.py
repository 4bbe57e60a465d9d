"""The window's page, step by step as those at it go, opposite a clerk of ``other_side``."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from live_pages import Pages
from tabs import Tabs

__all__ = ["OpenWindow", "act", "case_of", "draw", "kept", "open_window", "seat", "show", "take"]

TAKEN = """async (camera) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 400, height: 300 });
  canvas.getContext("2d").fillText("a paper", 20, 20);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const detail = { blob, name: "scan.png" };
  camera.dispatchEvent(new CustomEvent("document-taken", { bubbles: true, detail }));
}"""
WATCHED = """window.urls = 0;
const { createObjectURL, revokeObjectURL } = URL;
window.spoken = [];
Object.defineProperty(window, "speechSynthesis", { value: Object.assign(new EventTarget(), {
  getVoices: () => [{}], cancel: () => undefined, speaking: false,
  speak: (what) => window.spoken.push([what.lang, what.text]),
}) });
URL.createObjectURL = (blob) => { window.urls += 1; return createObjectURL.call(URL, blob); };
URL.revokeObjectURL = (url) => { window.urls -= 1; return revokeObjectURL.call(URL, url); };"""
OpenWindow = Callable[..., Any]


def open_window(
    tabs: Tabs,
    pages: Pages,
    hall: str,
    language: str = "zh-CN",
    *,
    signed_in: bool = True,
    **options: Any,
) -> Any:
    """The window of a hall, its assistant on duty; it counts its object URLs and what it says."""
    return tabs.page(
        f"/window?hall={hall}",
        language,
        kept={"terminal": on_duty(pages, hall)} if signed_in else {},
        answers={"**/api/scenario": {"is_demo": False}},
        before=WATCHED,
        **({"viewport": {"width": 1280, "height": 900}} | options),
    )


def on_duty(pages: Pages, hall: str) -> str:
    """What a terminal keeps of its assistant."""
    token = pages.service.token("assistant", f"{hall}-a1", hall)
    duty = {"token": token, "name": f"{hall}-a1", "place": hall, "window": f"{hall}-1"}
    return json.dumps({"duty": duty | {"isOnBreak": False}, "tickets": []})


def take(page: Any, region: str = "上海市", item: str = "异地就医备案") -> str:
    """A ticket for an item; its case."""
    page.get_by_role("button", name=region).click()
    page.get_by_role("button", name=item, exact=True).click()
    page.locator("[data-key=take] button").click()
    page.locator(".ticket strong").wait_for()
    return case_of(page)


def case_of(page: Any) -> str:
    return str(page.evaluate("JSON.parse(sessionStorage['tongban.terminal']).current"))


def act(page: Any, who: str) -> None:
    page.locator("tb-acting").get_by_role("button", name=who).click()


def seat(page: Any) -> None:
    """The assistant calls the next and seats them."""
    act(page, "帮办员")
    page.get_by_role("button", name="叫下一号").click()
    page.get_by_role("button", name="请入座，开始办理").click()
    page.get_by_role("button", name="已入座，呼叫属地坐席").click()
    page.get_by_role("heading", name="正在呼叫属地坐席").wait_for()


def show(page: Any, n: int) -> None:
    """So many materials are shown."""
    for _ in range(n):
        page.get_by_role("button", name="拍摄或选择文件").first.click()
        page.locator("tb-camera").evaluate(TAKEN)
        page.locator("tb-bring dialog").wait_for(state="detached")


def draw(page: Any) -> None:
    """A stroke in the box."""
    pad = page.locator("tb-sign-pad canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    for i in range(1, 8):
        page.mouse.move(box["x"] + 40 + 20 * i, box["y"] + 40 + 15 * (i % 3))
    page.mouse.up()


def kept(page: Any) -> dict[str, Any]:
    """What the tab keeps."""
    found: dict[str, Any] = page.evaluate("({...sessionStorage})")
    return found
