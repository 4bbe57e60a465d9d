"""The browser's pages, served as they are: no build, nothing fetched from elsewhere.

A page is an address (``/desk``) and a file (``desk.html``); all they share stands under
``/static/``. Browsers ask each time whether a file is still the one they have, so that a new
version is never mixed with an old one. Nothing was built, so what is sent is compressed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

__all__ = ["PAGES", "add_pages"]

PAGES = {"/": "index", "/window": "window", "/desk": "desk", "/board": "board"}
"""Address -> page."""

PARTIAL = ("Range", "If-None-Match", "If-Modified-Since")
"""Who says none of these is answered with a whole file. To others the answer may be 304, which
has no body: compressed, it would have one, and the browser would read it as its next answer."""


def add_pages(app: web.Application, folder: Path) -> None:
    """Serve the pages in a folder."""
    for address, name in PAGES.items():
        app.router.add_get(address, _file(folder / f"{name}.html"))
    app.router.add_static("/static/", folder)
    app.middlewares.append(_compressed)
    app.on_response_prepare.append(_ask_again)


def _file(path: Path) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def given(_: web.Request) -> web.StreamResponse:
        return web.FileResponse(path)

    return given


async def _ask_again(_: web.Request, response: web.StreamResponse) -> None:
    if isinstance(response, web.FileResponse):
        response.headers["Cache-Control"] = "no-cache"


@web.middleware
async def _compressed(request: web.Request, handler: Any) -> web.StreamResponse:
    response: web.StreamResponse = await handler(request)
    is_whole = not any(name in request.headers for name in PARTIAL)
    if isinstance(response, web.FileResponse) and is_whole:
        response.enable_compression()
        response.headers["Vary"] = "Accept-Encoding"
    return response
