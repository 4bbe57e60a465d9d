"""A failing model made as small as it goes: cases dropped, then draws, then staffing.

A model is taken for a list of facts (a case, a patience, a step of a pool, a priority, ...), and
facts are dropped as long as what is left still fails, many at once first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from micro import Case, Model, Visit

__all__ = ["fewer", "shrunk"]

T = TypeVar("T")
Fails = Callable[[Model], bool]


def shrunk(model: Model, fails: Fails) -> Model:
    """A smaller model that still fails, from which no single fact can be dropped.

    fails  of a model that can be built; one that cannot, does not fail
    """

    def really(smaller: Model) -> bool:
        try:
            smaller.build()
        except Exception:  # it is no model
            return False
        return fails(smaller)

    before = None
    while model != before:
        before = model
        for reduce in (_cases, _draws, _fields, _steps, _options):
            model = reduce(model, really)
    return model


def fewer(facts: Sequence[T], enough: Callable[[list[T]], bool]) -> list[T]:
    """Those facts that are enough together and of which none can be spared."""
    kept, size = list(facts), max(len(facts) // 2, 1)
    while size:
        at = 0
        while at < len(kept):
            without = kept[:at] + kept[at + size :]
            if enough(without):
                kept = without
            else:
                at += size
        size //= 2
    return kept


def _cases(model: Model, fails: Fails) -> Model:
    def only(cases: list[Case]) -> Model:
        return replace(model, cases=tuple(cases))

    return only(fewer(model.cases, lambda some: bool(some) and fails(only(some))))


def _draws(model: Model, fails: Fails) -> Model:
    """Durations, actions, patience and room of single visits."""

    def only(facts: list[tuple[int, str, int, str]]) -> Model:
        said = set(facts)
        cases = [
            replace(case, draws=dict(_told_visits(case, number, said)))
            for number, case in enumerate(model.cases)
        ]
        return replace(model, cases=tuple(cases))

    facts = [
        (number, stage, v, what)
        for number, case in enumerate(model.cases)
        for stage, visits in case.draws.items()
        for v, visit in enumerate([visits] if isinstance(visits, Visit) else visits)
        for what in _said(visit)
    ]
    return only(fewer(facts, lambda some: fails(only(some))))


def _said(visit: Visit) -> list[str]:
    """What is not left at its default; a patience with its action is one thing."""
    plain = Visit()
    names = [f.name for f in fields(Visit) if f.name != "then"]
    return [name for name in names if getattr(visit, name) != getattr(plain, name)]


def _told_visits(
    case: Case, number: int, facts: set[tuple[int, str, int, str]]
) -> Iterator[tuple[str, Any]]:
    """The stages of a case with those draws alone that are among the facts."""
    for stage, given in case.draws.items():
        visits = []
        for v, visit in enumerate([given] if isinstance(given, Visit) else given):
            kept = {n: getattr(visit, n) for n in _said(visit) if (number, stage, v, n) in facts}
            more = {"then": visit.then} if "patience" in kept else {}
            visits.append(Visit(**kept, **more))
        while visits and visits[-1] == Visit():
            visits.pop()
        if visits:
            yield stage, visits[0] if isinstance(given, Visit) else visits


def _fields(model: Model, fails: Fails) -> Model:
    """What is said of single cases besides their draws."""
    plain = Case(0)
    names = [f.name for f in fields(Case) if f.name != "draws"]

    def only(facts: list[tuple[int, str]]) -> Model:
        said = set(facts)
        cases = [
            replace(case, **{n: getattr(plain, n) for n in names if (number, n) not in said})
            for number, case in enumerate(model.cases)
        ]
        return replace(model, cases=tuple(cases))

    facts = [
        (number, name)
        for number, case in enumerate(model.cases)
        for name in names
        if getattr(case, name) != getattr(plain, name)
    ]
    return only(fewer(facts, lambda some: fails(only(some))))


def _steps(model: Model, fails: Fails) -> Model:
    """The steps of pools; a pool without any has nobody."""

    def only(facts: list[tuple[str, int]]) -> Model:
        said = set(facts)
        pools = {
            name: [step for n, step in enumerate(steps) if (name, n) in said]
            for name, steps in pools_before.items()
        }
        return replace(model, pools=pools)

    pools_before = {n: [(0, p)] if isinstance(p, int) else list(p) for n, p in model.pools.items()}
    facts = [(name, n) for name, steps in pools_before.items() for n in range(len(steps))]
    return only(fewer(facts, lambda some: fails(only(some))))


def _options(model: Model, fails: Fails) -> Model:
    """Priorities, shared pools, early stages one by one; hours and the like; when it drains."""

    def only(facts: list[tuple[str, Any]]) -> Model:
        said = dict.fromkeys(facts)
        kept: dict[str, Any] = {}
        for name, value in model.options.items():
            if isinstance(value, dict):
                kept[name] = {key: v for key, v in value.items() if (name, key) in said}
            elif isinstance(value, list):
                kept[name] = [v for v in value if (name, v) in said]
            elif (name, None) in said:
                kept[name] = value
        drain = model.drain_from if ("drain_from", None) in said else None
        return replace(model, options={k: v for k, v in kept.items() if v}, drain_from=drain)

    facts: list[tuple[str, Any]] = [("drain_from", None)]
    for name, value in model.options.items():
        several = isinstance(value, dict | list)
        facts += [(name, key) for key in value] if several else [(name, None)]
    return only(fewer(facts, lambda some: fails(only(some))))
