"""Replications, pairing, intervals: from a scenario to a result."""

from .compare import compare
from .kept import Keeper, KeepsNothing, Remembers
from .precision import Precision
from .prepare import Notice
from .replicate import Host, Progress
from .results import Alternative, Comparison, Estimate, Result, RunInfo, Stopping, Verdict
from .run import Breakdown, one_case, run
from .sweep import Factor, Sweep, factor_of, sweep

__all__ = [
    "Alternative",
    "Breakdown",
    "Comparison",
    "Estimate",
    "Factor",
    "Host",
    "Keeper",
    "KeepsNothing",
    "Notice",
    "Precision",
    "Progress",
    "Remembers",
    "Result",
    "RunInfo",
    "Stopping",
    "Sweep",
    "Verdict",
    "compare",
    "factor_of",
    "one_case",
    "run",
    "sweep",
]
