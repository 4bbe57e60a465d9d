"""Results as flat rows of CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..experiment import Breakdown, Estimate

__all__ = ["breakdown_rows", "rows_to_csv"]


def breakdown_rows(found: Breakdown) -> Iterator[dict[str, Any]]:
    """One row for each dimension, cell and measure of one channel."""
    tables: dict[str, Mapping[str, Mapping[str, Estimate]]] = {"kind": found.pools}
    tables.update({str(name): cells for name, cells in found.by.items()})
    for dimension, cells in tables.items():
        for cell, estimates in cells.items():
            for measure, estimate in estimates.items():
                yield {
                    "by": dimension,
                    "cell": cell,
                    "measure": measure,
                    "mean": estimate.mean,
                    "half_width": estimate.half_width,
                    "n": estimate.n,
                }


def rows_to_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows with one set of keys as CSV; None and what is no number are empty fields."""
    text = io.StringIO()
    writer: csv.DictWriter[str] | None = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(text, list(row), lineterminator="\n")
            writer.writeheader()
        writer.writerow({key: _plain(value) for key, value in row.items()})
    return text.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return f"{value:.10g}" if math.isfinite(value) else ""
    return value
