"""The elements of the baseline that an approved change leads to.

Nobody names the elements that a change request is about, so its money belongs to none of them: it
goes into the undistributed budget, and a change that costs less is taken from there first. A change
without cost agrees to what is planned now, and so distributes what was undistributed.
"""

import polars as pl

from pmo_core.analysis.work_breakdown import valued
from pmo_core.errors import Refused

_FIELDS = ("planned_start", "planned_finish", "planned_cost", "planned_hours")


def after_cost_change(
    items: pl.DataFrame, undistributed: float, delta: float, finished: set[str]
) -> tuple[pl.DataFrame, float]:
    """Return the elements and the undistributed budget after a change of cost.

    Parameters
    ----------
    items : polars.DataFrame
        Register `baseline_item` of the last baseline.
    undistributed : float
        Its undistributed budget.
    delta : float
        Change of cost, in the same currency.
    finished : set of str
        Elements that are finished: their budgets stay.

    Returns
    -------
    polars.DataFrame, float
        Where less is to be spent than was undistributed, all work that is not finished gives the
        rest in proportion to its budget; what it cannot give leaves a negative undistributed
        budget, which says that more was planned than is left.

    Examples
    --------
    >>> items = pl.DataFrame({"project": "A", "wbs": ["1", "2"], "planned_cost": [60.0, 40.0]})
    >>> after_cost_change(items, 5.0, 10.0, set())[1]
    15.0
    >>> frame, left = after_cost_change(items, 5.0, -25.0, {"1"})
    >>> frame["planned_cost"].to_list(), left
    ([60.0, 20.0], 0.0)
    """
    rest = -delta - max(undistributed, 0.0)
    if rest <= 0:
        return items, round(undistributed + delta, 2)
    open_ones = set(valued(items)[0]["wbs"]) - finished
    is_open = pl.col("wbs").is_in(sorted(open_ones))
    cost = pl.col("planned_cost").cast(pl.Float64)
    there = float(items.filter(is_open).select(cost.sum()).item() or 0.0)
    share = 1 - min(rest, there) / there if there > 0 else 1.0
    kind = items.schema["planned_cost"]
    lower = pl.when(is_open).then((cost * share).round(2)).otherwise(cost).cast(kind)
    now = items.with_columns(planned_cost=lower)
    kept = float(now.filter(is_open).select(cost.sum()).item() or 0.0)
    return now, round(undistributed + delta + there - kept, 2)


def replanned(
    items: pl.DataFrame, plan: pl.DataFrame, cost: float, finished: set[str]
) -> tuple[pl.DataFrame, float]:
    """Return the elements as they are planned now, and what that leaves undistributed of the cost.

    Parameters
    ----------
    items : polars.DataFrame
        wbs and fields of the last baseline.
    plan : polars.DataFrame
        wbs and the same fields of the work breakdown as it stands.
    cost : float
        Of the baseline, in the same currency.
    finished : set of str
        Elements that are finished: they stay as they were agreed.

    Raises
    ------
    Refused
        The work breakdown costs more than the baseline.
    """
    columns = ["project", "wbs", *_FIELDS]
    done = items.filter(pl.col("wbs").is_in(sorted(finished))).select(columns)
    rows = pl.concat([done, plan.join(done, on="wbs", how="anti").select(columns)])
    held = valued(rows)[0].select(pl.col("planned_cost").cast(pl.Float64).sum()).item()
    left = round(cost - held, 2)
    if left < 0:
        raise Refused(
            f"The work breakdown costs {held:,.2f}, the baseline {cost:,.2f}.",
            "Lower the budgets of its elements, or ask for the cost by a change request.",
        )
    return rows.sort("wbs"), left


__all__ = ["after_cost_change", "replanned"]
