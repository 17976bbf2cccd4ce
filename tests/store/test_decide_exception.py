"""A board decides about a broken tolerance: as about a project, and only about what there is."""

from decimal import Decimal
from typing import Any

import pytest

from pmo_core.errors import NotAllowed, Refused
from pmo_core.store import Repository
from tests.store.governed import decide, decision, frame, govern


@pytest.fixture
def governed(repo: Repository) -> Repository:
    """Give the small governed portfolio."""
    govern(repo)
    return repo


def about(measure: str, **more: Any) -> Any:
    """Return a go about a tolerance of P1."""
    return decision(about="exception", subject=measure, **more)


def test_it_names_one_of_the_three_tolerances(governed: Repository) -> None:
    """A gate, or nothing, is no tolerance; cost is."""
    for wrong in ("G1", "", "quality"):
        with pytest.raises(Refused, match="names the tolerance: cost, time, scope"):
            decide(governed, about(wrong))
    decide(governed, about("cost"))
    assert governed.table("decision")["subject"].to_list() == ["cost"]
    assert governed.check() == []


def test_going_on_needs_a_mandate_for_the_whole_project(governed: Repository) -> None:
    """P2 costs 600,000, SC may approve 500,000: it may stop it, not let it go on."""
    with pytest.raises(NotAllowed, match="this needs 600,000"):
        decide(governed, about("time", project="P2"))
    decide(governed, about("time", project="P2", outcome="recycle"))
    decide(governed, about("time", code="D-2", project="P1"))
    assert governed.table("decision")["amount"].to_list() == [None, Decimal(100_000)]


def test_it_is_decided_again_without_superseding(governed: Repository) -> None:
    """What got worse is decided anew; another outcome than these five does not fit."""
    decide(governed, about("cost"))
    decide(governed, about("cost", code="D-2", outcome="hold"))
    with pytest.raises(Refused, match="not decided with 'approved'"):
        decide(governed, about("cost", code="D-3", outcome="approved"))


def test_what_grants_nothing_changes_no_plan(governed: Repository) -> None:
    """A recycle must not touch budget lines, nor raise the planned cost."""
    was = governed.get("project", "P1")
    now = was.model_copy(update={"planned_cost": Decimal(120_000)})
    with pytest.raises(NotAllowed, match="does not raise the planned cost"):
        decide(
            governed, about("cost", outcome="recycle"),
            now={"project": frame(now)}, was={"project": frame(was)},
        )  # fmt: skip
