"""The command line from outside: what stdout carries, exit codes, what is loaded, Ctrl-C."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

TONGBAN = Path(sys.executable).with_name("tongban")
SMALL = ["--set", "experiment.days=2", "--set", "experiment.warm_up_days=1"]


def tongban(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TONGBAN, *words],
        cwd=cwd,
        env=os.environ | {"COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, typer.testing\n"
        "from tongban.cli.app import app\n"
        "shown = typer.testing.CliRunner().invoke(app, ['--help'])\n"
        "assert shown.exit_code == 0\n"
        "print(*sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(found.stdout.split())
    heavy = {"scipy.stats", "plotly", "pandas", "simpy", "numba", "numpy", "pydantic"}
    assert not loaded & heavy
    assert "tongban.cli.app" in loaded


def without_run(text: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text)
    assert set(document.pop("run")) == {"engine", "versions", "seconds"}
    return document


def test_json_is_one_document_and_the_same_for_the_same_seed() -> None:
    words = ["compare", "template", "--format", "json", "--replications", "3", *SMALL]
    path = str(Path(__file__).resolve().parents[2] / "scenarios/template.toml")
    words[1] = path
    one, two = tongban(*words, "--workers", "1"), tongban(*words, "--workers", "2")
    assert (one.returncode, one.stderr) == (0, "")
    document = without_run(one.stdout)
    assert document == without_run(two.stdout)
    head = re.sub(r'"run": .*', "", one.stdout, flags=re.DOTALL)
    assert head == re.sub(r'"run": .*', "", two.stdout, flags=re.DOTALL)
    assert list(document["alternatives"]) == ["in_person", "virtual_window"]
    estimate = document["alternatives"]["in_person"]["groups"]["cross"]["accepted_same_day"]
    assert set(estimate) == {"mean", "half_width", "n"}
    comparison = document["comparisons"][0]
    assert comparison["baseline"] == "in_person"
    assert comparison["verdict"] in {"equivalent", "lower", "higher", "not shown"}
    other = tongban(*words, "--seed", "2")
    assert without_run(other.stdout) != document


def test_csv_has_a_row_for_each_estimate() -> None:
    found = tongban("compare", "textbook-mmc", "--format", "csv", "--replications", "3")
    rows = list(csv.DictReader(io.StringIO(found.stdout)))
    waits = {
        row["alternative"]: float(row["mean"])
        for row in rows
        if (row["cell"], row["measure"]) == ("customers", "wait_mean_min")
    }
    assert waits["queue"] == pytest.approx(60 * 0.001175, rel=0.2)
    assert waits["direct"] < waits["queue"]


def test_out_writes_whole_files_and_says_where(tmp_path: Path) -> None:
    words = ["compare", "textbook-mmc", "--replications", "2", "--out", str(tmp_path / "made")]
    found = tongban(*words)
    assert found.returncode == 0
    names = {"summary.json", "summary.md", "summary.csv", "points"}
    assert {path.name for path in (tmp_path / "made").iterdir()} == names
    assert str(tmp_path / "made/summary.json") in found.stderr
    assert "customers" in found.stdout


def test_what_is_kept_is_not_run_again_unless_an_engine_is_named(tmp_path: Path) -> None:
    words = ["compare", "textbook-mmc", "--out", str(tmp_path), "--format", "csv"]
    found = tongban(*words, "--replications", "4").stdout
    (kept,) = (tmp_path / "points").iterdir()
    before = kept.stat().st_ino
    fewer = tongban(*words, "--replications", "2").stdout
    assert fewer not in ("", found)
    assert tongban(*words, "--replications", "4").stdout == found
    assert tongban(*words, "--replications", "4", "--engine", "simpy").stdout == found
    assert kept.stat().st_ino == before
    tongban(*words, "--replications", "5")
    assert kept.stat().st_ino != before


def test_out_that_cannot_be_written_leaves_no_part_of_a_summary(tmp_path: Path) -> None:
    (tmp_path / "summary.csv").mkdir()
    found = tongban("compare", "textbook-mmc", "--replications", "2", "--out", str(tmp_path))
    assert found.returncode == 2
    assert "summary.csv: cannot be written" in found.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"summary.csv", "points"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["compare", "yrd-tenfol"], "did you mean 'yrd-tenfold'", id="scenario"),
        pytest.param(
            ["compare", "textbook-mmc", "--channels", "que"], "did you mean 'queue'", id="channel"
        ),
        pytest.param(["compare", "textbook-mmc", "--load", "1,x"], "'x' is no number", id="load"),
        pytest.param(["compare", "textbook-mmc", "--load", "-1"], "need more than 0", id="below 0"),
        pytest.param(
            ["compare", "textbook-mmc", "--replications", "1"], "need at least 2", id="one"
        ),
        pytest.param(
            ["compare", "textbook-mmc", "--set", "experiment.sead=3"], "'sead'", id="unknown key"
        ),
        pytest.param(
            ["compare", "textbook-mmc", "--set", "experiment.primary=['customers.wait']"],
            "no measure 'wait'",
            id="measure",
        ),
        pytest.param(["trace", "yrd-tenfold", "--group", "corss"], "'cross'", id="group"),
        pytest.param(["trace", "yrd-tenfold", "--case", "0"], "measured cases 1 to", id="case"),
        pytest.param(["flows", "in_persn"], "did you mean 'in_person'", id="flow"),
        pytest.param(["check", "/"], "a folder", id="folder"),
    ],
)
def test_bad_input_is_exit_code_2_with_a_way_out(words: list[str], said: str) -> None:
    found = tongban(*words)
    assert (found.returncode, found.stdout) == (2, "")
    assert said in found.stderr
    assert "Traceback" not in found.stderr


def interrupted(*words: str, after: float) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a run that gets Ctrl-C after so many seconds.

    A shell starts what it puts in the background with SIGINT ignored, and a child inherits
    that; so the signal is set back, or these tests would fail there.
    """
    process = subprocess.Popen(
        [TONGBAN, *words, "--engine", "simpy", "--workers", "1"],  # slow enough to be caught
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    time.sleep(after)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def test_interrupt_reports_what_is_finished() -> None:
    words = ["compare", "textbook-mmc", "--replications", "4000"]
    code, out, err = interrupted(*words, "--format", "json", after=6)
    assert code == 130, err
    document = json.loads(out)
    assert 2 <= document["replications"] < document["planned"] == 4000
    assert f"{document['replications']} of 4000" in err


def test_interrupt_before_two_replications_is_said_and_reports_nothing() -> None:
    words = ["compare", "yrd-stress", "--replications", "4000"]
    code, out, err = interrupted(*words, after=3)
    assert (code, out) == (130, ""), err
    assert err.startswith("interrupted: ")
    assert "Traceback" not in err


def test_run_breaks_one_channel_down_and_writes_its_records(tmp_path: Path) -> None:
    words = ["run", "yrd-tenfold", "--channel", "virtual_window", "--replications", "2", *SMALL]
    found = tongban(*words, "--format", "json", "--records", str(tmp_path / "csv"))
    assert found.returncode == 0, found.stderr
    document = json.loads(found.stdout)
    assert {"group", "hall", "home", "item", "half_hour"} <= set(document["by"])
    assert "09:00" in document["pools_by_half_hour"]["clerk"]
    with (tmp_path / "csv/visits.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {"case", "stage", "enter_us", "start_us", "leave_us", "action"} == set(rows[0])
    assert any(row["stage"] == "virtual_window.dial" for row in rows)
    tables = ("cases", "visits", "capacity")
    again = tongban(*words, "--records", str(tmp_path / "parquet"), "--parquet")
    assert again.returncode == 0, again.stderr
    import pyarrow.parquet

    for name in tables:
        table = pyarrow.parquet.read_table(tmp_path / f"parquet/{name}.parquet")
        with (tmp_path / f"csv/{name}.csv").open() as file:
            assert table.num_rows == sum(1 for _ in file) - 1


@pytest.mark.parametrize("channel", ["in_person", "virtual_window", "online", "nearby_generalist"])
def test_trace_follows_one_applicant_to_the_end(channel: str) -> None:
    words = ["trace", "yrd-tenfold", "--item", "insurance_transfer", "--channel", channel]
    english, chinese = tongban(*words), tongban(*words, "--lang", "zh-CN")
    assert english.returncode == chinese.returncode == 0, english.stderr
    lines = english.stdout.splitlines()
    assert "the need arises: Transfer of medical insurance" in lines[0]
    assert lines[-2].endswith("(the end)")
    assert "产生需求: 医保关系转移接续" in chinese.stdout
    assert len(lines) == len(chinese.stdout.splitlines())


def test_new_writes_a_sound_scenario_and_leaves_an_existing_one_alone(tmp_path: Path) -> None:
    assert tongban("new", "mine.toml", cwd=tmp_path).returncode == 0
    assert tongban("check", "mine.toml", cwd=tmp_path).returncode == 0
    before = (tmp_path / "mine.toml").read_text()
    again = tongban("new", "mine.toml", cwd=tmp_path)
    assert again.returncode == 2
    assert "exists already" in again.stderr
    assert (tmp_path / "mine.toml").read_text() == before


def test_scenarios_and_flows_are_listed() -> None:
    listed = tongban("scenarios", "--lang", "zh-CN").stdout
    for name in ("textbook-mmc", "yrd-2023", "yrd-stress", "yrd-tenfold"):
        assert name in listed
    assert "长三角" in listed
    assert "virtual_window_reserve" in tongban("flows").stdout
    assert tongban("flows", "online", "--diagram").stdout.startswith("flowchart TD\n")
    assert "apply_online" in tongban("flows", "online").stdout


def test_several_loads_are_told_apart() -> None:
    words = ["compare", "textbook-mmc", "--load", "0.5,1", "--replications", "3"]
    document = json.loads(tongban(*words, "--format", "json").stdout)
    assert list(document["alternatives"]) == ["queue@0.5", "direct@0.5", "queue@1", "direct@1"]
    pairs = {(c["baseline"], c["alternative"]) for c in document["comparisons"]}
    assert pairs == {("queue@0.5", "direct@0.5"), ("queue@1", "direct@1")}
    needs = [
        document["alternatives"][name]["groups"]["customers"]["needs"]["mean"]
        for name in ("queue@0.5", "queue@1")
    ]
    assert needs[0] == pytest.approx(needs[1] / 2, rel=0.05)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("compare yrd-tenfold --set halls.he", ["halls.hefei."], id="a table"),
        pytest.param("sweep yrd-tenfold --vary experiment.lo", ["experiment.load="], id="a value"),
        pytest.param("compare no-such-file --set halls.", [], id="no such scenario"),
    ],
)
def test_keys_of_the_scenario_complete_in_the_shell(words: str, found: list[str]) -> None:
    line = f"tongban {words}"
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1)}
    shown = subprocess.run(
        [TONGBAN],
        env=os.environ | asked | {"_TONGBAN_COMPLETE": "complete_bash"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (shown.stdout.split(), shown.stderr) == (found, "")


def test_keys_are_listed_with_their_values() -> None:
    lines = tongban("check", "yrd-tenfold", "--keys").stdout.splitlines()
    assert {"halls.hefei.clerk = 8", "experiment.load = 10", "travel.0.min = 155"} <= set(lines)


def test_precision_says_why_it_stopped() -> None:
    words = ["compare", "textbook-mmc", "--set", "experiment.horizon_min=300"]
    limit = ["--precision", "1%", "--measure", "wait_mean_min", "--max-replications", "20"]
    found = tongban(*words, *limit)
    assert found.returncode == 0, found.stderr
    assert "Stopped at the limit of 20 replications" in " ".join(found.stdout.split())
    document = json.loads(tongban(*words, *limit, "--format", "json").stdout)
    assert document["stopping"]["reason"] == "limit"


def test_a_sweep_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    words = ["sweep", "textbook-mmc", "--vary", "halls.counter.clerk=3..40", "--out", str(tmp_path)]
    words += ["--set", "experiment.replications=10", "--workers", "1", "--engine", "compiled"]
    process = subprocess.Popen([TONGBAN, *words], stdout=subprocess.DEVNULL)
    points = tmp_path / "points"
    for _ in range(600):
        if points.is_dir() and len(list(points.glob("*.json"))) >= 3:
            break
        time.sleep(0.1)
    process.kill()
    process.wait(timeout=60)
    finished = len(list(points.glob("*.json")))
    assert 3 <= finished < 38
    again = tongban(*words, "--format", "json")
    assert again.returncode == 0, again.stderr
    assert len(json.loads(again.stdout)["points"]) == 38
    with (tmp_path / "sweep.csv").open() as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if (row["cell"], row["measure"]) == ("customers", "wait_mean_min")
        ]
    waits = [float(row["mean"]) for row in rows if row["alternative"] == "queue"]
    assert len(waits) == 38
    assert waits[0] > waits[1] > waits[2]
    third = tongban(*words)
    assert "38 kept from before" in " ".join(third.stdout.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["--vary", "halls.hefi.clerk=1,2"], "did you mean 'hefei'", id="hall"),
        pytest.param(["--vary", "experiment.lod=1,2"], "did you mean 'load'", id="key"),
        pytest.param(["--vary", "load=8..2"], "empty range", id="range"),
        pytest.param(["--vary", "load"], "write it like", id="no values"),
    ],
)
def test_bad_sweeps_name_the_value_and_the_way_out(words: list[str], said: str) -> None:
    found = tongban("sweep", "yrd-tenfold", *words)
    assert (found.returncode, found.stdout) == (2, "")
    assert said in found.stderr
    assert "Traceback" not in found.stderr
