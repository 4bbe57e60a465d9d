"""A scripted partner: plays the other side of a real person's case, at a person's pace."""

from .acting import Manner
from .applicant import come_as_applicant
from .clerk import serve_as_clerk

__all__ = ["Manner", "come_as_applicant", "serve_as_clerk"]
