"""Intervals: worked by hand, then by how often they cover what is known.

A coverage study of 1,000 trials has a standard error of 0.7 points at 95% and of 0.95 at 90%:
the bands of 2 and 3 points are nearly three of them. Its seeds are fixed.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tongban.errors import TooFewReplications
from tongban.experiment.intervals import (
    Spread,
    half_width,
    jackknife,
    section_count,
    sectioning,
    simultaneous_level,
    t_quantile,
)
from tongban.measures import bins, percentile

TRIALS = 1_000
FloatArray = NDArray[np.float64]


def ratio(sums: FloatArray) -> FloatArray:
    """[..., 0] / [..., 1], nan where that is 0."""
    above, below = sums[..., 0], sums[..., 1]
    out = np.full(np.shape(above), np.nan)
    return np.asarray(np.divide(above, below, out=out, where=below != 0))


def middle(counts: NDArray[Any]) -> FloatArray:
    return percentile(counts, 50)


def coverage(spread: Spread, truth: float, level: float = 0.95) -> float:
    return float(np.mean(np.abs(spread.value - truth) <= spread.half_width(level)))


# Quantiles and levels


@pytest.mark.parametrize(
    ("level", "degrees", "expected"),
    [(0.95, 1, 12.706), (0.95, 9, 2.262), (0.9, 29, 1.699), (0.99, 4, 4.604), (0.95, 10**6, 1.96)],
)
def test_t_quantile_is_that_of_the_tables(level: float, degrees: int, expected: float) -> None:
    assert t_quantile(level, degrees) == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize(("level", "degrees"), [(0, 5), (1, 5), (95, 5), (0.95, 0)])
def test_t_quantile_refuses_what_has_none(level: float, degrees: int) -> None:
    with pytest.raises(ValueError, match="given, need"):
        t_quantile(level, degrees)


def test_scipy_stats_is_not_imported() -> None:
    code = (
        "import sys, numpy\n"
        "from tongban.experiment import intervals\n"
        "assert not any(name.startswith('scipy') for name in sys.modules)\n"
        "intervals.half_width(numpy.arange(3.0))\n"
        "assert 'scipy.stats' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("level", "m", "expected"), [(0.95, 1, 0.95), (0.95, 5, 0.99), (0.9, 4, 0.975)]
)
def test_simultaneous_level_shares_the_error_out(level: float, m: int, expected: float) -> None:
    assert simultaneous_level(level, m) == pytest.approx(expected)


def test_simultaneous_level_needs_a_family() -> None:
    with pytest.raises(ValueError, match="need at least 1"):
        simultaneous_level(0.95, 0)


# The mean of independent replications


def test_half_width_of_a_mean_worked_by_hand() -> None:
    # Mean 2.5, variance 5/3, t(0.95, 3) = 3.1824.
    assert half_width(np.array([1.0, 2, 3, 4])) == pytest.approx(3.1824 * (5 / 12) ** 0.5, rel=1e-4)


def test_half_width_runs_along_its_axis() -> None:
    x = np.array([[1.0, 2, 3, 4], [5, 5, 5, 5]])
    one = float(half_width(x[0]))
    np.testing.assert_allclose(half_width(x, axis=1), [one, 0])
    np.testing.assert_allclose(half_width(x.T), [one, 0])


def test_a_higher_level_is_wider() -> None:
    x = np.array([1.0, 2, 4])
    assert half_width(x, 0.8) < half_width(x, 0.95) < half_width(x, 0.99)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: half_width(np.array([])),
        lambda: half_width(np.array([1.0])),
        lambda: half_width(np.ones((5, 1)), axis=1),
        lambda: jackknife(np.ones((1, 2)), ratio).half_width(),
        lambda: sectioning(np.ones((1, 4), np.int64), middle).half_width(),
        lambda: sectioning(np.ones((9, 4), np.int64), middle, sections=1).half_width(),
        lambda: jackknife(np.ones((0, 2)), ratio),
        lambda: sectioning(np.ones((0, 4), np.int64), middle),
    ],
    ids=[
        *("mean of none", "mean of one", "mean along the axis", "ratio of one"),
        *("percentile of one", "one section", "ratio of none", "percentile of none"),
    ],
)
def test_an_interval_needs_replications(ask: Callable[[], object]) -> None:
    with pytest.raises(TooFewReplications, match="needs at least"):
        ask()


def test_one_replication_has_a_value() -> None:
    assert jackknife(np.array([[3.0, 2]]), ratio).value == 1.5
    assert sectioning(np.array([[0, 0, 0, 1]]), middle).value == 3


# The jackknife


def test_jackknife_of_a_ratio_worked_by_hand() -> None:
    # 12/6 = 2; without each: 10/5 = 2, 9/4 = 2.25, 5/3. Pseudo-values 3 * 2 - 2 * those.
    spread = jackknife(np.array([[2.0, 1], [3, 2], [7, 3]]), ratio)
    assert spread.value == 2
    np.testing.assert_allclose(spread.parts, [2, 1.5, 8 / 3])
    # Their variance is 0.342593; t(0.95, 2) = 4.3027.
    assert spread.half_width() == pytest.approx(4.3027 * (0.342593 / 3) ** 0.5, rel=1e-4)


def test_jackknife_of_a_mean_is_the_t_interval() -> None:
    x = np.random.default_rng(1).exponential(size=(12, 3))
    spread = jackknife(np.stack([x, np.ones_like(x)], axis=-1), ratio)
    np.testing.assert_allclose(spread.parts, x)
    np.testing.assert_allclose(spread.half_width(0.9), half_width(x, 0.9))


def test_jackknife_takes_every_cell_by_itself() -> None:
    sums = np.random.default_rng(2).exponential(size=(8, 2, 3, 2))
    spread = jackknife(sums, ratio)
    assert (spread.value.shape, spread.parts.shape) == ((2, 3), (8, 2, 3))
    alone = jackknife(sums[:, 1, 2], ratio)
    assert spread.value[1, 2] == alone.value
    assert spread.half_width()[1, 2] == pytest.approx(float(alone.half_width()))


def test_a_ratio_carried_by_one_replication_has_a_value_and_no_interval() -> None:
    everywhere = [[1, 2], [2, 2], [3, 2]]
    once = [[0, 0], [0.3, 0.1], [0, 0]]
    nowhere = np.zeros((3, 2))
    spread = jackknife(np.stack([np.array(everywhere), np.array(once), nowhere], axis=1), ratio)
    np.testing.assert_allclose(spread.value, [1, 3, np.nan])
    np.testing.assert_array_equal(np.isnan(spread.half_width()), [False, True, True])


@pytest.mark.parametrize(
    ("n", "shape", "slope"),
    [(30, 20, 0.02), (200, 4, 0.1)],
    ids=["cells alike", "skewed: needs many replications"],
)
def test_jackknife_covers_a_ratio_of_correlated_sums(n: int, shape: float, slope: float) -> None:
    # The skewed case is covered in 91% with n = 20: no t interval mends that, only a larger n.
    rng = np.random.default_rng(20240601)
    cases = rng.poisson(rng.gamma(shape, 2, (n, TRIALS)))  # each replication has its own demand
    waits = rng.gamma(np.maximum(cases, 1e-9), 5) * (1 + slope * cases)  # longer when busy
    # E[waits] / E[cases] = 5 (E[N] + slope E[N^2]) / E[N], N of variance mean + 4 shape.
    mean, variance = 2 * shape, 6 * shape
    truth = 5 * (1 + slope * (variance + mean**2) / mean)
    spread = jackknife(np.stack([waits, cases], axis=-1), ratio)
    assert 0.93 <= coverage(spread, truth) <= 0.97
    assert 0.87 <= coverage(spread, truth, 0.9) <= 0.93


# Sectioning


@pytest.mark.parametrize(
    ("replications", "expected"),
    [(1, 1), (9, 9), (10, 10), (19, 19), (20, 10), (29, 14), (30, 10), (50, 10), (199, 10)],
)
def test_section_count(replications: int, expected: int) -> None:
    assert section_count(replications) == expected


@given(st.integers(1, 2_000))
def test_sections_are_10_to_19_and_as_good_as_equal(replications: int) -> None:
    def size(counts: NDArray[Any]) -> FloatArray:
        return np.asarray(counts.sum(axis=-1), dtype=np.float64)

    sizes = sectioning(np.ones((replications, 1), np.int64), size).parts
    assert min(10, replications) <= len(sizes) <= 19
    assert sizes.sum() == replications
    assert sizes.max() - sizes.min() <= 1


def test_sectioning_worked_by_hand() -> None:
    # Waits of 0 to 3 µs. Replications {0}, {0, 1}, {3}, {2, 3}; sections {0, 0, 1}, {2, 3, 3}.
    counts = np.array([[1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 1]])
    spread = sectioning(counts, middle, sections=2)
    assert spread.value == 1  # the third of 0 0 1 2 3 3
    np.testing.assert_array_equal(spread.parts, [0, 3])
    # About 1, not about 1.5: (1 + 4) / (2 * 1), t(0.95, 1) = 12.7062.
    assert spread.half_width() == pytest.approx(12.7062 * 2.5**0.5, rel=1e-5)


def test_sections_are_of_consecutive_replications() -> None:
    counts = np.eye(20, dtype=np.int64)  # replication i has the one wait i
    np.testing.assert_array_equal(sectioning(counts, middle).parts, np.arange(0, 20, 2))


def test_a_percentile_with_an_empty_section_has_no_interval() -> None:
    counts = np.zeros((20, 2, 5), np.int64)
    counts[:, 0, 3] = 1
    counts[:19, 1, 3] = 1
    counts[:2, 1, 3] = 0
    spread = sectioning(counts, middle)
    np.testing.assert_array_equal(spread.value, [3, 3])
    np.testing.assert_array_equal(spread.half_width(), [0, np.nan])


@pytest.mark.parametrize("sections", [0, 5])
def test_sections_are_no_more_than_replications(sections: int) -> None:
    with pytest.raises(ValueError, match="need 1 to 4"):
        sectioning(np.ones((4, 3), np.int64), middle, sections=sections)


WIDTH = 768
"""Bins enough for times below 1,024 µs."""


def histograms(times: NDArray[np.int64]) -> NDArray[np.int32]:
    """[R, T, WIDTH] from times [R, T, cases]."""
    shape, n = times.shape[:2], np.prod(times.shape[:2])
    slot = np.arange(n)[:, None] * WIDTH + bins(times).reshape(n, -1)
    counts = np.bincount(slot.ravel(), minlength=n * WIDTH)
    return counts.astype(np.int32).reshape(*shape, WIDTH)


@pytest.mark.parametrize("percent", [50, 90], ids="P{}".format)
@pytest.mark.parametrize(("replications", "cases"), [(30, 5), (12, 40)], ids=["sparse", "few"])
def test_sectioning_covers_a_percentile(percent: int, replications: int, cases: int) -> None:
    rng = np.random.default_rng(20240602)
    trials = 500  # a standard error of 1.0 points, and the band three of them
    times = np.minimum(rng.exponential(100, (replications, trials, cases)), 1_000).astype(np.int64)
    spread = sectioning(histograms(times), lambda counts: percentile(counts, percent))
    truth = -100 * np.log(1 - percent / 100) - 0.5  # times are cut to whole µs
    assert 0.92 <= coverage(spread, truth) <= 0.98


# Paired differences


def test_a_difference_is_paired_part_by_part() -> None:
    one = Spread(np.array(3.0), np.array([2.0, 4, 5]), np.array(3.5))
    two = Spread(np.array(1.0), np.array([1.0, 1, 2]), np.array(1.0))
    both = one.minus(two)
    assert both.value == 2
    np.testing.assert_array_equal(both.parts, [1, 3, 3])
    # About 3.5 - 1 = 2.5: (2.25 + 0.25 + 0.25) / (3 * 2), t(0.95, 2) = 4.3027.
    assert both.half_width() == pytest.approx(4.3027 * (2.75 / 6) ** 0.5, rel=1e-4)


def test_sections_differ_about_the_difference_of_the_pooled_values() -> None:
    low = np.array([[1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 1]])
    high = np.array([[0, 1, 0, 0], [0, 1, 0, 1], [0, 0, 0, 1], [0, 0, 1, 1]])
    both = sectioning(high, middle, sections=2).minus(sectioning(low, middle, sections=2))
    # Pooled medians 2 and 1, of sections 1, 3 and 0, 3: differences 1, 0 about 1.
    np.testing.assert_array_equal(both.parts, [1, 0])
    assert both.half_width() == pytest.approx(12.7062 * 0.5**0.5, rel=1e-5)


def test_alternatives_that_do_not_differ_have_an_interval_of_exactly_0() -> None:
    rng = np.random.default_rng(4)
    sums = rng.exponential(size=(25, 4, 2))
    counts = rng.poisson(2, (25, 4, 60))
    for spread in (jackknife(sums, ratio), sectioning(counts, middle)):
        both = spread.minus(spread)
        assert (spread.half_width() > 0).all()
        np.testing.assert_array_equal([both.value, both.half_width()], np.zeros((2, 4)))


def test_a_constant_shift_is_known_exactly() -> None:
    rng = np.random.default_rng(5)
    sums = rng.exponential(size=(25, 2))
    longer = np.stack([sums[:, 0] + 7 * sums[:, 1], sums[:, 1]], axis=-1)
    both = jackknife(longer, ratio).minus(jackknife(sums, ratio))
    assert both.value == pytest.approx(7)
    assert both.half_width() == pytest.approx(0, abs=1e-12)
    counts = rng.poisson(2, (25, 40))
    later = np.pad(counts, ((0, 0), (9, 0)))
    both = sectioning(later, middle).minus(sectioning(counts, middle))
    assert both.value == pytest.approx(9)
    assert both.half_width() == pytest.approx(0, abs=1e-12)


def test_paired_differences_cover_and_are_narrower_than_unpaired() -> None:
    rng = np.random.default_rng(20240603)
    n = 20
    cases = rng.poisson(30, (n, TRIALS)) + 1.0
    shared = rng.gamma(cases, 1)
    one, two = (
        jackknife(np.stack([shared * at + rng.gamma(cases, 0.2), cases], axis=-1), ratio)
        for at in (10, 11)
    )
    both = two.minus(one)
    assert 0.93 <= coverage(both, 1) <= 0.97
    unpaired = np.hypot(one.half_width(), two.half_width())
    assert np.median(both.half_width()) < np.median(unpaired) / 5


@pytest.mark.parametrize("n", [2, 11])
def test_alternatives_with_other_numbers_of_replications_do_not_pair(n: int) -> None:
    ten, other = (jackknife(np.ones((r, 2)), ratio) for r in (10, n))
    with pytest.raises(ValueError, match=f"10 parts against {n}"):
        ten.minus(other)


@given(shift=st.floats(-100, 100), scale=st.floats(0.01, 100), seed=st.integers(0, 2**32 - 1))
def test_a_change_of_unit_changes_the_interval_alike(shift: float, scale: float, seed: int) -> None:
    sums = np.random.default_rng(seed).uniform(1, 2, (6, 2))
    changed = sums.copy()
    changed[:, 0] = scale * sums[:, 0] + shift * sums[:, 1]
    before, after = jackknife(sums, ratio), jackknife(changed, ratio)
    assert after.value == pytest.approx(scale * before.value + shift, abs=1e-9)
    assert after.half_width() == pytest.approx(scale * before.half_width(), rel=1e-6, abs=1e-9)
