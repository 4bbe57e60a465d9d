"""The hash chain over everything that was stored, in the order in which it was.

Each link is SHA-256 over the link before it and the stored row, so that an edit, a deletion or
another order anywhere shows at the first row that no longer fits. It covers what is stored,
sealed parts as they are: a purged case still verifies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["GENESIS", "Break", "Row", "check", "link"]

GENESIS = bytes(32)


@dataclass(frozen=True, slots=True)
class Row:
    """One stored record: its place in all and in its stream, its two parts, its link."""

    n: int
    stream: str
    seq: int
    plain: bytes
    sealed: bytes
    link: bytes = b""


@dataclass(frozen=True, slots=True)
class Break:
    """The first row at which a chain does not hold, and how."""

    n: int
    stream: str
    seq: int
    what: str


def link(before: bytes, row: Row) -> bytes:
    """The row's link after the link before it; every part with its length, so none can shift."""
    digest = hashlib.sha256(before)
    for part in (row.stream.encode(), row.seq.to_bytes(8), row.plain, row.sealed):
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return digest.digest()


def check(rows: Iterable[Row], head: tuple[int, bytes] | None = None) -> Break | None:
    """The first break in rows from the first on, or None.

    head  number and link of the last row, where it is known from elsewhere: without it a chain
          that was cut off at its end looks whole
    """
    before, expected, last = GENESIS, 1, Row(0, "", 0, b"", b"", GENESIS)
    seqs: dict[str, int] = {}
    for row in rows:
        if row.n != expected:
            return Break(row.n, row.stream, row.seq, f"row {expected} is missing")
        if row.seq != seqs.get(row.stream, 0) + 1:
            return Break(row.n, row.stream, row.seq, "out of order in its stream")
        if link(before, row) != row.link:
            return Break(row.n, row.stream, row.seq, "changed after it was stored")
        before, expected, last = row.link, expected + 1, row
        seqs[row.stream] = row.seq
    if head is not None and head != (last.n, last.link):
        return Break(last.n, last.stream, last.seq, f"ends here, {head[0]} rows were stored")
    return None
