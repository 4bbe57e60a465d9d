"""``make bench``: our engines beside others on the same models, by time, memory and growth.

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

import ours
import rivals
import sections
from tables import BEGIN, END, Table, markdown_of, replaced

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "topics" / "performance.md"
PACKAGES = ("numpy", "numba", "simpy")


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


FULL = Plan(
    repeats=5,
    few=3,
    w1=(500_000, 50_000),
    w2=(500_000, 20_000),
    w3=(100, 10),
    growth=(100_000, 1_000_000, 10_000_000),
    memory=1_000_000,
    reference=(10_000, 100_000),
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
)


def main() -> None:
    """Run everything and print it; with --write into the document too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes: a minute, less sure")
    parser.add_argument("--write", action="store_true", help=f"also write to {DOCUMENT.name}")
    options = parser.parse_args()
    found_under = conditions()
    print(found_under)
    try:
        tables = run(QUICK if options.quick else FULL)
    except sections.AnswersDisagree as error:
        sys.exit(f"answers disagree: {error}")
    if options.write:
        write(f"{found_under}.\n\n{markdown_of(tables)}")


def run(plan: Plan) -> list[Table]:
    """All tables, each printed once it is there."""
    done = []
    for section in in_order(plan):
        done.append(section())
        print(f"\n{done[-1].text()}", flush=True)
    return done


def in_order(plan: Plan) -> list[Callable[[], Table]]:
    """The sections, none of them run."""
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


def conditions() -> str:
    """Under what the figures were found."""
    versions = [f"{name} {importlib.metadata.version(name)}" for name in PACKAGES]
    load = f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before"
    return ", ".join([f"Python {platform.python_version()}", *versions, load])


def write(markdown: str) -> None:
    """Put the Markdown between the marks of the document, or print it where there are none."""
    if replaced(DOCUMENT, markdown):
        print(f"\nwritten to {DOCUMENT.name}")
    else:
        print(f"\n{markdown}\n\n{DOCUMENT.name} has no {BEGIN} and {END}: nothing was written")


if __name__ == "__main__":
    main()
