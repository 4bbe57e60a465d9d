"""The view that the Python client folds is the one that the service would send anew."""

from __future__ import annotations

import pytest
from folds import told

from tongban_client.folding import folded


@pytest.mark.parametrize("role", ["applicant", "assistant", "clerk"])
def test_folding_gives_what_the_service_sees(role: str) -> None:
    steps = told(role)
    assert len(steps) > 15
    for before, record, now, after in steps:
        assert folded(before, record, now) == after, record["body"]["type"]
