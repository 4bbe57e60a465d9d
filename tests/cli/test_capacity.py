"""``tongban capacity`` from outside: what stdout carries, both languages, exit codes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from planning.carried import SHARED_CLERK, TWO_REGIONS, written
from typer.testing import CliRunner, Result

import tongban.planning
from tongban.cli.app import app

SHORT = [
    "--set",
    "experiment.horizon_min=2000",
    "--set",
    "experiment.warm_up_min=200",
    "--replications",
    "3",
    "--workers",
    "1",
]


def told(folder: Path, text: str, *words: str) -> Result:
    return CliRunner().invoke(app, ["capacity", str(written(text, folder)), *SHORT, *words])


def test_json_and_csv_carry_the_same_answer(tmp_path: Path) -> None:
    words = ["--loads", "0.5..2", "--out", str(tmp_path)]
    document = json.loads(told(tmp_path, TWO_REGIONS, *words, "--format", "json").stdout)
    text = (tmp_path / "capacity.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert document["targets_from"] == "default"
    assert list(document["channels"]) == ["hold", "call"]
    for name, channel in document["channels"].items():
        (rate,) = [
            float(row["mean"])
            for row in rows
            if (row["channel"], row["part"]) == (name, "saturation")
        ]
        assert channel["saturation"]["throughput_per_hour"]["mean"] == pytest.approx(rate)
        edge = channel["largest_load"]
        last = {
            float(row["load"])
            for row in rows
            if (row["channel"], row["part"]) == (name, "last_kept")
        }
        assert last == {edge["load"]}
        assert edge["failing"]["target"] == "cross.service_level>=0.8"
        assert [mark["is_inside"] for mark in channel["marks"]] == [True, False, False]
    hold, call = document["channels"].values()
    assert hold["largest_load"]["load"] < call["largest_load"]["load"]
    assert {path.name for path in tmp_path.glob("capacity.*")} == {
        "capacity.json",
        "capacity.md",
        "capacity.csv",
    }


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        pytest.param(
            "en",
            [
                "hold: all targets are kept up to load ×",
                "service level of cross",
                "that windows allow",
            ],
            id="en",
        ),
        pytest.param("zh-CN", ["各项目标均能达到", "服务水平", "为窗口所限上限"], id="zh"),
    ],
)
def test_the_first_sentence_answers(lang: str, words: list[str], tmp_path: Path) -> None:
    few = ["--channels", "hold", "--loads", "0.5..2"]
    page = told(tmp_path, TWO_REGIONS, *few, "--format", "markdown", "--lang", lang).stdout
    assert all(word in page.splitlines()[2] for word in words)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        pytest.param(
            "remote.wait_mean_min<=0", "every load misses a target; at ×2 mean wait", id="none"
        ),
        pytest.param("remote.wait_mean_min<=100000", "search further up with --loads", id="all"),
    ],
)
def test_a_target_no_load_decides_names_the_way_out(target: str, said: str, tmp_path: Path) -> None:
    found = told(
        tmp_path, SHARED_CLERK, "--target", target, "--loads", "1..2", "--format", "markdown"
    )
    assert found.exit_code == 0
    assert "not within the range searched" in found.stdout
    assert "Meanwhile local complete" in found.stdout  # they stand in the same endless line
    assert said in found.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["--loads", "5"], "write it like 0.5..200", id="no range"),
        pytest.param(["--loads", "5..2"], "write the smaller first", id="empty range"),
        pytest.param(["--target", "cros.lost_share<=1"], "did you mean 'cross'", id="group"),
        pytest.param(["--channels", "hodl"], "did you mean 'hold'", id="channel"),
    ],
)
def test_bad_input_names_the_way_out(words: list[str], said: str, tmp_path: Path) -> None:
    found = told(tmp_path, TWO_REGIONS, *words)
    assert found.stdout == ""
    assert said in str(found.exception)


def test_interruption_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tongban.planning, "capacity", interrupted)
    found = told(tmp_path, TWO_REGIONS, "--out", str(tmp_path))
    assert (found.exit_code, found.stdout) == (130, "")
    assert f"run it again to go on from {tmp_path}" in found.stderr
