"""Every error Tongban raises on purpose, split by who must act.

    TongbanError
    ├── InputError            the author of a file or of a command line: faults, all at once
    │   ├── FlowError           ... of a flow
    │   ├── ScenarioError       ... of a scenario or of an option that changes one
    │   └── CatalogueError      ... of the item catalogue
    ├── TooFewReplications    the analyst: an interval needs more of them
    ├── AcceptanceError       the home region's acceptance system
    │   ├── Unavailable         ... gave no answer: keep the submission and send it again later
    │   └── NotUnderstood       ... gave an answer that is none: a person must look
    └── EngineError           ourselves: an engine could not account for a case

A message names the value, the place and the way out. Nothing here prints or exits; the
command line turns an ``InputError`` into exit code 2.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = [
    "AcceptanceError",
    "CatalogueError",
    "EngineError",
    "Fault",
    "FlowError",
    "InputError",
    "NotUnderstood",
    "ScenarioError",
    "TongbanError",
    "TooFewReplications",
    "Unavailable",
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


class CatalogueError(InputError):
    """A file of the item catalogue breaks a rule of the catalogue."""


class TooFewReplications(TongbanError):
    """An interval was asked of fewer replications than it needs."""


class AcceptanceError(TongbanError):
    """A region's acceptance system did not do what its interface promises."""

    def __init__(self, region: str, message: str) -> None:
        self.region = region
        super().__init__(f"{region}: {message}")


class Unavailable(AcceptanceError):
    """No answer from a region's acceptance system; the same submission may be sent again.

    may_have_arrived  whether the system may have it, and even a case number, already
    retry_after_s     when it is worth trying again [s], where that is known
    """

    def __init__(
        self,
        region: str,
        message: str,
        *,
        may_have_arrived: bool,
        retry_after_s: float | None = None,
    ) -> None:
        self.may_have_arrived = may_have_arrived
        self.retry_after_s = retry_after_s
        super().__init__(region, message)


class NotUnderstood(AcceptanceError):
    """A region's system gave an answer that is not of its format, or is to another question."""


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
