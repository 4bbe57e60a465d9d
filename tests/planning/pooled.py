"""Windows with a line each against the same clerks behind one line, as a scenario."""

from __future__ import annotations

from pathlib import Path

HALLS = "".join(f'[halls.{name}]\nregion = "r"\nwindow = 1\nagent = 1\n' for name in "abcd")
FLOWS = "".join(
    f"""[flows.{name}]
start = "serve"
kinds = {{ {kind} = {{ scope = "hall" }} }}
[flows.{name}.stages.serve]
holds = ["{kind}"]
order = "wait"
ticket = true
do = {{ done = {{ to = "served", means = "acceptance" }} }}
[flows.{name}.final.served]
counts_as = "accepted"
[channels.{name}]
remote_factor = 1.0
stages.serve = {{ share = 1.0 }}
"""
    for name, kind in (("separate", "window"), ("pooled", "agent"))
)
SCENARIO = f"""[title]
zh-CN = "独立窗口与合并"
en = "Separate and pooled"
[question]
zh-CN = "合并值多少？"
en = "What is pooling worth?"
{HALLS}[pools.agent]
by = "region"
[items.matter]
work = {{ dist = "exponential", mean = 10 }}
[demand.customers]
per_hour = 4.2
items = {{ matter = 1 }}
{FLOWS}[[evidence]]
title = {{ zh-CN = "系数", en = "Factor" }}
keys = ["channels.pooled.remote_factor"]
grade = "B"
values = [0.9, 1.4]
[[evidence]]
title = {{ zh-CN = "两者的工作量", en = "Work of both" }}
keys = ["items.matter.work.mean"]
grade = "C"
factors = [0.9, 1.1]
[[evidence]]
title = {{ zh-CN = "坐席数", en = "Clerks that are pooled" }}
keys = ["halls.*.agent"]
grade = "B"
values = [1, 3]
[[evidence]]
title = {{ zh-CN = "票价", en = "A citizen's minute" }}
keys = ["costs.citizen_cny_per_min"]
grade = "K"
values = [0.5, 2]
[[evidence]]
title = {{ zh-CN = "需求", en = "Demand" }}
keys = ["demand.customers.per_hour"]
grade = "A"
source = "counted"
[[evidence]]
title = {{ zh-CN = "分流", en = "Regions" }}
keys = ["pools.agent.by"]
grade = "B"
[costs]
citizen_cny_per_min = 1.0
[experiment]
horizon_min = 6000
warm_up_min = 200
replications = 8
primary = ["customers.wait_mean_min"]
margins = {{ wait_mean_min = 1 }}
"""
"""Four windows .7 busy; 1.277 is the break-even factor by formula."""


def pooled_scenario(folder: Path, text: str = SCENARIO) -> Path:
    """The path of the scenario written into a folder."""
    path = folder / "pooled.toml"
    path.write_text(text, encoding="utf-8")
    return path
