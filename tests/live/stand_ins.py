"""The four regions' acceptance systems in this process, for a service in another."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from tongban.acceptance import anhui, jiangsu, shanghai, zhejiang
from tongban.acceptance.stand_in import REGISTER

__all__ = ["StandIns", "listening"]

MODULES = {"shanghai": shanghai, "jiangsu": jiangsu, "zhejiang": zhejiang, "anhui": anhui}


@dataclass(frozen=True, slots=True)
class StandIns:
    """Where each region's system listens, and what it has taken."""

    urls: Mapping[str, str]
    apps: Mapping[str, web.Application]

    def numbers(self) -> dict[str, str]:
        """Every key that led to a case -> the case's number, over all regions."""
        return {
            case.key: case.case_number
            for app in self.apps.values()
            for case in app[REGISTER].latest(10**9)
        }


@asynccontextmanager
async def listening() -> AsyncIterator[StandIns]:
    """All four, until the end; what they took is forgotten then."""
    apps = {name: module.create_app() for name, module in MODULES.items()}
    runners = {
        name: web.AppRunner(app, access_log=None, shutdown_timeout=1) for name, app in apps.items()
    }
    try:
        for runner in runners.values():
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
        urls = {name: f"http://127.0.0.1:{r.addresses[0][1]}" for name, r in runners.items()}
        yield StandIns(urls, apps)
    finally:
        for runner in runners.values():
            await runner.cleanup()
