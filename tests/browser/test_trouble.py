"""What goes wrong between a window and a desk, and how both come through it."""

from __future__ import annotations

from typing import Any

from house import House
from live_pages import axe
from people import AtDesk, AtWindow, Opened

ITEM = "medical_filing"
PARTS = ("responseBodySize", "responseHeadersSize")
SCRIPT = "<script>alert(1)</script>"


def at_the_form(opened: Opened, **more: Any) -> tuple[AtWindow, AtDesk]:
    """A case whose form is open."""
    here, there = opened.window(**more), opened.desk()
    here.takes_ticket("shanghai", ITEM)
    here.is_seated()
    there.answers()
    here.consents()
    there.identifies()
    return here, there


def to_the_signature(here: AtWindow, there: AtDesk) -> None:
    here.fills()
    here.press("filled")
    for name in here.needs:
        here.shows(name)
        there.accepts(here.title(here.spec["materials"][name]["title"]))
    there.acts("complete")


def test_one_notice_of_all_that_is_missing_and_the_return_with_the_number(opened: Opened) -> None:
    here, there = at_the_form(opened)
    here.fills()
    here.press("filled")
    first, other = here.needs
    materials = here.spec["materials"]
    reason = here.title(materials[first]["reasons"]["expired"])
    here.shows(first)
    there.rejects(here.title(materials[first]["title"]), reason)
    there.press("notice")
    there.press("give notice")
    notice = here.page.locator("tb-notice")
    for words in (here.case, reason, here.title(materials[other]["title"])):
        notice.get_by_text(words).first.wait_for()
    here.is_accessible()
    here.press("finish")
    here.reads(here.word("start"))

    here.acts_as("assistant")
    here.page.get_by_text(here.word("again")).click()
    here.page.locator("tb-take form").get_by_label(here.word("case number")).fill(here.case)
    here.press("checked")
    here.acts_as("applicant")
    here.page.locator(".ticket strong").wait_for()
    here.is_seated()
    there.answers()
    here.consents()  # who is there is asked anew; the form is as it was
    there.identifies()
    here.press("filled")
    here.shows(first, again=True)
    here.shows(other)
    for name in (first, other):
        there.accepts(here.title(materials[name]["title"]))
    there.acts("complete")
    here.signs()
    here.press("submit")
    there.reads(here.is_accepted())


def test_a_lost_link_in_the_middle_of_the_form(opened: Opened, house: House) -> None:
    """What is typed meanwhile is kept, and is in the case once the link is back."""
    here, there = at_the_form(opened)
    here.page.locator("#f-name").fill("张")
    there.page.locator("#f-name").get_by_text("张", exact=True).wait_for()
    house.cut(here.case, turned_away=True)
    here.reads(here.word("away"))
    assert axe(here.page) == []
    here.page.locator("#f-name").fill("张三丰")
    there.page.locator("tb-link [data-state=other-away]").wait_for()
    house.cut(here.case, turned_away=False)
    there.page.locator("#f-name").get_by_text("张三丰", exact=True).wait_for()
    there.page.locator("tb-link [data-state=other-away]").wait_for(state="detached")
    assert here.state.form["name"].revision == 2


def test_a_restart_of_the_service(opened: Opened, house: House) -> None:
    here, there = at_the_form(opened)
    here.page.locator("#f-name").fill("张三")
    there.page.locator("#f-name").get_by_text("张三", exact=True).wait_for()
    house.down("service")
    for person in (here, there):
        person.reads(person.word("away"))
    here.page.locator("#f-phone").fill("13900000001")
    house.up("service")
    there.page.locator("#f-phone").get_by_text("13900000001").wait_for()
    to_the_signature(here, there)
    here.signs()
    here.press("submit")
    there.reads(here.is_accepted())


def test_a_region_whose_system_is_down_for_a_while(opened: Opened, house: House) -> None:
    here, there = at_the_form(opened)
    to_the_signature(here, there)
    here.signs()
    house.down("shanghai")
    here.press("submit")
    here.reads(here.word("region is at it"))
    there.page.locator("tb-desk-answer").wait_for()
    house.up("shanghai")
    there.reads(here.is_accepted(within_s=90))  # it is tried again ever less often


