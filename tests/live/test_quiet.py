"""The desk and the day's figures are the same without the records that are quiet to them."""

from __future__ import annotations

from folds import whole_story
from story import rules

from tongban.desk import Desk, Figures
from tongban.live.service import QUIET
from tongban.session import CaseState, evolve, pending


def test_what_is_quiet_changes_nothing_there() -> None:
    flow, quiet, state = rules().flow, set(), None
    seen = [(Desk(flow), Figures(flow, 300_000_000, 0)) for _ in range(2)]
    for record in whole_story().stream:
        before: CaseState | None = state
        state = evolve(rules(), before, record)
        is_quiet = record.body.type in QUIET
        for desk, figures in seen[is_quiet:]:
            desk.see(state)
            figures.see(state, record.at)
        if is_quiet:
            assert before is not None
            quiet.add(record.body.type)
            assert list(pending(before)) == list(pending(state))
    assert repr(seen[0]) == repr(seen[1])
    assert quiet >= QUIET - {"withdraw_consent"}
