"""The histogram of waits: bins, percentiles, adding."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tongban.measures import BINS, bin_edges, bins, percentile


def counts(times: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.bincount(bins(times), minlength=BINS)


def test_edges_begin_their_bins_and_bins_are_narrow() -> None:
    edges = bin_edges()
    np.testing.assert_array_equal(bins(edges[:-1]), np.arange(BINS))
    np.testing.assert_array_equal(bins(edges[1:] - 1), np.arange(BINS))
    width = np.diff(edges)
    assert (width == 1)[:256].all()
    assert (width[128:] * 128 <= edges[128:-1]).all()


def test_a_time_beyond_the_last_bin_is_put_in_it() -> None:
    assert bins(np.array([2**62]))[0] == BINS - 1


@pytest.mark.parametrize("percent", [1, 50, 90, 99])
@pytest.mark.parametrize("scale", [50, 6e7, 6e9])
def test_percentiles_are_within_a_bin_of_the_exact_ones(percent: int, scale: float) -> None:
    times = np.sort(np.random.default_rng(7).exponential(scale, 2_001)).astype(np.int64)
    exact = times[-(-percent * len(times) // 100) - 1]
    assert abs(percentile(counts(times), percent) - exact) <= exact / 128


@pytest.mark.parametrize(
    ("times", "percent", "expected"),
    [
        ([7], 50, 7),
        ([1, 2, 3, 4], 50, 2),
        ([1, 2, 3, 4], 51, 3),
        (range(1, 11), 90, 9),
        ([0] * 9, 90, 0),
    ],
    ids=["one", "even", "just above", "ninth of ten", "no wait at all"],
)
def test_percentile_is_the_observation_of_its_rank(
    times: list[int], percent: int, expected: int
) -> None:
    assert percentile(counts(np.array(times)), percent) == expected


def test_an_empty_histogram_has_no_percentile() -> None:
    both = np.stack([np.zeros(BINS, np.int64), counts(np.array([5]))])
    np.testing.assert_array_equal(percentile(both, 50), [np.nan, 5])
