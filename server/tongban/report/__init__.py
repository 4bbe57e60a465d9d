"""One result -> terminal, JSON, CSV, Markdown."""

from .answer import Answer, render_answer, write_answer
from .document import breakdown_document, document, to_json
from .files import KeptPoints, write_whole
from .output import render, render_run, summary_files, write_records
from .sentence import conclusions
from .sweep import render_sweep, write_sweep
from .trace import trace_lines
from .why import CAUSE_TITLES, causes_answer

__all__ = [
    "CAUSE_TITLES",
    "Answer",
    "KeptPoints",
    "breakdown_document",
    "causes_answer",
    "conclusions",
    "document",
    "render",
    "render_answer",
    "render_run",
    "render_sweep",
    "summary_files",
    "to_json",
    "trace_lines",
    "write_answer",
    "write_records",
    "write_sweep",
    "write_whole",
]
