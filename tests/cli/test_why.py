"""``tongban why`` from outside: what stdout carries, both languages, exit codes, what is kept."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import tongban.planning
from tongban.cli.app import app
from tongban.errors import InputError
from tongban.scenario import gallery

TEMPLATE = str(gallery()["yrd-2023"].with_name("template.toml"))
SMALL = ["--set", "experiment.days=2", "--set", "experiment.warm_up_days=1", "--workers", "1"]
WORDS = ["why", TEMPLATE, *SMALL, "--replications", "3", "--engine", "compiled"]
MEASURE = ["--measure", "cross.elapsed_restricted_mean_h"]


def told(*words: str) -> Result:
    return CliRunner().invoke(app, [*WORDS, *words])


def test_json_and_csv_carry_the_same_parts_and_they_add_up() -> None:
    document = json.loads(told(*MEASURE, "--reverse", "--format", "json").stdout)
    rows = list(csv.DictReader(io.StringIO(told(*MEASURE, "--format", "csv").stdout)))
    (split,) = document["splits"]
    parts = split["parts"]
    assert list(document["causes"]) == [part["cause"] for part in parts]
    assert [row["cause"] for row in rows] == ["start", *document["causes"], "whole"]
    for key in ("change", "opposite"):
        assert math.fsum(part[key]["mean"] for part in parts) == pytest.approx(
            split["whole"]["mean"]
        )
    in_csv = [float(row["change"]) for row in rows[1:-1]]
    assert in_csv == pytest.approx([part["change"]["mean"] for part in parts])
    assert float(rows[0]["value"]) == pytest.approx(split["start"]["mean"])


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        pytest.param("en", ["the arrival clock (no journey)", "Beyond the journey"], id="en"),
        pytest.param("zh-CN", ["到场时间（不必乘车赶路）", "除去路途"], id="zh"),
    ],
)
def test_the_sentence_names_the_journey_in_both_languages(lang: str, words: list[str]) -> None:
    page = told(*MEASURE, "--format", "markdown", "--lang", lang).stdout
    lead = page.splitlines()[2]
    assert all(word in lead for word in words)


def test_out_keeps_the_runs_and_the_answer(tmp_path: Path) -> None:
    first = told(*MEASURE, "--out", str(tmp_path))
    assert first.exit_code == 0
    names = {path.name for path in tmp_path.iterdir() if path.is_file()}
    assert names == {"why.json", "why.md", "why.csv"}
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "points").iterdir()}
    again = told(*MEASURE, "--out", str(tmp_path))
    assert again.stdout == first.stdout
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "points").iterdir()} == kept


def test_ctrl_c_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tongban.planning, "causes_of", interrupted)
    outcome = told("--out", str(tmp_path))
    assert outcome.exit_code == 130
    assert f"run it again to go on from {tmp_path}" in outcome.stderr
    assert outcome.stdout == ""


def test_a_channel_without_a_journey_is_refused() -> None:
    with pytest.raises(InputError, match="give --from one of in_person"):
        raise told("--from", "virtual_window").exception or AssertionError
