"""What scripted people do is what the simulator draws, whatever the flow is called."""

from __future__ import annotations

from itertools import islice

from tongban.scenario import load
from tongban_client.behaviour import scripts

ITEMS = ["medical_filing", "company_change"]


def test_the_flow_may_have_another_name_than_the_channel() -> None:
    renamed = ['flows.elsewhere={ extends = "virtual_window" }']
    renamed += ['channels.virtual_window.flow="elsewhere"']
    usual, other = (
        list(islice(scripts(load("yrd-2023", changes), ITEMS, 1), 20)) for changes in ([], renamed)
    )
    assert [s.steps.keys() for s in other] == [s.steps.keys() for s in usual]
    assert all(("fill_form", 0) in script.steps for script in other)
