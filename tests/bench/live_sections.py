"""The live service beside a bare relay: throughput, latency, memory, and the disk.

Server and driver are programs of their own. The relay and the service take turns, each time
anew; a ratio is that of one turn, and its median over all turns is what counts. Whoever loses or
doubles a message ends the run.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tables import Table

__all__ = ["LivePlan", "MessagesLost", "acknowledgement", "beside_relay"]

HERE = Path(__file__).parent
PAGE = 4096
"""Bytes: the least that a database writes."""

Json = dict[str, Any]
Turn = tuple[Json, Json]


class MessagesLost(Exception):
    """A message did not arrive, arrived twice, or a connection was closed."""


@dataclass(frozen=True)
class LivePlan:
    """How much of everything.

    rooms, per_s  of the run at a pace
    """

    turns: int
    seconds: float
    rooms: int
    per_s: int


def beside_relay(plan: LivePlan) -> Table:
    """The service and the relay, in turns."""
    flood = {"measure": "throughput", "rooms": 100, "under_way": 2, "seconds": plan.seconds}
    calm = {"measure": "paced", "per_s": plan.per_s, "seconds": 2 * plan.seconds}
    points = _turns(plan, {**flood, "what": "point"})
    edits = _turns(plan, {**flood, "what": "edit"})
    paced = _turns(plan, {**calm, "rooms": plan.rooms, "what": "point"})
    at = f"at {plan.per_s:,}/s in {plan.rooms:,} rooms"
    rows = [
        _row("pointer messages a second", points, "per_s", "{:,.0f}", "≥ .7"),
        _row("commands a second, on disk", edits, "per_s", "{:,.0f}", "≥ .4"),
        _row("processor µs a pointer message", points, "cpu_us", "{:.0f}"),
        _row("processor µs a command", edits, "cpu_us", "{:.0f}"),
        _row(f"median {at} [ms]", paced, "p50", "{:.2f}"),
        _row(f"p99 {at} [ms]", paced, "p99", "{:.2f}", "≤ 3"),
        _row("kB a joined connection", paced, "bytes_a_connection", "{:.1f}", "≤ 1.5", 1000),
    ]
    columns = ["", "bare relay", "service", "service ÷ relay", "least–most", "to reach"]
    note = (
        "Three in a room; two hear a pointer message, three a command. Processor time is the "
        "server's own, and little moved by what else the machine does; the rest is."
    )
    return Table("The live service beside a bare relay", columns, rows, note)


def acknowledgement(plan: LivePlan, writers: int = 100) -> Table:
    """From a command to its sender's hearing that it is on disk, beside one write and sync."""
    asked = {"measure": "paced", "rooms": writers, "what": "edit", "per_s": writers}
    turns = []
    for _ in range(plan.turns):
        with _folder() as folder, _server("service", folder, writers) as (port, pid):
            times = {"per_s": writers, "seconds": 2 * plan.seconds}
            bare = _driven("disk", 0, 0, folder, {"size": PAGE, **times})
            turns.append((bare, _driven("service", port, pid, folder, {**asked, **times})))
    rows = [
        _row("median [ms]", turns, "p50", "{:.2f}"),
        _row("p99 [ms]", turns, "p99", "{:.2f}", "≤ 3"),
    ]
    columns = ["", "write and sync", "acknowledged", "ratio", "least–most", "to reach"]
    title = f"A durable acknowledgement: {writers} writers, each once a second"
    note = f"A write is of {PAGE:,} bytes, on the same disk, at the same pace."
    return Table(title, columns, rows, note)


def _row(
    name: str, turns: Sequence[Turn], key: str, shown: str, to_reach: str = "", unit: float = 1
) -> list[str]:
    """Medians of both, and the median of the turns' ratios with their range."""
    relay, service = ([turn[i][key] / unit for turn in turns] for i in (0, 1))
    ratios = sorted(b / a for a, b in zip(relay, service, strict=True))
    span = f"{ratios[0]:.2f}–{ratios[-1]:.2f}"
    figures = [shown.format(median(relay)), shown.format(median(service))]
    return [name, *figures, f"{median(ratios):.2f}", span, to_reach]


def _turns(plan: LivePlan, asked: Json) -> list[Turn]:
    """What relay and service were found to do, in turns."""
    return [(_once("relay", asked), _once("service", asked)) for _ in range(plan.turns)]


def _once(which: str, asked: Json) -> Json:
    """One server, started, driven and stopped."""
    with _folder() as folder, _server(which, folder, asked["rooms"]) as (port, pid):
        return _driven(which, port, pid, folder, asked)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@contextmanager
def _server(which: str, folder: Path, rooms: int) -> Iterator[tuple[int, int]]:
    """Port and process of a server, while it runs."""
    programs = {
        "relay": [str(HERE / "bare_relay.py")],
        "service": [str(HERE / "live_service.py"), str(folder), str(rooms)],
    }
    command = [sys.executable, *programs[which]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            line = program.stdout.readline()
            if not line.startswith("ready"):
                raise MessagesLost(f"{which}: did not start")
            yield int(line.rpartition(":")[2].split()[-1]), program.pid
        finally:
            program.terminate()
            program.wait()


def _driven(which: str, port: int, pid: int, folder: Path, asked: Json) -> Json:
    """What a driver of its own found; MessagesLost if anything was amiss."""
    driver = [sys.executable, str(HERE / "live_driver.py")]
    command = [*driver, which, str(port), str(pid), str(folder), json.dumps(asked)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: Json = json.loads(done.stdout)
    amiss = {name: found[name] for name in ("lost", "doubled", "closed") if found.get(name)}
    if amiss:
        raise MessagesLost(f"{which}, {asked}: {amiss}")
    return found
