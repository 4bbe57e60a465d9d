"""One result -> terminal, JSON, CSV, Markdown."""

from .answer import Answer, render_answer, write_answer
from .assumptions import GRADE_TITLES, input_document
from .breakeven import breakeven_answer
from .breakeven_words import QUESTION_TITLES, VIOLATION_TITLES
from .capacity import capacity_answer
from .document import breakdown_document, document, to_json
from .files import KeptPoints, write_whole
from .output import render, render_run, summary_files, write_records
from .screening import screening_answer
from .sensitivity import sensitivity_answer
from .sentence import conclusions
from .staff import staff_answer, tried_text, write_staffing
from .sweep import render_sweep, write_sweep
from .trace import trace_lines
from .why import CAUSE_TITLES, causes_answer

__all__ = [
    "CAUSE_TITLES",
    "GRADE_TITLES",
    "QUESTION_TITLES",
    "VIOLATION_TITLES",
    "Answer",
    "KeptPoints",
    "breakdown_document",
    "breakeven_answer",
    "capacity_answer",
    "causes_answer",
    "conclusions",
    "document",
    "input_document",
    "render",
    "render_answer",
    "render_run",
    "render_sweep",
    "screening_answer",
    "sensitivity_answer",
    "staff_answer",
    "summary_files",
    "to_json",
    "trace_lines",
    "tried_text",
    "write_answer",
    "write_records",
    "write_staffing",
    "write_sweep",
    "write_whole",
]
