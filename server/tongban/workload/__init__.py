"""Scenario, seed and replication number -> everything chance decides, as arrays."""

from .build import Policy, WorkloadMaker
from .model import Workload

__all__ = ["Policy", "Workload", "WorkloadMaker"]
