"""Which commands a case has carried out, and where they are answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

__all__ = ["Carried"]


class Carried(Mapping[str, int]):
    """Command -> the number of the record that answers it. Nothing in it changes.

    ``after`` gives the next one, which shares its table: what is beyond one's own count is of
    those that came after. So one more costs the same however many there are, and only two that
    follow the same one do not share.
    """

    __slots__ = ("_count", "_table")

    def __init__(self, table: dict[str, int] | None = None, count: int = 0) -> None:
        self._table, self._count = {} if table is None else table, count

    def after(self, command: str, seq: int) -> Carried:
        """With one more command, answered by a record above all before."""
        table = self._table
        if len(table) != self._count or command in table:
            table = dict(self.items())
        table[command] = seq
        return Carried(table, len(table))

    def __getitem__(self, command: str) -> int:
        seq = self._table[command]
        if self._count < len(self._table) and command not in set(self):
            raise KeyError(command)
        return seq

    def __contains__(self, command: object) -> bool:
        return command in self._table and (self._count == len(self._table) or command in set(self))

    def __iter__(self) -> Iterator[str]:
        return islice(self._table, self._count)

    def __len__(self) -> int:
        return self._count

    def __repr__(self) -> str:
        return f"Carried({dict(self)})"
