"""Evidence: what its patterns stand for, and that the shipped scenarios' holds together."""

from __future__ import annotations

from typing import Any

import pytest

from tongban.scenario import gallery, keys, load, matching, with_places

KNOWN = {
    "travel.0.min": 155,
    "travel.1.min": 130,
    "channels.window.choose.deficient": [0.10, 0.03],
    "channels.window_call.choose.deficient": [0.10, 0.03],
}


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        pytest.param("travel.1.min", ["travel.1.min"], id="a key"),
        pytest.param("travel.*.min", ["travel.0.min", "travel.1.min"], id="every one"),
        pytest.param("travel.*", [], id="a star does not reach beyond its part"),
        pytest.param(
            "channels.window*.choose.deficient.0",
            ["channels.window.choose.deficient.0", "channels.window_call.choose.deficient.0"],
            id="a place in a list",
        ),
    ],
)
def test_pattern_stands_for_keys(pattern: str, found: list[str]) -> None:
    assert matching(pattern, with_places(KNOWN)) == found


def test_place_in_a_list_has_its_value_and_can_be_changed() -> None:
    key = "channels.in_person.stages.counter.choose.deficient"
    assert with_places(keys("yrd-2023"))[f"{key}.0"] == 0.10
    stage = load("yrd-2023", [f"{key}.0=0.2"]).scenario.channels["in_person"].stages["counter"]
    assert stage.choose["deficient"] == (0.2, 0.03)


def test_keys_have_the_values_laid_over_the_file() -> None:
    assert keys("yrd-2023", ["experiment.load=3"])["experiment.load"] == 3


@pytest.mark.parametrize(
    "change",
    [
        pytest.param('halls.hefei.clerk=[{from="09:00",to="17:00",units=8}]', id="shifts"),
        pytest.param("channels.in_person.stages.counter.choose.deficient=0.2", id="no list"),
        pytest.param("demand.cross.willing={}", id="left out"),
    ],
)
def test_a_change_of_form_leaves_the_evidence_sound(change: str) -> None:
    assert load("yrd-tenfold", [change]).scenario.evidence


SHIPPED = [
    pytest.param(name, entry, id=f"{name}: {entry.title.en}")
    for name in gallery()
    for entry in load(name).scenario.evidence
]


@pytest.mark.parametrize(("name", "entry"), SHIPPED)
def test_shipped_evidence_has_a_range_about_what_is_given(name: str, entry: Any) -> None:
    known = with_places(keys(name))
    values = [known[key] for pattern in entry.keys for key in matching(pattern, known)]
    if entry.values is not None and values:  # a file that extends one may give shifts instead
        assert len(set(values)) == 1, "keys that move together to one value must have one"
        assert entry.values[0] <= values[0] <= entry.values[1]
    if entry.factors is not None:
        assert entry.factors[0] < 1 < entry.factors[1]
    assert entry.source or entry.reason
