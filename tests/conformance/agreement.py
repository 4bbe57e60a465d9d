"""Whether two engines write equal records, and how to report it when they do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pprint import pformat
from typing import Any

import numpy as np
import pytest
from conformance.shrinking import shrunk
from micro import Model, rows

from tongban.engine.compiled import run_compiled
from tongban.engine.simpy_engine import run_simpy
from tongban.records import Records
from tongban.scenario import Tables
from tongban.workload import Workload

Engine = Callable[[Tables, Workload], Records]

CHECK = """\
# PYTHONPATH=tests python this_file.py
from pprint import pprint

from micro import Case, Hours, Visit, rows, tables_of, workload_of

from tongban.engine.compiled import run_compiled
from tongban.engine.simpy_engine import run_simpy

{model}

for engine in (run_simpy, run_compiled):
    records = engine(tables, workload)
    print(engine.__name__, "until", records.end, "waited", records.waiting_us)
    pprint(rows(records, tables))
"""


def assert_agree(
    model: Model, engine: Engine = run_compiled, reference: Engine = run_simpy
) -> None:
    """Fail with the smallest model found on which an engine and the reference disagree."""
    if disagreement(*model.build(), engine, reference) is None:
        return

    def fails(smaller: Model) -> bool:
        return disagreement(*smaller.build(), engine, reference) is not None

    small = shrunk(model, fails)
    told = disagreement(*small.build(), engine, reference)
    pytest.fail(f"the engines disagree: {told}\n\n{CHECK.format(model=source_of(small))}")


def disagreement(
    tables: Tables, workload: Workload, engine: Engine = run_compiled, reference: Engine = run_simpy
) -> str | None:
    """The first thing two engines tell differently, an error being one; None if all is equal."""
    one, other = (outcome(run, tables, workload) for run in (reference, engine))
    if isinstance(one, str) or isinstance(other, str):
        return f"{_told(one)} against {_told(other)}"
    if different := different_columns(one, other):
        return f"{', '.join(different)}\n{_first_difference(one, other, tables)}"
    return None


def outcome(engine: Engine, tables: Tables, workload: Workload) -> Records | str:
    """An engine's records, or what it raised: every error counts as its answer."""
    try:
        return engine(tables, workload)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def different_columns(one: Records, other: Records) -> list[str]:
    """The parts of two records that are not the same, values and types."""
    parts = [
        (f"{table}.{f.name}", getattr(getattr(one, table), f.name), getattr(there, f.name))
        for table, there in (("visits", other.visits), ("capacity", other.capacity))
        for f in fields(there)
    ]
    parts.append(("waiting_us", one.waiting_us, other.waiting_us))
    found = [name for name, a, b in parts if a.dtype != b.dtype or not np.array_equal(a, b)]
    found += [n for n in ("end", "flow_digest") if getattr(one, n) != getattr(other, n)]
    return found if one.cases is other.cases else [*found, "cases"]


def _told(found: Records | str) -> str:
    return found if isinstance(found, str) else f"{len(found.visits)} rows"


def _first_difference(one: Records, other: Records, tables: Tables) -> str:
    """The first differing row of each; where rows are equal, when they end and who waited."""
    tables_of_rows = rows(one, tables), rows(other, tables)
    for n in range(max(map(len, tables_of_rows))):
        a, b = (found[n] if n < len(found) else None for found in tables_of_rows)
        if a != b:
            return f"row {n}: {a} against {b}"
    ends = f"end {one.end} against {other.end}"
    return f"{ends}, waits {one.waiting_us.tolist()} against {other.waiting_us.tolist()}"


def source_of(model: Model) -> str:
    """Python that makes a model's `tables` and `workload`."""
    options = "".join(f"    {name}={literal(value)},\n" for name, value in model.options.items())
    cases = "".join(f"    {literal(case)},\n" for case in model.cases)
    pools = "".join(f"        {name!r}: {literal(p)},\n" for name, p in model.pools.items())
    flows = pformat(model.flows, width=92, sort_dicts=False).replace("\n", "\n    ")
    return (
        f"tables = tables_of(\n    {flows},\n    {{\n{pools}    }},\n{options})\n"
        f"cases = [\n{cases}]\n"
        f"workload = workload_of(tables, cases, end={model.end}, drain_from={model.drain_from})"
    )


def literal(value: Any) -> str:
    """A value as Python writes it, without the fields of a dataclass that have their default."""
    if is_dataclass(value):
        plain = type(value)(0) if type(value).__name__ == "Case" else type(value)()
        said = [
            f"{f.name}={literal(getattr(value, f.name))}"
            for f in fields(value)
            if f.name == "need" or getattr(value, f.name) != getattr(plain, f.name)
        ]
        return f"{type(value).__name__}({', '.join(said)})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return repr(value)
