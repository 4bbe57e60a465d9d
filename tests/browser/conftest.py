"""What the browser's tests share: Chromium, a service, and those who open its pages.

Chromium is the system's, driven by Playwright; never one that a test tool downloads.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from functools import partial
from typing import Any

import board_page
import desk_page
import pytest
import window_page
from house import House, house_in
from live_pages import Pages, pages_of
from people import Opened, opening
from tabs import Tabs

NEEDED = (
    "needs Chromium: install the system's package (Debian: chromium) and pip install 'tongban[dev]'"
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream=device-count=3",  # a green picture that moves, and beeps
    "--use-fake-ui-for-media-stream",  # every question for a camera or screen is answered with yes
]


# Of a module: Playwright's loop, while it runs, keeps other tests from starting one of their own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    found = found or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        found = None
    if found is None:
        if os.environ.get("TONGBAN_BROWSER") == "required":
            pytest.fail(NEEDED)
        pytest.skip(NEEDED)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The whole service with the four regions' systems."""
    with house_in(tmp_path_factory.mktemp("house")) as found:
        yield found


@pytest.fixture
def opened(chromium: Any, house: House) -> Iterator[Opened]:
    """Opens the pages of the whole service, and brings people to them."""
    with opening(chromium, house) as found:
        yield found
    house.clear()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """A service on one region that is no program."""
    with pages_of(tmp_path_factory.mktemp("pages")) as found:
        yield found


@pytest.fixture
def tabs(chromium: Any, pages: Pages) -> Iterator[Tabs]:
    """Opens its pages."""
    found = Tabs(chromium, pages.url)
    yield found
    found.close()


@pytest.fixture
def open_desk(tabs: Tabs, pages: Pages) -> desk_page.OpenDesk:
    return partial(desk_page.open_desk, tabs, pages)


@pytest.fixture
def open_window(tabs: Tabs, pages: Pages) -> window_page.OpenWindow:
    return partial(window_page.open_window, tabs, pages)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[board_page.Stage]:
    """A service with a case that is done, some that wait, and those who play on it."""
    with board_page.stage_in(tmp_path_factory.mktemp("board")) as found:
        yield found


@pytest.fixture
def open_board(chromium: Any, stage: board_page.Stage) -> Iterator[board_page.OpenBoard]:
    tabs = Tabs(chromium, stage.pages.url)
    yield partial(board_page.open_board, tabs, stage)
    tabs.close()
