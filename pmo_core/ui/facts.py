"""Where the store and the analysis meet: the frames that several pages look at.

Money in base currency: what is posted by the rate of its day, what is planned, budgeted, reported
or forecast by the rate of as_of. Lines and reports after as_of are in no figure.
"""

from datetime import date

import polars as pl

from pmo_core.analysis import overview, scurve, series
from pmo_core.ui import data


def portfolio(as_of: date) -> pl.DataFrame:
    """Return one row per project: the figures of the overview, names, and the trend of its cost.

    Columns as `analysis.overview.overview` gives them, and portfolio (also where it is the
    program's), portfolio_name, program_name, department_name, actual_hours, trend, and counts of
    lines: n_lines (to as_of), n_unvalued (of these without cost or rate), n_after (after as_of).
    """
    return data.derived("portfolio", lambda: _portfolio(as_of), as_of=as_of)


def costs(as_of: date) -> pl.DataFrame:
    """Return planned, actual and still expected cost by project, category and month.

    A project without budget lines counts with its planned cost, spread evenly over the months from
    planned start to planned finish. Plan without a start and forecast without a finish have no
    month. Beside the values: n_lines and n_unvalued of actuals, n_budget and n_budget_unvalued of
    budget lines (without amount or rate).
    """
    return data.derived("costs", lambda: _costs(as_of), as_of=as_of)[0]


def warnings(as_of: date) -> pl.DataFrame:
    """Return project and code of what contradicts itself; see `analysis.series.forecast`.

    Also `plan_undated` (planned cost without budget lines or planned start) and `plan_differs`
    (budget lines that do not sum to the planned cost).
    """
    return data.derived("costs", lambda: _costs(as_of), as_of=as_of)[1]


def work(as_of: date) -> pl.DataFrame:
    """Return planned and actual hours by project, category and month, with n_lines, n_unvalued."""
    return data.derived("work", lambda: _work(as_of), as_of=as_of)


def work_of(key: str, as_of: date) -> pl.DataFrame:
    """Return actual hours by project, month and person or role; nobody plans by these.

    Parameters
    ----------
    key : {"person", "role"}
        Who worked; empty = not given.
    as_of : date
        Last day of the actuals.
    """
    return data.query("hours_month", by=key, as_of=as_of).select(
        "project", "month", pl.col("worker").alias(key), "n_lines",
        actual="hours", n_unvalued="n_without_hours",
    )  # fmt: skip


def curve(project: str, as_of: date) -> pl.DataFrame:
    """Return the cumulative cost of one project; see `analysis.scurve.s_curve`."""
    facts = costs(as_of).filter(pl.col("project") == project)
    return scurve.s_curve(facts, as_of)


def by_category(project: str, as_of: date) -> pl.DataFrame:
    """Return the actual cost of one project by category, the largest first.

    Columns: category (code, empty = not given), category_name, cost_base (null = not known).
    """
    posted = _posted(as_of).filter(pl.col("project") == project)
    names = data.table("cost_category").select(category="code", category_name="name")
    return (
        posted.group_by("category")
        .agg(cost_base=_known_sum("cost_base"))
        .join(names, on="category", how="left")
        .select("category", "category_name", "cost_base")
        .sort("cost_base", "category", descending=[True, False], nulls_last=True)
    )


def _posted(as_of: date) -> pl.DataFrame:
    return data.query("cost_month", as_of=as_of)


def _budget(as_of: date) -> pl.DataFrame:
    return data.query("budget_month", as_of=as_of)


def _known_sum(name: str) -> pl.Expr:
    return pl.when(pl.col(name).count() > 0).then(pl.col(name).sum())


def _unvalued() -> pl.Expr:
    return pl.col("n_without_cost") + pl.col("n_without_rate")


def _portfolio(as_of: date) -> pl.DataFrame:
    structure = data.query("projects_overview")
    posted = _posted(as_of)
    spent = posted.group_by("project").agg(
        _unvalued().sum().alias("n_unvalued"),
        pl.col("n_lines").sum(),
        actual_cost=_known_sum("cost_base"),
        actual_hours=_known_sum("hours"),
    )
    frame = overview.overview(
        data.table("project"),
        data.table("status_report"),
        spent,
        data.table("rate"),
        as_of=as_of,
        settings=data.settings(),
    )
    trend = scurve.trend(posted.select("project", "month", actual="cost_base"), as_of)
    return (
        frame.drop("portfolio")
        .join(structure.rename({"n_lines": "_all"}), left_on="code", right_on="project", how="left")
        .join(trend, left_on="code", right_on="project", how="left")
        .with_columns(pl.col("n_lines", "n_unvalued").fill_null(0))
        .with_columns(n_after=pl.col("_all") - pl.col("n_lines"))
        .drop("_all")
    )


def _costs(as_of: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    projects, settings = portfolio(as_of), data.settings()
    to_come, findings = series.forecast(
        projects.filter("is_open"),
        as_of,
        mask=settings.working_days,
        holidays=data.table("holiday")["day"].to_list(),
    )
    budget = _budget(as_of)
    planned = budget.select(
        "project", "category", "month", planned="cost_base",
        n_budget="n_lines", n_budget_unvalued=_unvalued(),
    )  # fmt: skip
    summed = planned.drop_nulls("planned").group_by(code="project").agg(pl.col("planned").sum())
    rough = series.evenly(projects.join(summed, on="code", how="anti"))
    posted = _posted(as_of).select(
        "project", "category", "month", "n_lines", actual="cost_base", n_unvalued=_unvalued()
    )
    warned = [
        pl.DataFrame(
            [(finding.value, finding.code) for finding in findings],
            schema={"project": pl.String, "code": pl.String},
            orient="row",
        ),
        _warned(rough.filter(pl.col("month").is_null()), "project", "plan_undated"),
        _warned(projects.join(summed, on="code").filter(_differs()), "code", "plan_differs"),
    ]
    return series.combined(planned, rough, posted, to_come), pl.concat(warned)


def _warned(rows: pl.DataFrame, key: str, code: str) -> pl.DataFrame:
    return rows.select(project=pl.col(key), code=pl.lit(code)).unique()


def _differs() -> pl.Expr:
    """Whether the budget lines and the planned cost of a project are more than a unit apart."""
    return (pl.col("planned") - pl.col("planned_cost")).abs() >= 1.0


def _work(as_of: date) -> pl.DataFrame:
    actual = _posted(as_of).select(
        "project", "category", "month", "n_lines", actual="hours", n_unvalued="n_without_hours"
    )
    planned = _budget(as_of).select("project", "category", "month", planned="hours")
    return series.combined(planned, actual)
