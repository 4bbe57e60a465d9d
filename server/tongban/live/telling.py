"""Tells the boards: what the wallboard and the halls' displays show, whenever that has changed.

A board is told at most once a second, and every ten seconds even if nothing has changed, so that
one whose link died unseen can tell. Everything comes from the desk and its figures, which know no
names; who looks on has no way to ask for more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import BaseModel

from ..desk import DAY_US, Call, StaffCount, staff_count
from .board import (
    Board,
    Called,
    Display,
    Expected,
    HallNow,
    MyDay,
    RegionNow,
    ServiceLevel,
    StaffNow,
    StageNow,
    Throughput,
)
from .service import Service

__all__ = ["Boards", "my_day"]

BOARD_S = 1.0
ANEW_S = 10.0
EPOCH = dt.date(1970, 1, 1)


@dataclass(eq=False)
class _Board:
    """A board somewhere: how to tell it, which hall's display it is (None: the wallboard)."""

    send: Callable[[BaseModel], None]
    hall: str | None
    shows: BaseModel | None = None  # as last told, but for the time


@dataclass(eq=False)
class Boards:
    """All boards that are connected.

    most_displays  public ones together: they need no token, so there must be an end
    expected       what the simulator expects of a day, once it is known
    """

    service: Service
    most_displays: int = 200
    expected: Expected | None = None
    _boards: dict[str, _Board] = field(default_factory=dict)  # connection -> board
    _last: float = float("-inf")
    _anew: float = float("inf")  # when all are told again, whatever has changed

    def add(self, connection: str, send: Callable[[BaseModel], None], hall: str | None) -> bool:
        """A board is told from now on, at once the first time; False if there are too many."""
        displays = sum(board.hall is not None for board in self._boards.values())
        if hall is not None and displays >= self.most_displays:
            return False
        board = self._boards[connection] = _Board(send, hall)
        self._tell(board, self.board() if hall is None else self.display(hall))
        return True

    def expect(self, expected: Expected) -> None:
        """What the simulator expects of a day is known: the wallboards show it from now on."""
        self.expected = expected

    def remove(self, connection: str) -> None:
        """A connection is gone; nothing where it was no board."""
        self._boards.pop(connection, None)

    def tell(self, now: float, *, has_changed: bool) -> None:
        """Tell each board whose content has changed, the wallboards once a second at most; all
        boards every ten seconds.

        now          by the event loop's clock [s]
        has_changed  whether some case has since the last time: displays wait for no second
        """
        is_due, is_anew = now - self._last >= BOARD_S, now >= self._anew
        if is_due:
            self._last = now
        if is_anew or self._anew == float("inf"):
            self._anew = now + ANEW_S
        made: dict[str | None, BaseModel] = {}
        for board in list(self._boards.values()):
            if not (is_due or is_anew) and (board.hall is None or not has_changed):
                continue
            if board.hall not in made:
                made[board.hall] = self.board() if board.hall is None else self.display(board.hall)
            self._tell(board, made[board.hall], is_anew=is_anew)

    def _tell(self, board: _Board, message: BaseModel, *, is_anew: bool = False) -> None:
        content = message.model_copy(update={"now": 0})
        if is_anew or content != board.shows:
            board.shows = content
            board.send(message)

    # --- what they show ---------------------------------------------------------------------

    def board(self) -> Board:
        """The wallboard as it is now."""
        service, now = self.service, self.service.clock()
        figures, desk = service.figures, service.desk
        today, waits = figures.today(now), figures.waits()
        return Board(
            now=now,
            day=(EPOCH + dt.timedelta(days=today.day)).isoformat(),
            waiting=waits.waiting,
            longest_since=waits.longest_since,
            regions=tuple(self._region(region) for region in service.places.home_of_region),
            halls=tuple(self._hall(hall) for hall in service.places.windows),
            clerks=_staff(staff_count(desk, "clerk")),
            assistants=_staff(staff_count(desk, "assistant")),
            stages=tuple(
                StageNow(stage=count.stage, cases=count.cases, waiting=count.waiting)
                for count in figures.stages()
            ),
            service_level=ServiceLevel(
                target_s=figures.target_us / 1e6,
                came=today.came[-1],
                within=today.within,
                undecided=today.undecided,
                level=today.service_level,
            ),
            wait_mean_s=_seconds(today.wait_mean_us),
            throughput=Throughput(
                came=today.came,
                accepted=today.accepted,
                answered=today.answered,
                abandoned=today.abandoned,
            ),
            expected=self.expected,
        )

    def display(self, hall: str) -> Display:
        """A hall's display as it is now; KeyError for a hall there is not."""
        service, now = self.service, self.service.clock()
        calls, offset = service.figures.calls, service.figures.offset_us
        midnight = (now + offset) // DAY_US * DAY_US - offset
        return Display(
            now=now,
            hall=hall,
            title=service.places.titles[hall],
            calling=tuple(_called(call) for call in calls.now(hall)),
            recent=tuple(_called(call) for call in calls.before(hall, midnight)),
            waiting=len(service.desk.line(hall)),
        )

    def _region(self, region: str) -> RegionNow:
        region_of = self.service.places.region_of
        here = [place for place, its in region_of.items() if its == region]
        waits = self.service.figures.waits(homes=here)
        return RegionNow(
            region=region,
            waiting=waits.waiting,
            seated=waits.seated,
            longest_since=waits.longest_since,
            clerks=_staff(staff_count(self.service.desk, "clerk", here)),
        )

    def _hall(self, hall: str) -> HallNow:
        waits = self.service.figures.waits(halls=[hall])
        return HallNow(
            hall=hall,
            waiting=waits.waiting,
            seated=waits.seated,
            longest_since=waits.longest_since,
            assistants=_staff(staff_count(self.service.desk, "assistant", [hall])),
        )


def my_day(service: Service, staff: str) -> MyDay:
    """Somebody's own day so far."""
    own = service.figures.own_days.of(staff, service.clock())
    return MyDay(
        cases=own.cases,
        handling_mean_s=_seconds(own.handling_mean_us),
        answered=own.answered,
        answer_mean_s=_seconds(own.answer_mean_us),
    )


def _staff(count: StaffCount) -> StaffNow:
    return StaffNow(free=count.free, busy=count.busy, on_break=count.on_break, off=count.off)


def _called(call: Call) -> Called:
    return Called(number=call.number, window=call.window, at=call.at, is_missed=call.is_missed)


def _seconds(micros: float | None) -> float | None:
    return None if micros is None else micros / 1e6
