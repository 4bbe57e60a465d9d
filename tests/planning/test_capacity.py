"""What a scenario carries, against queues whose largest load is known; what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from planning.carried import SHARED_CLERK, TWO_REGIONS, written

from tongban.errors import InputError
from tongban.experiment import Host
from tongban.planning import Capacity, Study, capacity, targets_of
from tongban.planning.capacity import ChannelCapacity
from tongban.planning.capacity.demand import remote_needs
from tongban.scenario import load, lower_scenario

ONE = Host("compiled", workers=1)
WAIT = ["remote.wait_mean_min<=12"]
SHORT = ["experiment.horizon_min=3000", "experiment.warm_up_min=0", "experiment.replications=2"]


class Memory:
    """Keeps texts in a dictionary."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self.texts.get(name)

    def put(self, name: str, text: str) -> None:
        self.texts[name] = text


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Capacity:
    path = written(SHARED_CLERK, tmp_path_factory.mktemp("shared"))
    return capacity(Study(path, host=ONE), targets=WAIT)


@pytest.fixture
def queue(shared: Capacity) -> ChannelCapacity:
    return shared.channels["queue"]


def test_largest_load_of_a_shared_clerk(queue: ChannelCapacity) -> None:
    # In M/M/1 the wait is 12 rho / (1 - rho) min: 12 at 2.5 an hour, of which 1 is local.
    largest = queue.largest
    assert (largest.status, largest.exceptions) == ("found", ())
    assert largest.load == pytest.approx(1.5, rel=0.12)
    assert largest.last_kept is not None
    assert largest.first_missed is not None
    assert largest.first_missed.load < 1.06 * largest.last_kept.load
    for seen in (largest.last_kept, largest.first_missed):
        rho = (1 + seen.load) / 5
        found = seen.judged[0].found
        assert abs(found.mean - 12 * rho / (1 - rho)) < 2.5 * found.half_width
        assert found.n == 10


def test_region_of_local_and_remote_loads(queue: ChannelCapacity) -> None:
    edges = {point.local_factor: point.load for point in queue.region}
    assert list(edges) == [0.5, 0.75, 1, 1.25, 1.5]
    assert edges[1] == queue.largest.load
    for factor, found in edges.items():
        assert found == pytest.approx(2.5 - factor, rel=0.2)


def test_marks_are_inside_up_to_the_largest_load(queue: ChannelCapacity) -> None:
    assert [(mark.load, mark.is_inside) for mark in queue.marks] == [
        (1, True),
        (10, False),
        (50, False),
    ]


def test_load_curve_follows_the_load(queue: ChannelCapacity) -> None:
    loads = [point.load for point in queue.curve]
    assert loads == [1, 2, 5]  # two miss for certain: as far as is of interest
    for seen in queue.curve[:2]:
        used = seen.utilisation["clerk"]
        assert abs(used.mean - (1 + seen.load) / 5) < 2 * used.half_width
    waits = [seen.measures["remote", "wait_mean_min"].mean for seen in queue.curve]
    assert waits == sorted(waits)
    assert ("local", "wait_p90_min") in queue.curve[0].measures


def test_loads_are_read_as_needs_a_day(shared: Capacity) -> None:
    assert (shared.remote, shared.local) == (("remote",), ("local",))
    assert shared.remote_per_day == pytest.approx(24)
    assert shared.remote_applications_per_day == pytest.approx(24)


def test_needs_a_day_are_those_of_the_demand() -> None:
    source = load("yrd-tenfold")
    lowered = lower_scenario(source.scenario, source.library)
    found = remote_needs(lowered, 10 * 6.5 * 3_600_000_000)
    # .42 at each of eight halls; Monday 1.15, Tuesday 1, the others .95: a week has the mean 1.
    assert found.per_day == pytest.approx(8 * 0.42)
    assert found.applications == pytest.approx(8 * 0.42 * 0.079)
    assert found.hours_per_day == pytest.approx(6.5)


