"""Every comparison with theory is made on both engines, on the fast one with more cases."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from queues import Model

from tongban.engine import Engine
from tongban.records import Records

TIMES: dict[Engine, int] = {"simpy": 1, "compiled": int(os.environ.get("THEORY_TIMES", "10"))}
"""How often the replications of a test are run; `make theory` has the compiled engine run 100
times as many as the reference."""


@dataclass(frozen=True)
class Chance:
    """The replications of one test on one engine; every test has its own seed."""

    engine: Engine
    seed: int

    def samples(
        self, queue: Model, replications: int, look: Callable[[Records], Any]
    ) -> np.ndarray:
        """[n, ...] what is seen in each replication."""
        count = replications * TIMES[self.engine]
        seen = [look(queue.records(self.engine, self.seed, r)) for r in range(count)]
        return np.array(seen, np.float64)


@pytest.fixture(params=["simpy", "compiled"])
def chance(request: pytest.FixtureRequest) -> Chance:
    """Each engine in turn, on the same chance."""
    engine: Engine = request.param
    name = request.node.name.replace(f"{engine}-", "").replace(f"[{engine}]", "")
    return Chance(engine, zlib.crc32(name.encode()))
