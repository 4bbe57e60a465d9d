"""The numbers halls print on tickets: a letter for the home region, then a count of the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase

__all__ = ["Numbers"]


@dataclass(eq=False)
class Numbers:
    """Gives out each hall's numbers, each day from 001 for each home region.

    homes  the home regions, in the order of their letters
    """

    homes: Sequence[str]
    _last: dict[tuple[str, str, int], int] = field(default_factory=dict)

    def next(self, hall: str, home: str, day: int) -> str:
        """The next number of a hall for a home region on a day, such as ``B007``.

        Raises KeyError for a home region that there is not.
        """
        key = hall, self._letter(home), day
        self._last[key] = self._last.get(key, 0) + 1
        return f"{key[1]}{self._last[key]:03d}"

    def seen(self, hall: str, number: str, day: int) -> None:
        """Learns of a number that was given out before a restart."""
        key = hall, number[:1], day
        self._last[key] = max(self._last.get(key, 0), int(number[1:]))

    def _letter(self, home: str) -> str:
        if home not in self.homes:
            raise KeyError(home)
        return ascii_uppercase[list(self.homes).index(home)]
