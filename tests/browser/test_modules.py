"""What the pages' modules compute, in the browser, beside what the service says of the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from folds import told

import tongban_client

WEB = Path(tongban_client.__file__).parent / "web"
ORIGIN = "http://tongban.test"


@pytest.fixture(scope="module")
def page(chromium: Any) -> Iterator[Any]:
    """An empty page that may load the modules, and reaches nothing else."""
    page = chromium.new_page()

    def serve(route: Any) -> None:
        path = route.request.url.removeprefix(f"{ORIGIN}/static/")
        file = WEB / path
        if file.is_file():
            route.fulfill(path=file)
        else:
            route.fulfill(
                body="<!doctype html><html><body></body></html>", content_type="text/html"
            )

    page.route("**/*", serve)
    page.goto(ORIGIN)
    yield page
    page.close()


@pytest.mark.parametrize("role", ["applicant", "assistant", "clerk"])
def test_folding_gives_what_the_service_sees(page: Any, role: str) -> None:
    steps = told(role)
    found = page.evaluate(
        """async (steps) => {
            const { folded } = await import("/static/state/case.js");
            return steps.map(([before, record, now]) => folded(before, record, now));
        }""",
        steps,
    )
    for seen, (_, record, _, after) in zip(found, steps, strict=True):
        assert seen == after, record["body"]["type"]


def test_what_is_put_into_markup_is_text(page: Any) -> None:
    found = page.evaluate(
        """async () => {
            const { html } = await import("/static/lib/html.js");
            const { morph } = await import("/static/lib/morph.js");
            const bad = `"><script>alert(1)</` + `script><img src=x onerror=alert(1)>'`;
            const box = document.createElement("div");
            document.body.append(box);
            morph(box, html`<p title="${bad}">${bad}</p>${[html`<b>${bad}</b>`]}`);
            const p = box.querySelector("p");
            const found = [box.querySelectorAll("script, img").length, p.title, p.textContent];
            box.remove();
            return [...found, bad];
        }"""
    )
    count, title, text, bad = found
    assert (count, title, text) == (0, bad, bad)


def test_states_for_assistive_technology_say_true_or_false(page: Any) -> None:
    found = page.evaluate(
        """async () => {
            const { html } = await import("/static/lib/html.js");
            const { text } = html`<a aria-pressed="${false}" aria-current="${true}">${false}</a>`;
            return text;
        }"""
    )
    assert found == '<a aria-pressed="false" aria-current="true"></a>'


def test_showing_anew_keeps_what_is_the_same(page: Any) -> None:
    """Focus and what was typed stay, keyed elements move, bound properties change."""
    found = page.evaluate(
        """async () => {
            const { html } = await import("/static/lib/html.js");
            const { morph } = await import("/static/lib/morph.js");
            const box = document.createElement("div");
            document.body.append(box);
            const pressed = [];
            const list = (names, word) => html`
                ${word ? html`<p>${word}</p>` : ""}
                <ul>${names.map((n) => html`<li data-key="${n}"><input value="${n}" /></li>`)}</ul>
                <button .onclick=${() => pressed.push(word)} ?disabled=${word === "no"}>
                    go
                </button>`;
            morph(box, list(["a", "b", "c"], ""));
            const b = box.querySelectorAll("input")[1];
            b.value = "typed";
            b.focus();
            morph(box, list(["c", "b"], "first"));
            box.querySelector("button").click();
            const same = box.querySelectorAll("input")[1] === b && document.activeElement === b;
            morph(box, list(["b"], "no"));
            box.querySelector("button").click();
            const order = [...box.querySelectorAll("input")].map((i) => i.value);
            box.remove();
            return [same, order, pressed];
        }"""
    )
    assert found == [True, ["typed"], ["first"]]
