"""A scenario at many settings: a full factorial of values, every point on the same chance.

Results may be kept by what they depend on, so a point that is there already costs nothing: an
interrupted sweep goes on where it was, and a wider one runs only what is new.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Fault, InputError, TooFewReplications
from ..flow import Text
from ..measures import cells_of
from ..scenario import Source, load, lower_scenario, value_of
from .compare import compare, policies_of, primary_of, title_of, versions, with_options
from .kept import Keeper, KeepsNothing
from .prepare import Notice
from .replicate import Host
from .results import RunInfo
from .setting import setting_of

if TYPE_CHECKING:
    import pandas

__all__ = ["Factor", "Point", "Sweep", "factor_of", "sweep"]

MOST_POINTS = 100_000

Row = dict[str, Any]
Setting = tuple[tuple[str, str], ...]
"""(key, value as TOML writes it) of each factor."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A key of the scenario and the values it takes, as TOML writes them."""

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One setting of all factors and what was found there."""

    settings: Mapping[str, Any]  # key -> value
    digest: str  # of the scenario as run
    rows: tuple[Row, ...]  # those of ``Result.rows``


@dataclass(frozen=True, eq=False)
class Sweep:
    """The points of a sweep, the last factor varying first; fewer than planned after Ctrl-C."""

    title: Text
    factors: tuple[Factor, ...]
    points: tuple[Point, ...]
    planned: int
    reused: int  # points whose results were kept from before
    seed: int
    replications: int  # of each point
    confidence: float
    primary: tuple[tuple[str, str], ...]
    alternatives: Mapping[str, Text]  # name -> title; the baseline is the scenario's
    group_titles: Mapping[str, Text]
    run: RunInfo

    def rows(self) -> Iterator[Row]:
        """One flat row for each point, alternative, group (or kind of unit) and measure."""
        for point in self.points:
            for row in point.rows:
                yield {**point.settings, **row}

    def to_frame(self) -> pandas.DataFrame:
        """The rows as a pandas DataFrame; needs the extra ``tongban[frames]``."""
        import pandas

        return pandas.DataFrame.from_records(list(self.rows()))


def factor_of(text: str) -> Factor:
    """``key=2..8``, ``key=2..8:2`` (in steps of 2) or ``key=0.5,1,2``; `load` is the experiment's.

    Raises InputError for what is none of these.
    """
    key, _, values = (part.strip() for part in text.partition("="))
    if not key or not values:
        message = "write it like halls.hefei.clerk=2..8 or load=0.5,1,2"
        raise InputError(Fault("--vary", text, message))
    key = "experiment.load" if key == "load" else key
    span = re.fullmatch(r"(-?\d+)\.\.(-?\d+)(?::(\d+))?", values)
    if span is None:
        found = tuple(dict.fromkeys(_parts(values)))
        if not all(found):
            raise InputError(Fault("--vary", key, f"{values!r}: a value is missing at a comma"))
        return Factor(key, found)
    first, last, step = int(span[1]), int(span[2]), int(span[3] or 1)
    if first > last or step == 0:
        message = f"{values} is an empty range: write the smaller first, as in 2..8 or 2..8:2"
        raise InputError(Fault("--vary", key, message))
    return Factor(key, tuple(str(value) for value in range(first, last + 1, step)))


def sweep(
    scenario: str | Path,
    factors: Sequence[Factor],
    *,
    changes: Sequence[str] = (),
    channels: Sequence[str] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    host: Host = Host(),  # noqa: B008 (frozen)
    keeper: Keeper = KeepsNothing(),  # noqa: B008 (stateless)
    progress: Callable[[int, int], None] = lambda done, total: None,
    notice: Notice = lambda text: None,
) -> Sweep:
    """The comparison at every combination of the factors' values.

    changes   ``key.path=value`` each, for all points
    keeper    what remembers results
    progress  called with how many points are done, of how many

    Ctrl-C ends early, with the points finished so far. Raises ScenarioError, with the faults of
    all values, before anything runs.
    """
    began = time.perf_counter()
    settings = _settings(factors)

    def at(setting: Setting) -> Source:
        given = [*changes, *(f"{key}={value}" for key, value in setting)]
        return with_options(load(scenario, given), replications, seed)

    _check_each_value(factors, at)
    source = at(settings[0])
    policies = policies_of(source, channels, None)
    points: list[Point] = []
    reused = 0
    progress(0, len(settings))
    try:
        for setting in settings:
            here = at(setting)
            name = _name(here, [policy.name for policy in policies])
            kept = keeper.get(name)
            if kept is None:
                kept = _rows_at(here, channels, host, notice)
                keeper.put(name, kept)
            else:
                reused += 1
            values = {key: value_of(value) for key, value in setting}
            points.append(Point(values, here.digest, tuple(json.loads(kept))))
            progress(len(points), len(settings))
    except KeyboardInterrupt:
        if not points:
            raise
    lowered = lower_scenario(source.scenario, source.library)
    names = {name for policy in policies for name in policy.channels}
    experiment = source.scenario.experiment
    return Sweep(
        title=source.scenario.title,
        factors=tuple(factors),
        points=tuple(points),
        planned=len(settings),
        reused=reused,
        seed=experiment.seed,
        replications=experiment.replications,
        confidence=experiment.confidence,
        primary=primary_of(source, tuple(cells_of(setting_of(lowered, names)))),
        alternatives={policy.name: title_of(source, policy) for policy in policies},
        group_titles=lowered.group_titles,
        run=RunInfo(host.engine, versions(), time.perf_counter() - began),
    )


def _rows_at(source: Source, channels: Sequence[str] | None, host: Host, notice: Notice) -> str:
    """The rows of one point as text; KeyboardInterrupt if it was cut short."""
    try:
        result = compare(source, channels=channels, host=host, notice=notice)
    except TooFewReplications:
        raise KeyboardInterrupt from None
    if result.replications < result.planned:
        raise KeyboardInterrupt
    return json.dumps(list(result.rows()), ensure_ascii=False)


def _settings(factors: Sequence[Factor]) -> list[Setting]:
    """Every combination of values; InputError for none, or too many."""
    if not factors:
        raise InputError(Fault("option", "vary", "missing: say what varies, as in load=0.5,1,2"))
    keys = [factor.key for factor in factors]
    if twice := [key for key in dict.fromkeys(keys) if keys.count(key) > 1]:
        message = "given twice: name all its values in one --vary"
        raise InputError([Fault("--vary", key, message) for key in twice])
    count = 1
    for factor in factors:
        count *= len(factor.values)
    if count > MOST_POINTS:
        message = f"{count:,} points, at most {MOST_POINTS:,}: vary less at once"
        raise InputError(Fault("option", "vary", message))
    each = [[(factor.key, value) for value in factor.values] for factor in factors]
    return list(itertools.product(*each))


def _check_each_value(factors: Sequence[Factor], at: Callable[[Setting], Source]) -> None:
    """Every value by itself, the rest as the file has it; all faults at once."""
    faults: list[Fault] = []
    for factor in factors:
        for value in factor.values:
            try:
                at(((factor.key, value),))
            except InputError as error:
                faults += error.faults
    if faults:
        raise InputError(faults)


def _name(source: Source, policies: Sequence[str]) -> str:
    """What a point's results depend on: the scenario as run, what is compared, the program."""
    text = json.dumps([source.digest, *policies, version("tongban"), version("numpy")])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _parts(text: str) -> Iterator[str]:
    """What stands between commas that are in no brackets or quotes."""
    depth, quote, part = 0, "", ""
    for letter in text:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        depth += (letter in "[{") - (letter in "]}")
        if letter == "," and not depth and not quote:
            yield part.strip()
            part = ""
        else:
            part += letter
    yield part.strip()
