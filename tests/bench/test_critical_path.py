"""The plans that the critical path is measured with can be dated, and both ways agree on them."""

from bench import critical_path


def test_both_ways_give_the_same_starts() -> None:
    """300 tasks of ten tied projects, and one deep project of as many."""
    tied, deep = critical_path.plan(300, 30, 20), critical_path.plan(300, 300, 0)
    assert critical_path.agree(tied)
    assert critical_path.agree(deep)
    links = tied[1]
    assert (links["project"] != links["predecessor_project"]).any()
    assert critical_path.dated(tied).findings == ()
