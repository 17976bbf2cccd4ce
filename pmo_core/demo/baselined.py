"""The demonstration's baselines by element, with reserves and what is not yet distributed."""

import numpy as np
import polars as pl

from pmo_core.demo.life import PROPOSED, Lives
from pmo_core.demo.shape import typed
from pmo_core.model import Baseline, BaselineItem

RESERVE_SHARE = (0.05, 0.1)  # of the cost, kept back beside it
RESERVED = 0.4  # share of the projects that keep a reserve
UNDISTRIBUTED = 0.08  # of the cost, in the first baseline of a few
N_UNDISTRIBUTED = 4
LATE_PHASES = "^[45]"  # of which the undistributed budget is for


def with_reserves(
    rng: np.random.Generator, projects: Lives, baseline: pl.DataFrame
) -> pl.DataFrame:
    """Return the baselines with reserves; the newest running projects distribute some work later.

    A reserve is round; it is the same in all baselines of a project.
    """
    started = projects.group != PROPOSED
    share = np.where(rng.random(projects.n) < RESERVED, rng.uniform(*RESERVE_SHARE, projects.n), 0)
    newest = np.flatnonzero(started)[-N_UNDISTRIBUTED:]
    by_project = pl.DataFrame({
        "project": projects.code,
        "share": np.where(started, share, 0.0),
        "later": np.where(np.isin(np.arange(projects.n), newest), UNDISTRIBUTED, 0.0),
    })  # fmt: skip
    cost = pl.col("planned_cost").cast(pl.Float64)
    first = cost.first().over("project", order_by="number")

    def money(amount: pl.Expr, name: str, digits: int) -> pl.Expr:
        kind = Baseline.polars_schema()[name]
        return pl.when(amount > 0).then(amount.round(digits)).cast(kind).alias(name)

    return baseline.join(by_project, on="project", how="left", maintain_order="left").with_columns(
        money((first * pl.col("share") / 1000).round() * 1000, "management_reserve", 0),
        money((cost * pl.col("later") / 100).round() * 100, "undistributed_budget", 0),
    ).select(baseline.columns)  # fmt: skip


def items(baseline: pl.DataFrame, wbs: pl.DataFrame, started: pl.Series) -> pl.DataFrame:
    """Return the elements of each baseline of started projects; costs sum to what is distributed.

    The newest one says what the work breakdown says. In an earlier one, work that was not finished
    when the next came is shorter and cheaper, or longer and dearer, as the whole was; what is not
    distributed lacks at the last phases.
    """
    kept = baseline.filter(pl.col("project").is_in(started.implode())).with_columns(
        changed_on=pl.col("approved_on").shift(-1).over("project", order_by="number"),
    )
    rows = wbs.select("project", "planned_hours", wbs="code", start="planned_start",
                      finish="planned_finish", cost=pl.col("planned_cost").cast(pl.Float64)).join(
        kept.select("project", "number", "changed_on", "undistributed_budget",
                    total=pl.col("planned_cost").cast(pl.Float64), ends="planned_finish"),
        on="project",
    )  # fmt: skip
    last = pl.col("finish").max().over("project")
    is_open = pl.col("changed_on").is_not_null() & (pl.col("finish") >= pl.col("changed_on"))
    left = (last - pl.col("changed_on")).dt.total_days()
    share = (pl.col("ends") - pl.col("changed_on")).dt.total_days() / left

    def moved(day: str) -> pl.Expr:
        passed = (pl.col(day) - pl.col("changed_on")).dt.total_days()
        then = pl.col("changed_on") + pl.duration(days=(passed * share).round().cast(pl.Int64))
        return pl.when(is_open & (passed > 0) & (left > 0)).then(then).otherwise(pl.col(day))

    later = pl.col("undistributed_budget").cast(pl.Float64).fill_null(0.0)
    is_late = pl.col("wbs").str.contains(LATE_PHASES)
    rows = rows.with_columns(
        planned_start=moved("start"), planned_finish=moved("finish"),
        scaled=is_open & pl.col("cost").is_not_null(), late=is_late & pl.col("cost").is_not_null(),
    )  # fmt: skip
    rows = _shared(rows, pl.col("total") - pl.col("cost").sum().over("project", "number"), "scaled")
    rows = _shared(rows, -later, "late")
    # Cents lost by rounding go to the largest element.
    cost = pl.col("cost").round(2)
    gap = pl.col("total") - later - cost.sum().over("project", "number")
    is_largest = pl.col("cost").rank("ordinal", descending=True).over("project", "number") == 1
    rows = rows.with_columns(planned_cost=cost + pl.when(is_largest).then(gap).otherwise(0.0))
    fields = rows.select(list(BaselineItem.model_fields))
    return typed(BaselineItem, fields.to_dict()).sort(BaselineItem.key)


def _shared(rows: pl.DataFrame, amount: pl.Expr, where: str) -> pl.DataFrame:
    """Add an amount per baseline to the cost of the marked elements, in proportion to cost."""
    base = pl.when(where).then("cost").otherwise(0.0)
    total = base.sum().over("project", "number")
    part = pl.when(total > 0).then(base / total).otherwise(0.0)
    return rows.with_columns(cost=pl.col("cost") + amount * part)


__all__ = ["items", "with_reserves"]
