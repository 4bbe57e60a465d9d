"""What people do at the pages' two sides, by the names that they read there, in either language."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from house import House
from live_pages import axe
from PIL import Image, ImageDraw
from tabs import Tabs

from tongban.session import CaseState
from tongban.session.views import spec
from tongban_client import skills

__all__ = ["AtDesk", "AtWindow", "Opened", "opening"]

OUTAGE = ("ERR_CONNECTION", "WebSocket", "503")
"""What a browser says of a service that is down on purpose: no fault of the page."""

SAID: Mapping[str, tuple[str, str]] = {
    "sign in": ("登录", "Sign in"),
    "name": ("用户名", "Name"),
    "password": ("口令", "Password"),
    "window number": ("窗口号", "Window number"),
    "applicant": ("办事人", "Applicant"),
    "assistant": ("帮办员", "Assistant"),
    "call next": ("叫下一号", "Call the next"),
    "begin": ("请入座，开始办理", "Sit down and begin"),
    "seated": ("已入座，呼叫属地坐席", "Seated: call the home clerks"),
    "allow view": ("同意: 查看", "Allow: View"),
    "allow guide": ("同意: 指引", "Allow: Guide"),
    "take back view": ("撤回: 查看", "Take back: View"),
    "complete": ("必填项已填齐", "All that is required is filled in"),
    "filled": ("填写完毕，下一步", "Filled in: go on"),
    "scan": ("拍摄或选择文件", "Scan, or choose a file"),
    "scan again": ("重新拍摄", "Take it again"),
    "use": ("使用这份材料", "Use this one"),
    "take it": ("采用", "Take it"),
    "type the name": ("键入姓名代替手写", "Type your name instead"),
    "sign": ("确认内容并签名", "This is right: sign"),
    "signed": ("签名完成，下一步", "Signed: go on"),
    "submit": ("确认提交", "Submit"),
    "very satisfied": ("非常满意", "Very satisfied"),
    "rate": ("提交评价", "Send the rating"),
    "go on duty": ("上岗", "Come on duty"),
    "accept": ("接听", "Accept"),
    "matches": ("人证一致", "Person and document match"),
    "passes": ("通过", "Accept"),
    "fails": ("不通过…", "Reject…"),
    "reject": ("确认不通过", "Reject it"),
    "notice": ("一次性告知…", "One-time notice…"),
    "give notice": ("发出告知并退回补正", "Give notice and return the case"),
    "point": ("指向此项", "Point here"),
    "propose": ("建议填写", "Propose"),
    "proposed": ("建议的内容", "Proposed value"),
    "send proposal": ("发出建议", "Send the proposal"),
    "again": ("再次来办（补正、改约）", "I was told to come again"),
    "case number": ("办件编号", "Case number"),
    "checked": ("已核对身份证，取号", "Identity checked: take a number"),
    "finish": ("结束，清除本机信息", "Finish and clear this screen"),
    "leave": ("结束并离开", "End and leave"),
    "yes, leave": ("确定离开", "Yes, leave"),
    "hand over": ("转交…", "Hand over…"),
    "hand over to": ("转交 ", "Hand over to "),
    "away": ("连接中断，正在重新连接", "reconnecting"),
    "taken over": ("此会话已在另一个页面打开", "opened in another page"),
    "start": ("请选择要办理的业务", "What would you like to have done?"),
    "region is at it": ("属地系统正在受理", "The home region's system is at it"),
    "message": ("消息", "Message"),
    "send": ("发送", "Send"),
}


@dataclass
class Person:
    """Somebody at a page, in a language."""

    page: Any
    house: House
    language: str

    def word(self, name: str) -> str:
        """What stands on the page."""
        return SAID[name][self.language == "en"]

    def press(self, name: str, within: Any = None, **more: Any) -> None:
        where = within or self.page
        where.get_by_role("button", name=self.word(name), **more).first.click()

    def reads(self, words: str) -> None:
        """Something can be read on the page, or soon can."""
        self.page.get_by_text(words).first.wait_for()

    def says(self, words: str) -> None:
        talk = self.page.locator("tb-talk").first
        talk.get_by_label(self.word("message"), exact=True).fill(words)
        self.press("send", talk, exact=True)

    def title(self, text: Mapping[str, str]) -> str:
        return text[self.language]

    def is_accessible(self) -> None:
        """Nothing sticks out at the side, and axe finds nothing."""
        wide, room = self.page.evaluate(
            "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= room, f"{wide} px wide in {room}"
        assert axe(self.page) == []

    def sees_the_other(self) -> None:
        """The other side's picture moves."""
        shown = """() => document.querySelector("tb-video video[data-key=other]")
            ?.getVideoPlaybackQuality().totalVideoFrames ?? 0"""
        before = int(self.page.evaluate(shown))
        self.page.wait_for_function(
            f"(before) => ({shown})() > before + 5", arg=before, polling=100
        )


