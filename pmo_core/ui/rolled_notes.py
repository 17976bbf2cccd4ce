"""What a roll-up says beside its sums: what they lack, and what contradicts itself."""

from datetime import date, timedelta

import polars as pl

from pmo_core.analysis.notes import missing_note
from pmo_core.analysis.overview import lines_notes
from pmo_core.charts import short
from pmo_core.ui import facts
from pmo_core.ui.text import listed

_NAMED = 5
"""Projects that a finding names; of the others it gives the number."""


def notes_of(
    rows: pl.DataFrame,
    projects: pl.DataFrame,
    *,
    by: str,
    is_work: bool,
    is_part: bool,
    as_of: date,
) -> tuple[str, ...]:
    """Return the notes of a roll-up, each a few words; none where nothing is to be said.

    Parameters
    ----------
    rows : polars.DataFrame
        The facts that are summed: project, values, and their counts of lines.
    projects : polars.DataFrame
        The projects in view, of `facts.portfolio`.
    by : str
        The structure.
    is_work : bool
        Whether hours are summed, not money.
    is_part : bool
        Whether only a part of each project's facts is in view, such as one cost category: then
        nothing is said of whole projects.
    as_of : date
        Day that the figures speak of.
    """
    notes = _without(rows, projects, is_work=is_work)
    what = "lines without hours" if is_work else "lines without cost or rate"
    notes.append(missing_note(_total(rows, "n_unvalued"), _total(rows, "n_lines"), what))
    if not is_work:
        n, of = _total(rows, "n_budget_unvalued"), _total(rows, "n_budget")
        notes.append(missing_note(n, of, "budget lines without amount or rate"))
    if not is_part:
        notes += lines_notes(projects.select("n_after", n_unvalued=pl.lit(0), n_lines=pl.lit(0)))
    if not (is_part or is_work):
        notes += _warned(projects, as_of)
    if not is_work and by in {"category", "kind"} and rows["forecast"].count():
        notes.append("Forecast to come has no category")
    if "n_orders" in rows.columns:
        notes += _ordered(rows, as_of)
    several = pl.col("tags").str.split(";").list.eval(pl.element().str.strip_chars().drop_nulls())
    if by == "tag" and projects.filter(several.list.unique().list.len() > 1).height:
        notes.append("A project counts under each of its tags, once in the total")
    return tuple(filter(None, notes))


def ordered_too_much(projects: pl.DataFrame, as_of: date) -> str:
    """Return the sentence that names who has ordered more than the forecast still holds.

    Parameters
    ----------
    projects : polars.DataFrame
        The projects in view.
    as_of : date
        Day that the figures speak of.
    """
    found = facts.ordered_too_much(as_of).join(
        projects.select(project="code"), on="project", how="semi", maintain_order="left"
    )
    if found.is_empty():
        return ""
    named = [f"{code} ({short(excess)})"
             for code, excess in found.head(_NAMED).select("project", "excess").rows()]  # fmt: skip
    rest = [f"{found.height - _NAMED:,} more"] if found.height > _NAMED else []
    more = short(found["excess"].sum())
    what = "project has" if found.height == 1 else "projects have"
    return (
        f"{found.height:,} {what} ordered more than the forecast still holds, by {more}: "
        f"{listed([*named, *rest])}. Raise the forecast, or look at its orders in Registers."
    )


def _ordered(rows: pl.DataFrame, as_of: date) -> list[str]:
    """Say what of the open orders is placed otherwise than by its own day, or not known."""
    n = _total(rows, "n_orders")
    if not rows["committed"].count() and not n:
        return ["No orders are kept: what of the forecast is committed is not known"]
    first = f"{as_of + timedelta(days=1):%Y-%m}"
    words = {
        "unvalued": "open orders without amount or rate",
        "overdue": f"open orders past their expected payment: in {first}",
        "undated": "open orders without expected payment: at the forecast finish",
        "unplaced": "open orders with no forecast finish either: in the sums, in no period",
    }
    return [missing_note(_total(rows, f"n_orders_{name}"), n, what) for name, what in words.items()]


def _total(rows: pl.DataFrame, name: str) -> int:
    return int(rows[name].sum())


def _without(rows: pl.DataFrame, projects: pl.DataFrame, *, is_work: bool) -> list[str]:
    """Count the projects of which nothing is known of a measure."""
    words = {"planned": "without planned hours" if is_work else "without budget",
             "actual": "without hours" if is_work else "without actuals"}  # fmt: skip
    found = []
    for name in (name for name in words if name in rows.columns):
        n_known = rows.filter(pl.col(name).is_not_null())["project"].n_unique()
        found.append(missing_note(projects.height - n_known, projects.height, words[name]))
    return found


def _warned(projects: pl.DataFrame, as_of: date) -> list[str]:
    """Count the projects whose figures contradict themselves."""
    first = f"{as_of + timedelta(days=1):%Y-%m}"
    words = {
        "forecast_finish_passed": f"with a forecast finish that has passed: to come in {first}",
        "forecast_finish_long_passed": "with a forecast finish that passed more than a year ago: "
        "to come in the sums, in no period",
        "forecast_finish_missing": "with no forecast finish: to come in the sums, in no period",
        "forecast_below_actual": "forecast below what is spent: nothing to come",
        "plan_undated": "planned without dates: in the sums, in no period",
        "plan_differs": "whose budget lines do not sum to the planned cost",
    }
    found = facts.warnings(as_of).join(
        projects.select("code"), left_on="project", right_on="code", how="semi"
    )
    n_of = dict(found.group_by("code").agg(pl.len()).rows())
    return [missing_note(n_of.get(code, 0), projects.height, what) for code, what in words.items()]
