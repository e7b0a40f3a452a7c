"""Drawn pictures for the demo's evidence: the place before and after the work, and a sheet of paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw, ImageFont

SIZE = (960, 640)
SKY, GRASS, ROAD, KERB = (188, 214, 236), (150, 186, 130), (104, 106, 112), (200, 200, 196)
HOUSES = ((222, 196, 164), (206, 178, 170), (190, 198, 210), (226, 214, 182))
DIRT, WATER, RED, PAPER, INK = (92, 70, 48), (88, 132, 168), (196, 60, 50), (252, 250, 244), (60, 64, 72)

Scene = Callable[[ImageDraw.ImageDraw, Random], None]


def picture(scene: str, number: int) -> bytes:
    """Return a JPEG of a scene (`before`, `after`, `paper`); the same arguments give the same bytes."""
    chance = Random(f"{scene}-{number}")  # noqa: S311  (a drawing, not a secret)
    image = Image.new("RGB", SIZE, SKY)
    draw = ImageDraw.Draw(image)
    SCENES[scene](draw, chance)
    caption = f"ANHE DEMO  {scene.upper()}  No.{number:03d}"
    draw.rectangle((0, SIZE[1] - 44, SIZE[0], SIZE[1]), fill=INK)
    draw.text((18, SIZE[1] - 36), caption, fill="white", font=ImageFont.load_default(24))
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=80)
    return stream.getvalue()


def _street(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    width, height = SIZE
    x = 0
    while x < width:
        wide, tall = chance.randint(110, 190), chance.randint(140, 260)
        draw.rectangle((x, 320 - tall, x + wide, 320), fill=chance.choice(HOUSES), outline=INK)
        for row in range(tall // 60):
            for column in range(wide // 50):
                left, top = x + 14 + column * 48, 334 - tall + row * 58
                draw.rectangle((left, top, left + 24, top + 32), fill=(232, 240, 246), outline=INK)
        x += wide + chance.randint(0, 30)
    draw.rectangle((0, 320, width, 360), fill=GRASS)
    draw.rectangle((0, 360, width, 384), fill=KERB)
    draw.rectangle((0, 384, width, height), fill=ROAD)
    for left in range(30, width, 160):
        draw.rectangle((left, 490, left + 80, 500), fill="white")


def _before(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    """A street with a hollow, things lying about, and a mark around them."""
    _street(draw, chance)
    x, y = chance.randint(220, 600), chance.randint(430, 480)
    draw.ellipse((x, y, x + 200, y + 80), fill=chance.choice((DIRT, WATER)), outline=INK, width=3)
    for _piece in range(chance.randint(14, 30)):
        left, top, side = (
            chance.randint(x - 60, x + 240),
            chance.randint(y - 50, y + 90),
            chance.randint(8, 26),
        )
        colour = tuple(chance.randint(60, 230) for _channel in range(3))
        draw.rectangle((left, top, left + side, top + side), fill=colour)
    draw.ellipse((x - 90, y - 80, x + 290, y + 130), outline=RED, width=6)


def _after(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    """The same kind of street, mended: fresh surface and a cone."""
    _street(draw, chance)
    x, y = chance.randint(220, 600), chance.randint(430, 480)
    draw.rounded_rectangle((x, y, x + 210, y + 84), radius=12, fill=(84, 86, 92), outline=(126, 128, 134))
    draw.polygon(((x + 250, y + 80), (x + 270, y + 10), (x + 290, y + 80)), fill=(238, 128, 40))
    draw.line(((x + 70, y + 44), (x + 96, y + 68), (x + 144, y + 16)), fill=(90, 200, 110), width=12)


def _paper(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    """A sheet with lines of writing and a round seal."""
    draw.rectangle((0, 0, *SIZE), fill=(122, 98, 74))
    draw.rectangle((220, 20, 740, 580), fill=PAPER, outline=INK)
    draw.rectangle((330, 60, 630, 84), fill=RED)
    for top in range(130, 470, 30):
        draw.line(((270, top), (chance.randint(520, 690), top)), fill=INK, width=4)
    draw.ellipse((540, 420, 680, 560), outline=RED, width=8)
    draw.regular_polygon((610, 490, 34), 5, fill=RED)


SCENES: dict[str, Scene] = {"before": _before, "after": _after, "paper": _paper}
