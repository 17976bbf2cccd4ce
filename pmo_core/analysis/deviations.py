"""How far each project was from its baseline in cost, time and scope, day by day.

| measure | deviation | unit |
|---|---|---|
| cost | (forecast cost - cost of the baseline) / cost of the baseline | percent |
| time | forecast finish - finish of the baseline | calendar days |
| scope | items added to and dropped from the scope of the first baseline / its items | percent |
| scope without items | change of the baseline's cost / cost of the first baseline | percent |

Cost and time are measured against the baseline that holds on the day, the newest one, so that an
approved change mends them; scope only changes by approved changes and is measured against the
first. A project without a baseline is measured against its plan. Forecast cost is the manager's,
and what is spent already where that is more; a forecast finish that has passed counts as the day
itself (a project of which no stage is given is taken for finished then, as on the Overview). A
scope of a single line lists no items.
"""

from datetime import date

import polars as pl

from pmo_core.analysis.variance import overrun_pct

REPORT, BASELINE, TODAY, DECISION = "report", "baseline", "today", "decision"
"""Why a day is looked at: a report, a new baseline, today, or a decision."""
_EVER = date.min


def deviations(
    projects: pl.DataFrame,
    history: pl.DataFrame,
    baselines: pl.DataFrame,
    *,
    as_of: date,
    also: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return how far each project was from its baseline, day by day.

    Parameters
    ----------
    projects, history, baselines, as_of : as in `analysis.tolerances.exceptions`
        `projects` are the rows that are looked at.
    also : polars.DataFrame, optional
        project and decided_on: days that are looked at besides, by the report before; where none
        came since, by what is known today.

    Returns
    -------
    polars.DataFrame
        project, measure, day, source ("report", "baseline" [a new one began to hold], "today",
        "decision"), deviation, first_deviation (null = not known), baseline_number, cost
        (forecast), base (cost of the baseline), finish (forecast, or the day where it has passed),
        base_finish, is_listed (whether the scope is a list of items), forecast_source (of today);
        by project, measure and day.
    """
    against = _baselines(projects, baselines.filter(pl.col("approved_on") <= as_of))
    seen = _observed(projects, history, against, as_of, also)
    joined = (
        seen.sort("project", "day")
        .join_asof(
            against.sort("project", "approved_on"), left_on="day", right_on="approved_on",
            by="project", check_sortedness=False,
        )
        .join(_first(against), on="project", how="left", maintain_order="left")
    )  # fmt: skip
    is_done = pl.col("stage").is_null()
    passed = ~is_done & (pl.col("finish").fill_null(pl.col("day")) < pl.col("day"))
    overdue = ~is_done & pl.col("finish").is_null() & (pl.col("day") > pl.col("base_finish"))
    figures = {
        "cost": [overrun_pct(pl.col(base), pl.col("cost")) for base in ("base", "first_base")],
        "time": [
            (pl.col("finish") - pl.col(base)).dt.total_days()
            for base in ("base_finish", "first_finish")
        ],
        "scope": [pl.col("scope_pct")] * 2,
    }
    passing = pl.when(passed | overdue).then(pl.lit("overdue today")).otherwise("finish_source")
    sources = {
        "cost": pl.col("cost_source"),
        "time": pl.when(pl.col("source") == TODAY).then(passing),
        "scope": pl.when(pl.col("source") == TODAY).then(pl.lit("approved baselines")),
    }
    dated = joined.with_columns(
        *(kind.alias(f"_{measure}") for measure, kind in sources.items()),
        finish=pl.when(passed | overdue).then("day").otherwise("finish"),
    )
    kept = ("project", "day", "source", "baseline_number", "cost", "base", "finish", "base_finish",
            "is_listed")  # fmt: skip
    return pl.concat(
        dated.select(
            *kept, measure=pl.lit(measure), deviation=value.cast(pl.Float64).round(6),
            first_deviation=first.cast(pl.Float64).round(6), forecast_source=f"_{measure}",
        )
        for measure, (value, first) in figures.items()
    ).sort("project", "measure", "day", maintain_order=True)  # fmt: skip


def _baselines(projects: pl.DataFrame, baselines: pl.DataFrame) -> pl.DataFrame:
    """Return what holds from when: the baselines, and number 0, the plan, where there is none."""
    items = pl.col("scope").str.split("\n").list.eval(pl.element().str.strip_chars())
    items = items.list.set_difference(pl.lit([""])).list.unique()
    first = pl.col("_items").first().over("project")
    n_first = first.list.len()
    changed = pl.col("_items").list.set_symmetric_difference(first).list.len()
    cost = pl.col("planned_cost").cast(pl.Float64)
    moved = overrun_pct(cost.first().over("project"), cost).abs()
    is_listed = (n_first > 1).fill_null(value=False)
    kept = (
        baselines.sort("project", "number")
        .with_columns(_items=items)
        .with_columns(
            is_listed=is_listed,
            scope_pct=pl.when(is_listed).then(100 * changed / n_first).otherwise(moved),
            approved_on=pl.when(pl.col("number") == pl.col("number").min().over("project"))
            .then(pl.lit(_EVER))
            .otherwise("approved_on"),
        )
        .unique(["project", "approved_on"], keep="last", maintain_order=True)
        .select(
            "project", "approved_on", "scope_pct", "is_listed", baseline_number="number",
            base=pl.col("planned_cost").cast(pl.Float64), base_finish="planned_finish",
        )
    )  # fmt: skip
    plans = projects.join(kept, left_on="code", right_on="project", how="anti").select(
        project="code", approved_on=pl.lit(_EVER), scope_pct=pl.lit(None, pl.Float64),
        is_listed=pl.lit(value=False), baseline_number=pl.lit(0, pl.Int64),
        base=pl.col("planned_cost").cast(pl.Float64),
        base_finish="planned_finish",
    )  # fmt: skip
    return pl.concat([kept, plans])


def _first(against: pl.DataFrame) -> pl.DataFrame:
    first = against.filter(pl.col("approved_on") == _EVER)
    return first.select("project", first_base="base", first_finish="base_finish")


def _observed(
    projects: pl.DataFrame,
    history: pl.DataFrame,
    against: pl.DataFrame,
    as_of: date,
    also: pl.DataFrame | None,
) -> pl.DataFrame:
    """Return project, stage, day, source, cost, finish and where these two are from."""
    own = projects.select(
        "stage", "forecast_cost", "actual_cost", "forecast_finish", project="code"
    )
    reports = (
        history.filter(pl.col("data_date") <= as_of)
        .select("project", day="data_date", cost=pl.col("forecast_cost").cast(pl.Float64),
                finish="forecast_finish")
        .join(own.select("project", "stage"), on="project")
        .sort("project", "day")
    )  # fmt: skip
    began = against.filter(pl.col("approved_on").is_between(_EVER, as_of, closed="right")).select(
        "project", day="approved_on", source=pl.lit(BASELINE)
    )
    said = pl.DataFrame(schema=began.schema) if also is None else also.select(
        "project", day="decided_on", source=pl.lit(DECISION)
    )  # fmt: skip
    expected = pl.max_horizontal("forecast_cost", "actual_cost")
    is_latest = (pl.col("source") == DECISION) & (
        pl.col("last_on").is_null() | (pl.col("last_on") <= pl.col("day"))
    )
    looked = (
        pl.concat([began, said])
        .join(own, on="project")
        .join(reports.group_by("project").agg(last_on=pl.max("day")), on="project", how="left")
        .sort("project", "day")
        .join_asof(reports.drop("stage"), on="day", by="project", check_sortedness=False)
        .with_columns(
            cost=pl.when(is_latest).then(expected).otherwise("cost"),
            finish=pl.when(is_latest).then("forecast_finish").otherwise("finish"),
        )
    )  # fmt: skip
    latest = reports.group_by("project").agg(pl.col("cost", "finish").last().is_not_null())
    today = (
        own.join(latest, on="project", how="left")
        .with_columns(
            cost_source=pl.when(_is_spent()).then(pl.lit("spent already"))
            .otherwise(_from("cost", "forecast_cost")),
            finish_source=_from("finish", "forecast_finish"),
        )
        .with_columns(
            day=pl.lit(as_of), source=pl.lit(TODAY), finish="forecast_finish",
            cost=expected,
        )
    )  # fmt: skip
    names = ("project", "stage", "day", "source", "cost", "finish")
    earlier = [
        frame.select(names) for frame in (reports.with_columns(source=pl.lit(REPORT)), looked)
    ]
    told = today.select(*names, "cost_source", "finish_source")
    return pl.concat([*earlier, told], how="diagonal")


def _is_spent() -> pl.Expr:
    """Return whether more is spent than forecast, or all that is known is what is spent."""
    spent, forecast = pl.col("actual_cost"), pl.col("forecast_cost")
    return (spent > forecast).fill_null(value=False) | (spent.is_not_null() & forecast.is_null())


def _from(is_reported: str, known: str) -> pl.Expr:
    """Return whose forecast it is."""
    return (
        pl.when(is_reported).then(pl.lit("manager's forecast"))
        .when(pl.col(known).is_not_null()).then(pl.lit("the project's own forecast"))
    )  # fmt: skip


__all__ = ["BASELINE", "DECISION", "REPORT", "TODAY", "deviations"]
