"""The shipped item catalogue: what each region asks, and that it agrees with the scenarios."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tongban.cli.app import app
from tongban.errors import CatalogueError
from tongban.scenario import Catalogue, gallery, load, load_catalogue
from tongban.scenario.form import FIELD_TYPES, is_id_number, mask

SHIPPED = gallery()["yrd-2023"].parent / "items"
ID_NUMBER = "990101199001010019"
"""Of an area that does not exist."""


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load_catalogue()


def test_eight_items_in_four_regions(shipped: Catalogue) -> None:
    assert len(shipped.items) == 8
    assert list(shipped.regions) == ["shanghai", "jiangsu", "zhejiang", "anhui"]
    assert all(item.regions.keys() == shipped.regions.keys() for item in shipped.items.values())


COMPANY = {"premises": "leased"}
PAPERS = ("change_application", "resolution", "articles_amendment", "premises_proof")


@pytest.mark.parametrize(
    ("region", "missing"),
    [
        ("shanghai", []),
        ("jiangsu", ["business_licence"]),
        ("zhejiang", ["premises_commitment"]),
        ("anhui", ["business_licence", "lease_contract"]),
    ],
)
def test_same_papers_are_complete_in_one_region_and_deficient_in_others(
    shipped: Catalogue, region: str, missing: list[str]
) -> None:
    found = shipped.items["company_change"].missing(region, COMPANY, PAPERS)
    assert [need.material for need in found] == missing


def test_need_depends_on_a_choice(shipped: Catalogue) -> None:
    item = shipped.items["medical_filing"]
    papers = ("id_card", "filing_form")
    assert not item.missing("anhui", {"kind": "temporary"}, papers)
    assert [n.material for n in item.missing("anhui", {"kind": "long_term"}, papers)] == [
        "residence_proof"
    ]


@pytest.mark.parametrize("proof", ["work_proof", "study_proof", "residence_proof"])
def test_one_of_several_proofs_will_do(shipped: Catalogue, proof: str) -> None:
    item = shipped.items["first_id_card"]
    answers = {"age_group": "from_16"}
    assert not item.missing("anhui", answers, ("hukou_book", proof))
    assert item.missing("anhui", answers, ("hukou_book",))


def test_two_items_cannot_go_through_the_remote_window(shipped: Catalogue) -> None:
    closed = {n: i.not_through.get("virtual_window") for n, i in shipped.items.items()}
    assert {name for name, why in closed.items() if why} == {
        "first_id_card",
        "marriage_registration",
    }
    for why in filter(None, closed.values()):
        for text in (why.reason, why.instead):
            assert text.zh_cn
            assert text.en


def test_items_agree_with_the_scenario(shipped: Catalogue) -> None:
    items = load("yrd-2023").scenario.items
    same = items.keys() & shipped.items.keys()
    assert same == {"medical_filing", "insurance_transfer", "company_change", "first_id_card"}
    for name in same:
        assert shipped.items[name].title == items[name].title
        assert set(shipped.items[name].not_through) == set(items[name].not_through)


def test_fee_depends_on_a_choice(shipped: Catalogue) -> None:
    item = shipped.items["mortgage_registration"]
    fees = [item.fee_cny("anhui", {"property_use": use}) for use in ("home", "other")]
    assert fees == [80, 550]


def test_clerk_chooses_from_shared_reasons_and_the_material_s_own(shipped: Catalogue) -> None:
    reasons = shipped.items["company_change"].reasons_for("lease_contract")
    assert list(reasons) == [
        "unreadable",
        "incomplete",
        "wrong_material",
        "expired",
        "unsealed",
        "no_right",
    ]


def test_everything_invented_is_flagged(shipped: Catalogue) -> None:
    rules = [r for item in shipped.items.values() for r in item.regions.values()]
    assert all(r.illustrative for r in rules)


def test_form_has_shared_fields_first_and_a_region_s_own(shipped: Catalogue) -> None:
    item = shipped.items["company_change"]
    assert list(item.form("zhejiang"))[:4] == ["name", "id_number", "phone", "address"]
    assert "commitment" in item.form("zhejiang")
    assert "commitment" not in item.form("anhui")


def test_form_faults_name_each_wrong_field(shipped: Catalogue) -> None:
    answers = {
        "name": "",
        "id_number": ID_NUMBER[:-1] + "0",
        "phone": "12",
        "address": "某市某路1号",
        "insured_in": "合肥",
        "care_in": "上海\n",
        "kind": "for_ever",
        "begins_on": "2023-06-06",
        "favourite_colour": "red",
    }
    faults = shipped.items["medical_filing"].form_faults("anhui", answers)
    assert set(faults) == {"name", "id_number", "phone", "kind", "favourite_colour"}


def test_line_break_within_a_value_is_a_fault(shipped: Catalogue) -> None:
    field = shipped.items["medical_filing"].fields["insured_in"]
    assert field.fault("a\nb") is not None
    assert field.fault("a b") is None


def test_check_digit() -> None:
    assert is_id_number(ID_NUMBER)
    others = [ID_NUMBER[:-1] + c for c in "0123456789X" if c != ID_NUMBER[-1]]
    assert not any(is_id_number(other) for other in others)
    # the example of GB 11643-1999
    assert is_id_number("11010519491231002X")


@pytest.mark.parametrize(
    ("kind", "value", "masked"),
    [
        ("name", "张三", "张*"),
        ("name", "欧阳某某", "欧***"),
        ("name", "张", "***"),
        ("id_number", ID_NUMBER, "990***********0019"),
        ("phone", "13800001234", "138****1234"),
        ("address", "某市某路一百号", "某市某***"),
        ("text", "6222000011112222", "***"),
        ("text", "", ""),
    ],
)
def test_mask(kind: Any, value: str, masked: str) -> None:
    assert mask(kind, value) == masked


@pytest.mark.parametrize("kind", FIELD_TYPES)
def test_no_mask_shows_more_than_two_thirds(kind: Any) -> None:
    for length in range(1, 40):
        value = "".join(chr(ord("a") + i % 26) for i in range(length))
        shown = len(mask(kind, value).replace("*", ""))
        assert 3 * shown <= 2 * length


def broken(tmp_path: Path, file: str, old: str, new: str) -> list[str]:
    """The faults of the shipped catalogue with one text replaced."""
    folder = tmp_path / "items"
    if not folder.exists():
        shutil.copytree(SHIPPED, folder)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder)
    return [f"{Path(f.place).name}: {f.key}: {f.message}" for f in caught.value.faults]


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "says"),
    [
        ("loan_certificate.toml", "difficulty", "dificulty", "dificulty", "did you mean"),
        ("loan_certificate.toml", '"simple"', '"easy"', "difficulty", "'simple'"),
        ("loan_certificate.toml", "promised_days = 0", "promised_days = 3", "everywhere", "law"),
        ("loan_certificate.toml", "statutory_days = 0", "statutory_days = -1", "everywhere.", "-1"),
        ("loan_certificate.toml", "id_card_licence", "id_licence", "zhejiang.needs[0]", "id_card"),
        ("loan_certificate.toml", "[regions.anhui]", "[regions.anhi]", "anhi", "'anhui'"),
        ("loan_certificate.toml", "source =", "sauce =", "facts[0].sauce", "source"),
        ("loan_certificate.toml", "[0-9A-Z]", "[0-9A-Z", "pattern", "regular expression"),
        ("medical_filing.toml", 'kind = "long_term"', 'kind = "long"', "when.kind", "'long_term'"),
        ("medical_filing.toml", "when = { kind", "when = { sort", "when", "choice"),
        (
            "company_change.toml",
            "[materials.lease_contract]",
            "[materials.lease]",
            "needs",
            "lease",
        ),
        ("company_change.toml", '"duplicate_missing"]', '"gone"]', "business_licence", "'gone'"),
        ("company_change.toml", '["zhejiang"]', '["zj"]', "commitment.only_in", "zhejiang"),
        ("first_id_card.toml", "not_through.online", "not_through.onlin", "onlin", "'online'"),
        ("shared.toml", '"wrong_material"]', '"wrong"]', "reasons_for_all", "'wrong_form'"),
        ("shared.toml", '["expired", "mismatch"]', '["old"]', "materials.id_card", "'old'"),
    ],
)
def test_fault_names_its_place_and_the_way_out(
    tmp_path: Path, file: str, old: str, new: str, key: str, says: str
) -> None:
    faults = broken(tmp_path, file, old, new)
    assert any(key in fault and says in fault and file in fault for fault in faults), faults


def test_fault_in_everywhere_is_said_once(tmp_path: Path) -> None:
    faults = broken(tmp_path, "loan_certificate.toml", "statutory_days = 0", 'statutory_days = "x"')
    assert len(faults) == 1
    assert "everywhere.statutory_days" in faults[0]


def test_faults_of_several_files_come_together(tmp_path: Path) -> None:
    first = broken(tmp_path, "loan_certificate.toml", '"simple"', '"easy"')
    both = broken(tmp_path, "medical_filing.toml", "title", "titel")
    assert set(first) < set(both)
    assert any("medical_filing.toml" in fault for fault in both)


def test_text_that_is_not_toml_is_a_fault_beside_others(tmp_path: Path) -> None:
    broken(tmp_path, "loan_certificate.toml", '"simple"', '"easy"')
    faults = broken(tmp_path, "medical_filing.toml", "[everywhere]", "[everywhere")
    assert {fault.partition(":")[0] for fault in faults} == {
        "loan_certificate.toml",
        "medical_filing.toml",
    }


def test_check_verb_takes_a_catalogue_s_folder(tmp_path: Path) -> None:
    sound = CliRunner().invoke(app, ["check", str(SHIPPED)])
    assert sound.exit_code == 0
    assert "8 items, 4 regions" in sound.output
    broken(tmp_path, "loan_certificate.toml", '"simple"', '"easy"')
    faulty = CliRunner().invoke(app, ["check", str(tmp_path / "items")])
    assert isinstance(faulty.exception, CatalogueError)