def test_the_applicant_leaves_and_no_trace_of_them_stays(opened: Opened) -> None:
    here, there = at_the_form(opened)
    here.page.locator("#f-name").fill("匿名氏")
    there.page.locator("#f-name").get_by_text("匿名氏").wait_for()
    here.press("leave")
    here.press("yes, leave")
    here.press("finish")
    here.reads(here.word("start"))
    there.page.locator("tb-desk-idle").get_by_text(here.number).wait_for()
    assert here.state.ended == "abandoned"
    traces = """() => [document.documentElement.outerHTML, JSON.stringify({...sessionStorage}),
        JSON.stringify({...localStorage}), location.href, JSON.stringify(history.state)].join()"""
    left = here.page.evaluate(traces)
    assert "匿名氏" not in left
    assert here.case not in left
    assert here.page.evaluate("history.length") <= 2


def test_a_clerk_hands_the_case_over(opened: Opened) -> None:
    here, there = at_the_form(opened)
    other = opened.desk()
    there.press("hand over")
    there.press("hand over to", there.page.locator("tb-desk-transfer dialog"))
    other.press("accept", exact=True)
    other.page.locator("tb-desk-case").wait_for()
    here.page.locator("#f-name").fill("张三")
    other.page.locator("#f-name").get_by_text("张三", exact=True).wait_for()
    here.sees_the_other()
    to_the_signature(here, other)
    assert "clerk" in here.state.units


def test_the_same_session_in_a_second_tab(opened: Opened) -> None:
    """The newer goes on; the older says why it has stopped."""
    here, _ = at_the_form(opened)
    kept = here.page.evaluate("sessionStorage['tongban.terminal']")
    second = here.page.context.new_page()
    second.add_init_script(f"sessionStorage['tongban.terminal'] ??= {kept!r}")
    second.goto(here.page.url)
    second.locator("#f-name").wait_for()
    here.reads(here.word("taken over"))
    assert axe(here.page) == []
    second.locator("#f-name").fill("张三")
    second.wait_for_timeout(0)
    second.get_by_text(here.word("taken over")).wait_for(state="detached")


def test_consent_that_is_taken_back_stops_the_picture_and_hides_the_form(opened: Opened) -> None:
    here, there = at_the_form(opened)
    there.sees_the_other()
    here.press("take back view")
    there.page.locator("#f-name").wait_for(state="detached")
    shown = """() => document.querySelector("tb-video video[data-key=other]")
        .getVideoPlaybackQuality().totalVideoFrames"""
    there.page.wait_for_function(
        "() => document.querySelector('tb-video video[data-key=other]').hidden", polling=100
    )
    still = there.page.evaluate(shown)
    here.says("可以看到我吗？")
    there.reads("可以看到我吗？")
    assert there.page.evaluate(shown) <= still + 1
    here.press("allow view")
    there.page.locator("#f-name").wait_for()
    there.sees_the_other()


def test_the_window_is_light_and_asks_nobody_else(opened: Opened, house: House) -> None:
    """Under 300 KB as it travels, all of it from the service itself."""
    sizes: dict[str, int] = {}
    page = opened.page("/", "zh-CN")

    def came(request: Any) -> None:
        sizes[request.url] = sum(request.sizes()[part] for part in PARTS)

    page.on("requestfinished", came)
    page.goto(f"{house.url}/window?hall=wuhu")
    page.locator("tb-sign-in button").first.wait_for()
    page.wait_for_load_state("networkidle")
    assert any(url.endswith("tb-window.js") for url in sizes)
    assert all(url.startswith(house.url) for url in sizes)
    assert sum(sizes.values()) < 300_000
    inline = "() => document.querySelectorAll('[style], style, script:not([src])').length"
    assert page.evaluate(inline) == 0


def test_a_script_stays_text_wherever_it_is_said(opened: Opened) -> None:
    here, there = at_the_form(opened)
    here.page.locator("#f-name").fill(SCRIPT)
    there.page.locator("#f-name").get_by_text(SCRIPT).wait_for()
    here.says(SCRIPT)
    there.reads(SCRIPT)
    there.says(SCRIPT + "!")
    here.reads(SCRIPT + "!")
    here.fills()
    here.press("filled")
    first = here.needs[0]
    here.shows(first, name=f"{SCRIPT}.png")
    title = here.title(here.spec["materials"][first]["title"])
    there.looks_at(title)
    there.rejects(title, here.title(here.spec["materials"][first]["reasons"]["expired"]), SCRIPT)
    here.page.locator("tb-bring").get_by_text(SCRIPT).first.wait_for()
    for person in (here, there):
        scripts = "() => document.querySelectorAll('script:not([src]), script[src*=alert]').length"
        assert person.page.evaluate(scripts) == 0
