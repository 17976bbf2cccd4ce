"""Own rules are tried before they are kept; of shipped ones only what differs is told."""

from datetime import date

import polars as pl
import pytest

from pmo_core.errors import Refused
from pmo_core.jobs import own_rules
from pmo_core.model import Project, Rule
from pmo_core.store import Repository
from pmo_core.store.rules import shipped

DAY = date(2026, 10, 31)


def test_a_try_counts_projects_and_names_strangers(repo: Repository) -> None:
    """Rows of what is no project are told; rows that belong to none are not among them."""
    repo.session("ann", "manager").save(
        *(Project.model_validate({"code": f"P{n}", "name": "Portal"}) for n in (1, 2))
    )
    sql = (
        "select code as project, $days as days from project union all "
        "select unnest(['P1', 'X2', 'X1', 'X2', null]), 0"
    )
    found = own_rules.tried(repo, "manager", sql, {"days": 45.0}, DAY)
    assert (found.frame.height, found.n_projects, found.unknown) == (7, 2, ["X1", "X2"])
    with pytest.raises(Refused, match="no column `project`"):
        own_rules.tried(repo, "manager", "select code from project", {}, DAY)


@pytest.mark.parametrize(
    "numbers", [None, [1.5], [-1], ["1"], pl.Series([None], dtype=pl.Int64)], ids=str
)
def test_what_is_judged_is_counted_in_whole_numbers(numbers: object) -> None:
    """Without numbers, or with parts of things, the second question of a rule is refused."""
    told = pl.DataFrame({"project": ["P1"]} | ({} if numbers is None else {"n_checked": numbers}))
    with pytest.raises(Refused, match="n_checked"):
        own_rules.counted(told)


def test_what_is_not_whole_is_refused() -> None:
    """A code that is taken, no question, a threshold that is none."""
    for values, sentence in (
        ({"code": "OWN-01"}, "There is a rule OWN-01 already"),
        ({"code": next(iter(shipped()))}, "There is a rule"),
        ({"code": "OWN-02", "query": " "}, "A rule needs a question"),
        ({"code": "OWN-02", "query": "select 1", "parameters": "days"}, "threshold 'days'"),
        ({"code": "OWN-02", "query": "select 1", "parameters": "as_of = 1"}, "called as_of"),
    ):
        with pytest.raises(Refused, match=sentence):
            own_rules.require_whole(Rule.model_validate(values), ["OWN-01"], None)
    whole = Rule.model_validate({"code": "OWN-01", "query": "x", "parameters": "a = 2"})
    assert own_rules.require_whole(whole, ["OWN-01"], whole) == {"a": 2.0}
