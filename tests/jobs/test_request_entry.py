"""A request that misses a mandatory criterion is not accepted, whatever the page says."""

from datetime import date

import pytest

from pmo_core.errors import Refused
from pmo_core.jobs import requests
from pmo_core.model import Criterion, Project, Request, Score
from pmo_core.store import Repository

ON = date(2026, 11, 2)


def assess(repo: Repository, *given: float) -> None:
    """Keep a request in assessment and what assessors gave it on security, at least 3 of 5."""
    repo.session("root", "administrator").save(
        Project(code="P1", name="Shop", stage="proposed"),
        Request(code="R1", name="Shop", author="Ann", state="in assessment", project="P1"),
        Criterion(
            code="SEC", name="Security", weight=1, scale_min=1, scale_max=5, is_mandatory=True,
            threshold=3,
        ),
        *(
            Score(project="P1", criterion="SEC", assessor=f"a{i}", score=score)
            for i, score in enumerate(given)
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "said"),
    [((1, 2, 2), "Security 1.67 < 3"), ((), "Security is not scored")],
)
def test_a_missed_criterion_is_named(repo: Repository, given: tuple[float, ...], said: str) -> None:
    """The mean over the assessors counts; no score is no entry."""
    assess(repo, *given)
    with pytest.raises(Refused, match=f"R1 cannot be accepted: {said}"):
        requests.accept(repo.session("Ida", "manager"), repo, "R1", ON)
    assert repo.get("request", "R1").state == "in assessment"


def test_whoever_meets_it_is_accepted(repo: Repository) -> None:
    """A mean of exactly the threshold is met."""
    assess(repo, 2, 4)
    requests.accept(repo.session("Ida", "manager"), repo, "R1", ON)
    assert repo.get("request", "R1").state == "accepted"
