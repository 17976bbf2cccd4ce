"""The text of a policy loads nothing, holds no HTML, and says what it says."""

import random

import pytest

from pmo_core.ui.govern.policy_text import harmless

JOINER = "\u2060"


@pytest.mark.parametrize(
    "text",
    [
        "![x](http://evil.example/p.png)",
        r"\![x](http://evil.example/p.png)",
        r"\\![x](http://evil.example/p.png)",
        "![x][ref]\n\n[ref]: http://evil.example/p.png",
        "[![x](http://evil.example/p.png)](http://a.example)",
        "<img src=http://evil.example/p.png>",
        "<IMG SRC=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "<!-- x --><svg/onload=alert(1)>",
        "<http://evil.example>",
    ],
)
def test_no_image_and_no_tag_is_left(text: str) -> None:
    """Neither the mark of an image nor that of a tag stands in what is drawn."""
    safe = harmless(text)
    assert "![" not in safe
    assert not any(f"<{one}" in safe for one in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ/!?")
    assert safe.replace(JOINER, "") == text


def test_random_texts_hold_no_image() -> None:
    """Whatever stands side by side, no image and no tag comes of it."""
    rng = random.Random(2)
    for _ in range(2000):
        text = "".join(rng.choices("![]()<>/ab\\\n #`~$:", k=24))
        safe = harmless(text)
        assert "![" not in safe
        assert "<a" not in safe


def test_headings_and_code() -> None:
    """Headings fall two levels, at most to the sixth; within a fence nothing is a heading."""
    assert harmless("# A\n##### B\n#tag") == "### A\n###### B\n#tag"
    assert harmless("```\n# comment $x\n```\n# A") == "```\n# comment $x\n```\n### A"


def test_money_is_no_formula() -> None:
    """Dollars are escaped once."""
    assert harmless(r"$5 to \$9") == r"\$5 to \$9"
