"""The engines: a deterministic function from (tables, workload) to records."""

from .simpy_engine import run_simpy

__all__ = ["run_simpy"]
