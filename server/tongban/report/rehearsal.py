"""How a rehearsal went, as a table for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import mean
from typing import Protocol

from ..flow import Language
from .aligned import aligned
from .words import text

__all__ = ["rehearsal_table"]


class Played(Protocol):
    """A story that was played."""

    @property
    def story(self) -> str:
        """Which of the stories it was."""

    @property
    def case(self) -> str:
        """The case's number; empty if there was no ticket."""

    @property
    def outcome(self) -> str:
        """How the case ended."""

    @property
    def wait_s(self) -> float | None:
        """From the ticket to the clerk [s]."""

    @property
    def took_s(self) -> float | None:
        """From the ticket to the end [s]."""

    @property
    def wrong(self) -> str:
        """What did not go as scripted, if anything."""


HEAD = (
    text("情节", "story"),
    text("办件", "cases"),
    text("结局", "outcomes"),
    text("平均等待 [s]", "mean wait [s]"),
    text("平均历时 [s]", "mean duration [s]"),
    text("出错", "wrong"),
)
RIGHT = text("全部 {n} 个情节都按脚本结束。", "All {n} stories ended as scripted.")
WRONG = text(
    "{k} 个情节（共 {n} 个）没有按脚本结束：", "{k} of {n} stories did not end as scripted:"
)


def rehearsal_table(played: Sequence[Played], language: Language) -> str:
    """A row for each kind of story; then whether all went well, and what did not."""
    rows = [[head.of(language) for head in HEAD]]
    for story in dict.fromkeys(each.story for each in played):
        of = [each for each in played if each.story == story]
        outcomes = Counter(each.outcome or "–" for each in of)
        rows.append(
            [
                story,
                str(len(of)),
                ", ".join(f"{name} {count}" for name, count in outcomes.items()),
                _mean([each.wait_s for each in of]),
                _mean([each.took_s for each in of]),
                str(sum(bool(each.wrong) for each in of)),
            ]
        )
    lines = aligned(rows)
    wrong = [each for each in played if each.wrong]
    if not wrong:
        return "\n".join([*lines, RIGHT.of(language).format(n=len(played))])
    told = [WRONG.of(language).format(k=len(wrong), n=len(played))]
    told += [f"  {each.case or '–'} ({each.story}): {each.wrong}" for each in wrong]
    return "\n".join([*lines, *told])


def _mean(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{mean(known):.1f}" if known else "–"
