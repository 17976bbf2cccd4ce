"""How value is earned: the share of each element's budget that its work has earned by a date.

Techniques: ANSI/EIA-748 (0/100, 50/50, weighted milestones, percent complete, units complete,
level of effort, apportioned effort). Only what was reported by the date counts. In a project that
reports, an element of which nothing is reported has earned nothing, and is marked; as long as a
project reports nothing at all, what it has earned since its planned start is not known.
"""

import polars as pl

from pmo_core.analysis.earning_basis import bases
from pmo_core.errors import Finding

ELEMENT = ["project", "wbs"]
_REPORTED = ("percent_complete", "units_done", "actual_start", "actual_finish")
_TECHNIQUE = pl.col("technique").fill_null("percent complete")


_DAYS = 1 << 23
"""More days than there are between two dates."""


def _key() -> pl.Expr:
    """Return one number for element and date, as numbers sort faster than texts."""
    return pl.col("_of").cast(pl.Int64) * _DAYS + pl.col("data_date").to_physical() + _DAYS // 2


def unknowable(
    elements: pl.DataFrame, milestones: pl.DataFrame
) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Return the elements whose earned value cannot be known as they are planned.

    Parameters
    ----------
    elements : polars.DataFrame
        `project`, `wbs`, `technique` (null = percent complete), `planned_units`, `based_on`.
    milestones : polars.DataFrame
        `project`, `wbs`, `weight_pct`, `achieved_on`.

    Returns
    -------
    polars.DataFrame, tuple of Finding
        `project`, `wbs`, `ev_reason`. Findings: elements whose `based_on` leads nowhere (warning
        `unknown_basis`) or in a circle (error `cycle`). In sums leave these elements out of the
        budget and of planned value too.
    """
    basis, findings = bases(elements)
    weighted = _weighted(milestones).select(ELEMENT).unique().with_columns(_has_weights=True)
    own = elements.join(weighted, on=ELEMENT, how="left").select(
        *ELEMENT,
        why=pl.when((_TECHNIQUE == "weighted milestones") & pl.col("_has_weights").is_null())
        .then(pl.lit("no milestone of it has a weight"))
        .when((_TECHNIQUE == "units") & ~(pl.col("planned_units") > 0).fill_null(value=False))
        .then(pl.lit("no planned units are given")),
    )
    found = own.join(basis, on=ELEMENT, how="left").join(
        own.select("project", basis="wbs", why_basis="why"), on=["project", "basis"], how="left"
    )
    why = pl.coalesce("why", "basis_why", pl.format("{}: {}", "basis", "why_basis"))
    return found.select(*ELEMENT, ev_reason=why).drop_nulls(), findings


def events(
    elements: pl.DataFrame, progress: pl.DataFrame, milestones: pl.DataFrame
) -> pl.DataFrame:
    """Return when the earned share of an element became known or changed.

    Parameters
    ----------
    elements, milestones : polars.DataFrame
        As for `unknowable`.
    progress : polars.DataFrame
        `project`, `wbs`, `data_date`, `percent_complete`, `units_done`, `actual_start`,
        `actual_finish`. What a later report leaves empty stays as reported before.

    Returns
    -------
    polars.DataFrame
        `project`, `wbs`, `data_date`, `share` (0 to 1); an element's rows stand together, by date.
        None for level of effort, whose share is that of planned value.
    """
    own = pl.concat([_reports(elements, progress), _reached(elements, milestones)])
    basis, _ = bases(elements)
    followers = own.join(
        basis.select("project", follower="wbs", wbs="basis").drop_nulls(), on=ELEMENT
    ).select("project", wbs="follower", data_date="data_date", share="share")
    return pl.concat([own, followers.sort(*ELEMENT, "data_date")])


def _reports(elements: pl.DataFrame, progress: pl.DataFrame) -> pl.DataFrame:
    """Shares by the techniques that live on reports."""
    asked = elements.filter(
        _TECHNIQUE.is_in(["percent complete", "0/100", "50/50", "units"])
    ).select(*ELEMENT, "technique", "planned_units").unique(ELEMENT, keep="first")  # fmt: skip
    reports = progress.select(*ELEMENT, "data_date", *_REPORTED).join(
        asked.with_row_index("_of"), on=ELEMENT
    )
    filled = reports.sort(_key()).with_columns(pl.col(_REPORTED).forward_fill().over("_of"))
    percent = pl.col("percent_complete").cast(pl.Float64) / 100
    date, units = pl.col("data_date"), pl.col("units_done").cast(pl.Float64)
    is_done = ((pl.col("actual_finish") <= date) | (percent >= 1)).fill_null(value=False)
    is_begun = ((pl.col("actual_start") <= date) | (percent > 0) | (units > 0)).fill_null(
        value=False
    )
    share = (
        pl.when(_TECHNIQUE == "units").then(units / pl.col("planned_units"))
        .when(is_done).then(1.0)
        .when(_TECHNIQUE == "0/100").then(0.0)
        .when(_TECHNIQUE == "50/50").then(pl.when(is_begun).then(0.5).otherwise(0.0))
        .otherwise(percent)
    )  # fmt: skip
    return filled.select(*ELEMENT, "data_date", share=share.clip(0, 1)).drop_nulls()


def _weighted(milestones: pl.DataFrame) -> pl.DataFrame:
    weight = pl.col("weight_pct").cast(pl.Float64)
    return milestones.select(*ELEMENT, "achieved_on", weight).filter(pl.col("weight_pct") > 0)


def _reached(elements: pl.DataFrame, milestones: pl.DataFrame) -> pl.DataFrame:
    """Shares by the weights of the milestones reached, which need not sum to 100."""
    asked = elements.filter(_TECHNIQUE == "weighted milestones").select(ELEMENT).unique()
    share = pl.col("weight_pct") / pl.col("weight_pct").sum().over(ELEMENT)
    return (
        _weighted(milestones)
        .join(asked, on=ELEMENT)
        .with_columns(share=share)
        .drop_nulls("achieved_on")
        .group_by(*ELEMENT, data_date="achieved_on")
        .agg(pl.col("share").sum())
        .sort(*ELEMENT, "data_date")
        .with_columns(pl.col("share").cum_sum().over(ELEMENT).clip(0, 1))
    )


def earned(
    elements: pl.DataFrame, progress: pl.DataFrame, milestones: pl.DataFrame
) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Add what each element has earned by the date of its row.

    Parameters
    ----------
    elements : polars.DataFrame
        One row per element and date: `project`, `wbs`, `data_date`, `bac` (its budget), `pv`
        (planned value by the date), `technique`, `planned_units`, `based_on`, `planned_start`;
        other columns are kept. Those that carry value (`work_breakdown.valued`), and those that
        apportioned ones follow.
    progress, milestones : polars.DataFrame
        As for `events`.

    Returns
    -------
    polars.DataFrame, tuple of Finding
        The rows in their order with `earned_share` (0 to 1; null = not known), `ev` (share x
        budget), `ev_reason` (why it is not known; else null), `is_silent` (nothing is reported of
        it since its planned start). Findings as of `unknowable`.
    """
    plans = elements.unique(ELEMENT, keep="first", maintain_order=True)
    no_value, findings = unknowable(plans, milestones)
    facts = (
        plans.select(ELEMENT)
        .with_row_index("_of")
        .join(no_value, on=ELEMENT, how="left")
        .join(_first_reports(progress, milestones), on="project", how="left")
        .join(bases(plans)[0].select(*ELEMENT, "basis"), on=ELEMENT, how="left")
    )
    rows = elements.with_row_index("_row")
    rows = rows.join(facts, on=ELEMENT, how="left", maintain_order="left")
    changes = events(plans, progress, milestones).join(facts.select(*ELEMENT, "_of"), on=ELEMENT)
    rows = rows.with_columns(_reported=_latest(rows, changes))
    bac = pl.col("bac").cast(pl.Float64)
    planned_share = pl.when(bac == 0).then(0.0).otherwise(pl.col("pv") / bac).clip(0, 1)
    rows = rows.with_columns(_effort=pl.when(_TECHNIQUE == "level of effort").then(planned_share))
    followed = _followed(rows)
    rows = rows.join(followed, on="_row", how="left", maintain_order="left")
    moves = pl.coalesce("_effort", "_followed", "_reported")
    is_silent = (_TECHNIQUE != "level of effort") & moves.is_null()
    share = pl.when(pl.col("ev_reason").is_null()).then(
        moves.fill_null(pl.when(_is_idle() & (_TECHNIQUE != "level of effort")).then(0.0))
    )
    why = (
        pl.when(pl.col("earned_share").is_not_null() & bac.is_null())
        .then(pl.lit("no budget is given"))
        .when(pl.col("earned_share").is_null() & (_TECHNIQUE == "level of effort"))
        .then(pl.lit("its planned value is not known"))
        .when(pl.col("earned_share").is_null())
        .then(
            pl.coalesce(
                "ev_reason",
                pl.format("nothing is known of {}, which it follows", "basis"),
                pl.lit("no progress is reported"),
            )
        )
    )
    has_begun = pl.col("data_date") >= pl.col("planned_start")
    return (
        rows.with_columns(
            earned_share=share, is_silent=(is_silent & has_begun).fill_null(value=False)
        )
        .with_columns(ev=pl.col("earned_share") * bac, ev_reason=why)
        .select(*elements.columns, "earned_share", "ev", "ev_reason", "is_silent")
    ), findings


