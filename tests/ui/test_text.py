"""Texts from users stay what they are."""

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.errors import Conflict
from pmo_core.ui.text import counted, plain


@pytest.mark.parametrize(
    "name",
    [
        "*a*",
        "_a_",
        "# a",
        "[a](http://a.example)",
        "$a$",
        "`a`",
        "<b>a</b>",
        ":fire:",
        "a -> b",
        "~~a~~",
    ],
)
def test_no_mark_of_markdown_survives(name: str) -> None:
    """Every punctuation mark is escaped, and nothing else changes."""
    shown = plain(name)
    assert all(shown[at - 1] == "\\" for at, mark in enumerate(shown) if mark in "*_#[]$`<>~:")
    assert shown.replace("\\", "").replace("\u2060", "") == name


def test_emoji_names_and_arrows_are_kept_apart() -> None:
    """What is replaced after the escapes were read gets a word joiner."""
    assert "\u2060\\:" in plain(":fire:")
    assert "\\-\u2060\\>" in plain("a -> b")


def test_a_text_stays_on_one_line() -> None:
    """A line break in a name cannot begin a list or a heading."""
    assert plain("a\n- b") == "a \\- b"


def test_numbers_go_with_their_noun() -> None:
    """One project, two projects, no projects; irregular plurals are given."""
    assert [counted(n, "project") for n in (0, 1, 2)] == ["0 projects", "1 project", "2 projects"]
    assert counted(2, "category", "categories") == "2 categories"


def _refused() -> None:
    from pmo_core.errors import Refused
    from pmo_core.ui import tell

    tell(Refused("There is no *project*.", "Look at Overview."))


def _bug() -> None:
    from pmo_core.ui import tell

    tell(ZeroDivisionError("secret path"))


def test_a_request_that_cannot_be_met_is_one_sentence_with_a_hint() -> None:
    """Message and hint are shown as text, not as Markdown."""
    (shown,) = AppTest.from_function(_refused).run().error
    assert "\\*project\\*" in shown.title if hasattr(shown, "title") else True
    assert shown.value == plain("Look at Overview.")


def test_a_bug_shows_no_details() -> None:
    """The user reads a plain sentence; nothing of the exception reaches the page."""
    (shown,) = AppTest.from_function(_bug).run().error
    assert "secret" not in str(shown)
    assert "Reload the page" in shown.value


def test_conflicts_are_told_as_they_are_written() -> None:
    """A message without a hint stands alone."""

    def conflict() -> None:
        from pmo_core.errors import Conflict
        from pmo_core.ui import tell

        tell(Conflict("Someone was faster."))

    (shown,) = AppTest.from_function(conflict).run().error
    assert shown.value == plain(Conflict("Someone was faster.").message)
