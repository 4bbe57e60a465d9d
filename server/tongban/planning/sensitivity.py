"""Which assumption decides: every input moved by itself over its range, the rest as it is.

Each setting meets the same chance as the scenario itself, so what moves is the input's doing.
What inputs do together is not here: ``screening``.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..experiment import Progress, RunInfo
from ..experiment.compare import versions
from ..flow import Text
from .headline import Headline, group_titles, headline_of
from .inputs import Input, Movable
from .study import Study
from .tornado import Bar, Swing, Tornado

__all__ = ["Sensitivity", "sensitivity"]


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """A tornado: what each assumption does to one difference, the largest first.

    Intervals are each by itself at the scenario's confidence, not simultaneous.
    """

    title: Text
    digest: str  # of the scenario as run
    headline: Headline
    titles: Mapping[str, Text]  # of the two channels
    group_titles: Mapping[str, Text]
    base: Swing  # with every input as the scenario has it; its setting is nan
    bars: tuple[Bar, ...]  # by span, falling
    without_effect: tuple[Input, ...]  # moved, and the difference stayed in every replication
    out_of_reach: tuple[Input, ...]  # only of channels that neither alternative gets to
    without_range: tuple[Input, ...]  # assumptions that state none
    facts: tuple[Input, ...]  # of grade A: not moved
    primary: tuple[tuple[str, str], ...]
    planned: int  # inputs to be moved; more than were, only if interrupted
    settings: int  # that were looked at
    seed: int
    replications: int  # of each alternative at each setting
    confidence: float
    run: RunInfo

    @property
    def moved(self) -> int:
        """How many inputs were moved."""
        return len(self.bars) + len(self.without_effect)

    @property
    def decisive(self) -> tuple[Bar, ...]:
        """The bars with a flip."""
        return tuple(bar for bar in self.bars if bar.flips)


def sensitivity(
    study: Study,
    *,
    channel: str | None = None,
    measure: str | None = None,
    only: Sequence[str] = (),
    progress: Progress = lambda done, total: None,
) -> Sensitivity:
    """Every assumption with a range moved to both ends, and on to where the verdict flips.

    channel, measure  the difference: see ``headline_of``
    only              keys: of the inputs only those that move one of them; default all

    Ctrl-C ends early, with the inputs finished so far; KeyboardInterrupt if there is none.
    Raises InputError for input that is wrong, ends of ranges included, before anything runs.
    """
    began = time.perf_counter()
    headline, primary = headline_of(study.source, channel, measure)
    found = Movable.of(study, (headline.baseline, headline.alternative), only)
    look = Tornado(study, headline, primary, progress, 1 + 2 * len(found.moved))
    bars: list[Bar] = []
    still: list[Input] = []
    base = look.swing(math.nan, look.base)
    try:
        for each in found.moved:
            bar = look.bar(each, base)
            bars += [bar] if bar else []
            still += [] if bar else [each]
    except KeyboardInterrupt:
        if not bars and not still:
            raise
    experiment = study.source.scenario.experiment
    return Sensitivity(
        title=study.source.scenario.title,
        digest=study.source.digest,
        headline=headline,
        titles=headline.titles(study.source),
        group_titles=group_titles(study.source),
        base=base,
        bars=tuple(sorted(bars, key=lambda bar: -bar.span)),
        without_effect=tuple(still),
        out_of_reach=found.out_of_reach,
        without_range=found.without_range,
        facts=found.facts,
        primary=tuple((each.group, each.measure) for each in primary),
        planned=len(found.moved),
        settings=look.done,
        seed=experiment.seed,
        replications=study.replications,
        confidence=experiment.confidence,
        run=RunInfo(study.host.engine, versions(), time.perf_counter() - began),
    )
