"""What happened: cases, visits and capacity as columns, in canonical order."""

from .model import NEVER, Capacity, Cases, Records, Visits
from .text import Names, columns_of_records, to_csv

__all__ = [
    "NEVER",
    "Capacity",
    "Cases",
    "Names",
    "Records",
    "Visits",
    "columns_of_records",
    "to_csv",
]
