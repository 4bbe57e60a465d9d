"""What can be wrong with a flow, all of it at once.

Three passes, each needing what the one before found sound: names (every reference leads
somewhere), shape (every stage can be reached, ends, and waits in a way that can work), holds
(nobody can be held while another is wanted and the reverse). Every fault carries the flow's
file, the key and the way out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..errors import Fault, did_you_mean
from .graph import Library, cycles, edges, resolve, stages_in_loops
from .model import Flow

__all__ = ["check_library"]


def check_library(library: Library, places: Mapping[str, str] | None = None) -> list[Fault]:
    """Every fault of the flows in a library.

    places  flow name -> the file or table it came from, for the messages
    """
    where = places or {}
    faults = [
        Fault(where.get(name, f"flow {name}"), key, message)
        for name, flow in library.items()
        for key, message in _names(flow, library)
    ]
    faults += _kinds(library, where)
    if faults:
        return faults
    loops, ends = stages_in_loops(library), _can_end(library)
    faults += [
        Fault(where.get(name, f"flow {name}"), key, message)
        for name, flow in library.items()
        for key, message in _shape(flow, library, loops, ends)
    ]
    faults += _then_cycles(library, where)
    if not faults:
        faults += _circular_holds(library, where)
    return faults


def _names(flow: Flow, library: Library) -> Iterator[tuple[str, str]]:
    """References that lead nowhere."""
    for stage in set(flow.stages) & set(flow.final):
        yield f"final.{stage}", f"{stage!r} is also under stages: rename one of them"
    for key, target, must_be_final in _references(flow):
        found = resolve(flow, target, library)
        if found is None:
            known = [*flow.stages, *flow.final] if "." not in target else _full_names(library)
            yield key, f"no stage {target!r}; {did_you_mean(target, known)}"
        elif must_be_final and not found[2]:
            yield key, f"{target!r} is not a final stage; name one under [final]"
    for name, spec in flow.stages.items():
        for kind in spec.holds:
            if kind not in flow.kinds:
                way_out = did_you_mean(kind, list(flow.kinds))
                yield f"stages.{name}.holds", f"no kind {kind!r}; {way_out}"
        if len(set(spec.holds)) < len(spec.holds):
            yield f"stages.{name}.holds", "a kind is listed twice: a case holds one unit of a kind"
        for key in ("closes", "closes_next_day", "balk"):
            action = getattr(spec, key)
            acts = flow.actions(name)
            if action is not None and action not in acts:
                way_out = did_you_mean(action, list(acts))
                yield f"stages.{name}.{key}", f"no action {action!r} here; {way_out}"
        if spec.continues is not None and spec.continues not in flow.stages:
            way_out = did_you_mean(spec.continues, list(flow.stages))
            yield f"stages.{name}.continues", f"no stage {spec.continues!r}; {way_out}"


def _references(flow: Flow) -> Iterator[tuple[str, str, bool]]:
    """Every (key, stage named there, whether it must be final)."""
    yield "start", flow.start, False
    for name, target in flow.starts.items():
        yield f"starts.{name}", target, False
    for key in ("ineligible", "unwilling", "exhausted"):
        if (target := getattr(flow, key)) is not None:
            yield key, target, True
    for name, action in flow.everywhere.items():
        yield f"everywhere.{name}.to", action.to, False
    for name, stage in flow.stages.items():
        if stage.exhausted is not None:
            yield f"stages.{name}.exhausted", stage.exhausted, True
        for act, action in stage.do.items():
            yield f"stages.{name}.do.{act}.to", action.to, False
    for name, final in flow.final.items():
        if final.then is not None:
            yield f"final.{name}.then", final.then, False


def _full_names(library: Library) -> list[str]:
    return [f"{flow.name}.{s}" for flow in library.values() for s in [*flow.stages, *flow.final]]


def _kinds(library: Library, where: Mapping[str, str]) -> list[Fault]:
    """Kinds that mean one thing here and another there."""
    first: dict[str, Flow] = {}
    faults = []
    for flow in library.values():
        for name, kind in flow.kinds.items():
            other = first.setdefault(name, flow)
            if other.kinds[name].scope != kind.scope:
                faults.append(
                    Fault(
                        where.get(flow.name, f"flow {flow.name}"),
                        f"kinds.{name}.scope",
                        f"{kind.scope!r} here but {other.kinds[name].scope!r} in flow "
                        f"{other.name!r}: a kind has one scope; rename one of them",
                    )
                )
    return faults


def _shape(
    flow: Flow, library: Library, loops: set[str], ends: set[str]
) -> Iterator[tuple[str, str]]:
    """Stages that cannot be reached, left, or waited in as they say.

    loops, ends  full names of the stages that stand in loops, and that lead to an end
    """
    reached = _reached(flow, library)
    for name in [*flow.stages, *flow.final]:
        if name not in reached:
            table = "stages" if name in flow.stages else "final"
            yield f"{table}.{name}", "no way leads here: name it in an action's `to`, or remove it"
    for name, stage in flow.stages.items():
        key, full, acts = f"stages.{name}", f"{flow.name}.{name}", flow.actions(name)
        usual = [a for a in stage.do.values() if a.during_or("handling").ends_handling]
        if not usual:
            yield f"{key}.do", "a dead end: give it an action that ends its handling"
        elif usual[0].only is not None:
            yield (
                f"{key}.do",
                "the first handling action is the usual one, so it cannot be `only` for one kind "
                "of item: put one that every item may take before it",
            )
        elif full not in ends:
            yield f"{key}.do", "a dead end: no final stage can be reached from here"
        for only in ("application", "enquiry"):
            if sum(a.only == only for a in acts.values()) > 1:
                yield f"{key}.do", f"two actions are `only` for {only!r}: such an item takes one"
        yield from _waiting(flow, name)
        if full in loops and (stage.exhausted or flow.exhausted) is None:
            yield (
                key,
                "it stands in a loop: say how often a case may enter it (`visits`) and the final "
                "stage after that (`exhausted`), here or at the top of the flow",
            )


def _waiting(flow: Flow, name: str) -> Iterator[tuple[str, str]]:
    """Rules of waiting written where nobody waits, or missing where somebody does."""
    stage, key, acts = flow.stages[name], f"stages.{name}", flow.actions(name)
    if stage.holds and stage.order is None:
        yield f"{key}.order", 'missing: say `order = "ticket"` or `order = "wait"` for its line'
    if not stage.holds:
        for rule in ("order", "closes", "closes_next_day", "balk", "reserve", "continues"):
            if getattr(stage, rule):
                yield f"{key}.{rule}", "nobody waits here: it holds nothing; remove it, or hold"
        for act, action in stage.do.items():
            if action.during == "waiting":
                yield f"{key}.do.{act}", "nobody waits here: it holds nothing; remove the action"
    for rule in ("closes", "closes_next_day", "balk"):
        named = acts.get(getattr(stage, rule) or "")
        if named is not None and not named.ends_waiting:
            yield f"{key}.{rule}", 'that action ends handling only: give it `while = "waiting"`'
    if stage.closes_next_day and not stage.closes:
        yield f"{key}.closes_next_day", "needs `closes` beside it"
    if stage.continues is not None:
        before = flow.stages[stage.continues]
        no_patience = {before.closes, before.closes_next_day, before.balk}
        started = {n for n, a in flow.actions(stage.continues).items() if a.ends_waiting}
        started -= no_patience
        here = {n for n, a in acts.items() if a.ends_waiting}
        if not started:
            yield f"{key}.continues", f"{stage.continues!r} has no action while waiting"
        elif missing := started - here:
            yield (
                f"{key}.continues",
                f"the clock of {stage.continues!r} may end in {sorted(missing)}, which cannot be "
                "taken here: add the action",
            )


def _reached(flow: Flow, library: Library) -> set[str]:
    """Local names some way leads to, from any start and from other flows."""
    roots = [flow.start, *flow.starts.values()]
    roots += [target for target in (flow.ineligible, flow.unwilling) if target is not None]
    todo = [f"{f.name}.{n}" for f, n, _ in filter(None, (resolve(flow, r, library) for r in roots))]
    todo += [
        to
        for source, to in edges(library)
        if source.split(".")[0] != flow.name and to.split(".")[0] == flow.name
    ]
    following: dict[str, list[str]] = {}
    for source, to in edges(library):
        following.setdefault(source, []).append(to)
    seen: set[str] = set()
    while todo:
        full = todo.pop()
        if full not in seen:
            seen.add(full)
            todo += following.get(full, ())
    return {full.split(".")[1] for full in seen if full.split(".")[0] == flow.name}


def _can_end(library: Library) -> set[str]:
    """Full names of the stages from which a case can end."""
    ends = {
        f"{flow.name}.{name}"
        for flow in library.values()
        for name, final in flow.final.items()
        if final.then is None
    }
    backwards: dict[str, list[str]] = {}
    for source, to in edges(library, exhausted=False):
        backwards.setdefault(to, []).append(source)
    todo = list(ends)
    while todo:
        for source in backwards.get(todo.pop(), ()):
            if source not in ends:
                ends.add(source)
                todo.append(source)
    return ends


def _then_cycles(library: Library, where: Mapping[str, str]) -> list[Fault]:
    """Rings a case whose visits are used up would go round at one instant, for ever.

    A final stage hands on by `then`; a stage in a loop that may not be entered again, by
    `exhausted`.
    """
    following: dict[str, set[str]] = {}
    loops = stages_in_loops(library)
    for flow in library.values():
        ways = {name: final.then for name, final in flow.final.items()}
        ways |= {
            name: stage.exhausted or flow.exhausted
            for name, stage in flow.stages.items()
            if f"{flow.name}.{name}" in loops
        }
        for name, target in ways.items():
            if target is not None and (found := resolve(flow, target, library)) is not None:
                following[f"{flow.name}.{name}"] = {f"{found[0].name}.{found[1]}"}
    faults = []
    for ring in cycles(following):
        finals = (full.split(".") for full in ring)
        flow_name, name = next((f, n) for f, n in finals if n in library[f].final)
        faults.append(
            Fault(
                where.get(flow_name, f"flow {flow_name}"),
                f"final.{name}.then",
                "a ring of final stages with no way out: " + " -> ".join([*ring, ring[0]]),
            )
        )
    return faults


def _circular_holds(library: Library, where: Mapping[str, str]) -> list[Fault]:
    """Kinds held while another is wanted, and the reverse somewhere else."""
    wanted: dict[str, set[str]] = {}
    reason: dict[tuple[str, str], str] = {}
    for source, to in edges(library):
        before, after = _holds(source, library), _holds(to, library)
        for kept in before & after:
            for kind in after - before:
                wanted.setdefault(kept, set()).add(kind)
                reason.setdefault((kept, kind), to)
    faults = []
    for ring in cycles(wanted):
        pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
        story = "; ".join(f"{a} is held while {b} is wanted at {reason[a, b]}" for a, b in pairs)
        flow, stage = reason[pairs[0]].split(".")
        faults.append(
            Fault(
                where.get(flow, f"flow {flow}"),
                f"stages.{stage}.holds",
                f"circular holds can deadlock: {story}; take them in one order, or all at once",
            )
        )
    return faults


def _holds(full: str, library: Library) -> set[str]:
    flow, name = full.split(".")
    stage = library[flow].stages.get(name)
    return set(stage.holds) if stage else set()
