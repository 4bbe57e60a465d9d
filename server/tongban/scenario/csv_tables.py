"""Large tables in CSV files named by a scenario, put where their values belong.

    halls = "halls.csv"                 name, region, title_zh, title_en, then a column a kind
    halls.NAME.KIND = "roster.csv"      from, to, units
    demand.NAME.pairs = "pairs.csv"     hall, then a column a home hall
    demand.NAME.at_min = "times.csv"    times in the first column
    { dist = "empirical", file = "f" }  values in the first column

Names are those of files beside the scenario.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..errors import Fault, ScenarioError

__all__ = ["filled"]

HALL_COLUMNS = ("name", "region", "title_zh", "title_en")


def filled(document: Mapping[str, Any], folder: Path, place: str) -> dict[str, Any]:
    """The document with every CSV file named in it read; ScenarioError with all their faults."""
    reader = _Reader(folder, place)
    result = dict(document)
    if isinstance(result.get("halls"), str):
        result["halls"] = reader.halls(result["halls"])
    elif isinstance(result.get("halls"), Mapping):
        result["halls"] = {
            name: reader.rosters(name, hall) if isinstance(hall, Mapping) else hall
            for name, hall in result["halls"].items()
        }
    if isinstance(result.get("demand"), Mapping):
        result["demand"] = {
            name: reader.demand(name, demand) if isinstance(demand, Mapping) else demand
            for name, demand in result["demand"].items()
        }
    result = {key: reader.empirical(value, key) for key, value in result.items()}
    if reader.faults:
        raise ScenarioError(reader.faults)
    return result


class _Reader:
    def __init__(self, folder: Path, place: str) -> None:
        self.folder, self.place = folder, place
        self.faults: list[Fault] = []

    def rows(self, name: str, key: str) -> list[tuple[int, list[str]]]:
        """(line, cells) of the rows that are not empty; a fault and none where there are none."""
        try:
            text = (self.folder / name).read_bytes().decode("utf-8-sig")
            reader = csv.reader(io.StringIO(text, newline=""))
            rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
        except FileNotFoundError:
            self.fault(
                key,
                f"{name!r}: no such file beside the scenario; need a CSV file there, "
                "or the values themselves",
            )
        except UnicodeDecodeError:
            self.fault(key, f"{name!r}: not UTF-8: save the file as UTF-8 text")
        except (OSError, ValueError, csv.Error) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            self.fault(key, f"{name!r}: cannot be read: {reason}; need a CSV file")
        else:
            if not rows:
                self.fault(key, f"{name}: empty; give it a header and a row")
            return rows
        return []

    def fault(self, key: str, message: str) -> None:
        self.faults.append(Fault(self.place, key, message))

    def number(self, text: str, where: str, key: str, kind: Callable[[str], Any] = float) -> Any:
        """A cell as a number; a fault and 0 where it is none."""
        try:
            value = kind(text)
        except ValueError:
            value = None
        if value is None or not 0 <= value < float("inf"):
            what = "a whole number" if kind is int else "a number"
            self.fault(key, f"{where}: {text!r} given, need {what}, at least 0")
            return 0
        return value

    def table(
        self, name: str, key: str, first: tuple[str, ...], unique: bool = False
    ) -> list[tuple[int, dict[str, str]]]:
        """(line, cells by column) of whole rows; a fault where one of the first columns is missing.

        unique  the first column names its row, so no two rows may have the same
        """
        rows = self.rows(name, key)
        if not rows:
            return []
        header = [cell.strip() for cell in rows[0][1]]
        if missing := [column for column in first if column not in header]:
            self.fault(key, f"{name}: no column {missing[0]!r} in {', '.join(header)}")
            return []
        found: dict[str, tuple[int, dict[str, str]]] = {}
        for i, cells in rows[1:]:
            if len(cells) != len(header):
                self.fault(
                    key, f"{name}: row {i}: {len(cells)} cells, the header has {len(header)}"
                )
                continue
            row = dict(zip(header, map(str.strip, cells), strict=True))
            known_by = row[first[0]] if unique else str(i)
            if unique and not known_by:
                self.fault(key, f"{name}: row {i}: no {first[0]}; give it one")
            elif known_by in found:
                self.fault(
                    key,
                    f"{name}: row {i}: {known_by!r} is in row {found[known_by][0]} already; "
                    "keep one",
                )
            else:
                found[known_by] = i, row
        return list(found.values())

    def column(self, name: str, key: str) -> list[float]:
        """The first column as numbers; a header that is none is passed over."""
        rows = self.rows(name, key)
        if rows and not _is_number(rows[0][1][0]):
            rows = rows[1:]
        return [self.number(row[0], f"{name}: row {i}", key) for i, row in rows]

    def halls(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for i, row in self.table(name, "halls", ("name",), unique=True):
            hall: dict[str, Any] = {
                kind: self.number(units, f"{name}: row {i}: {kind}", "halls", int)
                for kind, units in row.items()
                if kind not in HALL_COLUMNS and units
            }
            if row.get("region"):
                hall["region"] = row["region"]
            if row.get("title_zh") or row.get("title_en"):
                zh, en = row.get("title_zh"), row.get("title_en")
                hall["title"] = {"zh-CN": zh or en, "en": en or zh}
            found[row["name"]] = hall
        return found

    def is_meant(self, name: str) -> bool:
        """Whether a text in a hall names a file; if not, the text itself is the fault."""
        return name.endswith(".csv") or (self.folder / name).is_file()

    def rosters(self, name: str, hall: Mapping[str, Any]) -> dict[str, Any]:
        result = dict(hall)
        for kind, units in hall.items():
            if kind != "region" and isinstance(units, str) and self.is_meant(units):
                key = f"halls.{name}.{kind}"
                rows = self.table(units, key, ("from", "to", "units"))
                result[kind] = [
                    {
                        "from": row["from"],
                        "to": row["to"],
                        "units": self.number(row["units"], f"{units}: row {i}", key, int),
                    }
                    for i, row in rows
                ]
        return result

    def demand(self, name: str, demand: Mapping[str, Any]) -> dict[str, Any]:
        result = dict(demand)
        if isinstance(file := demand.get("at_min"), str):
            result["at_min"] = self.column(file, f"demand.{name}.at_min")
        if isinstance(file := demand.get("pairs"), str):
            key = f"demand.{name}.pairs"
            rows = self.table(file, key, ("hall",), unique=True)
            result["pairs"] = {
                row["hall"]: {
                    home: self.number(count, f"{file}: row {i}: {home}", key)
                    for home, count in row.items()
                    if home != "hall" and count
                }
                for i, row in rows
            }
        return result

    def empirical(self, here: Any, key: str) -> Any:
        """The same tree with the values of every empirical distribution read from its file."""
        if isinstance(here, list):
            return [self.empirical(part, f"{key}[{i}]") for i, part in enumerate(here)]
        if not isinstance(here, Mapping):
            return here
        if here.get("dist") == "empirical" and isinstance(here.get("file"), str):
            return dict(here) | {"values": self.column(here["file"], f"{key}.file")}
        return {name: self.empirical(value, f"{key}.{name}") for name, value in here.items()}


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
