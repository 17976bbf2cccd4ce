"""What projects may still cost: what is spent is certain, what is left to do is not."""

from datetime import date

import polars as pl

from pmo_core.analysis.range_defaults import default_ranges
from pmo_core.analysis.risk_plan import COSTS
from pmo_core.jobs import risk_history
from pmo_core.jobs.facts import Source
from pmo_core.jobs.measured import measured


def budgets(source: Source, as_of: date, projects: pl.Series) -> pl.DataFrame:
    """Return budget, cost so far and what the rest of the work was budgeted at.

    Parameters
    ----------
    source : Source
        Where frames are read from.
    as_of : date
        Last day of all figures.
    projects : polars.Series
        Whose; those without a known budget are left out.

    Returns
    -------
    polars.DataFrame
        project, bac, spent (0 where nothing is posted), to_do = BAC - EV, or, where EV is not
        known, BAC - spent; never below 0. Sorted by project.
    """
    rows = measured(source, as_of).filter(
        pl.col("is_last"), pl.col("project").is_in(projects.to_list()), pl.col("bac") > 0
    )
    to_do = (pl.col("bac") - pl.coalesce("ev", "ac").fill_null(0.0)).clip(0)
    return rows.select("project", "bac", spent=pl.col("ac").fill_null(0.0), to_do=to_do).sort(
        "project"
    )


def costs(source: Source, as_of: date, money: pl.DataFrame) -> pl.DataFrame:
    """Return two cost elements per project as `risk_plan.COSTS`: spent (fixed), and to do.

    What is to do spreads as closed projects of the same type did against their plans; without
    enough of them it is fixed.
    """
    kinds = source.table("project").select(project="code", task_type="project_type")
    asked = money.join(kinds, on="project", how="left", maintain_order="left").select(
        "task_type", planned="to_do"
    )
    spread = default_ranges(asked, risk_history.of_costs(source, as_of))
    to_do = pl.concat([money.select("project", "to_do"), spread], how="horizontal").select(
        element=pl.col("project") + " / to do", project="project", kind="kind",
        low="low", likely=pl.coalesce("likely", "to_do"), high="high",
    )  # fmt: skip
    spent = money.select(
        element=pl.col("project") + " / spent", project="project", kind=pl.lit("fixed"),
        low="spent", likely="spent", high="spent",
    )  # fmt: skip
    return pl.concat([to_do, spent]).select(list(COSTS)).sort("project", "element")


__all__ = ["budgets", "costs"]
