"""Pictures that scripted people show: a paper with some words on it, and a signature.

Nothing in them is anybody's: every paper says that it is a specimen. The same words give the same
picture, so that what was uploaded can be told apart by what it says.
"""

from __future__ import annotations

import io
import math
import random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

__all__ = ["paper", "signature"]

INK, PALE, RED = (28, 36, 52), (176, 184, 196), (190, 60, 50)
BLUR = 0.014  # of the width: lines can be seen, words cannot be read


def paper(title: str, about: str = "", *, width: int = 320, is_blurred: bool = False) -> bytes:
    """A PNG of a paper with a title, a line of words, and lines as of writing.

    width  pixels; the height is three quarters of it
    """
    height, unit = width * 3 // 4, width / 100
    picture = Image.new("RGB", (width, height), (246, 244, 238))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((2 * unit, 2 * unit, width - 2 * unit, height - 2 * unit), outline=PALE)
    draw.text((7 * unit, 7 * unit), title, INK, ImageFont.load_default(5 * unit))
    draw.text((7 * unit, 15 * unit), about, INK, ImageFont.load_default(3 * unit))
    for row in range(24, 62, 6):
        draw.line((7 * unit, row * unit, (60 + row % 4 * 5) * unit, row * unit), PALE, int(unit))
    draw.ellipse((72 * unit, 42 * unit, 92 * unit, 62 * unit), outline=RED, width=int(unit))
    draw.text((74 * unit, 50 * unit), "SPECIMEN", RED, ImageFont.load_default(3 * unit))
    if is_blurred:
        picture = picture.filter(ImageFilter.GaussianBlur(BLUR * width))
    return _png(picture)


def signature(name: str, *, width: int = 640) -> bytes:
    """A PNG of a name's signature: one line as of a pen, another for each name.

    width  pixels; the height is two fifths of it
    """
    chance, height = random.Random(name), width * 2 // 5
    picture = Image.new("RGB", (width, height), "white")
    turns, lean = chance.randint(4, 7), chance.uniform(0.2, 0.6)
    points = []
    for step in range(turns * 24 + 1):
        angle = step / 24 * 2 * math.pi
        rise = height * (0.18 + 0.12 * math.sin(angle / turns + lean * 7)) * math.sin(angle)
        along = 0.12 + 0.7 * step / (turns * 24) + 0.03 * math.cos(angle)
        points.append((width * along + lean * rise, height / 2 - rise))
    draw = ImageDraw.Draw(picture)
    draw.line(points, INK, max(2, width // 130), "curve")
    draw.line((width * 0.2, height * 0.8, width * 0.9, height * 0.7), INK, max(2, width // 200))
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
