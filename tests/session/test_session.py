"""A case from ticket to close: what may follow, what is refused and in which words."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from story import INK, PAPER, PHOTO, ROLES, Case, added

from tongban.session import (
    COMMAND_RULES,
    COMMAND_TITLES,
    COMMANDS,
    CaseState,
    Record,
    Refusal,
    actions_for,
    content_digest,
    decide,
    evolve,
    may,
    records,
    what_is_missing,
)
from tongban.session import messages as m


def walked() -> Case:
    case = Case().open().seated().connected().identified().filled().shown().signed()
    case.submitted().answered(case_number="SH-1", promised_on="2023-06-08")
    case.act("clerk", "accepted")
    case.tell("applicant", m.Rate(grade=5))
    case.act("applicant", "rated")
    case.act("clerk", "done")
    return case


def test_the_whole_story() -> None:
    state = walked().state
    assert state is not None
    assert (state.stage, state.ended, state.case_number) == ("closed", "accepted", "SH-1")
    assert state.accepted
    assert [visit.action for visit in state.passed] == [
        "seated",
        "connected",
        "verified",
        "filled",
        "complete",
        "signed",
        "accepted",
        "rated",
        "done",
    ]
    assert state.units == {}


def test_the_records_fold_to_the_same_state_again_and_over_the_wire() -> None:
    case = walked()
    state: CaseState | None = None
    for record in case.stream:
        again = records.validate_json(records.dump_json(record))
        assert again == record
        state = evolve(case.rules, state, again)
    assert repr(state) == repr(case.state)


def test_a_record_out_of_turn_is_refused(case: Case) -> None:
    case.seated()
    with pytest.raises(ValueError, match="does not follow"):
        evolve(case.rules, case.state, case.stream[0])
    with pytest.raises(ValueError, match="opens no case"):
        evolve(case.rules, None, case.stream[1])


def test_a_command_is_carried_out_once(case: Case) -> None:
    case.seated().connected()
    consent = m.GrantConsent(capability="view")
    assert isinstance(case.try_("applicant", consent, "same"), Record)
    for _ in range(3):
        assert case.try_("applicant", consent, "same") is None
    assert len([r for r in case.stream if r.command == "same"]) == 1


# --- who may what ---------------------------------------------------------------------------


def some(kind: str, state: CaseState) -> m.Body:
    """A command of each type, about what is there."""
    digest = content_digest(state)
    key = state.submission.key if state.submission else "none"
    return {
        "open": m.Open(
            home="s", item="i", flow="f", stage="s", ticket=m.Ticket(number="1", hall="h")
        ),
        "call": m.Call(unit="w1"),
        "miss": m.Miss(),
        "hold": m.Hold(),
        "resume": m.Resume(),
        "start": m.Start(units={"clerk": "clerk-1"}),
        "transfer": m.Transfer(kind="clerk", unit="clerk-2"),
        "act": m.Act(action="leave"),
        "grant_consent": m.GrantConsent(capability="view"),
        "withdraw_consent": m.WithdrawConsent(capability="view"),
        "identify": m.Identify(method="face", matches=True),
        "edit_field": m.EditField(field="name", value="x", base=0),
        "propose_field": m.ProposeField(field="name", value="x"),
        "accept_proposal": m.AcceptProposal(proposal="p"),
        "decline_proposal": m.DeclineProposal(proposal="p"),
        "add_material": added("photo", PHOTO),
        "remove_material": m.RemoveMaterial(material="id_card"),
        "judge_material": m.JudgeMaterial(material="id_card", document=PAPER, verdict="accepted"),
        "sign": m.Sign(image=INK, covers=digest),
        "submit": m.Submit(covers=digest),
        "answer": m.Answer(key=key, case_number="1"),
        "rate": m.Rate(grade=4),
        "discharge_duty": m.DischargeDuty(duty="call_back", remark="done"),
        "say": m.Say(text="hello"),
        "note": m.Note(text="note"),
    }[kind]


def cases_at_every_stage() -> list[Case]:
    """The story, stopped after each of its records."""
    whole, found = walked(), []
    for size in range(1, len(whole.stream) + 1):
        case = Case(rules=whole.rules, at=whole.at)
        for record in whole.stream[:size]:
            case.state = evolve(case.rules, case.state, record)
            case.stream.append(record)
        found.append(case)
    return found


STOPS = cases_at_every_stage()


@pytest.mark.parametrize(("role", "kind"), list(itertools.product(ROLES, COMMANDS)))
def test_only_the_roles_of_the_table_are_heard(role: str, kind: str) -> None:
    for case in STOPS:
        assert case.state is not None
        command = m.Command(id="new", body=some(kind, case.state))
        found = decide(case.rules, case.state, command, ROLES[role])
        if not may(case.rules, case.state, kind, ROLES[role]):
            assert isinstance(found, Refusal), (case.state.stage, found)
            assert found.text.en
            assert found.text.zh_cn
        if role not in COMMAND_RULES[kind].roles:
            assert isinstance(found, Refusal)
            assert found.code == "not_allowed"


def test_every_type_of_command_has_its_rule() -> None:
    momentary = {"point", "type", "signal"}
    assert set(COMMANDS) | momentary == set(COMMAND_RULES) == set(COMMAND_TITLES)


@pytest.mark.parametrize("kind", ["sign", "submit", "rate", "grant_consent", "accept_proposal"])
def test_only_the_applicant_signs_submits_rates_and_consents(kind: str) -> None:
    assert COMMAND_RULES[kind].roles == {"applicant"}


@pytest.mark.parametrize("case", STOPS, ids=lambda case: f"{len(case.stream)} {case.state.stage}")
def test_what_is_offered_is_what_the_flow_lists(case: Case) -> None:
    state = case.state
    assert state is not None
    flow = case.rules.flow
    for role, actor in ROLES.items():
        for name in actions_for(case.rules, state, actor):
            assert flow.actions(state.stage)[name].by == role


# --- refusals -------------------------------------------------------------------------------


def test_nothing_goes_on_before_its_content_is_complete(case: Case) -> None:
    case.seated().connected()
    assert case.refuse("clerk", m.Act(action="verified")).code == "not_ready"
    case.identified()
    refused = case.refuse("applicant", m.Act(action="filled"))
    assert refused.text.en == "the field “name”: not filled in"
    case.fill("name", "Zhang")
    case.fill("id_number", "123")
    assert "id number" in case.refuse("applicant", m.Act(action="filled")).text.en
    case.fill("id_number", "310101199001011234")
    case.act("applicant", "filled")
    assert "ID card" in case.refuse("clerk", m.Act(action="complete")).text.en
    case.shown()
    case.act("clerk", "complete")
    assert "no signature" in case.refuse("applicant", m.Act(action="signed")).text.en


def test_a_refusal_lists_what_the_role_may_do(case: Case) -> None:
    case.seated().connected()
    refused = case.refuse("applicant", m.Act(action="verified"))
    assert (refused.code, refused.allowed) == ("not_allowed", ("leave",))


def test_a_stale_edit_is_a_conflict(case: Case) -> None:
    case.seated().connected().identified()
    case.tell("applicant", m.EditField(field="name", value="Zhang", base=0))
    assert case.refuse("assistant", m.EditField(field="name", value="Li", base=0)).code == (
        "conflict"
    )
    state = case.tell("assistant", m.EditField(field="name", value="Li", base=1))
    assert (state.form["name"].value, state.form["name"].revision) == ("Li", 2)


def test_a_clerk_proposes_and_the_applicant_decides(case: Case) -> None:
    case.seated().connected().identified()
    state = case.tell("clerk", m.ProposeField(field="name", value="Zhang San"))
    (proposal,) = state.proposals
    assert state.form == {}
    state = case.tell("applicant", m.AcceptProposal(proposal=proposal))
    assert (state.form["name"].value, state.proposals) == ("Zhang San", {})
    (other,) = case.tell("clerk", m.ProposeField(field="name", value="Li Si")).proposals
    state = case.tell("applicant", m.DeclineProposal(proposal=other))
    assert (state.form["name"].value, state.proposals) == ("Zhang San", {})
    assert case.refuse("applicant", m.AcceptProposal(proposal=other)).code == "unknown"


def test_a_withdrawn_consent_stops_the_clerk_at_once(case: Case) -> None:
    case.seated().connected().identified()
    case.tell("applicant", m.WithdrawConsent(capability="guide"))
    assert case.refuse("clerk", m.ProposeField(field="name", value="x")).code == "not_ready"
    assert not may(case.rules, case.state, "point", ROLES["clerk"])  # type: ignore[arg-type]
    assert may(case.rules, case.state, "point", ROLES["assistant"])  # type: ignore[arg-type]


def test_a_signature_holds_for_what_was_signed_only(case: Case) -> None:
    case.seated().connected().identified().filled().shown()
    case.act("clerk", "complete")
    assert case.refuse("applicant", m.Sign(image=INK, covers="d" * 64)).code == "conflict"
    assert case.state is not None
    state = case.tell("applicant", m.Sign(image=INK, covers=content_digest(case.state)))
    assert state.is_signed


def test_another_document_takes_the_verdict_away(case: Case) -> None:
    case.seated().connected().identified().filled().shown()
    state = case.tell("assistant", added("id_card", PHOTO))
    assert state.materials["id_card"].verdict is None
    stale = m.JudgeMaterial(material="id_card", document=PAPER, verdict="accepted")
    assert case.refuse("clerk", stale).code == "conflict"


def test_a_rejection_has_a_reason_of_the_regions_or_words(case: Case) -> None:
    case.seated().connected().identified().filled()
    case.tell("assistant", added("id_card", PAPER))
    rejected = {"material": "id_card", "document": PAPER, "verdict": "rejected"}
    assert case.refuse("clerk", m.JudgeMaterial.model_validate(rejected)).code == "not_ready"
    wrong = m.JudgeMaterial.model_validate({**rejected, "reason": "ugly"})
    assert case.refuse("clerk", wrong).code == "unknown"


def test_one_notice_with_everything_that_is_missing(case: Case) -> None:
    case.seated().connected().identified().filled().shown("rejected")
    case.fill("id_number", "1")
    state = case.act("clerk", "deficient", remark="bring the original")
    (notice,) = state.notices
    assert [(part.what, part.name, part.reason) for part in notice.missing] == [
        ("field", "id_number", None),
        ("material", "id_card", "blurred"),
    ]
    assert notice.remark == "bring the original"
    assert state.stage == "prepare"


def test_a_deficiency_needs_something_missing(case: Case) -> None:
    case.seated().connected().identified().filled().shown()
    assert case.refuse("clerk", m.Act(action="deficient")).code == "not_ready"


def test_a_return_is_another_visit_of_the_same_case(case: Case) -> None:
    case.seated().connected().identified().filled().shown("rejected")
    case.act("clerk", "deficient")
    assert case.refuse("applicant", m.Act(action="back")).code == "not_ready"
    ticket = {"number": "B007", "hall": "wuhu"}
    state = case.act("applicant", "back", ticket=ticket)
    assert (state.ticket.number, state.consents, state.identity) == ("B007", frozenset(), None)
    assert state.form["name"].value == "Zhang"  # the case is kept
    case.seated().connected().identified()
    case.act("applicant", "filled")
    case.shown().signed().submitted().answered(case_number="SH-2")
    assert case.act("clerk", "accepted").accepted


def test_acceptance_needs_the_regions_number(case: Case) -> None:
    case.seated().connected().identified().filled().shown().signed()
    assert case.refuse("clerk", m.Act(action="accepted")).code == "not_ready"
    case.submitted()
    assert case.refuse("applicant", m.Submit(covers=content_digest(case.state))).code == (  # type: ignore[arg-type]
        "conflict"
    )
    assert case.refuse("region", m.Answer(key="other", case_number="1")).code == "unknown"
    case.answered(case_number="SH-1")
    assert case.refuse("region", m.Answer(key=case.state.submission.key, case_number="2")).code == (  # type: ignore[union-attr]
        "conflict"
    )


def test_a_refusal_of_the_region_goes_back_in_its_words(case: Case) -> None:
    case.seated().connected().identified().filled().shown().signed().submitted()
    case.answered(reasons=[{"zh": "户口簿缺页"}])
    assert case.refuse("clerk", m.Act(action="accepted")).code == "not_ready"
    state = case.act("clerk", "returned")
    assert state.notices[0].missing[0].remark == "户口簿缺页"
    case.act("applicant", "back", ticket={"number": "B1", "hall": "hefei"})
    case.seated().connected().identified()
    case.act("applicant", "filled")
    case.tell("assistant", added("photo", PHOTO))
    assert case.state is not None
    assert what_is_missing(case.rules, case.state) == ()  # what was refused is another content now


def test_a_late_answer_still_counts(case: Case) -> None:
    case.seated().connected().identified().filled().shown().signed().submitted()
    case.act("clock", "lost")
    assert case.answered(case_number="SH-9").state.case_number == "SH-9"  # type: ignore[union-attr]


def test_a_poor_rating_opens_two_duties(case: Case) -> None:
    case.seated().connected().identified().filled().shown().signed().submitted()
    case.answered(case_number="SH-1")
    case.act("clerk", "accepted")
    assert case.refuse("applicant", m.Act(action="rated")).code == "not_ready"
    state = case.tell("applicant", m.Rate(grade=2))
    assert [duty.kind for duty in state.duties] == ["call_back", "rectify"]
    case.act("applicant", "rated")
    case.act("clerk", "done")
    state = case.tell("supervisor", m.DischargeDuty(duty="call_back", remark="phoned"))
    assert [duty.done_at is None for duty in state.duties] == [False, True]


def test_a_missed_ticket_stands_aside_and_comes_last(case: Case) -> None:
    assert case.state is not None
    since = case.state.line_since
    assert case.refuse("assistant", m.Miss()).code == "not_ready"
    assert case.tell("assistant", m.Call(unit="w1")).calling is not None
    state = case.tell("assistant", m.Miss())
    assert (state.stands_aside, state.missed, state.calling) == (True, 1, None)
    assert case.refuse("assistant", m.Call(unit="w1")).code == "conflict"
    assert case.tell("assistant", m.Resume()).line_since == case.at > since


def test_a_ticket_on_hold_keeps_its_place(case: Case) -> None:
    assert case.state is not None
    since = case.state.line_since
    case.tell("assistant", m.Hold())
    assert case.tell("assistant", m.Resume()).line_since == since
    assert case.refuse("assistant", m.Resume()).code == "conflict"


def test_a_case_is_taken_over_by_another_clerk(case: Case) -> None:
    case.seated().connected()
    assert case.refuse("clerk", m.Transfer(kind="clerk", unit="clerk-1")).code == "conflict"
    assert case.tell("clerk", m.Transfer(kind="clerk", unit="clerk-2")).units["clerk"] == "clerk-2"


def test_a_case_is_its_clerks(case: Case) -> None:
    case.seated().connected().identified()
    propose = m.ProposeField(field="name", value="x")
    refused = case.try_("clerk", propose, by="clerk-9")
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.allowed) == ("not_allowed", ())
    assert isinstance(case.try_("clerk", m.Note(text="seen"), by="clerk-9"), Record)


def test_an_enquiry_takes_its_own_way() -> None:
    case = Case().open(is_enquiry=True).seated()
    case.tell("clerk", m.Start(units={"clerk": "clerk-1"}))
    case.act("applicant", "consults")
    assert case.act("clerk", "answers").ended == "answered"


def test_nothing_is_said_to_a_case_that_has_ended() -> None:
    case = walked()
    assert case.refuse("applicant", m.Say(text="hello")).code == "ended"
    assert case.refuse("applicant", m.Act(action="leave")).code == "ended"


# --- any order of anything ------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(ROLES)), st.sampled_from(COMMANDS)), max_size=40))
def test_whatever_is_said_the_stream_folds_and_time_goes_on(said: list[tuple[str, str]]) -> None:
    case = Case().open()
    for role, kind in said:
        assert case.state is not None
        case.try_(role, some(kind, case.state))
        for name in actions_for(case.rules, case.state, ROLES[role])[:1]:
            case.try_(role, m.Act(action=name))
    state: CaseState | None = None
    for record in case.stream:
        state = evolve(case.rules, state, record)
    assert repr(state) == repr(case.state)
    assert state is not None
    times = [t for v in state.passed for t in (v.enter, v.start or v.enter, v.leave)]
    assert times == sorted(times)
    spec = case.rules.stage(state.stage)
    assert set(state.units) <= set(spec.holds if spec else ())
