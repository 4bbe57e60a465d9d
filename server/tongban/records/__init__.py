"""What happened: cases, visits and capacity as columns, and their text form."""

from .model import NEVER, Capacity, Cases, Records, Visits

__all__ = ["NEVER", "Capacity", "Cases", "Records", "Visits"]
