"""Charts: round ticks, honest places, a name for every mark, no meaning by colour alone."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.report.charts import (
    Line,
    Panel,
    Place,
    Point,
    Row,
    Swing,
    intervals,
    linear,
    logarithmic,
    panels,
    region,
    round_ticks,
    tick_text,
    tornado,
    waterfall,
)
from tongban.report.charts.parts import DASHES, SHAPES, lines_of, width_of
from tongban.report.markup import Markup, element, joined

SVG = "{http://www.w3.org/2000/svg}"


def rectangles(drawing: str, class_: str) -> list[tuple[float, float]]:
    """(left, right) of each with the class."""
    found = ET.fromstring(drawing).iter(f"{SVG}rect")
    boxes = [(float(r.get("x", 0)), float(r.get("width", 0)), r.get("class", "")) for r in found]
    return [(x, x + width) for x, width, name in boxes if class_ in name.split()]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        pytest.param(0, 1, [0, 0.25, 0.5, 0.75, 1], id="shares"),
        pytest.param(0, 93, [0, 25, 50, 75, 100], id="quarters"),
        pytest.param(-7, 12, [-10, -5, 0, 5, 10, 15], id="both sides"),
        pytest.param(0, 0, [0, 0.25, 0.5, 0.75, 1], id="nothing"),
    ],
)
def test_ticks_are_round_and_hold_the_ends(low: float, high: float, ticks: list[float]) -> None:
    assert round_ticks(low, high, 4) == ticks


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 8))
def test_ticks_hold_any_range(low: float, span: float, count: int) -> None:
    ticks = round_ticks(low, low + span, count)
    step = ticks[1] - ticks[0]
    assert ticks[0] <= low + 1e-6 * step
    assert ticks[-1] >= low + span - 1e-6 * step
    assert len(ticks) <= count + 3


def test_a_tick_says_enough_digits_to_be_told_from_the_next() -> None:
    assert [tick_text(t, (0, 2.5, 5)) for t in (0, 2.5, 5)] == ["0.0", "2.5", "5.0"]
    assert [tick_text(t, (-1000, 0, 1000)) for t in (-1000, 0)] == ["\N{MINUS SIGN}1,000", "0"]


def test_equal_factors_are_equal_lengths_on_a_logarithmic_scale() -> None:
    x = logarithmic(0.25, 240, (1, 10), 0, 100)
    assert x(2) - x(1) == pytest.approx(x(200) - x(100))
    assert (x(0.25), x(240)) == pytest.approx((0, 100))


def test_a_waterfall_goes_from_one_total_to_the_other() -> None:
    def row(name: str, value: float) -> Row:
        return Row(name, value, math.nan, math.nan, "", f"{name}: {value}")

    steps = [row("before", 10), row("up", 30), row("down", -15), row("after", 25)]
    drawn = waterfall("t", steps, 760, "min", prefix="p", cut="cut")
    before, up, down, after = (
        *rectangles(drawn, "total")[:1],
        *rectangles(drawn, "more"),
        *rectangles(drawn, "less"),
        *rectangles(drawn, "total")[1:],
    )
    per_unit = (before[1] - before[0]) / 10
    assert up == pytest.approx((before[1], before[1] + 30 * per_unit), abs=0.02)
    assert down == pytest.approx((after[1], up[1]), abs=0.02)
    assert after[1] - after[0] == pytest.approx(25 * per_unit, abs=0.02)
    assert "cut" not in drawn


def test_a_waterfall_of_small_steps_says_that_its_axis_is_cut() -> None:
    rows = [Row(str(v), v, math.nan, math.nan, "", str(v)) for v in (100.0, 1.0, 101.0)]
    assert "not from 0" in waterfall("t", rows, 760, "min", prefix="p", cut="(not from 0)")


def test_series_differ_by_dash_and_by_marker_not_by_colour_alone() -> None:
    points = (Point(1, 0.2, 0.1, 0.3, "a"), Point(10, 0.4, 0.3, 0.5, "b"))
    lines = tuple(Line(f"line {i}", i, points) for i in range(6))
    panel = Panel("share", linear([1]), lines, percent=True)
    root = ET.fromstring(panels("t", [panel], logarithmic(1, 10, (1, 10)), "h", ["1", "10"], 760))
    paths = [p for p in root.iter(f"{SVG}path") if (p.get("class") or "").startswith("line")]
    dashes = {p.get("class"): p.get("stroke-dasharray") for p in paths}
    assert len(set(dashes.values())) == 6 == len(set(DASHES)) == len(set(SHAPES))


def test_every_mark_tells_its_numbers() -> None:
    swings = [Swing("an input", 1.0, 3.0, "low", "high", "1 to 3", 2.0)]
    rows = [Row("a", 1.0, 0.5, 1.5, "1.0 ± 0.5", "a: 1.0 ± 0.5", margin=1)]
    places = [Place(1, 10, "", "up to 10", True)]
    for drawn, told in (
        (tornado("t", swings, 2.0, "as it is", 760, "min", prefix="p"), ["1 to 3"]),
        (intervals("t", rows, 322, "min", sides=("less", "more")), ["a: 1.0 ± 0.5"]),
        (
            region(
                "t", places, [], linear([1]), logarithmic(1, 10, (1,)), "x", "y", ("k", "m"), 322
            ),
            ["up to 10"],
        ),
    ):
        marks = [g for g in ET.fromstring(drawn).iter(f"{SVG}g") if g.get("class") == "mark"]
        assert [mark.findtext(f"{SVG}title") for mark in marks] == told


def test_words_are_broken_to_fit() -> None:
    for text in (
        "Pooling (window and assistant held with the clerk)",
        "同时占用窗口、帮办员与坐席",
    ):
        lines = lines_of(text, 120)
        assert len(lines) > 1
        assert max(width_of(line) for line in lines) <= 120
        assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)


def test_only_what_was_made_here_is_markup() -> None:
    made = element("p", "<b>", element("i", "x & y"), title='"quoted"', hidden=True, lang=None)
    assert made == '<p title="&quot;quoted&quot;" hidden>&lt;b&gt;<i>x &amp; y</i></p>'
    assert joined(Markup("<br>"), "<br>", 1.5, None) == "<br>&lt;br&gt;1.5"
