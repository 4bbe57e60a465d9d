"""Verdicts: every way an interval and a margin can lie, and what would settle the rest."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tongban.experiment.results import Verdict
from tongban.experiment.verdicts import MOST_REPLICATIONS, needed_replications, verdict

NAN = math.nan

VERDICTS: dict[str, tuple[float, float, float | None, Verdict]] = {
    "inside the margin": (0.5, 0.4, 1, "equivalent"),
    "inside the margin, below 0": (-0.5, 0.4, 1, "equivalent"),
    "inside the margin and not around 0": (0.5, 0.1, 1, "equivalent"),
    "touching the margin": (0.5, 0.5, 1, "equivalent"),
    "touching the margin from below": (-0.5, 0.5, 1, "equivalent"),
    "across the margin": (0.5, 0.75, 1, "not shown"),
    "across the margin, not around 0": (0.75, 0.5, 1, "not shown"),
    "above the margin": (3, 1, 1, "higher"),
    "below the margin": (-3, 1, 1, "lower"),
    "difference above the margin, interval across it": (1.5, 1, 1, "higher"),
    "difference at the margin": (1, 0.5, 1, "higher"),
    "difference at the margin, below 0": (-1, 0.5, 1, "lower"),
    "difference at the margin, known exactly": (1, 0, 1, "equivalent"),
    "above the margin, around 0": (1.5, 1.6, 1, "not shown"),
    "wider than everything": (0, 5, 1, "not shown"),
    "no margin, excludes 0": (0.01, 0.009, None, "higher"),
    "no margin, excludes 0, below": (-0.01, 0.009, None, "lower"),
    "no margin, touches 0": (1, 1, None, "not shown"),
    "no margin, around 0": (-0.5, 1, None, "not shown"),
    "no margin, tiny around 0": (0, 1e-9, None, "not shown"),
    "no margin, no difference at all": (0, 0, None, "equivalent"),
    "margin 0, excludes 0": (0.01, 0.009, 0, "higher"),
    "margin 0, tiny around 0": (0, 1e-9, 0, "not shown"),
    "margin 0, no difference at all": (0, 0, 0, "equivalent"),
    "margin, no difference at all": (0, 0, 1, "equivalent"),
    "difference nan": (NAN, 1, 5, "not shown"),
    "half-width nan, difference large": (9, NAN, 1, "not shown"),
    "half-width nan, difference 0": (0, NAN, 1, "not shown"),
    "half-width nan, no margin": (9, NAN, None, "not shown"),
    "margin nan": (9, 1, NAN, "not shown"),
    "half-width infinite": (9, math.inf, 1, "not shown"),
}


@pytest.mark.parametrize(
    ("difference", "half_width", "margin", "expected"), VERDICTS.values(), ids=VERDICTS
)
def test_verdict(
    difference: float, half_width: float, margin: float | None, expected: Verdict
) -> None:
    assert verdict(difference, half_width, margin) == expected


NEEDED: dict[str, tuple[float, float, float | None, int | None]] = {
    # n = 10 throughout: the half-width h becomes h sqrt(10 / N).
    "sign, half as wide would touch 0": (1, 2, None, 41),
    "sign, below 0": (-1, 2, None, 41),
    "sign, margin 0": (1, 2, 0, 41),
    "above the margin: its own size decides": (2, 4, 1, 41),
    "inside the margin: what is left of it decides": (0.5, 1, 1, 40),
    "inside the margin, nearer to it": (-0.75, 1, 1, 160),
    "no difference, a margin": (0, 2, 1, 40),
    "much nearer the margin than 0": (0.99, 1, 1, 100_000),
    "settled long since": (1, 0.1, None, 2),
    "the most": (1, 1_000, None, None),
    "below the most": (1, 999.9, None, 9_998_001),
    "no difference, no margin": (0, 1, None, None),
    "no difference, margin 0": (0, 1, 0, None),
    "no difference, no width, no margin": (0, 0, None, None),
    "as large as the margin": (1, 2, 1, None),
    "as large as the margin, below 0": (-1, 2, 1, None),
    "difference nan": (NAN, 1, 1, None),
    "half-width nan": (1, NAN, 2, None),
    "margin nan": (1, 2, NAN, None),
    "half-width infinite": (1, math.inf, 2, None),
}


@pytest.mark.parametrize(
    ("difference", "half_width", "margin", "expected"), NEEDED.values(), ids=NEEDED
)
def test_needed_replications(
    difference: float, half_width: float, margin: float | None, expected: int | None
) -> None:
    assert needed_replications(10, difference, half_width, margin) == expected


SIZES = st.floats(0, 1e6)
MARGINS = st.none() | SIZES


@given(difference=SIZES, half_width=SIZES, margin=MARGINS)
def test_a_verdict_is_the_mirror_of_that_of_the_opposite_difference(
    difference: float, half_width: float, margin: float | None
) -> None:
    mirror = {"higher": "lower", "lower": "higher"}
    found = verdict(difference, half_width, margin)
    assert verdict(-difference, half_width, margin) == mirror.get(found, found)


@given(difference=SIZES, half_width=SIZES, margin=MARGINS, share=st.floats(0, 1))
def test_a_narrower_interval_never_unsettles(
    difference: float, half_width: float, margin: float | None, share: float
) -> None:
    assume(verdict(difference, half_width, margin) != "not shown")
    assert verdict(difference, half_width * share, margin) != "not shown"


@given(
    n=st.integers(2, 200),
    difference=st.floats(-10, 10),
    half_width=st.floats(0, 10),
    margin=st.none() | st.floats(0, 10),
)
@example(n=10, difference=1 - 1e-15, half_width=1e-14, margin=1)
def test_the_needed_number_settles_it_and_one_less_does_not(
    n: int, difference: float, half_width: float, margin: float | None
) -> None:
    needed = needed_replications(n, difference, half_width, margin)

    def at(replications: int) -> Verdict:
        return verdict(difference, half_width * math.sqrt(n / replications), margin)

    if needed is None:
        assume(abs(difference) != (margin or 0))
        assert at(MOST_REPLICATIONS) == "not shown"
    else:
        assert at(needed) != "not shown"
        assert needed == 2 or at(needed - 1) == "not shown"
