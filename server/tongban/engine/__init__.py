"""The engines: a deterministic function from (tables, workload) to records.

``simpy_engine`` is the readable reference, ``compiled`` the same rules by Numba; neither is
loaded before it is used.
"""

from .choice import Engine, EngineChoice, choose, is_first_use, is_kept, run

__all__ = ["Engine", "EngineChoice", "choose", "is_first_use", "is_kept", "run"]
