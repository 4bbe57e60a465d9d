"""What the four stand-ins of acceptance systems share behind their wire formats.

Each is its own service with its own format, words, numbers and store; here is only what any such
system has: the catalogue's rules applied, a durable register of cases, faults to switch on in
tests, a status page, and a main program. Nothing here is known to the adapters.
"""

from .faults import Faults
from .register import Case, KeyReused, Register
from .rules import Application, Finding, Paper, findings
from .service import (
    CATALOGUE,
    CLOCK,
    REGISTER,
    Clock,
    assembled,
    json_answer,
    judged,
    masked_applicant,
    now_in_china,
    registered,
    run,
)
from .words import Words

__all__ = [
    "CATALOGUE",
    "CLOCK",
    "REGISTER",
    "Application",
    "Case",
    "Clock",
    "Faults",
    "Finding",
    "KeyReused",
    "Paper",
    "Register",
    "Words",
    "assembled",
    "findings",
    "json_answer",
    "judged",
    "masked_applicant",
    "now_in_china",
    "registered",
    "run",
]
