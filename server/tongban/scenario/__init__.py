"""What to try: places, calendar, staffing, demand, items, behaviour, costs."""

from .tables import FOREVER, MINUTE, Places, Tables

__all__ = ["FOREVER", "MINUTE", "Places", "Tables"]
