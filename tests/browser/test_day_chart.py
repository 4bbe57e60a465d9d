"""What the boards draw and speak, from its figures: pure functions, run in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tongban_client

WEB = Path(tongban_client.__file__).parent / "web"
ORIGIN = "http://tongban.test"
MEAN = [min(max((i + 1) / 2 - 9, 0), 8) for i in range(48)]
"""Expected: one an hour from nine to five."""
CURVE = {
    "mean": MEAN,
    "mean_low": [0.9 * value for value in MEAN],
    "mean_high": [1.1 * value for value in MEAN],
    "day_low": [0 for _ in MEAN],
    "day_high": [2 * value for value in MEAN],
}


@pytest.fixture(scope="module")
def modules(chromium: Any) -> Iterator[Any]:
    """An empty page that may load the modules, and reaches nothing else."""
    page = chromium.new_page()
    page.route(
        "**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html")
    )
    page.route(
        f"{ORIGIN}/static/**",
        lambda route: route.fulfill(path=WEB / route.request.url.split("/static/")[1]),
    )
    page.goto(ORIGIN)
    yield page
    page.close()


def computed(page: Any, module: str, code: str, *given: Any) -> Any:
    """What a line of code gives, with a module's functions as `m`."""
    run = f"async (given) => {{ const m = await import('/static/state/{module}.js'); {code} }}"
    return page.evaluate(run, list(given))


@pytest.mark.parametrize(
    ("most", "steps", "ticks"),
    [
        (1, 5, [0, 1]),
        (5, 5, [0, 1, 2, 3, 4, 5]),
        (6, 5, [0, 2, 4, 6]),
        (19, 4, [0, 5, 10, 15, 20]),
        (130, 4, [0, 50, 100, 150]),
        (3, 0, [0, 5]),
    ],
)
def test_an_axis_counts_in_ones_twos_and_fives(
    modules: Any, most: int, steps: int, ticks: list[int]
) -> None:
    found = computed(modules, "day-chart", "return m.ticks(...given)", most, steps)
    assert found == ticks


def counted(accepted: dict[int, int], minute: int) -> dict[str, Any]:
    """Today's counts that rise at some half hours, beside the expectation, at a time of day."""
    actual, count = [], 0
    for half_hour in range(minute // 30 + 1):
        count += accepted.get(half_hour, 0)
        actual.append(count)
    return {"actual": actual, "curve": CURVE, "minute": minute}


def test_the_chart_shows_the_hours_in_which_something_is_or_was(modules: Any) -> None:
    def span(given: dict[str, Any]) -> Any:
        return computed(modules, "day-chart", "return m.span(given[0])", given)

    assert span(counted({}, 600)) == {"from": 540, "to": 1020}
    assert span(counted({4: 1}, 600)) == {"from": 120, "to": 1020}
    assert span(counted({}, 1110)) == {"from": 540, "to": 1140}
    assert span({"actual": [0], "curve": None, "minute": 5}) == {"from": 480, "to": 1080}


def test_today_steps_where_half_hours_end_and_goes_on_to_now(modules: Any) -> None:
    """Of a plot of 80 px by 100 px, one hour is 10 px and one case 5 px."""
    size = {"width": 80 + 30 + 15, "height": 100 + 35 + 20, "em": 10}
    code = "return m.layout(...given)"
    found = computed(modules, "day-chart", code, counted({19: 1, 20: 2}, 630), size)
    assert found["steps"] == "M30 135H35V135H40V130H45V120H45V120H45"
    assert found["mean"].startswith("M30 135L35 132.5L40 130")
    assert found["now"] | {"isLate": True} == {"x": 45, "y": 120, "value": 3, "isLate": True}


@pytest.mark.parametrize(
    ("accepted", "state"), [({}, "within"), ({19: 2}, "within"), ({19: 3}, "above")]
)
def test_where_today_stands_is_told_of_half_hours_that_are_over(
    modules: Any, accepted: dict[int, int], state: str
) -> None:
    given = counted(accepted | {20: 99}, 629)  # the 99 came after ten o'clock
    found = computed(modules, "day-chart", "return m.standing(given[0])", given)
    assert found == {
        "minute": 600,
        "value": sum(accepted.values()),
        "low": 0,
        "high": 2,
        "state": state,
    }


def test_a_number_called_again_is_news(modules: Any) -> None:
    first = {"number": "A001", "window": "wuhu-1", "at": 1}
    other, again = first | {"number": "A002"}, first | {"at": 2}
    code = "return m.fresh(new Set(given[0].map(m.nameOf)), given[1])"
    assert computed(modules, "calls", code, [first], [again, other, first]) == [other, again]


@pytest.mark.parametrize(
    ("unit", "window"), [("wuhu-3", "3"), ("wuhu-wuhu-a1", "a1"), ("yiwu-1", "yiwu-1"), ("7", "7")]
)
def test_a_window_is_called_by_its_name_within_the_hall(
    modules: Any, unit: str, window: str
) -> None:
    assert computed(modules, "calls", "return m.windowWithin(...given)", unit, "wuhu") == window
