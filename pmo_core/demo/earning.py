"""How far each element of the demonstration is, consistent with what its manager reports."""

import numpy as np
import polars as pl

from pmo_core.demo.life import CLOSED, RUNNING, Lives
from pmo_core.demo.people import RATES
from pmo_core.demo.shape import Floats, typed
from pmo_core.model import Progress

N_REPORTS = 12  # reports with progress by element, per project, the newest
RECENT_DAYS = 200  # closed projects that tell it too
N_ETC = 3  # of them with an estimate of what remains
_GRID = 201
_COMMENTS = ("Waits for the supplier.", "Review by the department is open.",
             "Harder than estimated; help is asked for.", "Two defects are left.")  # fmt: skip
_SILENT = 0.95  # share of the lines without comment


def progress_by_element(
    rng: np.random.Generator, projects: Lives, wbs: pl.DataFrame, *, reports: pl.DataFrame,
    actual: pl.DataFrame,
) -> pl.DataFrame:  # fmt: skip
    """Return how far each task is at the newest reports of running and recently closed projects.

    Work goes in its planned order: as far along the plan as gives, over all tasks, the percent
    complete that the manager reports (the highest so far). Only what was to be begun by then, or is
    begun, is told.
    """
    tasks = _tasks(projects, wbs)
    is_told = (projects.group == RUNNING) | (
        (projects.group == CLOSED) & (projects.finish > projects.as_of - RECENT_DAYS)
    )
    known = reports.filter(pl.col("project").is_in(projects.code[is_told].tolist()))
    told = known.sort("project", "data_date").with_columns(
        reached=(pl.col("percent_complete") / 100).fill_null(strategy="forward")
        .cum_max().over("project"),
        nth=pl.int_range(pl.len(), 0, -1).over("project"),
    ).filter(pl.col("nth") <= N_REPORTS)  # fmt: skip
    told = told.with_columns(along=pl.Series(along(told, wbs, projects)))
    rows = told.select(
        "project", "data_date", "along", "nth", "forecast_finish", "forecast_cost", "currency"
    ).join(tasks, on="project")
    return _told(rng, _remaining(rows, actual))


def _tasks(projects: Lives, wbs: pl.DataFrame) -> pl.DataFrame:
    """Return the tasks beside the life of their project; `begins` and `ends` are shares of it."""
    place = pl.DataFrame({
        "project": projects.code, "place": np.arange(projects.n), "start": projects.start,
        "days": projects.planned_days, "begun": projects.begun, "final": projects.final_days,
    })  # fmt: skip
    day = pl.col("planned_start", "planned_finish").to_physical()
    return wbs.drop_nulls("planned_cost").join(place, on="project").with_columns(
        day.cast(pl.Float64), cost=pl.col("planned_cost").cast(pl.Float64)
    ).with_columns(
        begins=(pl.col("planned_start") - pl.col("start")) / pl.col("days"),
        ends=(pl.col("planned_finish") - pl.col("start")) / pl.col("days"),
    )  # fmt: skip


def along(reports: pl.DataFrame, wbs: pl.DataFrame, projects: Lives) -> Floats:
    """Return how far along its plan (0 to 1) the project of each report is.

    Parameters
    ----------
    reports : polars.DataFrame
        project, and reached: share of the budget that is earned (0 to 1).
    wbs : polars.DataFrame
        Register `wbs_element`.
    projects : Lives
        All projects.
    """
    place, grid, curve = _curves(reports, wbs, projects)
    found = np.interp(reports["reached"].to_numpy() + place, curve, grid)
    result: Floats = np.clip(found - place, 0.0, 1.0)
    return result


def earned_at(
    position: Floats, reports: pl.DataFrame, wbs: pl.DataFrame, projects: Lives
) -> Floats:
    """Return the share of the budget that is earned at positions along the plan; see `along`."""
    place, grid, curve = _curves(reports, wbs, projects)
    found = np.interp(np.clip(position, 0.0, 1.0) + place, grid, curve)
    result: Floats = found - place
    return result


def _curves(
    reports: pl.DataFrame, wbs: pl.DataFrame, projects: Lives
) -> tuple[Floats, Floats, Floats]:
    """Return the curves of all projects as one: that of project k lies between 2 k and 2 k + 1.

    First where the project of each report begins, then position along the plan, and share earned.
    """
    tasks = _tasks(projects, wbs)
    grid = np.linspace(0.0, 1.0, _GRID)
    begins, ends, cost = (tasks[name].to_numpy() for name in ("begins", "ends", "cost"))
    share = np.clip((grid - begins[:, None]) / (ends - begins)[:, None], 0.0, 1.0)
    curve = np.zeros((projects.n, _GRID))
    np.add.at(curve, tasks["place"].to_numpy(), share * cost[:, None])
    curve /= np.maximum(curve[:, -1:], 1e-9)
    offset = 2.0 * np.arange(projects.n)[:, None]
    place = np.searchsorted(projects.code, reports["project"].to_numpy()) * 2.0
    both = np.stack([(grid + offset).ravel(), (curve + offset).ravel()]).astype(np.float64)
    return place.astype(np.float64), both[0], both[1]