def test_targets_are_the_scenarios_own_unless_given_or_missing(tmp_path: Path) -> None:
    path = written(TWO_REGIONS, tmp_path)
    missing = capacity(Study(path, SHORT, host=ONE), channels=["call"], loads=(1, 2))
    assert (missing.targets_from, [str(t) for t in missing.targets]) == (
        "default",
        ["cross.service_level>=0.8"],
    )
    named = [*SHORT, "experiment.targets=['all.wait_mean_min<=9']"]
    own = capacity(Study(path, named, host=ONE), channels=["call"], loads=(1, 2))
    assert (own.targets_from, [str(t) for t in own.targets]) == (
        "scenario",
        ["all.wait_mean_min<=9"],
    )
    assert own.channels["call"].region == ()  # nobody takes a fixed channel


@pytest.mark.parametrize("name", ["yrd-2023", "yrd-tenfold", "yrd-stress"])
def test_shipped_targets_name_groups_and_measures_there_are(name: str) -> None:
    cells = (
        Study(name, ["experiment.days=1", "experiment.warm_up_days=0"], host=ONE)
        .at(channels=["virtual_window"], replications=2)
        .cells
    )
    given = load(name).scenario.experiment.targets
    assert {target.group for target in targets_of(given, cells, name)} == {
        "cross",
        "cross_enquiries",
        "home_local",
        "nearby_local",
    }


@pytest.mark.parametrize(
    ("changes", "targets", "loads", "said"),
    [
        pytest.param([], ["remot.wait_mean_min<=12"], None, "did you mean 'remote'", id="group"),
        pytest.param(
            ["experiment.targets=['remote.wait<=3']"], [], None, "experiment.targets", id="own"
        ),
        pytest.param([], WAIT, (5.0, 2.0), "write the smaller first", id="loads"),
        pytest.param(["demand.remote.channel='queue'"], WAIT[:0], None, "demand", id="all local"),
    ],
)
def test_what_cannot_be_asked(
    changes: list[str],
    targets: list[str],
    loads: tuple[float, float] | None,
    said: str,
    tmp_path: Path,
) -> None:
    study = Study(written(SHARED_CLERK, tmp_path), [*SHORT, *changes], host=ONE)
    with pytest.raises(InputError, match=said):
        capacity(study, targets=targets, loads=loads)
    assert study.runs_made == 0


def test_an_interrupted_search_goes_on_where_it_was(tmp_path: Path) -> None:
    path, memory, seen = written(SHARED_CLERK, tmp_path), Memory(), []

    def interrupt(done: int, _: int) -> None:
        seen.append(done)
        if len(seen) == 9:
            raise KeyboardInterrupt

    first = Study(path, SHORT, host=ONE, keeper=memory)
    with pytest.raises(KeyboardInterrupt):
        capacity(first, targets=WAIT, progress=interrupt)
    assert first.runs_made > 0
    second = Study(path, SHORT, host=ONE, keeper=memory)
    resumed = capacity(second, targets=WAIT)
    alone = Study(path, SHORT, host=ONE)
    whole = capacity(alone, targets=WAIT)
    assert first.runs_made + second.runs_made == alone.runs_made
    assert resumed.channels["queue"].largest.load == whole.channels["queue"].largest.load
    third = Study(path, SHORT, host=ONE, keeper=memory)
    capacity(third, targets=WAIT)
    assert third.runs_made == 0


def test_channels_finished_before_an_interruption_are_reported(tmp_path: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        if done == total - 24:  # all but the last channel's search
            raise KeyboardInterrupt

    study = Study(written(TWO_REGIONS, tmp_path), SHORT, host=ONE)
    found = capacity(study, loads=(0.5, 5), progress=interrupt)
    assert (list(found.channels), found.planned) == (["hold"], 2)


def test_a_channel_run_alone_counts_the_items_all_can_serve() -> None:
    short = ["experiment.days=1", "experiment.warm_up_days=0"]
    study = Study("yrd-tenfold", short, host=ONE)
    alone = study.at(channels=["in_person"], replications=2)
    beside = study.at(
        channels=["in_person"], beside=["in_person", "virtual_window"], replications=2
    )
    assert "cross_everyone" not in alone.cells
    assert "cross_everyone" in beside.cells
    both = study.at(channels=["in_person", "virtual_window"], replications=2)
    assert beside.estimate("in_person", "cross", "needs", 0.95) == both.estimate(
        "in_person", "cross", "needs", 0.95
    )
