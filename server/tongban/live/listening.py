"""How the service listens: who may wait to be let in, how many at once, what is worth a line.

What is no HTTP is its sender's mistake. They are told so with 400, and our log is not theirs to
fill; what goes wrong in a handler is ours, and is logged.
"""

from __future__ import annotations

import logging
import sys

from aiohttp.http_exceptions import HttpProcessingError

__all__ = ["BACKLOG", "SERVER_LOG", "open_more_files"]

BACKLOG = 2_048
"""Connections that wait to be let in: a whole province's halls come back at once."""
SERVER_LOG = logging.getLogger("tongban.live.http")
"""For aiohttp, which logs here what it cannot hand to a handler."""


def _is_ours(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError)


SERVER_LOG.addFilter(_is_ours)


def open_more_files(wanted: int) -> None:
    """Let this process open so many files, or as many as it may: each connection is one."""
    if sys.platform == "win32":
        return  # has no such limit
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