@dataclass
class AtWindow(Person):
    """The applicant and the assistant, who share the nearby window's screen."""

    hall: str = "wuhu"
    case: str = ""
    number: str = ""

    @property
    def state(self) -> CaseState:
        return self.house.room(self.case).state

    @property
    def spec(self) -> dict[str, Any]:
        """What the case's item asks for."""
        return spec(self.house.room(self.case).rules)

    @property
    def needs(self) -> list[str]:
        """The usual materials of the lines that apply."""
        rules = self.house.room(self.case).rules
        answers = {name: entry.value for name, entry in self.state.form.items()}
        return [need.material for need in rules.item.checklist(rules.region, answers)]

    def signs_in(self, name: str, window: str = "1") -> None:
        password = self.house.hub.accounts.add(name, "assistant", self.hall)
        self.page.get_by_label(self.word("window number")).fill(window)
        self.page.get_by_label(self.word("name"), exact=True).fill(name)
        self.page.get_by_label(self.word("password"), exact=True).fill(password)
        self.press("sign in", exact=True)

    def acts_as(self, who: str) -> None:
        self.press(who, self.page.locator("tb-acting"))

    def takes_ticket(self, region: str, item: str) -> None:
        """For an item of a region, by their names in the catalogue."""
        catalogue = self.house.hub.service.catalogue
        for title in (catalogue.regions[region].title, catalogue.items[item].title):
            name = title.en if self.language == "en" else title.zh_cn
            self.page.get_by_role("button", name=name).first.click()
        self.page.locator("[data-key=take] button").click()
        self.number = self.page.locator(".ticket strong").inner_text()
        self.case = self.page.evaluate("JSON.parse(sessionStorage['tongban.terminal']).current")

    def is_seated(self) -> None:
        """The assistant calls the number and seats the applicant; the clerks are called."""
        self.acts_as("assistant")
        for step in ("call next", "begin", "seated"):
            self.press(step)
        self.acts_as("applicant")

    def consents(self) -> None:
        for name in ("allow view", "allow guide"):
            self.press(name)

    def fills(self) -> None:
        """Every field that is empty."""
        for name, field in self.spec["fields"].items():
            place = self.page.locator(f"#f-{name}")
            place.wait_for()
            if place.input_value():
                continue
            value = skills.answer_for(field)
            if field["options"]:
                place.select_option(value)
            else:
                place.fill(value)
        self.reads(self.word("complete"))

    def shows(self, material: str, *, again: bool = False, name: str = "scan.png") -> None:
        """A file for a material, in place of one that was rejected."""
        title = self.title(self.spec["materials"][material]["title"])
        word = self.word("scan again" if again else "scan")
        self.page.get_by_role("button", name=f"{word}: {title}", exact=True).click()
        picture = {"name": name, "mimeType": "image/png"}
        picture["buffer"] = drawn(f"{self.case} {material}", again)  # type: ignore[assignment]
        self.page.locator("tb-camera input[type=file]").set_input_files(picture)
        self.press("use")
        self.page.locator("tb-bring dialog").wait_for(state="detached")

    def shows_all(self) -> None:
        for material in self.needs:
            self.shows(material)

    def signs(self) -> None:
        self.page.get_by_label(self.word("type the name")).fill("张示例")
        self.press("sign")

    def rates(self, grade: str = "very satisfied") -> None:
        self.page.get_by_role("radio", name=self.word(grade), exact=True).check()
        self.press("rate")

    def is_accepted(self, within_s: float = 20) -> str:
        """The receipt is shown; the region's number."""
        self.page.locator("tb-receipt iframe").wait_for(timeout=1000 * within_s)
        number = self.state.case_number
        assert number is not None
        return number


