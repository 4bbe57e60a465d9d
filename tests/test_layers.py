"""Each contract on who may import whom breaks when it should."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

BAD = [
    pytest.param("flow", "from .. import scenario", "Data goes one way", id="layers"),
    pytest.param("measures", "from .. import engine", "Data goes one way", id="independence"),
    pytest.param("records", "import time", "no clock", id="pure"),
    pytest.param("workload", "import simpy", "SimPy lives in the engine", id="simpy"),
    pytest.param("experiment", "import numba", "Numba is loaded", id="numba"),
    pytest.param("session", "import aiohttp", "aiohttp lives in acceptance", id="aiohttp"),
    pytest.param("acceptance", "from .. import session", "Data goes one way", id="acceptance"),
    pytest.param(
        "acceptance/adapters", "from .. import stand_in", "What stand-ins share", id="stand_in"
    ),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "server"), "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(("package", "line", "contract"), BAD)
def test_bad_import_breaks_its_contract(
    tmp_path: Path, package: str, line: str, contract: str
) -> None:
    shutil.copytree(ROOT / "server", tmp_path / "server")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "server/tongban" / package / "intruder.py").write_text(line + "\n")
    found = lint(tmp_path)
    assert found.returncode == 1, found.stdout + found.stderr
    broken = found.stdout.split("Broken contracts")[-1]
    assert contract in broken, found.stdout
