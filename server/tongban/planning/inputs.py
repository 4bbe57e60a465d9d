"""The inputs that a scenario's evidence is about, as things that can be moved."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..errors import Fault, InputError, ScenarioError, did_you_mean
from ..flow import Text
from ..scenario import Evidence, matching, with_places
from .pairs import matters, reached_channels
from .study import Study

__all__ = ["Input", "Movable", "check_settings", "inputs_of", "takes_whole_numbers"]


@dataclass(frozen=True, slots=True)
class Input:
    """An input of the scenario with its grade, and how far off it may be.

    A setting of it is the value of all its keys, or, of a range of factors, the factor on each.
    """

    title: Text
    grade: Literal["A", "K", "B", "C"]  # all but A are assumptions
    keys: tuple[str, ...]  # of the scenario, moved together
    given: tuple[Any, ...]  # the value of each there; a number wherever there is a range
    scale: Literal["value", "factor"] | None  # what the range is of; None: there is none
    low: float  # the least and the most the setting may be; nan without a range
    high: float
    source: str  # where a figure of grade A was found, else empty
    reason: Text | None

    @property
    def base(self) -> float:
        """The setting that is the scenario as it is; nan without a range."""
        if self.scale is None:
            return float("nan")
        return 1.0 if self.scale == "factor" else float(self.given[0])

    def at(self, setting: float) -> tuple[str, ...]:
        """``key=value`` of each key; none where that is what the scenario has."""
        factor = self.scale == "factor"
        values = [value * setting if factor else setting for value in self.given]
        pairs = zip(self.keys, self.given, values, strict=True)
        return tuple(f"{key}={_written(new)}" for key, old, new in pairs if new != old)

    @property
    def is_assumption(self) -> bool:
        """Whether its value was not found anywhere."""
        return self.grade != "A"


def inputs_of(study: Study) -> tuple[Input, ...]:
    """What the evidence of a study's scenario is about, in its order.

    Without what a change to the scenario has left no number of, such as a count that has become
    shifts.
    """
    known = with_places(study.values())
    found = (_input(entry, known) for entry in study.source.scenario.evidence)
    return tuple(each for each in found if each.keys)


def takes_whole_numbers(study: Study, each: Input) -> bool:
    """Whether an input takes whole numbers only: a half between its ends is refused."""
    if each.scale != "value" or any(not isinstance(value, int) for value in each.given):
        return False
    try:
        study.source_at(each.at(math.floor(each.low) + 0.5))
    except ScenarioError:
        return True
    return False


@dataclass(frozen=True, slots=True)
class Movable:
    """Inputs by what can be done with them."""

    moved: tuple[Input, ...]
    out_of_reach: tuple[Input, ...]
    without_range: tuple[Input, ...]
    facts: tuple[Input, ...]

    @classmethod
    def of(cls, study: Study, names: Sequence[str], only: Sequence[str]) -> Movable:
        """Those of a difference between channels or mixes.

        only  keys: move only the inputs that move one of them; default all

        Raises InputError where there is nothing to move, or an end of a range is refused.
        """
        inputs = inputs_of(study)
        facts = tuple(i for i in inputs if not i.is_assumption)
        rest = [i for i in inputs if i.is_assumption]
        with_range = _only([i for i in rest if i.scale is not None], only)
        reached = reached_channels(study.source, names)
        moved = tuple(i for i in with_range if any(matters(key, reached) for key in i.keys))
        if not moved:
            message = (
                "no assumption with a range bears on this: state them as [[evidence]] in the "
                "scenario (see docs/howto/sensitivity.md)"
            )
            raise InputError(Fault(study.source.file, "evidence", message))
        check_settings(study, [each.at(x) for each in moved for x in (each.low, each.high)])
        return cls(
            moved=moved,
            out_of_reach=tuple(i for i in with_range if i not in moved),
            without_range=tuple(i for i in rest if i.scale is None),
            facts=facts,
        )


def _only(inputs: list[Input], keys: Sequence[str]) -> list[Input]:
    known = {key: i for i in inputs for key in i.keys}
    faults = [
        Fault(
            "option", "only", f"no input with a range moves {key!r}; {did_you_mean(key, [*known])}"
        )
        for key in keys
        if key not in known
    ]
    if faults:
        raise InputError(faults)
    wanted = [known[key] for key in keys]
    return [i for i in inputs if i in wanted] if keys else inputs


def check_settings(study: Study, settings: Sequence[Sequence[str]]) -> None:
    """InputError with the faults of all settings that the scenario cannot be at."""
    faults: list[Fault] = []
    for setting in settings:
        try:
            study.source_at(setting)
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)


def _input(entry: Evidence, known: Mapping[str, Any]) -> Input:
    span = entry.values or entry.factors
    fit = dict.fromkeys(key for form in entry.keys for key in matching(form, known))
    found = tuple(key for key in fit if not span or isinstance(known[key], int | float))
    scale: Literal["value", "factor"] = "value" if entry.values else "factor"
    low, high = span or (float("nan"), float("nan"))
    return Input(
        title=entry.title,
        grade=entry.grade,
        keys=found,
        given=tuple(known[key] for key in found),
        scale=scale if span else None,
        low=low,
        high=high,
        source=entry.source,
        reason=entry.reason,
    )


def _written(value: float) -> str:
    """As TOML writes it, whole numbers as such: a count of clerks takes nothing else."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))
