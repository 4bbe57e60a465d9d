"""The split of a difference: its parts add up, and each step has one cause more than the last."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import fields

import pytest

from tongban.errors import InputError
from tongban.experiment import Host, compare
from tongban.planning import Causes, Study, causes_of
from tongban.planning.chain import CAUSES, chain_between
from tongban.planning.forms import Form, form_of, journeys, meets
from tongban.scenario import gallery, load

ONE = Host("compiled", workers=1)
SHORT = ["experiment.days=3", "experiment.warm_up_days=1", "experiment.replications=4"]
TEMPLATE = gallery()["yrd-2023"].with_name("template.toml")
IDLE = [
    "halls.home_a.clerk=200",
    "halls.home_b.clerk=200",
    'calendar.open=[["09:00", "17:00"]]',
]
SPLIT = ("cross.elapsed_restricted_mean_h", "cross.handling_mean_min", "local.wait_mean_min")


def split(*changes: str, measures: tuple[str, ...]) -> Causes:
    """Of a small scenario without enquiries."""
    return causes_of(Study(TEMPLATE, [*SHORT, *changes], host=ONE), measures=measures)


@pytest.fixture(scope="module")
def found() -> Causes:
    return causes_of(Study("yrd-tenfold", SHORT, host=ONE), opposite=True)


def test_parts_add_up_to_the_whole(found: Causes) -> None:
    assert len(found.splits) == 5
    for one in found.splits:
        largest = max(abs(e.mean) for e in (one.start, *(part.value for part in one.parts)))
        a_few_bits = 16 * math.ulp(largest)
        changes = [part.change.mean for part in one.parts]
        opposite = [part.opposite.mean for part in one.parts if part.opposite is not None]
        assert len(opposite) == len(changes)
        assert abs(math.fsum(changes) - one.whole.mean) <= a_few_bits
        assert abs(math.fsum(opposite) - one.whole.mean) <= a_few_bits
        assert abs(one.start.mean + one.whole.mean - one.end.mean) <= a_few_bits
        assert abs(math.fsum(changes[1:]) - one.rest.mean) <= a_few_bits


def test_the_ends_are_those_of_a_comparison(found: Causes) -> None:
    ends = ["in_person", "virtual_window"]
    result = compare(load("yrd-tenfold", SHORT), channels=ends, host=ONE)
    for one in found.splits:
        values = [result.alternatives[name].groups[one.group][one.measure] for name in ends]
        assert [one.start, one.end] == values
        difference = result.comparison("virtual_window", one.group, one.measure).difference
        assert one.whole.mean == difference


def test_both_orders_meet_before_and_after_the_session(found: Causes) -> None:
    at = found.causes.index("session")
    for one in found.splits:
        for upto in (at, at + 1):
            here = math.fsum(part.change.mean for part in one.parts[:upto])
            there = math.fsum(p.opposite.mean for p in one.parts[:upto] if p.opposite is not None)
            assert here == pytest.approx(there, abs=1e-9)


def changed_fields() -> Iterator[tuple[str, set[str]]]:
    """What of a form each step of the first half changes."""
    source = load("yrd-tenfold")
    chain = chain_between(source, "in_person", "virtual_window")
    before = form_of(source, "in_person")
    for step in chain.steps[: [s.cause for s in chain.steps].index("session")]:
        form = chain.forms[step.channel]
        differing = {
            f.name for f in fields(Form) if getattr(form, f.name) != getattr(before, f.name)
        }
        yield step.cause, differing
        before = form


def test_each_step_changes_what_its_cause_names_and_no_more() -> None:
    assert dict(changed_fields()) == {
        "arrival_clock": {"flow"},
        "priority": {"channel"},
        "patience": {"flow", "manners"},
        "handling": {"channel"},
    }


def test_the_first_step_is_the_first_channel_without_its_journey() -> None:
    source = load("yrd-tenfold")
    chain = chain_between(source, "in_person", "virtual_window")
    origin, form = form_of(source, "in_person"), chain.forms["why_arrival_clock"]
    assert journeys(origin.flow) == ["travel"]
    assert journeys(form.flow) == []
    assert form.flow["start"] == "counter"
    stages = [name for name in form.flow["stages"] if meets(form.flow, name)]
    assert stages == ["counter", "phone"]
    assert form.manners == origin.manners
    assert form.channel == origin.channel


def test_the_session_holds_nothing_of_the_nearby_hall_until_the_last_step() -> None:
    source = load("yrd-tenfold")
    chain = chain_between(source, "in_person", "virtual_window")
    by_cause = {step.cause: chain.forms.get(step.channel) for step in chain.steps}
    for cause in ("session", "drops", "enquiries"):
        form = by_cause[cause]
        assert form is not None
        assert form.channel["needs"] == {"window": 0.0, "assistant": 0.0}
    assert by_cause["pooling"] is None  # the remote window itself
    assert chain.steps[-1].channel == "virtual_window"


def test_where_no_clerk_is_busy_work_alone_grows_by_the_remote_factor() -> None:
    one = split(*IDLE, measures=SPLIT)
    handling = {part.cause: part.value.mean for part in one.splits[1].parts}
    assert handling["handling"] == pytest.approx(1.15 * handling["patience"], rel=1e-6)
    assert handling["priority"] == handling["arrival_clock"]
    assert all(part.change.mean == 0 for part in one.splits[2].parts)


def test_a_cause_in_which_the_channels_do_not_differ_has_no_part() -> None:
    same = [f"channels.virtual_window.{key}=1" for key in ("priority.cross", "remote_factor")]
    causes = split(*same, measures=SPLIT[:1]).causes
    assert causes == ("arrival_clock", "patience", "session", "drops", "pooling")
    assert set(causes) < set(CAUSES)


def test_who_would_not_have_travelled_is_a_cause_of_its_own() -> None:
    induced = "demand.cross.willing={ in_person = 0.6, virtual_window = 0.9 }"
    one = split(induced, "experiment.load=10", measures=("cross.accepted_within_5d",))
    assert one.causes[:2] == ("arrival_clock", "willingness")
    part = one.splits[0].parts[1]
    assert part.change.mean == pytest.approx(0.3, abs=part.change.half_width)
    assert part.change.mean > part.change.half_width
    later = [each.change.mean for each in one.splits[0].parts[2:]]
    assert one.splits[0].rest.mean == pytest.approx(math.fsum(later), abs=1e-12)


def test_more_deficiencies_are_a_cause_of_their_own() -> None:
    worse = "channels.virtual_window.stages.verify_materials.choose.deficient=[0.4, 0.1]"
    one = split(worse, measures=("cross.first_time_right",))
    parts = {part.cause: part.change.mean for part in one.splits[0].parts}
    assert parts["first_time_right"] == pytest.approx(-0.3, abs=0.1)
    assert abs(parts["session"]) < 0.05


def test_a_policy_that_calls_when_all_are_free_is_joined_too() -> None:
    study = Study("yrd-stress", [*SHORT, "experiment.load=5"], host=ONE)
    one = causes_of(study, goal="virtual_window_call", measures=["cross.wait_mean_min"])
    assert one.causes[0] == "arrival_clock"
    assert one.causes[-1] == "pooling"


@pytest.mark.parametrize(
    ("scenario", "origin", "goal", "measures", "said"),
    [
        pytest.param("textbook-mmc", None, None, [], "as `tongban new` writes it", id="textbook"),
        pytest.param("yrd-tenfold", "online", None, [], "give --from one of in_person", id="from"),
        pytest.param("yrd-tenfold", None, "online", [], "give --to one of virtual_window", id="to"),
        pytest.param("yrd-tenfold", None, "virtal", [], "no channel 'virtal'", id="unknown"),
        pytest.param(
            "yrd-tenfold", None, None, ["crss.wait_mean_min"], "did you mean 'cross'", id="group"
        ),
        pytest.param("yrd-tenfold", None, None, ["cross.wait"], "no measure 'wait'", id="measure"),
    ],
)
def test_what_no_chain_joins_is_refused_with_the_way_out(
    scenario: str, origin: str | None, goal: str | None, measures: list[str], said: str
) -> None:
    with pytest.raises(InputError) as caught:
        causes_of(Study(scenario, host=ONE), origin=origin, goal=goal, measures=measures)
    assert said in str(caught.value)
