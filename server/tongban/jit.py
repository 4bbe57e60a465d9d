"""Functions compiled by Numba, kept on disk from one run to the next where that is possible.

What is kept belongs to the file of the function as it is: so a compiled function and all its
parts stand in one file, or a change of a part would go unnoticed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit

__all__ = ["is_kept", "is_ready", "jit", "part"]

COMPILED: dict[str, Any] = {"nogil": True, "_nrt": False, "error_model": "numpy"}
"""Run without the interpreter's lock. Nothing is allocated in them, so references need not be
counted (`_nrt`), which would cost more than all the rest; no divisor is ever 0."""

INLINED = COMPILED | {"forceinline": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""A true call would copy the descriptor of every table it is given."""


def jit(function: Callable[..., Any]) -> Any:
    """Compiled on first use, and kept on disk; where no folder can be written, compiled anew."""
    try:
        return njit(cache=True, **COMPILED)(function)
    except RuntimeError:  # Numba found no folder for it
        return njit(**COMPILED)(function)


def part(function: Callable[..., Any]) -> Any:
    """Compiled into the functions that call it, and only there."""
    return njit(**INLINED)(function)


def is_kept(function: Any) -> bool:
    """Whether what is compiled of a ``jit`` function can be kept on disk."""
    return function.stats.cache_path is not None


def is_ready(function: Any) -> bool:
    """Whether a ``jit`` function is compiled already, in this process or on disk.

    A guess: what is on disk may be of an older version, and is then compiled anew.
    """
    if function.signatures:
        return True
    from pathlib import Path

    folder = function.stats.cache_path
    name = function.py_func.__qualname__
    module = function.py_func.__module__.rpartition(".")[2]
    return folder is not None and any(Path(folder).glob(f"{module}.{name}-*.nbi"))
