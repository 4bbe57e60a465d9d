"""The report as a reader meets it: screen, phone, paper, keyboard, no network, no script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tiny_report import tiny_page

LANGUAGES = [pytest.param("zh-CN", id="zh"), pytest.param("en", id="en")]
SECTIONS = 11
"""Of the page, the first, the answer, not counted: 2 to 12."""

A4_MM, MARGINS_MM = (210, 297), (32, 36)
PX_MM = 96 / 25.4


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(tiny_page(), encoding="utf-8")
    return path


Opened = Callable[..., Any]


@pytest.fixture
def opened(chromium: Any, file: Path) -> Iterator[Opened]:
    """Opens the report in a context of its own, in a language."""
    contexts = []

    def open_(language: str, width: int = 1280, **options: Any) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(file.as_uri())
        page.locator(f"#show-{language[:2]}").check(force=True)
        return page

    yield open_
    for context in contexts:
        context.close()


@contextmanager
def all_open(page: Any) -> Iterator[None]:
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    yield


WHOLE = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""All that a dark screen changes."""


@pytest.mark.parametrize(("scheme", "rules"), [("light", WHOLE), ("dark", COLOURS)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing(
    opened: Opened, language: str, scheme: str, rules: dict[str, Any]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(language, color_scheme=scheme)
    with all_open(page):
        found = Axe().run(page, options={"runOnly": rules})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_needs_no_sideways_scroll(opened: Opened, language: str) -> None:
    page = opened(language, 360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    with all_open(page):
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_a_drawing_stand_within_it(opened: Opened, language: str, width: int) -> None:
    outside = opened(language, width).evaluate(
        """() => [...document.querySelectorAll("svg.chart")].flatMap((svg) => {
          const box = svg.getBoundingClientRect();
          if (!box.width) return [];
          return [...svg.querySelectorAll("text")]
            .filter((t) => {
              const b = t.getBoundingClientRect();
              return b.left < box.left - 3 || b.right > box.right + 3 || b.bottom > box.bottom + 3;
            })
            .map((t) => `${svg.getAttribute("aria-label")}: ${t.textContent}`);
        })"""
    )
    assert outside == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_paper_no_drawing_is_cut(opened: Opened, language: str) -> None:
    page = opened(language, color_scheme="dark")
    width, height = (
        (side - margin) * PX_MM for side, margin in zip(A4_MM, MARGINS_MM, strict=True)
    )
    page.set_viewport_size({"width": int(width), "height": int(height)})
    page.emulate_media(media="print")
    drawings = page.evaluate(
        """() => [...document.querySelectorAll("svg.chart")]
          .map((svg) => [svg.getBoundingClientRect(), svg.closest("figure")])
          .filter(([box]) => box.width)
          .map(([box, figure]) => [box.width, figure.getBoundingClientRect().height,
            getComputedStyle(figure).breakInside])"""
    )
    assert len(drawings) > 8
    for drawn_width, figure_height, inside in drawings:
        assert drawn_width <= width + 1
        assert figure_height <= height
        assert inside == "avoid"
    paper = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper')")
    assert paper.strip() == "#fff"  # a dark screen does not print dark
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_it_loads_with_the_network_off_and_asks_for_nothing(chromium: Any, file: Path) -> None:
    context = chromium.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(file.as_uri())
    assert page.locator("article:visible section").count() == SECTIONS
    assert (asked, faults) == ([file.as_uri()], [])
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_keyboard_reaches_marks_and_shows_their_numbers(opened: Opened, language: str) -> None:
    page = opened(language)
    chart = page.locator(f"article[lang='{language}'] .wide svg.chart").first
    marks = chart.locator(".mark")
    for _ in range(60):
        page.keyboard.press("Tab")
        if marks.first.evaluate("(mark) => mark === document.activeElement"):
            break
    told = page.locator(".told")
    first = told.inner_text()
    assert first == marks.first.get_attribute("aria-label")
    assert "%" in first
    page.keyboard.press("ArrowRight")
    assert told.inner_text() == marks.nth(1).get_attribute("aria-label")
    page.keyboard.press("Escape")
    assert not told.is_visible()


def test_pointing_at_a_mark_shows_its_numbers(opened: Opened) -> None:
    page = opened("en", 360)
    mark = page.locator("article:visible .narrow svg.chart .mark").nth(3)
    mark.scroll_into_view_if_needed()
    mark.hover(force=True)
    told = page.locator(".told")
    assert told.inner_text() == mark.get_attribute("aria-label")
    box = told.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_script_every_section_reads(opened: Opened, language: str) -> None:
    page = opened(language, java_script_enabled=False)
    sections = page.locator(f"article[lang='{language}'] section")
    assert sections.count() == SECTIONS
    for i in range(SECTIONS):
        assert sections.nth(i).locator(".lead").is_visible()
    assert page.locator("article:visible").count() == 1
    assert page.locator(".mark > title").count() > 50  # what a pointer is told then


def test_the_switch_changes_language_and_title(opened: Opened) -> None:
    page = opened("zh-CN")
    page.get_by_text("English", exact=True).click()
    assert page.locator("article:visible").get_attribute("lang") == "en"
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title() == "A small scenario <script>alert(1)</script> & more"
    page.keyboard.press("ArrowLeft")  # one group of radios: arrows move the choice
    assert page.locator("article:visible").get_attribute("lang") == "zh-CN"
