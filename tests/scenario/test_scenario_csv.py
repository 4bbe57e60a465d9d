"""Tables in CSV files beside a scenario, and every way such a file can be wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tongban.errors import Fault, ScenarioError
from tongban.scenario.csv_tables import filled


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """The document with its files read, given the text of each file."""

    def reading(document: dict[str, Any], **files: str) -> dict[str, Any]:
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return filled(document, tmp_path, "mine.toml")

    return reading


def test_halls(read: Any) -> None:
    text = "name,region,title_zh,title_en,clerk,window\nnear,a,就近,Near,3,1\n\nhome,,属地,,8,\n"
    assert read({"halls": "halls.csv"}, halls=text)["halls"] == {
        "near": {
            "region": "a",
            "title": {"zh-CN": "就近", "en": "Near"},
            "clerk": 3,
            "window": 1,
        },
        "home": {"title": {"zh-CN": "属地", "en": "属地"}, "clerk": 8},
    }


def test_roster(read: Any) -> None:
    document = {"halls": {"near": {"region": "a", "clerk": "roster.csv"}}}
    assert read(document, roster="from, to, units\n09:00, 12:00, 3\n13:30, 17:00, 2\n") == {
        "halls": {
            "near": {
                "region": "a",
                "clerk": [
                    {"from": "09:00", "to": "12:00", "units": 3},
                    {"from": "13:30", "to": "17:00", "units": 2},
                ],
            }
        }
    }


def test_region_named_like_a_file_stays_a_region(read: Any) -> None:
    document = {"halls": {"near": {"region": "halls.csv"}}}
    assert read(document, halls="name\nnear\n") == document


def test_pairs(read: Any) -> None:
    text = "\ufeffhall,hefei,jingan\nwuhu,1.5,\nyiwu,,0\n"
    result = read({"demand": {"cross": {"pairs": "pairs.csv"}}}, pairs=text)
    assert result["demand"]["cross"]["pairs"] == {"wuhu": {"hefei": 1.5}, "yiwu": {"jingan": 0}}


@pytest.mark.parametrize("header", ["", "minutes,who\n"], ids=["without-header", "with-header"])
def test_arrival_times(read: Any, header: str) -> None:
    document = {"demand": {"cross": {"at_min": "times.csv"}}}
    result = read(document, times=header + "540,a\n545.5,b\n")
    assert result["demand"]["cross"]["at_min"] == [540, 545.5]


def test_values_of_an_empirical_distribution_in_depth(read: Any) -> None:
    work = {"parts": [{"of": {"dist": "empirical", "file": "observed.csv"}}]}
    result = read({"items": {"matter": {"work": work}}}, observed='"min"\n3\n4\n')
    assert result["items"]["matter"]["work"]["parts"][0]["of"] == {
        "dist": "empirical",
        "file": "observed.csv",
        "values": [3, 4],
    }


HALLS = {"halls": "halls.csv"}
ROSTER = {"halls": {"near": {"clerk": "halls.csv"}}}
PAIRS = {"demand": {"cross": {"pairs": "halls.csv"}}}


@pytest.mark.parametrize(
    ("document", "text", "key", "message"),
    [
        (
            HALLS, "name,clerk\nnear,three\n", "halls",
            "halls.csv: row 2: clerk: 'three' given, need a whole number, at least 0",
        ),
        (
            HALLS, "name,clerk\nnear,2.5\n", "halls",
            "halls.csv: row 2: clerk: '2.5' given, need a whole number, at least 0",
        ),
        (
            HALLS, "name,clerk\nnear,-1\n", "halls",
            "halls.csv: row 2: clerk: '-1' given, need a whole number, at least 0",
        ),
        (HALLS, "hall,clerk\nnear,1\n", "halls", "halls.csv: no column 'name' in hall, clerk"),
        (
            HALLS, "name,clerk\nnear\n", "halls",
            "halls.csv: row 2: 1 cells, the header has 2",
        ),
        (
            HALLS, "region,name\na\n", "halls",
            "halls.csv: row 2: 1 cells, the header has 2",
        ),
        (
            HALLS, "name,clerk\nnear,1\n\nnear,2\n", "halls",
            "halls.csv: row 4: 'near' is in row 2 already; keep one",
        ),
        (HALLS, "name,clerk\n,1\n", "halls", "halls.csv: row 2: no name; give it one"),
        (HALLS, " \n", "halls", "halls.csv: empty; give it a header and a row"),
        (
            ROSTER, "from,to\n09:00,12:00\n", "halls.near.clerk",
            "halls.csv: no column 'units' in from, to",
        ),
        (
            ROSTER, "from,to,units\n09:00,12:00,\n", "halls.near.clerk",
            "halls.csv: row 2: '' given, need a whole number, at least 0",
        ),
        (
            PAIRS, "hall,home\nnear,nan\n", "demand.cross.pairs",
            "halls.csv: row 2: home: 'nan' given, need a number, at least 0",
        ),
        (
            PAIRS, "hall,home\nnear,inf\n", "demand.cross.pairs",
            "halls.csv: row 2: home: 'inf' given, need a number, at least 0",
        ),
        (
            {"items": {"m": {"work": {"dist": "empirical", "file": "halls.csv"}}}}, "3\nx\n",
            "items.m.work.file", "halls.csv: row 2: 'x' given, need a number, at least 0",
        ),
    ],
    ids=[
        "word", "half-a-clerk", "minus-one", "no-name-column", "short-row", "short-row-no-name",
        "hall-twice", "hall-without-name", "empty", "no-units-column", "no-units", "nan",
        "infinite", "empirical",
    ],
)  # fmt: skip
def test_fault(read: Any, document: dict[str, Any], text: str, key: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read(document, halls=text)
    assert caught.value.faults == (Fault("mine.toml", key, message),)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "gone.csv",
            "'gone.csv': no such file beside the scenario; need a CSV file there, or the values "
            "themselves",
        ),
        ("folder", "'folder': cannot be read: Is a directory; need a CSV file"),
        ("gbk.csv", "'gbk.csv': not UTF-8: save the file as UTF-8 text"),
        ("a\0b", "'a\\x00b': cannot be read: embedded null byte; need a CSV file"),
        (
            "wide.csv",
            "'wide.csv': cannot be read: field larger than field limit (131072); need a CSV file",
        ),
    ],
    ids=["missing", "folder", "other-encoding", "no-file-name", "no-table"],
)
def test_file_that_cannot_be_read(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "gbk.csv").write_bytes("name\n静安\n".encode("gb18030"))
    (tmp_path / "wide.csv").write_text("9" * 200_000, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        filled({"halls": name}, tmp_path, "mine.toml")
    assert caught.value.faults == (Fault("mine.toml", "halls", message),)


def test_faults_of_all_files_are_told_at_once(read: Any) -> None:
    document = {"halls": "gone.csv", "demand": {"cross": {"pairs": "gone.csv", "at_min": "g.csv"}}}
    with pytest.raises(ScenarioError) as caught:
        read(document)
    keys = [fault.key for fault in caught.value.faults]
    assert keys == ["halls", "demand.cross.at_min", "demand.cross.pairs"]
