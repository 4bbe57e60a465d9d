"""The expectation of a day, computed once beside the running service and kept by its log.

It needs the simulator, whose loading takes as long as starting the whole service, so it is done
by another process (``expectation``) after the service is ready. Nothing waits for it: a service
that cannot have it says so in its log and goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from pydantic import ValidationError

from ..errors import TongbanError
from ..flow import Frozen
from ..scenario import Source
from .board import Expected
from .logs import note

__all__ = ["expecting", "kept_in"]

LOG = logging.getLogger(__name__)

PROGRAM = ["-m", "tongban.live.expectation"]


class _Kept(Frozen):
    """An expectation in a file, and by which version it was found."""

    version: str
    expected: Expected


class NoExpectation(TongbanError):
    """The simulator gave none; the message says why."""


@asynccontextmanager
async def expecting(
    source: Source, beside: Path, told: Callable[[Expected], None]
) -> AsyncIterator[None]:
    """Meanwhile, the expectation of a scenario is found, kept beside a log, and told once.

    beside  the log; see ``kept_in``
    """
    finding = asyncio.create_task(_find(source, kept_in(beside, source.digest), told))
    try:
        yield
    finally:
        finding.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await finding


def kept_in(log: Path, digest: str) -> Path:
    """The file beside a log that keeps the expectation of a scenario."""
    return log.with_name(f"{log.stem}.expected-{digest.removeprefix('sha256:')[:12]}.json")


async def _find(source: Source, file: Path, told: Callable[[Expected], None]) -> None:
    found = await asyncio.to_thread(_read, file, source.digest)
    try:
        if found is None:
            found = await _computed(source)
            await asyncio.to_thread(_keep, file, found)
        told(found)
    except (NoExpectation, OSError) as error:
        note(LOG, "expectation_missing", error=error)


def _read(file: Path, digest: str) -> Expected | None:
    """What is kept, if it is of this scenario and of this version."""
    try:
        kept = _Kept.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None
    is_it = (kept.version, kept.expected.digest) == (version("tongban"), digest)
    return kept.expected if is_it else None


def _keep(file: Path, expected: Expected) -> None:
    """Written whole or not at all; where it cannot be, the next start computes it again."""
    text = _Kept(version=version("tongban"), expected=expected).model_dump_json()
    part = file.with_suffix(".part")
    try:
        part.write_text(text, encoding="utf-8")
        os.replace(part, file)
    except OSError as error:
        note(LOG, "expectation_not_kept", error=error)


async def _computed(source: Source) -> Expected:
    """Raises NoExpectation."""
    words = [sys.executable, *PROGRAM, source.file]
    process = await asyncio.create_subprocess_exec(*words, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    try:
        assert process.stdout is not None
        assert process.stderr is not None
        # Its input stays open: it ends when that closes, so also when we are killed.
        out, said = await asyncio.gather(process.stdout.read(), process.stderr.read())
        await process.wait()
    finally:
        await _stopped(process)
    if process.returncode != 0:
        last = said.decode(errors="replace").strip().rpartition("\n")[2]
        raise NoExpectation(last or f"the simulator ended with {process.returncode}")
    expected = Expected.model_validate_json(out)
    if expected.digest != source.digest:
        raise NoExpectation(f"{source.file} is not the scenario that is served any more")
    return expected


async def _stopped(process: Process) -> None:
    """Not needed any more, it is killed: it has written nothing."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
