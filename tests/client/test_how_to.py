"""The how-to of the live service: its commands exist as written, its program runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tongban.cli.app import app

PAGE = Path(__file__).parents[2] / "docs/howto/live-service.md"
TEXT = PAGE.read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


COMMANDS = [
    line for block in blocks("bash") for line in block.splitlines() if line.startswith("tongban")
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_has_the_verbs_and_options_it_is_given(command: str) -> None:
    words = shlex.split(command.partition(">")[0])[1:]
    verbs = words[:2] if words[0] in ("log", "accounts") else words[:1]
    told = CliRunner().invoke(app, [*verbs, "--help"], env={"COLUMNS": "200"})
    assert told.exit_code == 0, told.output
    for option in (word for word in words if word.startswith("--")):
        assert option in told.output


def test_the_page_has_commands_and_a_program() -> None:
    assert len(COMMANDS) > 8
    _, program = blocks("python")
    compile(program, str(PAGE), "exec")


def test_the_expected_day_is_found_as_written(capsys: pytest.CaptureFixture[str]) -> None:
    program, _ = blocks("python")
    exec(program, {})
    mean, low, high = map(float, capsys.readouterr().out.split())
    assert low <= mean <= high
