"""What a status is prefilled with, what follows from it, and what it changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from pmo_core.analysis.earning import earned
from pmo_core.analysis.planned_value import plan_of
from pmo_core.analysis.rating import rated
from pmo_core.analysis.work_breakdown import valued
from pmo_core.analysis.working_days import Calendar
from pmo_core.model import Settings
from pmo_core.model.codes import sort_key

ASKED = {
    "percent complete": "percent", "units": "units", "0/100": "dates", "50/50": "dates",
    "weighted milestones": "milestones", "level of effort": "nothing", "apportioned": "nothing",
}  # fmt: skip
"""Technique -> what is asked of an element: a percent, units, only its dates, or nothing itself."""
TYPED = (
    "percent_complete", "units_done", "actual_start", "actual_finish", "forecast_finish",
    "remaining_cost", "comment",
)  # fmt: skip
"""Fields of the progress of an element that are typed."""
_LONGEST_DAYS = 36_525


def to_report(
    elements: pl.DataFrame, progress: pl.DataFrame, posted: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """Return the elements of one project that are not finished, prefilled.

    Parameters
    ----------
    elements, progress : polars.DataFrame
        Rows of the registers `wbs_element` and `progress` of the project.
    posted : polars.DataFrame
        wbs, first_on, last_on: days of the first and last posted line until as_of.
    as_of : date
        The day. What was finished before it is not asked for again.

    Returns
    -------
    polars.DataFrame
        wbs, name, asks (a value of `ASKED`), planned_start, planned_finish, planned_cost,
        planned_units, by_plan_pct (share of the planned days that have passed), and the fields
        `TYPED` as last reported; an element never reported begins with its first posted line.
        In order of code.
    """
    said = progress.filter(pl.col("data_date") <= as_of).sort("wbs", "data_date")
    last = said.with_columns(pl.col(TYPED).forward_fill().over("wbs")).unique("wbs", keep="last")
    done = (pl.col("actual_finish").is_not_null() | (pl.col("percent_complete") >= 100)) & (
        pl.col("data_date") < as_of
    )
    days = (pl.col("planned_finish") - pl.col("planned_start")).dt.total_days() + 1
    passed = (pl.lit(as_of) - pl.col("planned_start")).dt.total_days() + 1
    rows = (
        valued(elements.rename({"code": "wbs"}))[0]
        .join(last.select("wbs", "data_date", *TYPED), on="wbs", how="left")
        .join(posted, on="wbs", how="left")
        .filter(~done.fill_null(value=False))
        .select(
            "wbs", "name",
            pl.col("technique").fill_null("percent complete").replace_strict(ASKED).alias("asks"),
            "planned_start", "planned_finish", pl.col("planned_cost").cast(pl.Float64),
            "planned_units",
            pl.when(days > 0).then((passed / days * 100).clip(0, 100)).alias("by_plan_pct"),
            "percent_complete", "units_done", pl.coalesce("actual_start", "first_on")
            .alias("actual_start"), "actual_finish", "forecast_finish",
            pl.col("remaining_cost").cast(pl.Float64), "comment",
        )
    )  # fmt: skip
    codes = rows["wbs"].to_list()
    return rows[sorted(range(len(codes)), key=lambda i: sort_key(codes[i]))]


@dataclass(frozen=True)
class Followed:
    """What follows from a status as it is typed.

    Parameters
    ----------
    share : float or None
        Part of the budget that is earned (0-1): by element, those left out that cannot be known;
        else the percent typed; None = not known.
    by_element : bool
        Whether the elements gave it.
    remaining : float or None
        What the elements still cost: as typed, else the part of the budget not earned; None where
        that of an element is not known, or without elements.
    finish : date or None
        The latest finish that the unfinished elements expect, or plan.
    """

    share: float | None = None
    by_element: bool = False
    remaining: float | None = None
    finish: date | None = None


def followed(
    elements: pl.DataFrame,
    progress: pl.DataFrame,
    milestones: pl.DataFrame,
    on: date,
    *,
    percent: float | None,
    calendar: Calendar,
) -> Followed:
    """Return what follows from the progress of the elements of one project, or from its percent.

    Parameters
    ----------
    elements, milestones : polars.DataFrame
        Rows of the registers of the project.
    progress : polars.DataFrame
        Rows of the register `progress`, with those typed; later than `on` do not count.
    on : date
        Data date of the status.
    percent : float or None
        Percent complete of the whole project, where it was typed.
    calendar : Calendar
        For what is earned by the passing of time.
    """
    told = progress.filter(pl.col("data_date") <= on)
    typed = None if percent is None else percent / 100
    work = valued(elements.rename({"code": "wbs"}))[0]
    if told.is_empty() or work.is_empty():
        return Followed(share=typed)
    one = work.select(
        "planned_start", "planned_finish", "planned_cost", project="wbs"
    )  # fmt: skip
    dates = pl.DataFrame({"project": work["wbs"], "data_date": on})
    rows = work.with_columns(
        data_date=pl.lit(on), bac=pl.col("planned_cost").cast(pl.Float64),
        pv=plan_of(one, calendar).at(dates)["pv"],
    )  # fmt: skip
    share = earned(rows, told, milestones)[0]
    last = told.sort("data_date").with_columns(pl.col(TYPED).forward_fill().over("wbs"))
    known = share.join(
        last.unique("wbs", keep="last").select(
            "wbs", "forecast_finish", "actual_finish", pl.col("remaining_cost").cast(pl.Float64)
        ),
        on="wbs", how="left",
    )  # fmt: skip
    part = pl.col("earned_share").fill_null(0.0)
    is_open = (part < 1) & pl.col("actual_finish").is_null()
    left = pl.when(is_open).then(
        pl.coalesce("remaining_cost", pl.col("bac") * (1 - part))
    ).otherwise(0.0)  # fmt: skip
    # As in earned value: what cannot be known is left out of the budget, too.
    budget = float(known.filter(pl.col("ev").is_not_null())["bac"].sum())
    ends = known.filter(is_open).select(pl.coalesce("forecast_finish", "planned_finish").max())
    lefts = known.select(left).to_series()
    by_budget = float(known["ev"].sum()) / budget if budget > 0 else None
    return Followed(
        share=typed if typed is not None else by_budget,
        by_element=typed is None and by_budget is not None,
        remaining=None if lefts.null_count() else float(lefts.sum()),
        finish=ends.item(),
    )


def costs(of: Followed, last: float | None, posted: float | None) -> dict[str, float | None]:
    """Return the forecasts of cost that a manager chooses from; None = not known.

    Parameters
    ----------
    of : Followed
        What follows from the progress.
    last, posted : float or None
        As last reported, and cost posted; in one currency.

    Examples
    --------
    >>> costs(Followed(share=0.4, remaining=50.0), 120.0, 60.0)
    {'last': 120.0, 'remaining': 110.0, 'pace': 150.0}
    """
    paced = posted is not None and of.share
    return {
        "last": last,
        "remaining": None if posted is None or of.remaining is None else posted + of.remaining,
        "pace": posted / of.share if paced and posted is not None and of.share else None,
    }


def finishes(
    of: Followed, last: date | None, start: date | None, on: date
) -> dict[str, date | None]:
    """Return the forecasts of the finish that a manager chooses from; None = not known.

    By pace: days until now / share done, from the start, as if the rest took as long as what is
    done; first and last day count. None beyond a hundred years: hardly anything is done.

    Examples
    --------
    >>> day = finishes(Followed(share=0.5), None, date(2026, 1, 1), date(2026, 3, 1))["pace"]
    >>> str(day)
    '2026-04-30'
    """
    pace = None
    if of.share and start and start < on:
        days = ((on - start).days + 1) / of.share
        pace = start + timedelta(days=round(days) - 1) if days <= _LONGEST_DAYS else None
    return {"last": last, "elements": of.finish, "pace": pace}


def by_rule(
    project: Mapping[str, Any], report: Mapping[str, Any], as_of: date, settings: Settings
) -> tuple[str | None, str]:
    """Return the rating that the rule would give once a report is kept, and why.

    Parameters
    ----------
    project : mapping
        stage, is_open, planned_cost (in the currency of the report), planned_finish.
    report : mapping
        data_date, forecast_cost, forecast_finish.
    as_of, settings
        The day, and the limits.
    """
    cost, plan = report["forecast_cost"], project["planned_cost"]
    finish, end = report["forecast_finish"], project["planned_finish"]
    over = (float(cost) / float(plan) - 1) * 100 if cost is not None and plan else None
    row = {
        "stage": project["stage"], "is_open": project["is_open"], "cost_overrun_pct": over,
        "slip_days": (finish - end).days if finish and end else None,
        "status_age_days": (as_of - report["data_date"]).days,
    }  # fmt: skip
    types = {"cost_overrun_pct": pl.Float64, "slip_days": pl.Int64, "stage": pl.String}
    found = rated(pl.DataFrame([row], schema_overrides=types), settings).row(0, named=True)
    return found["rag_computed"], found["rag_reason"]


def differences(
    was: Mapping[str, pl.DataFrame], now: Mapping[str, pl.DataFrame], names: Mapping[str, str]
) -> pl.DataFrame:
    """Return what differs, field by field.

    Parameters
    ----------
    was, now : mapping of str to polars.DataFrame
        Subject ("Report", "Element 1.2" is made of its rows) -> rows with a first column `code`
        that names the row; the same columns in both.
    names : mapping of str to str
        Column -> its name on pages; others are not compared.

    Returns
    -------
    polars.DataFrame
        subject, name, before, now: all text, in the order of `now`; empty where nothing is known.

    Examples
    --------
    >>> one = pl.DataFrame({"code": ["1.2"], "percent_complete": [40.0]})
    >>> two = one.with_columns(percent_complete=55.5)
    >>> differences({"Element": one}, {"Element": two}, {"percent_complete": "Complete"}).row(0)
    ('Element 1.2', 'Complete', '40', '55.5')
    """
    found: list[tuple[str, str, str, str]] = []
    for subject, rows in now.items():
        before = {row["code"]: row for row in was[subject].iter_rows(named=True)}
        for row in rows.iter_rows(named=True):
            old = before.get(row["code"], {})
            found += [
                (f"{subject} {row['code']}".strip(), words, text(old.get(name)), text(row[name]))
                for name, words in names.items()
                if name in row and row[name] != old.get(name)
            ]
    columns = ("subject", "name", "before", "now")
    return pl.DataFrame(found, schema=dict.fromkeys(columns, pl.String), orient="row")


def text(value: Any) -> str:
    """Return a value as it is read: money by thousands, percent without zeros, nothing as "".

    Examples
    --------
    >>> text(1234567.0), text(62.5), text(date(2026, 4, 1)), text(None)
    ('1,234,567', '62.5', '2026-04-01', '')
    """
    if value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return str(value)


__all__ = [
    "ASKED", "TYPED", "Followed", "by_rule", "costs", "differences", "finishes", "followed", "text",
    "to_report",
]  # fmt: skip
