"""The device check and the document camera: with devices, without, refused, and too small."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from live_pages import axe
from PIL import Image
from video_world import Site, bare, site

MOUNT = """async ([name, values]) => {
    await import(`/static/elements/${name}.js`);
    const element = Object.assign(document.createElement(name), values);
    globalThis.it = element;
    for (const type of ["devices-ready", "document-taken"])
        element.addEventListener(type, ({ detail }) => { globalThis.told = detail; });
    const heading = Object.assign(document.createElement("h1"), { textContent: name });
    document.querySelector("main").replaceChildren(heading, element);
}"""
FAILS = """navigator.mediaDevices.getUserMedia = () =>
    Promise.reject(new DOMException("", "{name}"));"""
SEEN = """globalThis.streams = [];
const ask = MediaDevices.prototype.getUserMedia;
MediaDevices.prototype.getUserMedia = async function (wanted) {
    const stream = await ask.call(this, wanted);
    streams.push(stream);
    return stream; };"""
LIVE = "streams.flatMap((s) => s.getTracks()).filter((t) => t.readyState === 'live').length"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("devices")) as running:
        yield running


Mounted = Callable[..., Any]


@pytest.fixture
def mounted(chromium: Any, service: Site) -> Iterator[Mounted]:
    """Shows an element alone on a page; the page's console must stay empty."""
    contexts, errors = [], []

    def open_(name: str, before: str = "", width: int = 1000, **values: Any) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.add_init_script(f"localStorage.setItem('tongban.language', 'en'); {before}")
        bare(page, service.url)
        page.evaluate(MOUNT, [name, values])
        return page

    yield open_
    for context in contexts:
        context.close()
    assert errors == []


def in_state(page: Any, state: str) -> None:
    page.locator(f"[data-state={state}]").first.wait_for()


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, kind)
    return out.getvalue()


# --- the device check -----------------------------------------------------------------------


def test_the_check_asks_first_shows_and_hears_and_lets_go(mounted: Mounted) -> None:
    page = mounted("tb-devices", SEEN)
    in_state(page, "ask")
    assert page.evaluate("streams.length") == 0
    assert axe(page) == []
    page.get_by_role("button", name="Start the check").press("Enter")
    in_state(page, "checking")
    page.get_by_text("Your voice was heard").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Device check"
    assert axe(page) == []
    page.get_by_label("Camera", exact=True).select_option(label="fake_device_2")
    page.get_by_role("button", name="Play a test sound").click()
    page.get_by_text("You should hear two notes").wait_for()
    page.get_by_role("button", name="All is well: go on").click()
    in_state(page, "ready")
    assert page.evaluate(LIVE) == 0
    told = page.evaluate("told")
    assert (told["has_camera"], told["has_microphone"]) == (True, True)
    page.reload()
    page.evaluate(MOUNT, ["tb-devices", {}])
    page.get_by_role("button", name="Start the check").click()
    in_state(page, "checking")
    chosen = page.get_by_label("Camera", exact=True)
    assert chosen.input_value() == told["choice"]["camera"] != ""  # kept


@pytest.mark.parametrize(
    ("error", "words"),
    [
        pytest.param("NotAllowedError", "may not use the camera", id="denied"),
        pytest.param("NotFoundError", "Not found: camera.", id="none"),
        pytest.param("NotReadableError", "Another program uses the camera", id="busy"),
    ],
)
def test_without_devices_it_says_why_and_goes_on(mounted: Mounted, error: str, words: str) -> None:
    page = mounted("tb-devices", FAILS.format(name=error), width=360)
    page.get_by_role("button", name="Start the check").click()
    page.get_by_text(words).wait_for()
    assert page.get_by_text("by text and documents").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Go on").click()
    in_state(page, "ready")
    told = page.evaluate("told")
    assert (told["has_camera"], told["has_microphone"]) == (False, False)


def test_nothing_stays_open_when_the_check_is_left(mounted: Mounted) -> None:
    page = mounted("tb-devices", SEEN)
    page.get_by_role("button", name="Start the check").click()
    in_state(page, "checking")
    assert page.evaluate(LIVE) == 2
    page.evaluate("it.remove()")
    assert page.evaluate(LIVE) == 0


# --- the document camera --------------------------------------------------------------------


def taken(page: Any) -> tuple[str, str, tuple[int, int]]:
    """Name, type and size of what was taken."""
    page.get_by_role("button", name="Use this one").click()
    name, kind, data = page.evaluate(
        """async () => [told.name, told.blob.type,
            [...new Uint8Array(await told.blob.arrayBuffer())]]"""
    )
    with Image.open(io.BytesIO(bytes(data))) as found:
        return name, kind, found.size


