"""Replications, pairing, intervals: from a scenario to a result."""

from .compare import compare
from .replicate import Progress
from .results import Alternative, Comparison, Estimate, Result, RunInfo, Verdict
from .run import Breakdown, one_case, run

__all__ = [
    "Alternative",
    "Breakdown",
    "Comparison",
    "Estimate",
    "Progress",
    "Result",
    "RunInfo",
    "Verdict",
    "compare",
    "one_case",
    "run",
]
