"""Why a tolerance is broken, in a sentence."""

from datetime import date

import polars as pl


def reason(as_of: date) -> pl.Expr:
    """Return the sentence of each row of `analysis.tolerances.exceptions`.

    Parameters
    ----------
    as_of : date
        Day that the figures speak of.

    Returns
    -------
    polars.Expr
        From measure, deviation, tolerated, first_deviation, baseline_number, is_listed,
        forecast_source, finish, base_finish.
    """
    number = pl.col("baseline_number")
    against = pl.when(number > 0).then(pl.format("baseline {}", number)).otherwise(
        pl.lit("the plan (no baseline)")
    )  # fmt: skip
    # Rounded, but never down to the limit, which it would contradict.
    exact, rounded = pl.col("deviation"), pl.col("deviation").round(1)
    is_above = rounded > pl.col("tolerated")
    beyond = pl.when(is_above).then(rounded).otherwise((exact * 10).ceil() / 10)
    value, limit = _short(beyond), _short(pl.col("tolerated"))
    what = pl.when(pl.col("forecast_source") == "spent already").then(
        pl.lit("What is spent already")
    ).otherwise(pl.lit("Forecast cost"))  # fmt: skip
    cost = pl.format("{} is {} % over {}; {} % is tolerated", what, value, against, limit)
    is_overdue = pl.col("finish") == as_of
    late = (
        pl.when(is_overdue)
        .then(pl.format("Not finished on {}", pl.lit(as_of.isoformat())))
        .otherwise(pl.format("Forecast finish {}", pl.col("finish").dt.strftime("%Y-%m-%d")))
    )
    time = pl.format(
        "{}, {} days after that of {}, {}; {} days are tolerated",
        late, value, against, pl.col("base_finish").dt.strftime("%Y-%m-%d"), limit,
    )  # fmt: skip
    listed = "Items added or dropped since the first baseline are {} % of its scope"
    unlisted = (
        "Approved changes moved the cost by {} % of the first baseline, whose scope is not listed"
    )
    scope = pl.concat_str(
        pl.when("is_listed").then(pl.format(listed, value)).otherwise(pl.format(unlisted, value)),
        pl.format("; {} % is tolerated", limit),
    )
    first = pl.when((number > 1) & (pl.col("measure") != "scope")).then(
        pl.format(
            "; {} {} from the first baseline", _short(pl.col("first_deviation")),
            pl.when(pl.col("measure") == "time").then(pl.lit("days")).otherwise(pl.lit("%")),
        )
    )  # fmt: skip
    said = (
        pl.when(pl.col("measure") == "cost").then(cost)
        .when(pl.col("measure") == "time").then(time)
        .otherwise(scope)
    )  # fmt: skip
    return pl.concat_str(said, first, pl.lit("."), ignore_nulls=True)


def _short(number: pl.Expr) -> pl.Expr:
    """Return a number with at most one decimal."""
    return number.round(1).cast(pl.String).str.strip_suffix(".0")


__all__ = ["reason"]
