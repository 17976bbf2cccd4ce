"""A figure keeps its limit or not, and the page of figures keeps what was not measured again."""

from bench.figure import Figure, put, section


def test_a_limit_is_an_upper_bound_unless_told_otherwise():
    """A value below its limit holds; with at_least it does not."""
    assert Figure("cpu", 30, "ms", 60).holds
    assert not Figure("cpu", 61, "ms", 60).holds
    assert not Figure("speed", 0.2, "x", 0.33, at_least=True).holds
    assert Figure("speed", 0.5, "x", 0.33, at_least=True).holds


def test_a_broken_limit_is_said():
    """The row of a figure beyond its limit says no, and by how much."""
    assert Figure("cpu", 90, "ms", 60).row() == "| cpu | 90 ms | at most 60 ms | 1.50 | **no** |"
    assert Figure("time", 2, "s").row() == "| time | 2 s | | | |"


def test_a_section_is_replaced_and_the_others_stay(tmp_path):
    """Measuring one section again leaves the other one as it was."""
    page = tmp_path / "benchmarks.md"
    put(page, "A", section("A", "run a", "how a", [Figure("x", 1, "s")]))
    put(page, "B", section("B", "run b", "how b", [Figure("y", 2, "s")]))
    put(page, "A", section("A", "run a", "how a", [Figure("x", 3, "s")]))
    text = page.read_text()
    assert text.startswith("# Benchmarks\n")
    assert "| x | 3 s |" in text
    assert "| x | 1 s |" not in text
    assert "| y | 2 s |" in text
    assert text.count("## A\n") == text.count("## B\n") == 1
