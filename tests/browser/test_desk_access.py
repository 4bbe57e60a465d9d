"""The home desk by single keys, for a screen reader, in every look, and on a phone."""

from __future__ import annotations

from desk_page import OpenDesk, at_materials, press, take
from live_pages import Pages, axe
from other_side import Window

from tongban.session import messages as m


def test_keys_do_nothing_while_one_types_and_can_be_switched_off(
    open_desk: OpenDesk, pages: Pages
) -> None:
    page, window = open_desk(), Window(pages)
    window.calls()
    take(page, window)
    page.keyboard.press("c")
    page.keyboard.type("tx?")
    assert page.locator("tb-talk input").input_value() == "tx?"
    assert page.locator("dialog[open]").count() == 0
    page.locator("tb-desk-glance h1").focus()
    page.keyboard.press("t")
    page.get_by_role("dialog", name="转交办件").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_label("使用单键快捷键").uncheck()
    page.keyboard.press("Escape")
    page.locator("tb-desk-glance h1").focus()
    page.keyboard.press("t")
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 0
    page.reload()
    page.locator("tb-desk-glance h1").wait_for()
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 0
    window.says(m.Act(action="leave"))


def test_the_keyboard_alone_judges_the_materials(open_desk: OpenDesk, pages: Pages) -> None:
    page, window = open_desk(), Window(pages)
    window.calls()
    at_materials(page, window)
    page.keyboard.press("m")
    page.keyboard.press("x")
    page.keyboard.press("Space")  # the first reason has the focus
    page.keyboard.press("Enter")
    page.get_by_text("已核验：不通过").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("y")
    page.locator("tb-desk-materials .list [data-kind=good]").wait_for()
    verdicts = {name: one.verdict for name, one in window.state.materials.items()}
    assert verdicts == {"id_card": "rejected", "filing_form": "accepted"}
    page.keyboard.press("g")
    assert page.evaluate("document.activeElement.closest('tb-desk-decide') !== null")
    window.says(m.Act(action="leave"))


def test_axe_finds_nothing_and_a_phone_needs_no_sideways_scroll(
    open_desk: OpenDesk, pages: Pages
) -> None:
    page, window = open_desk(), Window(pages)
    found: dict[str, list[str]] = {}

    def look(state: str, **how: bool) -> None:
        found[state] = axe(page, **how)
        size = page.viewport_size
        page.set_viewport_size({"width": 360, "height": 740})
        wide = page.evaluate("document.documentElement.scrollWidth")
        found[f"{state} on a phone"] = [] if wide <= 360 else [f"{wide} wide"]
        page.set_viewport_size(size)

    window.calls()
    page.locator("tb-desk-ringing h1").wait_for()
    look("ringing")
    at_materials(page, window)
    page.keyboard.press("x")
    page.locator("tb-desk-verdict form").wait_for()
    page.locator("details").evaluate_all("(all) => all.forEach((d) => { d.open = true; })")
    look("all unfolded")
    for theme in ("dark", "contrast"):
        page.get_by_role("combobox", name="外观").select_option(theme)
        look(theme, colours=True)
    press(page, "English")
    press(page, "One-time notice…")
    look("the notice in English")
    assert [f"{state}: {fault}" for state, faults in found.items() for fault in faults] == []
    window.says(m.Act(action="leave"))
