"""What an experiment found, frozen: every number with its interval, replications and seed.

A report reads these and nothing else. Values are nan where a cell has nothing to measure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ..flow import Text

if TYPE_CHECKING:
    import pandas

__all__ = ["Alternative", "Comparison", "Estimate", "Result", "RunInfo", "Stopping", "Verdict"]

Verdict = Literal["equivalent", "lower", "higher", "not shown"]
Family = Literal["primary", "descriptive"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure of one alternative: the value over the pooled cases of n replications."""

    mean: float
    half_width: float
    n: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A paired difference, alternative minus baseline, over the replications both have."""

    baseline: str
    alternative: str
    group: str
    measure: str
    difference: float
    half_width: float
    family: Family
    verdict: Verdict
    margin: float | None  # the difference that does not matter; None: only a sign is judged
    needed: int | None = None  # if not shown: about how many replications would show it
    assumed: bool = False  # the measure is an input of the scenario, not a finding


@dataclass(frozen=True, eq=False)
class Alternative:
    """One way to run the service, and what came of it."""

    name: str
    title: Text
    channel: str  # the channel or mix compared
    load: float  # factor on the demand that takes it
    groups: Mapping[str, Mapping[str, Estimate]]  # cell -> measure of cases -> estimate
    pools: Mapping[str, Mapping[str, Estimate]]  # kind -> measure of pools -> estimate


@dataclass(frozen=True, slots=True)
class Stopping:
    """Why a run to a precision stopped after as many replications as it did."""

    group: str
    measure: str
    target: float  # half-width over the estimate
    worst: float  # what it was in the end, in the alternative where it is largest
    replications: int
    most: int
    reason: Literal["reached", "limit"]


@dataclass(frozen=True, slots=True)
class RunInfo:
    """How it was run: the only part of a result that two runs with one seed may differ in."""

    engine: str
    versions: Mapping[str, str]
    seconds: float


@dataclass(frozen=True, eq=False)
class Result:
    """A comparison of alternatives."""

    title: Text
    question: Text
    digest: str  # of the scenario as run, its flows and options included
    seed: int
    replications: int  # finished in every alternative
    planned: int  # asked for; more than `replications` only if interrupted
    confidence: float
    baseline: str
    groups: tuple[str, ...]  # the cells, in the order to show them
    group_titles: Mapping[str, Text]  # of the groups that have one
    measures: tuple[str, ...]  # the measures of cases, in the order to show them
    primary: tuple[tuple[str, str], ...]  # the (cell, measure) pairs judged together
    alternatives: Mapping[str, Alternative]
    comparisons: tuple[Comparison, ...]
    warnings: tuple[Text, ...]
    run: RunInfo
    stopping: Stopping | None = None  # of a run to a precision

    def comparison(self, alternative: str, group: str, measure: str) -> Comparison:
        """One comparison; KeyError if there is none."""
        for found in self.comparisons:
            if (found.alternative, found.group, found.measure) == (alternative, group, measure):
                return found
        raise KeyError((alternative, group, measure))

    def rows(self) -> Iterator[dict[str, Any]]:
        """One flat row for each alternative, group (or kind of unit) and measure."""
        compared = {(c.alternative, c.group, c.measure): c for c in self.comparisons}
        for name, alternative in self.alternatives.items():
            for of, tables in (("group", alternative.groups), ("kind", alternative.pools)):
                for cell, estimates in tables.items():
                    for measure, estimate in estimates.items():
                        found = compared.get((name, cell, measure)) if of == "group" else None
                        yield {
                            "alternative": name,
                            "channel": alternative.channel,
                            "load": alternative.load,
                            "of": of,
                            "cell": cell,
                            "measure": measure,
                            "mean": estimate.mean,
                            "half_width": estimate.half_width,
                            "n": estimate.n,
                            "difference": found.difference if found else None,
                            "difference_half_width": found.half_width if found else None,
                            "family": found.family if found else None,
                            "verdict": found.verdict if found else None,
                            "assumed": found.assumed if found else None,
                        }

    def to_frame(self) -> pandas.DataFrame:
        """The rows as a pandas DataFrame; needs the extra ``tongban[frames]``."""
        import pandas

        return pandas.DataFrame.from_records(list(self.rows()))
