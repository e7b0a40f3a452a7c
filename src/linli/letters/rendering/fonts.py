"""The fonts of the standard, and what stands in where a machine does not have them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

from linli.letters.errors import FontsMissing

FOLDER = Path(sys.prefix) / "share" / "linli" / "fonts"
"""Where `scripts/install-fonts` puts free fonts, beside those of the system."""

WANTED: dict[str, tuple[str, ...]] = {
    "fang": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "FandolFang R"),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "FandolKai", "AR PL UKai CN"),
    "hei": ("SimHei", "黑体", "STHeiti", "FandolHei", "Noto Sans CJK SC"),
    "song": ("SimSun", "宋体", "STSong", "FandolSong", "Noto Serif CJK SC"),
    "title": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "方正小标宋_GBK", "FandolSong", "Noto Serif CJK SC"),
}
"""Part -> fonts by preference: the standard's own first, then free ones of the same style."""
WIDE = ("Noto Serif CJK SC", "Noto Sans CJK SC", "FandolSong", "AR PL UMing CN")
"""For characters that a font does not have, such as rare ones in names."""
NEAR = {"hei": ("Noto Sans CJK SC",)}
"""Before those: a font of the same style."""


@dataclass(frozen=True)
class Chosen:
    """What is used on this machine."""

    fonts: typst.Fonts
    families: dict[str, tuple[str, ...]]
    """Part -> the font used, then those for rare characters."""

    def substitutions(self) -> dict[str, str]:
        """Return the parts that another font stands in for: the font that is used."""
        own = {part: names[:1] for part, names in self.families.items()}
        return {part: names[0] for part, names in own.items() if names[0] not in STANDARD[part]}


STANDARD: dict[str, frozenset[str]] = {
    "fang": frozenset(WANTED["fang"][:5]),
    "kai": frozenset(WANTED["kai"][:5]),
    "hei": frozenset(WANTED["hei"][:3]),
    "song": frozenset(WANTED["song"][:3]),
    "title": frozenset(WANTED["title"][:3]),
}


@cache
def chosen() -> Chosen:
    """Look once which fonts there are; a fraction of a second. Raises FontsMissing when none knows Chinese."""
    fonts = typst.Fonts(font_paths=[FOLDER] if FOLDER.is_dir() else [])
    there = set(fonts.families())
    wide = tuple(name for name in WIDE if name in there)
    families = {}
    for part, names in WANTED.items():
        found = [name for name in names if name in there][:1]
        if not found and not wide:
            raise FontsMissing
        near = tuple(name for name in NEAR.get(part, ()) if name in there)
        families[part] = tuple(dict.fromkeys((*found, *near, *wide)))
    return Chosen(fonts, families)
