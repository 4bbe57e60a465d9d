"""What can only be measured in a process of its own: memory, and the first run.

Run by ``bench.py``; prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from pathlib import Path

import ours

TINY = 200
STATUS = Path("/proc/self/status")


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("memory", "start"))
    parser.add_argument("--requests", type=int, default=TINY)
    parser.add_argument("--visits", action="store_true")
    options = parser.parse_args()
    if options.what == "memory":
        print(json.dumps(memory(options.requests, options.visits)))
    else:
        print(json.dumps(start()))


def memory(requests: int, visits: bool) -> float:
    """Bytes a request of W2, its workload and records included, above what was there before."""
    tiny, work = ours.w2(TINY), ours.w2(requests)
    tiny.kernel(tiny.maker.draw(0), visits=visits)
    before = resident("VmRSS")
    records = work.kernel(work.maker.draw(0), visits=visits)
    return (resident("VmHWM") - before) / len(records.cases)


def resident(field: str) -> int:
    """Bytes of this process in memory: VmRSS now, VmHWM at most.

    ``getrusage`` gives the most only, and on Linux counts that of the process that started this
    one too; where there is nothing else it has to do.
    """
    if STATUS.is_file():
        for line in STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith(f"{field}:"):
                return int(line.split()[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def start() -> dict[str, float]:
    """Seconds that the first run of a tiny model takes once everything is imported."""
    work = ours.w2(TINY)
    times = [time.perf_counter()]
    workload = work.maker.draw(0)
    times.append(time.perf_counter())
    records = work.kernel(workload)
    times.append(time.perf_counter())
    work.measured(records)
    times.append(time.perf_counter())
    return {"kernel": times[2] - times[1], "whole": times[3] - times[0]}


if __name__ == "__main__":
    main()
