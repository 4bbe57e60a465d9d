"""What pooling is worth by formula, and which scenarios are such a system."""

from __future__ import annotations

import pytest
from queues import erlang_c

from tongban.planning.pooled_scenario import pooling_of
from tongban.planning.pooling import (
    POOLED_LOADS,
    POOLED_SERVERS,
    pooled_break_even,
    pooling_table,
)
from tongban.scenario import load

PUBLISHED = {
    2: (1.55, 1.31, 1.17, 1.11, 1.05),
    4: (2.07, 1.56, 1.28, 1.17, 1.08),
    8: (2.49, 1.73, 1.34, 1.21, 1.095),  # 1.094999: 1.09, or 1.10 if rounded twice
    16: (2.79, 1.84, 1.38, 1.23, 1.10),
}


def test_table_to_two_decimals() -> None:
    for servers, row in zip(POOLED_SERVERS, pooling_table(), strict=True):
        assert row == pytest.approx(PUBLISHED[servers], abs=0.005)


@pytest.mark.parametrize("servers", POOLED_SERVERS)
@pytest.mark.parametrize("load_", POOLED_LOADS)
def test_both_systems_have_the_same_mean_wait_there(servers: int, load_: float) -> None:
    factor = pooled_break_even(servers, load_)
    offered = servers * load_ * factor
    pooled = erlang_c(servers, offered) * factor / (servers - offered)
    assert pooled == pytest.approx(load_ / (1 - load_), rel=1e-6)
    assert factor < 1 / load_


def test_a_single_server_gains_nothing() -> None:
    assert pooled_break_even(1, 0.6) == pytest.approx(1)


@pytest.mark.parametrize(("servers", "load_"), [(0, 0.5), (2, 0), (2, 1)])
def test_what_is_no_such_system_is_refused(servers: int, load_: float) -> None:
    with pytest.raises(ValueError, match="need 1 or more"):
        pooled_break_even(servers, load_)


def test_a_hall_of_the_delta_is_no_such_system() -> None:
    key = "channels.virtual_window.remote_factor"
    found = pooling_of(load("yrd-tenfold"), "in_person", "virtual_window", key)
    assert found.factor is None
    assert {"rates", "others", "work", "stage"} <= set(found.violated)
