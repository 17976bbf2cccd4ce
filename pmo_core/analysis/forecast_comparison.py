"""What forecasts say of one project on one data date, each with how near it was before."""

from typing import Any

import polars as pl

from pmo_core.analysis.backtest import ALL, band_of
from pmo_core.analysis.forecasts import DEFAULT, METHODS, methods_of, prior
from pmo_core.analysis.recommended_forecast import LEAST_DATES, Recommendation, recommended
from pmo_core.analysis.reference_class import LEAST, Measure, coverage_interval

RECOMMENDED, OTHER, REPORTED = "Recommended", "Other forecast", "Reported"
_SPENT: dict[Measure, tuple[str, str, str]] = {
    "cost": ("ac", "bac", "ev"), "duration": ("at_days", "pd_days", "es_days"),
}  # fmt: skip
_TOLD = ("error_pct", "bias_pct", "both_pct", "default_pct", "n_dates", "n_projects")


def compared(
    row: pl.DataFrame, told: pl.DataFrame, measure: Measure
) -> tuple[pl.DataFrame, Recommendation]:
    """Return the forecasts of one row side by side, and the one to go by.

    Parameters
    ----------
    row : polars.DataFrame
        One row of `forecasts.forecasts`.
    told : polars.DataFrame
        What `backtest.record` gave.
    measure : {"cost", "duration"}
        What is forecast.

    Returns
    -------
    polars.DataFrame
        method, name, formula, mark, value, low and high (forecast / (1 +- mean error), not below
        what is spent; null for a forecast that has passed), band (percent complete that the error
        speaks of), error_pct, bias_pct, both_pct, default_pct, n_dates, n_projects; money, or
        working days since the start. A method that cannot forecast here has no row. The P80 and P90
        of the reference class follow; where there are too few closed projects, a published quantile
        stands in for the P80 of cost.
    Recommendation
        The method to go by, of those that can forecast here.
    """
    band = row.select(band_of(pl.col("earned_pct"))).item()
    values = row.row(0, named=True)
    can = [code for code in methods_of(measure) if values[code] is not None]
    is_possible = pl.col("method").is_in([*can, DEFAULT[measure]])
    choice = recommended(told.filter(is_possible), measure, band)
    lines = [
        {
            "method": one.code, "name": one.label, "formula": one.formula,
            "mark": RECOMMENDED if one.code == choice.method else _mark(one.code),
            "value": values[one.code],
        }
        for one in METHODS if one.measure == measure
    ]  # fmt: skip
    lines += _bounds(values, measure)
    schema = dict.fromkeys(("method", "name", "formula", "mark"), pl.String())
    frame = pl.DataFrame(lines, schema={**schema, "value": pl.Float64()}).drop_nulls("value")
    spent = values[_SPENT[measure][0]] or 0.0
    value, share = pl.col("value"), pl.col("error_pct").clip(upper_bound=90) / 100
    is_ahead = pl.when(value >= spent)
    return (
        frame.join(_nearest(told, band), on="method", how="left", maintain_order="left")
        .with_columns(
            low=is_ahead.then(value / (1 + share)).clip(lower_bound=spent),
            high=is_ahead.then(value / (1 - share)),
        ),
        choice,
    )  # fmt: skip


def _mark(code: str) -> str:
    return REPORTED if code.endswith("_manager") else OTHER


def _nearest(told: pl.DataFrame, band: str | None) -> pl.DataFrame:
    """What is told of each method in the band; of all bands where too few dates are in it."""
    rows = told.filter(pl.col("band").is_in([band or ALL, ALL]))
    is_enough = (pl.col("n_dates") >= LEAST_DATES) & (pl.col("band") != ALL)
    return (
        rows.sort(is_enough, descending=True)
        .filter(is_enough | (pl.col("band") == ALL))
        .unique("method", keep="first", maintain_order=True)
        .select("method", "band", *_TOLD)
    )


def _bounds(values: dict[str, Any], measure: Measure) -> list[dict[str, Any]]:
    """The P80 and P90 of the reference class, or what was published."""
    found = []
    for name, share in (("p80", 0.8), ("p90", 0.9)):
        value, label = values[f"{measure}_{name}"], "Reference class"
        formula = f"At least {share * 10:.0f} of 10 projects of the class end at or below"
        if value is None and None not in (rest := [values[one] for one in _SPENT[measure]]):
            spent, estimate, earned = rest
            stand_in = prior(measure, share, spent, max(estimate - earned, 0.0))
            if stand_in:
                (value, label), formula = stand_in, "A published quantile stands in"
        found.append({
            "method": f"{measure}_{name}", "name": f"{label}, {name.upper()}", "formula": formula,
            "mark": OTHER, "value": value,
        })  # fmt: skip
    return found


def class_words(values: dict[str, Any], measure: Measure) -> str:
    """Return which closed projects a reference class holds and what its bound promises.

    Parameters
    ----------
    values : dict
        Row of `forecasts.forecasts`.
    measure : {"cost", "duration"}
        What is forecast.

    Examples
    --------
    >>> class_words({"cost_n": 3, "cost_of": "closed projects", "cost_is_whole": True}, "cost")
    'n = 3: closed projects. Too few for a P80 (4) and a P90 (9).'
    >>> words = class_words({"cost_n": 12, "cost_of": "closed projects: type Software",
    ...                      "cost_is_whole": False}, "cost")
    >>> words.split("; ")[1]
    'what a class of 12 really covers lies between 66 and 97 %, nine times in ten.'
    """
    n = values[f"{measure}_n"]
    basis = f"n = {n}: {values[f'{measure}_of']}"
    if n and not values[f"{measure}_is_whole"]:
        basis += ", from where they were as far as this one"
    interval = coverage_interval(n, 0.8)
    if n < LEAST[0.8] or interval is None:
        return f"{basis}. Too few for a P80 ({LEAST[0.8]}) and a P90 ({LEAST[0.9]})."
    low, high = (100 * end for end in interval)
    words = (
        f"{basis}. At least 8 of 10 end at or below the P80; what a class of {n} really covers "
        f"lies between {low:.0f} and {high:.0f} %, nine times in ten"
    )
    return words + ("." if n >= LEAST[0.9] else f". Too few for a P90 ({LEAST[0.9]}).")


__all__ = ["OTHER", "RECOMMENDED", "REPORTED", "class_words", "compared"]
