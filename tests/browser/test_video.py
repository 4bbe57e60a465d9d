"""Picture and sound between two browsers on a real service: when they flow, stop, and come back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from video_world import Pair, Seat, Site, bare, site

SECONDS = 30
"""Within which what is waited for comes about, on a machine that is busy."""

MOUNT = """async ([seat, sends, label]) => {
    const { Socket } = await import("/static/wire/socket.js");
    await import("/static/elements/tb-video.js");
    const socket = new Socket({ token: seat.token });
    if (seat.role === "clerk") socket.join(seat.case);
    const video = document.createElement("tb-video");
    Object.assign(video, { socket, label, sends, peer: seat.peer });
    document.querySelector("main").replaceChildren(video);
    Object.assign(globalThis, { socket, video });
}"""
COUNTS = """async () => {
    const { counts, reading } = await import("/static/video/stats.js");
    return counts(reading((await video.call.peer.stats()) ?? []));
}"""
LATER = """async ([ms]) => {
    const { counts, reading } = await import("/static/video/stats.js");
    const began = performance.now();
    for (;;) {  // the browser's own clock of its statistics, not ours
        const report = await video.call.peer.stats();
        if (performance.now() - began >= ms) return counts(reading(report));
    }
}"""
OTHER_CAMERA = "fake_device_2"
"""Chromium's second, fake_device_1, is a depth camera, of which WebRTC sends nothing."""
NO_DEVICES = """navigator.mediaDevices.getUserMedia = () =>
    Promise.reject(new DOMException("", "NotFoundError"));"""


Side = Callable[..., Any]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as running:
        yield running


@pytest.fixture
def side(chromium: Any, service: Site) -> Iterator[Side]:
    with sides(chromium, service) as open_:
        yield open_


@pytest.fixture(scope="module")
def call(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Any]]:
    """Window and desk, in a call that each test leaves as it was."""
    with (
        site(tmp_path_factory.mktemp("call")) as service,
        sides(chromium, service) as open_,
        flowing(open_, service.connected()) as pages,
    ):
        yield pages


