"""Changes of a scenario as a scenario file of its own, which extends the one they change."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..scenario import value_of

__all__ = ["scenario_fragment"]

BARE = re.compile(r"[A-Za-z0-9_-]+")


def scenario_fragment(file: str, changes: Sequence[str], folder: Path, comment: str) -> str:
    """The text of a file in ``folder`` that is the scenario ``file`` with changes laid over it.

    changes  ``key.path=value`` each; the last of a key counts. One within a list, whose path has
             a number, cannot stand in such a file and is named in a comment instead
    """
    base = os.path.relpath(Path(file).resolve(), folder.resolve())
    given: dict[str, str] = {}
    for change in changes:
        key, _, value = change.partition("=")
        given.pop(key.strip(), None)
        given[key.strip()] = value
    lines = [f"# {line}" for line in comment.splitlines()]
    lines.append(f"extends = {_written(Path(base).as_posix())}")
    for key, value in given.items():
        path = key.split(".")
        if any(part.isdigit() for part in path):
            lines.append(f"# not written here, it changes a list: {key}={value}")
        else:
            name = ".".join(part if BARE.fullmatch(part) else _written(part) for part in path)
            lines.append(f"{name} = {_written(value_of(value))}")
    return "\n".join(lines) + "\n"


def _written(value: Any) -> str:
    """A value as TOML writes it, tables inline."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_written(k)} = {_written(v)}" for k, v in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, list):
        return f"[{', '.join(_written(part) for part in value)}]"
    if isinstance(value, str | bool | int | float):
        return json.dumps(value, ensure_ascii=False)
    return str(value)  # dates
