"""Scenario and flow files: the only module here that reads a disk.

Every fault of a file is raised at once, with file, key path, value and way out.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..errors import Fault, FlowError, InputError, ScenarioError, did_you_mean
from ..flow import Flow, check_library, merged, reachable_flows
from .check import check
from .csv_tables import filled
from .evidence import evidence_faults, with_places
from .faults import faults_of
from .model import Scenario

__all__ = ["Source", "digest_of", "flows", "gallery", "keys", "load", "template_text", "value_of"]

TEMPLATE = "template"

NAMED = ("halls", "items", "demand", "channels", "flows")
"""Tables whose keys are names of the scenario's own: a change within one must name one there is."""


@dataclass(frozen=True, eq=False)
class Source:
    """A scenario that has passed all checks, with the flows it may use."""

    scenario: Scenario
    library: Mapping[str, Flow]
    file: str
    digest: str

    def flow_of(self, channel: str) -> Flow:
        """The flow that a channel goes by. Raises InputError where there is no such channel."""
        known = self.scenario.channels
        if channel not in known:
            message = f"no channel {channel!r}; {did_you_mean(channel, list(known))}"
            raise InputError(Fault(self.file, "channels", message))
        return self.library[known[channel].flow or channel]


def load(path: str | Path, changes: Sequence[str] = ()) -> Source:
    """A scenario with its flows, read and checked.

    path     a TOML file, or the name of a shipped scenario
    changes  ``key.path=value`` each, laid over the file before it is checked

    Raises ScenarioError, or FlowError for its flows, with all faults.
    """
    file = _found(path)
    document = changed(_read_with_base(file), changes, str(file))
    document = filled(document, file.parent, str(file))
    try:
        scenario = Scenario.model_validate(document)
    except ValidationError as error:
        raise ScenarioError(faults_of(error, Scenario, document, str(file))) from None
    used = {name: channel.flow or name for name, channel in scenario.channels.items()}
    library = _library(scenario.flows, str(file), used)
    faults = check(scenario, library, str(file))
    if faults := [*faults, *_evidence_faults(scenario, document, file)]:
        raise ScenarioError(faults)
    return Source(scenario, library, str(file), digest_of(scenario, library))


def keys(path: str | Path, changes: Sequence[str] = ()) -> dict[str, Any]:
    """Every key that has a value in a scenario file, by its path, with that value.

    changes  ``key.path=value`` each, laid over the file

    A table in a list goes by its number. What a file leaves out has its default, and may be
    given too: the reference lists all keys there are.
    """
    file = _found(path)
    return _keys_of(changed(_read_with_base(file), changes, str(file)))


def _evidence_faults(scenario: Scenario, document: dict[str, Any], file: Path) -> list[Fault]:
    """What is wrong with the evidence.

    It was written for the file, or for one that this extends: what is laid over them may make
    a list of a number, or shifts of a count, and the evidence is no less sound.
    """
    known = with_places(_keys_of(document))
    if not evidence_faults(scenario.evidence, known, str(file)):
        return []
    here: Path | None = file
    while here is not None:
        known |= with_places(_keys_of(_read_with_base(here)))
        base = _read_toml(here).get("extends")
        here = here.parent / base if base is not None else None
    return evidence_faults(scenario.evidence, known, str(file))


