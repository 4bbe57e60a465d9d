"""The tornado: what is moved, how far, and where a verdict flips."""

from __future__ import annotations

from pathlib import Path

import pytest
from planning.pooled import SCENARIO, pooled_scenario

from tongban.errors import InputError
from tongban.experiment import Host
from tongban.experiment.verdicts import verdict
from tongban.planning import Sensitivity, Study, inputs_of, sensitivity
from tongban.planning.pairs import Pairs, matters, reached_channels
from tongban.report import input_document, to_json
from tongban.scenario import load

ONE = Host("compiled", workers=1)


@pytest.fixture(scope="module", name="path")
def _path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pooled_scenario(tmp_path_factory.mktemp("pooled"))


@pytest.fixture(scope="module", name="found")
def _found(path: Path) -> Sensitivity:
    return sensitivity(Study(path, host=ONE))


def test_each_assumption_is_in_its_place(found: Sensitivity) -> None:
    assert {bar.input.title.en for bar in found.bars} == {
        "Factor",
        "Work of both",
        "Clerks that are pooled",
    }
    assert [each.title.en for each in found.without_effect] == ["A citizen's minute"]
    assert [each.title.en for each in found.without_range] == ["Regions"]
    assert [each.title.en for each in found.facts] == ["Demand"]
    assert found.moved == found.planned == 4


def test_bars_stand_by_their_span(found: Sensitivity) -> None:
    spans = [bar.span for bar in found.bars]
    assert spans == sorted(spans, reverse=True)
    base = found.base.difference.mean
    for bar in found.bars:
        values = [base, bar.low.difference.mean, bar.high.difference.mean]
        assert bar.span == pytest.approx(max(values) - min(values))
        change = bar.high.difference.mean - bar.low.difference.mean
        assert bar.change.mean == pytest.approx(change)


def test_a_verdict_flips_where_it_is_said_to(found: Sensitivity, path: Path) -> None:
    assert found.base.verdict == "lower"
    factor = next(bar for bar in found.bars if bar.input.title.en == "Factor")
    (flip,) = factor.flips
    assert 1 < flip.before <= flip.at <= flip.after < 1.4
    assert flip.after - flip.before < 0.02
    sides = (flip.before, flip.after)
    words = [_verdict_at(path, f"channels.pooled.remote_factor={x!r}") for x in sides]
    assert words == ["lower", flip.verdict]


def _verdict_at(path: Path, change: str) -> str:
    pair = Pairs(Study(path, host=ONE), "separate", "pooled").at([change])
    found = pair.difference("customers", "wait_mean_min", 0.95)
    return verdict(found.mean, found.half_width, 1)


def test_inputs_that_do_not_flip_have_the_same_verdict_at_both_ends(found: Sensitivity) -> None:
    for bar in found.bars:
        ends = {bar.low.verdict, bar.high.verdict}
        assert (ends == {found.base.verdict}) == (not bar.flips)


def test_whole_numbers_flip_at_a_whole_number(path: Path) -> None:
    study = Study(path, ["channels.pooled.remote_factor=1.35"], host=ONE)
    found = sensitivity(study, only=["halls.a.agent"])
    (bar,) = found.bars
    (flip,) = bar.flips
    assert (flip.before, flip.at, flip.after) == (1, 2, 2)


def test_only_moves_the_inputs_of_a_key(path: Path) -> None:
    found = sensitivity(Study(path, replications=2, host=ONE), only=["items.matter.work.mean"])
    assert [bar.input.title.en for bar in found.bars] == ["Work of both"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param({"only": ["halls.a.agents"]}, "did you mean 'halls.a.agent'", id="only"),
        pytest.param({"measure": "customers.wait"}, "no measure 'wait'", id="measure"),
        pytest.param({"measure": "customer.lost_share"}, "did you mean 'customers'", id="group"),
        pytest.param({"channel": "separate"}, "is the baseline", id="channel"),
    ],
)
def test_bad_options_are_refused(path: Path, options: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        sensitivity(Study(path, host=ONE), **options)  # type: ignore[arg-type]


def test_ends_of_ranges_that_a_scenario_refuses_are_all_told(tmp_path: Path) -> None:
    text = SCENARIO.replace("values = [1, 3]", "values = [0.5, 3.5]")
    study = Study(pooled_scenario(tmp_path, text), host=ONE)
    with pytest.raises(InputError) as caught:
        sensitivity(study)
    assert len(caught.value.faults) == 8
    assert study.runs_made == 0


def test_an_interruption_leaves_the_inputs_that_are_finished(path: Path) -> None:
    first = sensitivity(
        Study(path, replications=2, host=ONE), only=["channels.pooled.remote_factor"]
    )

    def interrupt(done: int, _: int) -> None:
        if done > first.settings:
            raise KeyboardInterrupt

    found = sensitivity(Study(path, replications=2, host=ONE), progress=interrupt)
    assert (found.moved, found.planned) == (1, 4)
    assert found.bars == first.bars


def test_an_interruption_before_the_first_is_passed_on(path: Path) -> None:
    def interrupt(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sensitivity(Study(path, replications=2, host=ONE), progress=interrupt)


def test_a_pair_run_apart_is_the_pair_run_together() -> None:
    study = Study("yrd-tenfold", ["experiment.days=1"], replications=2, host=ONE)
    apart = Pairs(study, "in_person", "virtual_window").at()
    both = study.at(channels=["in_person", "virtual_window"])
    for cell in both.cells:
        for measure in ("accepted_within_5d", "wait_mean_min", "wait_p90_min"):
            one = apart.difference(cell, measure, 0.95)
            other = both.difference(
                "virtual_window", cell, measure, 0.95, less=both, less_alternative="in_person"
            )
            assert repr(one) == repr(other)


def test_a_key_of_a_channel_nobody_gets_to_changes_nothing() -> None:
    source = load("yrd-tenfold")
    reached = reached_channels(source, ["virtual_window"])
    assert reached == {"virtual_window", "in_person"}
    key = "channels.online.stages.review.choose.deficient.0"
    assert not matters(key, reached)
    study = Study("yrd-tenfold", ["experiment.days=1"], replications=2, host=ONE)
    names = ["in_person", "virtual_window"]
    one, other = (study.at(c, channels=names) for c in ([], [f"{key}=0.9"]))
    assert study.runs_made == 8
    for a, b in zip(one.runs, other.runs, strict=True):
        assert all((x.sums == y.sums).all() for x, y in zip(a, b, strict=True))


def test_every_input_of_the_delta_has_a_document() -> None:
    inputs = inputs_of(Study("yrd-2023", host=ONE))
    text = to_json({"inputs": [input_document(each, "en") for each in inputs]})
    assert '"2023-06-05"' in text
    assert len(inputs) == len(load("yrd-2023").scenario.evidence)
