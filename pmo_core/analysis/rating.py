"""RAG by rule: green, amber or red from the thresholds of the settings, with the reason."""

import polars as pl

from pmo_core.model import Settings

NOT_BEGUN = ("proposed", "approved")
MUST_REPORT = ("delivery", "on hold")


def rated(frame: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Return the frame with the rating that the rule gives, and why.

    The rule: red from `red_cost_pct` percent over plan or `red_slip_days` late; otherwise amber
    from `amber_cost_pct` or `amber_slip_days`, or when the status is stale: the latest one of an
    open project is older than `stale_status_days`, or a project in delivery or on hold has none;
    otherwise green. Not rated (null): projects that have not begun, and those of which neither cost
    overrun nor slip is known while their status is not stale.

    Parameters
    ----------
    frame : polars.DataFrame
        `stage`, `cost_overrun_pct`, `slip_days`, `status_age_days`, `is_open`; null = not known.
    settings : Settings
        The thresholds.

    Returns
    -------
    polars.DataFrame
        With `is_stale`, `rag_computed` (green, amber, red or null) and `rag_reason` (never null).
    """
    over, slip = _over_pct(), pl.col("slip_days")
    begun = ~pl.col("stage").is_in(NOT_BEGUN).fill_null(value=False)
    frame = frame.with_columns(is_stale=begun & _is_stale(settings))
    cost_rag = _level(over, settings.red_cost_pct, settings.amber_cost_pct)
    slip_rag = _level(slip, settings.red_slip_days, settings.amber_slip_days)
    is_red = (cost_rag.eq_missing("red")) | (slip_rag.eq_missing("red"))
    is_amber = cost_rag.is_not_null() | slip_rag.is_not_null() | pl.col("is_stale")
    is_known = over.is_not_null() | slip.is_not_null()
    rag = (
        pl.when(~begun).then(None)
        .when(is_red).then(pl.lit("red"))
        .when(is_amber).then(pl.lit("amber"))
        .when(is_known).then(pl.lit("green"))
    )  # fmt: skip
    because = _because(cost_rag, slip_rag, settings)
    reason = (
        pl.when(~begun).then(pl.lit("Not rated: has not begun"))
        .when(is_red).then(pl.concat_str(pl.lit("Red: "), because))
        .when(is_amber).then(pl.concat_str(pl.lit("Amber: "), because))
        .when(is_known).then(pl.concat_str(pl.lit("Green: "), _calm()))
        .otherwise(pl.lit("Not rated: neither cost overrun nor slip is known"))
    )  # fmt: skip
    return frame.with_columns(rag_computed=rag, rag_reason=pl.concat_str(reason, pl.lit(".")))


def _over_pct() -> pl.Expr:
    """Return the cost overrun, rounded so that a ratio of exactly a limit is not below it."""
    return pl.col("cost_overrun_pct").round(6)


def _is_stale(settings: Settings) -> pl.Expr:
    """Return whether an open project's status is too old, or missing where there must be one."""
    age = pl.col("status_age_days")
    must_report = pl.col("stage").is_in(MUST_REPORT).fill_null(value=False)
    is_old = pl.when(age.is_null()).then(must_report).otherwise(age > settings.stale_status_days)
    return pl.col("is_open") & is_old


def _level(value: pl.Expr, red: float, amber: float) -> pl.Expr:
    """Return red, amber or null for a figure and the limits from which they hold."""
    return pl.when(value >= red).then(pl.lit("red")).when(value >= amber).then(pl.lit("amber"))


def _because(cost_rag: pl.Expr, slip_rag: pl.Expr, settings: Settings) -> pl.Expr:
    """Return what speaks against green, each figure with the limit that it passes."""

    def limits(rag: pl.Expr, red: str, amber: str) -> pl.Expr:
        return (
            pl.when(rag == "red").then(pl.lit(f" (red from {red})"))
            .when(rag == "amber").then(pl.lit(f" (amber from {amber})"))
        )  # fmt: skip

    # Rounded as the figures beside it, but never up to the red limit, which it would contradict.
    rounded = _over_pct().round(1)
    is_below_red = (_over_pct() < settings.red_cost_pct) & (rounded >= settings.red_cost_pct)
    shown = pl.when(is_below_red).then((_over_pct() * 10).floor() / 10).otherwise(rounded)
    shown = shown.cast(pl.Decimal(18, 1))
    red, amber = f"{settings.red_cost_pct:g} %", f"{settings.amber_cost_pct:g} %"
    cost = pl.format("cost {} % over plan{}", shown, limits(cost_rag, red, amber))
    red, amber = f"{settings.red_slip_days} days", f"{settings.amber_slip_days} days"
    slip = pl.format("finish {} days late{}", pl.col("slip_days"), limits(slip_rag, red, amber))
    age = pl.col("status_age_days")
    old = pl.format(f"status {{}} days old (stale after {settings.stale_status_days} days)", age)
    stale = pl.when("is_stale").then(
        pl.when(age.is_null()).then(pl.lit("no status")).otherwise(old)
    )
    return pl.concat_str(cost, slip, stale, separator="; ", ignore_nulls=True)


def _calm() -> pl.Expr:
    """Return why a project is green, and what is not known of it."""
    unknown = pl.concat_str(
        pl.when(_over_pct().is_null()).then(pl.lit("cost overrun not known")),
        pl.when(pl.col("slip_days").is_null()).then(pl.lit("slip not known")),
        separator="; ",
        ignore_nulls=True,
    )
    some = pl.concat_str(pl.lit("nothing beyond a limit; "), unknown)
    return pl.when(unknown == "").then(pl.lit("cost and finish within the limits")).otherwise(some)
