"""Both engines write equal records: on random models with and without ties."""

from __future__ import annotations

import pytest
from conformance.agreement import assert_agree
from random_models import MODES, continuous, random_spec

SEEDS = range(60)


@pytest.mark.parametrize("mode", MODES)
def test_on_models_in_whole_minutes(mode: str) -> None:
    for seed in SEEDS:
        assert_agree(random_spec(seed, mode))


@pytest.mark.parametrize("mode", MODES)
def test_on_models_in_microseconds(mode: str) -> None:
    for seed in SEEDS:
        assert_agree(continuous(random_spec(seed, mode), seed))
