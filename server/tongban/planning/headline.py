"""The one difference a question is about: a measure of a group, a channel against the baseline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from ..errors import Fault, InputError, did_you_mean
from ..experiment import Estimate, Verdict
from ..experiment.analysis import CASE_MEASURES
from ..experiment.compare import policies_of, primary_of, title_of
from ..experiment.setting import setting_of
from ..experiment.verdicts import verdict
from ..flow import Text
from ..measures import MEASURES, cells_of
from ..scenario import Source, lower_scenario
from .pairs import Pair

__all__ = ["Headline", "baseline_of", "group_titles", "headline_of", "names_of"]


@dataclass(frozen=True, slots=True)
class Headline:
    """A measure of a group, of an alternative less the baseline."""

    baseline: str  # channels or mixes
    alternative: str
    group: str
    measure: str
    margin: float | None  # the difference that does not matter, in the measure's unit
    assumed: bool  # whether the measure is an input of the scenario, not a finding

    @classmethod
    def of(cls, source: Source, baseline: str, alternative: str, pair: tuple[str, str]) -> Headline:
        """That of a (group, measure) pair, with the scenario's margin."""
        experiment = source.scenario.experiment
        margin = experiment.margins.get(pair[1], MEASURES[pair[1]].margin)
        return cls(baseline, alternative, *pair, margin, pair[1] in experiment.assumed)

    def titles(self, source: Source) -> dict[str, Text]:
        """What a report calls the two channels."""
        names = [self.baseline, self.alternative]
        return {
            policy.name: title_of(source, policy) for policy in policies_of(source, names, None)
        }

    def difference(self, seen: Pair, level: float) -> Estimate:
        """The paired difference at a setting, its interval by itself at some level."""
        return seen.difference(self.group, self.measure, level)

    def verdict(self, found: Estimate) -> Verdict:
        """What may be said of such a difference."""
        return verdict(found.mean, found.half_width, self.margin)


def headline_of(
    source: Source, channel: str | None = None, measure: str | None = None
) -> tuple[Headline, tuple[Headline, ...]]:
    """The difference asked for, and that of each primary measure of the scenario.

    channel  the alternative; default the first compared that is not the baseline
    measure  ``group.measure``, or a measure of the first primary group; default the first
             primary one

    Raises InputError, with all faults.
    """
    baseline, alternative = _alternatives(source, channel)
    setting = setting_of(lower_scenario(source.scenario, source.library), ())
    cells = tuple(cells_of(setting))
    primary = primary_of(source, cells)
    pair = names_of(measure, cells, primary[0][0]) if measure else primary[0]
    of = partial(Headline.of, source, baseline, alternative)
    return of(pair), tuple(of(each) for each in primary)


def group_titles(source: Source) -> dict[str, Text]:
    """What a report calls the groups that have a title."""
    return lower_scenario(source.scenario, source.library).group_titles


def baseline_of(source: Source) -> str:
    """The channel others are compared with."""
    experiment = source.scenario.experiment
    names = [policy.name for policy in policies_of(source, None, None)]
    return experiment.baseline if experiment.baseline in names else names[0]


def _alternatives(source: Source, channel: str | None) -> tuple[str, str]:
    baseline = baseline_of(source)
    names = [policy.name for policy in policies_of(source, [channel] if channel else None, None)]
    others = [name for name in names if name != baseline]
    if not others:
        message = f"{baseline!r} is the baseline: name another to compare with it"
        raise InputError(Fault("option", "channel", message))
    return baseline, others[0]


def names_of(text: str, cells: tuple[str, ...], first: str) -> tuple[str, str]:
    """The group and measure that ``cross.visit_mean_min`` names; InputError if there is none.

    first  the group that is meant where none is named
    """
    group, dot, name = text.rpartition(".")
    group = group if dot else first
    faults = []
    if group not in cells:
        message = f"no group {group!r}; {did_you_mean(group, list(cells))}"
        faults.append(Fault("option", "measure", message))
    if name not in CASE_MEASURES:
        message = f"no measure {name!r} of cases; {did_you_mean(name, CASE_MEASURES)}"
        faults.append(Fault("option", "measure", message))
    if faults:
        raise InputError(faults)
    return group, name
