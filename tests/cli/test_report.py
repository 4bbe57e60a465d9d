"""``tongban report`` from outside: the file, what is left out, bad input, going on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tiny_report import TINY
from typer.testing import CliRunner

from tongban.cli.app import app

TONGBAN = Path(sys.executable).with_name("tongban")

QUICK = ["report", str(TINY), "--replications", "2", "--without", "causes,capacity,sensitivity"]


def tongban(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TONGBAN, *words], capture_output=True, text=True, check=False, timeout=300
    )


def test_it_writes_one_file_in_both_languages(tmp_path: Path) -> None:
    found = tongban(*QUICK, "--lang", "zh-CN", "--out", str(tmp_path))
    assert found.returncode == 0
    assert found.stdout == ""
    assert str(tmp_path / "report.html") in found.stderr
    made = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert made.startswith("<!doctype html>")
    assert made.index('lang="zh-CN"') < made.index("<body")
    assert "How soon is a need accepted?" in made
    assert "提出需求后多久受理？" in made
    assert f"tongban report {TINY}" in made  # what makes it again


def test_a_part_there_is_not_is_refused() -> None:
    found = tongban("report", str(TINY), "--without", "capcity")
    assert found.returncode == 2
    assert "did you mean 'capacity'" in found.stderr
    assert "Traceback" not in found.stderr


def test_interrupted_it_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tongban.planning.dossier.dossier", interrupted)
    found = CliRunner().invoke(app, ["report", str(TINY), "--out", str(tmp_path)])
    assert found.exit_code == 130
    assert f"run it again to go on from {tmp_path}" in found.output
    assert not (tmp_path / "report.html").exists()
