"""From the registers and their figures to a case: who is to be decided, and what each takes.

Who is a candidate: open projects in stage proposed or approved that have not started; where there
are none, open projects of which nothing is posted; where there are none either, all open ones.

What a project takes: a candidate that has not started its budget lines, or its planned cost spread
evenly over its planned months, and its demand by role; what stands before its start falls into its
first month. A project that has started takes what is still to come: by its forecast, without one by
its plan, after the data date. What has no month falls into the first.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl
import polars.selectors as cs

from pmo_core.analysis.calendar import fiscal_year, period_on
from pmo_core.analysis.currency import convert
from pmo_core.analysis.selection.build_starts import PROPOSED, month_after, month_number
from pmo_core.analysis.selection.build_use import sums
from pmo_core.analysis.selection.case import MONEY, SCHEMAS, Case
from pmo_core.model import Settings

TO_DECIDE = ["proposed", "approved"]


def gather(
    projects: pl.DataFrame,
    costs: pl.DataFrame,
    registers: Mapping[str, pl.DataFrame],
    *,
    settings: Settings,
    as_of: date,
) -> Case:
    """Return the case of a day.

    Parameters
    ----------
    projects : polars.DataFrame
        One row per project as `analysis.overview` gives it (money in base currency), with portfolio
        (also where it is the program's) and n_lines (posted to as_of).
    costs : polars.DataFrame
        project, month, planned, actual, forecast in base currency, any number of rows each; month
        null = at no known time.
    registers : mapping of str to polars.DataFrame
        benefit, capacity, contribution, criterion, demand, funding, link, rate, score and
        selection_rule, as they are kept.
    settings : Settings
        Base currency and first month of the fiscal year.
    as_of : date
        The data date.
    """
    begin = settings.fiscal_year_start_month
    known = _projects(projects, costs, as_of)
    use = _use(known, costs, registers["demand"], as_of)
    is_open = known.filter("_is_open").select("project")
    benefits = convert(
        registers["benefit"], registers["rate"],
        ["planned_benefit", "low_benefit", "high_benefit"], base=settings.base_currency, on=as_of,
    ).select(
        "project", "year", planned="planned_benefit", low="low_benefit", high="high_benefit"
    )  # fmt: skip
    links = registers["link"].filter(pl.col("strength") == 3).select("project", "needs").unique()
    frames = {
        "projects": known,
        "use": use,
        "limits": _limits(known, use, costs, registers, begin=begin, as_of=as_of),
        "benefits": benefits.join(is_open, on="project", how="semi"),
        "criteria": registers["criterion"].rename({"code": "criterion"}),
        "scores": registers["score"].join(is_open, on="project", how="semi"),
        "contributions": registers["contribution"].join(is_open, on="project", how="semi"),
        "links": links.join(is_open, on="project", how="semi"),
        "rules": registers["selection_rule"],
    }
    return Case(as_of, begin, **{name: _shaped(name, frame) for name, frame in frames.items()})


def _shaped(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of the schema. Sums hang on their order: what that changes is cut off."""
    schema = pl.Schema(SCHEMAS[name])
    return frame.select(*schema).cast(schema).with_columns(cs.float().round(6)).sort(pl.all())


def _projects(projects: pl.DataFrame, costs: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Rows of `Case.projects`, with _is_open, _is_started and _has_forecast."""
    first = month_after(as_of)
    plan = costs.drop_nulls("planned").group_by("project").agg(
        _planned=pl.col("planned").sum(), _last=pl.col("month").max()
    )  # fmt: skip
    rows = projects.join(plan, left_on="code", right_on="project", how="left")
    is_posted = (pl.col("n_lines") > 0).fill_null(value=False)
    is_begun = (pl.col("actual_start") <= as_of).fill_null(value=False)
    is_running = pl.col("stage").is_in(["delivery", "on hold"]).fill_null(value=False)
    is_started = is_begun | is_running
    is_open = pl.col("is_open")
    is_staged = is_open & ~is_started & pl.col("stage").is_in(TO_DECIDE).fill_null(value=False)
    is_fresh = is_open & ~is_started & ~is_posted
    is_candidate = (
        pl.when(is_staged.any()).then(is_staged).when(is_fresh.any()).then(is_fresh)
        .otherwise(is_open)
    )  # fmt: skip
    has_begun = is_started | (is_posted & ~is_staged)
    start = pl.when(has_begun).then(pl.lit(first)).otherwise(
        pl.col("planned_start").dt.truncate("1mo")
    )  # fmt: skip
    finish = pl.when(has_begun).then(pl.coalesce("forecast_finish", "planned_finish")).otherwise(
        pl.coalesce("planned_finish", "_last")
    )  # fmt: skip
    finished = pl.when(pl.col("stage") == "canceled").then("stage").otherwise(pl.lit("closed"))
    return rows.select(
        "name", "portfolio", "program", "department", "priority",
        project="code",
        stage=pl.when(is_open).then("stage").otherwise(finished),
        start_month=start,
        n_months=(month_number(finish) - month_number(start) + 1).fill_null(1).clip(1),
        cost=pl.coalesce("planned_cost", "_planned"),
        is_candidate=is_candidate,
        _is_open=is_open,
        _is_started=has_begun,
        _has_forecast=pl.col("forecast_cost").is_not_null(),
    )  # fmt: skip


def _use(
    known: pl.DataFrame, costs: pl.DataFrame, demand: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """What open projects take: project, resource, month, amount."""
    now = (as_of + timedelta(days=1)).replace(day=1)
    who = known.filter("_is_open").select(
        "project", "_is_started", "_has_forecast",
        _first=pl.when("_is_started").then(pl.lit(now))
        .otherwise(pl.col("start_month").fill_null(month_after(as_of))),
    )  # fmt: skip
    is_rest = pl.col("_is_started") & pl.col("_has_forecast")
    money = costs.join(who, on="project").with_columns(
        resource=pl.lit(MONEY), amount=pl.when(is_rest).then("forecast").otherwise("planned")
    )
    work = demand.join(who, on="project").with_columns(
        resource="role", month="month_on", amount=pl.col("hours").cast(pl.Float64)
    )
    columns = ["project", "resource", "month", "amount", "_first", "_is_started", "_has_forecast"]
    rows = pl.concat([money.select(columns), work.select(columns)])
    # Of a plan that has begun, what lies behind is no longer to come.
    is_behind = pl.col("_is_started") & (pl.col("month") < now).fill_null(value=False)
    return (
        rows.filter((pl.col("amount") != 0) & ~is_behind)
        .group_by("project", "resource", month=pl.max_horizontal("month", "_first"))
        .agg(pl.col("amount").sum())
    )


def _limits(
    known: pl.DataFrame,
    use: pl.DataFrame,
    costs: pl.DataFrame,
    registers: Mapping[str, pl.DataFrame],
    *,
    begin: int,
    as_of: date,
) -> pl.DataFrame:
    """What there is in each period that is not over, and what those that are in take of it."""
    first = month_after(as_of)
    roles = (
        registers["capacity"]
        .filter(pl.col("month_on") >= first)
        .select(
            resource="role", portfolio=pl.lit(""), period_on="month_on",
            n_months=pl.lit(1, pl.Int64), amount=pl.col("hours").cast(pl.Float64),
        )
    )  # fmt: skip
    rows = pl.concat([_money(use, registers["funding"], first, begin), roles])
    is_in = pl.col("_is_open") & ~pl.col("is_candidate")
    is_in = is_in & (pl.col("stage") != PROPOSED).fill_null(value=True)
    still = use.join(known.filter(is_in).select("project", "portfolio"), on="project")
    since = pl.select(period_on(pl.lit(as_of), "fiscal_year", begin)).item()
    posted = (
        costs.filter(pl.col("month").is_between(since, as_of))
        .drop_nulls("actual")
        .join(known.select("project", "portfolio"), on="project", how="left")
        .select("project", "month", "portfolio", resource=pl.lit(MONEY), amount="actual")
    )
    taken = pl.concat([still, posted], how="diagonal")
    taken = taken.with_columns(pl.col("portfolio").fill_null(""))
    return rows.with_columns(committed=pl.Series(sums(rows, taken), dtype=pl.Float64))


def _money(use: pl.DataFrame, funding: pl.DataFrame, first: date, begin: int) -> pl.DataFrame:
    """Fiscal years from that of a month to the last one used or funded; amount null = not given."""
    year = fiscal_year(pl.col("month"), begin).cast(pl.Int64)
    used = use.filter(pl.col("resource") == MONEY).select(year.max()).item()
    this = pl.select(fiscal_year(pl.lit(first), begin)).item()
    last = max(filter(None, [this, used, funding["year"].max()]))
    years = pl.DataFrame({"year": range(this, last + 1)}, schema={"year": pl.Int64})
    parts = funding.filter((pl.col("portfolio") != "") & (pl.col("year") >= this))
    wanted = pl.concat(
        [years.with_columns(portfolio=pl.lit("")), parts.select("year", "portfolio")]
    )
    return wanted.join(funding, on=["year", "portfolio"], how="left").select(
        resource=pl.lit(MONEY), portfolio="portfolio",
        period_on=pl.date(pl.col("year") - int(begin > 1), begin, 1),
        n_months=pl.lit(12, pl.Int64), amount=pl.col("amount").cast(pl.Float64),
    )  # fmt: skip


__all__ = ["gather"]
