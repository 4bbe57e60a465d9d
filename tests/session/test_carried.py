"""The commands a case has carried out: each state's own, though they share a table."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tongban.session.carried import Carried


@given(st.lists(st.tuples(st.integers(min_value=0, max_value=40), st.booleans()), max_size=40))
def test_each_has_what_came_before_it_and_nothing_of_what_follows_another(
    steps: list[tuple[int, bool]],
) -> None:
    """One more after any of those there are, under a new name or one of another branch."""
    found, known = [Carried()], [dict[str, int]()]
    for at, is_new in steps:
        at %= len(found)
        command = f"c{len(found) if is_new else at}"
        seq = 1 + max(known[at].values(), default=0)
        if command in known[at]:
            continue
        found.append(found[at].after(command, seq))
        known.append(known[at] | {command: seq})
    for one, other in zip(found, known, strict=True):
        assert dict(one) == other
        assert len(one) == len(other)
        for name in {key for each in known for key in each}:
            assert (name in one) == (name in other)
            assert one.get(name) == other.get(name)


def test_a_long_case_keeps_one_table() -> None:
    first = here = Carried()
    for seq in range(1, 1000):
        here = here.after(f"c{seq}", seq)
    assert here._table is first._table
    assert here["c999"] == 999
    assert "c1" not in first
