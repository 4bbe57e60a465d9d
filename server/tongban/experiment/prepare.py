"""From a scenario and the policies asked for to a trial that is ready to run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from ..engine import Engine, choose, is_first_use, is_kept
from ..flow import Text, text
from ..measures import By
from ..scenario import Source, lower_scenario
from ..workload import Policy
from .replicate import Host, Trial, expected_cases
from .setting import setting_of
from .warm_up import with_warm_up

__all__ = ["Notice", "prepare"]

Notice = Callable[[Text], None]
"""Told, before a long wait, what is being waited for."""

FIRST_USE = text(
    "首次使用：正在编译仿真引擎，约需十几秒；之后的运行无需再等",
    "first use: compiling the engine, some 15 s; later runs find it compiled",
)
NOT_KEPT = text(
    "编译结果无处保存，每次运行都要重新编译；请用 NUMBA_CACHE_DIR 指定可写的文件夹",
    "what is compiled cannot be kept, so every run compiles anew; name a folder that "
    "can be written in NUMBA_CACHE_DIR",
)


def prepare(
    source: Source,
    policies: Sequence[Policy],
    host: Host,
    notice: Notice,
    by: tuple[By, ...] = ("cell",),
    beside: Iterable[str] = (),
) -> tuple[Trial, list[Text]]:
    """A trial of these policies, its warm-up found if need be, and warnings.

    beside  channels run apart from these that they will be compared with: a group's first cell
            has the items that all of them can serve
    """
    experiment = source.scenario.experiment
    lowered = lower_scenario(source.scenario, source.library)
    cases = expected_cases(lowered, policies) * experiment.replications
    trial = Trial(lowered, tuple(policies), experiment.seed, choose(host.engine, cases))
    _give_notice(trial.engine, notice)
    lowered, warnings = with_warm_up(trial)
    channels = {name for policy in policies for name in policy.channels}.union(beside)
    return replace(trial, lowered=lowered, setting=setting_of(lowered, channels), by=by), warnings


def _give_notice(engine: Engine, notice: Notice) -> None:
    if engine == "compiled" and is_first_use():
        notice(FIRST_USE)
        if not is_kept():
            notice(NOT_KEPT)
