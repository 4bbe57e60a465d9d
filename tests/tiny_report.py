"""One small dossier and its page, made once for all tests that look at a report."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

from tongban.experiment import Host
from tongban.flow import Language
from tongban.planning.dossier import Dossier, Plan, dossier
from tongban.report.html import page

TINY = Path(__file__).with_name("tiny.toml")
MADE = dt.date(2026, 11, 2)
ONE = Host("compiled", workers=1)
FEW = Plan(causes=2, capacity=2, sensitivity=2)


@cache
def tiny_dossier() -> Dossier:
    return dossier(TINY, plan=FEW, host=ONE)


@cache
def tiny_page(language: Language = "zh-CN") -> str:
    return page(tiny_dossier(), language, MADE)
