"""All answers about one scenario together: what a report is made of.

Each part is a question of its own, answered by its own module; here they are only put one after
another. A part the scenario cannot answer is not there, and says why; nothing stands in for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, TypeVar

from ..errors import Fault, InputError
from ..experiment import Host, Keeper, Notice, Remembers, Result, compare
from ..experiment.compare import policies_of
from ..flow import Text, text
from ..scenario import Lowered, Source, lower_scenario
from .capacity import Capacity, capacity
from .causes import Causes, causes_of
from .curve import CompletionCurve, completion_curve
from .inputs import Input, inputs_of
from .money import Budget, budgets
from .people import Share, minutes_a_day
from .pressure import Pressure, home_halls, pressure
from .sensitivity import Sensitivity, sensitivity
from .staffing import Staffing, staff
from .study import Observation, Study
from .survey import Survey, survey

__all__ = ["PARTS", "Absent", "Dossier", "Plan", "Steps", "dossier"]

PARTS = ("causes", "capacity", "sensitivity")
"""What may be left out."""

Steps = Callable[[Text, int, int], None]
"""Called with what is being looked at, how far it is, of how much."""


@dataclass(frozen=True, slots=True)
class Absent:
    """A part that is not there, and why."""

    reason: Text


@dataclass(frozen=True, slots=True)
class Plan:
    """How many replications the exploratory parts get; each says so in the report."""

    causes: int = 10
    capacity: int = 5
    sensitivity: int = 5


@dataclass(frozen=True, eq=False)
class Dossier:
    """What was found of one scenario.

    name      the scenario as it was asked for, with ``changes``: what makes it again
    subject   the alternative the report is about: the first that is not the baseline
    homes     halls and regions that the compared applicants' matters belong to
    staffing  of the baseline and the subject
    observed  the settings' reductions that differences of the base scenario are taken from
    """

    name: str
    changes: tuple[str, ...]
    source: Source
    lowered: Lowered
    result: Result
    subject: str
    baseline: str
    homes: frozenset[str]
    observed: Observation
    curve: CompletionCurve
    people: tuple[Share, ...]
    pressure: Pressure
    money: tuple[Budget, ...]
    inputs: tuple[Input, ...]
    capacity: Capacity | Absent
    staffing: Mapping[str, Staffing] | Absent
    causes: Causes | Absent
    sensitivity: Sensitivity | Absent

    @property
    def cell(self) -> str:
        """The cell of applicants the comparison is about."""
        return self.result.primary[0][0]

    @property
    def locals(self) -> tuple[str, ...]:
        """The groups that take the same channel whatever is compared, in order."""
        demand = self.source.scenario.demand
        fixed = dict.fromkeys(d.group or name for name, d in demand.items() if d.channel)
        return tuple(group for group in fixed if group in self.result.groups)


T = TypeVar("T")
Part: TypeAlias = T | Absent


LEFT_OUT = text("按要求略去。", "left out as asked.")
NOT_SOUGHT = text(
    "求最少人员需要几分钟，请加 --staffing。",
    "to seek the least staffing takes minutes: ask for it with --staffing.",
)
NO_TARGETS = text(
    "情景没有写明目标，或在给定范围内达不到目标（见 tongban staff）。",
    "the scenario states no targets, or they are out of reach (see `tongban staff`).",
)
STAFFING = text("最少人员", "least staffing")
NO_CHAIN = text(
    "这两个渠道之间没有可逐项拆分的路径。",
    "no chain of alternatives leads from one of these channels to the other.",
)
NO_EVIDENCE = text(
    "情景没有用 [[evidence]] 写明假设的范围。",
    "the scenario states no ranges for its assumptions ([[evidence]]).",
)
COMPARING = text("比较渠道", "comparing")
SURVEYING = text("办成时间与半小时负荷", "completion and half hours")
PEOPLE = text("谁得谁失", "who wins and loses")
MONEY = text("费用", "money")
CAUSES = text("差异的原因", "causes")
CAPACITY = text("承载能力", "capacity")
SENSITIVITY = text("假设的影响", "assumptions")


def dossier(
    scenario: str | Path,
    changes: Sequence[str] = (),
    *,
    replications: int | None = None,
    seed: int | None = None,
    plan: Plan = Plan(),
    without: Sequence[str] = (),
    staffing: bool = False,
    host: Host = Host(),  # noqa: B008 (frozen)
    keeper: Keeper | None = None,
    steps: Steps = lambda what, done, total: None,
    notice: Notice = lambda text: None,
) -> Dossier:
    """Everything the report says of a scenario.

    scenario      a file or the name of a shipped one
    replications  of the comparison and what is taken from it; default the scenario's
    plan          replications of the exploratory parts
    without       parts, of ``PARTS``, to leave out
    staffing      also seek the least staffing of both channels, which takes minutes
    keeper        what is finished is kept there, so that it goes on after an interruption; None:
                  parts that ask for the same still run it once

    Raises InputError for a scenario that compares nothing or runs without a calendar, and
    KeyboardInterrupt on Ctrl-C, after keeping what is finished.
    """
    keeper = keeper or Remembers()
    maker = _Maker(str(scenario), tuple(changes), replications, seed, host, keeper, steps, notice)
    return maker.made(plan, frozenset(without), staffing)


@dataclass(eq=False)
class _Maker:
    """Answers one question after another."""

    name: str
    changes: tuple[str, ...]
    replications: int | None
    seed: int | None
    host: Host
    keeper: Keeper
    steps: Steps
    notice: Notice

    def made(self, plan: Plan, without: frozenset[str], staffing: bool) -> Dossier:
        study = self.study(self.replications)
        source = study.source
        _check(source)
        result = compare(
            source,
            host=self.host,
            keeper=self.keeper,
            progress=self.at(COMPARING),
            notice=self.notice,
        )
        if result.replications < result.planned:
            raise KeyboardInterrupt
        subject = next(name for name in result.alternatives if name != result.baseline)
        looked = self.looked(source)
        observed = study.at(progress=self.at(PEOPLE))
        level = result.confidence
        homes = home_halls(looked)
        return Dossier(
            name=self.name,
            changes=self.changes,
            source=source,
            lowered=lower_scenario(source.scenario, source.library),
            result=result,
            subject=subject,
            baseline=result.baseline,
            homes=homes,
            observed=observed,
            curve=completion_curve(looked, level),
            people=minutes_a_day(observed, subject, result.baseline, homes, level),
            pressure=pressure(looked, subject, level),
            money=budgets(study, observed, subject, result.baseline, homes, level, self.at(MONEY)),
            inputs=inputs_of(study),
            capacity=self.capacity(plan, result.baseline, subject)
            if "capacity" not in without
            else Absent(LEFT_OUT),
            staffing=self.staffing([result.baseline, subject]) if staffing else Absent(NOT_SOUGHT),
            causes=self.causes(plan, result.baseline, subject)
            if "causes" not in without
            else Absent(LEFT_OUT),
            sensitivity=self.sensitivity(plan)
            if "sensitivity" not in without
            else Absent(LEFT_OUT),
        )

    def at(self, what: Text) -> Callable[[int, int], None]:
        return lambda done, total: self.steps(what, done, total)

    def study(self, replications: int | None) -> Study:
        return Study(
            self.name,
            self.changes,
            replications=replications,
            seed=self.seed,
            host=self.host,
            keeper=self.keeper,
            notice=self.notice,
        )

    def looked(self, source: Source) -> Survey:
        return survey(
            source,
            host=self.host,
            keeper=self.keeper,
            progress=self.at(SURVEYING),
            notice=self.notice,
        )

    def causes(self, plan: Plan, baseline: str, subject: str) -> Part[Causes]:
        try:
            return causes_of(
                self.study(plan.causes), origin=baseline, goal=subject, progress=self.at(CAUSES)
            )
        except InputError:
            return Absent(NO_CHAIN)

    def capacity(self, plan: Plan, baseline: str, subject: str) -> Part[Capacity]:
        study = self.study(plan.capacity)
        names = _policies(study.source, baseline, subject)
        found = capacity(study, channels=names, progress=self.at(CAPACITY))
        if len(found.channels) < found.planned:
            raise KeyboardInterrupt
        return found

    def staffing(self, channels: Sequence[str]) -> Part[Mapping[str, Staffing]]:
        def tried(_levels: object, settings: int, _runs: int) -> None:
            self.steps(STAFFING, settings, settings + 1)

        try:
            return {
                name: staff(
                    self.name,
                    channel=name,
                    changes=self.changes,
                    seed=self.seed,
                    host=self.host,
                    keeper=self.keeper,
                    told=tried,
                    notice=self.notice,
                )
                for name in channels
            }
        except InputError:
            return Absent(NO_TARGETS)

    def sensitivity(self, plan: Plan) -> Part[Sensitivity]:
        try:
            study = self.study(plan.sensitivity)
            found = sensitivity(study, progress=self.at(SENSITIVITY))
        except InputError:
            return Absent(NO_EVIDENCE)
        if found.moved < found.planned:
            raise KeyboardInterrupt
        return found


def _check(source: Source) -> None:
    """InputError where there is nothing to report on."""
    faults = []
    experiment = source.scenario.experiment
    if experiment.horizon_min is not None:
        message = "a report counts working days: give `days` in place of a horizon"
        faults.append(Fault(source.file, "experiment.horizon_min", message))
    if len(policies_of(source, None, None)) < 2:
        message = "one alternative, need at least 2 to compare: name another"
        faults.append(Fault(source.file, "experiment.compare", message))
    if faults:
        raise InputError(faults)


def _policies(source: Source, baseline: str, subject: str) -> list[str]:
    """The subject, the baseline, and the other ways to run what the subject runs.

    Those are channels whose flow extends the subject's: to find how far every channel carries
    would take most of the report's time, and the others are no answer to where this one ends.
    """
    scenario, library = source.scenario, source.library
    names = source.scenario.experiment.compare or tuple(scenario.channels)

    def flow(name: str) -> str:
        spec = scenario.channels.get(name)
        return (spec.flow or name) if spec else ""

    def extends(name: str, own: str) -> bool:
        base = library[name].extends if name in library else None
        return base is not None and (base == own or extends(base, own))

    kin = [name for name in names if extends(flow(name), flow(subject))]
    return list(dict.fromkeys([baseline, subject, *kin]))
