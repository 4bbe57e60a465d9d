"""Documents that cannot go stale: examples run, generated pages are fresh, links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tongban import compare, load
from tongban.cli.app import app
from tongban.measures import MEASURES

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
PROSE = [page for page in PAGES if page.parent.name != "reference"]


@cache
def generator() -> Any:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("path", generator().pages(), ids=lambda path: path.name)
def test_generated_page_is_fresh(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == generator().pages()[path], "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_tutorial_runs_from_top_to_bottom(capsys: pytest.CaptureFixture[str]) -> None:
    scope: dict[str, Any] = {}
    for block in blocks(DOCS / "tutorial/first-comparison.md", "python"):
        exec(block, scope)
    assert "virtual_window" in capsys.readouterr().out


TEXTBOOK = blocks(DOCS / "howto/textbook-queues.md", "toml")


@pytest.mark.parametrize("number", range(len(TEXTBOOK)))
def test_textbook_system_runs_and_finds_what_theory_says(number: int, tmp_path: Path) -> None:
    path = tmp_path / "queue.toml"
    path.write_text(TEXTBOOK[number], encoding="utf-8")
    result = compare(load(path), replications=8)
    groups = {name: a.groups for name, a in result.alternatives.items()}
    wait = {
        (name, group): cells[group]["wait_mean_min"]
        for name, cells in groups.items()
        for group in cells
    }
    theory = [
        {("queue", "all_come"): 6.649},
        {("queue", "remote"): 6.5631, ("queue", "local"): 16.4077},
        {("tandem", "all_come"): 4.5 + 7.65869},
        {("feedback", "all_come"): 14.0449 * 1.25},
        {("hold", "cross"): 7.1629 + 3.6610, ("call", "cross"): 6.7500},
        {},
    ][number]
    for key, expected in theory.items():
        found = wait[key]
        assert abs(found.mean - expected) < 2.5 * found.half_width
        assert found.half_width < 0.35 * expected
    if number == 5:
        day = groups["day"]["all_come"]
        outcomes = ("accepted", "turned_away", "abandoned", "balked")
        assert sum(day[name].mean for name in outcomes) == pytest.approx(day["needs"].mean)
        assert min(day[name].mean for name in outcomes) > 0


def test_there_are_six_textbook_systems() -> None:
    assert len(TEXTBOOK) == 6


def commands() -> list[str]:
    found = []
    for page in PROSE:
        for block in blocks(page, "console"):
            lines = [line.removeprefix("$ ") for line in block.splitlines()]
            found += [line.removeprefix(".venv/bin/") for line in lines if "tongban" in line]
    return sorted(set(found))


@pytest.mark.parametrize("command", commands())
def test_command_in_a_document_runs(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = shlex.split(command)[1:]
    if "mine.toml" in words and words[0] != "new":
        CliRunner().invoke(app, ["new", "mine.toml"])
    if words[0] == "compare":
        words += ["--replications", "2", "--workers", "1"]
    outcome = CliRunner().invoke(app, words)
    assert outcome.exit_code == 0, outcome.output


def test_readmes_show_what_the_demonstration_finds() -> None:
    made = generator()
    for path in made.READMES:
        assert path.read_text(encoding="utf-8") == made.readme(path), "run `make docs`"


def test_images_show_what_the_demonstration_finds() -> None:
    for path, drawing in generator().images().items():
        assert path.read_text(encoding="utf-8") == drawing, "run `make docs`"


def test_every_measure_is_in_its_reference() -> None:
    text = (DOCS / "reference/measures.md").read_text(encoding="utf-8")
    for name in MEASURES:
        assert f"`{name}`" in text
