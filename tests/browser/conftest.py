"""The system's Chromium, driven by Playwright; never one that a test tool downloads."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest

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
