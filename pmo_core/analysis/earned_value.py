"""Earned value: variances, indices and estimates at completion, summed first and divided once.

Formulas: ANSI/PMI 19-006, DAU Gold Card; EAC forms with time indices: Vanhoucke, Measuring Time
(2010). Money and hours are counted alike: the unit is that of the four amounts. A ratio whose
denominator is zero, negative (credits beyond cost) or not known is null, never 0 or 1.
"""

from collections.abc import Sequence

import polars as pl

from pmo_core.analysis.earned_workings import Working, workings

AMOUNTS = ("bac", "pv", "ev", "ac")
EACS = (
    "eac_budget", "eac_cpi", "eac_spi", "eac_spi_t", "eac_cpi_spi", "eac_sci_t", "eac_weighted",
    "eac_weighted_t", "eac_bottom_up",
)  # fmt: skip
"""Forms of the estimate at completion; those with `_t` where earned schedule is known."""
_TIME = ("es_days", "at_days")
_COST_SHARE = 0.8
"""Weight of CPI beside SPI in the weighted forms."""


def ratio(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Return the quotient; null where the denominator is not above zero or not known.

    Examples
    --------
    >>> pl.select(a=ratio(pl.lit(1.0), pl.lit(4.0)), b=ratio(pl.lit(1.0), pl.lit(0.0))).row(0)
    (0.25, None)
    """
    return pl.when(denominator > 0).then(numerator / denominator)


def indices(frame: pl.DataFrame, eac: str = "eac_cpi") -> pl.DataFrame:
    """Add the figures of earned value to each row.

    Parameters
    ----------
    frame : polars.DataFrame
        `bac`, `pv`, `ev`, `ac` in one unit (money or hours; null = not known), and optionally
        `remaining_cost` (bottom-up estimate to complete), `es_days` and `at_days` (earned schedule
        and actual time in any one unit of working time). Other columns are kept.
    eac : str
        The one of `EACS` that `eac`, `etc`, `vac` and `tcpi_eac` speak of.

    Returns
    -------
    polars.DataFrame
        With cv, sv, cpi, spi, earned_pct, cv_pct (of EV), sv_pct (of PV), sv_t_days, spi_t, the
        `EACS` = AC + (BAC - EV) / PF, eac, etc, vac, tcpi_bac, tcpi_eac (Float64). A figure whose
        optional input is not a column is null. TCPI is null where nothing of the budget or
        estimate is left to spend.

    Examples
    --------
    >>> from pmo_core.analysis.earned_value import indices
    >>> schwalbe = pl.DataFrame({"bac": [120e3], "pv": [23e3], "ev": [20e3], "ac": [25e3]})
    >>> indices(schwalbe).select("cv", "sv", "cpi", "eac", "vac").row(0)
    (-5000.0, -3000.0, 0.8, 150000.0, -30000.0)
    """
    missing = [name for name in ("remaining_cost", *_TIME) if name not in frame.columns]
    optional = [pl.lit(None, pl.Float64).alias(name) for name in missing]
    numbers = [pl.col(name).cast(pl.Float64) for name in AMOUNTS]
    bac, pv, ev, ac, es, at = map(pl.col, (*AMOUNTS, *_TIME))
    cpi, spi, spi_t = pl.col("cpi"), pl.col("spi"), pl.col("spi_t")
    return (
        frame.with_columns(*numbers, *optional)
        .with_columns(
            cv=ev - ac, sv=ev - pv, cpi=ratio(ev, ac), spi=ratio(ev, pv),
            earned_pct=ratio(ev, bac) * 100, sv_t_days=es - at, spi_t=ratio(es, at),
        )
        .with_columns(
            cv_pct=ratio(pl.col("cv"), ev) * 100, sv_pct=ratio(pl.col("sv"), pv) * 100,
            eac_budget=ac + bac - ev,
            **{name: ac + ratio(bac - ev, factor) for name, factor in {
                "eac_cpi": cpi, "eac_spi": spi, "eac_spi_t": spi_t, "eac_cpi_spi": cpi * spi,
                "eac_sci_t": cpi * spi_t, "eac_weighted": _weighted(cpi, spi),
                "eac_weighted_t": _weighted(cpi, spi_t),
            }.items()},
            eac_bottom_up=ac + pl.col("remaining_cost"),
        )
        .with_columns(eac=pl.col(eac))
        .with_columns(
            etc=pl.col("eac") - ac, vac=bac - pl.col("eac"), tcpi_bac=_to_complete(bac),
            tcpi_eac=_to_complete(pl.col("eac")),
        )
        .drop(missing)
    )  # fmt: skip


def _weighted(cost: pl.Expr, time: pl.Expr) -> pl.Expr:
    return _COST_SHARE * cost + (1 - _COST_SHARE) * time


def _to_complete(target: pl.Expr) -> pl.Expr:
    """Efficiency that what is left to do needs of what is left to spend."""
    left = target - pl.col("ac")
    return pl.when(left > 0).then((pl.col("bac") - pl.col("ev")) / left)


def rolled(frame: pl.DataFrame, by: str | Sequence[str], members: str = "projects") -> pl.DataFrame:
    """Sum the amounts over groups; indices are taken of the sums, never averaged.

    Parameters
    ----------
    frame : polars.DataFrame
        `bac`, `pv`, `ev`, `ac`, optionally `remaining_cost`, one row per member (and date) of each
        group, in one unit; and the columns of `by`.
    by : str or sequence of str
        Columns that name the group: a structure's, and the data date where there are several.
    members : str
        What the rows are, for the names of the counts.

    Returns
    -------
    polars.DataFrame
        One row per group, sorted: `by`, bac, pv, ev, ac (null where no member is known),
        [remaining_cost: null unless known of every member in the sums], n_projects (all members),
        n_unknown. A member of which one of the four is not known is left out of ALL sums and
        counted as unknown. For the figures: `indices(rolled(...))`.

    Examples
    --------
    >>> frame = pl.DataFrame({"program": ["A", "A", "A"], "bac": [10.0, 20.0, 90.0],
    ...     "pv": [4.0, 8.0, 9.0], "ev": [5.0, 5.0, None], "ac": [5.0, 15.0, 1.0]})
    >>> rolled(frame, "program").row(0)
    ('A', 30.0, 12.0, 10.0, 20.0, 3, 1)
    """
    keys = [by] if isinstance(by, str) else list(by)
    known = pl.all_horizontal(pl.col(name).is_not_null() for name in AMOUNTS)
    is_known = pl.col("_is_known")
    sums = [
        pl.when(is_known.any()).then(pl.col(name).filter(is_known).sum()).alias(name)
        for name in AMOUNTS
    ]
    if "remaining_cost" in frame.columns:
        rest = pl.col("remaining_cost").cast(pl.Float64).filter(is_known)
        whole = is_known.any() & (rest.null_count() == 0)
        sums.append(pl.when(whole).then(rest.sum()).alias("remaining_cost"))
    numbers = [pl.col(name).cast(pl.Float64) for name in AMOUNTS]
    return (
        frame.with_columns(*numbers, known.alias("_is_known"))
        .group_by(keys)
        .agg(
            *sums,
            pl.len().cast(pl.Int64).alias(f"n_{members}"),
            (~is_known).sum().cast(pl.Int64).alias("n_unknown"),
        )
        .sort(keys)
    )


__all__ = ["AMOUNTS", "EACS", "Working", "indices", "ratio", "rolled", "workings"]
