"""Tongban (通办): the cross-province remote virtual window, simulated and compared.

from tongban import compare, load

result = compare(load("yrd-tenfold"), replications=5)
result.to_frame()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .experiment import compare, run
    from .scenario import load

__all__ = ["compare", "load", "run"]

_HOME = {"compare": "experiment", "run": "experiment", "load": "scenario"}


def __getattr__(name: str) -> Any:
    """Import on first use: `tongban --help` must not wait for the simulator."""
    if name not in _HOME:
        raise AttributeError(f"module 'tongban' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_HOME[name]}", __name__), name)
