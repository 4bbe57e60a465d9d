"""The four stand-ins on ports of the system's choice, and applicants with papers."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import cache
from types import ModuleType
from typing import Any

from aiohttp import web

from tongban.acceptance import (
    ADAPTERS,
    Breaker,
    HttpAdapter,
    Limits,
    Submission,
    SubmittedMaterial,
    anhui,
    jiangsu,
    shanghai,
    zhejiang,
)
from tongban.acceptance.stand_in import Faults
from tongban.scenario import Catalogue, load_catalogue

SYSTEMS: dict[str, ModuleType] = {
    "shanghai": shanghai,
    "jiangsu": jiangsu,
    "zhejiang": zhejiang,
    "anhui": anhui,
}
REGIONS = list(SYSTEMS)
IN_TIME = 20.0
"""No test may take longer [s]; a test that waits this long has failed."""

QUICK = Limits(connect_s=1, answer_s=2, attempts=3, backoff_s=0.01, backoff_most_s=0.02, total_s=8)

PERSON = {
    "name": "李示例",
    "id_number": "990101199001010019",  # of an area that does not exist
    "phone": "13800000000",
    "address": "示例市示例路1号",
}
COMPANY = PERSON | {
    "company_name": "示例有限公司",
    "credit_code": "9900000000EXAMP1E0",
    "old_address": "示例市旧路2号",
    "new_address": "示例市新路3号",
    "premises": "leased",
}
PAPERS = ("change_application", "resolution", "articles_amendment", "premises_proof")
WANTED = {
    "shanghai": (),
    "jiangsu": ("business_licence",),
    "zhejiang": ("premises_commitment",),
    "anhui": ("business_licence", "lease_contract"),
}
"""What each region wants besides PAPERS."""


@cache
def shipped() -> Catalogue:
    return load_catalogue()


def content_of(kind: str) -> bytes:
    return b"%PDF-1.7 " + kind.encode() * 100


async def contents(material: SubmittedMaterial) -> bytes:
    return content_of(material.kind)


def material(kind: str, **more: Any) -> SubmittedMaterial:
    content = content_of(kind)
    given = {
        "kind": kind,
        "file_name": f"{kind} 扫描件.pdf",
        "media_type": "application/pdf",
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
    }
    return SubmittedMaterial(**given | more)


def company(region: str, kinds: Sequence[str] | None = None, **more: Any) -> Submission:
    """A company's change of address; by default with all the region wants."""
    kinds = PAPERS + WANTED[region] if kinds is None else kinds
    fields = COMPANY | ({"commitment": "given"} if region == "zhejiang" else {})
    given: dict[str, Any] = {
        "trace_id": "VW-20230606-0001",
        "idempotency_key": "VW-20230606-0001.1",
        "region": region,
        "item": "company_change",
        "fields": fields,
        "materials": tuple(material(kind) for kind in kinds),
    }
    return Submission(**given | more)


@asynccontextmanager
async def listening(app: web.Application) -> AsyncIterator[str]:
    """The application on a free port; its address."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def system(
    region: str,
    faults: Faults | None = None,
    *,
    limits: Limits = QUICK,
    breaker: Breaker | None = None,
    **more: Any,
) -> AsyncIterator[HttpAdapter]:
    """A region's system, and an adapter to it. The adapter's `url` is the system's."""
    if region == "anhui":
        more = {"work_s": 0.05} | more
    app = SYSTEMS[region].create_app(faults=faults, catalogue=shipped(), **more)
    async with (
        listening(app) as url,
        ADAPTERS[region](url, shipped(), limits=limits, breaker=breaker) as adapter,
    ):
        yield adapter


def run(story: Callable[[], Awaitable[None]]) -> None:
    """A story, bounded in time."""

    async def bounded() -> None:
        async with asyncio.timeout(IN_TIME):
            await story()

    asyncio.run(bounded())
