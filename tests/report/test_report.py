"""One small result in every form, in both languages, compared whole."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path
from typing import Any

import pytest

from tongban.errors import InputError
from tongban.experiment import Alternative, Comparison, Estimate, Result, RunInfo
from tongban.flow import Text
from tongban.measures import MEASURES
from tongban.report import conclusions, document, to_json, write_whole
from tongban.report.grid import Grid, comparison_grids, footnotes
from tongban.report.markdown import to_markdown
from tongban.report.rows import rows_to_csv
from tongban.report.values import shown

NAN = math.nan


def text(zh: str, en: str) -> Text:
    return Text.model_validate({"zh-CN": zh, "en": en})


def estimates(**given: tuple[float, float]) -> dict[str, Estimate]:
    """The measures given, and nan for all others."""
    every = {name: (NAN, NAN) for name, m in MEASURES.items() if m.of == "cases"}
    return {name: Estimate(*pair, n=20) for name, pair in (every | given).items()}


def comparison(measure: str, difference: float, width: float, word: Any, **more: Any) -> Comparison:
    fields: dict[str, Any] = {"group": "cross", "family": "descriptive", "margin": None} | more
    return Comparison(
        baseline="here",
        alternative="video",
        measure=measure,
        difference=difference,
        half_width=width,
        verdict=word,
        **fields,
    )


def small_result(**more: Any) -> Result:
    here = estimates(needs=(27, 2), accepted_same_day=(0, 0), wait_mean_min=(20.2, 2.8))
    video = estimates(needs=(27, 2), accepted_same_day=(0.792, 0.043), wait_mean_min=(3.7, 0.9))
    lost = {"lost_share": Estimate(0.021, 0.011, 20)}
    pools = {"clerk": {"utilisation": Estimate(0.575, 0.009, 20)}}
    pools["clerk"] |= {
        "utilisation_working": Estimate(0.575, 0.009, 20),
        "overtime_min": Estimate(1571.0, 85.0, 20),
    }
    fields: dict[str, Any] = {
        "title": text("示例", "An example"),
        "question": text("问题", "A question"),
        "digest": "sha256:abc",
        "seed": 1,
        "replications": 20,
        "planned": 20,
        "confidence": 0.95,
        "baseline": "here",
        "groups": ("cross",),
        "group_titles": {"cross": text("跨省申请人", "cross-province applicants")},
        "measures": tuple(here),
        "primary": (("cross", "accepted_same_day"),),
        "alternatives": {
            name: Alternative(name, title, name, 1.0, {"cross": values | lost}, pools)
            for name, title, values in (
                ("here", text("属地线下", "In person"), here),
                ("video", text("远程虚拟窗口", "Remote window"), video),
            )
        },
        "comparisons": (
            comparison("accepted_same_day", 0.792, 0.068, "higher", family="primary", margin=0.03),
            comparison("wait_mean_min", -16.5, 2.6, "lower", margin=2.0),
            comparison("lost_share", 0.0, 0.0, "equivalent", margin=0.02, assumed=True),
        ),
        "warnings": (),
        "run": RunInfo("simpy", {"tongban": "0.1.0"}, 1.5),
    }
    return Result(**(fields | more))


def test_table_of_a_group() -> None:
    grids = comparison_grids(small_result(), "en")
    assert grids[0] == Grid(
        "cross-province applicants: 27 needs a replication",
        ("measure", "In person (baseline)", "Remote window"),
        (
            ("★ Accepted the same day [%]", "0.0 ± 0.0", "79.2 ± 4.3\n+79.2 ± 6.8 ↑ higher"),
            ("Share lost [%]", "2.1 ± 1.1", "2.1 ± 1.1\n0.0 ± 0.0 ≈ equivalent (assumed)"),
            ("Mean wait of those served [min]", "20.2 ± 2.8", "3.7 ± 0.9\n-16.5 ± 2.6 ↓ lower"),
        ),
    )


def test_table_of_a_group_in_chinese() -> None:
    grids = comparison_grids(small_result(), "zh-CN")
    assert grids[0] == Grid(
        "跨省申请人：每次重复 27 件需求",
        ("指标", "属地线下 (基准)", "远程虚拟窗口"),
        (
            ("★ 当日受理率 [%]", "0.0 ± 0.0", "79.2 ± 4.3\n+79.2 ± 6.8 ↑ 更高"),
            ("未办成比例 [%]", "2.1 ± 1.1", "2.1 ± 1.1\n0.0 ± 0.0 ≈ 相当 (输入假设)"),
            ("平均等待时间 [分钟]", "20.2 ± 2.8", "3.7 ± 0.9\n-16.5 ± 2.6 ↓ 更低"),
        ),
    )


def test_table_of_units() -> None:
    assert comparison_grids(small_result(), "en")[-1].rows == (
        ("clerk: Utilisation, occupied [%]", "57.5 ± 0.9", "57.5 ± 0.9"),
        ("clerk: Utilisation, working [%]", "57.5 ± 0.9", "57.5 ± 0.9"),
        ("clerk: Overtime [unit-min]", "1,571 ± 85", "1,571 ± 85"),
    )


def test_a_wait_is_never_shown_without_the_share_lost() -> None:
    for grid in comparison_grids(small_result(), "en"):
        names = [row[0] for row in grid.rows]
        if any("ait of those served" in name for name in names):
            assert "Share lost [%]" in names


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        pytest.param(
            "en",
            "Remote window, against In person: for cross-province applicants, accepted the same "
            "day is higher (+79.2 ± 6.8 points).",
            id="en",
        ),
        pytest.param(
            "zh-CN",
            "与属地线下相比，远程虚拟窗口：跨省申请人的当日受理率更高（+79.2 ± 6.8 个百分点）。",
            id="zh-CN",
        ),
    ],
)
def test_conclusion(language: Any, sentence: str) -> None:
    assert conclusions(small_result(), language) == [sentence]


@pytest.mark.parametrize(
    ("found", "clause"),
    [
        pytest.param(
            comparison("accepted_same_day", 0.001, 0.002, "equivalent", assumed=True),
            "accepted the same day is equivalent (+0.1 ± 0.2 points) (assumed)",
            id="equivalent, an input",
        ),
        pytest.param(
            comparison("accepted_same_day", -0.05, 0.1, "not shown"),
            "no difference in accepted the same day is shown (-5 ± 10 points)",
            id="not shown",
        ),
        pytest.param(
            comparison("accepted_same_day", -0.5, 0.1, "lower"),
            "accepted the same day is lower (-50 ± 10 points)",
            id="lower",
        ),
    ],
)
def test_clause_of_each_verdict(found: Comparison, clause: str) -> None:
    (sentence,) = conclusions(small_result(comparisons=(found,)), "en")
    start = "Remote window, against In person: for cross-province applicants, "
    assert sentence == f"{start}{clause}."


def test_who_pays_is_named() -> None:
    worse = comparison("wait_mean_min", 4.0, 1.0, "higher")
    (sentence,) = conclusions(small_result(comparisons=(worse,)), "en")
    assert sentence.endswith(
        " The price: for cross-province applicants, mean wait of those served is higher "
        "(+4.0 ± 1.0 min)."
    )


def test_alone_there_is_nothing_to_compare() -> None:
    result = small_result(comparisons=())
    assert conclusions(result, "en") == [
        "Only In person, Remote window was run: nothing to compare."
    ]


def test_footnotes_say_how_it_was_made_and_that_it_was_interrupted() -> None:
    notes = footnotes(small_result(planned=50, warnings=(text("注", "Mind this."),)), "en")
    assert notes[0] == "warning: Mind this."
    assert notes[1] == "Interrupted: 20 of the 50 replications planned are counted."
    assert "20 independent replications, seed 1, 95% confidence" in notes[2]
    assert any("assumptions" in note for note in notes)


def test_document_is_plain_and_nan_is_null() -> None:
    found = document(small_result())
    assert found["alternatives"]["video"]["groups"]["cross"]["accepted_same_day"] == {
        "mean": 0.792,
        "half_width": 0.043,
        "n": 20,
    }
    assert found["alternatives"]["here"]["groups"]["cross"]["wait_p90_min"]["mean"] is None
    assert found["comparisons"][0] == {
        "baseline": "here",
        "alternative": "video",
        "group": "cross",
        "measure": "accepted_same_day",
        "difference": 0.792,
        "half_width": 0.068,
        "family": "primary",
        "verdict": "higher",
        "margin": 0.03,
        "needed": None,
        "assumed": False,
    }
    assert json.loads(to_json(found)) == found


def test_markdown_page() -> None:
    grid = Grid("Group", ("measure", "a|b"), (("wait", "1\n2"),))
    assert to_markdown("Title", "Lead.", [grid], ["Note."]) == (
        "# Title\n\nLead.\n\n## Group\n\n"
        "| measure | a\\|b |\n|---|---|\n| wait | 1<br>2 |\n\nNote.\n"
    )


def test_csv_rows_read_back() -> None:
    rows = list(csv.DictReader(io.StringIO(rows_to_csv(small_result().rows()))))
    wait = next(r for r in rows if (r["alternative"], r["measure"]) == ("video", "wait_mean_min"))
    assert (wait["mean"], wait["difference"], wait["verdict"]) == ("3.7", "-16.5", "lower")
    empty = next(r for r in rows if r["measure"] == "wait_p90_min")
    assert empty["mean"] == ""


def test_frame_has_a_row_for_each_estimate() -> None:
    frame = small_result().to_frame()
    assert len(frame) == len(list(small_result().rows()))
    chosen = frame[(frame.alternative == "video") & (frame.measure == "wait_mean_min")]
    assert chosen["mean"].tolist() == [3.7]


@pytest.mark.parametrize(
    ("name", "mean", "width", "expected"),
    [
        pytest.param("wait_mean_min", 12.345, 1.26, "12.3 ± 1.3", id="one digit"),
        pytest.param("wait_mean_min", 0.0706, 0.0064, "0.071 ± 0.006", id="small"),
        pytest.param("wait_mean_min", 47.2, 12.4, "47 ± 12", id="wide"),
        pytest.param("accepted_same_day", 0.5, 0.04, "50.0 ± 4.0", id="per cent"),
        pytest.param("needs", 12438.75, 735.2, "12,439 ± 735", id="thousands"),
        pytest.param("needs", 3.0, NAN, "3", id="counted once"),
        pytest.param("wait_mean_min", 3.0, NAN, "3.0", id="no interval"),
        pytest.param("needs", NAN, NAN, "–", id="nothing"),
    ],
)
def test_numbers_have_the_digits_their_interval_bears(
    name: str, mean: float, width: float, expected: str
) -> None:
    assert shown(name, Estimate(mean, width, 20)) == expected


def test_files_are_written_whole(tmp_path: Path) -> None:
    paths = write_whole(tmp_path / "new", {"a.txt": "one", "b.bin": b"two"})
    assert [path.read_bytes() for path in paths] == [b"one", b"two"]
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"a.txt", "b.bin"}


def test_nothing_is_written_where_one_file_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    (tmp_path / "b.txt").mkdir()
    with pytest.raises(InputError, match=r"b\.txt: cannot be written"):
        write_whole(tmp_path, {"a.txt": "new", "b.txt": "new"})
    assert (tmp_path / "a.txt").read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"a.txt", "b.txt"}
