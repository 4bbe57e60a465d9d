"""MSER-5: worked by hand, against its definition, and on series whose warm-up is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from tongban.experiment.mser import mser5

FloatArray = NDArray[np.float64]


def series(*batches: float) -> FloatArray:
    return np.repeat(np.array(batches, dtype=np.float64), 5)


def by_definition(x: FloatArray) -> int | None:
    y = [float(np.mean(x[i : i + 5])) for i in range(0, len(x) - 4, 5)]
    k = len(y)
    statistic = [float(np.var(y[d:])) / (k - d) for d in range(k // 2 + 1)]
    best = int(np.argmin(statistic))
    return None if best == k // 2 else 5 * best


CASES: dict[str, tuple[FloatArray, int | None]] = {
    "constant": (np.full(50, 0.1), 0),
    "two batches high": (series(9, 4, *[1] * 8), 10),
    "two batches low": (series(-9, -4, *[1] * 8), 10),
    # Sums of squares 8 + 0.9 c^2 over 10^2 against 8 over 9^2: the first wins below c^2 = 2.085.
    "first batch slightly off": (series(1.2, 0, 1, -1, 1, -1, 1, -1, 1, -1), 0),
    "first batch further off": (series(1.6, 0, 1, -1, 1, -1, 1, -1, 1, -1), 5),
    "still rising": (np.arange(100.0), None),
    "settles at the last point allowed": (series(*[9] * 5, *[1] * 5), None),
    "settles just before it": (series(*[9] * 4, *[1] * 6), 20),
    "what is left over is not used": (np.append(series(9, *[1] * 9), [99] * 4), 5),
    "odd number of batches": (series(*[9] * 4, *[1] * 7), 20),
}


@pytest.mark.parametrize(("x", "expected"), CASES.values(), ids=CASES)
def test_mser5_worked_by_hand(x: FloatArray, expected: int | None) -> None:
    assert mser5(x) == expected


@given(
    seed=st.integers(0, 2**32 - 1),
    n=st.integers(50, 300),
    size=st.floats(0, 20),
    pace=st.floats(1, 50),
)
def test_mser5_is_its_definition(seed: int, n: int, size: float, pace: float) -> None:
    noise = np.random.default_rng(seed).normal(size=n)
    x = noise + size * np.exp(-np.arange(n) / pace)
    assert mser5(x) == by_definition(x)


@given(seed=st.integers(0, 2**32 - 1), shift=st.sampled_from([-1e9, 0.0, 1e9]))
def test_the_unit_and_the_level_do_not_matter(seed: int, shift: float) -> None:
    x = np.random.default_rng(seed).normal(size=200) + 8 * np.exp(-np.arange(200) / 15)
    assert mser5(shift + 60 * x) == mser5(x)


def test_a_queue_that_fills_is_cut_where_it_has_filled() -> None:
    rng = np.random.default_rng(11)
    filling = -20 * np.exp(-np.arange(1_000) / 40)  # down to one noise deviation at 120
    found = [mser5(filling + rng.normal(size=1_000)) for _ in range(200)]
    cut = [d for d in found if d is not None]
    assert len(cut) == 200
    assert 100 <= np.quantile(cut, 0.05) <= np.quantile(cut, 0.95) <= 250


def test_a_stationary_series_is_mostly_left_whole() -> None:
    rng = np.random.default_rng(12)
    cut = [mser5(rng.normal(size=1_000)) for _ in range(200)]
    assert np.median([d for d in cut if d is not None]) == 0


@pytest.mark.parametrize(
    ("x", "message"),
    [
        ([], "0 observations given, need at least 50"),
        (np.ones(49), "49 observations given, need at least 50"),
        (np.append(np.ones(50), np.nan), "finite"),
        (np.ones((50, 2)), "one row"),
    ],
    ids=["empty", "nine batches", "nan", "two series"],
)
def test_mser5_refuses_what_it_cannot_judge(x: ArrayLike, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        mser5(x)
