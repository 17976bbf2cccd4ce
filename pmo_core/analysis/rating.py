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
        With `is_stale`, `rag_computed` (green, amber,
        red or null) and `rag_reason` (text, never null).
    """
    # Rounded so that a ratio of exactly the limit is not a hair below it.
    over, slip, age = (
        pl.col("cost_overrun_pct").round(6),
        pl.col("slip_days"),
        pl.col("status_age_days"),
    )
    begun = ~pl.col("stage").is_in(NOT_BEGUN).fill_null(value=False)
    must_report = pl.col("stage").is_in(MUST_REPORT).fill_null(value=False)
    is_old = pl.when(age.is_null()).then(must_report).otherwise(age > settings.stale_status_days)
    frame = frame.with_columns(is_stale=begun & pl.col("is_open") & is_old)

    red_cost, amber_cost = over >= settings.red_cost_pct, over >= settings.amber_cost_pct
    red_slip, amber_slip = slip >= settings.red_slip_days, slip >= settings.amber_slip_days
    is_red = pl.any_horizontal(_true(red_cost), _true(red_slip))
    is_amber = pl.any_horizontal(_true(amber_cost), _true(amber_slip), "is_stale")
    is_known = over.is_not_null() | slip.is_not_null()
    rag = (
        pl.when(~begun).then(None)
        .when(is_red).then(pl.lit("red"))
        .when(is_amber).then(pl.lit("amber"))
        .when(is_known).then(pl.lit("green"))
    )  # fmt: skip

    cost_words = _words(
        pl.format("cost {} % over plan", (over * 10).floor() / 10),
        (red_cost, f"{settings.red_cost_pct:g} %"),
        (amber_cost, f"{settings.amber_cost_pct:g} %"),
    )
    slip_words = _words(
        pl.format("finish {} days late", slip),
        (red_slip, f"{settings.red_slip_days} days"),
        (amber_slip, f"{settings.amber_slip_days} days"),
    )
    stale_words = (
        pl.when(pl.col("is_stale") & age.is_null()).then(pl.lit("no status"))
        .when("is_stale").then(
            pl.format(f"status {{}} days old (stale after {settings.stale_status_days} days)", age)
        )
    )  # fmt: skip
    because = pl.concat_str(
        [cost_words, slip_words, stale_words], separator="; ", ignore_nulls=True
    )
    calm = pl.concat_str(
        [
            pl.when(over.is_null()).then(pl.lit("cost overrun not known")),
            pl.when(slip.is_null()).then(pl.lit("slip not known")),
        ],
        separator="; ",
        ignore_nulls=True,
    )
    calm_words = pl.when(calm == "").then(pl.lit("cost and finish within the limits")).otherwise(
        pl.concat_str(pl.lit("nothing beyond a limit; "), calm)
    )  # fmt: skip
    reason = (
        pl.when(~begun).then(pl.lit("Not rated: has not begun"))
        .when(is_red).then(pl.concat_str(pl.lit("Red: "), because))
        .when(is_amber).then(pl.concat_str(pl.lit("Amber: "), because))
        .when(is_known).then(pl.concat_str(pl.lit("Green: "), calm_words))
        .otherwise(pl.lit("Not rated: neither cost overrun nor slip is known"))
    )  # fmt: skip
    return frame.with_columns(rag_computed=rag, rag_reason=pl.concat_str(reason, pl.lit(".")))


def _true(test: pl.Expr) -> pl.Expr:
    return test.fill_null(value=False)


def _words(figure: pl.Expr, red: tuple[pl.Expr, str], amber: tuple[pl.Expr, str]) -> pl.Expr:
    """Return the figure with the limit that it passes: 'cost 23.4 % over plan (red from 15 %)'."""
    return (
        pl.when(red[0]).then(pl.format(f"{{}} (red from {red[1]})", figure))
        .when(amber[0]).then(pl.format(f"{{}} (amber from {amber[1]})", figure))
    )  # fmt: skip
