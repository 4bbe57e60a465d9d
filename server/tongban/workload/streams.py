"""Random streams addressed by what they decide, so that nothing moves anything else's draws.

A Philox key stands for (seed, replication, stream), two words of its counter for what is
decided (a purpose, a stage's draw name, a visit), and the counter's first word for the case's
number in its stream. Adding a demand, a stage or a clerk leaves every other number as it was,
and the numbers of a few cases can be had without those of the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["COLUMNS", "Crowd", "Streams"]

Floats = NDArray[np.float64]
Numbers = NDArray[np.int32]
COLUMNS = 4
"""Uniforms a case has for each thing that is decided: one Philox block."""


def _words(*address: object) -> NDArray[np.uint64]:
    """Two words for an address."""
    text = "\x1f".join(str(part) for part in address)
    return np.frombuffer(hashlib.blake2b(text.encode(), digest_size=16).digest(), np.uint64)


_purpose = lru_cache(maxsize=4096)(_words)


class Streams:
    """All the chance of one replication.

    compiled  take the numbers from the compiled function: the same, sooner, once it is there
    """

    def __init__(self, seed: int, replication: int, *, compiled: bool = False) -> None:
        self.seed, self.replication, self.compiled = seed, replication, compiled

    def key(self, stream: str) -> NDArray[np.uint64]:
        """[2] the key of a stream."""
        return _words(self.seed, self.replication, stream)

    def generator(self, stream: str, *address: object) -> np.random.Generator:
        """A stream's numbers for one purpose, in order."""
        return _generator(self.key(stream), _purpose(*address), 0)

    def crowd(self, names: Sequence[str], sizes: Sequence[int]) -> Crowd:
        """Cases of several streams together, the first ones of each."""
        stream = np.repeat(np.arange(len(names), dtype=np.int32), sizes)
        each = [np.arange(size, dtype=np.int32) for size in sizes]
        number = np.concatenate([np.zeros(0, np.int32), *each])
        keys = np.array([self.key(name) for name in names], np.uint64).reshape(-1, 2)
        return Crowd(keys, stream, number, self.compiled)


class Crowd:
    """N cases, of one or more streams, and the uniforms that decide about them.

    They stand by stream, then number; one may stand there several times in a row.
    """

    def __init__(
        self,
        keys: NDArray[np.uint64],
        stream: Numbers,
        number: Numbers,
        compiled: bool,
    ) -> None:
        self.keys, self.stream, self.number, self.compiled = keys, stream, number, compiled

    def __len__(self) -> int:
        return len(self.number)

    def picked(self, cases: NDArray[np.int64]) -> Crowd:
        """Some of the cases."""
        return Crowd(self.keys, self.stream[cases], self.number[cases], self.compiled)

    def uniforms(self, *address: object, columns: int = 1) -> Floats:
        """[columns, N] numbers in (0, 1), never 0 or 1, so that every quantile is finite."""
        return self.uniforms_of([address], np.zeros(len(self), np.int32), columns)

    def uniforms_of(
        self, addresses: Sequence[tuple[object, ...]], which: Numbers, columns: int = 1
    ) -> Floats:
        """[columns, N] the same where not all have the same address.

        which  [N] place of each one's among the addresses; no case has one of them twice
        """
        words = np.array([_purpose(*address) for address in addresses], np.uint64)
        out = np.empty((columns, len(self)))
        if self.compiled:
            from .philox import fill

            fill(self.keys, self.stream, self.number, words, which, out)
            return out
        for place, two in enumerate(words):
            here = np.flatnonzero(which == place)
            bounds = np.searchsorted(self.stream[here], np.arange(len(self.keys) + 1))
            for key, first, last in zip(self.keys, bounds[:-1], bounds[1:], strict=True):
                if first < last:
                    number = self.number[here[first:last]]
                    begin, size = int(number[0]), int(number[-1]) - int(number[0]) + 1
                    drawn = _generator(key, two, begin).random((size, COLUMNS))
                    out[:, here[first:last]] = drawn[number - begin, :columns].T
        return np.maximum(out, 2.0**-53, out=out)


def _generator(
    key: NDArray[np.uint64], words: NDArray[np.uint64], first: int
) -> np.random.Generator:
    """NumPy's generator at a case's block; it counts up before it draws."""
    counter = np.array([first, words[0], words[1], 0], np.uint64)
    return np.random.Generator(np.random.Philox(key=key, counter=counter))
