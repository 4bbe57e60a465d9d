"""A small world for hand-worked records: two halls, one window here, one clerk there.

Times in tests are minutes since 00:00 of day 0, a Monday. Doors are open 9-12 and 13-17 (540
to 720, 780 to 1020) on the five working days; hall A has a window, hall B a window and a
clerk, each rostered in these hours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from tongban.flow import NONE, Flow, FlowTable, lower
from tongban.measures import Reduction, Setting, reduce
from tongban.records import NEVER, Capacity, Cases, Records, Visits
from tongban.scenario import MINUTE, Places

FLOW: dict[str, Any] = {
    "name": "vw",
    "start": "ticket",
    "kinds": {"window": {"scope": "hall"}, "clerk": {"scope": "home"}},
    "everywhere": {"leave": {"to": "left"}, "lost": {"to": "handed"}},
    "stages": {
        "travel": {"is": "travel", "do": {"ok": {"to": "ticket"}}},
        "ticket": {"ticket": True, "do": {"ok": {"to": "sit"}}},
        "sit": {"holds": ["window"], "order": "wait", "do": {"ok": {"to": "talk"}}},
        "talk": {
            "holds": ["window", "clerk"],
            "order": "wait",
            "do": {
                "ok": {"to": "file", "means": "acceptance"},
                "deficient": {"to": "come_back", "means": "deficiency"},
            },
        },
        "pause": {"holds": ["window", "clerk"], "order": "wait", "do": {"ok": {"to": "talk"}}},
        "come_back": {"clock": "next_day", "do": {"ok": {"to": "ticket"}}},
        "file": {
            "holds": ["clerk"],
            "order": "wait",
            "is": "after_work",
            "do": {"ok": {"to": "post"}},
        },
        "post": {"is": "courier", "do": {"ok": {"to": "closed"}}},
        "apply": {"is": "self_service", "do": {"ok": {"to": "review"}}},
        "review": {
            "holds": ["clerk"],
            "order": "wait",
            "is": "review",
            "do": {"ok": {"to": "closed", "means": "acceptance"}},
        },
        "phone": {"holds": ["clerk"], "order": "wait", "do": {"ok": {"to": "told"}}},
        "serve": {"holds": ["clerk"], "order": "wait", "do": {"ok": {"to": "closed"}}},
    },
    "final": {
        "closed": {"counts_as": "accepted"},
        "told": {"counts_as": "answered"},
        "left": {"counts_as": "abandoned"},
        "shut": {"counts_as": "turned_away"},
        "full": {"counts_as": "balked"},
        "stopped": {"counts_as": "gave_up"},
        "refused": {"counts_as": "ineligible"},
        "handed": {"counts_as": "fallback", "then": "travel"},
    },
}
WORKING_DAYS = [d for d in range(40) if d % 7 < 5]
HALLS, GROUPS, CHANNELS = ("A", "B"), ("cross", "local"), ("virtual",)
ITEMS = ("move", "id_card", "question")

Row = tuple[str, float, float | None, float | None, str | None]
"""A visit: stage, enter, start, leave [min] and action; None for what did not happen."""


@dataclass(frozen=True)
class Case:
    """A case and its visits, times in minutes."""

    need: float
    rows: tuple[Row, ...]
    hall: str = "A"
    home: str = "B"
    item: str = "move"
    group: str = "cross"
    mask: int = -1
    measured: bool = True


def us(minutes: float | None) -> int:
    return NEVER if minutes is None else round(minutes * MINUTE)


class Hand:
    """Builds settings and records by hand and reduces them."""

    case = Case

    def __init__(self) -> None:
        self.flow: FlowTable = lower({"vw": Flow.model_validate(FLOW)}, ["vw"])
        spans = [(d * 1440 + a, d * 1440 + b) for d in WORKING_DAYS for a, b in HOURS]
        roster = [(t, units) for a, b in spans for t, units in ((a, 1), (b, 0))]
        self.setting = self._setting(spans, {0: roster, 1: roster, 2: roster})

    def _setting(
        self, spans: list[tuple[int, int]], roster: dict[int, list[tuple[int, int]]]
    ) -> Setting:
        return Setting(
            flow=self.flow,
            places=self.places(spans, roster),
            groups=GROUPS,
            items=ITEMS,
            channels=CHANNELS,
            halls=HALLS,
            item_is_enquiry=np.array([False, False, True]),
            eligible=np.array([True, False, True]),
            asks=np.array([[True, True, False], [True, False, True]]),
            working_days=np.array(WORKING_DAYS),
            measured_from=0,
            measured_until=us(1440),
            service_target_us=np.array([us(30), us(10)]),
            travel_min=np.array([[0.0, 150.0], [150.0, 0.0]]),
            fare_cny=np.array([[0.0, 140.0], [140.0, 0.0]]),
            local_trip_min=40.0,
            kind_is_staff=np.array([False, True]),
            staff_cny_per_min=np.array([0.0, 2.0]),
            equipment_cny_per_day=np.array([50.0, 0.0]),
            citizen_cny_per_min=0.5,
            courier_cny=22.0,
        )

    def places(
        self, spans: list[tuple[int, int]], roster: dict[int, list[tuple[int, int]]]
    ) -> Places:
        """Both halls open in the same spans; units by pool: window@A, clerk@B, window@B."""
        changes = sorted((t, p, n) for p, rows in roster.items() for t, n in rows)
        begin = np.array([us(a) for a, _ in spans] * 2, np.int64)
        end = np.array([us(b) for _, b in spans] * 2, np.int64)
        first = np.array([0, len(spans), 2 * len(spans)], np.int32)
        return Places(
            halls=HALLS,
            pools=("window@A", "clerk@B", "window@B"),
            pool=np.array([[0, 2], [NONE, 1]], np.int32),
            cap_pool=np.array([p for _, p, _ in changes], np.int32),
            cap_time=np.array([us(t) for t, _, _ in changes], np.int64),
            cap_units=np.array([n for _, _, n in changes], np.int32),
            rostered=np.array([n for _, _, n in changes], np.int32),
            line_first=first,
            line_start=begin,
            line_end=end,
            line_late=end,
            open_first=first,
            open_start=begin,
            open_end=end,
            next_opening=np.zeros((2, 0), np.int64),
        )

    def with_setting(self, **changes: Any) -> Setting:
        return replace(self.setting, **changes)

    def records(self, *cases: Case, end: float = 40 * 1440) -> Records:
        flow = self.flow
        rows = []
        for number, case in enumerate(cases):
            for name, enter, start, leave, act in case.rows:
                stage = flow.stage(f"vw.{name}")
                action = NEVER if act is None else flow.action(stage, act)
                rows.append((number, stage, us(enter), us(start), us(leave), action))
        table = np.array(rows, np.int64).reshape(-1, 6).T
        return Records(
            cases=Cases(
                need=np.array([us(c.need) for c in cases], np.int64),
                hall=np.array([HALLS.index(c.hall) for c in cases], np.int32),
                home=np.array([HALLS.index(c.home) for c in cases], np.int32),
                item=np.array([ITEMS.index(c.item) for c in cases], np.int32),
                group=np.array([GROUPS.index(c.group) for c in cases], np.int32),
                channel=np.zeros(len(cases), np.int32),
                mask=np.array([c.mask for c in cases], np.int64),
                measured=np.array([c.measured for c in cases], np.bool_),
            ),
            visits=Visits(
                case=table[0].astype(np.int32),
                stage=table[1].astype(np.int32),
                enter=table[2],
                start=table[3],
                leave=table[4],
                action=table[5].astype(np.int32),
            ),
            capacity=Capacity(np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int32)),
            end=us(end),
            flow_digest=flow.digest,
            waiting_us=np.zeros(len(flow.stages), np.int64),
        )

    def reduce(
        self, *cases: Case, end: float = 40 * 1440, by: Any = "cell", **changes: Any
    ) -> Reduction:
        return reduce(self.records(*cases, end=end), self.with_setting(**changes), by)

    def value(self, name: str, *cases: Case, cell: str = "cross", **options: Any) -> float:
        """One measure of one cell, or of a pool by its name."""
        reduction = self.reduce(*cases, **options)
        names = reduction.cells if cell in reduction.cells else reduction.pools
        return float(reduction.value(name)[names.index(cell)])


HOURS = ((540, 720), (780, 1020))


@pytest.fixture(scope="session")
def hand() -> Hand:
    """The hand-worked world."""
    return Hand()


def final(name: str, t: float) -> Row:
    return (name, t, t, t, None)


@pytest.fixture(scope="session")
def stories() -> dict[str, Case]:
    """Cases whose measures the tests work out by hand, day 0 unless said otherwise."""
    return {
        # Waits 10 for the window, then 20 seated for the clerk; accepted 55 minutes after need.
        "smooth": Case(
            600,
            (
                ("ticket", 600, 600, 600, "ok"),
                ("sit", 600, 610, 615, "ok"),
                ("talk", 615, 635, 655, "ok"),
                ("file", 655, 655, 660, "ok"),
                ("post", 660, 660, 2100, "ok"),
                final("closed", 2100),
            ),
        ),
        # Waits through lunch (20 open, 60 closed), is found deficient, comes back on day 1.
        "deficient": Case(
            700,
            (
                ("ticket", 700, 700, 700, "ok"),
                ("sit", 700, 780, 785, "ok"),
                ("talk", 785, 785, 800, "deficient"),
                ("come_back", 800, 800, 1980, "ok"),
                ("ticket", 1980, 1980, 1980, "ok"),
                ("sit", 1980, 1980, 1985, "ok"),
                ("talk", 1985, 1985, 2000, "ok"),
                ("file", 2000, 2000, 2010, "ok"),
                ("post", 2010, 2010, 3450, "ok"),
                final("closed", 3450),
            ),
        ),
        # Leaves the line after 20 minutes.
        "reneges": Case(
            690,
            (
                ("ticket", 690, 690, 690, "ok"),
                ("sit", 690, None, 710, "leave"),
                final("left", 710),
            ),
        ),
        # Tries online for 30 minutes, is handed on, travels, is accepted at the counter by a
        # final alone.
        "handed": Case(
            600,
            (
                ("apply", 600, 600, 630, "lost"),
                final("handed", 630),
                ("travel", 630, 630, 2100, "ok"),
                ("ticket", 2100, 2100, 2100, "ok"),
                ("serve", 2100, 2110, 2130, "ok"),
                final("closed", 2130),
            ),
        ),
        # Calls the clerk: waits 4, talks 6.
        "asks": Case(
            560,
            (("phone", 560, 564, 570, "ok"), final("told", 570)),
            hall="B",
            item="question",
            group="local",
        ),
    }
