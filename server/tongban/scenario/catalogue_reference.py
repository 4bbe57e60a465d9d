"""The item catalogue for readers: its files' keys, and what each region asks, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from pydantic import BaseModel

from ..flow import Text
from .catalogue import Catalogue, CatalogueItem, Need, RegionRules, SharedParts
from .schema import _inside, _row

__all__ = ["catalogue_reference"]

PREFACE = """# The item catalogue

Generated from the models and from `scenarios/items/*.toml`; a test compares. Do not edit.

One file for each item, named for it, holds every region's rules: what differs between them is
the point. `shared.toml` holds the regions, and the fields, materials and reasons that many items
use; an item's own come after them. In an item file `[everywhere]` is laid below each
`[regions.NAME]`: what a region gives replaces it. An unknown key or name is an error.

`tongban check FOLDER` checks a catalogue and lists every fault of every file.

**Illustrative 示例**: no region's own guides were found. All differences between the regions,
all codes and all rule versions below are invented, to show what a clerk would have to know; what
is known stands under each item with its source. Grades: A found, K general knowledge.
"""


def catalogue_reference(catalogue: Catalogue) -> str:
    """The catalogue's keys and its items as Markdown."""
    parts = [PREFACE.rstrip(), "## Keys"]
    seen: list[type[BaseModel]] = [Text]
    for model in chain(_models(SharedParts, seen), _models(CatalogueItem, seen)):
        doc = (model.__doc__ or "").strip().split("\n\n")[0].replace("\n    ", " ")
        lines = ["| key | type | default | meaning |", "|---|---|---|---|"]
        lines += [_row(key, field) for key, field in model.model_fields.items()]
        parts += [f"### {model.__name__}", doc, "\n".join(lines)]
    parts.append("## Items")
    for name, item in catalogue.items.items():
        parts += list(_item(name, item, catalogue))
    return "\n\n".join(parts) + "\n"


def _models(model: type[BaseModel], seen: list[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    """Each model once, in the order a reader meets it."""
    if model in seen:
        return
    seen.append(model)
    yield model
    for field in model.model_fields.values():
        for found in _inside(field.annotation):
            yield from _models(found, seen)


def _item(name: str, item: CatalogueItem, catalogue: Catalogue) -> Iterator[str]:
    yield f"### {name}"
    yield f"{item.title.zh_cn} · {item.title.en}"
    for channel, why in item.not_through.items():
        yield f"Not through `{channel}`: {why.reason.en}; {why.instead.en}."
    titles = [region.title.en for region in catalogue.regions.values()]
    rows = [f"| | {' | '.join(titles)} |", "|---" * (len(titles) + 1) + "|"]
    for material in item.materials:
        cells = [_need(item, item.regions[r], material) for r in catalogue.regions]
        if any(cells):
            rows.append(f"| {item.materials[material].title.en} | {' | '.join(cells)} |")
    for title, of in _LINES.items():
        rows.append(f"| {title} | {' | '.join(of(item.regions[r]) for r in catalogue.regions)} |")
    yield "\n".join(rows)
    facts = [
        f"- {fact.text.en} [{fact.grade}{': ' + fact.source if fact.source else ''}]"
        for fact in item.facts
    ]
    yield "\n".join(facts)


def _need(item: CatalogueItem, rules: RegionRules, material: str) -> str:
    for need in rules.needs:
        if material in need.any_of:
            return _condition(item, need) or "yes"
    return ""


def _condition(item: CatalogueItem, need: Need) -> str:
    words = [item.fields[name].options[value].en for name, value in need.when.items()]
    return " and ".join([*words, *(["one of these"] if need.or_ else [])])


def _fees(rules: RegionRules) -> str:
    return ", ".join(f"{fee.cny:g} CNY {fee.title.en}" for fee in rules.fees) or "none"


_LINES: dict[str, Callable[[RegionRules], str]] = {
    "Promised (working days)": lambda rules: f"{rules.promised_days:g}",
    "The law allows (working days)": lambda rules: f"{rules.statutory_days:g}",
    "Fee": _fees,
    "Rule version": lambda rules: rules.rule_version,
    "Code": lambda rules: f"`{rules.code}`",
}
