"""How much of the portfolio serves each goal."""

import polars as pl

_RUNNING = ("approved", "delivery", "on hold")


def served(
    goals: pl.DataFrame, contributions: pl.DataFrame, projects: pl.DataFrame
) -> tuple[pl.DataFrame, float | None]:
    """Return per goal the planned cost that serves it, and the cost that serves no goal.

    A project counts with the part of its planned cost that it gives to the goal. Running are
    approved projects, those in delivery and on hold; candidates are the proposed ones; closed and
    canceled projects do not count, nor do those without planned cost.

    Parameters
    ----------
    goals : polars.DataFrame
        code, weight and further columns.
    contributions : polars.DataFrame
        project, goal, share_pct.
    projects : polars.DataFrame
        code, stage, planned_cost in base currency.

    Returns
    -------
    served : polars.DataFrame
        The columns of `goals` and weight_pct (of all weights), n_projects (running and proposed),
        running_cost, candidate_cost (0 where nothing serves it), running_pct (of the planned cost
        of all running projects, null without any).
    unserved : float or None
        Planned cost of running projects that serves no goal; None without running projects. A
        project whose parts sum to 100 percent or more leaves nothing unserved.

    Examples
    --------
    >>> goals = pl.DataFrame({"code": ["G1", "G2"], "weight": [3.0, 1.0]})
    >>> given = pl.DataFrame({"project": ["A", "B"], "goal": ["G1", "G1"],
    ...                       "share_pct": [50.0, 100.0]})
    >>> work = pl.DataFrame({"code": ["A", "B"], "stage": ["delivery", "proposed"],
    ...                      "planned_cost": [200.0, 70.0]})
    >>> rows, unserved = served(goals, given, work)
    >>> rows.select("code", "weight_pct", "running_cost", "candidate_cost", "running_pct").rows()
    [('G1', 75.0, 100.0, 70.0, 50.0), ('G2', 25.0, 0.0, 0.0, 0.0)]
    >>> unserved
    100.0
    """
    is_running = pl.col("stage").is_in(_RUNNING)
    counted = projects.filter(is_running | (pl.col("stage") == "proposed")).select(
        project="code", cost=pl.col("planned_cost").cast(pl.Float64), is_running=is_running
    )
    parts = contributions.join(counted, on="project").with_columns(
        cost=pl.col("cost") * pl.col("share_pct") / 100
    )
    sums = parts.group_by("goal").agg(
        n_projects=pl.col("project").filter(pl.col("share_pct") > 0).n_unique().cast(pl.Int64),
        running_cost=pl.col("cost").filter("is_running").sum(),
        candidate_cost=pl.col("cost").filter(~pl.col("is_running")).sum(),
    )
    running = counted.filter("is_running")["cost"]
    total = float(running.sum()) if running.count() else None
    weight = pl.col("weight")
    share = 100 * pl.col("running_cost") / pl.lit(total, pl.Float64)
    rows = (
        goals.join(sums, left_on="code", right_on="goal", how="left", maintain_order="left")
        .with_columns(pl.col("n_projects", "running_cost", "candidate_cost").fill_null(0))
        .with_columns(
            weight_pct=pl.when(weight.sum() > 0).then(100 * weight / weight.sum()),
            running_pct=pl.when(pl.lit(bool(total))).then(share),
        )
    )
    shares = contributions.group_by("project").agg(pl.col("share_pct").sum().clip(0, 100))
    serves = counted.filter("is_running").join(shares, on="project")
    spent = serves.select((pl.col("cost") * pl.col("share_pct") / 100).sum()).item()
    return rows, None if total is None else total - float(spent)


__all__ = ["served"]
