"""A live service with its pages, in a thread of its own: for tests that look at them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from over_sockets import Running, running

from tongban.cli.serve import pages_folder

__all__ = ["Pages", "axe", "pages_of"]

T = TypeVar("T")
WHOLE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class Pages:
    """A service that runs elsewhere; ``do`` does something there and waits for it."""

    service: Running
    loop: asyncio.AbstractEventLoop

    @property
    def url(self) -> str:
        """Where the pages are."""
        return self.service.url

    def do(self, what: Coroutine[Any, Any, T]) -> T:
        """What comes of it, within half a minute."""
        return asyncio.run_coroutine_threadsafe(what, self.loop).result(30)


@contextmanager
def pages_of(folder: Path) -> Iterator[Pages]:
    """A service with its files in a folder."""
    ready: Future[tuple[Pages, asyncio.Event]] = Future()

    async def run() -> None:
        stop = asyncio.Event()
        async with running(folder, pages=pages_folder()) as service:
            ready.set_result((Pages(service, asyncio.get_running_loop()), stop))
            await stop.wait()

    here = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    here.start()
    pages, stop = ready.result(30)
    try:
        yield pages
    finally:
        pages.loop.call_soon_threadsafe(stop.set)
        here.join(30)


def axe(page: Any, *, colours: bool = False) -> list[str]:
    """What axe finds, serious or not: which rule, and where.

    colours  only what another theme may change
    """
    from axe_playwright_python.sync_playwright import Axe

    wanted = {"type": "tag", "values": WHOLE}
    if colours:
        wanted = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
    found = Axe().run(page, options={"runOnly": wanted})
    return [
        f"{rule['id']}: {node['html']} {node['failureSummary']}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]
