"""What stands round a session: time, presence, and what each role sees."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from story import ROLES, SECOND, Case

from tongban.session import GRACE_US, Presence, due, masked, pending, record_for, view
from tongban.session import messages as m


def test_an_unanswered_call_is_due(case: Case) -> None:
    assert due(case.rules, case.state, None) is None  # type: ignore[arg-type]
    closes = case.at + 3600 * SECOND
    assert due(case.rules, case.state, closes) == (closes, "turned_away")  # type: ignore[arg-type]
    case.seated()
    assert case.state is not None
    assert due(case.rules, case.state, None) == (
        case.state.entered_at + case.rules.no_answer_us,
        "no_answer",
    )
    assert due(case.rules, case.state, case.at) == (case.at, "no_answer")
    case.tell("clerk", m.Start(units={"clerk": "clerk-1"}))
    assert due(case.rules, case.state, None) is None


def test_what_a_restart_owes(case: Case) -> None:
    case.seated().connected().identified().filled().shown().signed()
    assert list(pending(case.state)) == []  # type: ignore[arg-type]
    case.submitted()
    (owed,) = pending(case.state)  # type: ignore[arg-type]
    assert owed.what == "submission"
    assert owed.key == case.state.submission.key  # type: ignore[union-attr]
    case.answered(case_number="SH-1")
    case.act("clerk", "accepted")
    case.tell("applicant", m.Rate(grade=1))
    assert [owed.what for owed in pending(case.state)] == ["call_back", "rectify"]  # type: ignore[arg-type]


def test_away_is_not_gone_before_its_time() -> None:
    clerk = ROLES["clerk"]
    presence, older = Presence().joined(clerk, "one")
    assert (older, presence.here("clerk"), presence.next_gone()) == (None, True, None)
    presence = presence.lost("one", 100)
    assert not presence.here("clerk")
    end = 100 + GRACE_US["clerk"]
    assert presence.next_gone() == end
    assert (presence.gone(end - 1), presence.gone(end)) == ((), (clerk,))
    presence, older = presence.joined(clerk, "two")
    assert (older, presence.here("clerk"), presence.gone(end)) == (None, True, ())


def test_the_newer_connection_of_the_same_person_wins() -> None:
    presence, _ = Presence().joined(ROLES["clerk"], "one")
    presence, older = presence.joined(ROLES["clerk"], "two")
    assert older == "one"
    assert presence.lost("one", 5).here("clerk")  # the one replaced is not missed
    assert not presence.left(ROLES["clerk"]).here("clerk")


def texts(value: Any) -> str:
    return repr(value)


@pytest.mark.parametrize("role", ["supervisor", "clerk", "assistant", "applicant"])
def test_personal_data_is_seen_by_those_who_need_it(case: Case, role: str) -> None:
    case.seated().connected().identified()
    case.fill("name", "Zhang San")
    case.tell("clerk", m.Note(text="Zhang is in a hurry"))
    shown = texts(view(case.rules, case.state, ROLES[role]))  # type: ignore[arg-type]
    assert ("Zhang San" in shown) == (role != "supervisor")
    assert ("in a hurry" in shown) == (role == "clerk")
    case.tell("applicant", m.WithdrawConsent(capability="view"))
    shown = texts(view(case.rules, case.state, ROLES[role]))  # type: ignore[arg-type]
    assert ("Zhang San" in shown) == (role in ("assistant", "applicant"))


def test_staff_who_do_not_have_the_case_see_no_personal_data(case: Case) -> None:
    case.seated().connected().identified()
    case.fill("name", "Zhang San")
    for role in ("clerk", "assistant"):
        other = ROLES[role].model_copy(update={"id": f"{role}-9"})
        assert "Zhang San" not in texts(view(case.rules, case.state, other))  # type: ignore[arg-type]
        assert "Zhang San" not in texts(record_for(case.state, case.stream[-1], other))  # type: ignore[arg-type]


def test_who_does_not_have_the_case_sees_no_words_of_it() -> None:
    case = Case().open().seated().connected().identified().filled().shown("rejected")
    case.tell("applicant", m.Say(text="Zhang speaking"))
    case.act("clerk", "deficient", remark="Zhang forgot it")
    case.act("applicant", "back", ticket={"number": "A002", "hall": "wuhu"})
    case.seated().connected().identified().filled().shown().signed().submitted()
    case.answered(case_number="SH-1")
    case.act("clerk", "accepted")
    case.tell("applicant", m.Rate(grade=2, comment="Zhang waited"))
    assert case.state is not None
    state = replace(case.state, units={role: ROLES[role].id for role in ("clerk", "assistant")})
    for role in ("applicant", "assistant", "clerk", "supervisor"):
        mine, other = ROLES[role], ROLES[role].model_copy(update={"id": f"{role}-9"})
        seen = view(case.rules, state, mine)
        if role == "supervisor":
            assert not {"said", "notices", "rating"} & seen.keys()
            continue
        for part in ("said", "notices", "rating"):
            assert "Zhang" in texts(seen[part])
            hidden = texts(view(case.rules, state, other)[part])
            assert role == "applicant" or ("Zhang" not in hidden and "***" in hidden), part


def test_records_are_masked_part_by_part(case: Case) -> None:
    case.seated().connected().identified().filled().shown("rejected")
    case.act("clerk", "deficient", remark="Zhang forgot it")
    case.tell("clerk", m.Note(text="own"))
    for record in case.stream:
        seen = record_for(case.state, record, ROLES["supervisor"])  # type: ignore[arg-type]
        assert (seen is None) == (record.body.type == "note")
        assert seen is None or "Zhang" not in texts(seen)
        assert seen is None or (seen.seq, seen.body.type) == (record.seq, record.body.type)


def test_what_is_not_personal_is_not_masked() -> None:
    rate = m.Rate(grade=2, comment="slow")
    assert masked(rate) == m.Rate(grade=2, comment="***")
