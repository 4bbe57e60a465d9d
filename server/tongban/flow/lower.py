"""The flows a run can reach, as integer tables: what both engines read.

Nothing here depends on places, staffing or chance; those are laid beside it by ``scenario``
and ``workload``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..errors import Fault, FlowError
from .graph import Library, reachable_flows, resolve, stages_in_loops
from .model import Action, Clock, CountsAs, Flow, Means, Scope, StageIs, Text

__all__ = [
    "CLOCKS",
    "NONE",
    "SCOPES",
    "ActionRow",
    "FlowTable",
    "StageRow",
    "lower",
]

NONE = -1
"""No stage, no action, no place: the one code for it in every integer table."""

SCOPES: tuple[Scope, ...] = ("hall", "home")
CLOCKS: tuple[Clock, ...] = ("wall", "open", "next_day")
MAX_KINDS = 62
MAX_STAGES = 30_000


@dataclass(frozen=True, slots=True)
class StageRow:
    """What people and measures need of a stage: its names and tags."""

    flow: str
    name: str
    title: Text | None
    counts_as: CountsAs | None
    is_: StageIs | None
    draw: str

    @property
    def full_name(self) -> str:
        """``flow.stage``."""
        return f"{self.flow}.{self.name}"


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action of one stage."""

    stage: int
    name: str
    to: int
    means: Means | None
    spec: Action
    title: Text | None


@dataclass(frozen=True, eq=False)
class FlowTable:
    """The union of the flows a run can reach. S stages (final ones too), A actions, K kinds.

    Stage and action numbers index ``stages`` and ``actions``; an action belongs to one stage,
    and those of stage s are ``action_first[s]`` up to ``action_first[s + 1]``, its own first.
    """

    stages: tuple[StageRow, ...]
    actions: tuple[ActionRow, ...]
    kinds: tuple[str, ...]
    kind_scope: NDArray[np.int8]  # [K] index into SCOPES
    holds: NDArray[np.int64]  # [S] bit k set: one unit of kind k
    is_final: NDArray[np.bool_]  # [S]
    then: NDArray[np.int32]  # [S] stage a final stage hands on to, or NONE
    place: NDArray[np.int8]  # [S] index into SCOPES: whose hours and line
    clock: NDArray[np.int8]  # [S] index into CLOCKS
    by_ticket: NDArray[np.bool_]  # [S] line order: ticket time, else time of joining
    ticket: NDArray[np.bool_]  # [S] entering takes a new ticket
    reserve: NDArray[np.bool_]  # [S]
    visits: NDArray[np.int32]  # [S] how often one case may enter
    exhausted: NDArray[np.int32]  # [S] final stage instead, or NONE
    continues: NDArray[np.int32]  # [S] stage whose clock goes on here, or NONE
    starts_clock: NDArray[np.bool_]  # [S] some stage continues its clock
    closes: NDArray[np.int32]  # [S] action, or NONE
    closes_next_day: NDArray[np.int32]  # [S] action, or NONE
    balk: NDArray[np.int32]  # [S] action, or NONE
    action_first: NDArray[np.int32]  # [S + 1]
    action_to: NDArray[np.int32]  # [A] the stage it leads to
    start: dict[str, dict[str, int]] = field(repr=False)  # flow -> name -> stage; "" the usual
    digest: str = ""

    def stage(self, full_name: str) -> int:
        """The number of a stage by its full name; KeyError if it is not in the union."""
        return self.stage_numbers[full_name]

    @property
    def stage_numbers(self) -> dict[str, int]:
        """Full name -> number."""
        return {row.full_name: i for i, row in enumerate(self.stages)}

    def actions_of(self, stage: int) -> range:
        """The numbers of the actions of a stage, its own first."""
        return range(int(self.action_first[stage]), int(self.action_first[stage + 1]))

    def action(self, stage: int, name: str) -> int:
        """The number of one stage's action by its name; KeyError if it has none such."""
        for number in self.actions_of(stage):
            if self.actions[number].name == name:
                return number
        raise KeyError(f"{self.stages[stage].full_name} has no action {name!r}")


