"""What the browser's tests share: Chromium, a service, and those who open its pages.

Chromium is the system's, driven by Playwright; never one that a test tool downloads.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from house import House, house_in
from people import Opened, opening

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
