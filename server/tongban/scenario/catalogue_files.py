"""The item catalogue's files, read, checked against one another and put together.

A folder holds one file for each item, named for it, and ``shared.toml``. In an item file
``[everywhere]`` is laid below each region's table. All faults of all files are raised at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from ..errors import CatalogueError, Fault, InputError, did_you_mean
from ..flow import merged
from .catalogue import Catalogue, CatalogueItem, SharedParts
from .faults import faults_of
from .files import _folder, _read_toml

__all__ = ["SHARED", "is_catalogue", "load_catalogue"]

SHARED = "shared"
"""The file of what all items share."""


def is_catalogue(folder: Path) -> bool:
    """Whether a folder holds an item catalogue."""
    return (folder / f"{SHARED}.toml").is_file()


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """The items of a folder, by default those shipped.

    Raises CatalogueError with every fault of every file.
    """
    folder = folder or _folder() / "items"
    if not is_catalogue(folder):
        raise CatalogueError(Fault(str(folder), "", f"no catalogue: {SHARED}.toml is not there"))
    faults: list[Fault] = []
    shared = _parsed(folder / f"{SHARED}.toml", SharedParts, faults)
    items = {
        file.stem: _parsed(file, CatalogueItem, faults)
        for file in sorted(folder.glob("*.toml"))
        if file.stem != SHARED
    }
    if isinstance(shared, SharedParts):
        faults += _shared_faults(shared, str(folder / f"{SHARED}.toml"))
        for name, item in items.items():
            if isinstance(item, CatalogueItem):
                items[name] = _with_shared(item, shared)
                faults += _item_faults(items[name], shared, str(folder / f"{name}.toml"))
    if faults:
        raise CatalogueError(faults)
    return Catalogue.model_construct(regions=shared.regions, items=items)


def _parsed(file: Path, model: type[BaseModel], faults: list[Fault]) -> Any:
    """The file as a model, or None with its faults noted."""
    try:
        document = _read_toml(file)
        document = _with_everywhere(document) if model is CatalogueItem else document
        return model.model_validate(document)
    except ValidationError as error:
        faults += _where_written(faults_of(error, model, document, str(file)), file)
    except InputError as error:
        faults += error.faults
    return None


def _with_everywhere(document: dict[str, Any]) -> dict[str, Any]:
    everywhere = document.get("everywhere")
    regions = document.get("regions")
    if not isinstance(everywhere, dict) or not isinstance(regions, dict):
        return document
    whole = {k: merged(everywhere, v) if isinstance(v, dict) else v for k, v in regions.items()}
    return {k: v for k, v in document.items() if k != "everywhere"} | {"regions": whole}


def _where_written(faults: list[Fault], file: Path) -> Iterator[Fault]:
    """Faults of what stands in ``everywhere`` said once, at that place."""
    document = _read_toml(file)
    regions, everywhere = document.get("regions", {}), document.get("everywhere", {})
    for fault in faults:
        table, _, rest = fault.key.partition(".")
        region, _, key = rest.partition(".")
        name = key.split(".")[0].split("[")[0]
        if table == "regions" and name in everywhere and name not in regions.get(region, {}):
            fault = Fault(fault.place, f"everywhere.{key}", fault.message)
        yield fault


def _with_shared(item: CatalogueItem, shared: SharedParts) -> CatalogueItem:
    """The item with the shared fields before its own, and the materials and reasons it uses."""
    needs = [need for rules in item.regions.values() for need in rules.needs]
    used = dict.fromkeys(name for need in needs for name in need.any_of)
    known = shared.materials | item.materials
    materials = {name: known[name] for name in used if name in known} | item.materials
    for name, material in materials.items():
        reasons = tuple(dict.fromkeys((*shared.reasons_for_all, *material.reasons)))
        materials[name] = material.model_copy(update={"reasons": reasons})
    named = dict.fromkeys(name for material in materials.values() for name in material.reasons)
    reasons_known = shared.reasons | item.reasons
    return item.model_copy(
        update={
            "fields": shared.fields | item.fields,
            "materials": materials,
            "reasons": {n: reasons_known[n] for n in named if n in reasons_known} | item.reasons,
        }
    )


def _shared_faults(shared: SharedParts, file: str) -> Iterator[Fault]:
    for name in shared.reasons_for_all:
        if name not in shared.reasons:
            yield _unknown(file, "reasons_for_all", "reason", name, shared.reasons)
    for key, material in shared.materials.items():
        for name in material.reasons:
            if name not in shared.reasons:
                yield _unknown(file, f"materials.{key}.reasons", "reason", name, shared.reasons)
    yield from _regions_asked(shared.fields, shared, file)


def _item_faults(item: CatalogueItem, shared: SharedParts, file: str) -> Iterator[Fault]:
    """What names something that is not there."""
    for region in item.regions.keys() - shared.regions.keys():
        yield _unknown(file, f"regions.{region}", "region", region, shared.regions)
    for region in shared.regions.keys() - item.regions.keys():
        yield Fault(file, f"regions.{region}", "missing: every region has its rules for every item")
    for key, material in item.materials.items():
        for name in material.reasons:
            if name not in item.reasons and key not in shared.materials:
                yield _unknown(file, f"materials.{key}.reasons", "reason", name, item.reasons)
    used = {name for r in item.regions.values() for need in r.needs for name in need.any_of}
    for key in item.materials.keys() - used:
        yield Fault(file, f"materials.{key}", "no region needs it: list it, or leave it out")
    channels = sorted(file.stem for file in (_folder() / "flows").glob("*.toml"))
    for channel in item.not_through:
        if channel not in channels:
            yield _unknown(file, f"not_through.{channel}", "channel", channel, channels)
    yield from _regions_asked(item.fields, shared, file)
    yield from _needs_faults(item, shared, file)


def _needs_faults(item: CatalogueItem, shared: SharedParts, file: str) -> Iterator[Fault]:
    known = shared.materials | item.materials
    for region, rules in item.regions.items():
        for i, need in enumerate(rules.needs):
            at = f"regions.{region}.needs[{i}]"
            for name in need.any_of:
                if name not in known:
                    yield _unknown(file, at, "material", name, known)
            yield from _when_faults(item, need.when, region, f"{at}.when", file)
        if len({need.material for need in rules.needs}) < len(rules.needs):
            yield Fault(file, f"regions.{region}.needs", "a material stands there twice")
        for i, fee in enumerate(rules.fees):
            at = f"regions.{region}.fees[{i}].when"
            yield from _when_faults(item, fee.when, region, at, file)


def _when_faults(
    item: CatalogueItem, when: Mapping[str, str], region: str, at: str, file: str
) -> Iterator[Fault]:
    choices = {name: field for name, field in item.form(region).items() if field.options}
    for name, value in when.items():
        if name not in choices:
            yield _unknown(file, at, "choice of its form", name, choices)
        elif value not in choices[name].options:
            yield _unknown(file, f"{at}.{name}", "option", value, choices[name].options)


def _regions_asked(fields: Mapping[str, Any], shared: SharedParts, file: str) -> Iterator[Fault]:
    for name, field in fields.items():
        for region in field.only_in or ():
            if region not in shared.regions:
                yield _unknown(file, f"fields.{name}.only_in", "region", region, shared.regions)


def _unknown(file: str, key: str, what: str, name: str, known: Any) -> Fault:
    return Fault(file, key, f"no {what} {name!r}; {did_you_mean(name, list(known))}")
