"""Quantiles by hand, means by integration, and what common random numbers rest on."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tongban.scenario.distributions import Distribution

ADAPTER: TypeAdapter[Any] = TypeAdapter(Distribution)
HALVES = [
    {"weight": 3, "of": {"dist": "uniform", "low": 0, "high": 6}},
    {"weight": 1, "of": {"dist": "constant", "value": 10}},
]
EVERY = [
    pytest.param({"dist": "constant", "value": 7}, id="constant"),
    pytest.param({"dist": "uniform", "low": 2, "high": 5}, id="uniform"),
    pytest.param({"dist": "triangular", "low": 15, "mode": 75, "high": 300}, id="triangular"),
    pytest.param({"dist": "triangular", "low": 1, "mode": 1, "high": 4}, id="mode-at-low"),
    pytest.param({"dist": "triangular", "low": 1, "mode": 4, "high": 4}, id="mode-at-high"),
    pytest.param({"dist": "exponential", "mean": 8}, id="exponential"),
    pytest.param({"dist": "erlang", "mean": 12, "k": 4}, id="erlang"),
    pytest.param({"dist": "gamma", "mean": 12, "cv": 0.7}, id="gamma"),
    pytest.param({"dist": "weibull", "mean": 60, "shape": 1.5}, id="weibull"),
    pytest.param({"dist": "lognormal", "mean": 14, "cv": 0.7}, id="lognormal"),
    pytest.param({"dist": "lognormal", "mean": 14, "cv": 0}, id="lognormal-cv-0"),
    pytest.param({"dist": "empirical", "values": [3, 1, 2, 6]}, id="empirical"),
    pytest.param({"dist": "mixture", "parts": HALVES}, id="mixture"),
]


def quantiles(spec: dict[str, Any], *u: float) -> list[float]:
    """The values at some uniforms."""
    values: list[float] = ADAPTER.validate_python(spec).quantile(np.array(u)).tolist()
    return values


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        # At u = 0.01, 0.5 and 0.99 where nothing else is said.
        pytest.param({"dist": "constant", "value": 7}, [7, 7, 7], id="constant"),
        pytest.param({"dist": "uniform", "low": 2, "high": 12}, [2.1, 7, 11.9], id="uniform"),
        pytest.param(
            # The mode 4 stands at u = 0.4: left 0 + sqrt(u * 10 * 4), right 10 - sqrt((1-u) * 60).
            {"dist": "triangular", "low": 0, "mode": 4, "high": 10},
            [math.sqrt(0.4), 10 - math.sqrt(30), 10 - math.sqrt(0.6)],
            id="triangular",
        ),
        pytest.param(
            {"dist": "exponential", "mean": 8},
            [8 * 0.010050335853501, 8 * math.log(2), 8 * math.log(100)],
            id="exponential",
        ),
        pytest.param(
            # k = 2, mean 2: F(x) = 1 - e^-x (1 + x).
            {"dist": "erlang", "mean": 2, "k": 2},
            [0.148554740, 1.678346990, 6.638352068],
            id="erlang",
        ),
        pytest.param(
            # cv 1 is the exponential.
            {"dist": "gamma", "mean": 8, "cv": 1},
            [8 * 0.010050335853501, 8 * math.log(2), 8 * math.log(100)],
            id="gamma",
        ),
        pytest.param(
            # Shape 2: the mean is scale * sqrt(pi) / 2, so this scale is 1.
            {"dist": "weibull", "mean": math.sqrt(math.pi) / 2, "shape": 2},
            [math.sqrt(0.010050335853501), math.sqrt(math.log(2)), math.sqrt(math.log(100))],
            id="weibull",
        ),
        pytest.param(
            # cv² = e - 1 makes sigma 1; mean sqrt(e) makes mu 0. z(0.99) = 2.3263478740.
            {"dist": "lognormal", "mean": math.sqrt(math.e), "cv": math.sqrt(math.e - 1)},
            [math.exp(-2.3263478740), 1, math.exp(2.3263478740)],
            id="lognormal",
        ),
        pytest.param({"dist": "empirical", "values": [9, 1, 4]}, [1, 4, 9], id="empirical"),
        pytest.param(
            # u = 0.5 is two thirds into the first component's share of 3/4.
            {"dist": "mixture", "parts": HALVES},
            [0.08, 4, 10],
            id="mixture",
        ),
    ],
)
def test_quantiles_by_hand(spec: dict[str, Any], expected: list[float]) -> None:
    assert quantiles(spec, 0.01, 0.5, 0.99) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("spec", EVERY)
def test_mean_is_the_integral_of_the_quantile(spec: dict[str, Any]) -> None:
    # Midpoints, denser towards both ends: u = 3t² - 2t³ has no slope there, which tames the tails.
    t = (np.arange(400_000) + 0.5) / 400_000
    u = t * t * (3 - 2 * t)
    dist = ADAPTER.validate_python(spec)
    integral = float(np.mean(dist.quantile(u) * 6 * t * (1 - t)))
    assert integral == pytest.approx(dist.mean, rel=1e-4)


@pytest.mark.parametrize(("mean", "cv"), [(14, 0.7), (6, 0.5), (28, 2.0)])
def test_lognormal_has_the_mean_and_cv_it_is_given(mean: float, cv: float) -> None:
    t = (np.arange(400_000) + 0.5) / 400_000
    u, weight = t * t * (3 - 2 * t), 6 * t * (1 - t)
    values = ADAPTER.validate_python({"dist": "lognormal", "mean": mean, "cv": cv}).quantile(u)
    first = float(np.mean(values * weight))
    second = float(np.mean(values**2 * weight))
    assert (first, math.sqrt(second - first**2) / first) == pytest.approx((mean, cv), rel=2e-3)


@pytest.mark.parametrize("spec", EVERY)
@given(us=st.lists(st.floats(1e-9, 1 - 1e-9), min_size=2, max_size=20))
def test_a_larger_uniform_never_gives_a_smaller_value(
    spec: dict[str, Any], us: list[float]
) -> None:
    values = np.array(quantiles(spec, *sorted(us)))
    assert (np.diff(values) >= -1e-12 * np.abs(values[1:])).all()


@pytest.mark.parametrize("spec", EVERY)
@given(u=st.floats(1e-12, 1 - 1e-12))
def test_every_value_is_a_finite_duration(spec: dict[str, Any], u: float) -> None:
    (value,) = quantiles(spec, u)
    assert 0 <= value < math.inf


@given(u=st.floats(1e-6, 1 - 1e-6), mean=st.floats(0.1, 1e3), factor=st.floats(1.01, 10))
def test_the_same_uniform_keeps_its_rank_when_the_mean_changes(
    u: float, mean: float, factor: float
) -> None:
    (small,) = quantiles({"dist": "lognormal", "mean": mean, "cv": 0.7}, u)
    (large,) = quantiles({"dist": "lognormal", "mean": mean * factor, "cv": 0.7}, u)
    assert large == pytest.approx(small * factor, rel=1e-9)


def test_mixture_passes_uniforms_at_the_edge_of_a_share_on_to_one_component() -> None:
    assert quantiles({"dist": "mixture", "parts": HALVES}, 0.75 - 1e-12, 0.75) == [
        pytest.approx(6.0),
        10.0,
    ]


def test_mixture_covers_the_last_uniform_though_its_shares_sum_to_less_than_1() -> None:
    part = {"weight": 0.1, "of": {"dist": "exponential", "mean": 8}}
    (value,) = quantiles({"dist": "mixture", "parts": [part] * 10}, 1 - 2**-53)
    assert 8 * 50 * math.log(2) < value < 8 * 54 * math.log(2)  # -mean ln(1 - u), u rounded


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        pytest.param(
            {"dist": "uniform", "low": 5, "high": 5}, "high must be above low (5), not 5", id="flat"
        ),
        pytest.param(
            {"dist": "triangular", "low": 1, "mode": 9, "high": 4},
            "needs low <= mode <= high, and low below high",
            id="mode-outside",
        ),
        pytest.param(
            {"dist": "triangular", "low": 4, "mode": 4, "high": 4},
            "needs low <= mode <= high, and low below high",
            id="no-width",
        ),
    ],
)
def test_parameters_out_of_order_are_refused(spec: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ADAPTER.validate_python(spec)
    assert [str(e["ctx"]["error"]) for e in caught.value.errors()] == [message]
