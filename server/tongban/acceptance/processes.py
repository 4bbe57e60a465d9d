"""The stand-ins as processes of their own, started and stopped with whoever needs them."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from ..errors import AcceptanceError

__all__ = ["Running", "regional_system", "regional_systems"]

READY_S = 30.0
STOP_S = 5.0


@dataclass(frozen=True)
class Running:
    """A stand-in that listens."""

    region: str
    url: str
    process: Process


@asynccontextmanager
async def regional_system(
    region: str, store: Path | None = None, *, port: int = 0, faults: bool = False
) -> AsyncIterator[Running]:
    """One region's stand-in, listening on loopback; stopped at the end.

    store   its file; None: forgotten at the end
    port    0: any free one
    faults  whether ``PUT /test/faults`` switches faults

    Raises AcceptanceError if it does not come up.
    """
    words = ["-m", f"tongban.acceptance.{region}", "--port", str(port)]
    words += ["--store", str(store)] if store else []
    words += ["--faults"] if faults else []
    words += ["--until-stdin-closes"]
    process = await asyncio.create_subprocess_exec(sys.executable, *words, stdin=PIPE, stdout=PIPE)
    try:
        yield Running(region, await _url(region, process), process)
    finally:
        await _stopped(process)


@asynccontextmanager
async def regional_systems(
    regions: Mapping[str, int], folder: Path | None = None
) -> AsyncIterator[dict[str, Running]]:
    """Several regions' stand-ins at once, by region.

    regions  region -> its port, 0 for any free one
    folder   for their files, ``REGION.db``

    Raises AcceptanceError if one does not come up.
    """
    async with AsyncExitStack() as stack:

        async def started(region: str, port: int) -> Running:
            store = folder / f"{region}.db" if folder else None
            return await stack.enter_async_context(regional_system(region, store, port=port))

        # All are waited for, also when one fails: none may come up after the others are stopped.
        starting = (started(region, port) for region, port in regions.items())
        found = await asyncio.gather(*starting, return_exceptions=True)
        for one in found:
            if isinstance(one, BaseException):
                raise one
        yield {one.region: one for one in found if isinstance(one, Running)}


async def _url(region: str, process: Process) -> str:
    assert process.stdout is not None
    try:
        async with asyncio.timeout(READY_S):
            line = (await process.stdout.readline()).decode()
    except TimeoutError:
        line = ""
    if " ready " not in line:
        raise AcceptanceError(region, "its stand-in did not come up; is the port in use?")
    return line.split()[-1]


async def _stopped(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(STOP_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
