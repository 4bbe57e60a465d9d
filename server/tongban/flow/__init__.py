"""THE flow: which stages a case passes, what it holds in each, which actions leave it."""

from .check import check_library
from .diagram import mermaid
from .graph import Library, cycles, edges, reachable_flows, resolve, stages_in_loops
from .line import LineKey, line_key
from .lower import CLOCKS, NONE, SCOPES, ActionRow, FlowTable, StageRow, lower
from .model import Action, CountsAs, Final, Flow, Frozen, Kind, Language, Stage, Text, merged, text

__all__ = [
    "CLOCKS",
    "NONE",
    "SCOPES",
    "Action",
    "ActionRow",
    "CountsAs",
    "Final",
    "Flow",
    "FlowTable",
    "Frozen",
    "Kind",
    "Language",
    "Library",
    "LineKey",
    "Stage",
    "StageRow",
    "Text",
    "check_library",
    "cycles",
    "edges",
    "line_key",
    "lower",
    "merged",
    "mermaid",
    "reachable_flows",
    "resolve",
    "stages_in_loops",
    "text",
]
