"""What the nearby window shows when, computed from what it was told."""

from __future__ import annotations

from typing import Any

from window_page import OpenWindow


def seen(**more: Any) -> dict[str, Any]:
    """A case that waits for a window."""
    view = {"ended": None, "started_at": None, "units": {}, "called_to": None}
    return view | {"stands_aside": False, "content": [], "case_number": None, "missing": []} | more


AT_WINDOW = {"window": "w-1", "assistant": "a1"}
SCREENS = {
    "nobody has signed in": ({"isOnDuty": False}, "set_up"),
    "no ticket": ({"hasTicket": False}, "choose"),
    "nothing received yet": ({"view": None}, "opening"),
    "in line": ({"view": seen()}, "waiting"),
    "called": ({"view": seen(called_to="w-1")}, "called"),
    "on hold": ({"view": seen(stands_aside=True)}, "aside"),
    "begun": ({"view": seen(units=AT_WINDOW, started_at=1)}, "seated"),
    "rings at the clerks'": ({"view": seen(units=AT_WINDOW)}, "dialling"),
    "held by the clerks": ({"view": seen(units=AT_WINDOW, stands_aside=True)}, "dialling"),
    "answered": ({"view": seen(units=AT_WINDOW | {"clerk": "k"}, started_at=1)}, "session"),
    "rated at the window": (
        {"view": seen(units={"window": "w", "clerk": "k"}, started_at=1)},
        "session",
    ),
    "only the clerk is at it": ({"view": seen(units={"clerk": "k"}, started_at=1)}, "ended"),
    "told to come again": ({"view": seen(started_at=1)}, "later"),
    "over": ({"view": seen(ended="left")}, "ended"),
}
PANELS = {
    "greeting": ([], "talk"),
    "enquiry": (["pointer"], "talk"),
    "consent first": (["consent", "identity"], "consent"),
    "form": (["form", "pointer"], "form"),
    "materials before the form": (["form", "materials", "pointer"], "materials"),
    "signature": (["signature"], "signature"),
    "submission": (["submission"], "submission"),
    "rating": (["rating"], "rating"),
    "of a kind we do not know": (["dance"], "talk"),
}
REFUSED: dict[str, Any] = {"is_submitted": True, "answer": {"reasons": [{}]}}
SUBMISSIONS = {
    "not yet": ({"is_submitted": False}, "open"),
    "no answer yet": ({"is_submitted": True, "answer": None}, "waiting"),
    "refused": (REFUSED | {"missing": [{"what": "region"}]}, "refused"),
    "put right since": (REFUSED, "open"),
    "accepted": ({"is_submitted": True, "case_number": "1"}, "accepted"),
}


def test_what_is_shown_follows_from_what_is_seen(open_window: OpenWindow) -> None:
    found = open_window("wuhu", signed_in=False).evaluate(
        """async ([screens, panels, submissions]) => {
            const state = await import("/static/state/window.js");
            return [
              screens.map((seen) => state.screen(seen)),
              panels.map((content) => state.panel({ content })),
              submissions.map((view) => state.submission(view)),
            ];
        }""",
        [
            [{"isOnDuty": True, "hasTicket": True} | seen for seen, _ in SCREENS.values()],
            [content for content, _ in PANELS.values()],
            [seen(**view) for view, _ in SUBMISSIONS.values()],
        ],
    )
    for cases, shown in zip((SCREENS, PANELS, SUBMISSIONS), found, strict=True):
        assert dict(zip(cases, shown, strict=True)) == {k: want for k, (_, want) in cases.items()}


STAGES = ("Take a ticket, come to the window", "Call the home clerk", *(["Verify identity"] * 7))
MOUNT = """([stages, now]) => {
    const titles = Object.fromEntries(stages.map((title, i) => [i, { "zh-CN": title, en: title }]));
    const steps = document.querySelector("tb-steps") ?? document.createElement("tb-steps");
    steps.view = { stage: String(now), spec: { path: Object.keys(titles), titles } };
    document.querySelector("main").replaceChildren(steps);
    return new Promise((done) => requestAnimationFrame(() =>
        done([steps.querySelectorAll("li").length, document.documentElement.scrollWidth])));
}"""


def test_the_steps_fit_on_the_smallest_screen_with_the_largest_letters(
    open_window: OpenWindow,
) -> None:
    size = {"width": 320, "height": 600}
    page = open_window("wuhu", "en", signed_in=False, is_easy=True, viewport=size)
    page.evaluate("import('/static/elements/tb-steps.js')")
    found = [page.evaluate(MOUNT, [STAGES, now]) for now in range(len(STAGES))]
    assert found == [[len(STAGES), 320]] * len(STAGES)
