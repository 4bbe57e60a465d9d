"""Looking at a log from outside: export, replay, purge. Needs no service to run."""

from __future__ import annotations

import csv
import io
import json
from typing import Any, Literal

from ..errors import Fault, InputError, did_you_mean
from ..flow import Flow
from ..scenario import Catalogue
from ..session import CaseState, Record, Rules, evolve, masked
from ..session.messages import Open
from .chain import Row
from .places import Places
from .store import SQLiteStore

__all__ = ["all_states", "exported", "folded", "old_cases", "streams_of"]

Format = Literal["ndjson", "csv"]


async def streams_of(store: SQLiteStore, case: str | None) -> list[str]:
    """One case, or all; InputError for a case that there is not."""
    known = await store.streams()
    if case is None:
        return known
    if case not in known:
        message = f"no such case; {did_you_mean(case, known)}"
        raise InputError(Fault("log", case, message))
    return [case]


async def exported(store: SQLiteStore, cases: list[str], form: Format, *, is_personal: bool) -> str:
    """Records as lines of text: NDJSON with the chain's links, so that it can be verified, or CSV.

    is_personal  with personal fields; else they are masked, and the links cover what is stored
    """
    if form == "ndjson":
        wanted = set(cases)
        lines = [_line(row) for row in store.rows() if row.stream in wanted]
        if is_personal:
            lines = [line for case in cases for line in await _opened(store, case)]
        return "".join(line + "\n" for line in lines)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["case", "seq", "at", "role", "by", "type", "body"])
    for case in cases:
        for record in await store.read(case):
            seen = (
                record if is_personal else record.model_copy(update={"body": masked(record.body)})
            )
            body = seen.body.model_dump_json(exclude={"type"})
            by = record.by
            writer.writerow([case, record.seq, record.at, by.role, by.id, record.body.type, body])
    return out.getvalue()


async def folded(
    store: SQLiteStore, case: str, flow: Flow, catalogue: Catalogue, places: Places
) -> tuple[CaseState, list[Record]]:
    """A case's records, folded again from the first."""
    records = await store.read(case)
    first = records[0].body
    assert isinstance(first, Open)
    rules = Rules(flow, catalogue.items[first.item], places.region_of[first.home])
    state = None
    for record in records:
        state = evolve(rules, state, record)
    assert state is not None
    return state, records


async def all_states(
    store: SQLiteStore, flow: Flow, catalogue: Catalogue, places: Places
) -> list[CaseState]:
    """Every case as its records leave it."""
    cases = await store.streams()
    return [(await folded(store, case, flow, catalogue, places))[0] for case in cases]


async def old_cases(store: SQLiteStore, before: int) -> list[str]:
    """Cases whose last record is older than a time [µs]."""
    found = []
    for case in await store.streams():
        records = await store.read(case)
        if records[-1].at < before:
            found.append(case)
    return found


def _line(row: Row) -> str:
    fields: dict[str, Any] = {
        "n": row.n,
        "stream": row.stream,
        "seq": row.seq,
        "plain": row.plain.decode(),
        "sealed": row.sealed.hex(),
        "link": row.link.hex(),
    }
    return json.dumps(fields, ensure_ascii=False)


async def _opened(store: SQLiteStore, case: str) -> list[str]:
    return [record.model_dump_json() for record in await store.read(case)]
