"""Which engine runs a job: since their answers are equal, only a matter of time."""

from __future__ import annotations

from typing import Literal, TypeAlias

from ..records import Records
from ..scenario import Tables
from ..workload import Workload

__all__ = ["Engine", "EngineChoice", "choose", "is_first_use", "is_kept", "run"]

Engine: TypeAlias = Literal["simpy", "compiled"]
EngineChoice: TypeAlias = Literal["auto", "simpy", "compiled"]

REFERENCE_S = 80e-6
"""About what a case costs in the reference engine, drawing and measures apart [s]."""

LOADING_S, COMPILING_S = 1.0, 20.0
"""About what it costs to load the compiled engine, and to compile it where it never was [s]."""


def run(engine: Engine, tables: Tables, workload: Workload) -> Records:
    """The records of one replication.

    Raises EngineError if a case or a unit is lost.
    """
    if engine == "simpy":
        from .simpy_engine import run_simpy

        return run_simpy(tables, workload)
    from .compiled import run_compiled

    return run_compiled(tables, workload)


def choose(wanted: EngineChoice, cases: float) -> Engine:
    """The engine for a job of about so many cases: the one that is done sooner."""
    if wanted != "auto":
        return wanted
    reference_s = REFERENCE_S * cases
    if reference_s < LOADING_S:
        return "simpy"
    return "compiled" if reference_s > COMPILING_S or not is_first_use() else "simpy"


def is_first_use() -> bool:
    """Whether the compiled engine would have to be compiled first."""
    from ..jit import is_ready
    from .kernel import simulate

    return not is_ready(simulate)


def is_kept() -> bool:
    """Whether the compiled engine, once compiled, stays so for later runs."""
    from ..jit import is_kept
    from .kernel import simulate

    return is_kept(simulate)
