"""Text and numbers on a page. Names come from users: they are data, never Markdown or HTML."""

import re
from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_REPLACED = re.compile(r"(:|(?<=[<>=~-])[<>=~-])")
_WORD_JOINER = "\u2060"


def plain(text: object) -> str:
    r"""Return the text so that Markdown shows it as it is, on one line.

    For labels, captions and messages. Emoji names (`:fire:`) and arrows (`->`) are replaced after
    escapes have been read, so a word joiner, which has no width, keeps their parts apart.

    Examples
    --------
    >>> plain("a_b *c*")
    'a\\_b \\*c\\*'
    """
    joined = _REPLACED.sub(_WORD_JOINER + r"\1", " ".join(str(text).split()))
    return _PUNCTUATION.sub(r"\\\1", joined)


def heading(text: str) -> None:
    """Show a text from a user as the page's title, exactly as it is stored."""
    st.html(
        f'<h1 style="margin:0;padding:0;font-size:1.75rem;font-weight:650">{escape(text)}</h1>',
        width="content",
    )


def iso(day: date | None) -> str:
    """Return a day as ISO 8601, "n/a" when it is not known.

    Examples
    --------
    >>> iso(date(2026, 4, 1)), iso(None)
    ('2026-04-01', 'n/a')
    """
    return "n/a" if day is None else day.isoformat()


def counted(n: int, singular: str, plural: str = "") -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "project"), counted(1234, "project")
    ('1 project', '1,234 projects')
    """
    return f"{n:,} {singular if n == 1 else plural or singular + 's'}"


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence.

    Examples
    --------
    >>> listed(["planned"]), listed(["planned", "actual", "forecast"])
    ('planned', 'planned, actual and forecast')
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def slip(days: int | None) -> str:
    """Return how late something is, in words.

    Examples
    --------
    >>> slip(1), slip(-12), slip(0), slip(None)
    ('1 day late', '12 days early', 'on plan', 'slip not known')
    """
    if days is None:
        return "slip not known"
    if not days:
        return "on plan"
    return f"{counted(abs(days), 'day')} {'late' if days > 0 else 'early'}"
