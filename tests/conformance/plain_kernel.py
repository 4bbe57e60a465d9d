"""The kernel as plain Python: un-jitted, changed at will, and watched while it runs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from tongban.engine import compiled, kernel

__all__ = ["Change", "in_place", "plain_kernel", "refusing_negative_indices"]

JIT = "from ..jit import jit, part\n"
NO_JIT = "def jit(function): return function\npart = jit\n"


class Change(NamedTuple):
    """Some text of the kernel, and what stands there instead; it occurs so many times."""

    old: str
    new: str
    times: int = 1


def plain_kernel(changes: Iterable[Change] = ()) -> ModuleType:
    """The kernel's source, changed, as a module that Numba never sees.

    Raises AssertionError if a text does not occur as often as said.
    """
    text = inspect.getsource(kernel)
    for old, new, times in (Change(JIT, NO_JIT), *changes):
        found = text.count(old)
        assert found == times, f"{found} times in kernel.py, not {times}:\n{old}"
        text = text.replace(old, new)
    module = ModuleType(f"{kernel.__package__}.plain")
    module.__package__ = kernel.__package__
    exec(compile(text, "plain kernel", "exec"), module.__dict__)
    return module


@contextmanager
def in_place(module: ModuleType) -> Iterator[Callable[..., Any]]:
    """``run_compiled`` with another kernel in place of the compiled one."""
    before, compiled.kernel = compiled.kernel, module
    try:
        yield compiled.run_compiled
    finally:
        compiled.kernel = before


class _Watched:
    """Indices count from the front: below 0 is a mistake, which Python and Numba let pass."""

    def __getitem__(self, index: Any) -> Any:
        _no_negative(index)
        return super().__getitem__(index)  # type: ignore[misc]

    def __setitem__(self, index: Any, value: Any) -> None:
        _no_negative(index)
        super().__setitem__(index, value)  # type: ignore[misc]


class _WatchedArray(_Watched, np.ndarray):
    """An array whose indices are watched."""


class _WatchedTable(_Watched, np.recarray):
    """A table whose indices are watched."""


def refusing_negative_indices(module: ModuleType) -> ModuleType:
    """The same kernel, raising IndexError on any index below 0 as it does on one too large."""
    simulate = module.simulate

    def watched(*tables: Any) -> int:
        return int(simulate(*map(_watch, tables)))

    module.simulate = watched
    return module


def _watch(value: Any) -> Any:
    if isinstance(value, tuple):
        return type(value)(*map(_watch, value))
    if isinstance(value, np.recarray):
        return value.view(_WatchedTable)
    return value.view(_WatchedArray) if isinstance(value, np.ndarray) else value


def _no_negative(index: Any) -> None:
    for one in index if isinstance(index, tuple) else (index,):
        if isinstance(one, int | np.integer) and one < 0:
            raise IndexError(f"index {one}")
