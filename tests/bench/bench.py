"""``make bench``: our engines and our live service beside others, by time, memory and growth.

Times are compared within one run only, by turns and as ratios: machines differ, and what else
they do does too. Whoever answers otherwise than is known ends the run with exit code 1.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import live_sections
import ours
import rivals
import sections
from live_sections import LivePlan
from tables import Table, markdown_of, marks, replaced

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "topics" / "performance.md"
PACKAGES = {
    "bench": ("numpy", "numba", "simpy"),
    "bench-live": ("aiohttp", "pydantic", "cryptography"),
}
"""Part of the document -> the packages that its figures depend on."""
ONLY = {"engines": "bench", "live": "bench-live"}


@dataclass(frozen=True)
class Plan:
    """How large everything is, and how often it is done.

    few     repeats of what takes long
    w1, w2  requests of the compiled programs, and of the others
    w3      the same in days
    """

    repeats: int
    few: int
    w1: tuple[int, int]
    w2: tuple[int, int]
    w3: tuple[int, int]
    growth: tuple[int, ...]
    memory: int
    reference: tuple[int, int]
    live: LivePlan


FULL = Plan(
    repeats=5,
    few=3,
    w1=(500_000, 50_000),
    w2=(500_000, 20_000),
    w3=(100, 10),
    growth=(100_000, 1_000_000, 10_000_000),
    memory=1_000_000,
    reference=(10_000, 100_000),
    live=LivePlan(turns=5, seconds=4, rooms=1_000, per_s=3_000),
)
QUICK = Plan(
    repeats=3,
    few=1,
    w1=(50_000, 10_000),
    w2=(50_000, 5_000),
    w3=(10, 2),
    growth=(20_000, 100_000),
    memory=100_000,
    reference=(1_000, 10_000),
    live=LivePlan(turns=1, seconds=2, rooms=100, per_s=1_000),
)


def main() -> None:
    """Run everything and print it; with --write into the document too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes: a minute, less sure")
    parser.add_argument("--write", action="store_true", help=f"also write to {DOCUMENT.name}")
    parser.add_argument("--only", choices=ONLY, help="run one part, and write only that")
    options = parser.parse_args()
    plan = QUICK if options.quick else FULL
    for part in [ONLY[options.only]] if options.only else ONLY.values():
        run(part, plan, is_written=options.write)


def run(part: str, plan: Plan, *, is_written: bool) -> None:
    """All tables of a part, each printed once it is there."""
    found_under = conditions(part)
    print(found_under)
    done = []
    try:
        for section in PARTS[part](plan):
            done.append(section())
            print(f"\n{done[-1].text()}", flush=True)
    except sections.AnswersDisagree as error:
        sys.exit(f"answers disagree: {error}")
    except live_sections.MessagesLost as error:
        sys.exit(f"messages were lost: {error}")
    if is_written:
        write(part, f"{found_under}.\n\n{markdown_of(done)}")


def live(plan: Plan) -> list[Callable[[], Table]]:
    """The sections of the live service, none of them run."""
    return [
        lambda: live_sections.beside_relay(plan.live),
        lambda: live_sections.acknowledgement(plan.live),
    ]


def engines(plan: Plan) -> list[Callable[[], Table]]:
    """The sections of the engines, none of them run."""
    again = plan.repeats
    both = {"W2": ours.w2(plan.w2[0]), "W3": ours.w3(plan.w3[0])}
    return [
        lambda: sections.race("W1", "M/M/10, .9 busy", rivals.for_w1(*plan.w1), again),
        lambda: sections.race("W2", "the virtual window", rivals.for_w2(*plan.w2), again),
        lambda: sections.race("W3", "yrd-stress, load 50", rivals.for_w3(*plan.w3), again),
        lambda: sections.whole_path(both, again),
        lambda: sections.growth(plan.growth, plan.few),
        lambda: sections.memory(plan.memory),
        lambda: sections.start(plan.few),
        lambda: sections.reference(plan.reference, plan.few),
    ]


PARTS = {"bench": engines, "bench-live": live}


def conditions(part: str) -> str:
    """Under what the figures are found."""
    versions = [f"{name} {importlib.metadata.version(name)}" for name in PACKAGES[part]]
    load = f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before"
    return ", ".join([f"Python {platform.python_version()}", *versions, load])


def write(part: str, markdown: str) -> None:
    """Put the Markdown between a part's marks, or print it where the document has none."""
    if replaced(DOCUMENT, part, markdown):
        print(f"\nwritten to {DOCUMENT.name}")
    else:
        begin, end = marks(part)
        print(f"\n{markdown}\n\n{DOCUMENT.name} has no {begin} and {end}: nothing was written")


if __name__ == "__main__":
    main()
