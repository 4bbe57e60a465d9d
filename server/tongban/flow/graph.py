"""The flows of a library as one directed graph of full stage names (``flow.stage``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from .model import Flow

__all__ = ["Library", "cycles", "edges", "reachable_flows", "resolve", "stages_in_loops"]

Library = Mapping[str, Flow]


def resolve(flow: Flow, target: str, library: Library) -> tuple[Flow, str, bool] | None:
    """The (flow, local name, is final) a reference means, or None when it leads nowhere."""
    home, _, local = target.rpartition(".")
    found = library.get(home) if home else flow
    if found is None or not (local in found.stages or local in found.final):
        return None
    return found, local, local in found.final


def edges(library: Library, *, exhausted: bool = True) -> Iterator[tuple[str, str]]:
    """Every (stage, stage that may follow it at once), by full names.

    exhausted  also the way into the final stage of one whose visits are used up
    """
    for flow in library.values():
        for name, stage in flow.stages.items():
            targets = [action.to for action in stage.do.values()]
            targets += [act.to for n, act in flow.everywhere.items() if n not in stage.do]
            if exhausted:
                targets += [t for t in (stage.exhausted, flow.exhausted) if t is not None]
            for target in dict.fromkeys(targets):
                yield from _edge(flow, name, target, library)
        for name, final in flow.final.items():
            if final.then is not None:
                yield from _edge(flow, name, final.then, library)


def _edge(flow: Flow, name: str, target: str, library: Library) -> Iterator[tuple[str, str]]:
    found = resolve(flow, target, library)
    if found is not None:
        yield f"{flow.name}.{name}", f"{found[0].name}.{found[1]}"


def reachable_flows(roots: Iterable[str], library: Library) -> list[str]:
    """The roots and every flow a case can get into from them, in the order found."""
    following: dict[str, list[str]] = {}
    for source, to in edges(library):
        following.setdefault(source.split(".")[0], []).append(to.split(".")[0])
    for flow in library.values():
        for target in [flow.start, *flow.starts.values(), flow.ineligible, flow.unwilling]:
            found = resolve(flow, target, library) if target else None
            if found is not None:
                following.setdefault(flow.name, []).append(found[0].name)
    seen: dict[str, None] = {}
    todo = list(roots)[::-1]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen[name] = None
            todo += dict.fromkeys(following.get(name, ()))
    return list(seen)


def stages_in_loops(library: Library) -> set[str]:
    """Full names of the stages a case may come back to, by whatever way."""
    following: dict[str, set[str]] = {}
    for source, to in edges(library):
        following.setdefault(source, set()).add(to)
    return {name for group in _components(following) for name in group}


def cycles(following: Mapping[str, set[str]]) -> list[list[str]]:
    """One ring of nodes for each group of nodes that can all reach one another."""
    return [_ring(group, following) for group in _components(following)]


def _ring(group: set[str], following: Mapping[str, set[str]]) -> list[str]:
    """The shortest ring through the group's first node."""
    first = min(group)
    paths = [[first]]
    seen: set[str] = set()
    for path in paths:
        for node in sorted(following.get(path[-1], set()) & group):
            if node == first:
                return path
            if node not in seen:
                seen.add(node)
                paths.append([*path, node])
    raise AssertionError("a strongly connected group has a ring")


def _components(following: Mapping[str, set[str]]) -> list[set[str]]:
    """Strongly connected groups that contain a cycle (Tarjan 1972, iterative)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    result: list[set[str]] = []
    for root in sorted(following):
        if root in index:
            continue
        work = [(root, iter(sorted(following.get(root, ()))))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, rest = work[-1]
            for nxt in rest:
                if nxt not in index:
                    index[nxt] = low[nxt] = len(index)
                    stack.append(nxt)
                    on_stack.add(nxt)
                    work.append((nxt, iter(sorted(following.get(nxt, ())))))
                    break
                if nxt in on_stack:
                    low[node] = min(low[node], index[nxt])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    group: set[str] = set()
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        group.add(member)
                        if member == node:
                            break
                    if len(group) > 1 or node in following.get(node, ()):
                        result.append(group)
    return result