@dataclass
class AtDesk(Person):
    """A clerk of a home region."""

    region: str = "shanghai"

    def signs_in(self, name: str) -> None:
        home = self.house.hub.service.places.home_of_region[self.region]
        password = self.house.hub.accounts.add(name, "clerk", home)
        self.page.get_by_label(self.word("name"), exact=True).fill(name)
        self.page.get_by_label(self.word("password"), exact=True).fill(password)
        self.press("sign in", exact=True)
        self.press("go on duty", exact=True)

    def acts(self, action: str) -> None:
        """An action that the case's flow names."""
        self.page.locator(f"[data-key=act-{action}]").click()

    def answers(self) -> None:
        self.press("accept", exact=True)
        self.acts("connected")

    def identifies(self) -> None:
        self.press("matches")
        self.acts("verified")

    def looks_at(self, title: str) -> Any:
        """A material of the list; where one judges it."""
        self.page.locator("tb-desk-materials li button").filter(has_text=title).first.click()
        return self.page.locator("tb-desk-verdict")

    def accepts(self, title: str) -> None:
        self.press("passes", self.looks_at(title), exact=True)
        self.page.locator("tb-desk-materials li").filter(has_text=title).locator(
            "[data-kind=good]"
        ).wait_for()

    def rejects(self, title: str, reason: str, remark: str = "") -> None:
        verdict = self.looks_at(title)
        self.press("fails", verdict)
        verdict.get_by_label(reason).check()
        verdict.get_by_role("textbox").fill(remark)
        self.press("reject", verdict)

    def proposes(self, field: str, value: str) -> None:
        self.press("propose", self.page.locator(f"tb-field[data-key={field}]"))
        self.page.get_by_label(self.word("proposed")).fill(value)
        self.press("send proposal")


def drawn(words: str, other: bool) -> bytes:
    """A picture of a paper, large enough to be read; another than the one before it."""
    picture = Image.new("RGB", (1400, 1000), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 40, 1360, 960), outline="black", width=4)
    draw.text((100, 120), f"{words} {'second' if other else 'first'}", fill="black", font_size=60)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


class Opened(Tabs):
    """Opens pages, and brings people to them."""

    def __init__(self, browser: Any, house: House) -> None:
        super().__init__(browser, house.url, excused=OUTAGE)
        self.house = house

    def window(self, hall: str = "wuhu", language: str = "zh-CN", **options: Any) -> AtWindow:
        """A nearby window whose assistant has signed in."""
        page = self.page(f"/window?hall={hall}", language, **options)
        here = AtWindow(page, self.house, language, hall)
        n = next(self.house.serial)
        here.signs_in(f"{hall}-a{n}", str(n))
        return here

    def desk(self, region: str = "shanghai", language: str = "zh-CN", **options: Any) -> AtDesk:
        """A home desk whose clerk is on duty."""
        page = self.page(f"/desk?region={region}", language, **options)
        there = AtDesk(page, self.house, language, region)
        there.signs_in(f"{region}-k{next(self.house.serial)}")
        return there


@contextmanager
def opening(browser: Any, house: House) -> Iterator[Opened]:
    """Pages in some browser; none may have complained at the end."""
    opened = Opened(browser, house)
    yield opened
    opened.close()
