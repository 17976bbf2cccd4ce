"""What the RAID register is worth: exposure, age, lateness, and sums that hide nothing.

Exposure is an expected value: probability times impact. A sum of expected values is exact whether
the items hang together or not; a percentile of the sum is not, and is not given here.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

VALUED = ("risk", "issue")
"""Kinds that have an exposure: what may happen, and what has happened."""
OPPORTUNITY = ("exploit", "enhance", "share")
"""Responses that only an opportunity has."""
AGES = ("up to 30 days", "31 to 90 days", "91 to 180 days", "181 to 365 days", "over a year")
"""Bands of age, the youngest first."""
NO_AGE = "no date"
_LIMITS = (30, 90, 180, 365)


def exposed(items: pl.DataFrame) -> pl.DataFrame:
    """Add to each item what it is worth, before and after the response.

    Parameters
    ----------
    items : polars.DataFrame
        Rows of the register `raid_item`.

    Returns
    -------
    polars.DataFrame
        The rows, with

        - is_open; is_opportunity (a risk or issue answered by exploit, enhance or share, or with a
          cost below zero);
        - exposure, exposure_days: probability x cost (working days) of an open threat; an issue has
          happened, so it counts whole; 0 once closed; null for other kinds, for opportunities, and
          where a part is not known. Days below zero count as 0;
        - gain: the same of an opportunity, as a positive amount; never netted against exposure;
        - residual_exposure, residual_exposure_days: with what is left after the response. What of
          it is not given stays as before the response; null where nothing of it is given, unless
          the response is to accept;
        - exposure_left, left_days: residual exposure where the exposure is known; where the
          residual is null, the exposure: nobody estimated what the response takes away;
        - is_unknown: an open risk or issue without probability or cost; is_unassessed: an open
          threat whose exposure is known and whose residual exposure is not.

    Examples
    --------
    >>> from pmo_core.model import RaidItem
    >>> risk = RaidItem(project="A", code="1", kind="risk", name="R", probability_pct=30,
    ...                 impact_cost=50000, residual_probability_pct=10)
    >>> row = exposed(RaidItem.frame(risk)).row(0, named=True)
    >>> row["exposure"], row["residual_exposure"], row["exposure_days"]
    (15000.0, 5000.0, None)
    """
    cost, left = (pl.col(name).cast(pl.Float64) for name in ("impact_cost", "residual_cost"))
    is_valued = pl.col("kind").is_in(VALUED)
    is_gain = (pl.col("strategy").is_in(OPPORTUNITY) | (cost < 0)).fill_null(False)
    accepted = pl.col("strategy").eq_missing("accept")
    chance = _chance("probability_pct")
    chance_left = pl.coalesce(_chance("residual_probability_pct"), chance)
    # An issue has happened: what is left of it is its cost alone.
    given_chance = pl.col("residual_probability_pct").is_not_null() & (pl.col("kind") == "risk")
    days, days_left = (pl.col(name).clip(0) for name in ("impact_days", "residual_days"))
    framed = items.with_columns(
        is_open=pl.col("state") == "open", is_opportunity=is_valued & is_gain
    ).with_columns(
        _exposure(chance * cost, False).alias("exposure"),
        _exposure(chance * cost.abs(), True).alias("gain"),
        _exposure(chance * days, False).alias("exposure_days"),
        _exposure(
            _where(given_chance | left.is_not_null() | accepted)
            * chance_left * pl.coalesce(left, cost), False,
        ).alias("residual_exposure"),
        _exposure(
            _where(given_chance | days_left.is_not_null() | accepted)
            * chance_left * pl.coalesce(days_left, days), False,
        ).alias("residual_exposure_days"),
    )  # fmt: skip
    known = pl.coalesce("exposure", "gain").is_not_null()
    return framed.with_columns(
        exposure_left=_left("residual_exposure", "exposure"),
        left_days=_left("residual_exposure_days", "exposure_days"),
        is_unknown=is_valued & pl.col("is_open") & ~known,
        is_unassessed=pl.col("is_open")
        & pl.col("exposure").is_not_null()
        & pl.col("residual_exposure").is_null(),
    )


def valued(items: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Add to each item what it is worth, how old and how late it is.

    Parameters
    ----------
    items : polars.DataFrame
        Rows of the register `raid_item`.
    as_of : date
        The day.

    Returns
    -------
    polars.DataFrame
        What `exposed` gives, and of open items age_days (calendar days since raised; null when
        raised after as_of) and late_days (calendar days past the due date; null = not overdue).
    """
    return exposed(items).with_columns(
        age_days=_days(pl.lit(as_of) - pl.col("raised_on"), 0),
        late_days=_days(pl.lit(as_of) - pl.col("due_on"), 1),
    )


