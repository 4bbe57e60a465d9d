"""One result -> terminal, JSON, CSV, Markdown."""

from .document import breakdown_document, document, to_json
from .files import write_whole
from .output import render, render_run, summary_files, write_records
from .sentence import conclusions
from .trace import trace_lines

__all__ = [
    "breakdown_document",
    "conclusions",
    "document",
    "render",
    "render_run",
    "summary_files",
    "to_json",
    "trace_lines",
    "write_records",
    "write_whole",
]
