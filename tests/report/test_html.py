"""The report's page: what a scenario says is never markup, and each finding has its sentence."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from tiny_report import MADE, tiny_dossier, tiny_page

from tongban.experiment import Estimate
from tongban.flow import Language, Text
from tongban.planning.dossier import Absent
from tongban.planning.findings import (
    AssumptionDriven,
    Finding,
    Limit,
    Mixed,
    NotShown,
    Relief,
    Sparse,
    Stress,
    Turn,
)
from tongban.report.html import page
from tongban.report.html.lead import sentence

WAIT = Estimate(1.25, 0.5, 20)
FACTOR = Text.model_validate({"zh-CN": "远程系数", "en": "the remote factor"})
RESERVE = Text.model_validate({"zh-CN": "预留叫号", "en": "reserve"})
LIMIT = Limit(120, False, 1.6, "window", "local", "wait_p90_min")


def told(finding: Finding, language: Language) -> str:
    return sentence(tiny_dossier(), finding, language)


@pytest.mark.parametrize(
    ("finding", "zh", "en"),
    [
        pytest.param(
            Sparse(4.5, "local", WAIT, 3.0),
            ["都不因能力不足而排队", "4.5 小时", "+1.2 ± 0.5 分钟", "每天 3.0 件起"],
            ["Neither channel queues", "4.5 hours", "by +1.2 ± 0.5 min", "from 3.0 cases a day"],
            id="sparse",
        ),
        pytest.param(
            Mixed(0.84, 0.02, 0.04, "local", WAIT, Estimate(0.5, 0.1, 20), Estimate(0.9, 0.1, 9)),
            ["当天受理 84 件", "2 件", "90 ± 10 个百分点", "4.0 件最终未办成", "多等 1.2 ± 0.5"],
            [
                "84 are accepted the same day",
                "90 ± 10 points are the journey",
                "0.5 ± 0.1 min comes",
            ],
            id="mixed",
        ),
        pytest.param(
            Mixed(0.84, 0.02, 0.04, "local", Estimate(-1.0, 0.2, 20), None, None),
            ["平均少等 1.0 ± 0.2 分钟"],
            ["wait 1.0 ± 0.2 min less."],
            id="mixed, and the locals gain",
        ),
        pytest.param(
            Stress(LIMIT, Relief(3, RESERVE, 150)),
            ["每天远程需求超过 120 件", "增加 3 人", "预留叫号", "150 件"],
            ["Above 120 remote needs a day", "3 more staff", "reserve", "to 150"],
            id="stress",
        ),
        pytest.param(
            Stress(replace(LIMIT, cases=None, share=math.nan, least=3.4), Relief()),
            ["即使每天只有 3 件远程需求", "都不能提高"],
            ["Even at 3 remote needs a day", "no channel compared"],
            id="stress without any remote load",
        ),
        pytest.param(
            NotShown(240), ["大约需要 240 次"], ["about 240 would be needed"], id="not shown"
        ),
        pytest.param(NotShown(None), ["难以显示"], ["too small for more"], id="never shown"),
        pytest.param(
            AssumptionDriven(Turn(FACTOR, 1.21, "value", 0.95, 1.35, "not shown")),
            ["远程系数", "1.21", "0.95 至 1.35", "请先测量"],
            ["turns at the remote factor = 1.21", "0.95 to 1.35", "measure it first"],
            id="assumption",
        ),
    ],
)
def test_a_finding_has_its_sentence_in_both_languages(
    finding: Finding, zh: list[str], en: list[str]
) -> None:
    for language, parts in (("zh-CN", zh), ("en", en)):
        words = told(finding, language)  # type: ignore[arg-type]
        for part in parts:
            assert part in words
        assert "{" not in words


def test_what_a_scenario_says_is_never_markup() -> None:
    made = tiny_page()
    assert made.count("<script>") == 1  # our own
    assert "alert(1)</script>" not in made.replace("&lt;script&gt;alert(1)&lt;/script&gt;", "")
    assert "A small scenario &lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in made
    assert "counted &lt;b&gt;once&lt;/b&gt;" in made


def test_nothing_is_fetched_from_anywhere() -> None:
    made = tiny_page()
    assert not re.findall(r"(?:src|href)=\"(?!#)", made)
    assert "url(http" not in made
    assert "@import" not in made
    assert "default-src &#x27;none&#x27;" in made


def test_names_within_the_page_are_used_once_and_lead_somewhere() -> None:
    made = tiny_page()
    names = re.findall(r"\sid=\"([^\"]+)\"", made)
    assert len(names) == len(set(names))
    wanted = re.findall(r"href=\"#([^\"]+)\"", made) + re.findall(r"url\(#([^)]+)\)", made)
    assert set(wanted) <= set(names)


def test_the_same_dossier_gives_the_same_page() -> None:
    assert page(tiny_dossier(), "zh-CN", MADE) == tiny_page()


def test_it_opens_in_the_language_asked_for_and_holds_both() -> None:
    for language, checked in (("zh-CN", "show-zh"), ("en", "show-en")):
        made = tiny_page(language)
        assert re.search(rf"id=\"{checked}\"[^>]*checked", made)
        assert "2026年11月2日" in made
        assert "2 November 2026" in made


def test_a_part_that_is_not_there_says_why() -> None:
    reason = Text.model_validate({"zh-CN": "缺少某物。", "en": "something is missing."})
    bare = replace(
        tiny_dossier(),
        causes=Absent(reason),
        capacity=Absent(reason),
        sensitivity=Absent(reason),
        staffing=Absent(reason),
    )
    made = page(bare, "en", MADE)
    assert made.count("Not answered here: something is missing.") == 5
    assert made.count("这里没有答案：缺少某物。") == 5