def _keys_of(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    todo: list[tuple[str, Any]] = [("", document)]
    while todo:
        key, value = todo.pop()
        children = list(value.items()) if isinstance(value, dict) else []
        if isinstance(value, list) and any(isinstance(part, dict) for part in value):
            children = [(str(i), part) for i, part in enumerate(value)]
        if children:
            todo += [(f"{key}.{name}" if key else name, part) for name, part in children[::-1]]
        elif key:
            found[key] = value
    return found


def gallery() -> dict[str, Path]:
    """The shipped scenarios: name -> file."""
    files = sorted(_folder().glob("*.toml"))
    return {file.stem: file for file in files if file.stem != TEMPLATE}


def template_text() -> str:
    """The commented scenario to start from."""
    return (_folder() / f"{TEMPLATE}.toml").read_text(encoding="utf-8")


def flows() -> dict[str, Flow]:
    """The shipped flows by name; FlowError if one is unsound."""
    raw = _raw_flows()
    return _flows_from(raw, {name: f"flows/{name}.toml" for name in raw}, list(raw))


def _folder() -> Path:
    """The repository's scenarios when run from a checkout, else those installed beside us."""
    package = Path(__file__).resolve().parent.parent
    checkout = package.parent.parent / "scenarios"
    return checkout if checkout.is_dir() else package / "scenarios"


def _found(path: str | Path) -> Path:
    file = Path(path)
    if file.is_file():
        return file
    shipped = gallery()
    if str(path) in shipped:
        return shipped[str(path)]
    what = "a folder, not a file" if file.is_dir() else "no such file"
    way_out = did_you_mean(file.stem, list(shipped))
    raise ScenarioError(Fault(str(path), "", f"{what}; of the shipped scenarios, {way_out}"))


def _read_with_base(file: Path, seen: tuple[Path, ...] = ()) -> dict[str, Any]:
    """A file's tables, laid over those of the file it extends."""
    document = _read_toml(file)
    base = document.pop("extends", None)
    if base is not None:
        if not isinstance(base, str) or not (file.parent / base).is_file():
            message = f"{base!r} given, need the name of a scenario file beside this one"
            raise ScenarioError(Fault(str(file), "extends", message))
        below = (file.parent / base).resolve()
        if below in (*seen, file.resolve()):
            raise ScenarioError(Fault(str(file), "extends", f"{base!r} extends this file again"))
        document = merged(_read_with_base(below, (*seen, file.resolve())), document)
    return _channels_with_base(document, str(file)) if not seen else document


def _channels_with_base(document: dict[str, Any], file: str) -> dict[str, Any]:
    """Channels laid over those they extend, such as one policy of a channel over another."""
    channels = document.get("channels")
    if not isinstance(channels, dict):
        return document
    whole: dict[str, Any] = {}
    for name, channel in channels.items():
        base = channel.get("extends") if isinstance(channel, dict) else None
        if base is None:
            whole[name] = channel
            continue
        if not isinstance(channels.get(base), dict) or "extends" in channels[base]:
            known = [n for n, c in channels.items() if isinstance(c, dict) and "extends" not in c]
            message = f"no channel {base!r} that extends none; {did_you_mean(str(base), known)}"
            raise ScenarioError(Fault(file, f"channels.{name}.extends", message))
        own = {key: value for key, value in channel.items() if key != "extends"}
        flow = {"flow": own.pop("flow", name)}
        stages = channels[base].get("stages", {})
        gone = own.pop("remove", [])
        below = channels[base] | {"stages": {k: v for k, v in stages.items() if k not in gone}}
        whole[name] = merged(below, own) | flow
    return document | {"channels": whole}


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return dict(_tables_of(file.read_bytes()))
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is not UTF-8: save the file as UTF-8 text"
    except tomllib.TOMLDecodeError as error:
        message = f"not TOML: {error}"
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
    raise ScenarioError(Fault(str(file), "", message))


@lru_cache(maxsize=64)
def _tables_of(data: bytes) -> dict[str, Any]:
    """The tables of a file, which nobody may change: many settings of a study share them."""
    return tomllib.loads(data.decode("utf-8-sig"))


def changed(document: dict[str, Any], changes: Sequence[str], file: str) -> dict[str, Any]:
    """The document with each ``key.path=value`` laid over it; ScenarioError for what is none."""
    faults = []
    for change in changes:
        path, equals, text = change.partition("=")
        keys = [key.strip() for key in path.split(".")]
        if not equals or not all(keys):
            faults.append(Fault("--set", change, "write it like demand.cross.per_day=4.2"))
            continue
        table = document.get(keys[0])
        if len(keys) > 2 and keys[0] in NAMED and isinstance(table, dict) and keys[1] not in table:
            message = (
                f"--set {change}: no {keys[1]!r} in {keys[0]}; {did_you_mean(keys[1], [*table])}"
            )
            faults.append(Fault(file, path, message))
            continue
        overlay: Any = value_of(text)
        try:
            document = _laid(document, keys, overlay)
        except (KeyError, IndexError, TypeError, ValueError):
            faults.append(Fault(file, path, f"--set {change}: the path leads into no table there"))
    if faults:
        raise ScenarioError(faults)
    return document


def _laid(here: Any, keys: Sequence[str], value: Any) -> Any:
    if not keys:
        return value
    if isinstance(here, list):
        at = int(keys[0])
        return [*here[:at], _laid(here[at], keys[1:], value), *here[at + 1 :]]
    if not isinstance(here, dict):
        raise TypeError
    return here | {keys[0]: _laid(here.get(keys[0], {}), keys[1:], value)}


def value_of(text: str) -> Any:
    """A value as TOML writes it, or plain text."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text.strip()


def _raw_flows() -> dict[str, dict[str, Any]]:
    return {file.stem: _read_toml(file) for file in sorted((_folder() / "flows").glob("*.toml"))}


def _library(inline: Mapping[str, Any], file: str, used: Mapping[str, str]) -> dict[str, Flow]:
    """The flows the channels can get into: the scenario's own before the shipped ones.

    used  channel -> its flow
    """
    raw = _raw_flows() | {name: {"name": name} | dict(flow) for name, flow in inline.items()}
    places = {name: f"{file}: flows.{name}" for name in inline}
    places = {name: f"flows/{name}.toml" for name in raw} | places
    faults = [
        Fault(file, f"channels.{name}.flow", f"no flow {flow!r}; {did_you_mean(flow, list(raw))}")
        for name, flow in used.items()
        if flow not in raw
    ]
    if faults:
        raise ScenarioError(faults)
    return _flows_from(raw, places, list(used.values()))


def _flows_from(
    raw: Mapping[str, dict[str, Any]], places: Mapping[str, str], roots: Sequence[str]
) -> dict[str, Flow]:
    faults: list[Fault] = []
    found: dict[str, Flow] = {}
    for name in raw:
        try:
            found[name] = Flow.model_validate(_whole(name, raw, places[name]))
        except ValidationError as error:
            faults += faults_of(error, Flow, _whole(name, raw, places[name]), places[name])
        except InputError as error:
            faults += error.faults
    if faults:
        raise FlowError(faults)
    library = {name: found[name] for name in reachable_flows(roots, found)}
    if faults := check_library(library, places):
        raise FlowError(faults)
    return library


def _whole(
    name: str, raw: Mapping[str, dict[str, Any]], place: str, above: tuple[str, ...] = ()
) -> dict[str, Any]:
    """A flow's tables with those of the flow it extends below them."""
    flow = raw[name]
    base = flow.get("extends")
    if base is None:
        return dict(flow)
    if base not in raw:
        raise FlowError(Fault(place, "extends", f"no flow {base!r}; {did_you_mean(base, [*raw])}"))
    if base in (*above, name):
        raise FlowError(Fault(place, "extends", f"{base!r} extends itself"))
    return merged(_whole(base, raw, place, (*above, name)), flow)


def digest_of(scenario: Scenario, library: Mapping[str, Flow]) -> str:
    """What identifies the question: the scenario as run, options included, and its flows."""
    parts = [scenario.model_dump(mode="json", by_alias=True, exclude={"evidence"})]
    parts += [library[name].model_dump(mode="json", by_alias=True) for name in sorted(library)]
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
