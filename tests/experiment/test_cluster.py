"""Replications on the workers of a Dask scheduler, as the how-to starts them."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tongban.errors import InputError
from tongban.experiment import Host, compare
from tongban.report import document
from tongban.scenario import load

DASK = Path(sys.executable).with_name("dask")
HOWTO = Path(__file__).resolve().parents[2] / "docs/howto/many-replications.md"
CHANGES = ["experiment.horizon_min=600"]
REPLICATIONS = 60


def started(line: str, port: int) -> subprocess.Popen[bytes]:
    """What a line of the how-to starts, at another port."""
    words = line.replace("8786", str(port)).split()
    assert words[0] == ".venv/bin/dask"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([DASK, *words[1:]], **quiet)  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler's address and its workers' processes; all ended afterwards."""
    lines = re.findall(r"^\.venv/bin/dask .*$", HOWTO.read_text(encoding="utf-8"), re.MULTILINE)
    assert [line.split()[1] for line in lines] == ["scheduler", "worker", "worker"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    scheduler = started(lines[0], port)
    workers = [started(line, port) for line in lines[1:]]
    try:
        yield f"tcp://127.0.0.1:{port}", workers
    finally:
        for process in (*workers, scheduler):
            process.terminate()
        for process in (*workers, scheduler):
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_for_workers(address: str, count: int) -> None:
    from distributed import Client

    for _ in range(60):
        try:
            with Client(address, timeout=2) as client:
                client.wait_for_workers(count, timeout=30)
                return
        except OSError:
            time.sleep(0.5)
    raise AssertionError("the scheduler did not start")


@pytest.mark.filterwarnings("ignore")  # distributed's own, of sockets it closes late
def test_a_cluster_that_loses_a_worker_finds_the_same(
    cluster: tuple[str, list[subprocess.Popen[bytes]]],
) -> None:
    address, workers = cluster
    wait_for_workers(address, 2)
    source = load("textbook-mmc", CHANGES)

    def lose_one(done: int, total: int) -> None:
        if done >= total // 2 and workers[0].poll() is None:
            workers[0].kill()
            workers[0].wait(timeout=20)

    there = compare(
        source,
        replications=REPLICATIONS,
        host=Host("compiled", cluster=address),
        progress=lose_one,
    )
    assert workers[0].poll() is not None
    here = compare(source, replications=REPLICATIONS, host=Host("compiled", workers=1))
    one, other = document(there), document(here)
    assert one.pop("run")["engine"] == other.pop("run")["engine"] == "compiled"
    assert one == other


def test_no_scheduler_is_said_with_a_way_out() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(InputError, match=r"no scheduler answers there .* start one"):
        compare("textbook-mmc", replications=2, host=Host("compiled", cluster=address))
