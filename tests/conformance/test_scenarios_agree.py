"""Both engines write equal records on the shipped scenarios, changed at random.

Workloads are drawn for those alone whom chance may bring to a visit, so this also holds that
every draw an engine asks for is there: one that is missing raises.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from conformance.agreement import disagreement

from tongban.scenario import Lowered, gallery, load, lower_scenario
from tongban.workload import Policy, WorkloadMaker

OFTEN = ("textbook-mmc", "yrd-2023", "yrd-stress", "yrd-tenfold")
"""Scenarios the others of the gallery extend: these are changed at random in ten ways, those in
two, since what they add is a channel or a pool at most."""
SEEDS = [(name, seed) for name in gallery() for seed in range(10 if name in OFTEN else 2)]
SHORT = (
    "experiment.days=1",
    "experiment.warm_up_days=1",
    "experiment.follow_up_days=3",
    "experiment.load=1",
)
HOMES = ("jingan", "yuhuatai", "hangzhou", "hefei")
NEAR = ("qingpu", "changning", "wujiang", "xiangshui", "jiashan", "yiwu", "wuhu", "chuzhou")


def textbook_changes(chance: random.Random) -> Iterator[str]:
    """An hour or two of one queue, light or overloaded."""
    yield "experiment.warm_up_min=0"
    yield f"experiment.horizon_min={chance.choice([40, 61.5])}"
    yield f"halls.counter.clerk={chance.randrange(1, 4)}"
    yield f"demand.customers.per_hour={chance.choice([100, 300, 600])}"


def changes(chance: random.Random) -> Iterator[str]:
    """Short days with few at work, and other calendars, staffing, demand and behaviour."""
    yield from SHORT
    yield f'calendar.closing="{chance.choice(["serve", "turn_away", "next_day"])}"'
    yield f"calendar.overtime_min={chance.choice([0, 15, 90])}"
    yield f'calendar.doors="{chance.choice(["08:30", "09:00"])}"'
    yield f"demand.cross.per_day={chance.choice([1, 2, 5])}"
    yield f"demand.cross.items.enquiry={chance.choice([0.02, 0.2, 0.9])}"
    yield f"demand.home_local.per_day={chance.choice([4, 9])}"
    yield f"demand.nearby_local.per_day={chance.choice([1, 3])}"
    yield f"demand.cross.willing={{ virtual_window = {chance.choice([0.7, 1.0])} }}"
    yield f"channels.virtual_window.priority={{ cross = {chance.randrange(3)} }}"
    yield f"channels.virtual_window.drops.lost={chance.choice([0.02, 0.3])}"
    yield f"channels.in_person.stages.counter.choose.deficient={chance.choice([0.1, 0.6])}"
    for hall in HOMES:
        yield f"halls.{hall}.clerk={units(chance, 2)}"
    for hall in NEAR:
        yield f"halls.{hall}.clerk={units(chance, 2)}"
        yield f"halls.{hall}.window={units(chance, 2)}"


def units(chance: random.Random, most: int) -> str:
    """So many all day long, or shifts with a gap, of which one may have nobody."""
    if chance.random() < 0.5:
        return str(chance.randrange(1, most + 1))
    noon, again, night = chance.choice(
        [("12:00", "13:30", "17:00"), ("11:15", "12:00", "15:00"), ("13:40", "14:00", "18:00")]
    )
    shifts = [("09:00", noon, chance.randrange(most + 1)), (again, night, most)]
    told = (f'{{ from = "{a}", to = "{b}", units = {n} }}' for a, b, n in shifts)
    return f"[{', '.join(told)}]"


def policies(channels: tuple[str, ...], chance: random.Random) -> Iterator[Policy]:
    """Each channel alone, and all of them mixed."""
    for channel in channels:
        yield Policy(channel, {channel: 1.0}, chance.choice([1.0, 1.5]))
    yield Policy("all", {channel: chance.uniform(0.5, 1.5) for channel in channels})


def changed(name: str, seed: int) -> tuple[Lowered, tuple[str, ...], random.Random]:
    """A shipped scenario with the changes of a seed, and what was changed."""
    chance = random.Random(f"{name} {seed}")
    told = tuple((textbook_changes if name == "textbook-mmc" else changes)(chance))
    source = load(name, told)
    return lower_scenario(source.scenario, source.library), told, chance


@pytest.mark.parametrize(("name", "seed"), SEEDS)
def test_on_shipped_scenarios(name: str, seed: int) -> None:
    lowered, told, chance = changed(name, seed)
    for policy in policies(lowered.channels, chance):
        workload = WorkloadMaker(lowered, policy, seed).draw(seed)
        found = disagreement(lowered.tables, workload)
        assert found is None, again(name, told, policy, seed, found)


def again(name: str, told: tuple[str, ...], policy: Policy, seed: int, found: str) -> str:
    """What disagrees, and the Python that shows it."""
    listed: Any = "".join(f"    {change!r},\n" for change in told)
    return (
        f"{found}\n\n"
        "from tongban.scenario import load, lower_scenario\n"
        "from tongban.workload import Policy, WorkloadMaker\n\n"
        f"changes = [\n{listed}]\n"
        f"source = load({name!r}, changes)\n"
        "lowered = lower_scenario(source.scenario, source.library)\n"
        f"policy = {policy!r}\n"
        f"workload = WorkloadMaker(lowered, policy, {seed}).draw({seed})\n"
        "# run_simpy and run_compiled (lowered.tables, workload)\n"
    )
