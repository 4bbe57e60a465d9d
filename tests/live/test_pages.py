"""Pages over a kept connection, as a browser asks: compressed, asked again when loaded anew."""

from __future__ import annotations

import asyncio
import zlib
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

from aiohttp import web

from tongban.live.pages import add_pages

TEXT = "a page\n" * 100


def answers(folder: Path, *asked: dict[str, str]) -> list[tuple[int, bytes, str | None]]:
    """What one connection is answered to its requests, one after another."""

    def ask(port: int) -> list[tuple[int, bytes, str | None]]:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        found, known = [], ""
        for headers in asked:
            sent = {name: known if value == "known" else value for name, value in headers.items()}
            connection.request("GET", "/desk", headers=sent)
            answer: HTTPResponse = connection.getresponse()
            known = answer.headers.get("ETag", "")
            found.append((answer.status, answer.read(), answer.headers.get("Content-Encoding")))
        connection.close()
        return found

    async def go() -> list[tuple[int, bytes, str | None]]:
        for name in ("index", "window", "desk", "board"):
            (folder / f"{name}.html").write_text(TEXT)
        app = web.Application()
        add_pages(app, folder)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            return await asyncio.to_thread(ask, runner.addresses[0][1])
        finally:
            await runner.cleanup()

    return asyncio.run(go())


def test_a_page_is_compressed_for_who_can_read_it(tmp_path: Path) -> None:
    (plain, packed) = answers(tmp_path, {}, {"Accept-Encoding": "deflate"})
    assert plain == (200, TEXT.encode(), None)
    assert packed[2] == "deflate"
    assert zlib.decompress(packed[1]) == TEXT.encode()
    assert len(packed[1]) < len(TEXT) / 4


def test_a_page_that_is_loaded_again_leaves_the_connection_usable(tmp_path: Path) -> None:
    again = {"Accept-Encoding": "deflate", "if-none-match": "known"}
    first, unchanged, third = answers(tmp_path, {"Accept-Encoding": "deflate"}, again, {})
    assert first[0] == 200
    assert unchanged == (304, b"", None)
    assert third == (200, TEXT.encode(), None)