def _chance(name: str) -> pl.Expr:
    return pl.when(pl.col("kind") == "issue").then(1.0).otherwise(pl.col(name) / 100)


def _where(given: pl.Expr) -> pl.Expr:
    """Return 1 where something is given, null where not: a factor that keeps what is known."""
    return pl.when(given).then(1.0)


def _exposure(value: pl.Expr, of_gains: bool) -> pl.Expr:
    """Return a value for the threats (or the opportunities) among risks and issues; closed = 0."""
    counts = pl.col("kind").is_in(VALUED) & (pl.col("is_opportunity") == of_gains)
    open_value = pl.when(counts & (pl.col("state") == "open")).then(value)
    return pl.when(counts & (pl.col("state") != "open")).then(0.0).otherwise(open_value)


def _left(residual: str, before: str) -> pl.Expr:
    """Return what is left of what is known, so that before and after have the same members."""
    return pl.when(pl.col(before).is_not_null()).then(pl.coalesce(residual, before))


def _days(span: pl.Expr, least: int) -> pl.Expr:
    days = span.dt.total_days()
    return pl.when((pl.col("state") == "open") & (days >= least)).then(days)


@dataclass(frozen=True, slots=True)
class Totals:
    """What some items come to; `n_` are counts, amounts in base currency, null = none known.

    `exposure`, `after` and `gain` are of the same open items: those with probability and cost.
    """

    n_open: int
    n_risks: int
    n_opportunities: int
    n_issues: int
    n_unknown: int
    n_unassessed: int
    n_without_days: int
    n_overdue: int
    n_ended: int
    exposure: float | None
    after: float | None
    gain: float | None
    exposure_days: float | None


def totals(rows: pl.DataFrame) -> Totals:
    """Return what items come to.

    Parameters
    ----------
    rows : polars.DataFrame
        What `valued` gave, and is_ended (whether the item's project has ended).

    Returns
    -------
    Totals
    """
    opened = rows.filter("is_open")
    threats = opened.filter(pl.col("kind").is_in(VALUED) & ~pl.col("is_opportunity"))
    risks = opened.filter(pl.col("kind") == "risk")
    n_gains = int(risks["is_opportunity"].sum())
    return Totals(
        n_open=opened.height,
        n_risks=risks.height - n_gains,
        n_opportunities=n_gains,
        n_issues=opened.filter(pl.col("kind") == "issue").height,
        n_unknown=int(opened["is_unknown"].sum()),
        n_unassessed=int(opened["is_unassessed"].sum()),
        n_without_days=threats["exposure_days"].null_count(),
        n_overdue=opened["late_days"].count(),
        n_ended=int(opened["is_ended"].sum()),
        exposure=_sum(opened["exposure"]),
        after=_sum(opened["exposure_left"]),
        gain=_sum(opened["gain"]),
        exposure_days=_sum(opened["exposure_days"]),
    )


def _sum(values: pl.Series) -> float | None:
    return float(values.sum()) if values.count() else None


