"""What the simulator expects of a day, as the board is told it: a program of its own.

``python -m tongban.live.expectation SCENARIO`` writes it as JSON. The service starts it beside
itself (``expecting``), so that what a simulation loads and computes is never in its way.
"""

from __future__ import annotations

import math
import os
import sys

from ..errors import TongbanError
from ..experiment import Host
from ..orphan import end_with_starter
from ..planning import ExpectedDay, Ranged, expected_day
from ..scenario import REMOTE_WINDOW, load
from .board import Curve, Expected, Quantity

__all__ = ["expected_of_board"]

POLITENESS = 10
"""Of the process (nice): those who are being served go first."""
DECIMALS = 4


def expected_of_board(day: ExpectedDay) -> Expected:
    """An expectation as it goes over the wire, rounded."""
    return Expected(
        digest=day.digest,
        channel=day.channel,
        load=day.load,
        seed=day.seed,
        replications=day.replications,
        days=day.replications * day.days,
        mean_level=day.level,
        day_share=day.day_share,
        came=_curve(day.came),
        accepted=_curve(day.accepted),
        answered=_curve(day.answered),
        waiting=_curve(day.waiting),
        service_level=_quantity(day.service_level),
        wait_mean_min=_quantity(day.wait_mean_min),
    )


def _curve(ranged: Ranged) -> Curve:
    parts = {name: tuple(values.round(DECIMALS).tolist()) for name, values in vars(ranged).items()}
    return Curve(**parts)


def _quantity(ranged: Ranged) -> Quantity | None:
    """None where it, or one of its bounds, is not defined."""
    parts = {name: round(float(value), DECIMALS) for name, value in vars(ranged).items()}
    return Quantity(**parts) if all(map(math.isfinite, parts.values())) else None


def main() -> int:
    """Write the expectation of the scenario that is named; 2 and a line if there can be none."""
    end_with_starter()
    os.nice(POLITENESS)
    try:
        found = expected_day(load(sys.argv[1]), REMOTE_WINDOW, host=Host(workers=1))
    except TongbanError as error:
        print(error, file=sys.stderr)
        return 2
    print(expected_of_board(found).model_dump_json())
    return 0


if __name__ == "__main__":
    sys.exit(main())