@contextmanager
def sides(chromium: Any, service: Site) -> Iterator[Side]:
    """Opens pages that show one side of a case; none may raise an error of its own."""
    contexts: list[Any] = []
    errors: list[str] = []

    def open_(seat: Seat, *, sends: bool = False, before: str = "", label: str = "") -> Any:
        context = chromium.new_context(viewport={"width": 900, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.add_init_script(f"localStorage.setItem('tongban.language', 'en'); {before}")
        mount(page, service, seat, sends=sends, label=label)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert errors == []


def mount(page: Any, service: Site, seat: Seat, *, sends: bool, label: str = "") -> None:
    bare(page, service.url)
    page.evaluate(MOUNT, [asdict(seat), sends, label])


def until(page: Any, condition: str, what: object = None) -> None:
    """Until something is so in a page; the pages' policy forbids Playwright's own way to wait."""
    end = time.monotonic() + SECONDS
    while not page.evaluate(condition, what):
        assert time.monotonic() < end, f"did not come about: {condition}"
        page.wait_for_timeout(20)


def in_state(page: Any, state: str) -> None:
    page.locator(f"tb-video[data-state={state}]").wait_for(timeout=SECONDS * 1000)


def frames_rise(*pages: Any) -> None:
    """Until some more frames have come to each page."""
    for page in pages:
        seen = page.evaluate(COUNTS)["frames_received"]
        until(page, f"async (seen) => (await ({COUNTS})()).frames_received > seen + 3", seen)


@contextmanager
def flowing(side: Side, pair: Pair, **window: Any) -> Iterator[tuple[Any, Any]]:
    """Both pages, with picture and sound both ways."""
    pages = side(pair.window, sends=True, **window), side(pair.desk, sends=True)
    for page in pages:
        in_state(page, "connected")
    frames_rise(*pages)
    yield pages


# --- consent --------------------------------------------------------------------------------


def test_nothing_is_sent_before_consent_and_all_stops_when_it_is_withdrawn(
    side: Side, service: Site
) -> None:
    pair = service.connected()
    asked = """globalThis.asked = 0; const ask = MediaDevices.prototype.getUserMedia;
        MediaDevices.prototype.getUserMedia = function (wanted) {
            asked += 1; return ask.call(this, wanted); };"""
    window = side(pair.window, before=asked, label="<img src=x onerror=alert(1)>")
    in_state(window, "waiting")  # it was there before the other side
    desk = side(pair.desk, sends=True)
    for page in (window, desk):
        in_state(page, "connected")
    frames_rise(window)
    assert window.evaluate("asked") == 0
    assert window.evaluate(COUNTS)["bytes_sent"] == 0
    assert window.get_by_text("Your picture and sound are not sent").is_visible()
    assert desk.get_by_text("The other side sends no picture yet").is_visible()
    assert window.get_by_text("<img src=x onerror=alert(1)>").is_visible()

    window.evaluate("video.sends = true")
    frames_rise(desk)
    window.evaluate(
        "globalThis.tracks = ['sound', 'picture'].map((p) => video.call.sources.track(p))"
    )
    assert window.evaluate("tracks.map((track) => track.readyState)") == ["live", "live"]

    window.evaluate("video.sends = false; null")
    until(window, "() => video.call.ours.picture === null")
    assert window.evaluate("tracks.map((track) => track.readyState)") == ["ended", "ended"]
    desk.get_by_text("The other side sends no picture yet").wait_for()
    sent = window.evaluate(COUNTS)
    later = window.evaluate(LATER, [1200])
    assert {name: later[name] - sent[name] for name in ("bytes_sent", "frames_sent")} == {
        "bytes_sent": 0,
        "frames_sent": 0,
    }
    frames_rise(window)  # what the other side sends goes on


def test_a_camera_that_comes_after_the_withdrawal_is_stopped_at_once(
    side: Side, service: Site
) -> None:
    slow = """const ask = MediaDevices.prototype.getUserMedia;
        MediaDevices.prototype.getUserMedia = async function (wanted) {
            globalThis.stream = await ask.call(this, wanted);
            await new Promise((go) => { globalThis.go = go; });
            return stream; };"""
    pair = service.connected()
    window = side(pair.window, sends=True, before=slow)
    until(window, "() => globalThis.go !== undefined")
    window.evaluate("video.sends = false; video.update()")
    until(window, "() => !video.call.sources.isOpen")
    window.evaluate("go()")
    until(window, "() => stream.getTracks().every((track) => track.readyState === 'ended')")
    assert window.evaluate("video.call.sources.track('picture')") is None


# --- coming back ----------------------------------------------------------------------------

UFRAG = """async () => {
    const stats = new Map(await video.call.peer.stats());
    const transport = [...stats.values()].find((s) => s.type === "transport");
    return transport.iceLocalUsernameFragment;
}"""


def test_after_the_socket_was_lost_the_way_is_looked_for_anew(side: Side, service: Site) -> None:
    pair = service.connected()
    with flowing(side, pair) as (window, desk):
        before = window.evaluate(UFRAG)
        service.cut(pair.window.case)  # both sockets: both sides look anew, at once
        until(window, "() => socket.state === 'open'")
        until(window, f"async (before) => (await ({UFRAG})()) !== before", before)
        for page in (window, desk):
            in_state(page, "connected")
        frames_rise(window, desk)


def test_a_page_that_is_loaded_again_is_seen_again_and_one_that_goes_waited_for(
    side: Side, service: Site
) -> None:
    pair = service.connected()
    with flowing(side, pair) as (window, desk):
        for page, seat in ((window, pair.window), (desk, pair.desk)):
            mount(page, service, seat, sends=True)
            for each in (window, desk):
                in_state(each, "connected")
            frames_rise(window, desk)
        desk.evaluate("video.remove()")
        in_state(window, "waiting")
        assert window.get_by_text("Waiting for the other side…").first.is_visible()


# --- sources --------------------------------------------------------------------------------


def test_without_a_camera_a_stand_in_is_sent_and_says_so(side: Side, service: Site) -> None:
    with flowing(side, service.connected(), before=NO_DEVICES) as (window, desk):
        desk.get_by_text("Stand-in picture").wait_for()
        desk.get_by_text("No microphone").wait_for()
        assert window.get_by_text("Not found: camera and microphone.").is_visible()
        seen = desk.evaluate(
            """() => {
                const canvas = document.createElement("canvas");
                [canvas.width, canvas.height] = [64, 36];
                const pen = canvas.getContext("2d");
                pen.drawImage(document.querySelector("[data-key=other]"), 0, 0, 64, 36);
                const at = (x) => [...pen.getImageData(x, 8, 1, 1).data].slice(0, 3);
                return [4, 32, 60].map(at);
            }"""
        )
        assert len({tuple(round(part / 64) for part in colour) for colour in seen}) == 3  # bars


def test_a_second_picture_is_shown_beside_the_first(call: tuple[Any, Any]) -> None:
    window, desk = call
    second = desk.get_by_label("Document camera of The other side")
    assert not second.is_visible()
    window.get_by_role("button", name="Devices").click()
    window.get_by_label("Document camera", exact=True).select_option(label=OTHER_CAMERA)
    window.get_by_role("button", name="Done").click()
    window.get_by_role("button", name="Show documents").click()
    second.wait_for()
    until(desk, "() => document.querySelector('[data-key=second]').videoWidth > 0")
    assert window.evaluate("video.call.sources.track('second').label") == OTHER_CAMERA
    main = desk.get_by_label("Picture of The other side")
    assert main.bounding_box()["width"] > second.bounding_box()["width"]
    desk.get_by_role("button", name="Swap pictures").click()
    until(desk, "() => video.querySelector('.pictures').dataset.large === 'second'")
    assert main.bounding_box()["width"] < second.bounding_box()["width"]
    window.get_by_role("button", name="Stop showing").click()
    second.wait_for(state="hidden")


def test_screen_camera_and_devices_change_without_a_new_offer(call: tuple[Any, Any]) -> None:
    window, desk = call
    window.evaluate(
        """() => { globalThis.offers = 0;
            const pass = socket.pass.bind(socket);
            socket.pass = (what) => {
                offers += what.data?.kind === "description"; pass(what); }; }"""
    )
    window.get_by_role("button", name="Share screen").click()
    desk.get_by_text("Shared screen").wait_for()
    frames_rise(desk)
    assert window.get_by_role("button", name="Camera off").is_disabled()
    window.evaluate("video.call.sources.track('picture').dispatchEvent(new Event('ended'))")
    desk.get_by_text("Shared screen").wait_for(state="detached")  # the browser's own button
    window.get_by_role("button", name="Camera off").click()
    desk.get_by_text("The other side has turned the camera off").wait_for()
    assert window.evaluate("video.call.sources.track('picture')") is None
    window.get_by_role("button", name="Camera on").click()
    frames_rise(desk)
    window.get_by_role("button", name="Mute").click()
    desk.get_by_text("Muted", exact=True).wait_for()
    assert not window.evaluate("video.call.sources.track('sound').enabled")
    window.get_by_role("button", name="Devices").click()
    window.get_by_label("Camera", exact=True).select_option(label=OTHER_CAMERA)
    until(window, f"() => video.call.sources.track('picture')?.label === '{OTHER_CAMERA}'")
    window.get_by_role("button", name="Done").click()
    assert not window.evaluate("video.call.sources.track('sound').enabled")  # still muted
    frames_rise(desk)
    assert window.evaluate("offers") == 0
    window.get_by_role("button", name="Unmute").click()
    desk.get_by_text("Muted", exact=True).wait_for(state="detached")


# --- how it is ------------------------------------------------------------------------------


def test_less_is_sent_while_the_way_is_poor_and_both_are_told(call: tuple[Any, Any]) -> None:
    window, desk = call
    window.evaluate("video.call.turnTo('audio')")
    for page in call:
        in_state(page, "audio-only")
    assert desk.get_by_text("The network is weak: sound only for now").first.is_visible()
    before = window.evaluate(LATER, [300])
    after = window.evaluate(LATER, [800])
    assert after["frames_sent"] == before["frames_sent"]
    assert after["bytes_sent"] > before["bytes_sent"]  # the sound
    window.evaluate("video.call.turnTo('text')")
    in_state(desk, "text-only")
    window.evaluate("video.call.turnTo('reduced')")
    in_state(desk, "connected")
    frames_rise(desk)


@pytest.mark.parametrize("width", [360, 900])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(call: tuple[Any, Any], width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    window, _ = call
    window.set_viewport_size({"width": width, "height": 900})
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(window, options={"runOnly": {"type": "tag", "values": tags}})
    assert found.violations_count == 0, found.generate_report()
    assert window.evaluate("document.documentElement.scrollWidth") <= width
