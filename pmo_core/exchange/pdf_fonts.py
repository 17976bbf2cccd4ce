"""Fonts of a PDF: one with many alphabets where the machine has it, and what to do without."""

import re
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

REGULAR, BOLD = "Text", "Text-Bold"
_KNOWN_FONTS = (
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("/usr/share/fonts/TTF/DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("/System/Library/Fonts/Supplemental/Arial Unicode.ttf", "Arial Bold.ttf"),
    ("C:/Windows/Fonts/arial.ttf", "arialbd.ttf"),
)
_EAST_ASIAN = (
    ("HYSMyeongJo-Medium", re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")),
    ("HeiseiKakuGo-W5", re.compile("[\u3040-\u30ff]")),
    ("STSong-Light", re.compile("[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]")),
)
"""Fonts that readers of PDF bring along, and the characters that they are asked for."""


@cache
def load() -> frozenset[int]:
    """Register the fonts, once, and return the characters of the first, as code points."""
    bundled = Path(rl_config.__file__).parent / "fonts" / "Vera.ttf"
    for regular, bold in (*_KNOWN_FONTS, (str(bundled), "VeraBd.ttf")):
        path = Path(regular)
        try:
            font = TTFont(REGULAR, str(path))
            heavy = TTFont(BOLD, str(path.with_name(bold)))
        except (OSError, TTFError):
            continue
        pdfmetrics.registerFont(font)
        pdfmetrics.registerFont(heavy)
        pdfmetrics.registerFontFamily(
            REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD
        )
        for name, _ in _EAST_ASIAN:
            pdfmetrics.registerFont(UnicodeCIDFont(name))
        return frozenset(font.face.charToGlyph) & frozenset(heavy.face.charToGlyph)
    raise FileNotFoundError("reportlab came without its own fonts")


def marked_up(text: str) -> str:
    """Return a text as reportlab's markup that shows exactly this text, line breaks included."""
    known = load()
    parts = []
    for font, run in groupby(text, lambda one: _font_of(one, known)):
        piece = "".join(run)
        if font == "":
            parts.append("".join(f"[U+{ord(one):04X}]" for one in piece))
        elif font == REGULAR:
            parts.append(escape(piece).replace("\n", "<br/>"))
        else:
            parts.append(f'<font name="{font}">{escape(piece)}</font>')
    return "".join(parts)


def is_east_asian(text: str) -> bool:
    """Return whether lines may be broken between any two characters."""
    return any(pattern.search(text) for _, pattern in _EAST_ASIAN)


def _font_of(one: str, known: frozenset[int]) -> str:
    if one in "\n\t" or ord(one) in known:
        return REGULAR
    return next((name for name, pattern in _EAST_ASIAN if pattern.match(one)), "")
