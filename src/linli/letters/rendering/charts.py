"""Charts as drawings (SVG) of our own: the same one on the page, in the PDF and, as points, in the .docx.

They have no colour: they are drawn in that of the text, and read the same printed, dark, and by the colour-blind.
"""

from __future__ import annotations

from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from linli.letters.policies.document import Chart

WIDTH, SIZE = 600, 13
ROW, BAR = 24, 14
WIDEST_NAME, ROOM_FOR_WORDS = 220, 76
TALL, EDGE = 112, 34


def svg_of(chart: Chart, fonts: str = "inherit") -> SafeString:
    """Return the drawing; `fonts` are families in the order in which they are looked for."""
    drawn, height = _line(chart) if chart.is_line else _bars(chart)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" aria-label="{}" font-family="{}"'
        ' font-size="{}" fill="currentColor">{}</svg>',
        WIDTH,
        height,
        chart.caption,
        fonts,
        SIZE,
        drawn,
    )


def _bars(chart: Chart) -> tuple[SafeString, int]:
    names = [_cut(name) for name in chart.names]
    left = max(map(_width, names)) + 8
    most = WIDTH - left - ROOM_FOR_WORDS
    rows = [
        (left - 6, place * ROW + 17, name, left, place * ROW + 5, max(1, most * length // 1000), BAR, said)
        for place, (name, length, said) in enumerate(zip(names, chart.lengths, chart.words, strict=True))
    ]
    drawn = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="end">{}</text><rect x="{}" y="{}" width="{}" height="{}"'
        ' fill-opacity="0.55"/><text x="{}" y="{}">{}</text>',
        ((*row[:7], row[3] + row[5] + 6, row[1], row[7]) for row in rows),
    )
    return drawn, len(rows) * ROW + 4


def _line(chart: Chart) -> tuple[SafeString, int]:
    step = (WIDTH - 2 * EDGE) / max(1, len(chart.names) - 1)
    dots = [
        (round(EDGE + place * step, 1), round(TALL - 8 - (TALL - 40) * length / 1000, 1))
        for place, length in enumerate(chart.lengths)
    ]
    ground = format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="currentColor" stroke-opacity="0.4"/>',
        *(EDGE, TALL, WIDTH - EDGE, TALL),
    )
    steps = format_html_join(
        "",
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="currentColor" stroke-width="2"/>',
        ((*one, *other) for one, other in pairwise(dots)),
    )
    marks = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="4"/><text x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (x, y, x, y - 10, said, x, TALL + 18, name)
            for (x, y), said, name in zip(dots, chart.words, chart.names, strict=True)
        ),
    )
    return ground + steps + marks, TALL + 26


def _width(text: str) -> int:
    return sum(SIZE * 6 // 10 if character.isascii() else SIZE for character in text)


def _cut(name: str) -> str:
    """Return a name that is not too wide to stand before its bar."""
    if _width(name) <= WIDEST_NAME:
        return name
    while _width(name) > WIDEST_NAME - SIZE:
        name = name[:-1]
    return f"{name}…"
