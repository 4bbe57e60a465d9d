"""Both sides of a case by the keyboard alone: nothing is clicked, and focus is never lost."""

from __future__ import annotations

from typing import Any

from house import House
from people import Opened, Person

from tongban_client import skills

FOCUS = """() => {
    const at = document.activeElement;
    const label = at.labels?.[0]?.innerText ?? at.getAttribute("aria-label") ?? at.innerText;
    return [at.localName, at.id, label ?? ""];
}"""


def reach(person: Person, what: Any) -> None:
    """Tab from where the focus is until it is on something."""
    what.wait_for()
    for _ in range(150):
        if what.evaluate("element => element === document.activeElement"):
            return
        person.page.keyboard.press("Tab")
    raise AssertionError(f"{what} is not reached; at {person.page.evaluate(FOCUS)}")


def press(person: Person, name: str, within: Any = None, **more: Any) -> None:
    """Reach a button and press it; the focus is somewhere afterwards."""
    button = (within or person.page).get_by_role("button", name=person.word(name), **more).first
    reach(person, button)
    person.page.keyboard.press("Enter")


def go(person: Person, selector: str) -> None:
    """Reach what a selector names, and press it."""
    reach(person, person.page.locator(selector).first)
    person.page.keyboard.press("Enter")


def write(person: Person, selector: str, words: str) -> None:
    reach(person, person.page.locator(selector).first)
    person.page.keyboard.type(words)


def test_a_case_from_the_ticket_to_the_rating_by_keyboard(opened: Opened, house: House) -> None:
    here, there = opened.window(), opened.desk()
    catalogue = house.hub.service.catalogue
    for title in (catalogue.regions["shanghai"].title, catalogue.items["medical_filing"].title):
        button = here.page.get_by_role("button", name=title.zh_cn).first
        reach(here, button)
        here.page.keyboard.press("Enter")
    go(here, "[data-key=take] button")
    here.page.locator(".ticket strong").wait_for()
    here.case = here.page.evaluate("JSON.parse(sessionStorage['tongban.terminal']).current")
    press(here, "assistant", here.page.locator("tb-acting"))
    for step in ("call next", "begin", "seated"):
        press(here, step)
    press(here, "applicant", here.page.locator("tb-acting"))
    press(there, "accept", exact=True)
    go(there, "[data-key=act-connected]")
    for step in ("allow view", "allow guide"):
        press(here, step)
    press(there, "matches")
    go(there, "[data-key=act-verified]")

    for name, field in here.spec["fields"].items():
        value = skills.answer_for(field)
        place = here.page.locator(f"#f-{name}")
        reach(here, place)
        if field["options"]:
            here.page.keyboard.press("ArrowDown")
        elif field["type"] == "date":  # month, day and year, as the browser's own language has it
            year, month, day = value.split("-")
            here.page.keyboard.type(month + day + year)
        else:
            here.page.keyboard.type(value)
    here.page.keyboard.press("Tab")
    here.reads(here.word("complete"))
    press(here, "filled")
    for name in here.needs:
        here.shows(name)  # the system's own dialog for files is not a page's
    for _ in here.needs:
        waits = there.page.locator("tb-desk-materials li").filter(has_text="待核验")
        reach(there, waits.first.get_by_role("button"))
        there.page.keyboard.press("Enter")
        press(there, "passes", there.page.locator("tb-desk-verdict"), exact=True)
    go(there, "[data-key=act-complete]")
    typed = here.page.get_by_label(here.word("type the name"))
    reach(here, typed)
    here.page.keyboard.type("张示例")
    press(here, "sign")
    press(here, "submit")
    there.reads(here.is_accepted())
    go(there, "[data-key=act-accepted]")
    grade = here.page.get_by_role("radio").first
    reach(here, grade)
    here.page.keyboard.press("Space")
    press(here, "rate")
    go(there, "[data-key=act-done]")
    there.page.locator("tb-desk-idle").wait_for()
    assert here.state.ended == "accepted"
