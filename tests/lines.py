"""The service's own lines, as ``tongban serve`` writes them, while a test wants them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from tongban.live.logs import LogFormat, LogLevel, set_up

__all__ = ["lines_from"]


@contextmanager
def lines_from(kind: LogFormat, level: LogLevel) -> Iterator[None]:
    """To stderr, from a level on; as before at the end."""
    root, ours = logging.getLogger(), logging.getLogger("tongban")
    before = root.handlers[:], root.level, ours.level
    set_up(kind, level)
    try:
        yield
    finally:
        root.handlers[:], (root.level, ours.level) = before[0], before[1:]