def test_a_still_is_taken_turned_taken_again_and_used(mounted: Mounted) -> None:
    page = mounted("tb-camera", SEEN)
    in_state(page, "live")
    assert axe(page) == []
    page.get_by_role("button", name="Take the picture").press("Enter")
    in_state(page, "still")
    page.get_by_text("2592×1944 pixels").wait_for()
    assert page.evaluate(LIVE) == 0  # its light is off while one looks at the still
    assert "Please check" in page.evaluate("document.activeElement.textContent")
    assert axe(page) == []
    page.get_by_role("button", name="Take again").click()
    in_state(page, "live")
    page.get_by_role("button", name="Take the picture").click()
    page.get_by_role("button", name="Turn by 90°").click()
    page.get_by_text("1944×2592 pixels").wait_for()
    assert taken(page) == ("scan.jpg", "image/jpeg", (1944, 2592))


def test_a_camera_too_coarse_to_read_by_is_refused(mounted: Mounted) -> None:
    coarse = """const ask = MediaDevices.prototype.getUserMedia;
        MediaDevices.prototype.getUserMedia = function () {
            const [width, height] = [{ exact: 640 }, { exact: 480 }];
            return ask.call(this, { video: { width, height } }); };"""
    page = mounted("tb-camera", coarse)
    in_state(page, "live")
    page.get_by_role("button", name="Take the picture").click()
    told = page.get_by_role("alert")
    told.wait_for()
    assert "only 640×480 pixels" in told.inner_text()
    in_state(page, "live")


@pytest.mark.parametrize(
    ("name", "kind", "data", "words"),
    [
        pytest.param("a.png", "image/png", picture(150, 900), "150×900", id="too small"),
        pytest.param("a.gif", "image/gif", b"GIF89a", "only JPEG, PNG, PDF", id="not taken"),
        pytest.param("a.png", "image/png", b"no picture", "cannot be opened", id="broken"),
    ],
)
def test_a_file_that_is_no_use_is_refused(
    mounted: Mounted, name: str, kind: str, data: bytes, words: str
) -> None:
    page = mounted("tb-camera", FAILS.format(name="NotFoundError"))
    page.get_by_text("Not found: document camera.").wait_for()
    page.get_by_label("Choose a file").set_input_files(
        {"name": name, "mimeType": kind, "buffer": data}
    )
    told = page.get_by_role("alert")
    told.wait_for()
    assert words in told.inner_text()


def test_a_file_that_the_service_would_not_take_is_refused_at_once(mounted: Mounted) -> None:
    page = mounted("tb-camera", accepts=["application/pdf"])
    page.get_by_label("Choose a file").evaluate(
        """(input) => {
            const chosen = new DataTransfer();
            const bytes = new Uint8Array(10_000_001);
            chosen.items.add(new File([bytes], "a.pdf", { type: "application/pdf" }));
            input.files = chosen.files;
            input.dispatchEvent(new Event("change"));
        }"""
    )
    page.get_by_text("The file is larger than 10 MB").wait_for()


def test_without_a_camera_a_file_will_do(mounted: Mounted) -> None:
    page = mounted("tb-camera", FAILS.format(name="NotFoundError"), width=360)
    in_state(page, "no-camera")
    assert axe(page) == []
    file = {"name": "<b>a.png", "mimeType": "image/png", "buffer": picture(400, 300)}
    page.get_by_label("Choose a file").set_input_files(file)
    in_state(page, "still")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert taken(page) == ("<b>a.png", "image/png", (400, 300))  # as it is: nobody turned it
    page.get_by_role("button", name="Take again").click()
    pdf = {"name": "<b>a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 %%EOF"}
    page.get_by_label("Choose a file").set_input_files(pdf)
    page.get_by_text("<b>a.pdf").wait_for()
    page.get_by_role("button", name="Take again").click()
    page.get_by_role("button", name="Use a sample (demonstration)").click()
    in_state(page, "still")
    assert taken(page) == ("sample.jpg", "image/jpeg", (1240, 1754))


def test_where_only_a_pdf_is_taken_no_camera_is_opened(mounted: Mounted) -> None:
    page = mounted("tb-camera", SEEN, accepts=["application/pdf"])
    in_state(page, "no-camera")
    page.get_by_text("PDF, at most 10 MB").wait_for()
    assert page.evaluate("streams.length") == 0
    assert not page.get_by_role("button", name="Use a sample (demonstration)").is_visible()


def test_only_a_demonstration_offers_samples(mounted: Mounted, service: Site) -> None:
    hub = service.pages.service.hub
    demo = hub.scenario
    assert demo is not None
    hub.scenario = {**demo, "is_demo": False}
    try:
        page = mounted("tb-camera")
        in_state(page, "live")
        page.get_by_text("at most 10 MB").wait_for()
        assert not page.get_by_role("button", name="Use a sample (demonstration)").is_visible()
    finally:
        hub.scenario = demo
