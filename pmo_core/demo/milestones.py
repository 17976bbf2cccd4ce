"""Milestones of the demonstration, and when they were expected at each report."""

import numpy as np
import polars as pl

from pmo_core.demo.life import CLOSED, PHASE_ENDS, PROPOSED, RUNNING, Lives
from pmo_core.demo.shape import Texts, dates, typed
from pmo_core.demo.words import PHASES
from pmo_core.model import Milestone, MilestoneForecast

RECENT_DAYS = 365  # closed projects that still tell their milestones
# What weighs in the value of an element: name, weight, share of its duration at which it is due.
_WEIGHED = (
    ("interfaces agreed", 30, 0.3),
    ("first run end to end", 40, 0.7),
    ("accepted", 30, 1.0),
)


def milestones(
    projects: Lives, method: Texts, wbs: pl.DataFrame, progress: pl.DataFrame
) -> pl.DataFrame:
    """Return the end of each phase, and what weighs in elements whose value is earned by weight.

    Where progress is told by element, a phase has ended with its last task, and a weighted one is
    reached when its element is that far; elsewhere as the project truly goes.
    """
    ends = _by_phase(projects, method)
    every = pl.concat([ends, _by_element(projects, wbs, ends).select(ends.columns)])
    return _agreeing(every, progress, wbs).sort(Milestone.key)


def _agreeing(milestone: pl.DataFrame, progress: pl.DataFrame, wbs: pl.DataFrame) -> pl.DataFrame:
    """Return the milestones, reached where and when progress by element says so."""
    phase = pl.col("wbs").str.split(".").list.first()
    last = progress.sort("data_date").group_by("project", "wbs").last()
    tasks = wbs.drop_nulls("planned_cost").select("project", wbs="code")
    done = tasks.join(last, on=["project", "wbs"], how="left").group_by("project", phase).agg(
        ended=pl.when(pl.col("actual_finish").null_count() == 0).then(pl.col("actual_finish").max())
    )  # fmt: skip
    told = milestone.join(
        last.select("project", "wbs", "data_date", "percent_complete"), on=["project", "wbs"],
        how="left",
    ).join(done, on=["project", "wbs"], how="left")  # fmt: skip
    weight = pl.col("weight_pct").cum_sum().over("project", "wbs", order_by="code")
    due = pl.col("weight_pct").is_not_null()
    is_reached = pl.col("percent_complete").fill_null(0.0) >= weight.round()
    reached = pl.min_horizontal("achieved_on", "data_date")
    by_element = pl.when(is_reached).then(reached.fill_null(pl.col("data_date")))
    is_told = pl.col("project").is_in(progress["project"].unique().implode())
    return told.with_columns(
        achieved_on=pl.when(~is_told).then("achieved_on").when(due).then(by_element)
        .otherwise("ended")
    ).select(milestone.columns)  # fmt: skip


def _by_phase(projects: Lives, method: Texts) -> pl.DataFrame:
    """Return a milestone per phase: planned by the plan, reached as the project truly goes."""
    is_told = (projects.group == RUNNING) | (
        (projects.group == CLOSED) & (projects.finish > projects.as_of - RECENT_DAYS)
    )
    shown = np.flatnonzero(is_told & (projects.group != PROPOSED))
    project = np.repeat(shown, len(PHASE_ENDS))
    phase = np.tile(np.arange(len(PHASE_ENDS)), len(shown))
    share = PHASE_ENDS[phase]
    reached = projects.start[project] + projects.final_days[project] * share
    return typed(Milestone, {
        "project": projects.code[project],
        "code": [f"M{k + 1}" for k in phase],
        "name": [f"{PHASES[method[p]][k]} finished" for p, k in zip(project, phase, strict=True)],
        "wbs": (phase + 1).astype(str),
        "planned_on": dates(projects.start[project] + projects.planned_days[project] * share),
        "achieved_on": dates(_until(projects, project, reached)),
    })  # fmt: skip


def _by_element(projects: Lives, wbs: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Return three milestones per element whose value is earned by weighted milestones."""
    place = pl.DataFrame({"project": projects.code, "place": np.arange(projects.n)})
    steps = pl.DataFrame(_WEIGHED, schema=["step", "weight_pct", "share"], orient="row")
    steps = steps.with_row_index("nth", offset=1)
    known = wbs.filter(pl.col("project").is_in(told["project"].unique().implode()))
    frame = known.filter(technique="weighted milestones").join(place, on="project")
    frame = frame.join(steps, how="cross")
    project = frame["place"].to_numpy()
    start, finish = (
        frame[name].to_physical().to_numpy().astype(float)
        for name in ("planned_start", "planned_finish")
    )
    planned = start + frame["share"].to_numpy() * (finish - start)
    pace = projects.final_days[project] / projects.planned_days[project]
    reached = projects.start[project] + pace * (planned - projects.start[project])
    return typed(Milestone, {
        "project": frame["project"],
        "code": frame.select(pl.format("{}-{}", "code", "nth")).to_series(),
        "name": frame.select(pl.format("{}: {}", "name", "step")).to_series(),
        "wbs": frame["code"],
        "weight_pct": frame["weight_pct"].cast(pl.Float64),
        "planned_on": dates(planned),
        "achieved_on": dates(_until(projects, project, reached)),
    })  # fmt: skip


def _until(projects: Lives, project: Texts, day: Texts) -> Texts:
    """Return the days that lie before the project's last day of work so far; NaN for the others."""
    day = np.maximum(np.floor(day), projects.begun[project])
    return np.where(day <= projects.finish[project], day, np.nan)


def forecasts(
    milestone: pl.DataFrame, reports: pl.DataFrame, project: pl.DataFrame
) -> pl.DataFrame:
    """Return when each phase was expected to end, at each report until it did.

    The whole plan is stretched by what the manager forecasts for the finish.
    """
    begins = project.select("planned_start", "planned_finish", project="code")
    phases = milestone.filter(pl.col("weight_pct").is_null())
    said = reports.select("project", "data_date", "forecast_finish")
    rows = phases.join(said, on="project").join(begins, on="project").filter(
        pl.col("achieved_on").is_null() | (pl.col("achieved_on") > pl.col("data_date")),
        pl.col("forecast_finish").is_not_null(),
    )  # fmt: skip
    length = (pl.col("planned_finish") - pl.col("planned_start")).dt.total_days()
    stretch = (pl.col("forecast_finish") - pl.col("planned_start")).dt.total_days() / length
    ahead = (pl.col("planned_on") - pl.col("planned_start")).dt.total_days() * stretch
    frame = rows.with_columns(
        milestone="code",
        forecast_on=pl.max_horizontal(
            pl.col("planned_start") + pl.duration(days=ahead.round().cast(pl.Int64)),
            pl.col("data_date") + pl.duration(days=7),
        ),
    )
    fields = frame.select(list(MilestoneForecast.model_fields))
    return typed(MilestoneForecast, fields.to_dict()).sort(MilestoneForecast.key)


__all__ = ["forecasts", "milestones"]
