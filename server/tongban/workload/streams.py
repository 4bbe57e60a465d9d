"""Random streams addressed by what they decide, so that nothing moves anything else's draws.

A stream's key is a digest of (seed, replication, source, purpose, name, visit); within it the
numbers belong to the source's cases in order. Adding a demand, a stage or a clerk leaves every
other stream as it was.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Streams"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Streams:
    """All the chance of one replication."""

    seed: int
    replication: int

    def generator(self, *address: object) -> np.random.Generator:
        """The stream at an address."""
        text = "\x1f".join(str(part) for part in (self.seed, self.replication, *address))
        digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
        key = np.frombuffer(digest, np.uint64)
        return np.random.Generator(np.random.Philox(key=key))

    def uniforms(self, count: int, *address: object, columns: int = 1) -> Floats:
        """[columns, count] numbers in (0, 1); a longer request only adds cases.

        Never 0 or 1, so that every quantile is finite.
        """
        drawn = self.generator(*address).random((count, columns)).T
        return np.clip(drawn, 2.0**-53, 1 - 2.0**-53)
