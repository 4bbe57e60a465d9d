"""Throughput of an endless backlog, against theory; what the backlog leaves alone."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from planning.carried import SHARED_CLERK, SHORT_DAYS, TWO_REGIONS, written

from tongban.errors import ScenarioError
from tongban.experiment import Host
from tongban.experiment.compare import policies_of
from tongban.experiment.prepare import prepare
from tongban.planning.capacity import Saturation
from tongban.planning.capacity.backlog import Count, _union, backlogged
from tongban.planning.capacity.roles import roles_of
from tongban.planning.capacity.saturation import Backlog
from tongban.scenario import load

ONE = Host("compiled", workers=1)
LEVEL = 0.999


def saturation(text: str, channel: str, folder: Path, *changes: str) -> Saturation:
    source = load(written(text, folder), changes)
    (policy,) = policies_of(source, [channel], None)
    backlog = Backlog(source, LEVEL, host=ONE)
    return backlog.saturation(policy, source.scenario.experiment.replications)


@pytest.mark.parametrize(
    ("channel", "windows", "homes", "per_hour"),
    [
        pytest.param("hold", 2, "{ east = 1, west = 1 }", 5 * 2 * 2 / 3, id="2 windows, 2 regions"),
        pytest.param("hold", 3, "{ east = 1, west = 1 }", 5 * 2 * 3 / 4, id="3 windows, 2 regions"),
        pytest.param(
            "hold", 2, "{ east = 1, west = 1, south = 1 }", 5 * 3 * 2 / 4, id="2 windows, 3 regions"
        ),
        pytest.param("call", 2, "{ east = 1, west = 1 }", 10, id="call when both are free"),
    ],
)
def test_windows_held_for_single_clerks(
    channel: str, windows: int, homes: str, per_hour: float, tmp_path: Path
) -> None:
    changes = [f"halls.here.window={windows}", f"demand.cross.homes={homes}"]
    found = saturation(TWO_REGIONS, channel, tmp_path, *changes)
    # A closed network of one station for each clerk, with w customers: mu r w / (w + r - 1).
    assert abs(found.throughput_per_hour.mean - per_hour) < found.throughput_per_hour.half_width
    assert found.throughput_per_hour.half_width < 0.06 * per_hour
    clerks = homes.count("=")
    bounds = {bound.kind: bound for bound in found.bounds}
    assert found.binding.kind == min(bounds, key=lambda kind: bounds[kind].rostered)
    for kind, units in (("window", windows), ("clerk", clerks)):
        bound = bounds[kind].bound_per_hour
        assert abs(bound.mean - 5 * units) < bound.half_width
    assert (found.is_endless, found.line_empty, found.of) == (True, 0, "applications")
    held = bounds["window"].held_waiting.mean + bounds["window"].reached.mean
    assert held == pytest.approx(1)  # a window works or waits: the line never ends


def test_what_the_locals_take_is_no_longer_there(tmp_path: Path) -> None:
    first = "channels.queue.priority={ local = 0, remote = 1 }"
    found = saturation(SHARED_CLERK, "queue", tmp_path, "demand.local.per_hour=2", first)
    assert abs(found.throughput_per_hour.mean - 3) < found.throughput_per_hour.half_width
    others = found.binding.others
    assert abs(others.mean - 0.4) < others.half_width
    assert found.binding.reached.mean == pytest.approx(1)
    for served in (found.locals_served["local"], found.locals_served_before["local"]):
        assert abs(served.mean - 1) < 0.02


def test_locals_who_go_last_are_said_to_pay(tmp_path: Path) -> None:
    last = "channels.queue.priority={ local = 1, remote = 0 }"
    found = saturation(SHARED_CLERK, "queue", tmp_path, last, "experiment.replications=2")
    assert found.locals_served["local"].mean < 0.01
    assert found.throughput_per_hour.mean == pytest.approx(5, rel=0.1)


def test_only_open_hours_count(tmp_path: Path) -> None:
    found = saturation(SHORT_DAYS, "queue", tmp_path)
    # 15 in the morning and 20 in the afternoon, whatever is served after closing.
    assert found.throughput_per_hour.mean == pytest.approx(35 / 7)
    assert found.throughput_per_hour.half_width == pytest.approx(0)
    assert (found.binding.rostered, found.binding.work_min.mean) == (1, pytest.approx(12))
    assert found.is_endless


def test_a_line_that_is_not_there_from_the_doors_on_is_not_endless(tmp_path: Path) -> None:
    slow = [
        "flows.queue.stages.come={ do = { come = { to = 'serve' } } }",
        "flows.queue.start='come'",
        "channels.queue.stages.come={ time = { dist = 'constant', value = 60 } }",
        "flows.queue.stages.serve.closes='sent'",
        "flows.queue.stages.serve.do.sent={ to = 'sent_home', while = 'waiting' }",
        "flows.queue.final.sent_home={ counts_as = 'turned_away' }",
        "calendar.closing='turn_away'",
    ]
    found = saturation(SHORT_DAYS, "queue", tmp_path, *slow)
    # They set out at 8:30 at the earliest and take an hour, and the first goes to the clerk: more
    # than 30 of the 420 minutes pass, and few more, as one comes every three minutes.
    assert 30 / 420 < found.line_empty < 40 / 420
    assert not found.is_endless


def test_both_engines_count_the_same_wherever_they_run(tmp_path: Path) -> None:
    source = load(written(SHORT_DAYS, tmp_path), ["demand.local.per_hour=1"])
    (policy,) = policies_of(source, ["queue"], [8.0])
    made = backlogged(source, ["queue"])
    counts = []
    for engine in ("simpy", "compiled"):
        trial, _ = prepare(made, [policy], Host(engine, workers=1), lambda text: None)
        count = Count(trial, roles_of(trial.lowered, policy))
        sent = pickle.loads(pickle.dumps(count))
        assert sent(1) == count(1)
        counts.append(count(0))
    assert counts[0] == counts[1]
    assert counts[0]["completed"] > (0,)
    assert counts[0]["others"] > (0,)


def test_backlog_leaves_locals_alone_and_follows_nobody_elsewhere() -> None:
    source = load("yrd-tenfold")
    made = backlogged(source, ["virtual_window"])
    for name in ("home_local", "nearby_local"):
        assert made.scenario.demand[name] == source.scenario.demand[name]
    assert made.scenario.channels == source.scenario.channels
    cross = made.scenario.demand["cross"]
    assert "enquiry" not in cross.items
    assert cross.profile is not None
    assert (cross.profile.start, cross.profile.step_min) == ("08:45", 495)
    final = made.library["virtual_window"].final
    assert {final[name].then for name in ("to_in_person", "to_phone", "not_remote")} == {None}
    assert made.library["online"] == source.library["online"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param(
            ["demand.remote={ at_min = [1.0], items = { matter = 1 } }"],
            "give it a rate",
            id="times",
        ),
        pytest.param(["demand.remote.channel='queue'"], "a channel of its own", id="all local"),
    ],
)
def test_no_backlog_can_be_made(changes: list[str], said: str, tmp_path: Path) -> None:
    source = load(written(SHARED_CLERK, tmp_path), changes)
    with pytest.raises(ScenarioError, match=said):
        Backlog(source, LEVEL)


@pytest.mark.parametrize("seed", range(5))
def test_union_of_intervals_covers_what_they_cover(seed: int) -> None:
    draw = np.random.default_rng(seed)
    place = draw.integers(0, 3, 12).astype(np.int32)
    begin = draw.integers(0, 30, 12)
    end = begin + draw.integers(0, 8, 12)
    covered = {(p, t) for p, a, b in zip(place, begin, end, strict=True) for t in range(a, b)}
    joined = [
        (p, t) for p, a, b in zip(*_union(place, begin, end), strict=True) for t in range(a, b)
    ]
    assert len(joined) == len(set(joined))
    assert set(joined) == covered
