"""An application judged by a region's rules of the item catalogue: everything wrong at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ...flow import Text
from ...scenario import REMOTE_WINDOW, Catalogue, CatalogueItem

__all__ = ["Application", "Code", "Finding", "Paper", "findings"]

Code = Literal[
    "item_unknown",
    "not_remote",
    "field_missing",
    "field_wrong",
    "material_missing",
    "material_unknown",
    "material_damaged",
    "media_type",
    "outdated",
]


@dataclass(frozen=True)
class Paper:
    """A document as it arrived; whether its hash is the one announced."""

    media_type: str
    sha256: str
    is_whole: bool = True


@dataclass(frozen=True)
class Application:
    """What any of the wire formats says, in the catalogue's names.

    papers  material -> its documents; names the region does not know stay as they came
    """

    key: str
    item: str
    answers: Mapping[str, str] = field(repr=False)
    papers: Mapping[str, Paper]

    @property
    def digest(self) -> str:
        """What tells two contents under one key apart."""
        content = [
            self.item,
            sorted(self.answers.items()),
            sorted((name, paper.sha256) for name, paper in self.papers.items()),
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


@dataclass(frozen=True)
class Finding:
    """One thing wrong with an application.

    about   a field or a material of the catalogue, or what was written in its place
    detail  of the catalogue: what a value should look like, or why and where to go instead
    """

    code: Code
    about: str = ""
    title: Text | None = None
    detail: Text | None = None


def findings(catalogue: Catalogue, region: str, application: Application) -> tuple[Finding, ...]:
    """Everything a region finds wrong, in the order of form and checklist; none: accepted."""
    item = catalogue.items.get(application.item)
    if item is None:
        return (Finding("item_unknown", application.item),)
    if closed := item.not_through.get(REMOTE_WINDOW):
        return (Finding("not_remote", "", closed.reason, closed.instead),)
    return (*_of_form(item, region, application), *_of_papers(item, region, application))


def _of_form(item: CatalogueItem, region: str, application: Application) -> Iterator[Finding]:
    form = item.form(region)
    for name, detail in item.form_faults(region, application.answers).items():
        is_empty = not application.answers.get(name, "").strip()
        title = form[name].title if name in form else None
        yield Finding("field_missing" if is_empty else "field_wrong", name, title, detail)


def _of_papers(item: CatalogueItem, region: str, application: Application) -> Iterator[Finding]:
    for need in item.missing(region, application.answers, application.papers):
        yield Finding("material_missing", need.material, item.materials[need.material].title)
    for name, paper in application.papers.items():
        material = item.materials.get(name)
        if material is None:
            yield Finding("material_unknown", name)
        elif not paper.is_whole:
            yield Finding("material_damaged", name, material.title)
        elif paper.media_type not in material.accepts:
            yield Finding("media_type", name, material.title)
