"""ICE servers: what is given to whom, for how long, and what is refused at the start."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from pathlib import Path

import pytest
from over_sockets import running

from tongban.errors import InputError
from tongban.live.ice import LASTS_S, Ice, ice_of, turn_secret
from tongban_client.http import Failed, Http


def test_stun_is_given_as_it_is_and_turn_with_credentials_that_expire() -> None:
    ice = ice_of("stun:stun.example.org, turn:turn.example.org:3478?transport=udp", "north")
    # openssl: printf '1700007200:k1' | openssl dgst -sha1 -hmac north -binary | base64
    assert ice.given("k1", 1_700_000_000.9) == {
        "ice_servers": [
            {"urls": ["stun:stun.example.org"]},
            {
                "urls": ["turn:turn.example.org:3478?transport=udp"],
                "username": f"{1_700_000_000 + LASTS_S}:k1",
                "credential": "m+JLwbZE7CTZ2ip7UjPMRcoO4cw=",
            },
        ]
    }
    assert "north" not in repr(ice)


def test_by_default_there_are_none() -> None:
    assert ice_of("", "") == Ice()
    assert Ice().given("k1", 0) == {"ice_servers": []}


@pytest.mark.parametrize(
    ("servers", "faults"),
    [
        pytest.param("stun.example.org", ["--ice: stun.example.org: write it like"], id="bare"),
        pytest.param("stun:a?transport=tcp", ["write it like"], id="STUN has no transport"),
        pytest.param("turn:a b", ["turn:a b: write it like"], id="a space"),
        pytest.param("turn:a", ["TONGBAN_TURN_SECRET"], id="TURN without a secret"),
        pytest.param("http://a,turn:a", ["http://a", "secret is missing"], id="both at once"),
    ],
)
def test_what_cannot_be_used_is_said_at_once(servers: str, faults: list[str]) -> None:
    with pytest.raises(InputError) as told:
        ice_of(servers, "")
    for fault in faults:
        assert fault in str(told.value)


def test_the_secret_is_the_files_else_the_environments(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("of the file\n")
    assert turn_secret(file, "of the environment") == "of the file"
    assert turn_secret(None, " of the environment ") == "of the environment"
    file.write_text("\n")
    with pytest.raises(InputError, match="is empty"):
        turn_secret(file, "of the environment")
    with pytest.raises(InputError, match="cannot be read"):
        turn_secret(tmp_path / "nothing", "of the environment")


def test_only_who_holds_a_token_is_told(tmp_path: Path) -> None:
    async def go() -> None:
        async with running(tmp_path) as service:
            service.hub.ice = ice_of("turn:turn.example.org", "north")
            token = service.token("clerk", "k1", "jingan")
            given = await asyncio.to_thread(asked, service.url, token)
            (server,) = given["ice_servers"]
            assert server["username"].endswith(":k1")
            assert int(server["username"].split(":")[0]) > service.hub.service.clock() / 1e6
            with pytest.raises(Failed, match="401"):
                await Http(service.url)._json("GET", "/api/ice")

    asyncio.run(go())


def asked(url: str, token: str) -> dict[str, list[dict[str, str]]]:
    request = urllib.request.Request(f"{url}/api/ice", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        found: dict[str, list[dict[str, str]]] = json.load(answer)
        return found
