"""The command line: one short module a verb. Everything heavy is imported where it is used."""

from .app import main

__all__ = ["main"]
