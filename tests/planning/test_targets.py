"""Targets: how they are written, and what is refused."""

from __future__ import annotations

import pytest

from tongban.errors import InputError
from tongban.planning import Target, targets_of

CELLS = ("cross", "home_local", "all")


@pytest.mark.parametrize(
    ("text", "target"),
    [
        pytest.param(
            "cross.service_level>=0.8", Target("cross", "service_level", ">=", 0.8), id="share"
        ),
        pytest.param(
            "cross.service_level >= 80%", Target("cross", "service_level", ">=", 0.8), id="per cent"
        ),
        pytest.param(
            "home_local.wait_p90_min<=30",
            Target("home_local", "wait_p90_min", "<=", 30),
            id="minutes",
        ),
    ],
)
def test_targets(text: str, target: Target) -> None:
    assert targets_of([text], CELLS, "--target") == (target,)


def test_slack_is_positive_where_a_target_is_kept() -> None:
    least, most = targets_of(["cross.service_level>=0.8", "all.wait_mean_min<=5"], CELLS, "")
    assert (least.slack(0.9), most.slack(7)) == (pytest.approx(0.1), -2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("cross.service_level=0.8", "write it like", id="no bound"),
        pytest.param("cross.service_level>=high", "write it like", id="no number"),
        pytest.param("crossing.service_level>=0.8", "did you mean 'cross'", id="no such group"),
        pytest.param("cross.service_levl>=0.8", "service_level", id="no such measure"),
        pytest.param("cross.service_level>=80", "write 0.8 or 80%", id="no share"),
        pytest.param("cross.wait_p90_min<=-1", "0 or more", id="negative"),
    ],
)
def test_what_is_no_target(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        targets_of([text], CELLS, "--target")


def test_all_faults_of_all_targets_at_once() -> None:
    with pytest.raises(InputError) as caught:
        targets_of(["nobody.nothing>=1", "x"], CELLS, "--target")
    assert len(caught.value.faults) == 3
