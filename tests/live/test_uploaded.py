"""What a command says of a document is held against what was uploaded for its case."""

from __future__ import annotations

import io
from typing import Any

import pytest
from live_world import INK, ITEM, PICTURE, STEPS, World, live, shown, signed
from PIL import Image
from story import PAPER

from tongban.session import Record, Refusal, content_digest
from tongban.session import messages as m


async def case_at(world: World, step: Any) -> str:
    """A case that has come up to a step of the story."""
    taken = await world.service.take_ticket("wuhu", "shanghai", ITEM)
    for before in STEPS[: STEPS.index(step)]:
        await before(world, taken.case)
    return taken.case


def added(**more: Any) -> m.AddMaterial:
    put = {"material": "id_card", "media_type": "image/png", "size": len(PICTURE)}
    return m.AddMaterial.model_validate(put | more)


def test_a_document_that_was_not_uploaded_for_the_case_is_no_material() -> None:
    async def go(world: World) -> None:
        case, other = await case_at(world, shown), await case_at(world, STEPS[0])
        theirs = await world.store.put_document(other, PICTURE, "image/png")
        for sha in (PAPER, theirs):
            found = await world.tell(case, "assistant", added(document=sha))
            assert isinstance(found, Refusal)
            assert (found.code, "upload it" in found.text.en) == ("unknown", True)
            assert found.text.zh_cn
        assert world.service.room(case).state.materials == {}

    live(go)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"size": len(PICTURE) + 1}, id="size"),
        pytest.param({"media_type": "image/jpeg"}, id="media type"),
    ],
)
def test_a_material_is_what_it_is_said_to_be(wrong: dict[str, Any]) -> None:
    async def go(world: World) -> None:
        case = await case_at(world, shown)
        sha = await world.store.put_document(case, PICTURE, "image/png")
        found = await world.tell(case, "assistant", added(document=sha, **wrong))
        assert isinstance(found, Refusal)
        assert found.code == "unknown"
        assert f"image/png of {len(PICTURE)} bytes" in found.text.en
        assert isinstance(await world.tell(case, "assistant", added(document=sha)), Record)

    live(go)


def blank() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (600, 240), (0, 0, 0, 0)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type", "code", "said"),
    [
        pytest.param(None, "", "unknown", "upload it, then sign", id="not uploaded"),
        pytest.param(b"%PDF-", "application/pdf", "unknown", "no picture", id="no picture"),
        pytest.param(blank(), "image/png", "not_ready", "is empty", id="empty"),
    ],
)
def test_a_signature_is_a_picture_of_something(
    data: bytes | None, media_type: str, code: str, said: str
) -> None:
    async def go(world: World) -> None:
        case = await case_at(world, signed)
        image = PAPER if data is None else await world.store.put_document(case, data, media_type)
        digest = content_digest(world.service.room(case).state)
        found = await world.tell(case, "applicant", m.Sign(image=image, covers=digest))
        assert isinstance(found, Refusal)
        assert (found.code, said in found.text.en) == (code, True)
        assert not world.service.room(case).state.is_signed
        image = await world.store.put_document(case, INK, "image/png")
        found = await world.tell(case, "applicant", m.Sign(image=image, covers=digest))
        assert isinstance(found, Record)

    live(go)


def test_who_may_not_sign_is_told_that_first() -> None:
    async def go(world: World) -> None:
        case = await case_at(world, signed)
        digest = content_digest(world.service.room(case).state)
        found = await world.tell(case, "clerk", m.Sign(image=PAPER, covers=digest))
        assert isinstance(found, Refusal)
        assert found.code == "not_allowed"

    live(go)
