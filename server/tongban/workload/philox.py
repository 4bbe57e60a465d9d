"""The compiled way to the same uniforms as NumPy's ``Generator(Philox(...)).random()``.

Philox is a function from (key, counter) to four numbers (Salmon, Moraes, Dror and Shaw,
Parallel random numbers: as easy as 1, 2, 3, SC 2011), so the numbers of a few cases can be
had without those before them. Only whole numbers are computed here, and one exact product:
the result is NumPy's to the last bit, which the tests check.
"""

# Compiled functions carry no annotations: see ``fill`` for what they are given.

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from ..jit import jit

__all__ = ["fill"]

ROUNDS = 10
MULTIPLIERS = np.array([0xD2E7470EE14C6C93, 0xCA5A826395121157], np.uint64)
WEYL = np.array([0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B], np.uint64)
M0, M1 = MULTIPLIERS
W0, W1 = WEYL
ONE, ELEVEN = np.uint64(1), np.uint64(11)
UNIT = 2.0**-53


@intrinsic
def _product(_context: Any, _a: Any, _b: Any) -> Any:
    """The upper and the lower 64 bits of a product of two 64-bit numbers, by one instruction."""
    halves = types.UniTuple(types.uint64, 2)

    def product(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        half, whole = ir.IntType(64), ir.IntType(128)
        found = builder.mul(*(builder.zext(argument, whole) for argument in arguments))
        upper = builder.lshr(found, ir.Constant(whole, 64))
        return context.make_tuple(
            builder, halves, (builder.trunc(upper, half), builder.trunc(found, half))
        )

    return halves(types.uint64, types.uint64), product


@jit
def fill(key, stream, number, words, which, out):
    """Fill the uniforms of some cases.

    key     [streams, 2] uint64
    stream  [n] of each case
    number  [n] of each case within its stream
    words   [things, 2] of the counter, uint64: what may be decided
    which   [n] of these things is decided of each case
    out     [columns <= 4, n], filled with numbers in (0, 1)
    """
    for i in range(len(number)):
        c0, c1 = np.uint64(number[i]) + ONE, words[which[i], 0]
        c2, c3 = words[which[i], 1], np.uint64(0)
        k0, k1 = key[stream[i], 0], key[stream[i], 1]
        for _ in range(ROUNDS):
            high0, low0 = _product(M0, c0)
            high1, low1 = _product(M1, c2)
            c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
            k0, k1 = k0 + W0, k1 + W1
        for column in range(out.shape[0]):
            word = c0 if column == 0 else c1 if column == 1 else c2 if column == 2 else c3
            # 53 bits fit a signed number too, which is made a float by one instruction.
            out[column, i] = max(np.float64(np.int64(word >> ELEVEN)) * UNIT, UNIT)
