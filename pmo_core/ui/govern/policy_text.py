"""The text of a policy as Markdown that loads nothing and holds no HTML."""

import re

import streamlit as st

_JOINER = "\u2060"
_IMAGE = re.compile(r"!(?=\[)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_HEADING = re.compile(r"(#{1,6})(?=\s)")
_DOLLAR = re.compile(r"(?<!\\)\$")
_LOWEST = 6


def harmless(text: str) -> str:
    r"""Return Markdown without images, HTML and formulas; headings two levels lower.

    An image would be loaded from wherever its address points, and tell who reads. Markdown knows an
    image by `![` and HTML by `<` before a letter: a word joiner, which has no width, keeps the two
    characters apart, however they are escaped. What was an image becomes a link behind a "!". A
    dollar is money, not the begin of a formula.

    Examples
    --------
    >>> harmless("# Purpose\n![x](http://a.b/c.png) a < b").splitlines()[0]
    '### Purpose'
    >>> "![" in harmless("![x](y) \\![x](y)"), "<b" in harmless("<b>bold</b>")
    (False, False)
    """
    lines, in_fence = [], False
    for line in text.splitlines():
        in_fence ^= bool(_FENCE.match(line))
        safe = _TAG.sub("<" + _JOINER, _IMAGE.sub("!" + _JOINER, line))
        if not in_fence:
            safe = _DOLLAR.sub(r"\\$", safe)
            mark = _HEADING.match(safe)
            safe = "#" * min(len(mark[1]) + 2, _LOWEST) + safe[mark.end() :] if mark else safe
        lines.append(safe)
    return "\n".join(lines)


def show(text: str) -> None:
    """Draw the text of a policy."""
    with st.container(border=True):
        st.markdown(harmless(text))
