"""The stand-ins as processes: they come up, and stop when they are told to, or say why not."""

from __future__ import annotations

import socket

import pytest
from regions import run

from tongban.acceptance import AcceptanceError
from tongban.acceptance.processes import Running, regional_systems


def test_system_comes_up_and_stops() -> None:
    async def story() -> None:
        async with regional_systems({"zhejiang": 0}) as running:
            port = int(running["zhejiang"].url.rpartition(":")[2])
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        assert running["zhejiang"].process.returncode == 0

    run(story)


def test_port_in_use_is_said_and_the_others_stop(capfd: pytest.CaptureFixture[str]) -> None:
    started: list[Running] = []

    async def story(port: int) -> None:
        with pytest.raises(AcceptanceError, match=r"jiangsu: .* port"):
            async with regional_systems({"anhui": 0, "jiangsu": port}) as running:
                started.extend(running.values())

    with socket.create_server(("127.0.0.1", 0)) as taken:
        run(lambda: story(taken.getsockname()[1]))
    assert not started
    assert "Traceback" not in capfd.readouterr().err


def test_a_system_ends_with_the_program_that_started_it() -> None:
    """Also when that is killed: its end of the pipe closes."""

    async def story() -> None:
        async with regional_systems({"anhui": 0}) as running:
            process = running["anhui"].process
            assert process.stdin is not None
            process.stdin.close()
            assert await process.wait() == 0

    run(story)
