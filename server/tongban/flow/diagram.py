"""A flow drawn as a Mermaid flowchart: generated for the docs and the terminal, never by hand."""

from __future__ import annotations

from .graph import Library, resolve
from .model import Flow, Language

__all__ = ["mermaid"]


def mermaid(flow: Flow, library: Library, language: Language = "en") -> str:
    """The flow as Mermaid text.

    A stage shows its title and what it holds; dashed arrows are taken while waiting; rounded
    ends are final stages; a stage of another flow carries that flow's name.
    """
    lines = ["flowchart TD"]
    outside: dict[str, str] = {}
    for name, stage in flow.stages.items():
        held = f"<br/><i>{' + '.join(stage.holds)}</i>" if stage.holds else ""
        lines.append(f'    {name}["{_title(flow, name, language)}{held}"]')
    lines += [f'    {name}(["{_title(flow, name, language)}"])' for name in flow.final]

    def arrow(source: str, target: str, label: str, style: str) -> None:
        found = resolve(flow, target, library)
        assert found is not None
        other, local, _ = found
        node = local
        if other is not flow:
            node = f"{other.name}__{local}"
            outside[node] = f"{other.name}: {_title(other, local, language)}"
        lines.append(f'    {source} {style}|"{label}"| {node}')

    for name in flow.stages:
        for act, action in flow.actions(name).items():
            if act in flow.everywhere and not flow.stages[name].holds:
                continue
            style = "-.->" if not action.ends_handling or act in flow.everywhere else "-->"
            label = _title(flow, act, language) + (f" ({action.only})" if action.only else "")
            arrow(name, action.to, label, style)
    for name, final in flow.final.items():
        if final.then is not None:
            arrow(name, final.then, "then", "==>")
    lines += [f'    {node}[["{title}"]]' for node, title in outside.items()]
    return "\n".join(lines) + "\n"


def _title(flow: Flow, name: str, language: Language) -> str:
    title = flow.titles.get(name)
    return title.of(language) if title else name.replace("_", " ")
