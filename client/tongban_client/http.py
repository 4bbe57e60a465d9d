"""The few things that go over HTTP: log in, take a ticket, documents, the receipt."""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from http.client import HTTPException
from typing import Any

__all__ = ["Failed", "Http"]


NOT_NOW = 503
"""The service could not just now; nothing was done."""


class Failed(Exception):
    """The service did not do it; `status` and `told` say why."""

    def __init__(self, status: int, told: dict[str, Any]) -> None:
        super().__init__(f"{status}: {told.get('error', told)}")
        self.status, self.told = status, told


@cache
def _threads() -> ThreadPoolExecutor:
    """Threads of our own: a service in the same process may need the loop's to answer."""
    return ThreadPoolExecutor(32, "http")


@dataclass(frozen=True, slots=True)
class Http:
    """A service at an address such as ``http://127.0.0.1:8080``.

    What had no answer, or could not be done just now, is asked again for a while: each ticket is
    asked for under a key of its own, and all else may be done twice, so nothing is ever done
    twice over.
    """

    url: str
    patience_s: float = 30

    async def log_in(self, name: str, password: str) -> str:
        """A token for somebody with an account."""
        found = await self._json("POST", "/api/log-in", {"name": name, "password": password})
        return str(found["token"])

    async def take_ticket(self, hall: str, region: str, item: str) -> dict[str, Any]:
        """A ticket: its `case`, `number` and `token`."""
        asked = {"hall": hall, "region": region, "item": item, "key": secrets.token_hex(8)}
        return await self._json("POST", "/api/tickets", asked)

    async def come_again(self, case: str, hall: str, token: str) -> dict[str, Any]:
        """Another ticket for a case that was told to come again."""
        asked = {"hall": hall, "key": secrets.token_hex(8)}
        return await self._json("POST", f"/api/cases/{case}/tickets", asked, token)

    async def catalogue(self) -> dict[str, Any]:
        """Items, regions and halls."""
        return await self._json("GET", "/api/catalogue")

    async def put_document(self, case: str, data: bytes, token: str) -> dict[str, Any]:
        """Keep a document: its `sha256`, `media_type` and `size` as kept."""
        path = f"/api/cases/{case}/documents"
        found: dict[str, Any] = json.loads(await self._bytes("POST", path, data, token))
        return found

    async def get_document(self, case: str, sha256: str, token: str) -> bytes:
        """A document that is kept."""
        return await self._bytes("GET", f"/api/cases/{case}/documents/{sha256}", None, token)

    async def receipt(self, case: str, token: str, language: str = "zh-CN") -> str:
        """The receipt as a page."""
        path = f"/api/cases/{case}/receipt?lang={language}"
        return (await self._bytes("GET", path, None, token)).decode()

    async def _json(
        self, method: str, path: str, body: object = None, token: str = ""
    ) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        found: dict[str, Any] = json.loads(await self._bytes(method, path, data, token))
        return found

    async def _bytes(self, method: str, path: str, body: bytes | None, token: str) -> bytes:
        loop = asyncio.get_running_loop()
        until, wait = loop.time() + self.patience_s, 0.1
        while True:
            try:
                ask = partial(self._ask, method, path, body, token)
                return await loop.run_in_executor(_threads(), ask)
            except Failed as failed:
                if failed.status != NOT_NOW or loop.time() > until:
                    raise
            except (OSError, HTTPException) as error:  # no answer, or half of one
                if loop.time() > until:
                    raise Failed(0, {"error": f"no answer: {error}"}) from None
            await asyncio.sleep(random.uniform(0, wait))
            wait = min(2 * wait, 2)

    def _ask(self, method: str, path: str, body: bytes | None, token: str) -> bytes:
        """Raises Failed for an answer that is none of 2xx."""
        request = urllib.request.Request(self.url + path, body, method=method)
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                data: bytes = answer.read()
                return data
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")
            try:
                told = json.loads(text)
            except ValueError:
                told = {"error": text}
            raise Failed(error.code, told) from None
