"""A result laid out as tables of text, which the terminal and Markdown draw each their way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..experiment import Breakdown, Estimate, Result
from ..flow import Language, Text
from ..measures import ALL, MEASURES
from ..scenario import Hall, Item
from .values import (
    COST_MEASURES,
    DEFAULT_MEASURES,
    SHORT_MEASURES,
    cell_title,
    measure_title,
    rows_worth_showing,
    shown,
    shown_difference,
)
from .words import say

__all__ = ["Grid", "comparison_grids", "footnotes", "run_grids"]

POOL_MEASURES = tuple(name for name, measure in MEASURES.items() if measure.of == "pools")


@dataclass(frozen=True, slots=True)
class Grid:
    """One table: a title, column heads, and rows of cells; a cell may have two lines."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def comparison_grids(result: Result, language: Language, columns: int | None = None) -> list[Grid]:
    """A table for each group, the one the comparison is about in full; then the units.

    columns  how many alternatives fit beside one another; the baseline stands first in each
    """
    grids: list[Grid] = []
    blocks = _blocks(result, columns)
    for cell in result.groups:
        grids += [_group_grid(result, cell, names, language) for names in blocks]
    return grids + [_pool_grid(result, names, language) for names in blocks]


def run_grids(
    found: Breakdown, language: Language, measures: Sequence[str] = DEFAULT_MEASURES[4:8]
) -> list[Grid]:
    """Tables of one channel: by group, hall, home hall, item, half hour; then its units."""
    grids = []
    for dimension, cells in found.by.items():
        if dimension in ("cell", "channel"):
            continue
        titles = _titles(found, dimension)
        rows = {
            titles[cell].of(language) if cell in titles else cell: estimates
            for cell, estimates in cells.items()
            if estimates["needs"].mean > 0
        }
        shown_measures = ("needs", "accepted_same_day", *measures)
        grids.append(_table(say(dimension, language), rows, shown_measures, language))
    grids.append(_table(say("kind", language), found.pools, POOL_MEASURES, language))
    for kind, half_hours in found.pools_by_half_hour.items():
        title = f"{say('kind', language)} {kind}, {say('half_hour', language)}"
        grids.append(_table(title, half_hours, POOL_MEASURES, language))
    return grids


def _titles(found: Breakdown, dimension: str) -> Mapping[str, Text]:
    """What a report calls the cells of a dimension, of those that have a title."""
    scenario = found.trial.lowered.scenario
    if dimension == "group":
        return found.trial.lowered.group_titles
    tables: Mapping[str, Mapping[str, Hall | Item]] = {
        "hall": scenario.halls,
        "home": scenario.halls,
        "item": scenario.items,
    }
    table = tables.get(dimension, {})
    return {name: spec.title for name, spec in table.items() if spec.title is not None}


def footnotes(result: Result | Breakdown, language: Language) -> list[str]:
    """How the numbers were made, and what to mind in reading them."""
    notes = [f"{say('warning', language)}: {text.of(language)}" for text in result.warnings]
    if result.replications < result.planned:
        notes.append(
            say("interrupted", language, planned=result.planned, replications=result.replications)
        )
    if isinstance(result, Result) and (found := result.stopping) is not None:
        notes.append(
            say(
                found.reason,
                language,
                replications=found.replications,
                most=found.most,
                group=cell_title(found.group, result.group_titles, language),
                measure=MEASURES[found.measure].title.of(language).lower(),
                target=f"{found.target:.2%}",
                worst=f"{found.worst:.2%}",
            )
        )
    how = say(
        "how",
        language,
        replications=result.replications,
        seed=result.seed,
        confidence=result.confidence,
    )
    return [*notes, how, say("beside", language), say("illustrative", language)]


def _table(
    title: str,
    rows: Mapping[str, Mapping[str, Estimate]],
    measures: Sequence[str],
    language: Language,
) -> Grid:
    head = ("", *(measure_title(name, language) for name in measures))
    cells = tuple(
        (name, *(shown(measure, estimates[measure]) for measure in measures))
        for name, estimates in rows.items()
    )
    return Grid(title, head, cells)


def _blocks(result: Result, columns: int | None) -> list[list[str]]:
    """The alternatives in groups that fit; each load begins anew with its baseline."""
    loads = dict.fromkeys(a.load for a in result.alternatives.values())
    blocks = []
    for load in loads:
        names = [name for name, a in result.alternatives.items() if a.load == load]
        first = next(n for n in names if result.alternatives[n].channel == result.baseline)
        others = [name for name in names if name != first]
        size = max((columns or len(names)) - 1, 1)
        parts = [others[i : i + size] for i in range(0, len(others), size)] or [[]]
        blocks += [[first, *part] for part in parts]
    return blocks


def _head(result: Result, names: Sequence[str], language: Language) -> list[str]:
    titles = [result.alternatives[name].title.of(language) for name in names]
    return [f"{titles[0]} ({say('baseline', language)})", *titles[1:]]


def _measures_of(result: Result, cell: str) -> tuple[str, ...]:
    """The measures shown of a cell; primary ones always."""
    chosen: tuple[str, ...] = SHORT_MEASURES
    if cell == ALL:
        chosen = COST_MEASURES
    if any(group == cell for group, _ in result.primary[:1]):
        chosen = DEFAULT_MEASURES
    primary = [name for group, name in result.primary if group == cell]
    return tuple(dict.fromkeys([*primary, *chosen]))


def _group_grid(result: Result, cell: str, names: Sequence[str], language: Language) -> Grid:
    compared = {(c.alternative, c.measure): c for c in result.comparisons if c.group == cell}
    rows = []
    for measure in rows_worth_showing(result, cell, _measures_of(result, cell)):
        star = "★ " if (cell, measure) in result.primary else ""
        row = [star + measure_title(measure, language)]
        for name in names:
            text = shown(measure, result.alternatives[name].groups[cell][measure])
            if (found := compared.get((name, measure))) is not None:
                text += "\n" + shown_difference(found, language)
            row.append(text)
        rows.append(tuple(row))
    needs = result.alternatives[names[0]].groups[cell]["needs"].mean
    name = cell_title(cell, result.group_titles, language)
    title = say("needs a run", language, cell=name, needs=f"{needs:,.0f}")
    head = (say("measure", language), *_head(result, names, language))
    return Grid(title, head, tuple(rows))


def _pool_grid(result: Result, names: Sequence[str], language: Language) -> Grid:
    rows = []
    for kind in result.alternatives[names[0]].pools:
        for measure in POOL_MEASURES:
            row = [f"{kind}: {measure_title(measure, language)}"]
            row += [
                shown(measure, result.alternatives[name].pools[kind][measure]) for name in names
            ]
            rows.append(tuple(row))
    head = (say("kind", language), *_head(result, names, language))
    return Grid(say("kind", language), head, tuple(rows))
