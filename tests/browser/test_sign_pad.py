"""The box that one signs in."""

from __future__ import annotations

from typing import Any

from window_page import OpenWindow, draw


def test_the_signature_pad(open_window: OpenWindow) -> None:
    """Empty it is no signature; it survives another size; a typed name is one too."""
    page = open_window("wuhu", signed_in=False)
    page.evaluate(
        """async () => {
            await import("/static/elements/tb-sign-pad.js");
            document.body.prepend(document.createElement("tb-sign-pad"));
        }"""
    )
    pad = page.locator("tb-sign-pad")

    def state() -> Any:
        return pad.evaluate(
            """async (pad) => {
                const bytes = new Uint8Array(await (await pad.picture()).arrayBuffer());
                const hash = await crypto.subtle.digest("SHA-256", bytes);
                return [pad.isEmpty, [...new Uint8Array(hash)].join()];
            }"""
        )

    assert state()[0]
    page.mouse.click(100, 120)
    assert state()[0]  # a dot is a slip
    pad.get_by_role("button", name="清除重签").click()
    draw(page)
    is_empty, before = state()
    assert not is_empty
    page.set_viewport_size({"width": 500, "height": 900})
    page.wait_for_function("() => document.querySelector('tb-sign-pad canvas').clientWidth < 500")
    assert state() == [False, before]
    pad.get_by_role("button", name="清除重签").click()
    assert state()[0]
    pad.get_by_role("textbox").fill("张示例")
    assert not state()[0]
