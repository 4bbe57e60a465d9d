"""Write the parts of docs/ that are taken from the code. Run by `make docs`, tested fresh."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from tongban.cli.app import app
from tongban.flow import mermaid
from tongban.measures import reference as measures_reference
from tongban.scenario import flows, json_schema, scenario_reference

DOCS = Path(__file__).resolve().parent


def pages() -> dict[Path, str]:
    """Path -> text of every generated page."""
    reference = DOCS / "reference"
    return {
        reference / "measures.md": measures_reference(),
        reference / "scenario.md": scenario_reference(),
        reference / "scenario.schema.json": json.dumps(json_schema(), indent=2, ensure_ascii=False)
        + "\n",
        reference / "flows.md": flows_page(),
        reference / "cli.md": cli_page(),
    }


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


def main() -> None:
    """Write what has changed."""
    for path, text in pages().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(DOCS.parent)}")


if __name__ == "__main__":
    main()
