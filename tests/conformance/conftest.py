"""Every engine runs the same suite and must give the same rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from micro import Case, Row, rows, tables_of, workload_of

from tongban.engine.compiled import run_compiled
from tongban.engine.simpy_engine import run_simpy

ENGINES = [pytest.param(run_simpy, id="simpy"), pytest.param(run_compiled, id="compiled")]
Played = Callable[..., list[Row]]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Any:
    """Each engine in turn."""
    return request.param


@pytest.fixture
def played(engine: Any) -> Played:
    """The rows of a micro model, without those of final stages unless asked for."""

    def play(
        flows: Any,
        pools: Any,
        cases: Sequence[Case],
        *,
        finals: bool = False,
        end: int = 144_000,
        drain_from: int | None = None,
        **more: Any,
    ) -> list[Row]:
        tables = tables_of(flows, pools, **more)
        workload = workload_of(tables, cases, end=end, drain_from=drain_from)
        found = rows(engine(tables, workload), tables)
        names = {row.full_name for row in tables.flow.stages if row.counts_as}
        local = names | {name.split(".")[1] for name in names}
        return found if finals else [row for row in found if row[1] not in local]

    return play
