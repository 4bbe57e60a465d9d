"""A case that has taken its ticket."""

from __future__ import annotations

import pytest
from story import Case


@pytest.fixture
def case() -> Case:
    return Case().open()
