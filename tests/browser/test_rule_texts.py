"""What the catalogue's rules say stays text on the pages, whatever it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from house import House, house_in
from people import AtDesk, AtWindow, Opened

from tongban.live import serving
from tongban.scenario import Catalogue, CatalogueItem, load_catalogue

ITEM = "medical_filing"
BAD = "<script>alert(1)</script><img src=x onerror=alert(1)>"
MADE = "body script, img[src=x], [onerror]"


def spoilt(value: Any) -> Any:
    """The same, with every text of two languages followed by what a page might take for its own."""
    if isinstance(value, dict):
        if value.keys() == {"zh-CN", "en"}:
            return {language: words + BAD for language, words in value.items()}
        return {name: spoilt(inner) for name, inner in value.items()}
    return [spoilt(inner) for inner in value] if isinstance(value, list | tuple) else value


def spoilt_catalogue() -> Catalogue:
    """One item, whose every title, note, option and reason is spoilt."""
    whole = load_catalogue()
    item = CatalogueItem.model_validate(spoilt(whole.items[ITEM].model_dump(by_alias=True)))
    return Catalogue.model_construct(regions=whole.regions, items={ITEM: item})


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A service that has these rules."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serving, "load_catalogue", spoilt_catalogue)
        with house_in(tmp_path_factory.mktemp("house")) as found:
            yield found


def both_read(here: AtWindow, there: AtDesk, *titles: str) -> None:
    """Both pages show each title with the bad words in it, and neither made anything of them."""
    for page in (here.page, there.page):
        for title in titles:
            assert title.endswith(BAD)
            page.get_by_text(title).locator("visible=true").first.wait_for()
        assert page.locator(MADE).count() == 0


def test_what_the_rules_say_stays_text_at_window_and_desk(opened: Opened) -> None:
    here, there = opened.window(), opened.desk()
    here.takes_ticket("shanghai", ITEM)
    here.is_seated()
    there.answers()
    here.consents()
    there.identifies()
    fields, materials = here.spec["fields"], here.spec["materials"]
    item = here.title(here.spec["title"])
    both_read(here, there, item, *(here.title(field["title"]) for field in fields.values()))

    here.fills()
    here.press("filled")
    first, other = (here.title(materials[name]["title"]) for name in here.needs)
    both_read(here, there, first, other)
    reason = here.title(materials[here.needs[0]]["reasons"]["expired"])
    here.shows(here.needs[0])
    there.rejects(first, reason)
    both_read(here, there, reason)
    there.press("notice")
    both_read(here, there, first, other, reason)
    there.press("give notice")
    here.page.locator("tb-notice").get_by_text(reason).wait_for()
    both_read(here, there, item)
