"""Screening by SALib: what it must find where the answer is known."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest
from planning.pooled import pooled_scenario

from tongban.errors import InputError
from tongban.experiment import Host
from tongban.planning import Study, screening

ONE = Host("compiled", workers=1)
SHORT = ["experiment.horizon_min=400", "experiment.warm_up_min=0"]


@pytest.fixture(name="study")
def _study(tmp_path: Path) -> Study:
    return Study(pooled_scenario(tmp_path), SHORT, replications=2, host=ONE)


def test_morris_finds_a_linear_effect_exactly(study: Study) -> None:
    """Handling is work times the factor, so over the factor's range it changes by .5 of it, times
    the factor on the work, which lies at one of four levels from .9 to 1.1."""
    pytest.importorskip("SALib", reason="needs SALib: install tongban[screening]")
    keys = ["channels.pooled.remote_factor", "items.matter.work.mean", "costs.citizen_cny_per_min"]
    found = screening(study, "morris", samples=4, measure="customers.handling_mean_min", only=keys)
    assert found.settings == 4 * (3 + 1)
    by_name = {effect.input.title.en: effect for effect in found.effects}
    mean = study.at(channels=["separate"]).estimate(
        "separate", "customers", "handling_mean_min", 0.95
    )
    factor = by_name["Factor"]
    assert found.effects[0] is factor
    assert 0.45 * mean.mean <= factor.total.mean <= 0.55 * mean.mean * 1.05
    assert factor.alone.mean == pytest.approx(factor.total.mean)  # always upward
    assert by_name["A citizen's minute"].total.mean == 0


def test_sobol_gives_all_variance_to_the_input_that_has_it(study: Study) -> None:
    pytest.importorskip("SALib", reason="needs SALib: install tongban[screening]")
    keys = ["channels.pooled.remote_factor", "costs.citizen_cny_per_min"]
    found = screening(study, "sobol", samples=16, measure="customers.handling_mean_min", only=keys)
    assert found.settings == 16 * (2 + 2)
    first, second = found.effects
    assert first.input.title.en == "Factor"
    assert first.total.mean == pytest.approx(1, abs=0.2)
    assert first.alone.mean == pytest.approx(1, abs=0.2)
    assert second.total.mean == pytest.approx(0, abs=1e-9)


def test_without_salib_the_extra_is_named(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("SALib"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(InputError, match=r"pip install 'tongban\[screening\]'"):
        screening(study, "morris")
