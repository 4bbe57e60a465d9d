"""What a comparison means, in one sentence for each alternative."""

from __future__ import annotations

from collections.abc import Sequence

from ..experiment import Comparison, Result
from ..flow import Language, Text
from ..measures import ALL, MEASURES
from .values import cell_title, shown_amount
from .words import say

__all__ = ["conclusions"]


def conclusions(result: Result, language: Language) -> list[str]:
    """One sentence an alternative: its primary differences, then who else is worse off."""
    found = []
    for name, alternative in result.alternatives.items():
        own = [c for c in result.comparisons if c.alternative == name]
        if own:
            baseline = result.alternatives[own[0].baseline].title
            found.append(_sentence(alternative.title, baseline, own, result, language))
    if not found:
        titles = [a.title.of(language) for a in result.alternatives.values()]
        found = [say("alone", language, title=", ".join(titles))]
    return found


def _sentence(
    title: Text, baseline: Text, own: Sequence[Comparison], result: Result, language: Language
) -> str:
    clauses = []
    for group in dict.fromkeys(group for group, _ in result.primary):
        pairs = [(group, name) for cell, name in result.primary if cell == group]
        parts = [_clause(c, language) for c in own if (c.group, c.measure) in pairs]
        if parts:
            who = say("for group", language, group=cell_title(group, result.group_titles, language))
            clauses.append(who + say("comma", language).join(parts))
    payers = [c for c in own if _pays(c, result)]
    text = say(
        "against",
        language,
        title=title.of(language),
        baseline=baseline.of(language),
        clauses=say("semicolon", language).join(clauses),
    )
    if payers:
        text += say(
            "pays",
            language,
            list=say("semicolon", language).join(
                say("for group", language, group=cell_title(c.group, result.group_titles, language))
                + _clause(c, language)
                for c in payers
            ),
        )
    return text


def _pays(found: Comparison, result: Result) -> bool:
    """Whether some group waits longer or is lost more often, beyond the margin."""
    if (found.group, found.measure) in result.primary or found.verdict != "higher":
        return False
    if found.group == ALL or found.group.endswith("_everyone"):
        return False  # the same people again
    return found.measure in ("wait_mean_min", "lost_share")


def _clause(found: Comparison, language: Language) -> str:
    text = say(
        f"clause {found.verdict}",
        language,
        measure=_lower(MEASURES[found.measure].title.of(language)),
        difference=shown_amount(found.measure, found.difference, found.half_width, language),
    )
    return text + (f" ({say('assumed', language)})" if found.assumed else "")


def _lower(title: str) -> str:
    """A title within a sentence."""
    return title[:1].lower() + title[1:]
