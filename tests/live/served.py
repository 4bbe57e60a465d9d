"""The service as a program of its own, which can be killed and started again on its port."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Self

from live_world import ITEM

from tongban.live.access import Grant, Tokens
from tongban.live.sealing import MasterKey
from tongban_client import Http

NURSERY = Path(__file__).with_name("nursery.py")
COMMAND = ["-c", "from tongban.cli import main; main()"]
READY_S = 60.0
AT_MOST_TO_STOP_S = 5.0
NOWHERE = dict.fromkeys(("shanghai", "jiangsu", "zhejiang", "anhui"), "http://127.0.0.1:9")
"""Addresses of the regions' systems where nothing answers."""


@dataclass(eq=False)
class Served:
    """A service, started on a log of its own; use it as ``async with``.

    regions  region -> where its system answers
    """

    folder: Path
    regions: Mapping[str, str] = field(default_factory=lambda: NOWHERE)
    port: int = 0
    url: str = ""
    pid: int = 0
    starts: int = 0
    _process: Process | None = None  # of the command
    _nursery: Process | None = None
    _errors: IO[bytes] | None = None

    async def __aenter__(self) -> Self:
        self._errors = (self.folder / "errors.txt").open("ab")
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.pid:
            await self.kill()
        if self._nursery is not None:
            self._nursery.kill()
            await self._nursery.wait()
        assert self._errors is not None
        self._errors.close()

    @property
    def ws(self) -> str:
        return self.url.replace("http", "ws", 1) + "/ws"

    @property
    def http(self) -> Http:
        return Http(self.url)

    @property
    def log(self) -> Path:
        return self.folder / "log.db"

    async def ticket(self, hall: str = "wuhu", region: str = "shanghai") -> dict[str, Any]:
        """A case's first ticket."""
        return await self.http.take_ticket(hall, region, ITEM)

    def token(self, role: str, name: str, place: str, case: str | None = None) -> str:
        """As if somebody had logged in."""
        key = MasterKey.kept_in(self.folder / "log.key").derived("tokens")
        return Tokens(key).give(Grant(role, name, place, case))

    def errors(self) -> str:
        """What the service has written to stderr."""
        return (self.folder / "errors.txt").read_text(errors="replace")

    def memory_mb(self) -> float:
        """What the service holds."""
        status = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return int(next(line for line in status if line.startswith("VmRSS")).split()[1]) / 1024

    async def start(self, *, reborn: bool = False) -> None:
        """Until it says that it is ready.

        reborn  by a process that has everything imported, rather than by the command
        """
        self.starts += 1
        async with asyncio.timeout(READY_S):
            said = await (self._reborn() if reborn else self._begun())
            while not said.startswith("tongban ready"):
                assert said, self.errors()
                if said.startswith("born"):
                    self.pid = int(said.split()[1])
                said = await self._line()
            while not self.pid:
                self.pid = int((await self._line()).split()[1])
        self.url = said.split()[-1]
        self.port = int(self.url.rpartition(":")[2])

    async def kill(self) -> None:
        """kill -9, and until the process is no more."""
        os.kill(self.pid, signal.SIGKILL)
        await self.gone()

    async def stop(self) -> float:
        """SIGTERM, and how long it took to end [s]."""
        began = asyncio.get_running_loop().time()
        os.kill(self.pid, signal.SIGTERM)
        await self.gone()
        return asyncio.get_running_loop().time() - began

    async def gone(self) -> None:
        """Until the process is no more."""
        if self._process is not None:
            await self._process.wait()
            self._process = None
        else:
            while await self._line() != "dead":
                pass
        self.pid = 0

    def _words(self) -> list[str]:
        words = ["serve", "--db", str(self.log), "--port", str(self.port)]
        return words + [w for pair in self.regions.items() for w in ("--region", "=".join(pair))]

    async def _begun(self) -> str:
        self._process = await self._program(*COMMAND, *self._words())
        self.pid = self._process.pid
        return await self._line()

    async def _reborn(self) -> str:
        if self._nursery is None:
            self._nursery = await self._program(str(NURSERY), *self._words())
        assert self._nursery.stdin is not None
        self._nursery.stdin.write(b"\n")
        return await self._line()

    async def _program(self, *words: str) -> Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, *words, stdin=PIPE, stdout=PIPE, stderr=self._errors
        )

    async def _line(self) -> str:
        process = self._process or self._nursery
        assert process is not None
        assert process.stdout is not None
        return (await process.stdout.readline()).decode().strip()
