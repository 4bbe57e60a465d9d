"""Scenario, seed and replication number -> everything chance decides, as arrays."""

from .model import Workload

__all__ = ["Workload"]