def _remaining(rows: pl.DataFrame, actual: pl.DataFrame) -> pl.DataFrame:
    """Add percent, and the cost that remains by the reported forecast: `left`, project currency."""
    spent = actual.select(
        "project", day="spent_on",
        spent=pl.col("cost").cast(pl.Float64)
        * pl.col("currency").replace_strict(RATES, default=1.0, return_dtype=pl.Float64),
    )  # fmt: skip
    spent = spent.group_by("project", "day").agg(pl.col("spent").sum()).sort("project", "day")
    spent = spent.with_columns(pl.col("spent").cum_sum().over("project"))
    dates = rows.select("project", "data_date").unique().sort("data_date").join_asof(
        spent.sort("day"), left_on="data_date", right_on="day", by="project",
        check_sortedness=False,
    )  # fmt: skip
    share = (pl.col("along") - pl.col("begins")) / (pl.col("ends") - pl.col("begins"))
    rate = pl.col("currency").replace_strict(RATES, default=1.0, return_dtype=pl.Float64)
    rows = rows.join(
        dates.select("project", "data_date", "spent"), on=["project", "data_date"], how="left"
    ).with_columns(percent=(share * 100).clip(0, 100).round(1))
    work = pl.col("cost") * (1 - pl.col("percent") / 100)
    total = work.sum().over("project", "data_date")
    left = pl.col("forecast_cost").cast(pl.Float64) - pl.col("spent") / rate
    # A forecast below what is spent leaves no sensible rest: then work remains as planned.
    factor = pl.when((total > 0) & (left > 0)).then(left / total).otherwise(1.0)
    return rows.with_columns(left=work * factor.fill_null(1.0), factor=factor.fill_null(1.0))


def _told(rng: np.random.Generator, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the register: what is begun or should be."""
    percent, day = pl.col("percent"), pl.col("data_date").to_physical()
    element = ["project", "code"]
    ratio = pl.col("final") / pl.col("days")
    began = pl.max_horizontal(
        "begun", pl.col("start") + ratio * (pl.col("planned_start") - pl.col("start"))
    )
    ended = pl.col("start") + ratio * (pl.col("planned_finish") - pl.col("start"))

    def between(true: pl.Expr, limit: float) -> pl.Expr:
        """Keep a day after the last report that lacks it and not after the first that has it."""
        before = day.filter(percent < limit).max().over(element) + 1
        return pl.min_horizontal(
            pl.max_horizontal(true.floor(), before),
            day.filter(percent >= limit).min().over(element),
        )

    # Before what is not told yet is left out: that it had not begun then is known too.
    rows = rows.with_columns(_started=between(began, 0.1), _ended=between(ended, 100.0))
    rows = rows.filter((percent > 0) | (pl.col("planned_start") <= day))
    pace = (pl.col("forecast_finish").to_physical() - pl.col("start")) / pl.col("days")
    expected = pl.col("start") + pace * (pl.col("planned_finish") - pl.col("start"))
    is_open, is_estimated = percent < 100, pl.col("nth") <= N_ETC
    word = pl.Series(rng.integers(0, len(_COMMENTS), rows.height)).replace_strict(
        dict(enumerate(_COMMENTS)), return_dtype=pl.String
    )
    is_said = pl.Series(rng.random(rows.height) > _SILENT)
    by_units = pl.col("technique") == "units"

    def on(days: pl.Expr) -> pl.Expr:
        return days.cast(pl.Int32).cast(pl.Date)

    frame = rows.with_columns(
        wbs="code",
        percent_complete=percent,
        units_done=pl.when(by_units).then((pl.col("planned_units") * percent / 100).floor()),
        actual_start=pl.when(percent > 0).then(on(pl.col("_started"))),
        actual_finish=pl.when(~is_open).then(
            on(pl.max_horizontal("_started", "_ended"))
        ),
        forecast_finish=pl.when(is_open).then(on(pl.max_horizontal(expected.ceil(), day + 3))),
        remaining_cost=pl.when(is_open & is_estimated).then((pl.col("left") / 10).round() * 10),
        remaining_hours=pl.when(is_open & is_estimated).then(
            (pl.col("planned_hours").cast(pl.Float64) * (1 - percent / 100) * pl.col("factor"))
            .round()
        ),
        comment=pl.when(is_open & (percent > 0) & is_said).then(word),
    )  # fmt: skip
    return typed(Progress, frame.select(list(Progress.model_fields)).to_dict()).sort(Progress.key)


__all__ = ["along", "earned_at", "progress_by_element"]
