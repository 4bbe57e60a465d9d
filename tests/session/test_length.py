"""A case that somebody makes ever longer: there is an end to it, and the case can still end."""

from __future__ import annotations

import pytest
from story import Case

from tongban.session import content
from tongban.session import messages as m


def test_a_case_takes_so_many_messages_and_all_else_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(content, "MOST_WORDS", 3)
    case = Case().open().seated()
    for _ in range(3):
        case.tell("applicant", m.Say(text="hello"))
    refusal = case.refuse("applicant", m.Say(text="hello"))
    assert (refusal.code, refusal.text.en) == (
        "not_allowed",
        "this case has 3 messages, the most one may have",
    )
    case.connected().identified().filled().shown().signed().submitted()


def test_a_case_that_is_full_can_only_be_brought_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "MOST_RECORDS", 5)
    case = Case().open().seated().connected()
    assert case.state is not None
    assert case.state.seq == 5
    for role, body in (
        ("applicant", m.GrantConsent(capability="view")),
        ("applicant", m.Say(text="hello")),
        ("clerk", m.Note(text="hello")),
    ):
        assert "bring it to an end" in case.refuse(role, body).text.en
    assert case.act("applicant", "leave").ended == "abandoned"
