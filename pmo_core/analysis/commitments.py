"""What is committed: ordered and not invoiced yet, when it is expected to be paid, and the rest."""

from datetime import date

import polars as pl

from pmo_core.analysis.currency import convert
from pmo_core.analysis.series import CENT, LONG, NEXT_DAY, combined


def open_orders(
    orders: pl.DataFrame, projects: pl.DataFrame, rates: pl.DataFrame, *, as_of: date, base: str
) -> pl.DataFrame:
    """Return what each order still holds, and the month in which it is expected to be paid.

    Committed = amount - invoiced amount of an order that is not closed by as_of, never below 0,
    in base currency with the rate of as_of; 0 of a closed one.

    Parameters
    ----------
    orders : polars.DataFrame
        Register `purchase_order`; those ordered after as_of are left out. Invoiced amounts are
        those that hold now, whatever as_of is.
    projects : polars.DataFrame
        `code`, `forecast_finish`.
    rates : polars.DataFrame
        Register `rate`.
    as_of : date
        Day that the figures speak of.
    base : str
        Base currency.

    Returns
    -------
    polars.DataFrame
        One row per order: project, category (empty = not given), month, committed (Float64; null =
        amount not known, or without a rate). The month is that of the expected payment; has it
        passed, that of the day after as_of; is none given, that of the project's forecast finish
        or of the day after as_of, whichever is later; null where there is no forecast finish, or
        one that passed more than a year ago. And counts (0 or 1), so that sums say what lies
        behind them: n_orders (open), and of these n_orders_unvalued, and of those that hold
        something n_orders_overdue, n_orders_undated, n_orders_unplaced.
    """
    start = pl.lit(as_of + NEXT_DAY)
    known = orders.filter((pl.col("ordered_on") <= as_of).fill_null(value=True))
    known = convert(known, rates, ["amount", "invoiced_amount"], base=base, on=as_of)
    left = pl.col("amount") - pl.col("invoiced_amount").fill_null(0.0)
    # Something invoiced that has no rate is not nothing.
    left = pl.when(pl.col("n_without_rate") == 0).then(left).clip(0.0)
    is_open = ~(pl.col("closed_on") <= as_of).fill_null(value=False)
    finish = pl.when(pl.col("forecast_finish") >= as_of - LONG).then("forecast_finish")
    holds = pl.col("n_orders").cast(pl.Boolean) & (pl.col("committed") > 0).fill_null(value=True)
    undated = holds & pl.col("expected_on").is_null()
    return (
        known.join(projects.select(project="code", forecast_finish="forecast_finish"),
                   on="project", how="left", maintain_order="left")
        .with_columns(
            committed=pl.when(is_open).then(left).otherwise(0.0),
            n_orders=is_open.cast(pl.Int64),
            pays=pl.max_horizontal(pl.coalesce("expected_on", finish), start),
            has_day=pl.coalesce("expected_on", finish).is_not_null(),
        )
        .select(
            "project",
            pl.col("category").fill_null(""),
            pl.when(holds & pl.col("has_day")).then(pl.col("pays").dt.truncate("1mo"))
            .alias("month"),
            "committed",
            "n_orders",
            n_orders_unvalued=pl.col("committed").is_null().cast(pl.Int64),
            n_orders_overdue=(holds & (pl.col("expected_on") <= as_of)).fill_null(value=False)
            .cast(pl.Int64),
            n_orders_undated=undated.cast(pl.Int64),
            n_orders_unplaced=(undated & ~pl.col("has_day")).cast(pl.Int64),
        )
    )  # fmt: skip


def cash(costs: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    """Return the facts of cost with what is committed, and the forecast beyond it.

    The forecast of each month is lowered by the part of all that is still to come which is
    committed: forecast beyond orders = forecast x (ETC - committed) / ETC, never below 0. So
    committed and forecast beyond sum to ETC unless more is committed than that.

    Parameters
    ----------
    costs : polars.DataFrame
        project, month, forecast (what is still to come, its sum by project is ETC), and others.
    orders : polars.DataFrame
        As `open_orders` gives them.

    Returns
    -------
    polars.DataFrame
        The rows of both; `committed` is null of a project of which no order is kept.

    Examples
    --------
    >>> months = [date(2026, 11, 1), date(2026, 12, 1)]
    >>> costs = pl.DataFrame({"project": "A", "month": months, "forecast": [30.0, 90.0]})
    >>> order = pl.DataFrame({"project": "A", "month": months[:1], "committed": [60.0]})
    >>> cash(costs, order).select("forecast", "committed").rows()
    [(15.0, None), (45.0, None), (None, 60.0)]
    """
    ordered = orders.group_by("project").agg(_ordered=pl.col("committed").sum())
    whole = pl.col("forecast").sum().over("project")
    left = (1.0 - pl.col("_ordered").fill_null(0.0) / whole).clip(0.0)
    beyond = pl.when(whole > 0).then(pl.col("forecast") * left).otherwise("forecast")
    is_ahead = pl.col("forecast").is_not_null()
    ahead = costs.filter(is_ahead).join(ordered, on="project", how="left", maintain_order="left")
    ahead = ahead.with_columns(forecast=beyond).drop("_ordered")
    return combined(costs.filter(~is_ahead), ahead, orders)


def beyond_forecast(orders: pl.DataFrame, projects: pl.DataFrame) -> pl.DataFrame:
    """Return the projects that have ordered more than their forecast still holds.

    Parameters
    ----------
    orders : polars.DataFrame
        As `open_orders` gives them.
    projects : polars.DataFrame
        `code`, `is_open`, `remaining_cost` (ETC; null = not known). To a project that is not open
        nothing comes any more; of an open one without forecast nothing can be said.

    Returns
    -------
    polars.DataFrame
        project, committed, held (what is still to come by the forecast, at least 0), excess
        (committed - held); the largest excess first.
    """
    held = pl.when("is_open").then(pl.col("remaining_cost").clip(0.0)).otherwise(0.0)
    return (
        orders.group_by("project")
        .agg(pl.col("committed").sum())
        .join(projects.select(project="code", held=held), on="project")
        .with_columns(excess=pl.col("committed") - pl.col("held"))
        .filter(pl.col("excess") > CENT / 2)
        .sort("excess", "project", descending=[True, False])
    )


__all__ = ["beyond_forecast", "cash", "open_orders"]
