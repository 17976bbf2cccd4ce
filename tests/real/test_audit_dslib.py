"""The 42 real projects as one portfolio: rules find what is known to be wrong with their plans."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import pmo_core
from pmo_core.jobs.audit import Evaluated, evaluate
from tests.real.dslib_registers import registers

RULES = ("SQ-15", "SQ-16", "SQ-17")


@pytest.fixture(scope="module")
def found(shared_data: Path) -> Iterator[Evaluated]:
    """Give what the rules find on the day on which the last of the plans has begun."""
    with pmo_core.open(":memory:") as repo:
        frames = registers(shared_data)
        repo.session("root", "administrator").load(frames)
        assert repo.table("project").height == 42
        assert repo.table("precedence").height == 4308
        yield evaluate(repo, "administrator", date(2014, 1, 6), codes=RULES)


def test_the_one_broken_link_is_found_and_nothing_else(found: Evaluated) -> None:
    """Of 4,308 links one is not kept by its baseline: 34 begins 19 days before 35 has ended."""
    rows = found.violations["SQ-15"]
    assert rows.select("project", "successor", "predecessor", "kind", "short_days").rows() == [
        ("C2012-06", "34", "35", "FS", 19)
    ]


def test_no_link_runs_in_a_circle_or_leads_nowhere(found: Evaluated) -> None:
    """The plans were kept by a tool that does not allow either."""
    assert found.violations["SQ-16"].is_empty()
    assert found.violations["SQ-17"].is_empty()
    assert found.outcomes.filter(rule="SQ-17")["n_checked"].sum() == 4308
