"""What a committed selection does to the plan of its projects: budgets, demand and bookings."""

import polars as pl

from pmo_core.analysis.calendar import period_on
from pmo_core.analysis.selection.build_starts import month_number
from pmo_core.analysis.selection.case import MONEY
from pmo_core.jobs.scenarios import Frozen
from pmo_core.model import REGISTERS
from pmo_core.store import Repository

_MOVES = {"budget_line": "period_on", "demand": "month_on", "booking": "month_on"}
_WHO = ["project", "role", "month_on"]

Registers = dict[str, pl.DataFrame]


def is_plan() -> pl.Expr:
    """Return whether a project has not begun, so that its stage and its dates may be decided."""
    stage = pl.col("stage").fill_null("proposed")
    return stage.is_in(["proposed", "approved"]) & pl.col("actual_start").is_null()


def moved(
    repo: Repository, decided: pl.DataFrame, projects: pl.DataFrame
) -> tuple[Registers, Registers]:
    """Return budget lines, demand and soft bookings of the chosen: as they are, and moved.

    Parameters
    ----------
    repo : Repository
        Where they are kept.
    decided : polars.DataFrame
        One row per candidate: project, is_chosen, moved (months from its plan to its start).
    projects : polars.DataFrame
        Register of projects; those that have begun are left alone.

    Returns
    -------
    was, now : dict of str to polars.DataFrame
        Register -> rows. Soft bookings of candidates that are not chosen are only in `was`.
    """
    planned = projects.filter(is_plan()).select(project="code")
    mine = decided.join(planned, on="project", how="semi").select("project", "is_chosen", "moved")
    was, now = {}, {}
    for register, month in _MOVES.items():
        rows = repo.table(register).join(mine, on="project")
        rows = rows.filter(kind="soft") if register == "booking" else rows.filter("is_chosen")
        later = pl.col(month).dt.offset_by(pl.format("{}mo", "moved"))
        was[register] = shaped(register, rows)
        now[register] = shaped(register, rows.filter("is_chosen").with_columns(later))
    return was, now


def budgets(repo: Repository, frozen: Frozen, decided: pl.DataFrame) -> pl.DataFrame:
    """Return a budget line per fiscal year for chosen projects without any.

    The amounts are what the selection counts with, moved to its start, in the project's currency by
    the rate of the data date; in base currency where no rate is known. They are rounded to cents so
    that they add up to the whole.
    """
    settings, begin = repo.settings(), frozen.case.fiscal_year_start_month
    day = frozen.case.data_date
    rates = repo.table("rate").filter(pl.col("valid_from") <= day).sort("valid_from")
    currencies = (
        repo.table("project").select("currency", project="code")
        .filter(pl.col("currency") != settings.base_currency)
        .join(rates.unique("currency", keep="last").select("currency", "rate"), on="currency")
    )  # fmt: skip
    bare = decided.filter("is_chosen").join(repo.table("budget_line"), on="project", how="anti")
    # What stands before the plan's first month falls into the first month.
    into = month_number(pl.col("month")) - month_number(pl.col("start_on")) + pl.col("moved")
    month = pl.col("start_on").dt.offset_by(pl.format("{}mo", into.clip(0)))
    total = pl.col("amount").cum_sum().over("project").round(2)
    return shaped(
        "budget_line",
        frozen.case.use.filter(pl.col("resource") == MONEY)
        .join(bare.select("project", "start_on", "moved"), on="project")
        .join(currencies, on="project", how="left")
        .with_columns(
            amount=pl.col("amount") / pl.col("rate").fill_null(1.0),
            period_on=period_on(month, "fiscal_year", begin),
        )
        .group_by("project", "currency", "period_on")
        .agg(pl.col("amount").sum())
        .sort("project", "period_on")
        .with_columns(
            category=pl.lit(""), n_months=pl.lit(12),
            amount=(total - total.shift(1).over("project").fill_null(0.0)).round(2),
        ),
    )  # fmt: skip


def bookings(repo: Repository, soft: pl.DataFrame, demand: pl.DataFrame) -> pl.DataFrame:
    """Return the soft bookings that cover the demand together with the hard ones.

    Parameters
    ----------
    repo : Repository
        Where the hard bookings are kept; a key that one of them has is not booked softly as well.
    soft, demand : polars.DataFrame
        Soft bookings and demand of the chosen projects, moved.
    """
    hard = repo.table("booking").filter(kind="hard")
    booked = pl.concat([soft, hard]).group_by(_WHO).agg(_booked=pl.col("hours").sum())
    open_hours = demand.join(booked, on=_WHO, how="left").select(
        *_WHO, hours=pl.col("hours") - pl.col("_booked").fill_null(0)
    )
    key = [*_WHO, "person"]
    more = open_hours.filter(pl.col("hours") > 0).with_columns(
        person=pl.lit(""), source=pl.lit("proposed"), reason=pl.lit(None, pl.String)
    )
    kept = [*key, "hours", "source", "reason"]
    return shaped(
        "booking",
        pl.concat([soft.select(kept), more.select(kept)], how="vertical_relaxed")
        .group_by(key, maintain_order=True)
        .agg(pl.col("hours").sum(), pl.col("source", "reason").first())
        .join(hard, on=key, how="anti")
        .with_columns(kind=pl.lit("soft"))
        .sort(key),
    )


def shaped(register: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with the register's fields and types; what is missing is empty."""
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in REGISTERS[register].polars_schema().items()
    )


__all__ = ["bookings", "budgets", "is_plan", "moved", "shaped"]
