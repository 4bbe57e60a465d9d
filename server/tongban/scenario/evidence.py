"""What evidence is about: the keys its patterns stand for.

A pattern is a key as ``--set`` takes it. `*` stands for any text within one part of it, so that
``travel.*.min`` is every trip, and a number for a place in a list, so that ``deficient.0`` is the
first visit.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from ..errors import Fault, did_you_mean
from .model import Evidence

__all__ = ["evidence_faults", "matching", "with_places"]


def with_places(known: Mapping[str, Any]) -> dict[str, Any]:
    """Keys and values, with those of each place in a list of plain values besides."""
    places = {
        f"{key}.{i}": part
        for key, value in known.items()
        if isinstance(value, list | tuple)
        for i, part in enumerate(value)
    }
    return {**known, **places}


def matching(pattern: str, known: Collection[str]) -> list[str]:
    """The keys a pattern stands for, in their order."""
    if not any(letter in pattern for letter in "*?["):
        return [pattern] if pattern in known else []
    wanted, plain = pattern.split("."), re.split(r"[*?[]", pattern)[0]
    return [key for key in known if key.startswith(plain) and _fits(key.split("."), wanted)]


def _fits(parts: list[str], wanted: list[str]) -> bool:
    if len(parts) != len(wanted):
        return False
    return all(fnmatchcase(part, form) for part, form in zip(parts, wanted, strict=True))


def evidence_faults(
    entries: Iterable[Evidence], known: Mapping[str, Any], file: str
) -> list[Fault]:
    """What is wrong with the keys that evidence is about: none of the file, or no number.

    known  the file's keys and values, places in lists included
    """
    faults = []
    for i, entry in enumerate(entries):
        moves = entry.values is not None or entry.factors is not None
        for pattern in entry.keys:
            found = matching(pattern, known)
            messages = [_no_number(key) for key in found if moves and not _is_number(known[key])]
            if not found:
                messages = [f"no key {pattern!r}; {did_you_mean(pattern, list(known))}"]
            faults += [Fault(file, f"evidence[{i}].keys", message) for message in messages]
    return faults


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _no_number(key: str) -> str:
    return f"{key} is no number, so it has no range: leave the range out"
