"""Which engine runs a job, what is said of it, and compiling where nothing can be kept."""

from __future__ import annotations

from typing import Any

import pytest

from tongban.engine import choice, choose
from tongban.experiment import Host, compare
from tongban.jit import is_kept, is_ready, jit
from tongban.report import document
from tongban.scenario import load


@pytest.mark.parametrize(
    ("cases", "first_use", "engine"),
    [
        pytest.param(1_000, False, "simpy", id="a small job"),
        pytest.param(1_000, True, "simpy", id="a small job, never compiled"),
        pytest.param(50_000, False, "compiled", id="worth loading"),
        pytest.param(50_000, True, "simpy", id="not worth compiling"),
        pytest.param(10_000_000, True, "compiled", id="worth compiling"),
    ],
)
def test_auto_takes_what_is_done_sooner(
    monkeypatch: pytest.MonkeyPatch, cases: int, first_use: bool, engine: str
) -> None:
    monkeypatch.setattr(choice, "is_first_use", lambda: first_use)
    assert choose("auto", cases) == engine
    assert choose("simpy", cases) == "simpy"
    assert choose("compiled", cases) == "compiled"


def test_the_engine_changes_no_number() -> None:
    source = load("textbook-mmc", ["experiment.horizon_min=120"])
    found = [
        document(compare(source, replications=3, host=Host(engine, workers=1)))
        for engine in ("simpy", "compiled")
    ]
    assert [one.pop("run")["engine"] for one in found] == ["simpy", "compiled"]
    assert found[0] == found[1]


@pytest.mark.parametrize(("kept", "notices"), [(True, 1), (False, 2)])
def test_first_use_is_said_and_that_nothing_is_kept(
    monkeypatch: pytest.MonkeyPatch, kept: bool, notices: int
) -> None:
    monkeypatch.setattr("tongban.experiment.prepare.is_first_use", lambda: True)
    monkeypatch.setattr("tongban.experiment.prepare.is_kept", lambda: kept)
    said: list[str] = []
    source = load("textbook-mmc", ["experiment.horizon_min=120"])
    compare(
        source,
        replications=2,
        host=Host("compiled", workers=1),
        notice=lambda text: said.append(text.en),
    )
    assert len(said) == notices
    assert said[0].startswith("first use: compiling the engine")
    assert all("NUMBA_CACHE_DIR" in text for text in said[1:])


def test_what_cannot_be_kept_is_compiled_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("numba.core.caching.CacheImpl._locator_classes", [])

    def plus(a: Any, b: Any) -> Any:
        return a + b

    compiled = jit(plus)
    assert not is_kept(compiled)
    assert not is_ready(compiled)
    assert compiled(2, 3) == 5
    assert is_ready(compiled)
