"""Hostile requests by the hundred: each is answered in words and with a status of its own."""

from __future__ import annotations

import asyncio
import io
import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hostile import wrong_types
from over_sockets import picture
from PIL import Image
from served import Served

REQUESTS = int(os.environ.get("SOAK_REQUESTS", "300"))
GROWTH_MB = 100
TOO_LARGE = 10_000_001
BODIES = {
    "/api/log-in": {"name": "k1", "password": "secret"},
    "/api/tickets": {"hall": "wuhu", "region": "shanghai", "item": "medical_filing", "key": "k"},
    "/api/cases/CASE/tickets": {"hall": "wuhu", "key": "k"},
}


@dataclass(frozen=True, slots=True)
class Ask:
    """A request to be made."""

    path: str
    body: bytes
    token: str = ""


def asked(chance: random.Random, case: str, token: str) -> Iterator[Ask]:
    """Requests without end: bodies of wrong types, of no JSON, pictures that are broken."""
    papers = documents(chance)
    while True:
        path, body = chance.choice(list(BODIES.items()))
        wrong = chance.choice(list(wrong_types(body)))
        yield Ask(path.replace("CASE", case), json.dumps(wrong).encode(), token)
        yield Ask(path.replace("CASE", case), next(no_json(chance)), token)
        yield Ask(f"/api/cases/{case}/documents", next(papers), token)
        odd = chance.choice(["..", "%00", "%2e%2e%2f", "x" * 5000, "%ff", "字", "a b", "'"])
        yield Ask(f"/api/cases/{odd}/{chance.choice(['tickets', 'documents'])}", b"{}", token)
        yield Ask(
            path.replace("CASE", case), b"{}", chance.choice(["", "x", "é", "\x7f", "a" * 5000])
        )


def no_json(chance: random.Random) -> Iterator[bytes]:
    while True:
        yield chance.choice(
            [
                b"",
                b"[" * 50_000,
                b'{"a":' * 5_000,
                b"\xff\xfe\x00",
                b'{"hall": NaN}',
                b"null",
                b'"' + b"\\ud800" + b'"',
                b"9" * 20_000,
                chance.randbytes(chance.randrange(1, 2000)),
            ]
        )


def documents(chance: random.Random) -> Iterator[bytes]:
    """Pictures and papers with something wrong about them."""
    sound = [picture(), jpeg(), b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"]
    yield b"x" * TOO_LARGE
    yield b""
    while True:
        data = bytearray(chance.choice(sound))
        for _ in range(chance.randrange(1, 20)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        yield bytes(data[: chance.randrange(1, len(data) + 1)])
        yield chance.randbytes(chance.randrange(0, 5000))
        yield chance.choice([b"<svg onload='x'/>", b"GIF89a" + bytes(50), b"II*\x00" + bytes(90)])


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(out, "JPEG")
    return out.getvalue()


async def status_of(port: int, one: Ask) -> int:
    """The status of the answer, and the connection is closed; 0 where there is none."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST {one.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
    if one.token:
        head += f"Authorization: Bearer {one.token}\r\n"
    try:
        writer.write(f"{head}Content-Length: {len(one.body)}\r\n\r\n".encode() + one.body)
        with suppress(ConnectionError):
            await writer.drain()  # it need not read all of what is too large
        line = await reader.readline()
        return int(line.split()[1]) if line else 0
    finally:
        writer.transport.abort()


def test_hostile_requests_are_answered(tmp_path: Path) -> None:
    async def go() -> None:
        async with Served(tmp_path) as service:
            ticket = await service.ticket()
            requests = asked(random.Random(1), ticket["case"], ticket["token"])
            statuses: Counter[int] = Counter()
            before = service.memory_mb()
            for _ in range(REQUESTS // 20):
                asking = (status_of(service.port, next(requests)) for _ in range(20))
                async with asyncio.timeout(60):
                    statuses.update(await asyncio.gather(*asking))
            print(f"hostile requests: {statuses.total()}; statuses: {dict(statuses)}")
            assert set(statuses) <= {201, 400, 401, 404, 409, 413, 415, 429}
            assert statuses.total() == REQUESTS // 20 * 20
            assert service.memory_mb() - before < GROWTH_MB
            assert service.errors() == ""
            await service.ticket()

    asyncio.run(go())
