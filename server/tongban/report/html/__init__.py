"""The report a bureau reads: one HTML file for screen, phone and paper, in both languages."""

from .page import page, picture

__all__ = ["page", "picture"]
