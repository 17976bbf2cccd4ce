"""Where the store and the analysis meet: the frames that several pages look at.

Money in base currency: what is posted by the rate of its day, what is planned, budgeted, reported
or forecast by the rate of as_of. Lines and reports after as_of are in no figure.
"""

from datetime import date

import polars as pl

from pmo_core.analysis import commitments, scurve, series
from pmo_core.analysis.selection.case import Case
from pmo_core.jobs import facts
from pmo_core.jobs.case import case_from
from pmo_core.jobs.facts import known_sum
from pmo_core.ui import data


def portfolio(as_of: date) -> pl.DataFrame:
    """Return one row per project: the figures of the overview, names, and the trend of its cost.

    Columns as `analysis.overview.overview` gives them, and portfolio (also where it is the
    program's), portfolio_name, program_name, department_name, actual_hours, trend, and counts of
    lines: n_lines (to as_of), n_unvalued (of these without cost or rate), n_after (after as_of).
    """
    return data.derived("portfolio", lambda: facts.portfolio(data, as_of), as_of=as_of)


def costs(as_of: date) -> pl.DataFrame:
    """Return planned, actual and still expected cost by project, category and month.

    A project without budget lines counts with its planned cost, spread evenly over the months from
    planned start to planned finish. Plan without a start and forecast without a finish have no
    month. Beside the values: n_lines and n_unvalued of actuals, n_budget and n_budget_unvalued of
    budget lines (without amount or rate).
    """
    return _costs(as_of)[0]


def warnings(as_of: date) -> pl.DataFrame:
    """Return project and code of what contradicts itself; see `analysis.series.forecast`.

    Also `plan_undated` (planned cost without budget lines or planned start) and `plan_differs`
    (budget lines that do not sum to the planned cost).
    """
    return _costs(as_of)[1]


def orders(as_of: date) -> pl.DataFrame:
    """Return what each order holds; see `analysis.commitments.open_orders`."""
    return data.derived("orders", lambda: _orders(as_of), as_of=as_of)


def ordered_too_much(as_of: date) -> pl.DataFrame:
    """Return who ordered more than is forecast; see `analysis.commitments.beyond_forecast`."""
    return data.derived(
        "ordered too much",
        lambda: commitments.beyond_forecast(orders(as_of), portfolio(as_of)),
        as_of=as_of,
    )


def committed_of(project: str, as_of: date) -> float | None:
    """Return what the orders of one project hold; None where it is not known."""
    of = data.derived(
        "committed by project",
        lambda: dict(
            orders(as_of).group_by("project").agg(known_sum("committed")).rows()
        ),
        as_of=as_of,
    )  # fmt: skip
    return of.get(project)


def case(as_of: date) -> Case:
    """Return what selections are made from; see `analysis.selection.gather`."""
    return data.derived(
        "case", lambda: case_from(data, portfolio(as_of), costs(as_of), as_of), as_of=as_of
    )


def work(as_of: date) -> pl.DataFrame:
    """Return planned and actual hours by project, category and month, with n_lines, n_unvalued."""
    return data.derived("work", lambda: _work(as_of), as_of=as_of)


def work_of(key: str, as_of: date) -> pl.DataFrame:
    """Return actual hours by project, month and person or role; nobody plans by these.

    Parameters
    ----------
    key : {"person", "role"}
        Who worked; empty = not given.
    as_of : date
        Last day of the actuals.
    """
    return data.query("hours_month", by=key, as_of=as_of).select(
        "project", "month", pl.col("worker").alias(key), "n_lines",
        actual="hours", n_unvalued="n_without_hours",
    )  # fmt: skip


def curve(project: str, as_of: date) -> pl.DataFrame:
    """Return the cumulative cost of one project; see `analysis.scurve.s_curve`."""
    return scurve.s_curve(costs(as_of).filter(pl.col("project") == project), as_of)


def by_category(project: str, as_of: date) -> pl.DataFrame:
    """Return the actual cost of one project by category, the largest first.

    Columns: category (code, empty = not given), category_name, cost_base (null = not known).
    """
    posted = _posted(as_of).filter(pl.col("project") == project)
    names = data.table("cost_category").select(category="code", category_name="name")
    return (
        posted.group_by("category")
        .agg(cost_base=known_sum("cost_base"))
        .join(names, on="category", how="left")
        .select("category", "category_name", "cost_base")
        .sort("cost_base", "category", descending=[True, False], nulls_last=True)
    )


def _posted(as_of: date) -> pl.DataFrame:
    return data.query("cost_month", as_of=as_of)


def _budget(as_of: date) -> pl.DataFrame:
    return data.query("budget_month", as_of=as_of)


def _costs(as_of: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    return data.derived("costs", lambda: facts.costs(data, portfolio(as_of), as_of), as_of=as_of)


def _orders(as_of: date) -> pl.DataFrame:
    return commitments.open_orders(
        data.table("purchase_order"), portfolio(as_of), data.table("rate"),
        as_of=as_of, base=data.settings().base_currency,
    )  # fmt: skip


def _work(as_of: date) -> pl.DataFrame:
    actual = _posted(as_of).select(
        "project", "category", "month", "n_lines", actual="hours", n_unvalued="n_without_hours"
    )
    planned = _budget(as_of).select("project", "category", "month", planned="hours")
    return series.combined(planned, actual)
