"""Replications, pairing, intervals: from a scenario to a result."""

from .compare import compare
from .prepare import Notice
from .replicate import Host, Progress
from .results import Alternative, Comparison, Estimate, Result, RunInfo, Verdict
from .run import Breakdown, one_case, run

__all__ = [
    "Alternative",
    "Breakdown",
    "Comparison",
    "Estimate",
    "Host",
    "Notice",
    "Progress",
    "Result",
    "RunInfo",
    "Verdict",
    "compare",
    "one_case",
    "run",
]
