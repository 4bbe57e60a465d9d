"""Every error Tongban raises on purpose, split by who must act.

    TongbanError
    ├── InputError            the author of a file or of a command line: faults, all at once
    │   ├── FlowError           ... of a flow
    │   └── ScenarioError       ... of a scenario or of an option that changes one
    ├── TooFewReplications    the analyst: an interval needs more of them
    └── EngineError           ourselves: an engine could not account for a case

A message names the value, the place and the way out. Nothing here prints or exits; the
command line turns an ``InputError`` into exit code 2.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = [
    "EngineError",
    "Fault",
    "FlowError",
    "InputError",
    "ScenarioError",
    "TongbanError",
    "TooFewReplications",
    "did_you_mean",
]


class TongbanError(Exception):
    """The root: catch this to catch everything Tongban raises on purpose."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in an input: where it stands, and what is wrong and what would be right."""

    place: str
    key: str
    message: str

    def __str__(self) -> str:
        """``place: key: message``, without the parts that are empty."""
        return ": ".join(part for part in (self.place, self.key, self.message) if part)


class InputError(TongbanError):
    """Something a person wrote is wrong; ``faults`` lists everything found, not just the first."""

    def __init__(self, faults: Iterable[Fault] | Fault) -> None:
        self.faults: tuple[Fault, ...] = (
            (faults,) if isinstance(faults, Fault) else tuple(dict.fromkeys(faults))
        )
        super().__init__("\n".join(str(fault) for fault in self.faults))


class FlowError(InputError):
    """A flow file breaks a rule of flows."""


class ScenarioError(InputError):
    """A scenario file, or an option that changes one, breaks a rule of scenarios."""


class TooFewReplications(TongbanError):
    """An interval was asked of fewer replications than it needs."""


class EngineError(TongbanError):
    """An engine lost a case or a unit: a fault in Tongban, never in the input."""


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """The way out for an unknown name: the nearest known ones, or all of them when few.

    Returns a clause such as ``did you mean 'clerk'?`` or ``known: clerk, window``.
    """
    near = difflib.get_close_matches(name, known, n=2, cutoff=0.6)
    if near:
        return "did you mean " + " or ".join(repr(n) for n in near) + "?"
    return "known: " + (", ".join(known) if known else "none")
