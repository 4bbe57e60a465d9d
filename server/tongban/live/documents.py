"""What is uploaded is looked at before it is kept: decided by its content, never by its name.

Pictures are decoded and encoded again, so that nothing but the picture remains (no EXIF, no
second file hidden behind it). A PDF is kept as it is and only ever served as an attachment.
"""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from ..errors import TongbanError
from ..flow import text

__all__ = ["LEAST_SIDE", "NotADocument", "checked", "is_blank"]

LEAST_SIDE = 200
"""Pixels of the shorter side below which nobody can read a document."""
MOST_PIXELS = 40_000_000
KINDS = {"JPEG": "image/jpeg", "PNG": "image/png"}


class NotADocument(TongbanError):
    """What was uploaded is not kept; the text says why, in both languages."""

    def __init__(self, zh_cn: str, en: str) -> None:
        super().__init__(en)
        self.text = text(zh_cn, en)


def checked(data: bytes) -> tuple[bytes, str]:
    """The document to keep and its media type: a JPEG or PNG encoded anew, or a PDF.

    Raises NotADocument for anything else, for a picture too small to read, or too large.
    """
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-2048:]:
            raise NotADocument("PDF 文件不完整", "the PDF is cut short: send it again")
        return data, "application/pdf"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(KINDS)) as picture:
                return _again(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise NotADocument(
            "只收 JPEG、PNG 图片或 PDF", "only JPEG or PNG pictures, or a PDF, are taken"
        ) from None


def is_blank(picture: bytes) -> bool:
    """Whether a picture that was kept shows nothing: on white paper, all of it has one colour."""
    with Image.open(io.BytesIO(picture), formats=list(KINDS)) as opened:
        ink = opened.convert("RGBA")
    paper = Image.new("RGBA", ink.size, "white")
    return Image.alpha_composite(paper, ink).convert("RGB").getcolors(1) is not None


def _again(picture: Image.Image) -> tuple[bytes, str]:
    """The picture upright, encoded anew without anything beside it."""
    kind = picture.format or ""
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_large()
    if min(picture.size) < LEAST_SIDE:
        raise NotADocument(
            f"图片太小（{picture.width}×{picture.height}），无法辨认，请重拍",
            f"the picture is too small to read ({picture.width}×{picture.height}): take it again",
        )
    upright = ImageOps.exif_transpose(picture)
    plain = upright.convert("RGB") if kind == "JPEG" or upright.mode == "P" else upright
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    out = io.BytesIO()
    bare.save(out, kind, **({"quality": 90} if kind == "JPEG" else {"optimize": False}))
    return out.getvalue(), KINDS[kind]


def _too_large() -> NotADocument:
    return NotADocument("图片过大", f"the picture has more than {MOST_PIXELS:,} pixels")
