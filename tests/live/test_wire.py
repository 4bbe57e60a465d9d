"""What goes over the wire is the same, whether written down at once or in parts."""

from __future__ import annotations

import pytest
from story import ROLES, Case, rules

from tongban.live.wire import Recorded, encoded, from_server
from tongban.live.written import Written
from tongban.session import evolve, now_for, record_for


@pytest.mark.parametrize("role", ["applicant", "assistant", "clerk", "supervisor"])
def test_a_record_in_parts_is_the_whole_message(role: str) -> None:
    case, by = Case().open().seated().connected(), ROLES[role]
    case.identified().filled().shown("rejected")
    state = written = None
    for record in case.stream:
        state = evolve(rules(), state, record)
        seen = record_for(state, record, by)
        assert seen is not None
        whole = Recorded(record=seen, now=now_for(rules(), state, by))
        written = Written(rules(), state) if written is None else written.after(state)
        text = written.told(record, encoded(record), by)
        assert text is not None
        assert from_server.validate_json(text) == whole == from_server.validate_json(encoded(whole))
