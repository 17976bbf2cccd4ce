"""What each candidate is worth to a selection, under each objective.

| objective | worth of a project |
|---|---|
| score | its score, 0 to 100, by the chosen method |
| npv | sum over fiscal years of (benefit - cost) / (1 + rate) ^ (year - first year) |
| mix | share x scaled score + (1 - share) x scaled NPV; scaled = 100 x value / largest value |
| priority | 100 x (largest priority + 1 - priority) / largest priority: first = 100 |
| count | 1 |

The first year is the one of the month after the data date. Cost is what the project asks for when
it starts as early as it may; benefits are of the years registered, whatever the start. A project
without benefits has no NPV. A positive worth is then lessened for risk: worth x (1 - aversion x
risk), where risk is the place of the score on the criterion that plays the part "risk" between its
best (0) and worst (1) end; not scored = 0. What is not known is worth 0.
"""

import numpy as np
import polars as pl

from pmo_core.analysis.calendar import fiscal_year
from pmo_core.analysis.scoring.judged import judged
from pmo_core.analysis.scoring.score import scores
from pmo_core.analysis.selection.build_starts import is_candidate, month_after
from pmo_core.analysis.selection.case import MONEY, Case
from pmo_core.model.what_if import Objective, WhatIf


def worth(case: Case, what_if: WhatIf) -> pl.DataFrame:
    """Return what each candidate is worth when it starts as early as it may.

    Returns
    -------
    polars.DataFrame
        One row per candidate, in order of the code: project, score, npv, priority (null = not
        known), has_value (whether what is maximized is known), worth.
    """
    known = measures(case, what_if)
    value = _values(known, objective(known, what_if), what_if)
    valued = known.with_columns(has_value=value.is_not_null(), worth=value.fill_null(0.0))
    if not what_if.risk_aversion_pct:
        return valued
    kept = 1 - pl.col("risk").fill_null(0.0) * (what_if.risk_aversion_pct / 100)
    return (
        valued.join(risk(case), on="project", how="left", maintain_order="left")
        .with_columns(worth=pl.col("worth") * pl.when(pl.col("worth") > 0).then(kept).otherwise(1))
        .drop("risk")
    )


def objective(known: pl.DataFrame, what_if: WhatIf) -> Objective:
    """Return what is maximized: as asked, else the first that any candidate knows.

    Parameters
    ----------
    known : polars.DataFrame
        As `measures` returns it.
    what_if : WhatIf
        Its objective counts.

    Examples
    --------
    >>> objective(pl.DataFrame({"score": [None], "npv": [5.0], "priority": [1]}), WhatIf())
    'npv'
    """
    if what_if.objective:
        return what_if.objective
    order: tuple[Objective, ...] = ("score", "npv", "priority")
    return next((name for name in order if known[name].count()), "count")


def measures(case: Case, what_if: WhatIf) -> pl.DataFrame:
    """Return project, score, npv and priority of each candidate; null = not known."""
    who = case.projects.filter(is_candidate(what_if)).select("project", "priority").sort("project")
    given = case.scores.join(who, on="project", how="semi")
    scored = scores(case.criteria, given, what_if.method, what_if.weights)
    return (
        who.join(scored.select("project", "score"), on="project", how="left")
        .join(_npv(case, what_if), on="project", how="left")
        .select("project", "score", "npv", "priority")
        .sort("project")
    )


def costs_by_year(case: Case) -> pl.LazyFrame:
    """Return project, year and cost: what each open project takes of the money, by fiscal year.

    A project that should have started is taken to start in the month after the data date.
    """
    first = month_after(case.data_date)
    late = (pl.lit(first).dt.year() - pl.col("start_month").dt.year()) * 12
    late = late + first.month - pl.col("start_month").dt.month()
    moved = case.projects.select("project", late=late.fill_null(0).clip(0).cast(pl.Int64))
    month = pl.col("month").dt.offset_by(pl.format("{}mo", "late"))
    return (
        case.use.lazy().filter(pl.col("resource") == MONEY)
        .join(moved.lazy(), on="project")
        .select(
            "project",
            year=fiscal_year(month, case.fiscal_year_start_month).cast(pl.Int64),
            cost="amount",
        )
    )  # fmt: skip


def base_year(case: Case) -> int:
    """Return the fiscal year whose money is worth 1: that of the month after the data date."""
    first = pl.lit(month_after(case.data_date))
    return int(pl.select(fiscal_year(first, case.fiscal_year_start_month)).item())


def _npv(case: Case, what_if: WhatIf) -> pl.DataFrame:
    flows = case.benefits.select("project", "year", flow="planned").drop_nulls()
    costs = (
        costs_by_year(case)
        .join(flows.lazy(), on="project", how="semi")
        .select("project", "year", flow=-pl.col("cost"))
    )
    growth = 1 + what_if.discount_pct / 100
    return (
        pl.concat([flows.lazy(), costs])
        .group_by("project", "year")
        .agg(pl.col("flow").sum())
        .sort("project", "year")
        .with_columns(present=pl.col("flow") / pl.lit(growth).pow(pl.col("year") - base_year(case)))
        .group_by("project", maintain_order=True)
        .agg(npv=pl.col("present").sum())
        .collect()
    )


def risk(case: Case) -> pl.DataFrame:
    """Return the mean place between the best (0) and the worst (1) end of the scales of risk.

    Returns
    -------
    polars.DataFrame
        project, risk (share 0-1), for projects that have scores.
    """
    criteria = case.criteria.filter(pl.col("part") == "risk")
    risks = judged(criteria, case.scores)
    share = 1 - risks.units()
    n_known = np.isfinite(share).sum(axis=1)
    mean = np.nansum(share, axis=1) / np.maximum(n_known, 1)
    return pl.DataFrame({"project": risks.projects.cast(pl.String), "risk": mean})


def _values(known: pl.DataFrame, what: Objective, what_if: WhatIf) -> pl.Series:
    if what == "count":
        return pl.Series("worth", np.ones(known.height))
    if what == "priority":
        largest = pl.col("priority").max()
        rank = 100 * (largest + 1 - pl.col("priority")) / largest
        return known.select(rank.alias("worth")).to_series()
    if what == "mix":
        share = what_if.mix_pct / 100
        score, npv = (_scaled(known[name]) for name in ("score", "npv"))
        mixed = share * score.fill_null(0.0) + (1 - share) * npv.fill_null(0.0)
        return mixed.set(score.is_null() & npv.is_null(), None)
    return known[what]


def _scaled(values: pl.Series) -> pl.Series:
    """Return 100 x value / largest value; of nothing but losses, the largest loss is -100."""
    largest = values.max()
    if largest is None:
        return values
    base = float(largest) if float(largest) > 0 else float(values.abs().max())  # type: ignore[arg-type]
    return 100 * values / base if base else values


__all__ = ["base_year", "costs_by_year", "measures", "objective", "risk", "worth"]
