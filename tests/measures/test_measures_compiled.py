"""The compiled sums are those of the columns, to the last bit, in every grouping."""

from __future__ import annotations

import numpy as np
import pytest

from tongban.experiment import Host
from tongban.experiment.compare import policies_of
from tongban.experiment.prepare import prepare
from tongban.measures import BY, STATISTICS, reductions
from tongban.scenario import load

SHORT = ["experiment.days=4", "experiment.warm_up_days=1", "experiment.follow_up_days=6"]
SCENARIOS = [
    pytest.param("yrd-stress", SHORT, id="busy, every policy"),
    pytest.param("yrd-tenfold", [*SHORT, "calendar.closing='turn_away'"], id="turned away"),
    pytest.param("yrd-tenfold", [*SHORT, "calendar.closing='next_day'"], id="back next day"),
    pytest.param("yrd-tenfold", [*SHORT, "experiment.follow_up_days=0"], id="cut off"),
    pytest.param("textbook-mmc", ["experiment.horizon_min=200"], id="no calendar"),
]


@pytest.mark.parametrize(("name", "changes"), SCENARIOS)
def test_compiled_sums_are_those_of_the_columns(name: str, changes: list[str]) -> None:
    source = load(name, changes)
    policies = policies_of(source, None, None)
    trial, _ = prepare(source, policies, Host("compiled", 1), lambda text: None)
    assert trial.setting is not None
    names = [statistic.name for statistic in STATISTICS]
    for records in trial.records(0):
        by_columns = reductions(records, trial.setting, BY)
        folded = reductions(records, trial.setting, BY, compiled=True)
        for one, other in zip(by_columns, folded, strict=True):
            assert one.cells == other.cells
            different = np.flatnonzero((one.sums != other.sums).any(axis=0))
            assert [names[x] for x in different] == []
            assert (one.waits == other.waits).all()
            assert (one.pool_sums == other.pool_sums).all()
            assert one.sums[:, names.index("needs")].sum() > 0
