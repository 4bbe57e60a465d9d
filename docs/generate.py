"""Write what documents take from the code and from a run. By `make docs`; tested fresh."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from tongban.cli.app import app
from tongban.experiment import Host, Result
from tongban.flow import Language, mermaid
from tongban.live.annotated import annotated_session
from tongban.live.reference import asyncapi, events_page, protocol_page, protocol_schema
from tongban.live.typescript import declarations
from tongban.measures import reference as measures_reference
from tongban.planning.dossier import PARTS, Dossier, dossier
from tongban.report.html import completion, people, picture
from tongban.report.values import measure_title, shown, shown_amount, shown_difference
from tongban.scenario import (
    catalogue_reference,
    flows,
    json_schema,
    load_catalogue,
    scenario_reference,
)
from tongban.session import Rules

DOCS = Path(__file__).resolve().parent
PAGES = DOCS.parent / "client" / "tongban_client" / "web"
READMES: dict[Path, Language] = {
    DOCS.parent / "README.md": "en",
    DOCS.parent / "README.zh-CN.md": "zh-CN",
}
BEGIN, END = "<!-- demo:begin -->", "<!-- demo:end -->"
SHOWN = (
    "accepted_same_day",
    "accepted_within_5d",
    "elapsed_restricted_mean_h",
    "lost_share",
    "wait_mean_min",
    "staff_min_per_accepted",
)
"""The measures of the READMEs' table."""

FOUND: dict[Language, str] = {
    "en": """From that run (scenario `{digest}`, {replications} replications, seed {seed}, 95 %).
Applicants of other provinces; in each cell the value, and below it the difference to going in
person, on the same applicants:

{table}

The home halls' own applicants wait {wait} min when nobody calls in by video; when they do, the
difference is {difference} ({verdict} within the margin of two minutes).""",
    "zh-CN": """取自该次运行（情景 `{digest}`，{replications} 次独立重复，种子 {seed}）。
置信水平 95%，跨省申请人；每格为估计值，其下为与属地线下在同一批申请人上的配对差：

{table}

没有视频来电时，属地大厅本地群众平均等待 {wait} 分钟；有视频来电时相差 {difference}
（在两分钟的界限内{verdict}）。""",
}
VERDICTS: dict[str, dict[Language, str]] = {
    "equivalent": {"en": "equivalent", "zh-CN": "相当"},
    "not shown": {"en": "not shown", "zh-CN": "未显示差异"},
    "higher": {"en": "more than", "zh-CN": "超出"},
}


def pages() -> dict[Path, str]:
    """Path -> text of every generated page."""
    reference = DOCS / "reference"
    return {
        reference / "measures.md": measures_reference(),
        reference / "scenario.md": scenario_reference(),
        reference / "scenario.schema.json": json.dumps(json_schema(), indent=2, ensure_ascii=False)
        + "\n",
        reference / "flows.md": flows_page(),
        reference / "catalogue.md": catalogue_reference(load_catalogue()),
        reference / "cli.md": cli_page(),
        reference / "protocol.md": protocol_page(session()),
        reference / "events.md": events_page(),
        reference / "protocol.schema.json": _json(protocol_schema()),
        reference / "protocol.asyncapi.json": _json(asyncapi()),
    } | {PAGES / "wire" / name: text for name, text in declarations().items()}


def _json(plain: dict[str, Any]) -> str:
    return json.dumps(plain, indent=1, ensure_ascii=False) + "\n"


def session() -> str:
    """A session about a medical filing of Shanghai, message by message."""
    rules = Rules(flows()["virtual_window"], load_catalogue().items["medical_filing"], "shanghai")
    return annotated_session(rules, "jingan")


def flows_page() -> str:
    """The shipped flows as diagrams."""
    library = flows()
    parts = [
        "# Flows",
        "Generated from `scenarios/flows/*.toml`. Solid arrows end a stage's handling, dashed "
        "ones its waiting or either; italics are the units a stage holds; rounded boxes end a "
        "case, and a thick arrow hands it on to another flow.",
    ]
    for flow in library.values():
        title = f"{flow.title.en} · {flow.title.zh_cn}" if flow.title else flow.name
        parts += [f"## {flow.name}", title, f"```mermaid\n{mermaid(flow, library)}```"]
    return "\n\n".join(parts) + "\n"


def cli_page() -> str:
    """Every verb's help, as the terminal shows it at 80 columns."""
    parts = ["# Command line", "Generated from the program's own help."]
    verbs = [command.name for command in app.registered_commands if command.name]
    for name in ["", *verbs]:
        shown = CliRunner().invoke(app, [*name.split(), "--help"], env={"COLUMNS": "80"})
        parts += [f"## tongban {name}".rstrip(), f"```text\n{shown.output.rstrip()}\n```"]
    return "\n\n".join(parts) + "\n"


@cache
def demonstration() -> Dossier:
    """What `make demo` finds, without what only the whole report has time for."""
    return dossier("yrd-tenfold", without=PARTS, host=Host("compiled"))


def demonstrated() -> Result:
    """Its comparison."""
    return demonstration().result


def images() -> dict[Path, str]:
    """Path -> drawing, in each language."""
    drawn = {"completion": completion.drawing, "people": people.drawing}
    return {
        DOCS / "images" / f"{name}.{language}.svg": picture(draw(demonstration(), 760, language))
        for name, draw in drawn.items()
        for language in READMES.values()
    }


def readme(path: Path) -> str:
    """A README with the figures of the demonstration as they are now."""
    language, result, text = READMES[path], demonstrated(), path.read_text(encoding="utf-8")
    titles = [a.title.of(language) for a in result.alternatives.values()]
    rows = [f"| | {' | '.join(titles)} |", "|---" * (len(titles) + 1) + "|"]
    rows += [f"| {' | '.join(_cells(result, name, language))} |" for name in SHOWN]
    local = result.comparison("virtual_window", "home_local", "wait_mean_min")
    alone = result.alternatives["in_person"].groups["home_local"]["wait_mean_min"]
    found = FOUND[language].format(
        digest=result.digest.removeprefix("sha256:")[:12],
        replications=result.replications,
        seed=result.seed,
        table="\n".join(rows),
        wait=shown("wait_mean_min", alone),
        difference=shown_amount("wait_mean_min", local.difference, local.half_width, language),
        verdict=VERDICTS[local.verdict][language],
    )
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{found}\n{END}{after}"


def _cells(result: Result, measure: str, language: Language) -> list[str]:
    star = "★ " if ("cross", measure) in result.primary else ""
    cells = [star + measure_title(measure, language)]
    for name, alternative in result.alternatives.items():
        text = shown(measure, alternative.groups["cross"][measure])
        if name != result.baseline:
            found = result.comparison(name, "cross", measure)
            text += f"<br>{shown_difference(found, language)}"
        cells.append(text)
    return cells


def main() -> None:
    """Write what has changed."""
    (DOCS / "images").mkdir(exist_ok=True)
    readmes = {path: readme(path) for path in READMES}
    for path, text in (pages() | images() | readmes).items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(DOCS.parent)}")


if __name__ == "__main__":
    main()
