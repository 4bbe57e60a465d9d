"""What one input does to a difference: at both ends of its range, and where the verdict flips."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..experiment import Estimate, Progress, Verdict
from ..experiment.intervals import Spread
from .bracketing import crossing
from .headline import Headline
from .inputs import Input, takes_whole_numbers
from .pairs import Pair, Pairs
from .study import Study

__all__ = ["Bar", "Flip", "Swing", "Tornado"]

FINENESS = 200
"""A flip is found to within the range over this."""


@dataclass(frozen=True, slots=True)
class Swing:
    """The headline difference with one input at one setting."""

    setting: float  # the value of the input, or the factor on it
    difference: Estimate  # alternative less baseline, paired, in the unit of the measure
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Flip:
    """Where, on the way from the scenario's setting to an end of the range, the verdict changes.

    Every setting meets the same chance, so a verdict is a definite function of it; if that
    changes more than once on the way, this is one of the changes.
    """

    at: float  # of a whole number: the first with the other verdict
    before: float  # the nearest setting tried that has the scenario's verdict
    after: float  # the nearest tried that has another
    verdict: Verdict  # the other one


@dataclass(frozen=True, slots=True)
class Bar:
    """What one input does: a bar of the tornado."""

    input: Input
    low: Swing
    high: Swing
    change: Estimate  # of the difference from the low end to the high one, paired
    span: float  # the most less the least difference among low end, scenario and high end
    flips: tuple[Flip, ...]  # none: the verdict does not flip in the range
    primary: tuple[tuple[str, str], ...]  # (group, measure) whose verdict is other at an end


class Tornado:
    """Looks at the difference with one input after another moved, and tells how far it is.

    primary  further differences whose verdict is watched
    planned  settings to look at, without those on the way to a flip
    """

    def __init__(
        self,
        study: Study,
        headline: Headline,
        primary: tuple[Headline, ...],
        progress: Progress,
        planned: int,
    ) -> None:
        self.study, self.headline, self.primary = study, headline, primary
        self.pairs = Pairs(study, headline.baseline, headline.alternative)
        self.level = study.source.scenario.experiment.confidence
        self.progress, self.planned, self.done = progress, planned, 0
        self.base = self.at(())

    def at(self, changes: Sequence[str]) -> Pair:
        """What a setting gives."""
        seen = self.pairs.at(changes)
        self.done += 1
        self.progress(self.done, max(self.done, self.planned))
        return seen

    def swing(self, setting: float, seen: Pair) -> Swing:
        """The difference there."""
        found = self.headline.difference(seen, self.level)
        return Swing(setting, found, self.headline.verdict(found))

    def bar(self, each: Input, base: Swing) -> Bar | None:
        """None where the input changes nothing."""
        ends = [self.at(each.at(x)) for x in (each.low, each.high)]
        spreads = [
            seen.spread(self.headline.group, self.headline.measure) for seen in (self.base, *ends)
        ]
        if all(_same(spread, spreads[0]) for spread in spreads):
            return None
        low, high = (self.swing(x, e) for x, e in zip((each.low, each.high), ends, strict=True))
        values = [swing.difference.mean for swing in (base, low, high)]
        change = spreads[2].minus(spreads[1])
        width = float(change.half_width(self.level))
        flips = [self._flip(each, base, end) for end in (low, high)]
        return Bar(
            input=each,
            low=low,
            high=high,
            change=Estimate(float(change.value), width, self.base.one.replications),
            span=max(values) - min(values),
            flips=tuple(flip for flip in flips if flip),
            primary=tuple((p.group, p.measure) for p in self.primary if self._moves(p, ends)),
        )

    def _moves(self, watched: Headline, ends: Sequence[Pair]) -> bool:
        """Whether the verdict on a difference is another at some end."""
        found = [watched.difference(seen, self.level) for seen in (self.base, *ends)]
        return len({watched.verdict(each) for each in found}) > 1

    def _flip(self, each: Input, base: Swing, end: Swing) -> Flip | None:
        """Where the verdict changes towards an end; None where it is the same there."""
        if end.verdict == base.verdict or end.setting == each.base:
            return None

        if takes_whole_numbers(self.study, each):
            return self._whole_flip(each, base, end)
        known = {each.base: base, end.setting: end}

        def stands(x: float) -> float:
            """Above 0 where the scenario's verdict stands, below where it does not."""
            swing = known.get(x) or self.swing(x, self.at(each.at(x)))
            size = _distance(base.verdict, swing.difference, self.headline.margin)
            return size if swing.verdict == base.verdict else -size

        tolerance = (each.high - each.low) / FINENESS
        found = crossing(stands, each.base, end.setting, tolerance)
        after = self.swing(found.after, self.at(each.at(found.after)))
        return Flip(found.at, found.before, found.after, after.verdict)

    def _whole_flip(self, each: Input, base: Swing, end: Swing) -> Flip:
        before, after, word = round(each.base), round(end.setting), end.verdict
        while abs(after - before) > 1:
            middle = (before + after) // 2
            swing = self.swing(middle, self.at(each.at(middle)))
            if swing.verdict == base.verdict:
                before = middle
            else:
                after, word = middle, swing.verdict
        return Flip(after, before, after, word)


def _same(one: Spread, other: Spread) -> bool:
    return np.array_equal(one.parts, other.parts, equal_nan=True)


def _distance(word: Verdict, found: Estimate, margin: float | None) -> float:
    """How far a difference and its half-width are from where ``word`` begins or ends, above 0."""
    d, h, edge = found.mean, found.half_width, margin or 0.0
    slack = {
        "equivalent": edge - abs(d) - h,
        "higher": min(d - h, d - edge),
        "lower": min(-d - h, -d - edge),
    }
    size = abs(slack[word] if word in slack else max(slack.values()))
    return size if math.isfinite(size) and size > 0 else math.ulp(0.0)
