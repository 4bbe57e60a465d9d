"""Asking over HTTP: what could not be done just now is asked again, what is refused is not."""

from __future__ import annotations

import asyncio

import pytest

from tongban_client.http import Failed, Http


@pytest.mark.parametrize(
    ("statuses", "patience_s", "asked"),
    [
        pytest.param([503, 503], 30, 3, id="again until it can"),
        pytest.param([503, 503], -1, 1, id="no longer than there is patience"),
        pytest.param([409], 30, 1, id="not what is refused"),
    ],
)
def test_what_could_not_be_done_just_now_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, statuses: list[int], patience_s: float, asked: int
) -> None:
    tries: list[str] = []

    def answer(_: Http, method: str, path: str, *rest: object) -> bytes:  # noqa: ARG001
        tries.append(path)
        if len(tries) <= len(statuses):
            raise Failed(statuses[len(tries) - 1], {"error": "no"})
        return b'{"items": {}}'

    monkeypatch.setattr(Http, "_ask", answer)
    asking = Http("http://nowhere", patience_s).catalogue()
    if asked > len(statuses):
        assert asyncio.run(asking) == {"items": {}}
    else:
        with pytest.raises(Failed):
            asyncio.run(asking)
    assert tries == ["/api/catalogue"] * asked
