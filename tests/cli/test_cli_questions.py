"""``tongban sensitivity`` and ``tongban breakeven`` as a user meets them."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sysconfig
import time
from pathlib import Path

import pytest
from click.testing import Result
from planning.pooled import pooled_scenario
from typer.testing import CliRunner

from tongban.cli.app import app
from tongban.errors import InputError

TONGBAN = str(Path(sysconfig.get_path("scripts")) / "tongban")
QUICK = ["--set", "experiment.horizon_min=600", "--replications", "3", "--workers", "1"]
KEY = "channels.pooled.remote_factor"


def tongban(*words: str) -> Result:
    """In this process, which has loaded the engine already."""
    return CliRunner().invoke(app, list(words))


@pytest.fixture(scope="module", name="path")
def _path(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(pooled_scenario(tmp_path_factory.mktemp("pooled")))


def test_sensitivity_says_what_decides_and_writes_the_answer(path: str, tmp_path: Path) -> None:
    words = ["sensitivity", path, *QUICK, "--only", KEY, "--out", str(tmp_path)]
    english, chinese = tongban(*words), tongban(*words, "--lang", "zh-CN", "--format", "markdown")
    assert english.exit_code == chinese.exit_code == 0, english.stderr
    assert "Of 1 assumptions moved over their ranges" in " ".join(english.stdout.split())
    assert "逐一在各自范围内变动" in chinese.stdout
    document = json.loads((tmp_path / "sensitivity.json").read_text(encoding="utf-8"))
    (bar,) = document["bars"]
    assert bar["input"]["keys"] == [KEY]
    assert bar["low"]["setting"] == 0.9
    with (tmp_path / "sensitivity.csv").open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert float(row["difference_at_high"]) == pytest.approx(bar["high"]["difference"]["mean"])


def test_breakeven_prints_its_values_the_cap_and_the_table(path: str, tmp_path: Path) -> None:
    words = ["breakeven", path, *QUICK, "--range", "0.9..1.4", "--measure", "wait_mean_min"]
    words += ["--out", str(tmp_path)]
    found = tongban(*words, "--format", "markdown")
    assert found.exit_code == 0, found.stderr
    assert "Stability cap: at a factor of" in found.stdout
    assert "agent@r reaches 1" in found.stdout
    assert "| 4 | 2.07 | 1.56 | 1.28 | 1.17 | 1.08 |" in found.stdout
    assert "the formula gives 1.277" in found.stdout
    questions = {"hall_time", "social_cost", "measure"}
    with (tmp_path / "breakeven.csv").open(encoding="utf-8") as file:
        assert {row["question"] for row in csv.DictReader(file)} == questions
    chinese = tongban(*words, "--lang", "zh-CN", "--format", "json")
    document = json.loads(chinese.stdout)
    assert "相比" in document["sentence"]
    assert {each["question"] for each in document["answers"]} == questions


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["breakeven", "--factor", "channels.pool.x"], "did you mean", id="factor"),
        pytest.param(["breakeven", "--range", "3..1"], "as in 0.5..3", id="range"),
        pytest.param(["breakeven", "--channel", "poled"], "did you mean 'pooled'", id="channel"),
        pytest.param(["sensitivity", "--only", "halls.a.agnt"], "did you mean", id="only"),
        pytest.param(["sensitivity", "--measure", "x.y"], "no group 'x'", id="measure"),
    ],
)
def test_bad_options_are_refused_with_a_way_out(path: str, words: list[str], said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        CliRunner().invoke(app, [words[0], path, *words[1:]], catch_exceptions=False)


def test_a_scenario_without_evidence_says_where_to_state_it() -> None:
    with pytest.raises(InputError, match=r"\[\[evidence\]\]"):
        CliRunner().invoke(app, ["sensitivity", "textbook-mmc"], catch_exceptions=False)


@pytest.mark.parametrize("verb", ["sensitivity", "breakeven"])
def test_an_interrupted_question_goes_on_from_what_it_kept(
    path: str, verb: str, tmp_path: Path
) -> None:
    words = [verb, path, "--set", "experiment.horizon_min=1500", "--replications", "6"]
    words += ["--workers", "1", "--out", str(tmp_path)]
    process = subprocess.Popen(
        [TONGBAN, *words, "--engine", "simpy"],  # slow enough to be caught
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    points = tmp_path / "points"
    for _ in range(600):
        if points.is_dir() and len(list(points.glob("*.json"))) >= 2:
            break
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert f"run it again to go on from {tmp_path}" in err
    kept = {file.name: file.stat().st_mtime_ns for file in points.glob("*.json")}
    assert len(kept) >= 2
    again = tongban(*words)
    assert again.exit_code == 0, again.stderr
    now = {file.name: file.stat().st_mtime_ns for file in points.glob("*.json")}
    whole = [name for name in kept if now[name] == kept[name]]
    assert len(whole) >= 2
    assert len(now) > len(kept)
