"""The array arithmetic against a slow walk, minute by minute, over random whole-minute visits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

STAGES = ("sit", "talk", "pause", "file", "travel", "ticket", "serve")
HOLDS = {"sit": "w", "talk": "wc", "pause": "wc", "file": "c", "serve": "c"}
END, WINDOW = 1500, 1440


def random_case(hand: Any, rng: np.random.Generator) -> Any:
    t = int(rng.integers(500, 1000))
    need = t
    rows: list[tuple[str, int, int | None, int | None, str | None]] = []
    for _ in range(int(rng.integers(0, 7))):
        stage = str(rng.choice(STAGES))
        start = t + int(rng.integers(0, 40) * rng.integers(0, 2))
        leave = start + int(rng.integers(0, 60))
        never = stage in HOLDS and rng.random() < 0.3
        rows.append((stage, t, None if never else start, leave, "leave"))
        t = leave
    cut = rng.random() < 0.2
    if rows and cut:
        rows[-1] = (*rows[-1][:3], None, None)
    else:
        rows.append(("left", t, t, t, None))
    return hand.case(need, tuple(rows), hall=str(rng.choice(["A", "B"])), mask=int(rng.integers(4)))


def walk(case: Any) -> tuple[dict[str, NDArray[np.int64]], int]:
    """Occupied and working minutes of each pool, and the case's wait with a kept unit."""
    busy = {f"{pool} {what}": np.zeros(END, int) for pool in POOLS for what in ("held", "works")}
    needs = {kind for kind, bit in (("w", 1), ("c", 2)) if case.mask & bit}
    held: set[str] = set()
    seated = 0
    for stage, enter, start, leave, _ in case.rows:
        wanted = set(HOLDS.get(stage, "")) & needs
        held &= wanted
        until = END if leave is None else leave
        served = until if start is None else start
        for minute in range(enter, until):
            if minute == served:
                held = set(wanted)
            seated += bool(minute < served and held and stage != "file")
            for kind in held:
                pool = "clerk@B" if kind == "c" else f"window@{case.hall}"
                busy[f"{pool} held"][minute] += 1
                busy[f"{pool} works"][minute] += minute >= served
        held = set(wanted) if start is not None else held
    return busy, seated


POOLS = ("window@A", "clerk@B", "window@B")


@pytest.mark.parametrize("seed", range(20))
def test_pools_equal_a_walk_by_the_minute(hand: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    cases = [random_case(hand, rng) for _ in range(30)]
    walks = [walk(case)[0] for case in cases]
    minute = np.arange(WINDOW)
    rostered = ((minute >= 540) & (minute < 720)) | ((minute >= 780) & (minute < 1020))
    expected = []
    for pool in POOLS:
        held, works = (
            np.sum([w[f"{pool} {what}"] for w in walks], axis=0)[:WINDOW]
            for what in ("held", "works")
        )
        over = np.maximum(held - rostered, 0)
        columns = (held, works, rostered, over)
        expected.append([c.reshape(48, 30).sum(axis=1) for c in columns])
    got = hand.reduce(*cases, end=END).pool_sums[..., :4] / 60e6
    np.testing.assert_array_equal(got, np.moveaxis(np.array(expected), 1, 2))


@pytest.mark.parametrize("seed", range(20))
def test_staff_time_and_seated_waits_equal_a_walk_by_the_minute(hand: Any, seed: int) -> None:
    case = random_case(hand, np.random.default_rng(100 + seed))
    done = case.rows[-1][1]
    accepted = hand.case(
        case.need,
        (*case.rows[:-1], ("closed", done, done, done, None)),
        hall=case.hall,
        mask=case.mask,
    )
    busy, seated = walk(accepted)
    got = [
        hand.value(name, accepted, end=END)
        for name in ("staff_min_per_accepted", "wait_seated_min")
    ]
    assert got == [busy["clerk@B held"].sum(), seated]
