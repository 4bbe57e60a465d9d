"""Take the pictures of window, desk and wallboard that the documents show. By `make screenshots`.

A case is brought to where its form is filled in together, by the same people who walk through the
browser's tests; so the pictures show the pages as they are.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from itertools import count
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from tongban.live.serving import demo_accounts
from tongban.scenario import load, load_catalogue
from tongban_client import Http
from tongban_client.behaviour import scripts
from tongban_client.rehearsal import Rehearsal

DOCS = Path(__file__).resolve().parent
for folder in ("tests", "tests/live"):
    sys.path.insert(0, str(DOCS.parent / folder))

from house import House, house_in  # noqa: E402
from people import AtWindow, Opened, opening  # noqa: E402

SCREEN = {"viewport": {"width": 1366, "height": 768}}
STORIES = 18
COLOURS, WIDTH = 128, 1024


async def rehearse(house: House) -> None:
    """Some cases of the day, so that the board has something to show."""
    source = load("yrd-2023")
    passwords = demo_accounts(house.hub.accounts, source)
    staff = {
        account.name: (account.role, account.place, passwords[account.name])
        for account in house.hub.accounts.all()
    }
    items = [name for name, item in load_catalogue().items.items() if not item.not_through]
    scripted = scripts(source, items, seed=1)
    await Rehearsal(Http(house.url), staff, 600).run(scripted, STORIES)


def take(opened: Opened, language: str, name: str) -> None:
    """Window, desk and board in a language, with a case at its form."""
    here = opened.window("wuhu", language, **SCREEN)
    there = opened.desk("shanghai", language, **SCREEN)
    here.takes_ticket("shanghai", "company_change")
    here.is_seated()
    there.answers()
    here.consents()
    there.identifies()
    here.sees_the_other()
    there.sees_the_other()
    _fill_half(here)
    there.proposes("new_address", "上海市静安区示例路1号")
    there.press("point", there.page.locator("tb-field[data-key=old_address]"))
    here.page.locator("[data-pointed]").wait_for()
    keep(here.page, f"window.{name}")
    keep(there.page, f"desk.{name}")
    board = opened.page("/board", language, viewport={"width": 1920, "height": 1080})
    password = opened.house.hub.accounts.add(f"supervisor-{name}", "supervisor", "")
    board.get_by_label(here.word("name"), exact=True).fill(f"supervisor-{name}")
    board.get_by_label(here.word("password"), exact=True).fill(password)
    board.get_by_role("button", name=here.word("sign in"), exact=True).click()
    board.locator("tb-day-chart svg").wait_for()
    keep(board, f"board.{name}")


def _fill_half(here: AtWindow) -> None:
    for name, value in (("name", "张示例"), ("phone", "13800000000"), ("company_name", "示例公司")):
        here.page.locator(f"#f-{name}").fill(value)


def keep(page: Any, name: str) -> None:
    """A page's picture, small: few colours, no wider than a column of text."""
    page.mouse.move(0, 0)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.thumbnail((WIDTH, WIDTH))
    file = DOCS / "images" / f"{name}.png"
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=COLOURS).save(file, optimize=True)
    print(f"wrote {file.relative_to(DOCS.parent)}: {file.stat().st_size // 1024} KiB")


def main() -> None:
    """Both languages, on a service of their own."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        arguments = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        with house_in(Path(folder), expects=True) as house, opening(browser, house) as opened:
            house.do(rehearse(house))
            house.serial = count(5)  # after those who rehearsed
            take(opened, "zh-CN", "zh-CN")
            house.clear()
            take(opened, "en", "en")
        browser.close()


if __name__ == "__main__":
    main()