def lower(library: Library, roots: Iterable[str]) -> FlowTable:
    """The tables of the flows that cases starting in `roots` can get into.

    The library must have passed ``check_library``. Raises FlowError where a table would
    outgrow its integers.
    """
    names = reachable_flows(roots, library)
    flows = [library[name] for name in names]
    kinds = tuple(dict.fromkeys(kind for flow in flows for kind in flow.kinds))
    places = [(flow, s) for flow in flows for s in [*flow.stages, *flow.final]]
    if len(kinds) > MAX_KINDS or len(places) > MAX_STAGES:
        raise FlowError(
            Fault(
                ", ".join(names),
                "",
                f"{len(kinds)} kinds and {len(places)} stages, at most {MAX_KINDS} and "
                f"{MAX_STAGES}: use fewer",
            )
        )
    number = {(flow.name, name): i for i, (flow, name) in enumerate(places)}
    loops = stages_in_loops({flow.name: flow for flow in flows})

    def stage_of(flow: Flow, target: str | None) -> int:
        found = resolve(flow, target, library) if target else None
        return number[found[0].name, found[1]] if found else NONE

    size = len(places)
    stages: list[StageRow] = []
    actions: list[ActionRow] = []
    action_first = np.zeros(size + 1, np.int32)
    ints = {
        key: np.full(size, NONE, np.int32)
        for key in ("then", "exhausted", "continues", "closes", "closes_next_day", "balk")
    }
    flags = {key: np.zeros(size, bool) for key in ("is_final", "by_ticket", "ticket", "reserve")}
    holds = np.zeros(size, np.int64)
    place, clock = np.zeros(size, np.int8), np.zeros(size, np.int8)
    visits = np.ones(size, np.int32)
    for i, (flow, name) in enumerate(places):
        title = flow.titles.get(name)
        if (final := flow.final.get(name)) is not None:
            stages.append(StageRow(flow.name, name, title, final.counts_as, None, name))
            flags["is_final"][i] = True
            ints["then"][i] = stage_of(flow, final.then)
            visits[i] = np.iinfo(np.int32).max
            action_first[i + 1] = len(actions)
            continue
        spec = flow.stages[name]
        stages.append(StageRow(flow.name, name, title, None, spec.is_, spec.draw or name))
        for act, action in flow.actions(name).items():
            to = stage_of(flow, action.to)
            act_title = flow.titles.get(act)
            actions.append(ActionRow(i, act, to, action.means, action, act_title))
        action_first[i + 1] = len(actions)
        local = {row.name: n for n, row in enumerate(actions) if row.stage == i}
        for key in ("closes", "closes_next_day", "balk"):
            ints[key][i] = local.get(getattr(spec, key) or "", NONE)
        if ints["closes_next_day"][i] == NONE:
            ints["closes_next_day"][i] = ints["closes"][i]
        holds[i] = sum(1 << kinds.index(kind) for kind in spec.holds)
        place[i] = SCOPES.index(flow.place(name))
        clock[i] = CLOCKS.index(spec.clock)
        flags["by_ticket"][i] = spec.order == "ticket"
        flags["ticket"][i] = spec.ticket
        flags["reserve"][i] = spec.reserve
        ints["continues"][i] = stage_of(flow, spec.continues)
        if f"{flow.name}.{name}" in loops:
            visits[i] = spec.visits or flow.visits
            ints["exhausted"][i] = stage_of(flow, spec.exhausted or flow.exhausted)
    starts_clock = np.zeros(size, bool)
    starts_clock[ints["continues"][ints["continues"] != NONE]] = True
    return FlowTable(
        stages=tuple(stages),
        actions=tuple(actions),
        kinds=kinds,
        kind_scope=np.array([SCOPES.index(_scope(flows, kind)) for kind in kinds], np.int8),
        holds=holds,
        place=place,
        clock=clock,
        visits=visits,
        starts_clock=starts_clock,
        action_first=action_first,
        action_to=np.array([row.to for row in actions], np.int32),
        start={flow.name: _starts(flow, stage_of) for flow in flows},
        digest=_digest(flows),
        then=ints["then"],
        exhausted=ints["exhausted"],
        continues=ints["continues"],
        closes=ints["closes"],
        closes_next_day=ints["closes_next_day"],
        balk=ints["balk"],
        is_final=flags["is_final"],
        by_ticket=flags["by_ticket"],
        ticket=flags["ticket"],
        reserve=flags["reserve"],
    )


def _starts(flow: Flow, stage_of: Callable[[Flow, str], int]) -> dict[str, int]:
    """Where cases of a flow may begin: "" the usual start, then the named ones."""
    named = {"": flow.start} | flow.starts
    named |= {key: t for key in ("ineligible", "unwilling") if (t := getattr(flow, key))}
    return {key: stage_of(flow, target) for key, target in named.items()}


def _scope(flows: list[Flow], kind: str) -> Scope:
    return next(flow.kinds[kind].scope for flow in flows if kind in flow.kinds)


def _digest(flows: list[Flow]) -> str:
    """What identifies the flows in records: two runs with one digest mean the same stages."""
    text = json.dumps([flow.model_dump(by_alias=True) for flow in flows], sort_keys=True)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