def _latest(rows: pl.DataFrame, changes: pl.DataFrame) -> pl.Series:
    """Return the share of each row's element after its last change by the row's date."""
    ordered = changes.select(_key().alias("_key"), "_of", "share").sort("_key")
    if ordered.is_empty():
        return pl.Series([None] * rows.height, dtype=pl.Float64)
    last = ordered["_key"].search_sorted(rows.select(_key()).to_series(), side="right")
    place = (last.cast(pl.Int64) - 1).clip(0)
    is_own = (last > 0) & (ordered["_of"].gather(place) == rows["_of"])
    return ordered["share"].gather(place).set(~is_own, None)


def _followed(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the planned shares that apportioned elements follow: `_row`, `_followed`."""
    steady = rows.filter(pl.col("_effort").is_not_null()).select(
        "project", "data_date", basis="wbs", _followed="_effort"
    )
    asked = rows.filter(pl.col("basis").is_not_null())
    keys = ["project", "data_date", "basis"]
    return asked.join(steady.unique(keys, keep="first"), on=keys).select("_row", "_followed")


def _is_idle() -> pl.Expr:
    """Whether nothing reported means nothing earned: before the start, or where others report."""
    date = pl.col("data_date")
    return ((pl.col("first_report") <= date) | (date < pl.col("planned_start"))).fill_null(
        value=False
    )


def _first_reports(progress: pl.DataFrame, milestones: pl.DataFrame) -> pl.DataFrame:
    """Return since when each project reports: `project`, `first_report`."""
    reached = _weighted(milestones).select("project", data_date="achieved_on").drop_nulls()
    every = pl.concat([progress.select("project", "data_date"), reached])
    return every.group_by("project").agg(first_report=pl.col("data_date").min())


__all__ = ["ELEMENT", "earned", "events", "unknowable"]
