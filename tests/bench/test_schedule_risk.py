"""The plan that the risk of dates is measured with holds what is said of it."""

import polars as pl

from bench.schedule_risk import KINDS, N_TASKS, plan
from pmo_core.analysis.schedule_risk import path_only, simulate


def test_it_ties_projects_by_all_four_kinds_of_links() -> None:
    """Every kind of link and of range, links between projects, and a network that runs."""
    given = plan(12)
    assert given.tasks.height == 12 * N_TASKS
    assert set(given.tasks["kind"]) == set(KINDS)
    assert set(given.links["kind"]) == {"FS", "SS", "FF", "SF"}
    assert given.links.filter(pl.col("lag") < 0).height
    ends = (pl.col(name).str.head(5) for name in ("predecessor", "successor"))
    across = given.links.select(*ends).filter(pl.col("predecessor") != pl.col("successor"))
    assert 15 <= across.height <= 24
    whole, alone = simulate(given, 300, targets=()), simulate(path_only(given), 300, targets=())
    assert alone.finish.mean() < whole.finish.mean()
