"""What may be uploaded, and what is left of it."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tongban.live import documents
from tongban.live.documents import NotADocument, checked, is_blank
from tongban_client.pictures import signature


def drawn(kind: str, size: tuple[int, int] = (400, 300), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "media"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_picture_is_encoded_anew(kind: str, media: str) -> None:
    data, found = checked(drawn(kind) + b"PK\x03\x04 another file behind it")
    assert found == media
    assert b"another file" not in data
    assert Image.open(io.BytesIO(data)).size == (400, 300)


def test_what_a_camera_writes_beside_the_picture_is_gone_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    exif[0x010E] = "Zhang San at home"
    data, _ = checked(drawn("JPEG", exif=exif))
    assert b"Zhang" not in data
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == (300, 400)
        assert not picture.getexif()


def test_a_pdf_is_kept_as_it_is() -> None:
    pdf = b"%PDF-1.7\n...\n%%EOF\n"
    assert checked(pdf) == (pdf, "application/pdf")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"", "only JPEG or PNG", id="empty"),
        pytest.param(b"<svg onload='alert(1)'/>", "only JPEG or PNG", id="SVG"),
        pytest.param(b"GIF89a" + b"\0" * 50, "only JPEG or PNG", id="GIF"),
        pytest.param(b"MZ\x90" + b"\0" * 99, "only JPEG or PNG", id="program"),
        pytest.param(drawn("PNG")[:60], "only JPEG or PNG", id="cut short"),
        pytest.param(drawn("PNG", (150, 400)), "too small to read", id="too small"),
        pytest.param(b"%PDF-1.7 and no end", "cut short", id="PDF cut short"),
    ],
)
def test_what_is_not_kept(data: bytes, said: str) -> None:
    with pytest.raises(NotADocument, match=said) as caught:
        checked(data)
    assert caught.value.text.zh_cn


def test_a_picture_too_large_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_PIXELS", 1000)
    with pytest.raises(NotADocument, match="more than 1,000 pixels"):
        checked(drawn("PNG"))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)  # an image bomb
    with pytest.raises(NotADocument, match="pixels"):
        checked(drawn("PNG"))


def inked(mode: str, colour: object, ink: object) -> bytes:
    """A picture of one colour with a short stroke in another."""
    picture = Image.new(mode, (400, 300), colour)  # type: ignore[arg-type]
    picture.paste(ink, (100, 100, 200, 104))  # type: ignore[call-overload]
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("picture", "blank"),
    [
        pytest.param(drawn("PNG"), True, id="white"),
        pytest.param(drawn("JPEG"), True, id="white, as JPEG"),
        pytest.param(inked("RGBA", (0, 0, 0, 0), (0, 0, 0, 0)), True, id="transparent"),
        pytest.param(inked("RGBA", (0, 0, 0, 0), (255, 255, 255, 255)), True, id="white on white"),
        pytest.param(inked("RGBA", (0, 0, 0, 0), (0, 0, 0, 255)), False, id="ink on transparent"),
        pytest.param(inked("L", 255, 0), False, id="ink in grey"),
        pytest.param(inked("RGB", "#7f0000", "#00417f"), False, id="of equal lightness"),
        pytest.param(signature("Zhang San"), False, id="a signature"),
    ],
)
def test_a_picture_that_shows_nothing_is_blank(picture: bytes, blank: bool) -> None:
    assert is_blank(checked(picture)[0]) is blank
