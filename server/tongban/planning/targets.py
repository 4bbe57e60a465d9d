"""What a planner promises: bounds on measures of groups, as ``cross.service_level>=0.8``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..errors import Fault, InputError, did_you_mean
from ..experiment.analysis import CASE_MEASURES
from ..measures import MEASURES

__all__ = ["Target", "targets_of"]

FORM = re.compile(r"\s*([^<>=\s]+)\.([a-z0-9_]+)\s*(>=|<=)\s*([^\s%]+)\s*(%?)\s*")


@dataclass(frozen=True, slots=True)
class Target:
    """A measure of a group shall be at least, or at most, so much, in the measure's unit."""

    group: str
    measure: str
    sense: Literal[">=", "<="]
    bound: float

    def slack(self, value: float) -> float:
        """By how much a value keeps the target; negative where it misses it."""
        return value - self.bound if self.sense == ">=" else self.bound - value

    def __str__(self) -> str:
        return f"{self.group}.{self.measure}{self.sense}{self.bound:g}"


def targets_of(texts: Sequence[str], cells: Sequence[str], place: str) -> tuple[Target, ...]:
    """The targets that texts such as ``cross.service_level>=80%`` name.

    cells  the groups there are
    place  where the texts stand, for the message

    Raises InputError, with the faults of all of them.
    """
    faults: list[Fault] = []
    found: list[Target] = []
    for text in texts:
        target, messages = _parsed(text, cells)
        faults += [Fault(place, text, message) for message in messages]
        if target is not None:
            found.append(target)
    if faults:
        raise InputError(faults)
    return tuple(dict.fromkeys(found))


def _parsed(text: str, cells: Sequence[str]) -> tuple[Target | None, list[str]]:
    """The target, or what is wrong with its text."""
    match = FORM.fullmatch(text)
    try:
        bound = float(match[4]) / (100 if match[5] else 1) if match else float("nan")
    except ValueError:
        match = None
    if match is None:
        return None, ["write it like cross.service_level>=0.8 or home_local.wait_p90_min<=30"]
    group, measure = match[1], match[2]
    wrong = []
    if group not in cells:
        wrong.append(f"no group {group!r}; {did_you_mean(group, list(cells))}")
    if measure not in CASE_MEASURES:
        wrong.append(f"no measure {measure!r} of cases; {did_you_mean(measure, CASE_MEASURES)}")
    elif MEASURES[measure].unit == "share" and not 0 <= bound <= 1:
        wrong.append(f"{bound:g} given, a share lies between 0 and 1: write 0.8 or 80%")
    elif not 0 <= bound < float("inf"):
        wrong.append(f"{bound:g} given, need 0 or more")
    if wrong:
        return None, wrong
    sense: Literal[">=", "<="] = ">=" if match[3] == ">=" else "<="
    return Target(group, measure, sense, bound), []
