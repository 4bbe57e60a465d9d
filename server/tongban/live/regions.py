"""The four stand-ins as programs of their own, started and stopped with the service."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from ..acceptance import ADAPTERS
from ..errors import TongbanError

__all__ = ["started"]

READY_S = 30


@asynccontextmanager
async def started(
    folder: Path | None, regions: Sequence[str] = tuple(ADAPTERS)
) -> AsyncIterator[dict[str, str]]:
    """Region -> the address of its stand-in, while they run.

    folder  where they keep their cases; None: they forget them when they stop

    Raises TongbanError where one does not start.
    """
    programs = []
    try:
        urls = {}
        for region in regions:
            store = ":memory:" if folder is None else str(folder / f"{region}.db")
            program = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                f"tongban.acceptance.{region}",
                "--store",
                store,
                stdout=asyncio.subprocess.PIPE,
                start_new_session=True,  # Ctrl-C is for the service, which stops them itself
            )
            programs.append((region, program))
        for region, program in programs:
            urls[region] = await _address(region, program)
        yield urls
    finally:
        for _, program in programs:
            if program.returncode is None:
                program.terminate()
        for _, program in programs:
            await program.wait()


async def _address(region: str, program: asyncio.subprocess.Process) -> str:
    assert program.stdout is not None
    try:
        async with asyncio.timeout(READY_S):
            line = (await program.stdout.readline()).decode()
    except TimeoutError:
        line = ""
    if not line.startswith(f"{region} ready "):
        raise TongbanError(f"the acceptance system of {region} did not start: {line.strip()!r}")
    return line.split()[-1]
