"""``tongban staff`` from outside: formats, files, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from tongban.cli.app import app
from tongban.scenario import load

SCENARIO = str(Path(__file__).resolve().parents[1] / "two-halls.toml")
WORDS = [
    "staff",
    SCENARIO,
    "--target",
    "near_local.service_level>=95%",
    "--units",
    "halls.*.clerk=1..5",
    "--workers",
    "1",
]


def test_json_and_the_files_tell_the_same_answer(tmp_path: Path) -> None:
    out = tmp_path / "found"
    run = CliRunner().invoke(app, [*WORDS, "--format", "json", "--out", str(out)])
    assert run.exit_code == 0, run.output
    document = json.loads(run.stdout)
    kept = json.loads((out / "staffing.json").read_text(encoding="utf-8"))
    assert {k: v for k, v in document.items() if k != "run"} == {
        k: v for k, v in kept.items() if k != "run"
    }
    # Fewer at the far hall leave the near hall's own applicants more of its clerks.
    assert {u["key"]: u["after"] for u in document["units"]} == {
        "halls.near.clerk": 3,
        "halls.far.clerk": 1,
    }
    assert document["met"]
    halls = load(out / "staffing.toml").scenario.halls
    assert [hall.units["clerk"] for hall in halls.values()] == [3, 1]
    rows = (out / "staffing.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0].startswith("key,before,after")
    assert len(rows) == 3


def test_the_table_answers_first_in_either_language(tmp_path: Path) -> None:
    out = str(tmp_path)
    for lang, words in (("en", "The least staffing that keeps"), ("zh-CN", "能保证全部目标的最少")):
        run = CliRunner().invoke(app, [*WORDS, "--lang", lang, "--out", out])
        assert run.exit_code == 0, run.output
        assert run.stdout.splitlines()[1].startswith(words)