def rolled(rows: pl.DataFrame, by: str, top: int = 3) -> pl.DataFrame:
    """Sum the open items over groups: each item stands in one, so the groups add up to the whole.

    Parameters
    ----------
    rows : polars.DataFrame
        What `valued` gave, and the column `by` (null = none).
    by : str
        Column of the groups.
    top : int
        How many of the items with the largest exposure are named.

    Returns
    -------
    polars.DataFrame
        group (`by`; null = none), n_open_items, n_overdue_items, n_not_valued, n_unassessed,
        exposure, exposure_left, reduction (the difference), gain, exposure_days (null = none
        known), and contributors (project, code, name and share of the group's exposure); the most
        exposed first.
    """
    opened = rows.filter("is_open").with_columns(group=pl.col(by))
    whole = pl.col("exposure").sum().over("group")
    share = (100 * pl.col("exposure") / whole).round(0).cast(pl.Int64)
    contributors = (
        opened.filter(pl.col("exposure") > 0)
        .with_columns(named=pl.format("{} {} {} ({} %)", "project", "code", "name", share))
        .sort("exposure", "project", "code", descending=[True, False, False])
        .group_by("group", maintain_order=True)
        .agg(contributors=pl.col("named").head(top).str.join("; "))
    )
    sums = opened.group_by("group").agg(
        *(_known_sum(name) for name in ("exposure", "exposure_left", "gain", "exposure_days")),
        n_open_items=pl.len(),
        n_overdue_items=pl.col("late_days").count(),
        n_not_valued=pl.col("is_unknown").sum(),
        n_unassessed=pl.col("is_unassessed").sum(),
    )
    return (
        sums.with_columns(reduction=pl.col("exposure") - pl.col("exposure_left"))
        .join(contributors, on="group", how="left", nulls_equal=True)
        .sort("exposure", "n_open_items", "group", descending=[True, True, False], nulls_last=True)
        .select(
            "group", "n_open_items", "n_overdue_items", "n_not_valued", "n_unassessed",
            "exposure", "exposure_left", "reduction", "gain", "exposure_days", "contributors",
        )
    )  # fmt: skip


def _known_sum(name: str) -> pl.Expr:
    return pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)


def ageing(rows: pl.DataFrame) -> pl.DataFrame:
    """Count the open items by kind and band of age.

    Parameters
    ----------
    rows : polars.DataFrame
        What `valued` gave.

    Returns
    -------
    polars.DataFrame
        kind, age_band (one of `AGES` or `NO_AGE`), n_raid, oldest_days; kinds by name, bands from
        young to old.
    """
    order = [*AGES, NO_AGE]
    beyond = pl.sum_horizontal((pl.col("age_days") > limit).cast(pl.Int64) for limit in _LIMITS)
    band = pl.when(pl.col("age_days").is_null()).then(len(AGES)).otherwise(beyond)
    return (
        rows.filter("is_open")
        .group_by("kind", band.alias("band"))
        .agg(n_raid=pl.len(), oldest_days=pl.col("age_days").max())
        .sort("kind", "band")
        .with_columns(age_band=pl.col("band").replace_strict(range(len(order)), order))
        .select("kind", "age_band", "n_raid", "oldest_days")
    )


def overdue(rows: pl.DataFrame) -> pl.DataFrame:
    """Return who is late with how many items.

    Parameters
    ----------
    rows : polars.DataFrame
        What `valued` gave.

    Returns
    -------
    polars.DataFrame
        owner (null = nobody), n_open_items, n_overdue_items, longest_late_days, mean_late_days,
        exposure (these three of the overdue items; null = none known); most overdue items first.
    """
    late = pl.col("late_days").is_not_null()
    exposed = pl.col("exposure").filter(late)
    return (
        rows.filter("is_open")
        .group_by("owner")
        .agg(
            n_open_items=pl.len(),
            n_overdue_items=late.sum(),
            longest_late_days=pl.col("late_days").max(),
            mean_late_days=pl.col("late_days").mean(),
            exposure=pl.when(exposed.count() > 0).then(exposed.sum()),
        )
        .filter(pl.col("n_overdue_items") > 0)
        .sort("n_overdue_items", "longest_late_days", "owner", descending=[True, True, False])
    )


__all__ = [
    "AGES", "NO_AGE", "OPPORTUNITY", "VALUED", "Totals", "ageing", "exposed", "overdue", "rolled",
    "totals", "valued",
]  # fmt: skip
