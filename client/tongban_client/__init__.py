"""Everything that connects to the live service: a client that resumes, scripted roles, load."""

from .connection import Connection, Gone, Refused
from .http import Http

__all__ = ["Connection", "Gone", "Http", "Refused"]
